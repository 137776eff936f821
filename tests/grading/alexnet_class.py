"""Eleven students who worked AlexNet's table out by hand, as the look of the project shows them."""

from __future__ import annotations

from collections.abc import Sequence

ROWS = ("conv1", "maxpool1", "conv2", "maxpool2", "conv3", "conv4", "conv5", "maxpool3", "fc6", "fc7", "fc8")


def _volumes(maps: str) -> list[str]:
    """Return the outputs: those of the convolutions and pools, and the three vectors."""
    return [*maps.split(), "4096", "4096", "1000"]


_OUTPUT = _volumes("55x55x96 27x27x96 27x27x256 13x13x256 13x13x384 13x13x384 13x13x256 6x6x256")
_PARAMS = ["34944", "0", "614656", "0", "885120", "1327488", "884992", "0", "37752832", "16781312", "4097000"]
_NO_BIAS = ["34848", "0", "614400", "0", "884736", "1327104", "884736", "0", "37748736", "16777216", "4096000"]
_NO_DEPTH = ["11712", "0", "6656", "0", "3840", "3840", "2560", "0", "37752832", "16781312", "4097000"]
_NO_ONE = _volumes("54x54x96 25x25x96 24x24x256 10x10x256 9x9x384 8x8x384 7x7x256 2x2x256")
_NO_PAD = _volumes("55x55x96 27x27x96 23x23x256 11x11x256 11x11x384 11x11x384 11x11x256 5x5x256")
_FIRST = _volumes("96x55x55 96x27x27 256x27x27 256x13x13 384x13x13 384x13x13 256x13x13 256x6x6")


def _sheet(output: Sequence[str] = _OUTPUT, params: Sequence[str] = _PARAMS, **changed: str) -> dict[str, str]:
    """Return a sheet; single cells are changed by their names (`conv1_params`)."""
    answers = {f"{row}.output": text for row, text in zip(ROWS, output, strict=True)}
    answers |= {f"{row}.params": text for row, text in zip(ROWS, params, strict=True)}
    return answers | {cell.replace("_", "."): text for cell, text in changed.items()}


SHEETS = {
    "s01": _sheet(),
    "s02": _sheet(params=_NO_BIAS),
    "s03": _sheet(_NO_ONE, fc6_params=f"{(2 * 2 * 256 + 1) * 4096}"),
    "s04": _sheet(params=_NO_DEPTH),
    "s05": _sheet(_NO_PAD, _NO_BIAS, fc6_params=f"{5 * 5 * 256 * 4096}", fc8_params=""),
    "s06": _sheet(fc6_params=f"{(13 * 13 * 256 + 1) * 4096}"),
    "s07": _sheet(maxpool1_params="864", maxpool2_params="2304", maxpool3_params="2304"),
    "s08": _sheet(
        maxpool1_output="27x27x48",
        maxpool2_output="13x13x128",
        maxpool3_output="6x6x128",
        conv2_params=f"{(5 * 5 * 48 + 1) * 256}",
        conv3_params=f"{(3 * 3 * 128 + 1) * 384}",
        fc6_params=f"{(6 * 6 * 128 + 1) * 4096}",
    ),
    "s09": _sheet(_FIRST),
    "s10": _sheet(conv4_params="1327848", fc7_params="", fc8_params=""),
    "s11": _sheet(conv1_params="34.944"),
}

"""Why nothing solves an axis: what the closed form gives, and why that cannot be."""

from __future__ import annotations

from cnncalc.formulas.windows import extent
from cnncalc.model.volume import whole
from cnncalc.solve.equation import Unsolved


def closed_form(unsolved: Unsolved) -> str:
    """Say what the equation gives where one thing is unknown and cannot be it: `the stride would be 2.67`."""
    names = ("kernel", "stride", "margin", "dilation")
    unknown = [name for name in names if getattr(unsolved, name) is None]
    if len(unknown) != 1 or unsolved.size is None or unsolved.places is None:
        return ""
    size, places = unsolved.size, unsolved.places
    kernel, stride, dilation = unsolved.kernel or 1, unsolved.stride or 1, unsolved.dilation or 1
    pads = sum(unsolved.margin or (0, 0))
    spread = whole(extent(kernel, dilation))
    match unknown[0]:
        case "margin":
            total = (places - 1) * stride + spread - size
            line = f"({places} - 1)*{stride} + {spread} - {size} = {total}"
            return f"both sides together would need {line} of padding" + _bad_padding(total, spread)
        case "kernel":
            value = size + pads - (places - 1) * stride
            return f"the window would span {size} + {pads} - ({places} - 1)*{stride} = {value}" + (
                ", and it needs at least 1" if value < 1 else f", which is larger than the input of {size}"
            )
        case "stride" if places > 1:
            value = size + pads - spread
            shown = f"({size} + {pads} - {spread})/({places} - 1) = {_quotient(value, places - 1)}"
            return f"the stride would be {shown}" + _bad_stride(value, places - 1, kernel)
        case "dilation" if kernel > 1:
            value = size + pads - 1 - (places - 1) * stride
            shown = f"({size} + {pads} - 1 - ({places} - 1)*{stride})/({kernel} - 1) = {_quotient(value, kernel - 1)}"
            return f"the dilation would be {shown}"
    return ""


def _bad_padding(total: int, spread: int) -> str:
    if total < 0:
        return ": less than none"
    return f": a window of {spread} would see nothing but zeros" if total >= 2 * spread else ""


def _bad_stride(value: int, steps: int, kernel: int) -> str:
    if value <= 0:
        return ", and it is at least 1"
    if value % steps:
        return ", which is not a whole number"
    return f", which skips pixels between windows of {kernel}"


def _quotient(number: int, by: int) -> str:
    return f"{number / by:.2f}".rstrip("0").rstrip(".") if number % by else str(number // by)

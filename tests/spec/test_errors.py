"""What is said of a wrong spec: the code, the place, and a help that works when it is followed."""

# ruff: noqa: E501 - each wrong spec is a row of a table

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from cnncalc.render.problems import full

Problems = Callable[..., Any]


class Wrong(NamedTuple):
    """A wrong text: what is wrong where, what is said, what helps, and the text with the help followed."""

    text: str
    code: str
    place: tuple[int, int]
    says: str
    help: str = ""
    right: str = ""


def line(item: str, code: str, column: int, says: str, help: str = "", right: str = "") -> Wrong:
    """A net of one wrong item on 32x32x3, in line 3."""
    net = "input: 32x32x3\nlayers:\n  - {}\n"
    return Wrong(net.format(item), code, (3, column), says, help, net.format(right) if right else "")


LINES = [
    line("conv: 10x5x5", "arg", 11, "`10x5x5` can be read two ways", "10 filters of 5x5 are `10 x 5x5`", "conv: 10 x 5x5"),
    line("conv: 3x3, pad 1", "arg", 11, "`3x3` has no filter count", "`64 x 3x3`", "conv: 64 x 3x3, pad 1"),
    line("conv: 3", "arg", 11, "a filter count without a kernel", "`3 x 3x3`", "conv: 3 x 3x3"),
    line("conv", "arg", 5, "conv needs its filters and kernel", "`conv: 10 x 5x5, pad 2`", "conv: 10 x 5x5, pad 2"),
    line("conv: {filters: 8}", "arg", 5, "conv needs its kernel"),
    line("separable: {columns: [c, c], rows: [[8, 8]]}", "arg", 30, "the table has two columns `c`"),
    line("{separable: {columns: [c], rows: [[8]]}, first: {s: 2}}", "unknown-key", 46, "`first` says nothing about a table", "`first.s`"),
    line("conv: 8, 3x3", "arg", 11, "a comma stands where the x", "`8 x 3x3`", "conv: 8 x 3x3"),
    line("conv: 8, 3", "arg", 11, "a comma stands where the x", "`8 x 3x3`", "conv: 8 x 3x3"),
    line("conv: 8 3x3", "syntax", 13, "expected `,` before `3`", "write `8 x 3x3`", "conv: 8 x 3x3"),
    line("conv: 8 filters", "syntax", 13, "expected `,` before `filters`", "leave `filters` out"),
    line("conv: 8 @ 3x3", "syntax", 13, "`@` has no meaning here", "`8 x 3x3`", "conv: 8 x 3x3"),
    line("conv: filters 8, kernel 3x3", "option", 11, "the filters of a conv stands first", "`conv: 10 x 5x5, pad 2`", "conv: 10 x 5x5, pad 2"),
    line("conv: 8 x 3x3,", "syntax", 19, "expected a value, not the end", "write `8 x 3x3`", "conv: 8 x 3x3"),
    line("dropout: 50%", "syntax", 17, "expected a value, not the end", "50% is the fraction `0.5`", "dropout: 0.5"),
    line("fc: n[2]", "syntax", 10, "`[` has no meaning here", "`n.2`"),
    line("relu => 32x32x3", "syntax", 11, "expected a value, not `>`", "claimed with `->`", "relu -> 32x32x3"),
    line("input: 32", "op", 5, "no layer or block called `input`", "stands above them"),
    line("activation: relu", "op", 5, "no layer or block called `activation`", "write `relu`", "relu"),
    line("separable(8)", "layer", 5, "`separable(8)` is not a layer", "write `separable: 8`", "separable: 8"),
    line("squeeze_excite()", "layer", 5, "`squeeze_excite()` is not a layer", "write `squeeze_excite`"),
    line("separable: 8, repeat=3", "arg", 26, "separable has no parameter `repeat`", "`repeat:` is a key of its own"),
    line("{conv: 8 x 3x3, form: a}", "layer", 21, "`conv` and `form` stand in one layer", "did you mean `from`"),
    line("{conv: 8 x 3x3, activation: relu}", "layer", 21, "`conv` and `activation` stand in one layer", "`conv: 8 x 3x3, relu`", "conv: 8 x 3x3, relu"),
    line("{conv: 8 x 3x3, bn: on}", "layer", 21, "`conv` and `bn` stand in one layer", "`conv: 8 x 3x3, bn`", "conv: 8 x 3x3, bn"),
    line("residual: {main: [relu], skip: [relu]}", "unknown-key", 30, "`skip` belongs to a residual, not to main", "beside `residual:`"),
    line("separable: {column: [c], rows: [[8]]}", "unknown-key", 17, "a table has no `column`", "did you mean `columns`", "separable: {columns: [c], rows: [[8]]}"),
    line("relu\n  bn", "yaml", 3, "neither `key: value` nor `- item`", "a layer begins with `- `")._replace(place=(4, 3)),
    line("conv: 8 x 3x3, 2", "arg", 20, "a value without a name", "every option but the first has a name"),
    line("conv: 8 x 3x3, bias", "arg", 20, "bias needs a value", "`bias off`", "conv: 8 x 3x3, bias off"),
    line("conv: 8 x 3x3, fc", "arg", 20, "fc cannot stand behind conv", "an item of its own"),
    line("conv: 8 x 3x3, relu, pad 1", "arg", 26, "`pad` is an option of conv", "`conv: 8 x 3x3, pad 1, relu`", "conv: 8 x 3x3, pad 1, relu"),
    line("conv: [8, 3x3]", "arg", 11, "conv takes no list"),
    line("relu: 3", "arg", 11, "relu takes no value", "write `relu` alone", "relu"),
    line("chunk: 2", "arg", 12, "chunk does not begin like this", "`chunk: 1 of 2`"),
    line("upsample: {mode: nearest}", "arg", 5, "upsample needs a factor or a size", "`upsample: 2`", "upsample: 2"),
    line("conv: 8 x 3x3, padding 1", "option", 20, "conv has no option `padding`", "write `pad 1`", "conv: 8 x 3x3, pad 1"),
    line("conv: {filters: 8, kernel: 3x3, padding: 1}", "option", 37, "no option `padding`", "write `pad: 1`", "conv: {filters: 8, kernel: 3x3, pad: 1}"),
    line("conv: 8 x 3x3, strid 2", "option", 20, "no option `strid`", "did you mean `stride`", "conv: 8 x 3x3, stride 2"),
    line("conv: 8 x 3x3, ReLU", "option", 20, "no option `ReLU`", "write `relu`", "conv: 8 x 3x3, relu"),
    line("conv: 8 x 3x3, activation relu", "option", 20, "no option `activation`", "write `relu`", "conv: 8 x 3x3, relu"),
    line("conv: 8 x 3x3, ceil", "option", 20, "conv has no option `ceil`", "it belongs to maxpool, avgpool, sumpool"),
    line("upsample: 2, bilinear", "option", 18, "no option `bilinear`", "`mode bilinear`", "upsample: 2, mode bilinear"),
    line("maxpool: 2x2, groups 2", "option", 19, "maxpool has no option `groups`", "it belongs to conv"),
    line("dwconv: 3x3, qqq 2", "option", 18, "dwconv has no option `qqq`", "its options are"),
    line("conv: 8 x 3x3, stride 0", "value", 20, "stride must be at least 1, not 0"),
    line("fc: 7/2", "value", 9, "units must be a whole number, not 3.5", "use //, round() or divisible()", "fc: 7//2"),
    line("dropout: 1.5", "value", 14, "rate must be below 1"),
    line("conv: 8 x 3x3, bias 7", "value", 20, "bias is on or off, not 7", "`bias off`", "conv: 8 x 3x3, bias off"),
    line("conv: 8 x 3x3, pad 1/0", "value", 24, "`/` by zero"),
    line("conv: {filters: 8, kernel: 3x3, pad: -1}", "value", 42, "pad must be at least 0, not -1"),
    line("conv: {filters: 8, kernel: [3, 3]}", "value", 32, "a single value is expected", "`3x3`", "conv: {filters: 8, kernel: 3x3}"),
    line("upsample: 2, mode cubic", "name", 23, "nothing here is called `cubic`"),
    line("{conv: 8 x 1x1, repeat: -1}", "value", 29, "`-1` is -1, which is no count"),
    line("{conv: 8 x 1x1, repeat: 7/2}", "value", 29, "`7/2` is 3.5, which is no count", "use //"),
    line("{conv: 8 x 1x1, when: 1}", "value", 27, "`1` is 1, neither true nor false"),
    line("{relu: , repeat: }", "value", 14, "repeat needs a value"),
    line("conv: 8 x 3x3 pad 1", "syntax", 19, "expected `,` before `pad`", "`8 x 3x3, pad 1`", "conv: 8 x 3x3, pad 1"),
    line("conv: 8 x 1xk", "syntax", 15, "`1xk`: the x of a size beside a name", "`1 x k`"),
    line("fc: 2k", "syntax", 9, "`2k` is neither a number nor a name", "`2*k`"),
    line("fc: (2", "syntax", 11, "expected `)`"),
    line("relu -> 3,4", "syntax", 14, "expected `x` and the next number"),
    line("fc: " + "1+" * 120 + "1", "expr-long", 210, "more than 100 operators"),
    line("conv: n x 3x3", "name", 11, "nothing here is called `n`", "declare it under `params:`"),
    line("{fc: 3, when: widht > 1}", "name", 19, "nothing here is called `widht`"),
    line("linear: 10", "op", 5, "no layer or block called `linear`", "write `fc: 10`", "fc: 10"),
    line("Conv: 8 x 3x3", "op", 5, "no layer or block called `Conv`", "write `conv: 8 x 3x3`", "conv: 8 x 3x3"),
    line("flaten", "op", 5, "no layer or block called `flaten`", "did you mean `flatten`", "flatten"),
    line("qqqqqq", "op", 5, "no layer or block called `qqqqqq`", "the ops are conv, dwconv"),
    line("attention: 8", "op", 5, "no layer or block called `attention`", "attention and recurrence are outside the language"),
    line("lstm", "op", 5, "no layer or block called `lstm`", "attention and recurrence are outside the language"),
    line("conv 8 x 3x3", "op", 5, "no layer or block called `conv 8 x 3x3`", "write `conv: 8 x 3x3`", "conv: 8 x 3x3"),
    line("residual 8 x 3x3", "layer", 5, "`residual 8 x 3x3` is not a layer", "a colon between them"),
    line("'conv: 8 x 3x3'", "layer", 5, "is one text in quotes", "leave the quotes out", "conv: 8 x 3x3"),
    line("pad 1", "layer", 5, "`pad 1` is an option, not a layer", "`conv: 8 x 3x3, pad 1`", "conv: 8 x 3x3, pad 1"),
    line("{conv: 8 x 3x3, stride: 2}", "layer", 21, "`conv` and `stride` stand in one layer", "`conv: 8 x 3x3, stride 2`", "conv: 8 x 3x3, stride 2"),
    line("{conv: 8 x 3x3, relu: }", "layer", 21, "`conv` and `relu` stand in one layer", "begin each layer with `- `"),
    line("{name: c1}", "layer", 5, "modifiers without a layer", "name the op"),
    line("", "layer", 4, "an empty item is no layer", "write a layer behind the dash"),
    line("residual:", "layer", 5, "residual has no layers"),
    line("{conv: 8 x 3x3, pad 1}", "flow-comma", 21, "`pad 1` has no value", '`{conv: "8 x 3x3, pad 1"}`', '{conv: "8 x 3x3, pad 1"}'),
    line("[conv: 8 x 3x3, pad 1]", "flow-comma", 21, "`pad 1` is no layer: inside [ ] a comma", '`[{conv: "8 x 3x3, pad 1"}]`', '[{conv: "8 x 3x3, pad 1"}]'),
    line("[maxpool: 3x3, stride 2, relu]", "flow-comma", 20, "`stride 2` is no layer", '`[{maxpool: "3x3, stride 2"}, relu]`', '[{maxpool: "3x3, stride 2"}, relu]'),
    line("conv: 8 x 3x3\n      - relu", "yaml", 7, "`- relu` is indented too far", "below the dash of the item before it", "conv: 8 x 3x3\n  - relu")._replace(place=(4, 7)),
    line("relu\n    - relu", "yaml", 5, "`- relu` is indented too far", "", "relu\n  - relu")._replace(place=(4, 5)),
    line("conv: 8 x 3x3\n    - relu", "yaml", 5, "this does not continue", "the dashes of one list stand below each other")._replace(place=(4, 5)),
    line("conv: 8 x n[0]", "syntax", 16, "`[` has no meaning here"),
    line("{conv: 8 x 3x3, name: 2a}", "name", 27, "`2a` cannot be a name"),
    line("{relu: , name: input}", "name", 20, "`input` cannot be a name"),
    line("{relu: , from: c1}", "tap", 20, "no tap called `c1`", "only a layer with a `name:` is a tap; the taps here: input"),
    line("concat: c1", "tap", 13, "no tap called `c1`"),
    line("{relu: , from: [input, input]}", "tap", 28, "relu takes one input, and `from` names 2", "join them first"),
    line("add: 3", "tap", 10, "add joins taps by name, or branches", "`add: p2, c2`"),
    line("{concat: [relu, bn], from: [input, input]}", "tap", 6, "concat has branches, and `from` names 2 taps"),
    line("use: c1", "tap", 10, "no tap called `c1`"),
    line("use", "arg", 5, "use needs the name"),
    line("concat", "arg", 5, "concat joins at least two inputs"),
    line("{relu: , skip: identity}", "unknown-key", 14, "`skip` belongs to a residual"),
    line("{relu: , first: {s: 2}}", "unknown-key", 14, "`first` belongs to a block"),
    line("{let: a=1, name: q}", "unknown-key", 16, "`name` says nothing about let"),
    line("let: relu = 3", "name", 10, "`relu` cannot be a name for a value"),
    line("let: 3", "arg", 10, "let gives names to values", "`let: wide = 2*16`", "let: wide = 2*16"),
    line("let: a = 1, a = 2", "arg", 17, "a is given twice"),
    line("identity: 3", "arg", 5, "identity takes nothing", "`identity`", "identity"),
    line("separable", "arg", 5, "separable needs its parameter `c`", "its header is `separable(c, k=3, s=1, p=0)`", "separable: 8"),
    line("separable: 1, 2, 3, 4, 5", "arg", 28, "separable is called with 5 values, and takes 4"),
    line("separable: 8, kk=3", "arg", 22, "separable has no parameter `kk`", "did you mean `k`", "separable: 8, k=3"),
    line("separable: 8, c=3", "arg", 21, "c is given twice to separable"),
    line("separable: k=3, 8", "arg", 21, "a value without a name behind a named one"),
    line("separable: [8, 3]", "arg", 16, "separable is a block; it takes no list", "`separable: 8, 3`", "separable: 8, 3"),
    line("separable: {columns: [c], rows: [[8, 3]]}", "arg", 38, "this row has 2 cells, and there are 1 columns"),
    line("separable: {columns: [cc], rows: [[8]]}", "arg", 27, "separable has no parameter `cc`"),
    line("separable: {columns: [c]}", "missing-key", 5, "the table of separable has no `rows:`"),
    line("separable: {columns: [c], rows: [[8]], row: 1}", "unknown-key", 44, "a table has no `row`", "did you mean `rows`"),
    line("conv: 8 x 40x40", "kernel-too-big", 11, "40 > 32 + 0 + 0 = 32 along the height", "padding of at least 4", "conv: 8 x 40x40, pad 4"),
    line("conv: 8 x 5x5x4", "depth", 11, "4 deep, but it looks at 3 channels", "write 5x5x3", "conv: 8 x 5x5x3"),
    line("conv: 8 x 5x5, groups 2", "groups", 11, "2 groups do not divide 3 input channels"),
    line("conv: 8 x 5", "shape", 11, "the kernel 5 has 1 size, but the input 32x32x3 has 2", "e.g. 5x5", "conv: 8 x 5x5"),
    line("[flatten, conv: 8 x 1x1]", "shape", 21, "conv needs a map, but its input is a vector of 3072", "use `fc`"),
    line("add: [conv: 3 x 3x3, identity]", "add-shape", 5, "input 1 is 30x30x3, but input 2 is 32x32x3"),
    line("concat: [conv: 3 x 3x3, identity]", "concat-shape", 5, "input 1 is 30x30x3, but input 2 is 32x32x3", "crop: 30x30"),
    line("mul: [conv: 3 x 3x3, identity]", "mul-shape", 5, "input 1 is 30x30x3, but input 2 is 32x32x3"),
    line("residual: [conv: 3 x 3x3]", "add-shape", 5, "the main path gives 30x30x3 but the skip path carries 32x32x3", "or cut the skip path", "{residual: [conv: 3 x 3x3], skip: {crop: 30x30}}"),
    line("{relu: , repeat: 1000000000}", "too-many", 6, "more than 100,000 steps", "check the numbers under `repeat:`"),
    line("[{relu: , name: a}, {bn: , name: a}]", "dup-name", 26, "the name a is given twice, first in line 3"),
    line("conv: 6 x 3x3, stride 2, stride 3", "option", 30, "stride is given twice", "keep one"),
    line("conv: 6 x 3x3, same, valid", "option", 26, "pad is given twice", "`same` or `valid`"),
    line("conv: 6 x 3x3, strict, floor", "option", 28, "rounding is given twice"),
    line("conv: 6 x 3x3, bias on, bias off", "option", 29, "bias is given twice"),
    line("conv: 6 x 3x3, pad same, pad 0", "option", 30, "pad is given twice"),
    line("conv: 6 x 3x3, no bias", "syntax", 23, "expected `,`", "write `6 x 3x3, bias off`", "conv: 6 x 3x3, bias off"),
    line("conv: 6 x 3x3, fc 10", "arg", 20, "fc cannot stand behind conv", "fc is a layer of its own: write it as an item of its own: `fc: 10`"),
    line("conv: {out_channels: 6, kernel: 5x5}", "option", 12, "no option `out_channels`", "write `filters: 6`", "conv: {filters: 6, kernel: 5x5}"),
    line("conv: {filter: 6, kernel: 5x5}", "option", 12, "no option `filter`", "write `filters: 6`"),
    line("fc:20", "layer", 5, "`fc:20` is not a layer", "put a blank behind the colon: write `fc: 20`", "fc: 20"),
    line("squeeze_excite", "value", 5, "filters must be at least 1, not 0, in `conv: in//r x 1x1, relu` of squeeze_excite", "choose a smaller r: in//r must be at least 1, and in is 3, r is 16", "squeeze_excite: 3"),
    line("6@28x28", "op", 5, "no layer or block called `6@28x28`", "write `conv: 6 x FxF -> 28x28x6` with the kernel's size for F"),
    line("relu -> 1e6", "syntax", 13, "not `e6`", "write 1_000_000"),
    line("[{conv: 1 x 1x1, name: c}, {use: c}]", "use", 33, "c has its weights for 32x32x3; they do not fit 32x32x1"),
]  # fmt: skip

FILES = [
    Wrong("input: 8x8x1\nparams: {about: 3}\nlayers: [relu]\n", "name", (2, 10), "`about` is a word of the language"),
    Wrong("input = 8x8x1\nlayers: [relu]\n", "yaml", (2, 7), "a colon cannot stand here", "`input: 8x8x1`", "input: 8x8x1\nlayers: [relu]\n"),
    Wrong("input: 8x8x1\nblocks: {b: relu}\nlayers: [b]\n", "value", (2, 10), "the block `b` is no list of layers"),
    Wrong("input: 8x8x1\nparams: {n: [3, 4]}\nlayers: [conv: n x 3x3]\n", "value", (3, 16), "filters must be a whole number, not the list 3x4"),
    Wrong("", "yaml", (1, 1), "the file is empty", "a spec begins like this"),
    Wrong("- relu\n", "layer", (1, 1), "a spec is a mapping", "it begins with `input:`"),
    Wrong("layers: [relu]\n", "missing-key", (1, 1), "`input:` is missing", "`input: 32x32x3`", "layers: [relu]\ninput: 32x32x3\n"),
    Wrong("input: 8x8x1\n", "missing-key", (1, 1), "`layers:` is missing", "layers:\n  - conv: 10 x 5x5, pad 2", "input: 8x8x1\nlayers:\n  - conv: 10 x 5x5, pad 2\n"),
    Wrong("inptu: 8x8x1\nlayers: [relu]\n", "unknown-key", (1, 1), "a spec has no key `inptu`", "did you mean `input`", "input: 8x8x1\nlayers: [relu]\n"),
    Wrong("input: 8x8x1\nlayers: relu\n", "value", (2, 1), "layers is a list", "- conv: 10 x 5x5"),
    Wrong("input: 8x8x1\nlayers: [relu]\nlayers: [bn]\n", "dup-key", (3, 1), "`layers` stands twice"),
    Wrong("input: &a 8x8x1\nlayers: [relu]\n", "yaml-alias", (1, 8), "`&a`: a spec has no anchors", "use a block"),
    Wrong("input: !!str 8x8x1\nlayers: [relu]\n", "yaml-tag", (1, 8), "a spec has no tags"),
    Wrong("input: 8x8x1\nlayers: " + "[" * 45 + "]" * 45 + "\n", "yaml-depth", (2, 48), "nested deeper than 40 levels"),
    Wrong("input: 8x8x1\nlayers: [relu]\nabout: " + "x" * 300_000 + "\n", "too-big", (1, 1), "at most 256 KiB"),
    Wrong("input: 3x224x224\nlayers: [relu]\n", "input-order", (1, 8), "looks like channels first", "`224x224x3`", "input: 224x224x3\nlayers: [relu]\n"),
    Wrong("input: 1x3x224x224\nlayers: [relu]\n", "input-order", (1, 8), "looks like channels first", "`1x3x224x224 NCHW`", "input: 1x3x224x224 NCHW\nlayers: [relu]\n"),
    Wrong("input: 28x28\nlayers: [relu]\n", "input", (1, 8), "28x28 has no channels", "`28x28x1`", "input: 28x28x1\nlayers: [relu]\n"),
    Wrong("input: 28,28,1\nlayers: [relu]\n", "syntax", (1, 10), "expected `x`", "write `28x28x1`", "input: 28x28x1\nlayers: [relu]\n"),
    Wrong("input: (28, 28, 1)\nlayers: [relu]\n", "syntax", (1, 8), "expected a number", "write `28x28x1`", "input: 28x28x1\nlayers: [relu]\n"),
    Wrong("input: [28, 28, 1]\nlayers: [relu]\n", "value", (1, 1), "input is a size", "write `input: 28x28x1`"),
    Wrong("input: 0x5x3\nlayers: [relu]\n", "input", (1, 8), "a size is at least 1, not 0"),
    Wrong("input: 8x5x3 ABC\nlayers: [relu]\n", "input", (1, 8), "8x5x3 ABC: `A` is no axis", "the axes are N C D H W"),
    Wrong("input: 2x3x8x8 NCHW\nlayers: [relu]\n", "input", (1, 8), "is a batch of 2", "`--batch`"),
    Wrong("input: 8x8x8x8x8\nlayers: [relu]\n", "input", (1, 8), "has 4 spatial axes"),
    Wrong("input: {height: 5, width: 5, chanels: 3}\nlayers: [relu]\n", "input", (1, 30), "an input has no `chanels`", "depth, height, width"),
    Wrong("input: {height: 5, width: 5}\nlayers: [relu]\n", "input", (1, 8), "the channels C are missing"),
    Wrong("input: {height: n, width: 5, channels: 3}\nlayers: [relu]\n", "input", (1, 17), "a size is a whole number"),
    Wrong("input: NxNx3\nlayers: [relu]\n", "unknown-size", (1, 8), "the size N is a letter"),
    Wrong("input: 8x8x1\nrounding: up\nlayers: [relu]\n", "value", (2, 1), "rounding is strict, floor or ceil", "strict: every window must fit"),
    Wrong("input: 8x8x1\nexpect: {param: 3}\nlayers: [relu]\n", "unknown-key", (2, 10), "expect has no `param`", "did you mean `params`", "input: 8x8x1\nexpect: {params: 3}\nlayers: [relu]\n"),
    Wrong("input: 8x8x1\nparams: {in: 3}\nlayers: [relu]\n", "name", (2, 10), "`in` is a word of the language"),
    Wrong("input: 8x8x1\nparams: {conv: 3}\nlayers: [relu]\n", "name", (2, 10), "`conv` is a word of the language"),
    Wrong("input: 8x8x1\nparams: {2a: 3}\nlayers: [relu]\n", "name", (2, 10), "`2a` cannot be a name"),
    Wrong("input: 8x8x1\nparams: {a: b, b: 3}\nlayers: [relu]\n", "name", (2, 13), "nothing here is called `b`"),
    Wrong("input: 8x8x1\nparams: {a: 1/0}\nlayers: [relu]\n", "value", (2, 13), "`/` by zero"),
    Wrong("input: 8x8x1\nparams: {a: {b: 1}}\nlayers: [relu]\n", "value", (2, 10), "params: `a` has a value of the wrong shape"),
    Wrong("input: 8x8x1\nparams: {act: relux}\nlayers: [relu]\n", "name", (2, 15), "nothing here is called `relux`", "did you mean `relu`", "input: 8x8x1\nparams: {act: relu}\nlayers: [relu]\n"),
    Wrong("input: 8x8x1\nparams: {n: 3}\nlayers: [{conv: '3 x 1x1, n'}]\n", "op", (3, 27), "n is 3, which is no layer"),
    Wrong("input: 8x8x1\nparams: {act: relu}\nlayers: [act]\n", "op", (3, 10), "no layer or block called `act`", "`conv: 8 x 3x3, act`", "input: 8x8x1\nparams: {act: relu}\nlayers:\n  - conv: 8 x 3x3, act\n"),
    Wrong("input: 8x8x1\nvariants: {v: {m: 1}}\nlayers: [relu]\n", "unknown-key", (2, 16), "the variant v sets `m`, which is no parameter"),
    Wrong("input: 8x8x1\nvariants: {v: {rounding: up}}\nlayers: [relu]\n", "value", (2, 16), "rounding is strict, floor, ceil"),
    Wrong("input: 8x8x1\nvariants: {v: {expect: {parms: 1}}}\nlayers: [relu]\n", "unknown-key", (2, 25), "expect has no `parms`", "did you mean `params`"),
    Wrong("input: 8x8x1\nvariants: {v: {input: 8}, w: {input: 3x8x8}}\nlayers: [relu]\n", "input-order", (2, 38), "looks like channels first"),
    Wrong("input: 8x8x1\ndefaults: {convv: bias off}\nlayers: [relu]\n", "op", (2, 12), "there is no op called `convv`", "did you mean `conv`", "input: 8x8x1\ndefaults: {conv: bias off}\nlayers: [relu]\n"),
    Wrong("input: 8x8x1\ndefaults: {conv: biass off}\nlayers: [relu]\n", "option", (2, 18), "conv has no option `biass`", "did you mean `bias`", "input: 8x8x1\ndefaults: {conv: bias off}\nlayers: [relu]\n"),
    Wrong("input: 8x8x1\ndefaults: {conv: stride s}\nlayers: [relu]\n", "name", (2, 25), "nothing here is called `s`"),
    Wrong("input: 8x8x1\ndefaults: {conv: stride 0}\nlayers: [conv: 3 x 3x3]\n", "value", (3, 16), "stride must be at least 1, not 0"),
    Wrong("input: 8x8x1\nblocks: {relu: [bn]}\nlayers: [relu]\n", "name", (2, 10), "`relu` is a word of the language"),
    Wrong("input: 8x8x1\nblocks: {b(x): [bn]}\nlayers: [b: 1]\n", "syntax", (2, 12), "expected the name of a parameter, not `x`"),
    Wrong("input: 8x8x1\nblocks: {'b(n, n)': [bn]}\nlayers: [b: 1]\n", "dup-name", (2, 16), "two parameters called `n`"),
    Wrong("input: 8x8x1\nblocks: {b(n): [bn], b: [relu]}\nlayers: [b: 1]\n", "dup-name", (2, 22), "two blocks called `b`"),
    Wrong("input: 8x8x1\nblocks: {b(n=m): [bn]}\nlayers: [b]\n", "name", (2, 14), "nothing here is called `m`"),
    Wrong("input: 8x8x1\nblocks: {b(n=1/0): [fc: n]}\nlayers: [b]\n", "value", (2, 14), "`/` by zero"),
    Wrong("input: 8x8x1\nblocks: {b: [{relu: , name: r}]}\nlayers: [b, {bn: , from: r}]\n", "tap", (3, 26), "no tap called `r`"),
    Wrong("input: 8x8x1\nblocks: {a: [b], b: [a]}\nlayers: [a]\n", "recursion", (2, 22), "a calls b calls a"),
    Wrong("input: 8x8x1\nlayers: [{relu: , from: late}, {bn: , name: late}]\n", "tap", (2, 25), "no tap called `late` before this place"),
    Wrong("input: 8x8x1\nlayers: [relu, bn, {bn: , name: relu1}]\n", "dup-name", (2, 21), "the name relu1 is taken by the layer of line 2"),
    Wrong("input: 8x8x1\nexpect: {output: 1e6}\nlayers: [fc: 1e6]\n", "syntax", (3, 14), "`1e6` is neither", "write 1_000_000"),
    Wrong("input: 8x8x1\nlayers: [aux: [{fc: 1, name: a}], {relu: , from: a}]\n", "tap", (2, 50), "`a` stands in a side output"),
    Wrong("input: 8x8x1\nlayers: [relu]\noutputs: [r]\n", "tap", (3, 11), "no tap called `r`"),
]  # fmt: skip


@pytest.mark.parametrize("case", [*LINES, *FILES], ids=lambda case: f"{case.code}: {case.says[:40]}")
def test_what_is_wrong_and_where(case: Wrong, problems: Problems) -> None:
    """One problem, with its code, its line and column, its message and its help; and the help, followed, works."""
    (problem,) = problems(case.text)
    assert problem.code == case.code
    assert case.says in problem.message
    assert (problem.origin.line, problem.origin.column) == case.place
    assert case.help in "\n".join(problem.help)
    assert not case.right or not problems(case.right)


CODES = (
    "yaml yaml-alias yaml-tag yaml-depth dup-key flow-comma layer op option arg value syntax expr-long input input-order "
    "depth kernel-too-big groups shape add-shape concat-shape tap name dup-name recursion too-many too-big unknown-key "
    "missing-key unknown-size "
)


def test_every_code_of_the_reading_is_tried() -> None:
    """Each code that the language's description lists for a spec has a case (what is claimed is checked elsewhere)."""
    assert set(CODES.split()) <= {case.code for case in (*LINES, *FILES)}


BASIC = """input: 56x56x64
blocks:
  basic(c, s=1):
    - residual:
        - conv: c x 3x3, stride s, pad 1, bn, relu
        - conv: c x 3x3, pad 1, bn
layers:
  - basic: 64
  - basic: 128, s=2
"""


def test_the_example_of_the_language(problems: Problems, expanded: Problems) -> None:
    """The documented error comes out character for character, with the call that led there, and its help works."""
    (problem,) = problems(BASIC)
    assert (
        full(problem)
        == """\
net.yaml:4:7: error[add-shape]: the main path gives 28x28x128 but the skip path carries 56x56x64
    4 |     - residual:
      |       ^^^^^^^^
      = in block `basic` c=128, s=2, called at net.yaml:9
      = help: give the skip path a projection, e.g. `skip: {conv: "128 x 1x1, stride 2"}`"""
    )
    report, _ = expanded(BASIC)
    assert report.layers[-1].name == "bn4"
    skip = '      skip: {conv: "c x 1x1, stride s", when: s > 1}\nlayers:'
    assert not problems(BASIC.replace("layers:", skip))


def test_everything_wrong_is_reported_at_once(problems: Problems) -> None:
    """Problems that need no shapes are all reported, in the order of the file."""
    text = """
inpt: 8x8x1
input: 3x8x8
rounding: up
params: {in: 3, n: m}
variants: {v: {q: 1}}
defaults: {conv: biass off}
blocks:
  b(x): [relu]
  c(n):
    - conv: n x 3x3, padding 1
    - {relu: , from: t}
layers:
  - linear: 10
  - conv: 3x3
  - [fc: 2.5, fc: 0]
  - c
  - concat: [bn: 3, qqq]
  - fc: oops
outputs: [nowhere]
"""
    found = [(problem.origin.line, problem.code) for problem in problems(text)]
    assert found == [
        (2, "unknown-key"), (3, "input-order"), (4, "value"), (5, "name"), (5, "name"), (6, "unknown-key"),
        (7, "option"), (9, "syntax"), (11, "option"), (12, "tap"), (14, "op"), (15, "arg"), (16, "value"), (16, "value"),
        (17, "arg"), (18, "arg"), (18, "op"), (19, "name"), (20, "tap"),
    ]  # fmt: skip


def test_the_first_shape_problem_of_each_branch(problems: Problems, expanded: Problems) -> None:
    """Branches are looked at each by itself, and the layers before a problem are there."""
    text = (
        "input: 8x8x1\nlayers:\n  - relu\n  - concat:\n      - [conv: 1 x 9x9, conv: 1 x 99x99]\n"
        "      - [conv: 1 x 3x3, fc: 3, gap]\n      - conv: 2 x 1x1\n      - maxpool: 10x10\n"
    )
    found = problems(text)
    assert [(p.origin.line, p.code) for p in found] == [(5, "kernel-too-big"), (6, "shape"), (8, "kernel-too-big")]
    report, _ = expanded(text)
    assert [row.name for row in report.layers] == ["relu1", "conv2", "fc1", "conv3"]


def test_settings_that_have_no_value_are_all_reported(problems: Problems) -> None:
    """Parameters without a value and an input without numbers are reported together, what depends on them is not."""
    found = problems("input: NxNx3\nparams: {a: 1/0, b: a + 1, c: [1, 2], d: c.5}\nlayers: [relu]\n")
    assert [(p.code, p.origin.column) for p in found] == [("unknown-size", 8), ("value", 13), ("value", 42)]


def test_an_item_without_a_colon_and_keys_below_it(problems: Problems) -> None:
    """A key below an item of one word is told where the colon is missing."""
    (problem,) = problems("input: 8x8x1\nlayers:\n  - relu\n    repeat: 3\n")
    assert (problem.code, problem.origin.line) == ("yaml", 4)
    assert "a colon cannot follow here" in problem.message
    assert problem.help == ("write `- relu:` and put repeat below it",)
    assert not problems("input: 8x8x1\nlayers:\n  - relu:\n    repeat: 3\n")

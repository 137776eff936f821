"""What each option of a layer means, in one line: the help of the command line, and the schema for editors."""

from __future__ import annotations

MEANINGS = {
    "filters": "how many filters; each makes one map",
    "kernel": "the window's size on each axis",
    "stride": "how far the window moves at a time",
    "pad": "zeros around the map: N on every side, before:after, or HxW; of a window also same or valid",
    "dilation": "the distance between neighbouring taps of the kernel",
    "groups": "parts of the channels that are filtered, or normalized, by themselves",
    "bias": "learned numbers that are added: one a filter, or one a unit",
    "rounding": "what is done with a window that does not fit",
    "output_pad": "rows and columns added to the output",
    "multiplier": "filters for each channel",
    "units": "how many outputs",
    "affine": "learned factors and shifts",
    "size": "the size that comes out; of a norm, how many channels it looks at",
    "factor": "how many times larger",
    "mode": "how the new positions are filled",
    "index": "which part, from 1",
    "of": "how many parts",
    "rate": "the share that is dropped",
    "slope": "the slope below zero",
    "alpha": "the depth below zero",
}
"""One line for every option; one word means the same in every layer."""

"""The calculator turned round: what would make a layer fit."""

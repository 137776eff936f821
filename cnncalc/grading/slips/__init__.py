"""The slips that people make in the arithmetic of a layer, and which of them gives a wrong number.

    diagnose(case, "params", 2600)[0].slips      # what gives this number
    wrong_values(case, "params")                 # what every single slip would give

A slip is one entry in the table of its area (`shape`, `params`, `field`, `work_done`, `writing`, `net`): its texts,
and one change at some stage of the work. It is tried on every kind of layer by the layer's own rules.
"""

from cnncalc.grading.slips.diagnose import diagnose, truth_of, wrong_values
from cnncalc.grading.slips.slip import Diagnosis, Slip, Wrong
from cnncalc.grading.slips.table import BY_ID, SLIPS, UNTOLD

__all__ = ["BY_ID", "SLIPS", "UNTOLD", "Diagnosis", "Slip", "Wrong", "diagnose", "truth_of", "wrong_values"]

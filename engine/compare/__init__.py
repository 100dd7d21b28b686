"""Gradients derived by hand: are they right, and if not, which slip explains them?

In come a loss and, for each parameter, the student's numbers; out goes a `Report` with a verdict for each gradient, the
finite difference beside it, and findings: slips that give exactly the student's numbers. `slips/` has one file for each
family of slips; what they may look at is in `problem` and `structure`.
"""

from engine.compare.comparing import assert_gradients, compare_gradients, compare_points, compare_steps
from engine.compare.likely import LikelySlip, likely_slips
from engine.compare.report import Finding, Line, Report

__all__ = [
    "Finding", "LikelySlip", "Line", "Report", "assert_gradients", "compare_gradients", "compare_points",
    "compare_steps", "likely_slips",
]  # fmt: skip

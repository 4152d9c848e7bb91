"""Pure functions on arrays: every test returns a :class:`HypothesisTest`."""

from aftershock.inference.correlation import mean_overlap_correlation
from aftershock.inference.multiplicity import holm
from aftershock.inference.parametric import (
    bmp_t,
    cross_sectional_t,
    forecast_t,
    kp_bmp_t,
    patell_z,
)
from aftershock.inference.quantile import noticeable_move, sample_quantile
from aftershock.inference.records import HypothesisTest

__all__ = [
    "HypothesisTest",
    "bmp_t",
    "cross_sectional_t",
    "forecast_t",
    "holm",
    "kp_bmp_t",
    "mean_overlap_correlation",
    "noticeable_move",
    "patell_z",
    "sample_quantile",
]

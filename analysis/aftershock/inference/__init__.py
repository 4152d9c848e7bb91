"""Pure functions on arrays: every test returns a :class:`HypothesisTest`."""

from aftershock.inference.correlation import mean_overlap_correlation
from aftershock.inference.generalized_ranks import grank_t, grank_z
from aftershock.inference.multiplicity import holm
from aftershock.inference.parametric import cross_sectional_t, forecast_t, skewness_adjusted_t
from aftershock.inference.patell import kp_patell_z, patell_z, patell_z_pooledQ, patell_z_scar
from aftershock.inference.portfolio import brown_warner_1980_t, brown_warner_1985_t, lamb_z
from aftershock.inference.quantile import noticeable_move, sample_quantile
from aftershock.inference.ranks import (
    corrado_rank_z,
    corrado_zivney_rank_z,
    corrado_zivney_sign_z,
    rank_multiday_z,
)
from aftershock.inference.records import HypothesisTest
from aftershock.inference.signed_ranks import wilcoxon_exact, wilcoxon_z
from aftershock.inference.signs import generalized_sign_z, mean_positive_share, sign_exact_binomial, sign_z
from aftershock.inference.standardized import bmp_t, bmp_t_csar, kp_bmp_t

__all__ = [
    "HypothesisTest",
    "bmp_t",
    "bmp_t_csar",
    "brown_warner_1980_t",
    "brown_warner_1985_t",
    "corrado_rank_z",
    "corrado_zivney_rank_z",
    "corrado_zivney_sign_z",
    "cross_sectional_t",
    "forecast_t",
    "generalized_sign_z",
    "grank_t",
    "grank_z",
    "holm",
    "kp_bmp_t",
    "kp_patell_z",
    "lamb_z",
    "mean_overlap_correlation",
    "mean_positive_share",
    "noticeable_move",
    "patell_z",
    "patell_z_pooledQ",
    "patell_z_scar",
    "rank_multiday_z",
    "sample_quantile",
    "sign_exact_binomial",
    "sign_z",
    "skewness_adjusted_t",
    "wilcoxon_exact",
    "wilcoxon_z",
]

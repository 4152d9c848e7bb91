"""Pure functions on arrays: every test returns a :class:`HypothesisTest`."""

from aftershock.inference.calendar_time import calendar_time_t
from aftershock.inference.clusters import ibragimov_mueller_t, overlap_clusters
from aftershock.inference.correlation import mean_overlap_correlation
from aftershock.inference.cross_asset import joint_wald, pooled_joint_wald
from aftershock.inference.date_blocks import JointDraws, date_block_draws, date_block_permutation
from aftershock.inference.event_variance import event_variance_chi2
from aftershock.inference.generalized_ranks import grank_t, grank_z
from aftershock.inference.groups import group_permutation, welch_t
from aftershock.inference.jackknife import Jackknife, jackknife
from aftershock.inference.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm
from aftershock.inference.parametric import cross_sectional_t, forecast_t, skewness_adjusted_t
from aftershock.inference.patell import kp_patell_z, patell_z, patell_z_pooledQ, patell_z_scar
from aftershock.inference.permutation import nguyen_wolf_permutation
from aftershock.inference.portfolio import brown_warner_1980_t, brown_warner_1985_t, lamb_z
from aftershock.inference.power import (
    minimum_detectable_effect,
    rejection_probability,
    resampled_detectable_effect,
    smallest_pvalue,
)
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
from aftershock.inference.stationary import BootstrapInterval, stationary_bootstrap_interval
from aftershock.inference.stepdown import romano_wolf
from aftershock.inference.wild import wild_cluster_bootstrap

__all__ = [
    "BootstrapInterval",
    "HypothesisTest",
    "Jackknife",
    "JointDraws",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bmp_t",
    "bmp_t_csar",
    "brown_warner_1980_t",
    "brown_warner_1985_t",
    "calendar_time_t",
    "corrado_rank_z",
    "corrado_zivney_rank_z",
    "corrado_zivney_sign_z",
    "cross_sectional_t",
    "date_block_draws",
    "date_block_permutation",
    "event_variance_chi2",
    "forecast_t",
    "generalized_sign_z",
    "grank_t",
    "grank_z",
    "group_permutation",
    "holm",
    "ibragimov_mueller_t",
    "jackknife",
    "joint_wald",
    "kp_bmp_t",
    "kp_patell_z",
    "lamb_z",
    "mean_overlap_correlation",
    "mean_positive_share",
    "minimum_detectable_effect",
    "nguyen_wolf_permutation",
    "noticeable_move",
    "overlap_clusters",
    "patell_z",
    "patell_z_pooledQ",
    "patell_z_scar",
    "pooled_joint_wald",
    "rank_multiday_z",
    "rejection_probability",
    "resampled_detectable_effect",
    "romano_wolf",
    "sample_quantile",
    "sign_exact_binomial",
    "sign_z",
    "skewness_adjusted_t",
    "smallest_pvalue",
    "stationary_bootstrap_interval",
    "welch_t",
    "wilcoxon_exact",
    "wilcoxon_z",
    "wild_cluster_bootstrap",
]

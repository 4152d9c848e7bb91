"""What must not matter to a test of several events: the unit, the order of events; and up is down mirrored."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.inference import (
    HypothesisTest,
    bmp_t,
    bmp_t_csar,
    brown_warner_1980_t,
    brown_warner_1985_t,
    corrado_rank_z,
    corrado_zivney_rank_z,
    corrado_zivney_sign_z,
    cross_sectional_t,
    generalized_sign_z,
    grank_t,
    grank_z,
    kp_bmp_t,
    kp_patell_z,
    lamb_z,
    mean_overlap_correlation,
    mean_positive_share,
    patell_z,
    patell_z_pooledQ,
    patell_z_scar,
    rank_multiday_z,
    sign_exact_binomial,
    sign_z,
    skewness_adjusted_t,
    wilcoxon_exact,
    wilcoxon_z,
)

ALGEBRA_TOLERANCE = 1e-9
N_EVENTS, N_DAYS, N_ESTIMATION = 9, 2, 50
MARKET = np.random.default_rng(0).standard_normal(N_ESTIMATION + N_DAYS)


@dataclass(frozen=True)
class Panel:
    """Abnormal moves of events on one date, estimation days first."""

    values: np.ndarray

    @property
    def residuals(self) -> np.ndarray:
        return self.values[:, :N_ESTIMATION]

    @property
    def abnormal(self) -> np.ndarray:
        return self.values[:, N_ESTIMATION:]

    @property
    def car(self) -> np.ndarray:
        return self.abnormal.sum(axis=1)

    @property
    def std(self) -> np.ndarray:
        return self.residuals.std(axis=1, ddof=1)

    @property
    def scar(self) -> np.ndarray:
        return self.car / (self.std * math.sqrt(N_DAYS))

    @property
    def df(self) -> np.ndarray:
        return np.full(len(self.values), N_ESTIMATION - 1.0)

    @property
    def correlation(self) -> float:
        days = np.zeros(self.values.shape, dtype=bool)
        days[:, N_ESTIMATION:] = True
        return mean_overlap_correlation(np.where(days, np.nan, self.values), days)


TESTS: dict[str, Callable[[Panel], HypothesisTest]] = {
    "cross_sectional_t": lambda x: cross_sectional_t(x.car),
    "skewness_adjusted_t": lambda x: skewness_adjusted_t(x.car),
    "brown_warner_1985_t": lambda x: brown_warner_1985_t(x.abnormal, x.residuals),
    "brown_warner_1980_t": lambda x: brown_warner_1980_t(x.abnormal, x.residuals),
    "lamb_z": lambda x: lamb_z(x.abnormal, x.residuals, MARKET[N_ESTIMATION:], MARKET[:N_ESTIMATION]),
    "patell_z": lambda x: patell_z(x.scar, x.df),
    "patell_z_pooledQ": lambda x: patell_z_pooledQ(x.scar, x.df),
    "patell_z_scar": lambda x: patell_z_scar(x.scar, x.df),
    "kp_patell_z": lambda x: kp_patell_z(x.scar, x.df, x.correlation),
    "bmp_t": lambda x: bmp_t(x.scar),
    "bmp_t_csar": lambda x: bmp_t_csar(x.scar),
    "kp_bmp_t": lambda x: kp_bmp_t(x.scar, x.correlation),
    "sign_z": lambda x: sign_z(x.car),
    "sign_exact_binomial": lambda x: sign_exact_binomial(x.car),
    "generalized_sign_z": lambda x: generalized_sign_z(x.car, mean_positive_share(x.residuals)),
    "wilcoxon_z": lambda x: wilcoxon_z(x.car),
    "wilcoxon_exact": lambda x: wilcoxon_exact(x.car),
    "corrado_rank_z": lambda x: corrado_rank_z(x.abnormal, x.residuals),
    "corrado_zivney_rank_z": lambda x: corrado_zivney_rank_z(x.abnormal, x.residuals),
    "corrado_zivney_sign_z": lambda x: corrado_zivney_sign_z(x.abnormal, x.residuals),
    "rank_multiday_z": lambda x: rank_multiday_z(x.abnormal, x.residuals),
    "grank_t": lambda x: grank_t(x.scar, x.residuals, x.std),
    "grank_z": lambda x: grank_z(x.scar, x.residuals, x.std),
}
COUNTS = {"sign_exact_binomial", "wilcoxon_exact"}
few = settings(max_examples=15, deadline=None)
each_test = pytest.mark.parametrize("name", TESTS)
seeds = st.integers(0, 2**32 - 1)


def panel(seed: int) -> Panel:
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal(N_ESTIMATION + N_DAYS)
    return Panel(0.01 * (rng.standard_t(4, (N_EVENTS, N_ESTIMATION + N_DAYS)) + 0.5 * shared))


def assert_same(ours: float, theirs: float) -> None:
    assert ours == pytest.approx(theirs, rel=ALGEBRA_TOLERANCE, abs=ALGEBRA_TOLERANCE, nan_ok=True)


@each_test
@few
@given(seed=seeds, scale=st.floats(1e-4, 1e4))
def test_the_unit_does_not_matter(name: str, seed: int, scale: float) -> None:
    data = panel(seed)
    assert_same(TESTS[name](replace(data, values=data.values * scale)).pvalue, TESTS[name](data).pvalue)


@each_test
@few
@given(seed=seeds)
def test_the_order_of_events_does_not_matter(name: str, seed: int) -> None:
    data = panel(seed)
    order = np.random.default_rng(seed).permutation(N_EVENTS)
    shuffled = replace(data, values=data.values[order])
    assert_same(TESTS[name](shuffled).statistic, TESTS[name](data).statistic)


@each_test
@few
@given(seed=seeds)
def test_mirrored_moves_give_the_same_pvalue(name: str, seed: int) -> None:
    data = panel(seed)
    mirrored = replace(data, values=-data.values)
    assert_same(TESTS[name](mirrored).pvalue, TESTS[name](data).pvalue)


@pytest.mark.parametrize("name", [name for name in TESTS if name not in COUNTS])
@few
@given(seed=seeds)
def test_mirrored_moves_mirror_the_statistic(name: str, seed: int) -> None:
    data = panel(seed)
    assert_same(TESTS[name](replace(data, values=-data.values)).statistic, -TESTS[name](data).statistic)


@each_test
@few
@given(seed=seeds)
def test_a_large_common_rise_gives_a_large_statistic(name: str, seed: int) -> None:
    data = panel(seed)
    raised = data.values.copy()
    raised[:, N_ESTIMATION:] += 0.01 * (20 + np.arange(N_EVENTS)[:, None])
    test = TESTS[name](replace(data, values=raised))
    assert test.statistic > 1 or "turns the correction around" in test.reason

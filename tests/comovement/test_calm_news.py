"""Calm against news: the arithmetic by brute force, the trap, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from aftershock.comovement import calm_and_news
from aftershock.comovement.equal_correlation import calmed_moves, jennrich_statistic, shifted_statistics
from aftershock.comovement.forbes_rigobon import adjusted_correlation, adjusted_covariances, correlations_of
from aftershock.comovement.regime_draws import regime_covariances, row_counts, weighted_covariances
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_regimes
from aftershock.typing import BoolArray, FloatArray

ROUNDING = 1e-10
TRAP = simulate_regimes(
    {"GOLD": 0.5, "WTI": 0.3}, source="SPX", n_news=150, n_other=450, variance_ratio=9.0, rng=1
)
CHANGED = simulate_regimes(
    {"GOLD": 0.5}, source="SPX", n_news=200, n_other=600, variance_ratio=3.0, news_links={"GOLD": -0.5}, rng=2
)


@pytest.fixture(scope="module")
def values() -> FloatArray:
    return np.random.default_rng(3).normal(size=(50, 3)).cumsum(axis=1)


@pytest.fixture(scope="module")
def news() -> BoolArray:
    return np.arange(50) % 3 == 0


def test_adjusted_covariance_of_a_pair_is_the_formula(values: FloatArray, news: BoolArray) -> None:
    loud, calm = np.cov(values[news].T)[None], np.cov(values[~news].T)[None]
    plain = correlations_of(loud)[0]
    ratio = float(loud[0, 0, 0] / calm[0, 0, 0])
    ours = correlations_of(adjusted_covariances(loud, calm))[0]
    assert ours[0, 2] == pytest.approx(adjusted_correlation(float(plain[0, 2]), ratio), abs=ROUNDING)


def test_the_source_gets_its_calm_variance_and_keeps_its_links(values: FloatArray, news: BoolArray) -> None:
    loud, calm = np.cov(values[news].T)[None], np.cov(values[~news].T)[None]
    ours = adjusted_covariances(loud, calm)[0]
    assert ours[0, 0] == pytest.approx(calm[0, 0, 0])
    assert ours[0, 1:] / ours[0, 0] == pytest.approx(loud[0, 0, 1:] / loud[0, 0, 0])


def test_weighted_covariance_is_that_of_repeated_rows(values: FloatArray) -> None:
    counts = np.random.default_rng(1).integers(0, 4, size=(1, 50))
    expected = np.cov(values.repeat(counts[0], axis=0).T, ddof=0)
    assert np.abs(weighted_covariances(values, counts.astype(float))[0] - expected).max() < ROUNDING


def test_every_regime_uses_its_own_rows(values: FloatArray, news: BoolArray) -> None:
    calm, loud = regime_covariances(values, news, np.ones((1, 50)))
    assert np.abs(calm[0] - np.cov(values[~news].T, ddof=0)).max() < ROUNDING
    assert np.abs(loud[0] - np.cov(values[news].T, ddof=0)).max() < ROUNDING


def test_samples_have_as_many_rows_as_the_data(news: BoolArray) -> None:
    counts = row_counts(news, n_draws=20, block_length=3.0, rng=np.random.default_rng(1))
    assert (counts.sum(axis=1) == 50).all()


def test_jennrich_by_hand() -> None:
    one, other = np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([[1.0, 0.1], [0.1, 1.0]])
    pooled = (60 * one + 40 * other) / 100
    z = np.sqrt(60 * 40 / 100) * np.linalg.inv(pooled) @ (one - other)
    s = np.eye(2) + pooled * np.linalg.inv(pooled)
    expected = np.trace(z @ z) / 2 - np.diag(z) @ np.linalg.solve(s, np.diag(z))
    assert jennrich_statistic(one[None], other[None], 60, 40)[0] == pytest.approx(expected)


def test_shifts_are_those_of_rolled_labels(values: FloatArray, news: BoolArray) -> None:
    found = shifted_statistics(values, news, adjusted=False)
    rolled = [np.roll(news, shift) for shift in range(1, 50)]
    expected = [
        jennrich_statistic(np.corrcoef(values[one].T)[None], np.corrcoef(values[~one].T)[None], 17, 33)[0]
        for one in rolled
    ]
    assert sorted(found.others) == pytest.approx(sorted(expected))


def test_calmed_moves_leave_calm_rows_and_what_is_not_the_source(values: FloatArray, news: BoolArray) -> None:
    calmed = calmed_moves(values, news)
    centred = values - np.where(news[:, None], values[news].mean(0), values[~news].mean(0))
    slope = centred[:, 0] @ centred[:, 1] / (centred[:, 0] @ centred[:, 0])
    rest = centred[:, 1] - slope * centred[:, 0]
    assert calmed[~news] == pytest.approx(centred[~news])
    assert calmed[:, 1] - slope * calmed[:, 0] == pytest.approx(rest)


def test_a_link_that_did_not_change_is_not_told_to_have(n_draws: int = 199) -> None:
    found = calm_and_news(TRAP.moves, TRAP.news, source="SPX", block_length=1.0, n_draws=n_draws)
    row = found.to_frame().iloc[0]
    assert row["news"] - row["calm"] > 0.2
    assert row["difference_low"] < 0 < row["difference_high"]
    assert found.equality.pvalue > 0.05


def test_a_link_that_turned_is_found() -> None:
    found = calm_and_news(CHANGED.moves, CHANGED.news, source="SPX", block_length=1.0, n_draws=199)
    assert found.to_frame()["pvalue"].iloc[0] < 0.001
    assert found.equality.pvalue < 0.01


def test_the_bare_comparison_falls_into_the_trap() -> None:
    values, news = TRAP.moves.to_numpy(), TRAP.news.to_numpy()
    bare = shifted_statistics(values, news, adjusted=False)
    assert bare.actual > np.quantile(bare.others, 0.99)


def test_a_resampled_pvalue_is_never_zero() -> None:
    found = calm_and_news(CHANGED.moves, CHANGED.news, source="SPX", block_length=1.0, n_draws=49)
    assert found.equality.pvalue >= 1 / (1 + found.equality.n_draws) > 0


def test_units_do_not_matter() -> None:
    larger = TRAP.moves.assign(GOLD=1000 * TRAP.moves["GOLD"])
    once, again = (calm_and_news(one, TRAP.news, source="SPX", n_draws=29) for one in (TRAP.moves, larger))
    assert again.adjusted.value == pytest.approx(once.adjusted.value)


def test_the_interval_is_t_times_the_spread_on_fishers_scale() -> None:
    narrow, wide = (
        calm_and_news(TRAP.moves, TRAP.news, source="SPX", block_length=5.0, n_draws=99, alpha=alpha)
        for alpha in (0.2, 0.05)
    )
    widths = [np.arctanh(one.calm.high[0]) - np.arctanh(one.calm.low[0]) for one in (narrow, wide)]
    quantiles = [float(stdtrit(450 / 5.0 - 1, 1 - alpha / 2)) for alpha in (0.2, 0.05)]
    assert widths[1] / widths[0] == pytest.approx(quantiles[1] / quantiles[0])


def test_the_same_seed_gives_the_same_table() -> None:
    once, again = (calm_and_news(TRAP.moves, TRAP.news, source="SPX", n_draws=29, rng=4) for _ in range(2))
    pd.testing.assert_frame_equal(once.to_frame(), again.to_frame())


def test_missing_moves_are_left_out_and_counted() -> None:
    holes = TRAP.moves.copy()
    holes.iloc[[3, 5], 1] = np.nan
    assert calm_and_news(holes, TRAP.news, source="SPX", n_draws=9).n_missing == 2


def test_summary_names_the_direction_it_assumes() -> None:
    told = calm_and_news(TRAP.moves, TRAP.news, source="SPX", n_draws=29).summary()
    assert "moves run from SPX to the others and not back" in told


def test_too_few_news_rows_are_refused_with_the_bound() -> None:
    few = TRAP.news & (TRAP.news.cumsum() <= 12)
    with pytest.raises(ComovementError, match="There are 12 news rows .* at least 20"):
        calm_and_news(TRAP.moves, few, source="SPX")


def test_an_unknown_source_is_refused_by_name() -> None:
    with pytest.raises(ComovementError, match="UST10Y"):
        calm_and_news(TRAP.moves, TRAP.news, source="UST10Y")


def test_an_asset_that_stands_still_is_named() -> None:
    with pytest.raises(ComovementError, match="WTI did not move"):
        calm_and_news(TRAP.moves.assign(WTI=0.0), TRAP.news, source="SPX")


def test_runs_longer_than_half_of_the_news_are_refused() -> None:
    with pytest.raises(ComovementError, match="block_length is 100"):
        calm_and_news(TRAP.moves, TRAP.news, source="SPX", block_length=100.0)

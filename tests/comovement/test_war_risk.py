"""Responses to news risk: the arithmetic by brute force, the sets by hand, and what is refused."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import ConfidenceSet, war_risk
from aftershock.comovement.rank_one import fit_vectors, outer_entries, rank_one_fit
from aftershock.comovement.regime_moments import regime_moments
from aftershock.comovement.war_risk_core import block_rows, iv_responses, shifted_traces
from aftershock.comovement.war_risk_results import set_words
from aftershock.comovement.weak_identification import anderson_rubin_set, quadratic_set
from aftershock.errors import AssumptionWarning, ComovementError
from aftershock.simulate import simulate_war_risk
from aftershock.typing import BoolArray, FloatArray

ROUNDING = 1e-10
LOADINGS = {"SPX": -1.0, "UST10Y": -0.6, "WTI": 0.8}


@pytest.fixture(scope="module")
def values() -> FloatArray:
    return np.random.default_rng(2).normal(size=(60, 3)).cumsum(axis=1)


@pytest.fixture(scope="module")
def news() -> BoolArray:
    return np.arange(60) % 3 == 0


@pytest.fixture(scope="module")
def market() -> pd.DataFrame:
    return simulate_war_risk(LOADINGS, n_news=400, n_other=1600, variance_ratio=8.0, rng=5)


def test_change_of_covariance_is_that_of_numpy(values: FloatArray, news: BoolArray) -> None:
    change = np.cov(values[news].T, ddof=0) - np.cov(values[~news].T, ddof=0)
    moments = regime_moments(values, news, lags=0)
    assert np.abs(moments.difference - change[np.tril_indices(3)]).max() < ROUNDING


def test_covariance_of_the_change_is_that_of_two_independent_means(
    values: FloatArray, news: BoolArray
) -> None:
    x, y = (values[:, :2] - np.where(news[:, None], values[news, :2].mean(0), values[~news, :2].mean(0))).T
    expected = (x * y)[news].var() / news.sum() + (x * y)[~news].var() / (~news).sum()
    moments = regime_moments(values, news, lags=0)
    assert moments.covariance[1, 1] == pytest.approx(expected, abs=ROUNDING)


def test_lags_add_bartlett_weighted_neighbours(values: FloatArray, news: BoolArray) -> None:
    one = values[:, :1] - np.where(news[:, None], values[news, :1].mean(), values[~news, :1].mean())
    square = (one**2).ravel()
    centred = square - np.where(news, square[news].mean(), square[~news].mean())
    influence = centred * np.where(news, 1 / news.sum(), -1 / (~news).sum())
    weights = np.maximum(1 - np.abs(np.subtract.outer(np.arange(60), np.arange(60))) / 3, 0)
    moments = regime_moments(values[:, :1], news, lags=2)
    assert moments.covariance[0, 0] == pytest.approx(influence @ weights @ influence, abs=ROUNDING)


def test_one_shock_fits_an_exact_change_exactly() -> None:
    truth = np.array([[2.0, -1.0, 0.5]])
    fitted = fit_vectors(outer_entries(truth), np.eye(6), 3)
    assert np.abs(outer_entries(fitted) - outer_entries(truth)).max() < 1e-8


def test_no_direction_without_a_gain_of_variance() -> None:
    assert np.isnan(fit_vectors(np.array([[-1.0, 0.0, -2.0]]), np.eye(3), 2)).all()


def test_fit_is_the_minimum_of_its_quadratic_form(values: FloatArray, news: BoolArray) -> None:
    moments = regime_moments(values, news, lags=0)
    weight = np.linalg.inv(moments.covariance)
    best = rank_one_fit(moments, efficient=True).vector

    def form(vector: FloatArray) -> float:
        gap = moments.difference - outer_entries(vector[None, :])[0]
        return float(gap @ weight @ gap)

    nearby = np.random.default_rng(1).normal(size=(200, 3)) * 0.01
    assert all(form(best) <= form(best + step) for step in nearby)


@pytest.mark.parametrize(
    ("quadratic", "shape"),
    [
        ((1.0, 2.0, 3.0), "interval"),
        ((-1.0, -2.0, -3.0), "outside"),
        ((1.0, 0.0, 1.0), "nothing"),
        ((-1.0, 0.0, -1.0), "everything"),
        ((0.0, 1.0, 2.0), "ray"),
    ],
)
def test_shape_of_a_set(quadratic: tuple[float, float, float], shape: str) -> None:
    assert quadratic_set(*quadratic).shape == shape


def test_limits_of_a_set_are_where_the_t_meets_its_critical_value(
    values: FloatArray, news: BoolArray
) -> None:
    moments = regime_moments(values * np.where(news, 4.0, 1.0)[:, None], news, lags=0)
    found = anderson_rubin_set(moments, numeraire=0, asset=1, alpha=0.1, critical=1.0)
    assert found.shape == "interval"
    own, cross = 0, 1
    for limit in (found.low, found.high):
        gap = moments.difference[cross] - limit * moments.difference[own]
        v = moments.covariance
        spread = v[cross, cross] - 2 * limit * v[cross, own] + limit**2 * v[own, own]
        assert gap**2 / spread == pytest.approx(1.0, abs=1e-8)


def test_a_set_turned_around_keeps_its_values() -> None:
    assert ConfidenceSet("interval", 1.0, 3.0).scaled(-2.0) == ConfidenceSet("interval", -6.0, -2.0)


def test_words_for_half_a_line() -> None:
    assert set_words(ConfidenceSet("ray", -math.inf, 2.0)) == "below 2.00"


def test_iv_in_matrix_form_is_the_ratio(values: FloatArray, news: BoolArray) -> None:
    moments = regime_moments(values, news, lags=0)
    assert iv_responses(moments).estimates[2] == pytest.approx(moments.difference[3] / moments.difference[0])


def test_rows_come_in_runs_of_the_length_asked_for() -> None:
    rows = block_rows(20_000, block_length=5.0, rng=np.random.default_rng(1))
    breaks = np.mean(np.diff(rows) % 20_000 != 1)
    assert breaks == pytest.approx(0.2, abs=0.015)


def test_shifted_traces_are_those_of_rolled_labels(values: FloatArray, news: BoolArray) -> None:
    scaled = values / values[~news].std(axis=0)
    squares = np.mean((scaled - scaled.mean(axis=0)) ** 2, axis=1)
    rolled = [np.roll(news, shift) for shift in range(60)]
    expected = [squares[labels].mean() - squares[~labels].mean() for labels in rolled]
    found = shifted_traces(values, news)
    assert found[0] == pytest.approx(expected[0], abs=ROUNDING)
    assert sorted(found) == pytest.approx(sorted(expected), abs=ROUNDING)


@pytest.mark.parametrize("method", ["iv", "gmm"])
def test_planted_responses_are_found(market: "pd.DataFrame", method: str) -> None:
    found = war_risk(market.moves, market.news, numeraire="SPX", method=method, n_draws=49, lags=0)
    table = found.to_frame()
    for asset in ("UST10Y", "WTI"):
        truth = market.response(asset, numeraire="SPX") * found.per
        assert abs(table.loc[asset, "estimate"] - truth) < 3 * table.loc[asset, "std_error"]


def test_a_fall_and_a_rise_of_the_numeraire_are_mirror_images(market: "pd.DataFrame") -> None:
    fall, rise = (
        war_risk(market.moves, market.news, numeraire="SPX", per=per, n_draws=19, lags=0, rng=1)
        for per in (-1.0, 1.0)
    )
    assert fall.estimates == pytest.approx(-rise.estimates)


def test_the_direction_has_length_one_and_points_to_more_risk(market: "pd.DataFrame") -> None:
    vector = war_risk(market.moves, market.news, numeraire="SPX", n_draws=19, lags=0).vector
    assert sum(value**2 for value in vector.values()) == pytest.approx(1.0)
    assert vector["SPX"] < 0 < vector["WTI"]


def test_scaling_an_asset_scales_its_response_alone(market: "pd.DataFrame") -> None:
    once = war_risk(market.moves, market.news, numeraire="SPX", n_draws=19, lags=0, rng=1)
    larger = market.moves.assign(WTI=100 * market.moves["WTI"])
    again = war_risk(larger, market.news, numeraire="SPX", n_draws=19, lags=0, rng=1)
    assert again.estimates == pytest.approx(once.estimates * np.array([1.0, 1.0, 100.0]), rel=1e-6)


def test_returns_are_shown_in_per_cent_per_per_cent() -> None:
    market = simulate_war_risk(
        {"SPX": -1.0, "UST10Y": -6.0}, n_news=400, n_other=1600, variance_ratio=8.0, rng=5
    )
    moves = market.moves.copy()
    moves.attrs = {"move": {"SPX": "log", "UST10Y": "difference"}, "unit": {"SPX": "%", "UST10Y": "bp"}}
    raw = war_risk(market.moves, market.news, numeraire="SPX", n_draws=19, lags=0)
    shown = war_risk(moves, market.news, numeraire="SPX", n_draws=19, lags=0)
    assert shown.estimates[1] == pytest.approx(raw.estimates[1] / 100)
    assert "of 1 % in SPX" in shown.summary()


def test_news_that_is_no_louder_warns_and_says_so() -> None:
    quiet = simulate_war_risk(LOADINGS, n_news=60, n_other=250, variance_ratio=1.0, rng=4)
    with pytest.warns(AssumptionWarning, match="rises little"):
        found = war_risk(quiet.moves, quiet.news, numeraire="SPX", n_draws=19)
    assert found.is_weak
    assert "read the sets" in found.summary()


def test_news_that_calms_leaves_one_shock_undefined_with_its_reason() -> None:
    calm = simulate_war_risk(LOADINGS, n_news=400, n_other=400, variance_ratio=0.05, rng=4)
    mild = calm.moves.where(~calm.news, 0.2 * calm.moves)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AssumptionWarning)
        found = war_risk(mild, calm.news, numeraire="SPX", n_draws=19, lags=0)
    assert np.isnan(found.estimates[1])
    assert found.overidentification.reason == "no direction gained variance in news rows"


def test_too_few_news_rows_are_refused_with_the_bound(market: "pd.DataFrame") -> None:
    few = market.news & (market.news.cumsum() <= 10)
    with pytest.raises(ComovementError, match="There are 10 news rows .* at least 20"):
        war_risk(market.moves, few, numeraire="SPX")


def test_an_unknown_numeraire_is_refused_by_name(market: "pd.DataFrame") -> None:
    with pytest.raises(ComovementError, match="GOLD"):
        war_risk(market.moves, market.news, numeraire="GOLD")


def test_missing_moves_are_left_out_and_counted(market: "pd.DataFrame") -> None:
    holes = market.moves.copy()
    holes.iloc[3, 1] = np.nan
    assert war_risk(holes, market.news, numeraire="SPX", n_draws=9, lags=0).n_missing == 1


def test_the_same_seed_gives_the_same_table(market: "pd.DataFrame") -> None:
    once, again = (war_risk(market.moves, market.news, numeraire="SPX", n_draws=19, rng=3) for _ in range(2))
    pd.testing.assert_frame_equal(once.to_frame(), again.to_frame())

"""How often bands of a local projection hold the truth, and how often tests of a predictive link find one that is not.

A share from n simulated samples has the standard error sqrt(p (1 - p) / n). Coverage must lie between 88 and 92 % and
the size of a test at 5 % between 3.5 and 6.5 %, give or take four of those. AFTERSHOCK_CALIBRATION=long runs twenty
times as many samples.
"""

import math
import os
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from scipy.special import fdtrc

from aftershock.comovement import local_projection
from aftershock.comovement.lagged import lag_columns
from aftershock.comovement.linked_series import season_columns
from aftershock.comovement.paths import path_alpha, response_path
from aftershock.comovement.predictive import predictive_test
from aftershock.comovement.projections import chosen_lags
from aftershock.simulate import simulate_hours, simulate_intensity
from aftershock.typing import FloatArray, ProjectionResponse

pytestmark = pytest.mark.calibration

TIMES = 20 if os.environ.get("AFTERSHOCK_CALIBRATION") == "long" else 1
N_SAMPLES = 120 * TIMES
HORIZONS = 10
COVERAGE, COVERAGE_MARGIN = 0.90, 0.02
SIZE, SIZE_MARGIN = 0.05, 0.015
STANDARD_ERRORS = 4.0
N_DRAWS = 199


def bound(share: float, n_samples: int) -> float:
    """Four Monte-Carlo standard errors of a share."""
    return STANDARD_ERRORS * math.sqrt(share * (1 - share) / n_samples)


@lru_cache
def coverages(
    response: ProjectionResponse,
    cumulative: bool,
    n_rows: int,
    planted: tuple[float, ...],
    shared: bool,
) -> tuple[FloatArray, FloatArray, float]:
    """Share of samples in which the 90 % and the 68 % band hold the truth at each horizon, and the one of the path."""
    constant, outer, inner, whole = np.ones((n_rows, 1)), [], [], []
    mean_size = _mean_size(planted) if response == "volatility" else 1.0
    for sample in range(N_SAMPLES):
        by_move, by_size = (planted, (0.0,)) if response == "move" else ((0.0,), planted)
        made = simulate_intensity(
            n_rows,
            move_response=by_move,
            volatility_response=by_size,
            shared_volatility=shared,
            rng=[n_rows, sample],  # type: ignore[arg-type]
        )
        controls = made.moves if response == "move" else np.abs(made.moves)
        found = response_path(
            made.moves,
            made.index,
            constant,
            n_lags=chosen_lags(controls, made.index, constant) + 1,
            horizons=HORIZONS,
            response=response,
            cumulative=cumulative,
            errors="lag_augmented",
        )
        summed = made.move_path(HORIZONS)
        truth = summed if response == "move" else mean_size * made.relative_volatility_path(HORIZONS)
        for alpha, held in ((0.10, outer), (0.32, inner)):
            low, high = found.limits(alpha)
            held.append((low <= truth) & (truth <= high))
        low, high = found.limits(path_alpha(found, 0.10, rng=sample, n_draws=500))
        whole.append(bool(((low <= truth) & (truth <= high)).all()))
    return np.mean(outer, axis=0), np.mean(inner, axis=0), float(np.mean(whole))


@lru_cache
def _mean_size(planted: tuple[float, ...]) -> float:
    """Mean absolute move of a very long sample."""
    return float(np.abs(simulate_intensity(400_000, volatility_response=planted, rng=0).moves).mean())


SETTINGS = {
    "moves, no response": ("move", True, 250, (0.0,), False),
    "moves, planted response, shared wild days": ("move", True, 250, (0.3, 0.1), True),
    "realised volatility, no response": ("volatility", True, 250, (0.0,), False),
    "absolute moves, planted response": ("volatility", False, 250, (0.1, 0.08, 0.06, 0.04, 0.02), False),
    "moves, planted response, a longer sample": ("move", True, 1000, (0.3, 0.1), True),
}
each_setting = pytest.mark.parametrize("setting", SETTINGS)


@each_setting
@pytest.mark.parametrize("horizon", [0, 5, 10])
def test_nine_in_ten_bands_hold_the_truth(setting: str, horizon: int) -> None:
    outer, _, _ = coverages(*SETTINGS[setting])  # type: ignore[arg-type]
    assert outer[horizon] == pytest.approx(COVERAGE, abs=COVERAGE_MARGIN + bound(COVERAGE, N_SAMPLES))


@each_setting
def test_two_in_three_inner_bands_hold_the_truth(setting: str) -> None:
    _, inner, _ = coverages(*SETTINGS[setting])  # type: ignore[arg-type]
    assert inner.mean() == pytest.approx(0.68, abs=COVERAGE_MARGIN + bound(0.68, N_SAMPLES))


@each_setting
def test_band_of_the_path_holds_the_whole_truth_nine_times_in_ten(setting: str) -> None:
    _, _, whole = coverages(*SETTINGS[setting])  # type: ignore[arg-type]
    assert whole == pytest.approx(COVERAGE, abs=COVERAGE_MARGIN + bound(COVERAGE, N_SAMPLES))


def classical_f(target: FloatArray, source: FloatArray, n_lags: int) -> float:
    """p-value of the textbook F test."""
    design = np.column_stack([lag_columns(source, n_lags), np.ones(target.size), lag_columns(target, n_lags)])
    rows, known = design[n_lags:], target[n_lags:]
    whole, part = (
        float(((known - x @ np.linalg.lstsq(x, known, rcond=None)[0]) ** 2).sum())
        for x in (rows, rows[:, n_lags:])
    )
    free = len(rows) - rows.shape[1]
    return float(fdtrc(n_lags, free, (part - whole) / n_lags / (whole / free)))


@lru_cache
def sizes(n_rows: int, shared: bool) -> dict[tuple[str, str, str], float]:
    """Share of samples without a link in which each test rejects at 5 %."""
    constant, rejected = np.ones((n_rows, 1)), {}
    for sample in range(2 * N_SAMPLES):
        made = simulate_intensity(n_rows, shared_volatility=shared, rng=[n_rows, sample, 1])  # type: ignore[arg-type]
        for name, values in (("move", made.moves), ("volatility", np.abs(made.moves))):
            n_lags = chosen_lags(values, made.index, constant, criterion="schwarz")
            for way, (target, source) in (("to", (values, made.index)), ("back", (made.index, values))):
                robust = predictive_test(target, source, constant, n_lags=n_lags, n_draws=N_DRAWS, rng=sample)
                rejected.setdefault((name, way, "robust"), []).append(robust.pvalue <= SIZE)
                rejected.setdefault((name, way, "classical"), []).append(
                    classical_f(target, source, n_lags) <= SIZE
                )
    return {key: float(np.mean(each)) for key, each in rejected.items()}


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("name", ["move", "volatility"])
@pytest.mark.parametrize("way", ["to", "back"])
def test_predictive_test_keeps_its_size_under_garch(name: str, way: str, shared: bool) -> None:
    rate = sizes(250, shared)[name, way, "robust"]
    assert rate == pytest.approx(SIZE, abs=SIZE_MARGIN + bound(SIZE, 2 * N_SAMPLES))


@pytest.mark.parametrize("name", ["move", "volatility"])
def test_classical_f_rejects_too_often_when_news_and_markets_share_wild_days(name: str) -> None:
    assert sizes(250, True)[name, "back", "classical"] > SIZE + bound(SIZE, 2 * N_SAMPLES)


@lru_cache
def hour_links(season: str, response: float) -> tuple[float, float]:
    """Share of samples in which the response of the hour is told from zero, and in which its band holds the truth."""
    told, held = [], []
    for sample in range(N_SAMPLES):
        made = simulate_hours(60, response=response, rng=[sample, 2])  # type: ignore[arg-type]
        fixed = season_columns(pd.DatetimeIndex(made.ends, tz="UTC"), season, zone="UTC")  # type: ignore[arg-type]
        found = response_path(
            made.moves, made.counts.astype(float), fixed,
            n_lags=5, horizons=0, response="volatility", cumulative=False, errors="lag_augmented",
        )  # fmt: skip
        low, high = (float(limit[0]) for limit in found.limits(0.10))
        told.append(low > 0 or high < 0)
        held.append(low <= made.slope <= high)
    return float(np.mean(told)), float(np.mean(held))


def test_hours_alone_link_headlines_and_volatility() -> None:
    assert hour_links("none", 0.0)[0] > 0.5


def test_link_is_gone_once_the_season_is_taken_out() -> None:
    rate = hour_links("clock", 0.0)[0]
    assert rate == pytest.approx(0.10, abs=COVERAGE_MARGIN + bound(0.10, N_SAMPLES))


def test_band_holds_a_response_that_is_there() -> None:
    assert hour_links("clock", 0.2)[1] == pytest.approx(0.90, abs=COVERAGE_MARGIN + bound(0.90, N_SAMPLES))


def weekday_samples(n_samples: int) -> Sequence[tuple[pd.DataFrame, pd.Series]]:
    """Moves that are calm on Mondays, and an unrelated index that is low on Mondays."""
    days, samples = pd.bdate_range("2015-01-02", periods=500), []
    calm = np.where(days.day_of_week == 0, 0.6, 1.0)
    for sample in range(n_samples):
        rng = np.random.default_rng([sample, 3])
        index = np.where(days.day_of_week == 0, -1.0, 0.2) + rng.standard_normal(500)
        samples.append(
            (pd.DataFrame({"UST10Y": calm * rng.standard_normal(500)}, days), pd.Series(index, days))
        )
    return samples


@pytest.mark.parametrize(("season", "least", "most"), [("none", 0.35, 1.0), ("auto", 0.0, 0.35)])
def test_weekdays_alone_link_the_index_and_volatility_until_they_are_taken_out(
    season: str, least: float, most: float
) -> None:
    found = [
        local_projection(*pair, horizons=0, lags=2, response="volatility", season=season).paths[0]  # type: ignore[arg-type]
        for pair in weekday_samples(60)
    ]
    told = np.mean([abs(path.estimates[0]) > 1.645 * path.std_errors[0] for path in found])
    assert least <= told <= most

"""Abnormal volume and volatility: logarithms against their own estimation window."""

import math

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import EstimationError
from aftershock.markets import sessions
from aftershock.study import abnormal_volatility, abnormal_volume

N, ROW = 80, 70
OPTIONS = {"window": (0, 1), "estimation": (-60, -5)}
DAYS = pd.bdate_range("2021-01-04", periods=N)


@pytest.fixture
def events() -> pd.DataFrame:
    return pd.DataFrame({"event_id": ["e"], "asset": ["OIL"], "session": [DAYS[ROW]]})


def frame(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"OIL": values}, index=DAYS)


def drawn() -> np.ndarray:
    return np.random.default_rng(1).lognormal(10, 0.3, N)


def test_abnormal_volume_is_log_volume_less_its_mean(events: pd.DataFrame) -> None:
    volumes = drawn()
    expected = math.log(volumes[ROW]) - np.log(volumes[ROW - 60 : ROW - 4]).mean()
    results = abnormal_volume(frame(volumes), events, **OPTIONS)
    assert results.car((0, 0)).iloc[0] == pytest.approx(expected, rel=1e-12)
    assert results.to_frame("car")["unit"].tolist() == ["log volume"]


def test_the_unit_of_volume_does_not_matter(events: pd.DataFrame) -> None:
    plain, scaled = (abnormal_volume(frame(k * drawn()), events, **OPTIONS) for k in (1, 1e6))
    assert scaled.car((0, 1)).iloc[0] == pytest.approx(plain.car((0, 1)).iloc[0], rel=1e-10)


def test_a_day_without_trade_is_a_gap(events: pd.DataFrame) -> None:
    volumes = drawn()
    volumes[[ROW - 20, ROW + 1]] = 0.0
    results = abnormal_volume(frame(volumes), events, **OPTIONS)
    assert results.outcomes["outcome"].tolist() == ["gap_in_window"]
    assert results.to_frame("fit")["n_estimation"].tolist() == [55]


def test_negative_volume_is_refused(events: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match="volumes hold negative values"):
        abnormal_volume(frame(-drawn()), events, **OPTIONS)


def test_abnormal_volatility_is_log_range_less_its_mean(events: pd.DataFrame) -> None:
    ranges = np.random.default_rng(2).uniform(0.001, 0.03, N)
    low = np.full(N, 50.0)
    results = abnormal_volatility(frame(low * np.exp(ranges)), frame(low), events, **OPTIONS)
    expected = math.log(ranges[ROW]) - np.log(ranges[ROW - 60 : ROW - 4]).mean()
    assert results.car((0, 0)).iloc[0] == pytest.approx(expected, rel=1e-9)


def test_the_level_is_parkinsons_volatility(events: pd.DataFrame) -> None:
    ranges = np.full(N, 0.02)
    low = np.full(N, 50.0)
    results = abnormal_volatility(frame(low * np.exp(ranges)), frame(low), events, **OPTIONS)
    assert math.exp(results.to_frame("fit")["alpha"].iloc[0]) == pytest.approx(
        0.02 / math.sqrt(4 * math.log(2))
    )


def test_a_day_without_a_range_is_a_gap(events: pd.DataFrame) -> None:
    low = np.full(N, 50.0)
    high = low * 1.01
    high[ROW] = 50.0
    results = abnormal_volatility(frame(high), frame(low), events, **OPTIONS)
    assert results.outcomes["outcome"].tolist() == ["gap_in_window"]


@pytest.mark.parametrize("high", [np.full(N, 49.0), np.full(N, -1.0)])
def test_a_low_above_its_high_is_refused(events: pd.DataFrame, high: np.ndarray) -> None:
    with pytest.raises(EstimationError, match="low above its high; mark them missing"):
        abnormal_volatility(frame(high), frame(np.full(N, 50.0)), events, **OPTIONS)


def test_frames_of_different_shape_are_refused(events: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match="differ in rows or columns"):
        abnormal_volatility(frame(drawn()), frame(drawn()).iloc[1:], events, **OPTIONS)


def test_the_calendar_of_an_asset_is_kept(events: pd.DataFrame) -> None:
    volumes = frame(drawn())
    volumes.attrs["calendar"] = {"OIL": "NYSE"}
    results = abnormal_volume(volumes, events, **OPTIONS)
    traded = volumes.loc[sessions("NYSE", DAYS[0], DAYS[-1])]
    traded.attrs = {}
    assert len(traded) < N
    pd.testing.assert_frame_equal(
        results.to_frame("car"), abnormal_volume(traded, events, **OPTIONS).to_frame("car")
    )

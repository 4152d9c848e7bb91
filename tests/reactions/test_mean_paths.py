"""Mean paths around headlines: by hand, by brute force, each day once, and intervals that cover."""

import os
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import EstimationError
from aftershock.headlines import read_headlines
from aftershock.markets import load_prices
from aftershock.reactions import ReactionResults, ReactionStudy
from aftershock.reactions.mean_paths import FEWEST_DAYS, headline_paths, mean_path

MARKETS = runpy.run_path(str(Path(__file__).with_name("clock_markets.py")))
minute_bars = MARKETS["minute_bars"]
EXACT = 1e-12
STEPS = np.arange(-2, 4)
LONG = os.environ.get("AFTERSHOCK_CALIBRATION") == "long"
REPLICATIONS = 20_000 if LONG else 2_000
MONTE_CARLO = 4 * np.sqrt(0.9 * 0.1 / REPLICATIONS)  # four standard errors of a share of 90 %


def rows(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_path_is_the_move_from_the_last_price_before_by_hand() -> None:
    bars = minute_bars(np.array([10.0, 11.0, 14.0, 13.0, 12.0]))
    paths = headline_paths(bars, rows(1), np.arange(-1, 4))
    assert paths[0].tolist() == [-1.0, 0.0, 3.0, 2.0, 1.0]


def test_path_beyond_the_bars_and_of_a_headline_not_measured_is_missing() -> None:
    bars = minute_bars(np.array([10.0, 11.0, 14.0]))
    paths = headline_paths(bars, rows(0, -1), np.arange(-1, 4))
    assert np.isnan(paths[0]).tolist() == [True, False, False, False, True]
    assert np.isnan(paths[1]).all()


def test_path_ends_where_the_contract_changes_in_either_direction() -> None:
    bars = minute_bars(np.array([10.0, 11.0, 14.0, 13.0, 12.0, 11.0]), contracts=rows(1, 1, 1, 1, 2, 2))
    paths = headline_paths(bars, rows(2, 4), STEPS)
    assert np.isnan(paths[0]).tolist() == [False, False, False, False, True, True]
    assert np.isnan(paths[1]).tolist() == [True, True, False, False, True, True]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_mean_is_that_of_day_means_by_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paths, days = rng.standard_normal((20, STEPS.size)), rng.integers(0, 9, 20)
    paths[rng.random(paths.shape) < 0.1] = np.nan
    found = mean_path(paths, days, STEPS)
    daily = pd.DataFrame(paths).groupby(days).mean()
    for at in range(STEPS.size):
        known = daily[at].dropna()
        assert found.n_days[at] == len(known)
        if len(known) < FEWEST_DAYS:
            assert np.isnan(found.mean[at]) and np.isnan(found.std_error[at])
        else:
            assert found.mean[at] == pytest.approx(known.mean(), abs=EXACT)
            assert found.std_error[at] == pytest.approx(known.sem(), abs=EXACT)


def test_headline_repeated_within_its_day_changes_nothing() -> None:
    rng = np.random.default_rng(2)
    paths, days = rng.standard_normal((8, 3)), np.arange(8)
    once = mean_path(paths, days, np.arange(3))
    often = mean_path(np.vstack([paths, paths[3:4], paths[3:4]]), np.append(days, [3, 3]), np.arange(3))
    np.testing.assert_allclose(often.mean, once.mean, atol=EXACT)
    np.testing.assert_allclose(often.std_error, once.std_error, atol=EXACT)


def test_interval_is_that_of_the_t_distribution_by_hand() -> None:
    path = mean_path(np.arange(1.0, 7.0)[:, None], np.arange(6), np.arange(1))
    low, high = path.interval(0.90)
    reach = 2.015048 * np.sqrt(3.5 / 6)  # t of 95 % with 5 degrees of freedom, sd of 1 to 6
    assert (low[0], high[0]) == pytest.approx((3.5 - reach, 3.5 + reach), abs=1e-5)


@pytest.mark.calibration
def test_interval_covers_where_headlines_of_one_day_share_their_path() -> None:
    rng, days = (
        np.random.default_rng(11),
        np.repeat(np.arange(12), rng_counts := (1, 2, 3, 1, 8, 2, 1, 4, 2, 1, 6, 3)),
    )
    assert len(days) == sum(rng_counts)
    inside = np.zeros(REPLICATIONS, dtype=bool)
    for at in range(REPLICATIONS):
        shared = rng.standard_normal(12)[days]
        paths = (0.4 + shared + 0.3 * rng.standard_normal(days.size))[:, None]
        low, high = mean_path(paths, days, np.zeros(1, dtype=np.int64)).interval(0.90)
        inside[at] = low[0] <= 0.4 <= high[0]
    assert inside.mean() == pytest.approx(0.90, abs=MONTE_CARLO)


@pytest.fixture(scope="module")
def results() -> ReactionResults:
    heads = read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    days = pd.date_range("2019-02-11", periods=8, freq="7D")
    many = pd.concat(
        [heads.assign(instant=day.tz_localize("UTC") + pd.Timedelta("15h20min")) for day in days],
        keys=range(8),
    )
    many.index = pd.Index([f"h{at}" for at in range(8)], name="headline_id")
    bars = load_prices(["GOLD", "WTI"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    return ReactionStudy(bars, many[many["instant"] < "2019-03-27"], windows=["0/+60min"]).fit()


def test_frame_has_a_row_an_asset_and_step(results: ReactionResults) -> None:
    frame = results.mean_path(steps=(-2, 3))
    assert frame.groupby("asset")["step"].apply(list).to_dict() == dict.fromkeys(
        ["GOLD", "WTI"], [-2, -1, 0, 1, 2, 3]
    )
    assert (frame["n_days"] == 7).all() and (frame["reason"] == "").all()


def test_mean_of_the_frame_is_that_of_the_prices(results: ReactionResults) -> None:
    frame = results.mean_path(asset="GOLD", steps=(0, 2))
    bars = load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    table, events = bars["GOLD"].table, results.to_frame("event")
    closes = np.log(table["close"].to_numpy(dtype=np.float64))
    places = table.index.get_indexer(pd.DatetimeIndex(events.loc[events["asset"] == "GOLD", "before"]))
    assert (places >= 0).all()
    assert frame["estimate"].iloc[2] == pytest.approx((closes[places + 2] - closes[places]).mean(), abs=EXACT)


def test_bands_hold_each_other_and_the_mean(results: ReactionResults) -> None:
    frame = results.mean_path()
    order = frame[["outer_low", "inner_low", "estimate", "inner_high", "outer_high"]].to_numpy()
    assert (np.diff(order, axis=1) >= -EXACT).all()


@pytest.mark.parametrize("steps", [(1, 5), (-5, -1), (0, 501)])
def test_steps_without_the_headline_are_refused(results: ReactionResults, steps: tuple[int, int]) -> None:
    with pytest.raises(EstimationError, match="must run from zero or before to zero or after"):
        results.mean_path(steps=steps)


def test_fewer_than_six_days_have_no_path_and_say_why() -> None:
    heads = read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    bars = load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    frame = ReactionStudy(bars, heads, windows=["0/+60min"]).fit().mean_path()
    assert frame["estimate"].isna().all()
    assert set(frame["reason"]) == {"fewer than 6 days with a headline"}

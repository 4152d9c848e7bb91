"""Moves of the S&P 500 around the Fed's releases of 2024, against the published ones."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.typing import PriceKind

pytestmark = pytest.mark.kit

WINDOWS = {"statement": "-10min/+20min", "minutes": "-10min/+20min", "press_conference": "-10min/+60min"}
# The published moves come from medians over ten minutes, ours from two single prices, so they differ by the
# noise of a single price: 0.03 percentage points on average.
PRICE_NOISE = 0.03
ROUNDED = 0.5e-4  # the recomputed moves are printed with four decimals
MEDIAN_NOISE = (
    0.015  # by medians the noise of a single price is gone; what is left is that of SPY against the index
)


@pytest.fixture(scope="module")
def releases(kit: dict[str, Path]) -> pd.DataFrame:
    """Published moves in per cent, by release."""
    published = pd.read_csv(kit["source"] / "events/fomc_spy_1min_check_2024.csv")
    local = pd.DatetimeIndex(published["new_york_time"]).tz_localize("America/New_York")
    names = (published["event"] + " " + published["new_york_time"]).rename("headline_id")
    return published.assign(
        instant=local.tz_convert("UTC").as_unit("ns"), uncertainty=np.timedelta64(0, "ns")
    ).set_index(names)


@pytest.fixture(scope="module")
def bars(kit: dict[str, Path]) -> ash.Prices:
    return ash.load_prices(["SPY"], start="2024-03-26", end="2024-12-31", interval="1min", **kit)


def moves(bars: ash.Prices, releases: pd.DataFrame, price: PriceKind = "last") -> pd.Series:
    """Move in per cent of each release over its own window."""
    heads = releases[["instant", "uncertainty"]]
    study = ash.ReactionStudy(bars, heads, windows=sorted(set(WINDOWS.values())), price=price)
    rows = study.fit().to_frame("event")
    measured = rows.set_index(["headline_id", "window"])["move"]
    own = releases["event"].map(WINDOWS)
    return pd.Series([100.0 * measured[pair] for pair in own.items()], index=releases.index)


def test_every_release_is_measured(bars: ash.Prices, releases: pd.DataFrame) -> None:
    assert moves(bars, releases).notna().sum() == 18


def test_moves_are_the_last_price_before_to_the_first_at_the_end(
    bars: ash.Prices, releases: pd.DataFrame
) -> None:
    ours = moves(bars, releases)
    assert (ours - releases["ours_point_to_point"]).abs().max() <= ROUNDED


def test_moves_are_close_to_the_published_ones(bars: ash.Prices, releases: pd.DataFrame) -> None:
    differences = (moves(bars, releases) - releases["published_usmpd_sp500"]).abs()
    assert differences.mean() <= PRICE_NOISE


@pytest.mark.parametrize("shift", ["-1h", "1h"])
def test_error_of_an_hour_would_be_seen(bars: ash.Prices, releases: pd.DataFrame, shift: str) -> None:
    wrong = releases.assign(instant=releases["instant"] + pd.Timedelta(shift))
    differences = (moves(bars, wrong) - releases["published_usmpd_sp500"]).abs()
    assert differences.mean() > 5 * PRICE_NOISE


def test_medians_are_those_of_the_ten_minutes_around_both_ends(
    bars: ash.Prices, releases: pd.DataFrame
) -> None:
    assert (moves(bars, releases, "median") - releases["ours_median_windows"]).abs().max() <= ROUNDED


def test_medians_are_closer_to_the_published_moves(bars: ash.Prices, releases: pd.DataFrame) -> None:
    differences = (moves(bars, releases, "median") - releases["published_usmpd_sp500"]).abs()
    assert differences.mean() <= MEDIAN_NOISE


@pytest.mark.parametrize(("price", "bound"), [("last", PRICE_NOISE), ("median", MEDIAN_NOISE)])
@pytest.mark.parametrize("bars_late", [-1, 1])
def test_labels_shifted_by_one_bar_would_be_seen(
    bars: ash.Prices, releases: pd.DataFrame, price: PriceKind, bound: float, bars_late: int
) -> None:
    shifted = releases.assign(instant=releases["instant"] - bars_late * pd.Timedelta("1min"))
    differences = (moves(bars, shifted, price) - releases["published_usmpd_sp500"]).abs()
    assert differences.mean() > bound

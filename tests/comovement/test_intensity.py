"""Headlines counted on the rows that could first know them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import headline_intensity
from aftershock.errors import ComovementError

ENDS = pd.date_range("2022-02-17T09:00Z", periods=4, freq="h")
SPAN = ("2022-02-17T09:00Z", "2022-02-17T12:00Z")
SESSIONS = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18", "2022-02-22"])
NEW_YORK = "16:00 America/New_York"
WEEK = ("2022-02-16T00:00Z", "2022-02-23T00:00Z")


def heads_at(*instants: str, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"instant": pd.to_datetime(list(instants), utc=True, format="ISO8601")} | columns)


def test_a_headline_at_the_very_end_of_a_bar_comes_after_it() -> None:
    counts = headline_intensity(heads_at("2022-02-17T10:00Z"), ENDS, coverage=SPAN)["headlines"]
    assert counts["2022-02-17T10:00Z"] == 0 and counts["2022-02-17T11:00Z"] == 1


def test_a_headline_at_the_very_strike_belongs_to_its_session() -> None:
    heads = heads_at("2022-02-17T21:00Z")
    counts = headline_intensity(heads, SESSIONS, strike=NEW_YORK, coverage=WEEK)["headlines"]
    assert counts["2022-02-17"] == 1


def test_a_headline_after_the_strike_belongs_to_the_next_session() -> None:
    heads = heads_at("2022-02-18T21:00:01Z")
    counts = headline_intensity(heads, SESSIONS, strike=NEW_YORK, coverage=WEEK)["headlines"]
    assert counts["2022-02-22"] == 1


def test_a_closure_counts_over_all_its_hours() -> None:
    heads = heads_at("2022-02-19T12:00Z", "2022-02-20T12:00Z")
    row = headline_intensity(heads, SESSIONS, strike=NEW_YORK, coverage=WEEK).loc["2022-02-22"]
    assert (row["headlines"], row["hours"], row["per_hour"]) == (2, 96, pytest.approx(2 / 96))


def test_rows_outside_the_list_are_missing_and_not_zero() -> None:
    heads = heads_at("2022-02-17T10:10Z", "2022-02-17T11:00Z")
    counts = headline_intensity(heads, ENDS, coverage=("2022-02-17T10:00Z", "2022-02-17T12:00Z"))["headlines"]
    assert np.isnan(counts.iloc[1]) and counts.iloc[2] == 1


def test_without_a_stated_coverage_the_list_speaks_from_its_first_to_its_last_headline() -> None:
    heads = heads_at("2022-02-17T09:30Z", "2022-02-17T11:30Z")
    assert headline_intensity(heads, ENDS)["headlines"].isna().tolist() == [True, True, False, True]


def test_the_last_moment_a_stamp_may_mean_decides() -> None:
    heads = heads_at("2022-02-17T09:58Z", uncertainty=pd.to_timedelta(["5min"]))
    assert headline_intensity(heads, ENDS, coverage=SPAN)["headlines"]["2022-02-17T11:00Z"] == 1


def test_a_minute_stamp_just_before_the_end_stays_in_its_bar() -> None:
    heads = heads_at("2022-02-17T09:59Z", uncertainty=pd.to_timedelta(["1min"]))
    assert headline_intensity(heads, ENDS, coverage=SPAN)["headlines"]["2022-02-17T10:00Z"] == 1


def test_a_stamp_wider_than_its_row_is_counted_as_uncertain_and_nowhere_else() -> None:
    heads = heads_at("2022-02-17T09:10Z", "2022-02-17T10:10Z", uncertainty=pd.to_timedelta(["90min", "1min"]))
    found = headline_intensity(heads, ENDS, coverage=SPAN)
    assert (found.attrs["n_uncertain"], found.attrs["n_used"]) == (1, 1)


def test_every_headline_is_used_outside_or_uncertain() -> None:
    heads = heads_at("2022-02-17T08:10Z", "2022-02-17T10:10Z", "2022-02-17T13:10Z")
    attrs = headline_intensity(heads, ENDS, coverage=SPAN).attrs
    assert attrs["n_used"] + attrs["n_outside"] + attrs["n_uncertain"] == 3


def test_themes_choose_the_headlines() -> None:
    heads = heads_at("2022-02-17T09:10Z", "2022-02-17T09:20Z", themes=["threat act", "peace_effort"])
    assert headline_intensity(heads, ENDS, themes=["act"], coverage=SPAN)["headlines"].iloc[1] == 1


def test_bars_of_an_asset_are_its_own_rows(make_bars: Callable[..., Any]) -> None:
    found = headline_intensity(heads_at("2022-02-17T09:10Z"), make_bars("GOLD", ENDS), coverage=SPAN)
    assert found.index.equals(ENDS.as_unit("ns")) and found["headlines"].iloc[1] == 1


def test_daily_prices_bring_their_own_strike(make_daily: Callable[..., Any]) -> None:
    gold = make_daily("GOLD", "2022-02-16", "2022-02-18")
    found = headline_intensity(heads_at("2022-02-17T19:00Z"), gold, coverage=WEEK)
    assert found["headlines"]["2022-02-18"] == 1


@pytest.mark.parametrize(
    ("heads", "options", "told"),
    [
        (pd.DataFrame({"instant": pd.to_datetime(["2022-02-17T10:00"])}), {}, "exact UTC instants"),
        (heads_at("2022-02-17T10:00Z"), {"themes": ["act"]}, "assign_themes"),
        (
            heads_at("2022-02-17T10:00Z", themes=["act"]),
            {"themes": ["terror"]},
            "no headline of the themes terror",
        ),
        (heads_at("2022-02-17T10:00Z"), {"coverage": SPAN[::-1]}, "must come before"),
        (heads_at("2021-02-17T10:00Z"), {}, "spans no whole row"),
    ],
)
def test_what_cannot_be_counted_is_refused(heads: pd.DataFrame, options: dict[str, Any], told: str) -> None:
    with pytest.raises(ComovementError, match=told):
        headline_intensity(heads, ENDS, **options)


def test_sessions_without_a_strike_are_refused() -> None:
    with pytest.raises(ComovementError, match="when their price is set"):
        headline_intensity(heads_at("2022-02-17T10:00Z"), SESSIONS)


def test_rows_that_descend_are_refused() -> None:
    with pytest.raises(ComovementError, match="ascending"):
        headline_intensity(heads_at("2022-02-17T10:00Z"), ENDS[::-1])

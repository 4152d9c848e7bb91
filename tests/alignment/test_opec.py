"""OPEC announcements of 2010 to 2020: the published oil surprises are the moves of the sessions found by rule.

An announcement has a date and no hour. Meetings end around midday in Vienna, hours before the settlement in New
York, so midday there is taken for all; but that of 28 September 2016, an extraordinary meeting in Algiers, ended in
the evening, after the settlement.
"""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.markets import PriceSeries, Strike
from aftershock.markets import sessions as calendar_sessions

pytestmark = pytest.mark.kit

MIDDAY, EVENING = ("12:00", "Europe/Vienna"), ("21:00", "Africa/Algiers")
ALGIERS, THANKSGIVING = "2016-09-28", "2014-11-27"
WEEKENDS = ["2010-12-11", "2016-12-10", "2018-06-23", "2020-04-12", "2020-06-06"]
PUBLISHED = 0.001  # per cent; the published surprises and the settlements are rounded differently


@pytest.fixture(scope="module")
def published(kit: dict[str, Path]) -> "pd.Series[float]":
    """Surprises of the front contract in per cent, by date of the announcement."""
    table = pd.read_csv(kit["source"] / "events/opec_oil_surprises_daily.csv", index_col="date")
    return table.loc[table.index.to_series().between("2010", "2021"), "front"].rename_axis("headline_id")


@pytest.fixture(scope="module")
def heads(published: "pd.Series[float]") -> pd.DataFrame:
    instants = [
        pd.Timestamp(f"{day} {clock}", tz=zone).tz_convert("UTC")
        for day in published.index
        for clock, zone in [EVENING if day == ALGIERS else MIDDAY]
    ]
    spans = np.full(len(instants), np.timedelta64(60 * 10**9, "ns"))
    return pd.DataFrame(
        {"instant": pd.DatetimeIndex(instants).as_unit("ns"), "uncertainty": spans}, index=published.index
    )


@pytest.fixture(scope="module")
def oil(kit: dict[str, Path]) -> PriceSeries:
    return ash.load_prices("CL01", start="2010-01-01", end="2020-12-31", **kit)["CL01"]


def without(series: PriceSeries, session: str) -> PriceSeries:
    """The same series with a row left out."""
    return dataclasses.replace(series, table=series.table.drop(pd.Timestamp(session)))


def moves_of(series: PriceSeries) -> pd.DataFrame:
    """Log changes; the settlement below zero of 20 April 2020 has none."""
    positive = series.table[series.table["adjusted"] > 0]
    return ash.Prices([dataclasses.replace(series, table=positive)]).moves()


def surprises(heads: pd.DataFrame, series: PriceSeries) -> "pd.Series[float]":
    """Per cent moved on the session of each measured pair; NaN for the others."""
    pairs = ash.align(heads, ash.Prices([series]), max_loss=1.0).set_index("headline_id")
    measured = pairs["outcome"].isin(["used", "market_closed_next_open"])
    return 100.0 * pairs["session"].map(moves_of(series)["CL01"]).where(measured)


def equal(found: "pd.Series[float]", published: "pd.Series[float]") -> list[str]:
    """Dates on which the move found is the published surprise."""
    return [*published.index[(found - published).abs() <= PUBLISHED]]


def test_there_are_28_announcements(published: "pd.Series[float]") -> None:
    assert len(published) == 28


def test_session_by_rule_gives_every_published_surprise(
    heads: pd.DataFrame, oil: PriceSeries, published: "pd.Series[float]"
) -> None:
    assert equal(surprises(heads, oil), published) == [*published.index]


def test_all_but_seven_move_on_their_own_day(heads: pd.DataFrame, oil: PriceSeries) -> None:
    pairs = ash.align(heads, ash.Prices([oil]))
    own_day = pairs["session"] == pd.DatetimeIndex(pairs["headline_id"])
    assert own_day.sum() == 21
    assert [*pairs.loc[~own_day, "headline_id"]] == sorted([*WEEKENDS, ALGIERS, THANKSGIVING])


def test_announcements_at_weekends_wait_for_monday(heads: pd.DataFrame, oil: PriceSeries) -> None:
    pairs = ash.align(heads.loc[WEEKENDS], ash.Prices([oil]))
    assert pairs["session"].dt.day_name().unique().tolist() == ["Monday"]
    assert pairs["outcome"].unique().tolist() == ["market_closed_next_open"]


def test_announcement_after_the_settlement_moves_the_next_day(heads: pd.DataFrame, oil: PriceSeries) -> None:
    (row,) = ash.align(heads.loc[[ALGIERS]], ash.Prices([oil])).itertuples()
    assert row.session == pd.Timestamp("2016-09-29")


def test_thanksgiving_falls_on_the_short_session_behind_it(heads: pd.DataFrame, oil: PriceSeries) -> None:
    (row,) = ash.align(heads.loc[[THANKSGIVING]], ash.Prices([oil])).itertuples()
    usual = pd.Timestamp("2014-11-28 14:30", tz="America/New_York")
    assert (row.session, row.strike < usual) == (pd.Timestamp("2014-11-28"), True)


def test_session_without_a_price_is_named_and_never_the_move_of_a_later_one(
    heads: pd.DataFrame, oil: PriceSeries, published: "pd.Series[float]"
) -> None:
    holed = without(oil, "2014-11-28")
    row = ash.align(heads, ash.Prices([holed])).set_index("headline_id").loc[THANKSGIVING]
    assert (row["session"], row["outcome"]) == (pd.Timestamp("2014-11-28"), "no_price")
    assert equal(surprises(heads, holed), published) == [*published.index.drop(THANKSGIVING)]
    assert moves_of(holed)["CL01"].loc["2014-11-28":"2014-12-01"].isna().all()


def test_study_reports_the_moves_of_the_aligned_sessions(
    heads: pd.DataFrame, oil: PriceSeries, published: "pd.Series[float]"
) -> None:
    events = ash.align(heads, ash.Prices([oil]))
    study = ash.EventStudy(moves_of(oil), events, window=(0, 0), estimation=(-50, -3), min_estimation=20)
    rows = study.fit().to_frame("car")
    assert equal(pd.Series(100.0 * rows["move"].to_numpy(), published.index), published) == [*published.index]
    assert [*rows["session"]] == [*events["session"]]


def test_study_has_no_number_for_a_session_without_a_price(heads: pd.DataFrame, oil: PriceSeries) -> None:
    holed = without(oil, "2014-11-28")
    events = ash.align(heads.loc[[THANKSGIVING]], ash.Prices([holed]), max_loss=1.0)
    (row,) = (
        ash.EventStudy(moves_of(holed), events, window=(0, 0)).fit().to_frame("car").itertuples(index=False)
    )
    assert (row.outcome, np.isnan(row.move)) == ("no_price", True)


def test_strike_before_the_announcements_would_be_seen(
    heads: pd.DataFrame, oil: PriceSeries, published: "pd.Series[float]"
) -> None:
    """At five in the morning only announcements on days without a settlement, or after it, keep their session.

    That of 12 April 2020 then shares its session with the one of the 9th, and is merged into it.
    """
    early = dataclasses.replace(oil, strike=Strike.parse("05:00 America/New_York"))
    kept = {*WEEKENDS, ALGIERS, THANKSGIVING} - {"2020-04-12"}
    assert equal(surprises(heads, early), published) == sorted(kept)


@pytest.mark.parametrize("sessions", [-1, 1])
def test_calendar_off_by_a_session_would_be_seen(
    heads: pd.DataFrame, oil: PriceSeries, published: "pd.Series[float]", sessions: int
) -> None:
    labels = calendar_sessions("NYSE", "2009-12-01", "2021-01-31")
    table = oil.table.set_axis(labels[labels.get_indexer(oil.table.index) + sessions])
    wrong = dataclasses.replace(oil, table=table)
    assert equal(surprises(heads, wrong), published) == []

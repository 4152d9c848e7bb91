"""Views of a fitted clock-time study."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from aftershock.errors import EstimationError
from aftershock.markets import load_prices
from aftershock.reactions import ReactionResults, ReactionStudy

Make = Callable[..., Any]
WINDOWS = ("-60min/0", "0/+60min")


@pytest.fixture(scope="module")
def results(make_heads: Make) -> ReactionResults:
    bars = load_prices(["WTI", "GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    heads = make_heads(["2019-03-20T14:40Z", "2019-03-20T14:50Z", "2019-03-23T12:00Z", "2019-06-01T12:00Z"])
    return ReactionStudy(bars, heads, windows=WINDOWS).fit()


def test_event_level_has_every_row(results: ReactionResults) -> None:
    assert len(results.to_frame("event")) == 4 * 2 * 2


def test_event_level_of_one_window(results: ReactionResults) -> None:
    assert set(results.to_frame("event", window="0/+60min")["window"]) == {"0/+60min"}


def test_window_level_has_a_row_for_each_asset_and_window(results: ReactionResults) -> None:
    rows = results.to_frame("window")
    assert list(zip(rows["asset"], rows["window"], strict=True)) == [
        ("WTI", "-60min/0"),
        ("WTI", "0/+60min"),
        ("GOLD", "-60min/0"),
        ("GOLD", "0/+60min"),
    ]


def test_window_level_names_the_largest_standardized_move(results: ReactionResults) -> None:
    row = results.to_frame("window", window="0/+60min").iloc[0]
    events = results.to_frame("event", window="0/+60min").query("asset == 'WTI'").set_index("headline_id")
    assert row["headline_id"] == events["standardized"].abs().idxmax()
    assert row["move"] == events.loc[row["headline_id"], "move"]


def test_window_level_without_a_measured_row_is_empty_handed(make_heads: Make) -> None:
    bars = load_prices(["WTI"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    row = ReactionStudy(bars, make_heads(["2019-06-01T12:00Z"])).fit().to_frame("window").iloc[0]
    assert (row["n_measured"], row["headline_id"], pd.isna(row["standardized"])) == (0, "", True)


def test_numbers_of_unmeasured_rows_are_missing(results: ReactionResults) -> None:
    rows = results.to_frame("event")
    others = rows[~rows["outcome"].isin(["used", "market_closed_next_open"])]
    assert others[["move", "usual", "standardized", "placebo_pvalue"]].isna().all(axis=None)


def test_outcomes_list_every_row(results: ReactionResults) -> None:
    columns = ["headline_id", "asset", "window", "instant", "delay", "outcome", "merged_into"]
    assert results.outcomes.columns.tolist() == columns
    assert len(results.outcomes) == 16


def test_frames_are_copies(results: ReactionResults) -> None:
    frame = results.to_frame("event")
    frame["move"] = 1.0
    assert results.to_frame("event")["move"].isna().any()


def test_glance_is_one_row_of_counts(results: ReactionResults) -> None:
    row = results.glance().iloc[0]
    measured = int(results.outcomes["outcome"].isin(["used", "market_closed_next_open"]).sum())
    assert (row["n_headlines"], row["n_assets"], row["n_rows"], row["n_measured"]) == (4, 2, 16, measured)


def test_repr_is_one_line(results: ReactionResults) -> None:
    assert repr(results).startswith("<ReactionResults: 4 headline(s) x 2 asset(s) x 2 window(s), ")


def test_summary_counts_outcomes(results: ReactionResults) -> None:
    assert "out_of_range 4" in results.summary()


def test_unknown_level_is_refused_with_those_there_are(results: ReactionResults) -> None:
    with pytest.raises(ValueError, match="'event', 'window'"):
        results.to_frame("car")  # type: ignore[arg-type]


def test_unknown_window_is_refused_with_those_there_are(results: ReactionResults) -> None:
    with pytest.raises(EstimationError, match=r"'0/\+61min' was not measured; there are -60min/0, 0/\+60min"):
        results.to_frame("event", window="0/+61min")

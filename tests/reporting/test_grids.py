"""Heatmaps: which cell holds a number, and which a word that says why not."""

from collections.abc import Callable

import pandas as pd
import pytest

from aftershock.alignment import OUTCOMES
from aftershock.markets import get_asset
from aftershock.reporting.findings import Findings
from aftershock.reporting.grids import (
    MANY,
    SHORT,
    SHOWN,
    bars_text,
    clock_cell,
    clock_grid,
    heatmaps,
    key_text,
    session_grid,
    window_title,
)
from aftershock.reporting.page import Cell, HeatRow

MakeFindings = Callable[..., Findings]
NAN = float("nan")


def rows_of(found: Findings) -> tuple[HeatRow, ...]:
    return session_grid(found).rows


def hour(make_findings: MakeFindings, **row: object) -> Cell:
    """The cell of one clock window."""
    clock = make_findings([], [row], windows=["0/+60min"]).clock
    return clock_cell(get_asset("SPX"), clock.iloc[0])


def test_one_grid_by_session_and_one_a_window_those_before_last(demo: Findings) -> None:
    assert [grid.title for grid in heatmaps(demo)] == [
        "Session by session",
        "From each headline to 60 min after",
        "From each headline to the end of its session",
        "60 min before each headline",
    ]


def test_every_grid_has_a_row_a_headline_and_a_cell_an_asset(demo: Findings) -> None:
    assert demo.bars is not None
    for grid in heatmaps(demo)[1:]:
        assert [row.numbers for row in grid.rows] == [(at,) for at in range(1, 13)]
        assert {len(row.cells) for row in grid.rows} == {len(demo.bars)}


def test_session_cell_holds_the_standardized_move_and_tells_the_native_one(
    make_findings: MakeFindings,
) -> None:
    (row,) = rows_of(make_findings([{"asset": "UST10Y", "move": -6.0, "statistic": -1.565}]))
    (cell,) = row.cells
    assert (cell.text, cell.value, cell.detail) == ("−1.6", -1.565, "−6\u202fbp; p = 0.40")


def test_session_cell_of_an_asset_without_a_headline_there_is_a_dash(make_findings: MakeFindings) -> None:
    later = {"asset": "GOLD", "event_id": "2022-02-18", "numbers": (2,)}
    first, second = rows_of(make_findings([{"numbers": (1,)}, later]))
    assert (first.cells[1].text, first.cells[1].value) == ("–", None)
    assert (second.cells[0].text, second.cells[1].value) == ("–", -2.4)


def test_session_row_covers_the_headlines_of_all_its_assets(make_findings: MakeFindings) -> None:
    (row,) = rows_of(make_findings([{"numbers": (1,)}, {"asset": "GOLD", "numbers": (1, 2)}]))
    assert (row.numbers, row.clock) == ((1, 2), "Thu 17 Feb")


def test_measured_move_is_shown_beside_headlines_that_were_lost(make_findings: MakeFindings) -> None:
    vague = {"outcome": "too_uncertain", "statistic": NAN, "move": NAN, "numbers": (2,)}
    (row,) = rows_of(make_findings([vague, {"numbers": (1,)}]))
    assert (row.numbers, row.cells[0].value) == ((1, 2), -2.4)


def test_pairs_without_a_session_have_a_row_of_their_own(make_findings: MakeFindings) -> None:
    lost = {"asset": "GOLD", "event_id": "", "outcome": "out_of_range", "statistic": NAN, "move": NAN}
    row = rows_of(make_findings([{}, lost]))[-1]
    assert (row.clock, row.text) == ("No session", "Outside the prices of an asset")
    assert row.cells[1] == Cell("no data", None, OUTCOMES["out_of_range"])


def test_grid_without_sessions_is_empty(make_findings: MakeFindings) -> None:
    assert rows_of(make_findings([])) == ()


def test_clock_cell_holds_the_standardized_move(make_findings: MakeFindings) -> None:
    told = "−1.05\u202f%, 09:00–11:00 UTC; p = 0.20"
    assert hour(make_findings) == Cell("−2.2", -2.2, told)


def test_clock_cell_without_a_placebo_has_no_pvalue(make_findings: MakeFindings) -> None:
    assert hour(make_findings, placebo_pvalue=NAN).detail == "−1.05\u202f%, 09:00–11:00 UTC"


def test_clock_cell_that_stands_out_with_all_counted_is_marked(make_findings: MakeFindings) -> None:
    assert hour(make_findings, pvalue_all=0.01).text == "−2.2!"


def test_clock_cell_over_a_closure_is_marked_and_dated(make_findings: MakeFindings) -> None:
    cell = hour(make_findings, outcome="market_closed_next_open", before=pd.Timestamp("2022-02-16T22:00Z"))
    assert cell.text == "−2.2*"
    assert "Wed 16 Feb 22:00 – Thu 17 Feb 11:00 UTC; the market was shut" in cell.detail


def test_clock_cell_in_company_is_marked(make_findings: MakeFindings) -> None:
    assert hour(make_findings, n_others=1).text == "−2.2†"
    assert hour(make_findings, n_others=1, n_merged=1).text == "−2.2"


def test_clock_cell_of_a_merged_headline_names_its_leader(make_findings: MakeFindings) -> None:
    cell = hour(make_findings, outcome="merged_into_episode", merged_number=4, move=NAN, standardized=NAN)
    assert cell == Cell("as 4", None, OUTCOMES["merged_into_episode"])


@pytest.mark.parametrize(
    "outcome", ["no_price", "stale_price", "contract_change", "out_of_range", "too_uncertain"]
)
def test_clock_cell_without_a_move_says_why_in_a_word(make_findings: MakeFindings, outcome: str) -> None:
    cell = hour(make_findings, outcome=outcome, move=NAN, standardized=NAN)
    assert (cell.text, cell.value, cell.detail) == (SHORT[outcome], None, OUTCOMES[outcome])  # type: ignore[index]


def test_clock_cell_without_a_yardstick_still_tells_the_move(make_findings: MakeFindings) -> None:
    cell = hour(make_findings, standardized=NAN)
    assert (cell.text, cell.value) == ("no usual", None)
    assert cell.detail.startswith("−1.05\u202f%")


@pytest.mark.parametrize(
    ("window", "title"),
    [
        ("0/+90s", "From each headline to 90 s after"),
        ("-2h/-1h", "2 h to 1 h before each headline"),
        ("-10min/close", "From 10 min before each headline to the end of its session"),
    ],
)
def test_window_in_words(window: str, title: str) -> None:
    assert window_title(window) == title


def test_bars_of_one_day_are_dated_when_asked(make_findings: MakeFindings) -> None:
    begin = pd.Timestamp("2022-02-16T22:00Z")
    assert bars_text(begin, begin + pd.Timedelta("1h"), dated=True) == "Wed 16 Feb 22:00–23:00"


def test_key_leaves_out_symbols_that_say_it_themselves() -> None:
    assert key_text([get_asset("GOLD"), get_asset("WTI")]) == ""


def test_caption_explains_only_what_occurs(make_findings: MakeFindings) -> None:
    found = make_findings([], [{"headline_id": "2022-02-17T0910Z"}], headlines=1, windows=["0/+60min"])
    caption = heatmaps(found)[1].caption
    assert "Times are CET." in caption
    assert "Roll:" not in caption and "†" not in caption


def crowd(make_findings: MakeFindings, *rows: dict[str, object], headlines: int = MANY + 1) -> Findings:
    """Very many headlines, each with a small move but for the rows given."""
    ids = pd.date_range("2022-02-17T09:10Z", periods=headlines, freq="h").strftime("%Y-%m-%dT%H%MZ")
    clock = [
        {"headline_id": name, "number": at, "standardized": 0.001 * at}
        for at, name in enumerate(ids, start=1)
    ]
    for row in rows:
        clock[int(str(row["number"])) - 1] |= row
    return make_findings([{}], clock, windows=["0/+60min"], headlines=headlines)


def test_grid_of_very_many_headlines_shows_those_with_the_largest_moves(make_findings: MakeFindings) -> None:
    grid = clock_grid(crowd(make_findings, {"number": 3, "standardized": -9.0}), "0/+60min")
    assert [row.numbers for row in grid.rows] == [(3,), *((at,) for at in range(MANY + 3 - SHOWN, MANY + 2))]
    assert grid.caption.startswith(f"The {SHOWN} of {MANY + 1} headlines with the largest moves")


def test_grid_of_many_headlines_shows_all(make_findings: MakeFindings) -> None:
    grid = clock_grid(crowd(make_findings, headlines=MANY), "0/+60min")
    assert len(grid.rows) == MANY
    assert "largest moves" not in grid.caption


def test_burst_shares_a_row_with_its_count(make_findings: MakeFindings) -> None:
    leader = {"number": 5, "standardized": 8.0}
    merged = {
        "outcome": "merged_into_episode",
        "merged_into": "2022-02-17T1310Z",
        "move": NAN,
        "standardized": NAN,
    }
    found = crowd(make_findings, leader, merged | {"number": 6}, merged | {"number": 7})
    row = clock_grid(found, "0/+60min").rows[0]
    assert (row.numbers, row.text) == ((5, 6, 7), "Talks (and 2 more in the same bars)")

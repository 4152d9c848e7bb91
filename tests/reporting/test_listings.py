"""Tables: native units, every pair, every rejected row."""

from collections.abc import Callable

import pandas as pd
import pytest

from aftershock.markets import get_asset
from aftershock.reporting.findings import Findings
from aftershock.reporting.listings import (
    appendix_tables,
    native_cell,
    pair_table,
    price_decimals,
    rejected_table,
    session_line,
    session_table,
)
from aftershock.reporting.page import Table
from aftershock.reporting.sections import compose_page

MakeFindings = Callable[..., Findings]
NAN = float("nan")


def every_table(demo: Findings) -> list[Table]:
    return list(compose_page(demo).tables)


def test_every_row_has_a_cell_for_every_column(demo: Findings) -> None:
    for table in every_table(demo):
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert len(table.numeric) == len(table.columns)


def test_no_cell_is_a_missing_value_spelt_out(demo: Findings) -> None:
    cells = {cell.lower() for table in every_table(demo) for row in table.rows for cell in row}
    assert not cells & {"nan", "nat", "none", "nan %", "<na>", ""}


def test_session_line_is_in_native_units(make_findings: MakeFindings) -> None:
    rows = make_findings(
        [{"asset": "UST10Y", "move": -6.0, "estimate": -6.285, "numbers": (1, 2, 3, 5)}]
    ).sessions
    assert session_line(get_asset("UST10Y"), rows.iloc[0]) == (
        "17\u00a0Feb\u00a02022",
        "1–3, 5",
        "US Treasury 10-year yield",
        "−6\u202fbp",
        "−6\u202fbp",
        "11 of 401",
        "0.40",
        "1.00",
        "–",
        "–",
    )


def test_session_line_without_a_session_says_why(make_findings: MakeFindings) -> None:
    lost = {"session": pd.NaT, "outcome": "out_of_range"} | dict.fromkeys(
        ("move", "estimate", "rank", "n_estimation", "sample_quantile_pvalue", "pvalue_holm"), NAN
    )
    rows = make_findings([lost]).sessions
    assert session_line(get_asset("SPX"), rows.iloc[0]) == ("–", "1–2", "S&P 500", "no data", *["–"] * 6)


def test_session_table_has_a_row_for_every_finding(demo: Findings) -> None:
    assert len(session_table(demo).rows) == len(demo.sessions)


def test_the_market_is_named_in_its_own_column(demo: Findings) -> None:
    column = session_table(demo).columns.index("Market model")
    assert session_table(demo).rows[0][column] == "is the market"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({}, "−1.05\u202f%"),
        ({"outcome": "market_closed_next_open"}, "−1.05\u202f%*"),
        ({"outcome": "merged_into_episode", "merged_number": 4, "move": NAN}, "as 4"),
        ({"outcome": "contract_change", "move": NAN}, "roll"),
    ],
)
def test_native_cell(make_findings: MakeFindings, row: dict[str, object], text: str) -> None:
    clock = make_findings([], [row], windows=["0/+60min"]).clock
    assert native_cell(get_asset("SPX"), clock.iloc[0]) == text


@pytest.mark.parametrize(("symbol", "decimals"), [("SPX", 2), ("ZN", 3), ("EURUSD", 4)])
def test_prices_have_the_decimals_they_are_quoted_with(symbol: str, decimals: int) -> None:
    assert price_decimals(get_asset(symbol)) == decimals


def test_every_pair_is_listed_with_its_session_and_outcome(demo: Findings) -> None:
    pairs = [(int(row[0]), row[2]) for row in pair_table(demo).rows]
    assert sorted(pairs) == sorted((at, asset) for at in range(1, 13) for asset in demo.daily.symbols)


def test_outcomes_add_up_to_all_pairs_and_windows(demo: Findings) -> None:
    table = appendix_tables(demo)[0]
    assert sum(int(row[1]) for row in table.rows) == len(demo.aligned)
    assert sum(int(row[2]) for row in table.rows) == len(demo.clock)


def test_every_clock_window_is_listed(demo: Findings) -> None:
    windows = appendix_tables(demo)[2:]
    assert sum(len(table.rows) for table in windows) == len(demo.clock)


def test_rejected_rows_are_listed_only_where_there_are_any(demo: Findings) -> None:
    assert "Rows that could not be used" not in {table.title for table in appendix_tables(demo)}


def test_rejected_row_is_told_with_its_line_and_reason(make_findings: MakeFindings) -> None:
    found = make_findings([])
    found.heads.attrs["rejected"] = [{"line": 7, "text": "Talks (25:10)", "reason": "hour 25"}]
    assert rejected_table(found).rows == (("7", "Talks (25:10)", "hour 25"),)

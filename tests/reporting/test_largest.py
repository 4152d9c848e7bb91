"""The table of the largest moves: how they were chosen, when, how unusual, and what was left of them."""

from collections.abc import Callable

import pandas as pd
import pytest

from aftershock.reporting.findings import Findings
from aftershock.reporting.largest import LARGEST, largest_table, largest_words
from aftershock.reporting.page import Table

MakeFindings = Callable[..., Findings]
NAN = float("nan")
WINDOWS = ["0/+60min"]


def cell(table: Table, name: str, row: int = 0) -> str:
    return table.rows[row][table.columns.index(name)].replace("\u00a0", " ").replace("\u202f", " ")


def one(make_findings: MakeFindings, row: dict[str, object], **options: object) -> Table:
    return largest_table(make_findings([], [row], windows=WINDOWS, **options))


def test_they_come_in_order_of_size_whatever_the_sign(demo: Findings) -> None:
    table = largest_table(demo)
    sizes = [abs(float(row[table.columns.index("z")].replace("−", "-"))) for row in table.rows]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == LARGEST
    assert sizes[0] == pytest.approx(demo.clock["standardized"].abs().max(), abs=0.05)


def test_they_say_how_many_they_were_chosen_from_and_that_size_chose_them(demo: Findings) -> None:
    measured = int(demo.clock["standardized"].notna().sum())
    caption = largest_table(demo).caption
    assert caption.startswith(f"The 12 largest of {measured} measured windows")
    assert "chosen by size, so some of them are chance" in caption


def test_nothing_measured_is_told(make_findings: MakeFindings) -> None:
    table = one(make_findings, {"standardized": NAN})
    assert (table.rows, table.caption) == (
        (),
        "No window could be compared with the usual for its time of day.",
    )


def test_both_clocks_are_given(make_findings: MakeFindings) -> None:
    table = one(make_findings, {})
    assert (cell(table, "Time (CET)"), cell(table, "UTC")) == ("17 Feb 10:10", "09:10")


def test_beside_utc_stands_new_york(make_findings: MakeFindings) -> None:
    table = one(make_findings, {}, zone="UTC")
    assert (cell(table, "Time (UTC)"), cell(table, "New York")) == ("17 Feb 09:10", "04:10")


def test_move_is_in_native_units_and_its_size_has_a_sign(make_findings: MakeFindings) -> None:
    table = one(make_findings, {})
    assert (cell(table, "Move"), cell(table, "z")) == ("−1.05 %", "−2.2")


@pytest.mark.parametrize(
    ("row", "told"),
    [({"n_larger": 0, "n_placebos": 1711}, "1 of 1,712"), ({"placebo_pvalue": NAN}, "–")],
)
def test_rank_counts_the_move_among_its_placebos(
    make_findings: MakeFindings, row: dict[str, object], told: str
) -> None:
    assert cell(one(make_findings, row), "Placebo rank") == told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, "open"),
        ({"outcome": "market_closed_next_open", "delay": pd.Timedelta("6h15min")}, "6 h 15 min"),
    ],
)
def test_wait_for_the_next_open_is_flagged(
    make_findings: MakeFindings, row: dict[str, object], told: str
) -> None:
    assert cell(one(make_findings, row), "Opened after") == told


@pytest.mark.parametrize(("retraced", "told"), [(0.336, "34 %"), (NAN, "–")])
def test_share_given_back(make_findings: MakeFindings, retraced: float, told: str) -> None:
    assert cell(one(make_findings, {"retraced": retraced}), "Given back") == told


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"standardized": NAN}], ""),
        (
            [{"pvalue_all": NAN}],
            "None of these moves could be compared with enough other windows to be judged.",
        ),
        (
            [{"pvalue_all": 0.2}],
            "None of these moves can be told from noise once every clock test of the page is counted: among so many "
            "windows some are this large by chance.",
        ),
        (
            [{"pvalue_all": 0.01}, {"pvalue_all": 0.2}],
            "With every clock test of the page counted, one of these moves is more than noise explains.",
        ),
        (
            [{"pvalue_all": 0.01}, {"pvalue_all": 0.04}],
            "With every clock test of the page counted, two of these moves are more than noise explains.",
        ),
    ],
)
def test_sentence_on_what_they_are_worth(
    make_findings: MakeFindings, rows: list[dict[str, object]], told: str
) -> None:
    assert largest_words(make_findings([], rows, windows=WINDOWS)) == told

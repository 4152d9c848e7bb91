"""The tables and the heatmap: every event, every pair and every test is there, as it was measured."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aftershock.reporting.events.findings import EventFindings, of_window
from aftershock.reporting.events.grid import event_heatmap
from aftershock.reporting.events.listings import appendix_tables, path_table, tables_of_tests
from aftershock.reporting.events.report import find_events
from aftershock.reporting.events.wording import mean_text
from aftershock.reporting.page import Table
from aftershock.reporting.studyfile import read_study
from aftershock.reporting.wording import move_text, pvalue_text
from aftershock.study.windows import Window


@pytest.fixture(scope="module")
def tables(found: EventFindings) -> dict[str, Table]:
    return {
        table.title: table for table in (*tables_of_tests(found), path_table(found), *appendix_tables(found))
    }


@pytest.fixture
def merged(make_days: Callable[..., Path]) -> EventFindings:
    """Findings in which the event o shares the session of n, and the first lies before the prices."""

    def rows(text: str) -> str:
        return text.replace("o,2019-01-14", "o,2019-01-13").replace("a,2018-07-03", "a,2016-07-05")

    study = make_days(rows=rows)
    return find_events(read_study(study), study.parent, "sample", lambda _: None)


def test_tables_come_in_the_order_of_the_page(tables: dict[str, Table]) -> None:
    assert [title.replace("\u2212", "-").replace("\u00a0", " ") for title in tables] == [
        "Mean moves and their tests",
        "Other tests of the same means",
        "Differences between groups",
        "Mean paths behind the chart",
        "Outcomes",
        "Every event, [-1, +1]",
        "Every event, [0, 0]",
        "Every pair",
        "Rows that could not be used",
    ]


def test_every_table_is_rectangular(tables: dict[str, Table]) -> None:
    for table in tables.values():
        assert {len(row) for row in table.rows} == {len(table.columns)} == {len(table.numeric)}


def test_tests_are_all_there_with_their_numbers(found: EventFindings, tables: dict[str, Table]) -> None:
    rows = tables["Mean moves and their tests"].rows
    first, told = found.tests.iloc[0], rows[0]
    assert len(rows) == len(found.tests)
    assert told[:2] == ("S&P 500", "All") and told[3] == str(first["n_events"])
    assert told[4] == mean_text(found.assets["SPX"], first["estimate"])
    assert told[6:8] == (pvalue_text(first["pvalue"]), pvalue_text(first["pvalue_holm"]))


def test_caption_counts_the_tests_that_were_adjusted_for(tables: dict[str, Table]) -> None:
    assert "the 24 tests of this table (Holm)" in tables["Mean moves and their tests"].caption
    assert "the 8 differences of this table (Holm)" in tables["Differences between groups"].caption


def test_other_tests_stand_beside_the_one_that_decides(
    found: EventFindings, tables: dict[str, Table]
) -> None:
    table = tables["Other tests of the same means"]
    assert tuple(name.replace("\u200b", "") for name in table.columns[3:]) == (
        "kp_bmp_t",
        "bmp_t",
        "cross_sectional_t",
        "grank_t",
        "generalized_sign_z",
        "wild_cluster_bootstrap",
    )
    assert table.rows[0][3] == pvalue_text(found.tests["pvalue"].iloc[0])


def test_study_without_groups_has_no_differences(found: EventFindings) -> None:
    bare = replace(found, differences=found.differences.iloc[:0])
    assert "Differences between groups" not in [table.title for table in tables_of_tests(bare)]


def test_every_event_is_listed_with_its_move_and_rank(found: EventFindings, tables: dict[str, Table]) -> None:
    table = next(table for title, table in tables.items() if title.startswith("Every event"))
    assert [row[2] for row in table.rows] == found.events["name"].tolist()
    moves = of_window(found.moves, Window(-1, 1)).set_index(["listed_id", "asset"])
    row = moves.loc[("c", "GOLD")]
    told = table.rows[2]
    assert told[8] == move_text(found.assets["GOLD"], row["estimate"]) and told[9] == str(int(row["rank"]))


def test_path_table_has_every_asset_group_and_day(found: EventFindings, tables: dict[str, Table]) -> None:
    assert len(tables["Mean paths behind the chart"].rows) == 4 * 3 * 7


def test_outcomes_add_up_to_all_pairs(tables: dict[str, Table]) -> None:
    table = tables["Outcomes"]
    assert sum(int(row[1]) for row in table.rows) == 16 * 4 and "64 in all" in table.caption


def test_every_pair_is_listed_with_its_session(found: EventFindings, tables: dict[str, Table]) -> None:
    rows = tables["Every pair"].rows
    assert len(rows) == 16 * 4
    weekend = next(row for row in rows if row[0] == "2" and row[2] == "SPX")
    assert weekend[3:5] == ("2018-07-23", "2")


def test_rejected_rows_are_listed(tables: dict[str, Table]) -> None:
    ((line, text, reason),) = tables["Rows that could not be used"].rows
    assert (line, text) == ("18", "q,soon,No day at all,Act") and "soon" in reason


def test_merged_and_lost_events_say_so_in_words(merged: EventFindings) -> None:
    table = next(table for table in appendix_tables(merged) if table.title.startswith("Every event"))
    by_name = {row[2]: row for row in table.rows}
    assert by_name["The demands are refused"][4:6] == ("as 14", "–")
    assert by_name["A bridge is closed"][4:6] == ("no data", "–")


def test_heatmap_has_a_row_an_event_and_a_cell_an_asset(found: EventFindings) -> None:
    heatmap = event_heatmap(found)
    assert heatmap.heading == "Event" and heatmap.columns == ("SPX", "UST10Y", "GOLD", "WTI")
    assert [row.numbers for row in heatmap.rows] == [(number,) for number in range(1, 17)]
    assert {len(row.cells) for row in heatmap.rows} == {4}


def test_cell_holds_the_standardized_move_and_tells_the_native_one(found: EventFindings) -> None:
    row = of_window(found.moves, Window(-1, 1)).set_index(["listed_id", "asset"]).loc[("c", "GOLD")]
    cell = event_heatmap(found).rows[2].cells[2]
    assert cell.value == row["scar"]
    assert cell.detail.startswith(move_text(found.assets["GOLD"], row["estimate"]))


def test_cell_of_a_merged_event_names_its_leader(merged: EventFindings) -> None:
    cell = event_heatmap(merged).rows[14].cells[0]
    assert (cell.text, cell.value) == ("as 14", None)


def test_cell_of_a_lost_event_says_why(merged: EventFindings) -> None:
    cell = event_heatmap(merged).rows[0].cells[0]
    assert (cell.text, cell.value) == ("no data", None)

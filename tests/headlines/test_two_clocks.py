"""Stated times against exact ones: shares, verdicts, and the posts of the kit that are stated wrongly."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.two_clocks import ClockComparison, compare_clocks, read_clocks

POSTS = Path(__file__).parents[2] / "../shared/data/events/ukraine_war_headlines_2022.csv"
N_POSTS = 859
LEAST_SHARE = 0.935
N_WRONG = 51
STATED_WRONGLY_BY_MORE_THAN_A_DAY = 346

MARCH_CHANGE = pd.Timestamp("2022-03-27T01:00Z")
OCTOBER_CHANGE = pd.Timestamp("2022-10-30T01:00Z")

EXACT = pd.Series(pd.to_datetime(["2022-02-24T03:45:30Z"] * 6))


def off_by(*spans: str) -> ClockComparison:
    """Compare times stated with these differences."""
    exact = EXACT[: len(spans)]
    return compare_clocks(exact + pd.to_timedelta(list(spans)), exact)


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        ("0s", "agrees"),
        ("2min", "agrees"),
        ("-2min", "agrees"),
        ("121s", "differs"),
        ("30min", "differs"),
        ("-30min", "differs"),
        ("1801s", "wrong"),
        ("-1D", "wrong"),
    ],
)
def test_verdict(difference: str, verdict: str) -> None:
    assert off_by(difference).rows["verdict"].tolist() == [verdict]


def test_difference_is_stated_minus_exact() -> None:
    assert off_by("-90s").rows["difference"].tolist() == [pd.Timedelta("-90s")]


def test_share_counts_those_within_the_tolerance() -> None:
    assert off_by("1min", "5min", "1h", "-10s").share_within == 0.5


def test_missing_clock_is_kept_and_left_out_of_the_share() -> None:
    exact = EXACT[:2].where([True, False])
    comparison = compare_clocks(EXACT[:2], exact)
    assert comparison.rows["verdict"].tolist() == ["agrees", "missing"]
    assert comparison.share_within == 1.0


def test_share_of_nothing_is_undefined() -> None:
    assert np.isnan(compare_clocks(EXACT[:0], EXACT[:0]).share_within)


def test_wrong_rows_come_with_the_worst_first() -> None:
    assert off_by("31min", "0s", "-5h", "2h").wrong.index.tolist() == [2, 3, 0]


@pytest.mark.parametrize(
    ("difference", "whole"),
    [
        ("1h", True),
        ("-24h", True),
        ("3602s", True),
        ("58min", True),
        ("57min", False),
        ("90min", False),
        ("0s", False),
    ],
)
def test_difference_by_whole_hours_is_told(difference: str, whole: bool) -> None:
    assert off_by(difference).rows["whole_hours"].tolist() == [whole]


def test_labels_are_kept() -> None:
    labelled = EXACT[:2].set_axis(["a", "b"])
    assert compare_clocks(labelled, labelled).rows.index.tolist() == ["a", "b"]


def test_tolerance_and_limit_are_the_callers() -> None:
    exact = EXACT[:2]
    stated = exact + pd.to_timedelta(["6min", "11min"])
    assert compare_clocks(stated, exact, tolerance="6min", suspicious="10min").rows["verdict"].tolist() == [
        "agrees",
        "wrong",
    ]


def test_sentence_gives_count_share_and_wrong() -> None:
    assert str(off_by("0s", "1h")) == (
        "1 of 2 stated times (50.0 %) are within 2 min of the exact ones; 1 is wrong by more than 30 min, "
        "1 of them by whole hours."
    )


def test_other_zones_are_the_same_instants() -> None:
    assert compare_clocks(EXACT.dt.tz_convert("Europe/Kyiv"), EXACT).share_within == 1.0


def test_plain_arrays_are_utc() -> None:
    plain = np.array(["2022-02-24T03:45:30"], dtype="datetime64[s]")
    assert compare_clocks(plain, EXACT[:1]).share_within == 1.0


@pytest.mark.parametrize(
    ("stated", "exact", "message"),
    [
        (EXACT[:2], EXACT[:1], "stated holds 2 times and exact 1"),
        (EXACT[:1], EXACT[1:2], "different labels"),
        (EXACT.dt.tz_localize(None), EXACT, "stated holds datetime64"),
        (EXACT, pd.Series(["2022-02-24"] * 6), "exact holds str"),
    ],
)
def test_what_cannot_be_compared_is_refused(stated: pd.Series, exact: pd.Series, message: str) -> None:
    with pytest.raises(HeadlineError, match=message):
        compare_clocks(stated, exact)


@pytest.mark.parametrize(
    ("tolerance", "suspicious", "message"),
    [
        ("-1min", "30min", "must be 0 or more"),
        ("soon", "30min", "a span such as"),
        ("1h", "30min", "below tolerance"),
    ],
)
def test_spans_that_make_no_sense_are_refused(tolerance: str, suspicious: str, message: str) -> None:
    with pytest.raises(HeadlineError, match=message):
        compare_clocks(EXACT, EXACT, tolerance=tolerance, suspicious=suspicious)


def table(folder: Path, text: str) -> Path:
    """Write a table to a file."""
    path = folder / "posts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_date_and_clock_in_two_columns_are_one_time(tmp_path: Path) -> None:
    path = table(tmp_path, "day;clock;server\n2022-07-01;05:45;2022-07-01T02:45:30Z\n")
    clocks = read_clocks(path, stated="day+clock", exact="server", zone="Europe/Kyiv")
    assert clocks["stated"].tolist() == [pd.Timestamp("2022-07-01T02:45Z")]


def test_empty_cell_is_missing(tmp_path: Path) -> None:
    path = table(tmp_path, "told,server\n2022-07-01T05:45+03:00,\n")
    assert read_clocks(path, stated="told", exact="server")["exact"].isna().tolist() == [True]


def test_columns_that_were_not_used_are_kept(tmp_path: Path) -> None:
    path = table(tmp_path, "told,server,headline\n2022-07-01T05:45Z,2022-07-01T05:45Z,Talks\n")
    assert read_clocks(path, stated="told", exact="server")["headline"].tolist() == ["Talks"]


def test_rows_are_named_by_their_line(tmp_path: Path) -> None:
    path = table(tmp_path, "told,server\n\n2022-07-01T05:45Z,2022-07-01T05:45Z\n")
    assert read_clocks(path, stated="told", exact="server").index.tolist() == [3]


def test_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadlineError, match="lacks a column 'server'; found: told"):
        read_clocks(table(tmp_path, "told\n2022-07-01T05:45Z\n"), stated="told", exact="server")


def test_time_without_an_offset_needs_a_zone(tmp_path: Path) -> None:
    path = table(tmp_path, "told,server\n2022-07-01 05:45,2022-07-01T05:45Z\n")
    with pytest.raises(ZoneError, match="line 2, column 'told'"):
        read_clocks(path, stated="told", exact="server")


def test_unreadable_time_names_its_line(tmp_path: Path) -> None:
    path = table(tmp_path, "told,server\nnoonish,2022-07-01T05:45Z\n")
    with pytest.raises(HeadlineError, match="line 2, column 'told'"):
        read_clocks(path, stated="told", exact="server", zone="CET")


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadlineError, match="cannot be read"):
        read_clocks(tmp_path / "none.csv", stated="told", exact="server")


@pytest.fixture(scope="module")
def posts() -> pd.DataFrame:
    return read_clocks(
        POSTS, stated="stated_date+stated_time_kyiv", exact="ts_utc_from_post_id", zone="Europe/Kyiv"
    )


@pytest.fixture(scope="module")
def comparison(posts: pd.DataFrame) -> ClockComparison:
    return compare_clocks(posts["stated"], posts["exact"])


of_the_kit = pytest.mark.skipif(not POSTS.exists(), reason="the market data kit is not beside the checkout")


@pytest.mark.kit
@of_the_kit
def test_every_post_is_compared(comparison: ClockComparison) -> None:
    assert comparison.n_compared == N_POSTS


@pytest.mark.kit
@of_the_kit
def test_nearly_all_posts_are_within_two_minutes_of_their_true_instant(comparison: ClockComparison) -> None:
    assert comparison.share_within >= LEAST_SHARE


@pytest.mark.kit
@of_the_kit
def test_posts_stated_wrongly_are_listed(comparison: ClockComparison) -> None:
    assert len(comparison.wrong) == N_WRONG


@pytest.mark.kit
@of_the_kit
def test_post_stated_a_year_late_heads_the_list(comparison: ClockComparison) -> None:
    assert comparison.wrong.index[0] == STATED_WRONGLY_BY_MORE_THAN_A_DAY


@pytest.mark.kit
@of_the_kit
def test_differences_are_those_that_the_kit_states(posts: pd.DataFrame, comparison: ClockComparison) -> None:
    minutes = comparison.rows["difference"].dt.total_seconds() / 60
    stated = posts["stated_minus_post_minutes"].astype(float)
    assert (minutes - stated).abs().max() <= 0.06


@pytest.mark.kit
@of_the_kit
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (MARCH_CHANGE - pd.Timedelta("14D"), MARCH_CHANGE),
        (MARCH_CHANGE, MARCH_CHANGE + pd.Timedelta("21D")),
        (OCTOBER_CHANGE - pd.Timedelta("21D"), OCTOBER_CHANGE),
        (OCTOBER_CHANGE, OCTOBER_CHANGE + pd.Timedelta("21D")),
    ],
)
def test_no_post_is_an_hour_off_by_the_season(
    comparison: ClockComparison, first: pd.Timestamp, last: pd.Timestamp
) -> None:
    near = comparison.rows[comparison.rows["exact"].between(first, last)]
    assert near["difference"].abs().median() <= comparison.tolerance
    assert len(near) > 10

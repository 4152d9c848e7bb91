"""Tables of headlines: layouts, zones, precision and rejected rows."""

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, RejectedRowsWarning, SeasonWarning, ZoneError
from aftershock.headlines import COLUMNS, read_headlines
from aftershock.headlines.tables import find_layout
from aftershock.typing import DateOrder


def read(header: str, *rows: str, zone: str | None = None) -> pd.DataFrame:
    return read_headlines("\n".join([header, *rows, ""]), zone=zone, format="table")


def first_instant(frame: pd.DataFrame) -> str:
    return frame["instant"].iloc[0].strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    frame = read(f"Time{delimiter}Title", f"2022-02-17T09:10Z{delimiter}Talks")
    assert frame["headline"].tolist() == ["Talks"]


def test_quoted_delimiters_and_line_breaks_stay_in_their_cell() -> None:
    frame = read("time,headline,body", '2022-02-17T09:10Z,"Talks, again","One\nTwo"')
    assert (frame["headline"].item(), frame["body"].item()) == ("Talks, again", "One\nTwo")


@pytest.mark.parametrize(
    ("header", "row", "zone"),
    [
        ("instant,headline", "2022-02-17T09:10Z,Talks", None),
        ("time,headline", "2022-02-17T10:10+01:00,Talks", None),
        ("time,zone,headline", "2022-02-17 10:10,CET,Talks", None),
        ("time,timezone,headline", "2022-02-17 10:10,Europe/Berlin,Talks", None),
        ("time,headline", "2022-02-17 10:10,Talks", "CET"),
        ("time,zone,headline", "2022-02-17 10:10,CET,Talks", "ET"),
        ("time,zone,headline", "2022-02-17 10:10,,Talks", "CET"),
    ],
)
def test_instant(header: str, row: str, zone: str | None) -> None:
    assert first_instant(read(header, row, zone=zone)) == "2022-02-17T09:10:00Z"


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("2022-02-17T10:10+01:00,,Talks", "UTC+01:00"),
        ("2022-02-17T09:10Z,,Talks", "UTC"),
        ("2022-02-17T09:10Z,CET,Talks", "Europe/Berlin"),
        ("2022-02-17 10:10,CET,Talks", "Europe/Berlin"),
    ],
)
def test_zone_in_which_a_row_was_read(row: str, place: str) -> None:
    assert read("time,zone,headline", row)["zone"].item() == place


def test_columns_come_in_order_and_others_are_kept_behind_them() -> None:
    frame = read("url,headline,time,theme", "a.example,Talks,2022-02-17T09:10Z,diplomacy")
    assert frame.columns.tolist() == [*COLUMNS, "url", "theme"]
    assert frame["theme"].item() == "diplomacy"


def test_column_that_would_shadow_the_index_is_renamed() -> None:
    assert "given_headline_id" in read("headline_id,time,headline", "7,2022-02-17T09:10Z,Talks").columns


@pytest.mark.parametrize(
    ("row", "raw_time"),
    [
        ("10:10 a.m.,2022-02-17T09:10Z,CET,Talks", "10:10 a.m."),
        (",2022-02-17T09:10Z,CET,Talks", "2022-02-17T09:10Z"),
    ],
)
def test_raw_time_is_the_printed_one_where_there_is_one(row: str, raw_time: str) -> None:
    assert read("printed_time,instant,zone,headline", row)["raw_time"].item() == raw_time


@pytest.mark.parametrize(
    ("stamps", "uncertainty"),
    [
        (["2022-02-17T09:10Z"], "1min"),
        (["2022-02-17T09:10:00Z"], "1min"),
        (["2022-02-17T09:10:00Z", "2022-02-17T09:10:07Z"], "1s"),
    ],
)
def test_uncertainty_follows_from_the_unit_written(stamps: list[str], uncertainty: str) -> None:
    frame = read("time,headline", *(f"{stamp},Talks" for stamp in stamps))
    assert (frame["uncertainty"] == pd.Timedelta(uncertainty)).all()


def test_date_alone_is_uncertain_by_a_day() -> None:
    frame = read("time,zone,headline", "2022-02-17,ET,Talks")
    assert frame["uncertainty"].item() == pd.Timedelta("1D")
    assert first_instant(frame) == "2022-02-17T05:00:00Z"


def test_stated_uncertainty_comes_first() -> None:
    frame = read("time,uncertainty,headline", "2022-02-17T09:10Z,15min,Talks")
    assert frame["uncertainty"].item() == pd.Timedelta("15min")


@pytest.mark.parametrize("uncertainty", ["5", "-1min", "0min", "soon"])
def test_uncertainty_must_be_a_positive_span(uncertainty: str) -> None:
    with pytest.raises(HeadlineError, match="uncertainty"):
        read("time,uncertainty,headline", f"2022-02-17T09:10Z,{uncertainty},Talks")


def test_source_of_the_row_comes_before_the_argument() -> None:
    text = "time,source,headline\n2022-02-17T09:10Z,wire,Talks\n2022-02-17T09:20Z,,Motion\n"
    assert read_headlines(text, source="agency")["source"].tolist() == ["wire", "agency"]


def test_naive_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ZoneError, match=r"line 3 has no offset and no zone.*zone="):
        read("time,headline", "2022-02-17T09:10Z,Talks", "2022-02-17 10:10,Motion")


@pytest.mark.parametrize("zone", ["IST", "Atlantis"])
def test_table_of_unusable_zones_is_a_zone_error(zone: str) -> None:
    with pytest.raises(ZoneError, match=zone):
        read("time,zone,headline", f"2022-02-17 10:10,{zone},Talks")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("03/04/2026 10:10,CET,Talks", "state the date as ISO"),
        ("2022-02-17 25:10,CET,Talks", "not on the calendar or clock"),
        ("2022-02-17 10:10,Atlantis,Talks", "unknown"),
        ("2022-02-17 10:10,CET,", "no headline text"),
        (",CET,Talks", "time is empty"),
        ("2022-02-17 10:10,CET,Talks,again", "more fields"),
    ],
)
def test_bad_row_is_listed_and_announced(row: str, reason: str) -> None:
    with pytest.warns(RejectedRowsWarning, match="1 of 2 entries"):
        frame = read("time,zone,headline", "2022-02-17 09:10,CET,Motion", row)
    assert frame.attrs["rejected"][0]["line"] == 3
    assert reason in frame.attrs["rejected"][0]["reason"]


def test_instant_without_an_offset_is_rejected_even_beside_a_zone() -> None:
    with pytest.raises(HeadlineError, match="has no offset"):
        read("instant,zone,headline", "2022-02-17T09:10,CET,Talks")


def test_all_rows_bad_is_an_error() -> None:
    with pytest.raises(HeadlineError, match="The only entry was rejected"):
        read("time,headline", "03/04/2026,Talks")


@pytest.mark.parametrize("printed", ["11:10 a.m.", "10:12 a.m.", "2022-02-17 11:10", "22:10"])
def test_printed_time_that_contradicts_the_instant_is_rejected(printed: str) -> None:
    with pytest.raises(HeadlineError, match="contradict"):
        read("printed_time,zone,instant,headline", f"{printed},CET,2022-02-17T09:10Z,Talks")


@pytest.mark.parametrize("printed", ["10:10 a.m.", "10.10", "10:11", "2022-02-17 10:10", "2022-02-17T09:10Z"])
def test_printed_time_within_the_uncertainty_is_kept(printed: str) -> None:
    frame = read("printed_time,zone,instant,headline", f"{printed},CET,2022-02-17T09:10Z,Talks")
    assert frame["flags"].item() == ""


def test_printed_time_is_compared_across_midnight() -> None:
    frame = read(
        "printed_time,zone,uncertainty,instant,headline", "11:59 p.m.,CET,5min,2022-02-17T23:01Z,Talks"
    )
    assert len(frame) == 1


def test_printed_time_that_cannot_be_read_is_flagged() -> None:
    frame = read("printed_time,zone,instant,headline", "in the morning,CET,2022-02-17T09:10Z,Talks")
    assert frame["flags"].item() == "unchecked_printed_time"


def test_time_column_beside_an_instant_is_the_printed_time() -> None:
    with pytest.raises(HeadlineError, match="contradict"):
        read("time,zone,instant,headline", "2022-02-17 11:10,CET,2022-02-17T09:10Z,Talks")


def test_abbreviation_out_of_season_is_flagged_and_announced() -> None:
    with pytest.warns(SeasonWarning, match="1 of 2 times are printed as EST"):
        frame = read("time,zone,headline", "2022-07-17 10:10,EST,Talks", "2022-07-17 10:20,ET,Motion")
    assert frame["flags"].tolist() == ["season_contradiction", ""]
    assert first_instant(frame) == "2022-07-17T14:10:00Z"


def test_abbreviation_out_of_season_is_flagged_beside_an_instant() -> None:
    with pytest.warns(SeasonWarning):
        frame = read("printed_time,zone,instant,headline", "10:10,CET,2022-07-17T08:10Z,Talks")
    assert frame["flags"].item() == "season_contradiction"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time,headline\n", "no rows"),
        ("when,what\n2022-02-17,Talks\n", r"lacks a column .*found: when, what"),
        ("time,url\n2022-02-17T09:10Z,a\n", "lacks a column 'headline'"),
        ("time,headline,title\n2022-02-17T09:10Z,a,b\n", "more than one column for 'headline'"),
        ('time,headline\n2022-02-17T09:10Z,"Talks\n', "quotation marks"),
    ],
)
def test_unreadable_table_says_what_was_found(text: str, message: str) -> None:
    with pytest.raises(HeadlineError, match=message):
        read_headlines(text, format="table")


def test_delimiter_inside_a_quoted_name_does_not_mislead() -> None:
    assert find_layout('time;headline;"a,b,c,d"').delimiter == ";"


def test_blank_lines_are_no_rows() -> None:
    assert read("time,headline", "", "2022-02-17T09:10Z,Talks", ",").attrs["read"] == 1


def test_assumption_of_local_times_names_place_and_reason() -> None:
    assumption = read("time,zone,headline", "2022-02-17 10:10,CET,Talks").attrs["assumption"]
    assert "Europe/Berlin" in assumption
    assert "zone column" in assumption


def test_assumption_says_that_a_zone_was_not_needed() -> None:
    assert "not needed" in read("time,headline", "2022-02-17T09:10Z,Talks", zone="CET").attrs["assumption"]


def test_columns_are_found_by_the_callers_names() -> None:
    frame = read_headlines(
        "when;headline;What\n2022-02-17T09:10Z;old;Talks\n", columns={"time": "when", "headline": "what"}
    )
    assert (frame["headline"].item(), frame["given_headline"].item()) == ("Talks", "old")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("stated_date,stated_time,headline", "2022-02-17,11:10,Talks"),
        ("stated_date,stated_time,headline", "17 February 2022,11:10 a.m.,Talks"),
    ],
)
def test_date_and_time_may_stand_in_two_columns(header: str, row: str) -> None:
    columns = {"date": "stated_date", "time": "stated_time"}
    frame = read_headlines(f"{header}\n{row}\n", columns=columns, zone="Europe/Kyiv")
    assert first_instant(frame) == "2022-02-17T09:10:00Z"
    assert frame["uncertainty"].item() == pd.Timedelta("1min")


def test_date_beside_a_full_time_is_carried_along() -> None:
    frame = read("date,time,headline", "2022-02-18,2022-02-17T09:10Z,Talks")
    assert (first_instant(frame), frame["date"].item()) == ("2022-02-17T09:10:00Z", "2022-02-18")


def test_date_alone_is_the_time() -> None:
    assert first_instant(read("date,title", "2022-02-17,Talks", zone="UTC")) == "2022-02-17T00:00:00Z"


@pytest.mark.parametrize(("date_order", "day"), [("day_first", "2026-04-03"), ("month_first", "2026-03-04")])
def test_order_of_dates_is_the_callers(date_order: DateOrder, day: str) -> None:
    frame = read_headlines("time,headline\n03/04/2026 10:10,Talks\n", date_order=date_order, zone="UTC")
    assert first_instant(frame) == f"{day}T10:10:00Z"


def test_dates_of_one_possible_order_are_refused_with_the_others() -> None:
    with pytest.raises(HeadlineError, match="All 2 entries were rejected"):
        read("time,headline", "25/04/2026,Talks", "03/04/2026,Motion")


def test_zone_printed_beside_a_time_comes_first() -> None:
    frame = read("time,zone,headline", "2022-02-17 10:10 CET,ET,Talks", zone="UTC")
    assert (first_instant(frame), frame["zone"].item()) == ("2022-02-17T09:10:00Z", "Europe/Berlin")


@pytest.mark.parametrize(
    ("precision", "uncertainty"),
    [("day", "1D"), ("hour", "1h"), ("quarter-hour", "15min"), ("Minute", "1min")],
)
def test_time_precision_in_words(precision: str, uncertainty: str) -> None:
    frame = read("time,time_precision,headline", f"2022-02-17T09:10Z,{precision},Talks")
    assert frame["uncertainty"].item() == pd.Timedelta(uncertainty)


def test_time_precision_of_another_word_rejects_the_row() -> None:
    with pytest.raises(HeadlineError, match="time_precision 'roughly' is none of"):
        read("time,time_precision,headline", "2022-02-17T09:10Z,roughly,Talks")


@pytest.mark.parametrize(
    ("header", "row", "flags"),
    [
        ("updated_at,title", "2022-02-17T09:10Z,Talks", "updated_time_only"),
        ("created_at,updated_at,title", "2022-02-17T09:10Z,2022-02-18T10:00Z,Talks", ""),
        ("time,published_or_updated,title", "2022-02-17T09:10Z,updated,Talks", "updated_time_only"),
        ("time,published_or_updated,title", "2022-02-17T09:10Z,published,Talks", ""),
    ],
)
def test_time_of_publication_comes_before_that_of_an_update(header: str, row: str, flags: str) -> None:
    frame = read(header, row)
    assert (first_instant(frame), frame["flags"].item()) == ("2022-02-17T09:10:00Z", flags)


def test_table_of_very_many_columns_is_refused() -> None:
    with pytest.raises(HeadlineError, match="at most 1000"):
        read("time,headline" + ",x" * 1000, "2022-02-17T09:10Z,Talks")

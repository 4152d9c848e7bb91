"""Lists of dated events: what a row is, which rows are refused, and that none is lost unseen."""

import pandas as pd
import pytest

from aftershock.errors import HeadlineError
from aftershock.headlines import read_event_days


def read(*rows: str, header: str = "id,date,event,type", **options: object) -> pd.DataFrame:
    return read_event_days("\n".join([header, *rows, ""]), **options)  # type: ignore[arg-type]


def test_a_row_becomes_an_event() -> None:
    frame = read("7,2014-03-18,Treaty signed,Threat")
    assert frame.loc["7", ["date", "name", "group"]].tolist() == [
        pd.Timestamp("2014-03-18"),
        "Treaty signed",
        "Threat",
    ]


def test_events_are_in_order_of_time() -> None:
    assert read("a,2014-03-18,B,x", "b,2010-06-02,A,x").index.tolist() == ["b", "a"]


def test_events_without_ids_are_counted_in_order_of_time() -> None:
    frame = read("2014-03-18;B", "2010-06-02;A", header="day;title")
    assert frame["name"].to_dict() == {"1": "A", "2": "B"}


def test_what_the_file_does_not_say_is_empty_text() -> None:
    assert read("2014-03-18", header="date").iloc[0][["name", "group"]].tolist() == ["", ""]


def test_other_columns_are_carried_along_as_text() -> None:
    frame = read("1,2014-03-18,A,x,0.30", header="id,date,event,type,ratio")
    assert frame.columns.tolist() == ["date", "name", "group", "ratio"] and frame.at["1", "ratio"] == "0.30"


def test_columns_are_taken_as_told() -> None:
    frame = read("2014-03-18,A,B", header="when,name,what", columns={"date": "when", "name": "what"})
    assert frame.loc["1", ["name", "given_name"]].tolist() == ["B", "A"]


def test_index_and_dates_keep_their_types() -> None:
    frame = read("1,2014-03-18,A,x")
    assert (frame.index.name, str(frame["date"].dtype)) == ("event_id", "datetime64[ns]")


def test_a_quoted_name_keeps_its_commas() -> None:
    assert read('1,2014-03-18,"Kuwait, Tunisia, France",x').at["1", "name"] == "Kuwait, Tunisia, France"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "empty"),
        ("soon", "soon"),
        ("2014-02-30", "2014-02-30"),
        ("03/04/2014", "day_first"),
        ("2014-03-18T10:00", "has a clock"),
    ],
)
def test_a_row_without_a_day_is_listed_with_its_line_and_reason(cell: str, reason: str) -> None:
    frame = read("1,2014-03-18,A,x", f"2,{cell},B,x")
    (rejected,) = frame.attrs["rejected"]
    assert rejected["line"] == 3 and reason in rejected["reason"]


def test_what_was_read_is_used_or_rejected() -> None:
    frame = read("1,2014-03-18,A,x", "2,soon,B,x", "3,2014-03-19,A, B,x")
    assert (frame.attrs["read"], len(frame), len(frame.attrs["rejected"])) == (3, 1, 2)


def test_order_of_dates_can_be_stated() -> None:
    assert read("1,03/04/2014,A,x", date_order="day_first").at["1", "date"] == pd.Timestamp("2014-04-03")


def test_more_rejected_rows_than_allowed_are_an_error() -> None:
    with pytest.raises(HeadlineError, match="1 of 2 entries were rejected, more than max_rejected=0"):
        read("1,2014-03-18,A,x", "2,soon,B,x", max_rejected=0)


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        (["1,soon,A,x"], {}, "The only entry was rejected"),
        ([], {}, "no rows below it"),
        (["1,2014-03-18,A,x", "1,2014-03-19,B,x"], {}, "first '1'"),
        (["1,2014-03-18,A,x"], {"header": "id,when,event,type"}, "no column of days"),
        (["1,2014-03-18,A,x"], {"columns": {"name": "title"}}, "no column 'title'"),
        (["1,2014-03-18,A,x"], {"columns": {"label": "event"}}, "names 'label'; allowed are id, date, name"),
        (
            ["1,2014-03-18,A,x"],
            {"header": "id,date,event,name"},
            "2 columns that could be the name: event, name",
        ),
    ],
)
def test_lists_that_cannot_be_used_say_why(rows: list[str], options: dict, said: str) -> None:
    with pytest.raises(HeadlineError, match=said):
        read(*rows, **options)


def test_no_file_is_an_error_with_the_path(tmp_path) -> None:
    with pytest.raises(HeadlineError, match=r"nowhere\.csv"):
        read_event_days(tmp_path / "nowhere.csv")


@pytest.mark.kit
def test_the_list_of_the_kit_has_75_events_in_three_groups(kit) -> None:
    frame = read_event_days(kit["source"] / "events/geopolitical_event_days.csv")
    assert frame["group"].value_counts().to_dict() == {"Act": 50, "Mixed": 16, "Threat": 9}

"""Live blogs: instants, uncertainty, flags and rejected entries."""

import datetime
import warnings

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, RejectedRowsWarning, SeasonWarning, ZoneError
from aftershock.headlines import read_headlines


def page(*times: str, zone: str | None = "CET") -> str:
    sentence = f"All times {zone}:\n\n" if zone else "Live\n\n"
    return sentence + "\n\n".join(
        f"Item {number} ({time})\n\nBody {number}." for number, time in enumerate(times)
    )


def read(*times: str, zone: str | None = "CET", date: str = "2022-02-18") -> pd.DataFrame:
    return read_headlines(page(*times, zone=zone), date=date)


def instants(frame: pd.DataFrame) -> list[str]:
    return frame["instant"].dt.strftime("%Y-%m-%dT%H:%MZ").tolist()


def test_newest_entry_is_on_the_given_day_and_older_ones_follow() -> None:
    assert instants(read("3:15 a.m.", "12:15 a.m.", "7:32 p.m.")) == [
        "2022-02-17T18:32Z",
        "2022-02-17T23:15Z",
        "2022-02-18T02:15Z",
    ]


@pytest.mark.parametrize(
    "date", [datetime.date(2022, 2, 18), pd.Timestamp("2022-02-18"), "20220218", " 2022-02-18 "]
)
def test_date_may_be_any_spelling_of_a_calendar_day(date: str | datetime.date) -> None:
    frame = read_headlines(page("3:15 a.m."), date=date)
    assert instants(frame) == ["2022-02-18T02:15Z"]


def test_schema() -> None:
    frame = read("3:15 a.m.")
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "instant": "datetime64[ns, UTC]",
        "uncertainty": "timedelta64[ns]",
        "headline": "str",
        "body": "str",
        "source": "str",
        "raw_time": "str",
        "zone": "str",
        "flags": "str",
    }
    assert frame.index.name == "headline_id"


def test_attributes_tell_where_the_frame_came_from() -> None:
    attributes = read("3:15 a.m.", "2:00 a.m.").attrs
    assert {name: attributes[name] for name in ("origin", "format", "order", "read", "rejected")} == {
        "origin": "text",
        "format": "liveblog",
        "order": "newest first",
        "read": 2,
        "rejected": [],
    }


def test_assumption_names_place_printed_zone_and_date() -> None:
    assumption = read("3:15 a.m.").attrs["assumption"]
    assert all(word in assumption for word in ("Europe/Berlin", '("CET")', "2022-02-18"))


def test_date_is_required() -> None:
    with pytest.raises(HeadlineError, match=r"no dates.*Pass date="):
        read_headlines(page("3:15 a.m."))


@pytest.mark.parametrize(
    "date", ["18/02/2022", "2022-02-30", "yesterday", "20220218T00", "2022-02-18T10:10", "9999-01-01"]
)
def test_date_must_be_a_calendar_day(date: str) -> None:
    with pytest.raises(HeadlineError, match="date is"):
        read("3:15 a.m.", date=date)


def test_zone_is_required() -> None:
    with pytest.raises(ZoneError, match="Pass zone="):
        read("3:15 a.m.", zone=None)


def test_zone_argument_serves_a_page_that_states_none() -> None:
    frame = read_headlines(page("3:15 a.m.", zone=None), date="2022-02-18", zone="ET")
    assert instants(frame) == ["2022-02-18T08:15Z"]


def test_zone_argument_wins_over_the_page_and_the_assumption_says_so() -> None:
    frame = read_headlines(page("3:15 a.m."), date="2022-02-18", zone="ET")
    assert instants(frame) == ["2022-02-18T08:15Z"]
    assert 'although the page says "CET"' in frame.attrs["assumption"]


def test_zone_argument_that_agrees_with_the_page_is_no_disagreement() -> None:
    frame = read_headlines(page("3:15 a.m."), date="2022-02-18", zone="Europe/Berlin")
    assert "although" not in frame.attrs["assumption"]


def test_ambiguous_zone_of_the_page_needs_the_argument() -> None:
    with pytest.raises(ZoneError, match="'Europe/London'"):
        read("3:15 a.m.", zone="BST")


def test_ambiguous_zone_of_the_page_is_settled_by_the_argument() -> None:
    frame = read_headlines(page("3:15 a.m.", zone="BST"), date="2022-07-18", zone="Europe/London")
    assert instants(frame) == ["2022-07-18T02:15Z"]


def test_zone_behind_the_times_serves_where_the_page_states_none() -> None:
    assert instants(read("3:15 a.m. ET", "2 a.m. ET", zone=None))[-1] == "2022-02-18T08:15Z"


def test_entry_in_another_zone_than_its_page_is_rejected() -> None:
    with pytest.warns(RejectedRowsWarning, match="printed in ET"):
        read("3:15 a.m.", "2:00 a.m. ET")


def test_zone_out_of_season_is_read_as_local_time_and_announced_once() -> None:
    with pytest.warns(SeasonWarning, match="2 of 2 times are printed as CET") as caught:
        frame = read("3:15 a.m.", "2:15 a.m.", date="2022-07-18")
    assert instants(frame)[-1] == "2022-07-18T01:15Z"
    assert frame["flags"].tolist() == ["season_contradiction"] * 2
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("date", "flag", "instant"),
    [
        ("2026-10-25", "ambiguous_local_time", "2026-10-25T00:30Z"),
        ("2026-03-29", "nonexistent_local_time", "2026-03-29T01:30Z"),
    ],
)
def test_odd_local_times_are_flagged(date: str, flag: str, instant: str) -> None:
    frame = read("2:30 a.m.", date=date)
    assert (frame["flags"].item(), instants(frame)) == (flag, [instant])


def test_order_of_the_feed_tells_the_passes_of_the_repeated_hour_apart() -> None:
    frame = read("3:30 a.m.", "2:10 a.m.", "2:40 a.m.", "1:30 a.m.", zone="Europe/Berlin", date="2026-10-25")
    assert instants(frame) == [
        "2026-10-24T23:30Z",
        "2026-10-25T00:40Z",
        "2026-10-25T01:10Z",
        "2026-10-25T02:30Z",
    ]


@pytest.mark.parametrize(
    ("times", "uncertainty"),
    [
        (("3 a.m.", "2:15 a.m."), "1min"),
        (("3 a.m.", "2 a.m."), "1h"),
        (("noon", "9 a.m."), "1h"),
        (("15:15",), "1min"),
    ],
)
def test_uncertainty_is_the_unit_the_page_prints(times: tuple[str, ...], uncertainty: str) -> None:
    assert (read(*times)["uncertainty"] == pd.Timedelta(uncertainty)).all()


@pytest.mark.parametrize(
    ("bad", "reason"), [("25:10", "hour 25"), ("13:40 p.m.", "hour 13"), ("3:15", "lacks a.m. or p.m.")]
)
def test_bad_time_is_listed_with_line_text_and_reason(bad: str, reason: str) -> None:
    with pytest.warns(RejectedRowsWarning, match="1 of 3 entries was rejected"):
        frame = read("3:15 a.m.", bad, "1:15 a.m.")
    rejected = frame.attrs["rejected"]
    assert (rejected[0]["line"], rejected[0]["text"]) == (7, f"Item 1 ({bad})")
    assert reason in rejected[0]["reason"]
    assert (frame.attrs["read"], len(frame)) == (3, 2)


def test_rejected_entries_are_announced_once() -> None:
    with pytest.warns(RejectedRowsWarning) as caught:
        read("3:15 a.m.", "25:10", "26:10")
    assert len(caught) == 1


def test_unambiguous_24_hour_time_on_a_12_hour_page_is_kept_and_flagged() -> None:
    frame = read("3:15 p.m.", "15:10", "2 p.m.")
    assert frame["flags"].tolist() == ["", "mixed_clock", ""]


def test_24_hour_page_has_no_mixed_clock() -> None:
    assert read("15:15", "3:15")["flags"].tolist() == ["", ""]


def test_entry_without_text_is_rejected() -> None:
    with pytest.warns(RejectedRowsWarning, match="no headline text"):
        read_headlines("All times CET\n\n(3 p.m.)\n\nTalks (2 p.m.)", date="2022-02-18")


def test_all_entries_rejected_is_an_error_that_lists_them() -> None:
    with pytest.raises(HeadlineError, match=r"All 2 entries were rejected.*25:10.*26:10"):
        read("25:10", "26:10")


def test_page_without_entries_shows_the_shapes_understood() -> None:
    with pytest.raises(HeadlineError, match=r"3:15 a\.m\."):
        read_headlines("A page\nwith nothing on it", date="2022-02-18")


def test_doubtful_step_to_the_day_before_is_flagged_and_told() -> None:
    frame = read("3:00 a.m.", "3:05 a.m.", "2:00 a.m.", "1:00 a.m.")
    assert (frame["flags"] == "doubtful_day").sum() == 1
    assert "silence" in frame.attrs["assumption"]


@pytest.mark.parametrize(
    ("times", "flags"),
    [
        (("25:10", "11:50 p.m.", "11 p.m."), ["", "doubtful_day"]),
        (("11 p.m.", "11:50 p.m.", "25:10"), ["", "doubtful_day"]),
    ],
)
def test_anchor_is_doubtful_where_the_newest_entry_was_rejected(
    times: tuple[str, ...], flags: list[str]
) -> None:
    with pytest.warns(RejectedRowsWarning):
        frame = read(*times)
    assert frame["flags"].tolist() == flags
    assert "a newer one was rejected" in frame.attrs["assumption"]


def test_page_of_two_zones_needs_the_argument() -> None:
    with pytest.raises(ZoneError, match="several zones"):
        read_headlines("All times CET:\n\nTalks (3 p.m.)\n\nAll times ET:\n", date="2022-02-18")


def test_html_page_reads_like_its_text() -> None:
    blocks = "".join(f"<p>{block}</p>" for block in page("3:15 a.m.", "2:15 a.m.").split("\n\n"))
    html = f"<html>\n<head><title>Live</title></head><nav>Home</nav>{blocks}<footer>©2022</footer></html>"
    from_html = read_headlines(html, date="2022-02-18")
    pd.testing.assert_frame_equal(from_html, read("3:15 a.m.", "2:15 a.m."))


def test_ordinary_page_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read("3:15 a.m.", "2 a.m.")) == 2

"""Live blogs whose days, order or markup are out of the ordinary."""

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines import read_headlines

META = '<meta property="{name}" content="{value}">'


def text_page(*times: str, zone: str = "CET") -> str:
    return f"All times {zone}:\n\n" + "\n\n".join(f"{time} Item {n}\nBody." for n, time in enumerate(times))


def read(*times: str, date: str | None = "2022-02-18", zone: str = "CET") -> pd.DataFrame:
    return read_headlines(text_page(*times, zone=zone), date=date)


def by_item(frame: pd.DataFrame) -> list[str]:
    """Instants in the order of the page."""
    ordered = frame.assign(item=frame["headline"].str.extract(r"(\d+)")[0].astype(int)).sort_values("item")
    return ordered["instant"].dt.strftime("%Y-%m-%dT%H:%MZ").tolist()


def flagged(frame: pd.DataFrame, word: str) -> list[str]:
    return frame.loc[frame["flags"].str.split().map(lambda words: word in words), "headline"].tolist()


def html_page(*items: str, head: str = "") -> str:
    return f"<html>\n<head>{head}</head><body><p>All times CET:</p>{''.join(items)}</body></html>"


@pytest.mark.parametrize(
    "times",
    [
        ("3:15 a.m.", "12:15 a.m.", "7:32 p.m."),
        ("03:15", "00:15", "19:32"),
        ("3.15 Uhr", "0.15 Uhr", "19.32 Uhr"),
        ("[03:15]", "[00:15]", "[19:32]"),
        ("03.15 -", "00.15 -", "19.32 -"),
        ("3.15am", "12.15am", "7.32pm"),
    ],
)
def test_every_clock_in_front_reads_alike(times: tuple[str, ...]) -> None:
    assert by_item(read(*times)) == ["2022-02-18T02:15Z", "2022-02-17T23:15Z", "2022-02-17T18:32Z"]


def test_several_midnights_on_one_page() -> None:
    frame = read("00:10", "23:50", "08:00", "23:00", "12:00")
    assert [moment[:10] for moment in by_item(frame)] == [
        "2022-02-17",
        "2022-02-17",
        "2022-02-17",
        "2022-02-16",
        "2022-02-16",
    ]


def test_single_entry_out_of_order_is_flagged_and_shifts_nothing() -> None:
    frame = read("15:15", "15:00", "09:00", "14:30", "14:00")
    assert by_item(frame) == [
        "2022-02-18T14:15Z",
        "2022-02-18T14:00Z",
        "2022-02-18T08:00Z",
        "2022-02-18T13:30Z",
        "2022-02-18T13:00Z",
    ]
    assert flagged(frame, "out_of_order") == ["Item 2"]
    assert "1 out of order" in frame.attrs["assumption"]


def test_entry_out_of_order_in_a_feed_that_runs_oldest_first() -> None:
    frame = read("14:00", "14:30", "09:00", "15:00", "15:15")
    assert flagged(frame, "out_of_order") == ["Item 2"]
    assert by_item(frame)[0] == "2022-02-18T13:00Z"


def test_entry_later_than_its_neighbours_is_never_after_the_newest() -> None:
    frame = read("15:15", "15:00", "18:00", "14:30", "14:00")
    assert by_item(frame)[2] == "2022-02-17T17:00Z"


@pytest.mark.parametrize("marker", ["Pinned", "Key event"])
def test_marked_entry_on_top_shifts_nothing(marker: str) -> None:
    page = f"All times CET:\n\n{marker}\n09:00 Item 0\nBody.\n\n15:15 Item 1\n\n15:00 Item 2\n\n14:30 Item 3"
    frame = read_headlines(page, date="2022-02-18")
    assert flagged(frame, "out_of_order") == ["Item 0"]
    assert by_item(frame)[:2] == ["2022-02-18T08:00Z", "2022-02-18T14:15Z"]


def test_key_event_in_its_place_is_not_flagged() -> None:
    page = "All times CET:\n\n15:15 Item 0\n\nKey event\n15:00 Item 1\n\n14:30 Item 2"
    assert (read_headlines(page, date="2022-02-18")["flags"] == "").all()


def test_repeated_hour_is_no_disorder() -> None:
    frame = read("03:30", "02:10", "02:40", "01:30", date="2026-10-25", zone="Europe/Berlin")
    assert by_item(frame) == [
        "2026-10-25T02:30Z",
        "2026-10-25T01:10Z",
        "2026-10-25T00:40Z",
        "2026-10-24T23:30Z",
    ]
    assert not flagged(frame, "out_of_order")


def test_date_above_entries_starts_the_walk_again() -> None:
    page = (
        "All times CET:\n\nFriday 18 February 2022\n\n00:20 Item 0\n\nTuesday 15 February\n\n12:00 Item 1\n\n"
        "11:00 Item 2\n\n23:00 Item 3"
    )
    assert by_item(read_headlines(page)) == [
        "2022-02-17T23:20Z",
        "2022-02-15T11:00Z",
        "2022-02-15T10:00Z",
        "2022-02-14T22:00Z",
    ]


def test_date_above_entries_holds_downwards_where_the_oldest_come_first() -> None:
    page = (
        "All times CET:\n\n15 February 2022\n\n10:00 Item 0\n\n12:00 Item 1\n\n18 February 2022\n\n"
        "13:00 Item 2\n\n14:00 Item 3"
    )
    frame = read_headlines(page)
    assert [moment[:10] for moment in by_item(frame)] == ["2022-02-15"] * 2 + ["2022-02-18"] * 2
    assert frame.attrs["order"] == "oldest first"


def test_dates_tell_the_order_where_clocks_mislead() -> None:
    page = "All times CET:\n\n18 Feb 2022\n\n10:00 Item 0\n\n17 Feb 2022\n\n15:00 Item 1\n\n16 Feb 2022\n\n17:00 Item 2"
    assert read_headlines(page).attrs["order"] == "newest first"


def test_dated_entries_need_no_argument() -> None:
    page = "All times CET:\n\nItem 0 (18 February 2022, 3:15 a.m.)\n\nItem 1 (17 February 2022, 9 p.m.)"
    frame = read_headlines(page)
    assert by_item(frame) == ["2022-02-18T02:15Z", "2022-02-17T20:00Z"]
    assert "own date" in frame.attrs["assumption"]


def test_dates_without_a_year_need_the_argument() -> None:
    with pytest.raises(HeadlineError, match="without a year"):
        read_headlines("All times CET:\n\nFriday 18 February\n\n15:15 Item 0\n\n15:00 Item 1")


def test_wrong_weekday_makes_a_day_doubtful() -> None:
    page = "All times CET:\n\nMonday 18 February 2022\n\n15:15 Item 0\n\n15:00 Item 1"
    assert flagged(read_headlines(page), "doubtful_day") == ["Item 0"]


def test_undated_page_is_refused() -> None:
    with pytest.raises(HeadlineError, match="Pass date="):
        read("15:15", "15:00", date=None)


def test_time_of_an_update_is_flagged() -> None:
    frame = read_headlines("All times CET:\n\nItem 0 (updated 3 p.m.)\n\nItem 1 (2 p.m.)", date="2022-02-18")
    assert flagged(frame, "updated_time_only") == ["Item 0"]


@pytest.mark.parametrize(
    ("name", "value", "first"),
    [
        ("article:modified_time", "2022-02-18T03:20:00+01:00", "2022-02-18T02:15Z"),
        ("og:updated_time", "2022-02-18", "2022-02-18T02:15Z"),
        ("article:modified_time", "2022-02-18T01:00:00+01:00", "2022-02-17T02:15Z"),
        ("article:published_time", "2022-02-17T09:00:00+01:00", "2022-02-18T02:15Z"),
    ],
)
def test_page_dates_itself(name: str, value: str, first: str) -> None:
    head = META.format(name=name, value=value)
    frame = read_headlines(html_page("<p>Item 0 (3:15 a.m.)</p><p>Item 1 (7:32 p.m.)</p>", head=head))
    assert by_item(frame)[0] == first
    assert f"{name} ({value})" in frame.attrs["assumption"]


def test_structured_data_without_updates_dates_the_page() -> None:
    data = '{"@type": "LiveBlogPosting", "coverageEndTime": "2022-02-18T04:00:00+01:00"}'
    head = f'<script type="application/ld+json">{data}</script>'
    frame = read_headlines(
        html_page("<p>Item 0 (3:15 a.m.)</p><p>Item 1 (7:32 p.m.)</p>", head=head), format="liveblog"
    )
    assert by_item(frame) == ["2022-02-18T02:15Z", "2022-02-17T18:32Z"]
    assert "coverageEndTime" in frame.attrs["assumption"]


def test_argument_wins_over_the_date_of_the_page() -> None:
    head = META.format(name="article:modified_time", value="2022-02-18T03:20:00+01:00")
    frame = read_headlines(html_page("<p>Item 0 (3:15 a.m.)</p>", head=head), date="2022-02-10")
    assert by_item(frame) == ["2022-02-10T02:15Z"]


def test_marked_times_are_preferred_to_what_is_printed() -> None:
    items = [
        f'<div class="post"><time datetime="2022-02-18T0{hour}:15:00+01:00">{hour} hours ago</time>'
        f"<h3>Item {number}</h3><p>Body {number}.</p></div>"
        for number, hour in enumerate((5, 3))
    ]
    frame = read_headlines("<html>\n<body>" + "".join(items) + "</body></html>")
    assert by_item(frame) == ["2022-02-18T04:15Z", "2022-02-18T02:15Z"]
    assert frame["body"].tolist() == ["Body 1.", "Body 0."]
    assert frame["zone"].unique().tolist() == ["UTC+01:00"]


def test_marked_time_beneath_its_heading() -> None:
    items = [
        f'<article><h3>Item {number}</h3><time datetime="2022-02-18T0{hour}:15Z">0{hour}:15</time>'
        f"<p>Body {number}.</p></article>"
        for number, hour in enumerate((5, 3))
    ]
    frame = read_headlines(html_page(*items))
    assert frame["headline"].tolist() == ["Item 1", "Item 0"]
    assert frame["body"].tolist() == ["Body 1.", "Body 0."]


def test_time_in_the_head_of_the_page_is_no_entry_but_dates_it() -> None:
    head = '<header><time datetime="2022-02-17T09:00:00+01:00">17 February</time></header>'
    frame = read_headlines(html_page(head, "<p>Item 0 (3:15 a.m.)</p><p>Item 1 (7:32 p.m.)</p>"))
    assert by_item(frame) == ["2022-02-18T02:15Z", "2022-02-17T18:32Z"]


def test_marked_local_times_give_the_day_but_need_a_zone() -> None:
    items = [
        f'<p><time datetime="2022-02-18T0{hour}:15">0{hour}:15</time> Item {hour}</p>' for hour in (5, 3)
    ]
    with pytest.raises(ZoneError, match="Pass zone="):
        read_headlines("<html>\n<body>" + "".join(items) + "</body></html>")
    frame = read_headlines("<html>\n<body>" + "".join(items) + "</body></html>", zone="CET")
    assert frame["instant"].tolist() == [pd.Timestamp("2022-02-18T02:15Z"), pd.Timestamp("2022-02-18T04:15Z")]


def test_marked_time_of_an_update_is_flagged() -> None:
    items = [
        f'<p><time class="updated" datetime="2022-02-18T0{hour}:15Z">0{hour}:15</time> Item {hour}</p>'
        for hour in (5, 3)
    ]
    frame = read_headlines(html_page(*items))
    assert (frame["flags"] == "updated_time_only").all()


def test_element_of_class_pinned_marks_its_entry() -> None:
    items = [
        '<div class="post pinned"><p>Item 0 (9 a.m.)</p></div>',
        "<p>Item 1 (3:15 p.m.)</p>",
        "<p>Item 2 (3 p.m.)</p>",
    ]
    frame = read_headlines(html_page(*items), date="2022-02-18")
    assert flagged(frame, "out_of_order") == ["Item 0"]


def test_page_too_deep_to_be_read_whole_is_refused() -> None:
    with pytest.raises(HeadlineError, match="cannot be read whole"):
        read_headlines("<div>" * 5000 + "\nItem 0 (3 p.m.)" + "</div>" * 5000, date="2022-02-18", zone="CET")

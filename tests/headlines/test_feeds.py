"""RSS and Atom: zones by our table, the time of publication, and nothing fetched or expanded."""

import socket

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.feeds import is_feed, read_feed
from aftershock.headlines.frame import Reading
from aftershock.headlines.settings import ReadSettings, ZoneRules

SETTINGS = ReadSettings(source="desk")
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def rss(*items: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'
    )


def item(date: str = "Fri, 18 Feb 2022 03:15:00 +0100", title: str = "Talks", more: str = "") -> str:
    return f"<item><title>{title}</title><pubDate>{date}</pubDate>{more}</item>"


def atom(*entries: str) -> str:
    return f"<feed {ATOM}>{''.join(f'<entry>{entry}</entry>' for entry in entries)}</feed>"


def read(feed: str | bytes, *, settings: ReadSettings = SETTINGS) -> Reading:
    return read_feed(feed, settings=settings)


def instant(date: str, *, settings: ReadSettings = SETTINGS) -> str:
    return str(read(rss(item(date)), settings=settings).rows["instant"].item().strftime("%Y-%m-%dT%H:%MZ"))


@pytest.mark.parametrize(
    ("zone", "january", "july"),
    [
        ("CET", "09:00", "08:00"),
        ("CEST", "09:00", "08:00"),
        ("MEZ", "09:00", "08:00"),
        ("EET", "08:00", "07:00"),
        ("MSK", "07:00", "07:00"),
        ("ET", "15:00", "14:00"),
        ("EST", "15:00", "14:00"),
        ("EDT", "15:00", "14:00"),
        ("PST", "18:00", "17:00"),
        ("JST", "01:00", "01:00"),
        ("GMT", "10:00", "10:00"),
        ("UT", "10:00", "10:00"),
        ("UTC", "10:00", "10:00"),
        ("Z", "10:00", "10:00"),
        ("+0100", "09:00", "09:00"),
        ("-0500", "15:00", "15:00"),
        ("-0000", "10:00", "10:00"),
    ],
)
def test_zone_of_a_date(zone: str, january: str, july: str) -> None:
    assert instant(f"Thu, 15 Jan 2026 10:00:00 {zone}") == f"2026-01-15T{january}Z"
    assert instant(f"Wed, 15 Jul 2026 10:00:00 {zone}") == f"2026-07-15T{july}Z"


@pytest.mark.parametrize("zone", ["BST", "IST", "CST"])
def test_ambiguous_zone_is_never_taken_for_utc(zone: str) -> None:
    with pytest.raises(ZoneError, match="ambiguous"):
        instant(f"Wed, 15 Jul 2026 10:00:00 {zone}")


def test_ambiguous_zone_is_settled_by_the_caller() -> None:
    date = "Wed, 15 Jul 2026 10:00:00 BST"
    rules = ZoneRules(assumed={"BST": "Europe/London"})
    assert instant(date, settings=ReadSettings(zone="Europe/London")) == "2026-07-15T09:00Z"
    assert read(rss(item(date)), settings=ReadSettings(rules=rules)).rows["flags"].item() == "assumed_zone"


def test_literal_abbreviation_is_an_offset() -> None:
    settings = ReadSettings(rules=ZoneRules(abbreviation="literal"))
    assert instant("Wed, 15 Jul 2026 10:00:00 EST", settings=settings) == "2026-07-15T15:00Z"


def test_zone_out_of_season_is_flagged_and_announced() -> None:
    reading = read(rss(item("Wed, 15 Jul 2026 10:00:00 CET")))
    assert reading.rows["flags"].item() == "season_contradiction"
    assert "out of season" in reading.season_note


def test_unknown_zone_is_rejected_with_its_reason() -> None:
    reading = read(rss(item(), item("Fri, 18 Feb 2022 03:15:00 QQT")))
    assert "QQT" in reading.rejected[0]["reason"]


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 18 Feb 2022 03:15:00 +0100",
        "18 Feb 2022 03:15 +0100",
        "Fri, 18 Feb 22 03:15:00 +0100",
        "2022-02-18T03:15:00+01:00",
        "2022-02-18T02:15:00Z",
    ],
)
def test_spelling_of_a_date(date: str) -> None:
    assert instant(date) == "2022-02-18T02:15Z"


def test_date_without_a_zone_takes_the_one_passed() -> None:
    assert instant("Fri, 18 Feb 2022 03:15:00", settings=ReadSettings(zone="CET")) == "2022-02-18T02:15Z"


def test_date_without_a_zone_is_refused() -> None:
    with pytest.raises(ZoneError, match="pass zone="):
        instant("Fri, 18 Feb 2022 03:15:00")


def test_published_goes_before_updated() -> None:
    entry = "<title>Talks</title><published>2022-02-18T03:15Z</published><updated>2022-02-18T09:00Z</updated>"
    rows = read(atom(entry)).rows
    assert (rows["instant"].item(), rows["flags"].item()) == (pd.Timestamp("2022-02-18T03:15"), "")


def test_update_alone_is_flagged() -> None:
    rows = read(atom("<title>Talks</title><updated>2022-02-18T09:00:00Z</updated>")).rows
    assert rows["flags"].item() == "updated_time_only"


def test_date_of_rss_1_is_that_of_publication() -> None:
    feed = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>Talks</title>'
        "<dc:date>2022-02-18T03:15Z</dc:date></item></rdf:RDF>"
    )
    assert read(feed).rows["flags"].item() == ""


def test_item_without_a_date_is_rejected() -> None:
    reading = read(rss(item(), "<item><title>Undated</title></item>"))
    assert reading.rejected == ({"line": 2, "text": "Undated", "reason": "it has no date"},)


def test_texts_lose_their_markup() -> None:
    more = "<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>"
    rows = read(rss(item(title="Oil &lt;b&gt;jumps&lt;/b&gt; &amp;amp; gold", more=more))).rows
    assert (rows["headline"].item(), rows["body"].item()) == ("Oil jumps & gold", "One\n\nTwo")


def test_sign_in_a_plain_title_stays() -> None:
    assert read(rss(item(title="Oil &lt; $90"))).rows["headline"].item() == "Oil < $90"


def test_link_and_source_are_kept() -> None:
    more = '<link>https://example.org/a</link><source url="https://example.org">Wire</source>'
    rows = read(rss(item(more=more))).rows
    assert (rows["url"].item(), rows["source"].item()) == ("https://example.org/a", "Wire")


def test_raw_date_is_kept() -> None:
    date = "Fri, 18 Feb 2022 03:15:00 CET"
    assert read(rss(item(date))).rows["raw_time"].item() == date


def test_declared_encoding_of_bytes_is_used() -> None:
    feed = rss(item(title="Zürich")).replace("UTF-8", "iso-8859-1").encode("iso-8859-1")
    assert read(feed).rows["headline"].item() == "Zürich"


def test_items_of_a_feed_that_breaks_off_are_read() -> None:
    broken = rss(item(), item(title="Second")).replace("</channel></rss>", "<item><title>Cut")
    assert read(broken).rows["headline"].tolist()[:2] == ["Talks", "Second"]


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        ("<html>\n<body>No feed</body></html>", "neither RSS nor Atom|cannot be read|no items"),
        ("<rss version='2.0'><channel></channel></rss>", "no items"),
        ("<rss version='2.0'><channel", "cannot be read"),
        (b"<?xml version='1.0' encoding='nonsense'?><rss/>", "nonsense"),
    ],
)
def test_what_is_no_feed_says_why(feed: str | bytes, reason: str) -> None:
    with pytest.raises(HeadlineError, match=reason):
        read(feed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bomb_is_refused(encoding: str) -> None:
    entities = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">'
    bomb = f"<!DOCTYPE rss [{entities}]>" + rss(item(title="&b;")).partition("?>")[2]
    with pytest.raises(HeadlineError, match="declares entities"):
        read(bomb.encode(encoding))


def test_file_named_by_an_entity_is_not_read() -> None:
    bomb = (
        '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + rss(item(title="&f;")).partition("?>")[2]
    )
    with pytest.raises(HeadlineError, match="declares entities"):
        read(bomb)


def test_external_type_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(socket, "socket", refuse)
    feed = '<!DOCTYPE rss SYSTEM "http://example.org/rss.dtd">' + rss(item()).partition("?>")[2]
    assert len(read(feed).rows) == 1


def test_address_in_place_of_a_feed_is_not_fetched() -> None:
    with pytest.raises(HeadlineError):
        read("https://example.org/feed.xml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rss(), True),
        (atom(), True),
        ("<!-- made by hand -->\n<rss version='2.0'>", True),
        ("<html><body>", False),
        ("Talks (3 p.m.)", False),
    ],
)
def test_feed_is_recognised(text: str, expected: bool) -> None:
    assert is_feed(text) is expected

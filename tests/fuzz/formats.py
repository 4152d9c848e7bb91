"""Stories written in every format that is read, in our own words: valid inputs, to round-trip or to damage."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

MENTION_COLUMNS, EVENT_COLUMNS = 16, 61


@dataclass(frozen=True)
class Story:
    """A headline and the instant it is about."""

    instant: datetime
    headline: str
    number: int = 0


@dataclass(frozen=True)
class Dialect:
    """A way of writing stories, the words that make `read_headlines` read it, and to what unit it keeps time."""

    format: str
    suffix: str
    write: Callable[[Sequence[Story]], bytes]
    unit: str = "1s"
    needs_date: bool = False


STORIES = (
    Story(datetime(2022, 2, 18, 2, 45, tzinfo=UTC), "Second round planned for spring", 4),
    Story(datetime(2022, 2, 18, 2, 30, tzinfo=UTC), "Ministers agree on grain transit", 3),
    Story(datetime(2022, 2, 17, 23, 15, tzinfo=UTC), "Harbour reopens after the storm", 2),
    Story(datetime(2022, 2, 17, 22, 45, tzinfo=UTC), "Envoys leave the capital, talks «open» & hopeful", 1),
)
"""Newest first, over a midnight in Berlin."""


def iso(instant: datetime) -> str:
    """Spell an instant with its offset."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def digits(instant: datetime) -> str:
    """Spell an instant as fourteen digits."""
    return instant.strftime("%Y%m%d%H%M%S")


def clock(instant: datetime, zone: str) -> str:
    """Spell the wall clock of a place."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def liveblog(stories: Sequence[Story], *, zone: str = "Europe/Berlin", stated: str = "CET") -> bytes:
    """Write a live blog as plain text."""
    entries = [
        f"{story.headline} ({clock(story.instant, zone)})\n\nWhat is known so far.\n" for story in stories
    ]
    head = [f"All times {stated}:\n"] if stated else []
    return "\n".join([*head, *entries]).encode()


def html(stories: Sequence[Story]) -> bytes:
    """Write a live blog as a page."""
    entries = "".join(
        f"<h2>{escape(story.headline)} ({clock(story.instant, 'Europe/Berlin')})</h2>\n<p>More to come.</p>\n"
        for story in stories
    )
    return f"<!doctype html>\n<html><body><p>All times CET:</p>\n{entries}</body></html>\n".encode()


def live_blog_posting(stories: Sequence[Story]) -> dict[str, Any]:
    """Describe a live blog in the words of schema.org."""
    updates = [
        {
            "@type": "BlogPosting",
            "headline": story.headline,
            "datePublished": iso(story.instant),
            "articleBody": "<p>More to come.</p>",
        }
        for story in stories
    ]
    return {"@context": "https://schema.org", "@type": "LiveBlogPosting", "liveBlogUpdate": updates}


def jsonld(stories: Sequence[Story]) -> bytes:
    """Write JSON-LD as a file of its own."""
    return json.dumps(live_blog_posting(stories), ensure_ascii=False, indent=1).encode()


def jsonld_page(stories: Sequence[Story]) -> bytes:
    """Write JSON-LD inside a page, within a graph."""
    graph = json.dumps({"@graph": [{"@type": ["WebPage"]}, live_blog_posting(stories)]})
    script = f'<script type="application/ld+json">{graph}</script>'
    return f"<!doctype html>\n<html><head>{script}</head>\n<body><p>Live.</p></body></html>\n".encode()


def rss(stories: Sequence[Story]) -> bytes:
    """Write RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(story.headline)}</title><link>https://example.org/{story.number}</link>"
        f"<pubDate>{format_datetime(story.instant)}</pubDate><description>More.</description></item>\n"
        for story in stories
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Wire</title>\n'
    return f"{head}{items}</channel></rss>\n".encode()


def atom(stories: Sequence[Story]) -> bytes:
    """Write Atom."""
    entries = "".join(
        f"<entry><title>{escape(story.headline)}</title><id>urn:{story.number}</id>"
        f"<published>{iso(story.instant)}</published><updated>2022-03-01T00:00:00Z</updated></entry>\n"
        for story in stories
    )
    head = '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>\n'
    return f"{head}{entries}</feed>\n".encode()


def table(stories: Sequence[Story], *, delimiter: str = ",") -> bytes:
    """Write a delimited table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["time", "headline", "desk"])
    writer.writerows([iso(story.instant), story.headline, "north"] for story in stories)
    return out.getvalue().encode()


def tab_separated(stories: Sequence[Story]) -> bytes:
    """Write a table with tabs."""
    return table(stories, delimiter="\t")


def parquet(stories: Sequence[Story]) -> bytes:
    """Write Parquet with a column of instants."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "time": pa.array([story.instant for story in stories], pa.timestamp("us", tz="UTC")),
        "headline": pa.array([story.headline for story in stories], pa.string()),
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def json_lines(stories: Sequence[Story]) -> bytes:
    """Write one JSON object a line."""
    rows = [{"time": iso(story.instant), "headline": story.headline, "rank": 1} for story in stories]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def quarter_after(instant: datetime) -> datetime:
    """Name the end of the quarter hour in which an instant lies."""
    return datetime.fromtimestamp(int(instant.timestamp()) // 900 * 900, tz=UTC) + timedelta(minutes=15)


def gdelt_events(stories: Sequence[Story]) -> bytes:
    """Write GDELT 2.0 Events: tabs, no header."""
    rows = []
    for story in stories:
        row = [""] * EVENT_COLUMNS
        row[:5] = [str(1_000_000 + story.number), f"{story.instant:%Y%m%d}", "202202", "2022", "2022.13"]
        row[5:8], row[15:18] = ["RUS", "RUSSIA", "RUS"], ["UKR", "UKRAINE", "UKR"]
        row[25:35] = ["1", "036", "036", "03", "1", "4.0", "10", "2", "10", "-2.5"]
        row[59:] = [digits(quarter_after(story.instant)), f"https://example.org/{story.number}"]
        rows.append("\t".join(row))
    return ("\n".join(rows) + "\n").encode()


def gdelt_mentions(stories: Sequence[Story]) -> bytes:
    """Write GDELT 2.0 Mentions: tabs, no header."""
    rows = []
    for story in stories:
        row = [""] * MENTION_COLUMNS
        seen = digits(quarter_after(story.instant))
        row[:6] = [
            str(1_000_000 + story.number),
            seen,
            seen,
            "1",
            "example.org",
            f"https://example.org/{story.number}",
        ]
        row[6:14] = ["1", "-1", "20", "60", "1", "100", "2400", "-2.5"]
        rows.append("\t".join(row))
    return ("\n".join(rows) + "\n").encode()


def gdelt_doc(stories: Sequence[Story]) -> bytes:
    """Write an answer of the GDELT DOC API."""
    articles = [
        {
            "url": f"https://example.org/{story.number}",
            "title": story.headline,
            "seendate": quarter_after(story.instant).strftime("%Y%m%dT%H%M%SZ"),
            "domain": "example.org",
            "language": "English",
            "sourcecountry": "Iceland",
        }
        for story in stories
    ]
    return json.dumps({"articles": articles}, indent=1).encode()


def acled(stories: Sequence[Story]) -> bytes:
    """Write an ACLED export."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 actor2 "
        "country location notes fatalities timestamp".split()
    )
    writer.writerows(
        [f"UKR{story.number}", f"{story.instant:%Y-%m-%d}", "2022", "1", "Demonstrations", "Protests"]
        + ["Peaceful protest", "Protesters", "", "Ukraine", "Odesa", story.headline, "0", "1645600000"]
        for story in stories
    )
    return out.getvalue().encode()


def alpaca(stories: Sequence[Story]) -> bytes:
    """Write news as Alpaca and Benzinga answer."""
    news = [
        {
            "id": story.number,
            "headline": story.headline,
            "created_at": iso(story.instant),
            "updated_at": "2022-03-01T00:00:00Z",
            "symbols": ["GLD", "USO"],
            "source": "wire",
        }
        for story in stories
    ]
    return json.dumps({"news": news, "next_page_token": None}, indent=1).encode()


def polygon(stories: Sequence[Story]) -> bytes:
    """Write news as Polygon answers."""
    results = [
        {
            "id": str(story.number),
            "title": story.headline,
            "published_utc": iso(story.instant),
            "tickers": ["GLD"],
            "article_url": f"https://example.org/{story.number}",
        }
        for story in stories
    ]
    return json.dumps({"status": "OK", "count": len(results), "results": results}, indent=1).encode()


DIALECTS = {
    "liveblog": Dialect("liveblog", ".txt", liveblog, unit="1min", needs_date=True),
    "html": Dialect("liveblog", ".html", html, unit="1min", needs_date=True),
    "jsonld": Dialect("jsonld", ".jsonld", jsonld),
    "jsonld_page": Dialect("jsonld", ".html", jsonld_page),
    "rss": Dialect("feed", ".rss", rss),
    "atom": Dialect("feed", ".atom", atom),
    "table": Dialect("table", ".csv", table),
    "tab_separated": Dialect("table", ".tsv", tab_separated),
    "parquet": Dialect("parquet", ".parquet", parquet),
    "json_lines": Dialect("json_lines", ".jsonl", json_lines),
    "gdelt_events": Dialect("gdelt_events", ".csv", gdelt_events, unit="15min"),
    "gdelt_mentions": Dialect("gdelt_mentions", ".csv", gdelt_mentions, unit="15min"),
    "gdelt_doc": Dialect("gdelt_doc", ".json", gdelt_doc, unit="15min"),
    "acled": Dialect("acled", ".csv", acled, unit="1D"),
    "alpaca": Dialect("news_api", ".json", alpaca),
    "polygon": Dialect("news_api", ".json", polygon),
}
"""Every way of writing stories, by name."""


def words_for(dialect: Dialect, stories: Sequence[Story], *, zone: str = "Europe/Berlin") -> dict[str, Any]:
    """Give the keyword arguments with which a written file is read back."""
    if not dialect.needs_date:
        return {}
    newest = max(story.instant for story in stories).astimezone(ZoneInfo(zone))
    return {"date": f"{newest:%Y-%m-%d}"}

"""Inputs made to exhaust time, memory or the stack: each ends soon, in a frame or in an error made on purpose."""

import gzip
import io
import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftershock.errors import AftershockError

FOLDER = Path(__file__).parent
FORMATS = runpy.run_path(str(FOLDER / "formats.py"))
DIALECTS, STORIES = FORMATS["DIALECTS"], FORMATS["STORIES"]
DAMAGE = runpy.run_path(str(FOLDER / "damage.py"))
read_hostile = runpy.run_path(str(FOLDER / "target.py"))["read_hostile"]

MANY = 6_000
WIDE = 300_000
NESTED = 50_000
BENEATH_THE_LIMIT = sys.getrecursionlimit() - 100
CLOCKS = ("(0:00)", "(23:59)")
STAMP = "2022-02-18T03:15:00Z"
ZONED = "All times CET:\n"


def words(count: int) -> list[str]:
    """Distinct words of capitals, as if they were zones."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXY"
    return [
        "".join(letters[number // 25**place % 25] for place in range(4)) + "Z"
        for number in range(1, count + 1)
    ]


def nest(opening: str, closing: str, depth: int, core: str) -> str:
    """Wrap a text many times."""
    return opening * depth + core + closing * depth


def html_page(body: str) -> str:
    """Put a body into a page."""
    return f"<!doctype html>\n<html><body><p>{ZONED}</p>{body}<p>Talks (3:15 a.m.)</p></body></html>"


def json_page(text: str) -> str:
    """Put JSON-LD into a page."""
    return f'<!doctype html>\n<html><head><script type="application/ld+json">{text}</script></head></html>'


def feed(body: str, *, head: str = "") -> str:
    """Put a body into an RSS feed."""
    return f'<?xml version="1.0"?>{head}\n<rss version="2.0"><channel>{body}</channel></rss>'


def item(title: str, stamp: str = "Fri, 18 Feb 2022 03:15:00 GMT") -> str:
    """Write an item of an RSS feed."""
    return f"<item><title>{title}</title><pubDate>{stamp}</pubDate></item>"


def repetitive_parquet() -> bytes:
    """Write a small file that unpacks into a long column."""
    texts = pa.array(["A" * 1_000], pa.string()).dictionary_encode()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * MANY, pa.int32()), texts.dictionary)
    out = io.BytesIO()
    pq.write_table(pa.table({"time": pa.array([STAMP] * MANY), "headline": column}), out, compression="zstd")
    return out.getvalue()


BLOG_BOMBS: dict[str, Callable[[], str]] = {
    "one endless line": lambda: ZONED + "A" * WIDE + " (3:15 a.m.)",
    "only parentheses": lambda: ZONED + "(" * WIDE + "\nTalks (3:15 a.m.)",
    "parentheses and spaces": lambda: ZONED + "( " * (WIDE // 2) + "\nTalks (3:15 a.m.)",
    "spaces before the end": lambda: ZONED + "Talks (3:15 a.m.)" + " " * WIDE + "x\nTalks (3:15 a.m.)",
    "spaces in the time": lambda: ZONED + ("Talks (3:15" + " " * 40 + "a.m.)\n") * MANY,
    "digits and colons": lambda: ZONED + "12:" * (WIDE // 3) + "\nTalks (3:15 a.m.)",
    "only line breaks": lambda: ZONED + "\n" * WIDE + "Talks (3:15 a.m.)",
    "only entries": lambda: ZONED + "A (3:15 a.m.)\n" * MANY,
    "a midnight between any two": lambda: ZONED + f"A {CLOCKS[0]}\nB {CLOCKS[1]}\n" * (MANY // 2),
    "the repeated hour for ever": lambda: ZONED + "A (2:10)\nB (2:50)\n" * (MANY // 4),
    "a zone on every line": lambda: ("All times CET:\n") * MANY + "Talks (3:15 a.m.)",
    "a different zone on every entry": lambda: "".join(f"Talks (3:15 a.m. {word})\n" for word in words(MANY)),
    "a different zone stated on every line": lambda: (
        "".join(f"All times {word}.\n" for word in words(MANY)) + "Talks (3:15 a.m.)"
    ),
    "a date on every line": lambda: ZONED + "18 February 2022\nTalks (3:15 a.m.)\n" * MANY,
    "time first for ever": lambda: ZONED + "3:15 a.m. Talks\n\nThey met.\n" * MANY,
    "times alone": lambda: ZONED + "15:15\n" * MANY,
}
"""Live blogs as text."""

BOMBS: dict[str, tuple[str, str, Callable[[], str | bytes]]] = {
    **{f"blog, {name}": ("liveblog", ".txt", write) for name, write in BLOG_BOMBS.items()},
    "page, nested blocks": ("liveblog", ".html", lambda: html_page(nest("<div>", "</div>", NESTED, "deep"))),
    "page, unclosed tags": ("liveblog", ".html", lambda: html_page("<b>" * NESTED)),
    "page, endless attribute": ("liveblog", ".html", lambda: html_page(f'<p title="{"A" * WIDE}">x</p>')),
    "page, many attributes": ("liveblog", ".html", lambda: html_page("<p " + " a=1" * NESTED + ">x</p>")),
    "page, entity bomb": ("liveblog", ".html", lambda: DAMAGE["ENTITY_BOMB"] + html_page("&l9;")),
    "page, many comments": ("liveblog", ".html", lambda: "<!---->" * 400 + "x\n" + html_page("")),
    "page, spaces before the first tag": ("liveblog", ".txt", lambda: " \n" * WIDE + html_page("")),
    "feed, many comments": ("feed", ".txt", lambda: "<!---->" * 400 + feed(item("Talks"))),
    "page, many scripts": (
        "jsonld",
        ".html",
        lambda: html_page('<script type="application/ld+json">{"@type": "Thing"}</script>' * MANY),
    ),
    "page, script never closed": (
        "jsonld",
        ".html",
        lambda: "<html>\n" + '<script type="application/ld+json">{' * MANY,
    ),
    "page, many times": (
        "liveblog",
        ".html",
        lambda: html_page(f'<p><time datetime="{STAMP}">x</time></p>' * MANY),
    ),
    "JSON-LD, nested lists": ("jsonld", ".jsonld", lambda: nest("[", "]", NESTED, "")),
    "JSON-LD, nested just beneath the limit": (
        "jsonld",
        ".jsonld",
        lambda: nest("[", "]", BENEATH_THE_LIMIT, "{}"),
    ),
    "JSON-LD, nested graphs": (
        "jsonld",
        ".jsonld",
        lambda: nest('{"@graph":[', "]}", BENEATH_THE_LIMIT // 2, "{}"),
    ),
    "JSON-LD, nested updates": (
        "jsonld",
        ".jsonld",
        lambda: nest('{"@type":"LiveBlogPosting","liveBlogUpdate":', "}", BENEATH_THE_LIMIT - 50, "{}"),
    ),
    "JSON-LD, nested in a page": ("jsonld", ".html", lambda: json_page(nest("[", "]", NESTED, ""))),
    "JSON-LD, gigantic number": ("jsonld", ".jsonld", lambda: '{"@type": ' + "9" * NESTED + "}\n"),
    "JSON-LD, gigantic body": (
        "jsonld",
        ".jsonld",
        lambda: json.dumps(
            {
                "@type": "NewsArticle",
                "headline": "Talks",
                "datePublished": STAMP,
                "articleBody": "<b>" * NESTED + "&amp;" * NESTED,
            }
        ),
    ),
    "feed, entity bomb": ("feed", ".rss", lambda: DAMAGE["ENTITY_BOMB"]),
    "feed, quadratic entities": (
        "feed",
        ".rss",
        lambda: feed(item("&a;" * MANY), head=f'<!DOCTYPE rss [<!ENTITY a "{"A" * MANY}">]>'),
    ),
    "feed, nested elements": ("feed", ".rss", lambda: feed(nest("<item>", "</item>", MANY, "x"))),
    "feed, many items": ("feed", ".rss", lambda: feed(item("Talks") * 1_000)),
    "feed, endless title": ("feed", ".rss", lambda: feed(item("A" * WIDE))),
    "feed, title of open tags": ("feed", ".rss", lambda: feed(item("&lt;" * MANY))),
    "feed, endless date": ("feed", ".rss", lambda: feed(item("Talks", stamp="1" * WIDE) + item("Talks"))),
    "feed, unclosed sections": ("feed", ".rss", lambda: feed("<![CDATA[" * MANY)),
    "table, many columns": (
        "table",
        ".csv",
        lambda: "time,headline," + ",".join(f"c{number}" for number in range(MANY)) + f"\n{STAMP},Talks\n",
    ),
    "table, many fields": (
        "table",
        ".csv",
        lambda: f"time,headline\n{STAMP},Talks{',' * WIDE}\n{STAMP},Talks\n",
    ),
    "table, endless header": ("table", ".csv", lambda: f"time,headline,{'A' * WIDE}\n{STAMP},Talks\n"),
    "table, endless cell": ("table", ".csv", lambda: f"time,headline\n{STAMP},{'A' * WIDE}\n"),
    "table, quote never closed": ("table", ".csv", lambda: f'time,headline\n{STAMP},"{"A," * WIDE}\n'),
    "table, quotes only": ("table", ".csv", lambda: f"time,headline\n{STAMP}," + '"' * NESTED + "\n"),
    "table, a different zone in every row": (
        "table",
        ".csv",
        lambda: "time,headline,zone\n" + "".join(f"2022-02-18T03:15,A,{word}\n" for word in words(1_000)),
    ),
    "table, endless zone": (
        "table",
        ".csv",
        lambda: f"time,headline,zone\n2022-02-18T03:15,A,{'B' * NESTED}\n",
    ),
    "table, endless time": ("table", ".csv", lambda: f"time,headline\n{'1' * NESTED},A\n{STAMP},A\n"),
    "table, the same instant": ("table", ".csv", lambda: "time,headline\n" + f"{STAMP},A\n" * MANY),
    "table, endless uncertainty": (
        "table",
        ".csv",
        lambda: f"time,headline,uncertainty\n{STAMP},A,{'9' * 5_000} days\n{STAMP},A,{'1 day ' * 5_000}\n",
    ),
    "lines of JSON, nested": ("json_lines", ".jsonl", lambda: (nest("[", "]", MANY, "") + "\n") * 20),
    "lines of JSON, many keys": (
        "json_lines",
        ".jsonl",
        lambda: "".join(
            json.dumps({"time": STAMP, "headline": "Talks", f"key{number}": number}) + "\n"
            for number in range(1_000)
        ),
    ),
    "lines of JSON, nested cell": (
        "json_lines",
        ".jsonl",
        lambda: nest("[", "]", BENEATH_THE_LIMIT - 20, "").join(
            [f'{{"time": "{STAMP}", "headline": "A", "x": ', "}\n"]
        ),
    ),
    "events, endless row": ("gdelt_events", ".csv", lambda: "\t" * WIDE + "\n"),
    "mentions, endless row": ("gdelt_mentions", ".csv", lambda: "\t" * WIDE + "\n"),
    "articles, nested": ("gdelt_doc", ".json", lambda: '{"articles":\n' + nest("[", "]", NESTED, "") + "}"),
    "events of conflict, endless cell": (
        "acled",
        ".csv",
        lambda: DIALECTS["acled"].write(STORIES).replace(b"Odesa", b"O" * WIDE),
    ),
    "news, nested": ("news_api", ".json", lambda: '{"news":\n' + nest("[", "]", NESTED, "") + "}"),
    "news, nested beneath the limit": (
        "news_api",
        ".json",
        lambda: nest("[", "]", BENEATH_THE_LIMIT - 50, "").join(
            [f'{{"news": [{{"headline": "A", "created_at": "{STAMP}", "symbols": ', "}]}"]
        ),
    ),
    "Parquet, repetitive": ("parquet", ".parquet", repetitive_parquet),
    "gzip, repetitive": ("table", ".csv.gz", lambda: gzip.compress(b"\0" * 50 * WIDE)),
}
"""Format, suffix and content of each input."""


@pytest.mark.parametrize("name", list(BOMBS))
def test_it_ends_soon_and_on_purpose(name: str, tmp_path: Path) -> None:
    format, suffix, write = BOMBS[name]
    content = write()
    path = tmp_path / f"bomb{suffix}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    read_hostile(path, format=format, date="2022-10-30", zone=None if "zone" in name else "CET")
    read_hostile(path, date="2022-10-30")


def test_midnights_that_lead_out_of_the_calendar_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(ZONED + "A (20:00)\nB (4:00)\nC (2:00)\n" * 40, encoding="utf-8")
    error = read_hostile(path, date="1700-01-20")
    assert isinstance(error, AftershockError), error
    assert "years 1700" in str(error)

"""JSON-LD in every shape that publishers give it."""

import json
from typing import Any

import pandas as pd
import pytest

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.jsonld import has_article, has_live_blog, read_jsonld
from aftershock.headlines.settings import ReadSettings

SETTINGS = ReadSettings(source="desk")
FIRST = {"@type": "BlogPosting", "headline": "Talks resume", "datePublished": "2022-02-18T03:15:00+01:00"}
SECOND = {"@type": "BlogPosting", "headline": "Vote passes", "datePublished": "2022-02-17T23:50:00+01:00"}


def live(updates: Any, **more: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "LiveBlogPosting", "liveBlogUpdate": updates, **more}


def rows(value: Any, *, settings: ReadSettings = SETTINGS) -> pd.DataFrame:
    return read_jsonld(json.dumps(value), settings=settings).rows


def script(*values: Any) -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)
    return f"<html><head>{scripts}</head><body><p>Other (3 p.m.)</p></body></html>"


@pytest.mark.parametrize(
    "value",
    [
        live([FIRST, SECOND]),
        live([[FIRST], [[SECOND]]]),
        live({"@list": [FIRST, SECOND]}),
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, live([FIRST, SECOND])]},
        [[live([FIRST])], live([SECOND])],
        live([FIRST, SECOND]) | {"@type": ["NewsArticle", "LiveBlogPosting"]},
        live([FIRST, SECOND]) | {"@type": "https://schema.org/LiveBlogPosting"},
        {"@type": "WebPage", "mainEntity": live([FIRST, SECOND])},
        {"@graph": [live([{"@id": "#1"}, SECOND]), FIRST | {"@id": "#1"}]},
    ],
)
def test_updates_are_found_in_every_shape(value: Any) -> None:
    frame = rows(value)
    assert frame["headline"].tolist() == ["Talks resume", "Vote passes"]
    assert frame["instant"].tolist() == [pd.Timestamp("2022-02-18T02:15"), pd.Timestamp("2022-02-17T22:50")]


def test_single_update_needs_no_list() -> None:
    assert rows(live(FIRST))["headline"].tolist() == ["Talks resume"]


def test_scripts_of_a_page_are_read_and_its_text_is_not() -> None:
    reading = read_jsonld(script({"@type": "Organization"}, live([FIRST])), settings=SETTINGS)
    assert reading.rows["headline"].tolist() == ["Talks resume"]


def test_the_same_update_in_two_scripts_is_one_row() -> None:
    assert len(read_jsonld(script(live([FIRST]), live([FIRST])), settings=SETTINGS).rows) == 1


def test_markup_in_texts_is_stripped() -> None:
    update = FIRST | {
        "headline": "Talks &amp; <em>votes</em>",
        "articleBody": "<p>One.</p><p>Two &lt; three.</p>",
    }
    frame = rows(live(update))
    assert (frame["headline"].item(), frame["body"].item()) == ("Talks & votes", "One.\n\nTwo < three.")


def test_published_goes_before_modified() -> None:
    frame = rows(live(FIRST | {"dateModified": "2022-02-18T09:00:00+01:00"}))
    assert (frame["instant"].item(), frame["flags"].item()) == (pd.Timestamp("2022-02-18T02:15"), "")


def test_update_that_states_only_its_change_is_flagged() -> None:
    frame = rows(live({"headline": "Talks", "dateModified": "2022-02-18T09:00:00+01:00"}))
    assert frame["flags"].item() == "updated_time_only"


def test_update_without_a_headline_takes_its_first_sentence() -> None:
    frame = rows(
        live({"articleBody": "<p>Talks resume. They meet.</p>", "datePublished": "2022-02-18T03:15Z"})
    )
    assert frame["headline"].item() == "Talks resume."


def test_naive_stamps_take_the_zone_that_was_passed() -> None:
    frame = rows(live(FIRST | {"datePublished": "2022-02-18T03:15:00"}), settings=ReadSettings(zone="CET"))
    assert frame["instant"].item() == pd.Timestamp("2022-02-18T02:15")


def test_naive_stamps_without_a_zone_are_refused_by_name() -> None:
    with pytest.raises(ZoneError, match="2022-02-18T03:15:00") as caught:
        rows(live(FIRST | {"datePublished": "2022-02-18T03:15:00"}))
    assert len(caught.value.data["rejected"]) == 1


def test_naive_stamp_among_others_is_rejected() -> None:
    value = live([FIRST, SECOND | {"datePublished": "2022-02-17T23:50"}])
    reading = read_jsonld(json.dumps(value), settings=SETTINGS)
    assert [(row["line"], row["text"]) for row in reading.rejected] == [(2, "Vote passes")]


def test_update_without_a_date_is_rejected() -> None:
    reading = read_jsonld(json.dumps(live([FIRST, {"headline": "Undated"}])), settings=SETTINGS)
    assert "no date" in reading.rejected[0]["reason"]


@pytest.mark.parametrize("kind", ["NewsArticle", "ReportageNewsArticle", "BlogPosting"])
def test_article_is_a_single_headline(kind: str) -> None:
    assert rows(FIRST | {"@type": kind, "url": "https://example.org/a"})["url"].tolist() == [
        "https://example.org/a"
    ]


def test_articles_beside_a_live_blog_are_left_out() -> None:
    assert rows([SECOND | {"@type": "NewsArticle"}, live(FIRST)])["headline"].tolist() == ["Talks resume"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(live([FIRST]), True), (live(FIRST), True), (live([]), False), (FIRST, False)],
)
def test_live_blog_is_one_with_an_update(value: Any, expected: bool) -> None:
    assert has_live_blog(script(value)) is expected


def test_article_with_a_date_is_recognised() -> None:
    assert has_article(script(FIRST))


def test_broken_script_beside_a_sound_one_does_no_harm() -> None:
    page = '<script type="application/ld+json">{"@type": </script>' + script(live([FIRST]))
    assert len(read_jsonld(page, settings=SETTINGS).rows) == 1


def test_line_breaks_inside_strings_do_no_harm() -> None:
    text = json.dumps(live(FIRST)).replace("Talks resume", "Talks\nresume")
    assert read_jsonld(text, settings=SETTINGS).rows["headline"].item() == "Talks resume"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<p>Text</p>", "no JSON-LD"),
        ('{"@type": "Organization"}', "neither a LiveBlogPosting"),
        ('{"@type": ', "cannot be read"),
        ("[" * 200_000 + "]" * 200_000, "nested too deeply"),
        ('{"@type": "LiveBlogPosting", "n": ' + "9" * 10_000 + "}", "cannot be read"),
        (b"\xff\xfe{", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_says_why(content: str | bytes, reason: str) -> None:
    with pytest.raises(HeadlineError, match=reason):
        read_jsonld(content, settings=SETTINGS)


def test_bomb_of_nested_lists_is_no_live_blog() -> None:
    assert not has_live_blog('{"@type": "LiveBlogPosting", "liveBlogUpdate": ' + "[" * 200_000)


def test_source_is_the_label() -> None:
    assert rows(live(FIRST))["source"].item() == "desk"


def test_seconds_are_kept_where_any_are_shown() -> None:
    frame = rows(live([FIRST | {"datePublished": "2022-02-18T03:15:42Z"}, SECOND]))
    assert frame["uncertainty"].tolist() == [pd.Timedelta("1s")] * 2

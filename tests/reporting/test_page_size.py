"""The page of very many headlines stays of a size that opens, and says what it leaves to the files."""

import json
import runpy
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from aftershock.reporting.build import find
from aftershock.reporting.explorer.payload import POINTS
from aftershock.reporting.exports import results_frame
from aftershock.reporting.findings import Findings
from aftershock.reporting.html import render_page
from aftershock.reporting.listings import MOST_OTHERS, MOST_PAIRS, left_out_text, listed_pairs, pairs_title
from aftershock.reporting.sections import compose_page
from aftershock.reporting.studyfile import read_study

BENCH = runpy.run_path(str(Path(__file__).resolve().parents[1] / "benchmarks/bench_report.py"))
HEADLINES, ASSETS, LARGEST_PAGE = BENCH["HEADLINES"], len(BENCH["ASSETS"]), BENCH["PAGE"]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    study = BENCH["write_study"](tmp_path_factory.mktemp("many"))
    return find(read_study(study), study.parent, study.parent, lambda _: None)


@pytest.fixture(scope="module")
def written(found: Findings) -> str:
    return render_page(compose_page(found))


@pytest.fixture(scope="module")
def page(written: str) -> html.HtmlElement:
    return html.document_fromstring(written)


def test_page_of_five_hundred_headlines_and_eight_assets_is_under_three_megabytes(written: str) -> None:
    assert (HEADLINES, ASSETS, LARGEST_PAGE) == (500, 8, 3_000_000)
    assert len(written.encode("utf-8")) < LARGEST_PAGE


def test_appendix_says_how_many_pairs_it_leaves_to_the_files(page: html.HtmlElement) -> None:
    told = page.xpath("string(//section[@aria-labelledby='outcomes'])")
    assert told.count("were used or share a move with an earlier headline") == 4
    assert f"Of {HEADLINES * ASSETS:,} pairs" in told


def test_results_hold_every_pair_that_the_page_leaves_out(found: Findings) -> None:
    results = results_frame(found)
    windows = results.loc[results["study"] == "clock", "window"].value_counts()
    assert set(windows) == {HEADLINES * ASSETS} and len(windows) == 3


def many_pairs(**outcomes: int) -> pd.DataFrame:
    return pd.DataFrame({"outcome": [word for word, count in outcomes.items() for _ in range(count)]})


def test_as_many_pairs_as_a_page_holds_are_all_listed() -> None:
    pairs = many_pairs(used=MOST_PAIRS)
    assert len(listed_pairs(pairs)) == MOST_PAIRS
    assert (pairs_title(pairs), left_out_text(pairs)) == ("Every pair", "")


def test_of_more_pairs_those_that_went_otherwise_are_listed() -> None:
    pairs = many_pairs(used=MOST_PAIRS, merged_into_episode=5, no_price=3)
    assert listed_pairs(pairs)["outcome"].tolist() == ["no_price"] * 3
    assert left_out_text(pairs) == (
        " Of 2,008 pairs, 2,005 were used or share a move with an earlier headline and are not listed here; of the "
        "others these are 3. The results beside this page hold every one."
    )


def test_of_very_many_that_went_otherwise_the_first_are_listed() -> None:
    pairs = many_pairs(used=MOST_PAIRS, no_price=MOST_OTHERS + 1)
    assert len(listed_pairs(pairs)) == MOST_OTHERS
    assert "of the others these are the first 200 of 201." in left_out_text(pairs)


def test_page_has_room_for_as_many_prices_as_the_explorer_may_carry(
    written: str, page: html.HtmlElement
) -> None:
    (payload,) = page.xpath("//script[@id='explorer-data']/text()")
    bars = json.loads(payload)["bars"]
    told, shown = len(json.dumps(bars, separators=(",", ":"))), sum(len(line["values"]) for line in bars)
    assert len(written.encode("utf-8")) + told / shown * (POINTS - shown) < LARGEST_PAGE

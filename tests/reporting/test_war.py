"""The real study of the first five weeks of the war: hundreds of headlines, each pair accounted for, a page to read."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lxml import html

from aftershock.errors import HeadlineError
from aftershock.reporting.build import build_report, find
from aftershock.reporting.findings import Findings
from aftershock.reporting.grids import SHOWN
from aftershock.reporting.html import MANY_ROWS
from aftershock.reporting.studyfile import read_study

STUDY = Path(__file__).resolve().parents[2] / "reports/ukraine-war-2022/study.toml"
LIST = STUDY.parent / "../../../shared/data/events/ukraine_war_headlines_2022.csv"
WINDOWS, ASSETS, POSTS = 2, 5, 359
LARGEST_PAGE = 3_000_000  # bytes; browsers lay out a few thousand table rows at once, not tens of thousands


@pytest.fixture(scope="module")
def war(kit: dict[str, Path]) -> Findings:
    return find(read_study(STUDY), STUDY.parent, kit["source"], lambda _: None)


@pytest.fixture(scope="module")
def built(kit: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_report(STUDY, out=tmp_path_factory.mktemp("war"), prices=kit["source"])


@pytest.fixture(scope="module")
def page(built: Path) -> html.HtmlElement:
    return html.document_fromstring(built.read_text(encoding="utf-8"))


def test_absent_list_is_told_in_one_sentence(tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    study.write_text(STUDY.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(HeadlineError, match="No file can be read at .*ukraine_war_headlines_2022"):
        build_report(study, out=tmp_path / "out", prices="yahoo")


@pytest.mark.kit
def test_posts_of_the_first_five_weeks_are_kept_and_the_others_counted(war: Findings) -> None:
    days = [row["ts_utc_from_post_id"][:10] for row in csv.DictReader(io.StringIO(LIST.read_text("utf-8")))]
    kept = sum("2022-02-24" <= day <= "2022-03-31" for day in days)
    assert (len(war.heads), war.heads.attrs["other_days"]) == (kept, len(days) - kept) == (POSTS, 500)


@pytest.mark.kit
def test_every_headline_asset_and_window_has_one_outcome(war: Findings) -> None:
    keys = war.clock[["headline_id", "asset", "window"]]
    assert len(keys) == len(keys.drop_duplicates()) == POSTS * ASSETS * WINDOWS


@pytest.mark.kit
def test_posts_of_a_weekend_share_one_gap(war: Findings) -> None:
    rows = war.clock[(war.clock["asset"] == "SPX") & (war.clock["window"] == "0/+60min")]
    weekend = rows[
        rows["instant"].between(pd.Timestamp("2022-02-26", tz="UTC"), pd.Timestamp("2022-02-27T21:00Z"))
    ]
    assert set(weekend["outcome"]) == {"merged_into_episode"}
    assert weekend["merged_into"].nunique() == 1
    leader = rows[rows["headline_id"] == weekend["merged_into"].iloc[0]].iloc[0]
    assert (leader["outcome"], leader["usual_from"]) == ("market_closed_next_open", "like_gaps")
    assert leader["move"] == pytest.approx(-0.0219, abs=5e-5)


@pytest.mark.kit
def test_share_unusual_taken_alone_is_near_that_of_chance(war: Findings) -> None:
    rows = war.clock[(war.clock["window"] == "0/+60min") & war.clock["placebo_pvalue"].notna()]
    assert len(rows) > 300
    assert 0.01 < (rows["placebo_pvalue"] < 0.05).mean() < 0.10


@pytest.mark.kit
def test_page_says_that_nothing_stands_out_with_all_counted(page: html.HtmlElement) -> None:
    told = " ".join(page.xpath("//p[@class='standfirst']//text()"))
    assert "with every clock test counted none stands out" in told
    assert page.xpath("count(//p[@class='standfirst'][contains(., 'says nothing')])") == 0


@pytest.mark.kit
def test_grids_show_the_largest_moves_and_no_more(page: html.HtmlElement) -> None:
    grids = page.xpath("//section[@aria-labelledby='heatmap']//div[contains(@class, 'heat')]")
    assert [len(grid.xpath(".//tbody/tr")) for grid in grids[1:]] == [SHOWN, SHOWN]


@pytest.mark.kit
def test_nothing_longer_than_one_looks_at_stands_open(page: html.HtmlElement) -> None:
    standing = page.xpath("//table[not(ancestor::details)]")
    assert max(len(table.xpath(".//tbody/tr")) for table in standing) <= MANY_ROWS
    assert len(page.xpath("//li[@value][not(ancestor::details)]")) == 10


@pytest.mark.kit
def test_every_headline_is_on_the_page(page: html.HtmlElement) -> None:
    listed = Counter(int(entry.get("value")) for entry in page.xpath("//li[@value][ancestor::details]"))
    assert sorted(listed) == list(range(1, POSTS + 1))


@pytest.mark.kit
def test_page_claims_no_cause(built: Path, war: Findings, claims_of_page: Callable[..., list[str]]) -> None:
    study = war.study.study
    quoted = [*war.heads["headline"], study.title, study.question]
    assert claims_of_page(built.read_text(encoding="utf-8"), quoted=quoted) == []


@pytest.mark.kit
def test_page_stays_of_a_size_that_opens(built: Path) -> None:
    assert built.stat().st_size < LARGEST_PAGE


@pytest.mark.kit
def test_news_share_is_that_of_the_bars_by_hand(war: Findings, kit: dict[str, Path]) -> None:
    assert war.days is not None and war.reactions is not None
    day = war.reactions.news_share(asset="SPX", by="day").set_index("session").loc["2022-03-15"]
    raw = pd.read_csv(kit["source"] / "intraday/hourly_cfd/SPX500_CFD.csv.gz")
    ends = pd.DatetimeIndex(pd.to_datetime(raw["ts_utc"])) + pd.Timedelta("1h")
    closes = np.log(pd.Series(raw["close"].to_numpy(), index=ends))
    moves = closes.diff()["2022-03-14T23:30Z":"2022-03-15T21:00Z"] ** 2  # type: ignore[misc]
    rows = war.clock[(war.clock["asset"] == "SPX") & (war.clock["window"] == "0/+60min")]
    used = rows[(rows["outcome"] == "used") & rows["after"].between(moves.index[0], moves.index[-1])]
    inside = np.zeros(len(moves), dtype=bool)
    for begin, end in zip(used["before"], used["after"], strict=True):
        inside |= (moves.index > begin) & (moves.index <= end)
    assert day["share"] == pytest.approx(moves[inside].sum() / moves.sum(), abs=1e-6)

"""From a study.toml to a finished report, as a user would run it."""

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import time_machine
from lxml import html as markup

from aftershock.errors import AftershockError, AlignmentError, HeadlineError, PriceError, StudyFileError
from aftershock.markets import Asset, Prices, PriceSeries, load_prices, sample_folder
from aftershock.markets.folder import FolderSource
from aftershock.reporting.build import build_report, read_heads
from aftershock.reporting.glossary import GLOSSARY
from aftershock.reporting.html import style_hash
from aftershock.reporting.studyfile import StudyFile, read_study
from aftershock.typing import Interval

MakeStudy = Callable[..., Path]

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "reports" / "demo" / "study.toml"
KIT = ROOT / "../shared/data"
FILES = {
    "report.html",
    "results.csv",
    "results.json",
    "results.parquet",
    "summary.json",
    "manifest.json",
    "figures",
}


class DailyOnly:
    """The embedded sample as a source of the user's own that has no bars."""

    def __init__(self) -> None:
        self.folder = FolderSource(sample_folder())

    def fetch(self, asset: Asset, *, start: date, end: date, interval: Interval) -> PriceSeries:
        if interval != "1d":
            raise PriceError(f"this wire has no {interval} bars of {asset.symbol}.")
        return self.folder.fetch(asset, start=start, end=end, interval=interval)


def read(folder: Path) -> dict[str, bytes]:
    """Every file of a report, by its path from the folder."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def page_text(report: Path) -> str:
    """What a reader of the page reads, without drawings."""
    document = markup.document_fromstring(report.read_text(encoding="utf-8"))
    for drawing in [*document.iter("svg"), *document.iter("style")]:
        drawing.drop_tree()
    return " ".join(str(document.text_content()).replace("\u202f", " ").replace("\u00a0", " ").split())


def standfirst(report: Path) -> list[str]:
    """The paragraphs under the lead."""
    document = markup.document_fromstring(report.read_text(encoding="utf-8"))
    found = document.xpath("//section[@aria-labelledby='verdict']//p[@class='standfirst']")
    return [one.text_content().replace("\u202f", " ").replace("\u00a0", " ") for one in found]


def rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "results.csv").read_text(encoding="utf-8"))))


def rewrite(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Change the rows of a CSV below its header."""
    header, *body = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *change(body)]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the embedded study's report."""
    return build_report(DEMO, out=tmp_path_factory.mktemp("demo")).parent


def test_the_page_its_results_and_its_figures_are_written(built: Path) -> None:
    assert {file.name for file in built.iterdir()} == FILES


def test_formats_that_the_study_names_are_written(tmp_path: Path) -> None:
    study = tmp_path / "demo" / "study.toml"
    shutil.copytree(DEMO.parent, study.parent)
    text = study.read_text(encoding="utf-8").replace("../../data", str(ROOT / "data"))
    study.write_text(text + '\n[report]\nformats = ["latex"]\n', encoding="utf-8")
    assert "tables.tex" in read(build_report(study, out=tmp_path / "out").parent)


def test_formats_asked_for_take_the_place_of_those(tmp_path: Path) -> None:
    written = read(build_report(DEMO, out=tmp_path, formats=["pdf", "markdown", "excel"]).parent)
    assert {"report.pdf", "report.md", "report.xlsx"} <= set(written) and "tables.tex" not in written


def test_a_format_that_there_is_not_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="format is 'word'; allowed are 'pdf', 'markdown', 'latex', 'excel'"):
        build_report(DEMO, out=tmp_path, formats=["word"], progress=pytest.fail)


def test_the_same_input_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build_report(DEMO, out=tmp_path)
    assert read(tmp_path) == read(built)


def test_another_zone_language_and_order_of_hashes_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    program = f"from aftershock import build_report; build_report({str(DEMO)!r}, out={str(tmp_path)!r})"
    environment = os.environ | {"TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4711"}
    subprocess.run([sys.executable, "-c", program], env=environment, cwd=tmp_path, check=True)
    assert read(tmp_path) == read(built)


def test_another_day_gives_the_same_bytes_in_every_format(tmp_path: Path) -> None:
    first, second = (
        build_on(day, tmp_path / str(day), formats=["pdf", "markdown", "latex", "excel"]) for day in (1, 2)
    )
    assert read(first) == read(second) and len(read(first)) > 12


def build_on(day: int, out: Path, *, formats: list[str]) -> Path:
    """Build the embedded study's report on a day to come."""
    with time_machine.travel(datetime(2031, 5, day, 23, 59, day, tzinfo=UTC), tick=True):
        return build_report(DEMO, out=out, formats=formats).parent


def test_no_file_tells_the_hour_or_the_machine(built: Path) -> None:
    today = {time.strftime("%Y-%m-%d"), datetime.now(UTC).strftime("%Y-%m-%d")}
    for data in read(built).values():
        assert not any(day.encode() in data for day in today)
        assert str(ROOT).encode() not in data


def test_manifest_has_the_checksums_of_the_files(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_bytes())
    files = {name: sha256(data).hexdigest() for name, data in read(built).items()}
    assert manifest["outputs"] == {name: files[name] for name in sorted(files) if name != "manifest.json"}


def test_simulated_prices_are_labelled_everywhere(built: Path) -> None:
    text = page_text(built / "report.html")
    assert text.startswith("SIMULATED")
    assert json.loads((built / "manifest.json").read_bytes())["simulated"] is True
    assert re.search(r"<title>SIMULATED: ", (built / "report.html").read_text(encoding="utf-8"))


def test_result_files_have_the_columns_of_the_glossary(built: Path) -> None:
    assert list(rows(built)[0]) == list(GLOSSARY)
    assert json.loads((built / "results.json").read_bytes())["glossary"] == GLOSSARY


def test_page_loads_nothing_and_links_only_to_the_maker_of_its_charts(built: Path) -> None:
    text = (built / "report.html").read_text(encoding="utf-8")
    outward = re.findall(r'(?:src|href)="(?!#|data:|results\.|manifest\.|summary\.|figures/)[^"]*"', text)
    assert outward == ['href="https://www.tradingview.com/"']


def test_only_the_script_named_in_the_policy_can_run(built: Path) -> None:
    document = markup.document_fromstring((built / "report.html").read_text(encoding="utf-8"))
    policy = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    data, script = document.xpath("//script")
    assert data.get("type") == "application/json"
    assert f"script-src {style_hash(script.text)};" in policy


def test_progress_is_told_stage_by_stage(make_study: MakeStudy, tmp_path: Path) -> None:
    told: list[str] = []
    build_report(make_study(), out=tmp_path / "out", progress=told.append)
    assert told == [
        "reading the headlines",
        "loading the prices",
        "measuring the sessions",
        "measuring the hours",
        "comparing how the markets moved together",
        "drawing the page",
    ]


def test_folder_of_prices_beside_the_study_is_found_from_anywhere(
    make_study: MakeStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study(lambda text: text.replace('source = "."', 'source = "prices"'))
    (tmp_path / "prices").mkdir()
    for file in [*tmp_path.glob("*.csv"), tmp_path / "prices.toml"]:
        if file.name != "planted.csv":
            shutil.move(file, tmp_path / "prices" / file.name)
    monkeypatch.chdir("/")
    build_report(study, out=tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert manifest["settings"]["prices"]["source"] == "prices"


def test_real_headlines_are_never_shown_with_simulated_prices(make_study: MakeStudy, tmp_path: Path) -> None:
    study = make_study(lambda text: text.replace("fictional = true\n", ""))
    with pytest.raises(StudyFileError, match="real headlines are never shown with simulated prices"):
        build_report(study, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_fictional_headlines_are_never_shown_with_real_prices(make_study: MakeStudy, tmp_path: Path) -> None:
    study = make_study()
    described = tmp_path / "prices.toml"
    described.write_text(
        described.read_text(encoding="utf-8").replace("simulated = true", ""), encoding="utf-8"
    )
    with pytest.raises(StudyFileError, match="the headlines are fictional but prices are real"):
        build_report(study, out=tmp_path / "out")


class HalfReal(DailyOnly):
    """Simulated daily prices beside bars that claim to be real."""

    def fetch(self, asset: Asset, *, start: date, end: date, interval: Interval) -> PriceSeries:
        from dataclasses import replace

        series = self.folder.fetch(asset, start=start, end=end, interval=interval)
        return replace(series, origin=replace(series.origin, simulated=interval == "1d"))


@pytest.mark.parametrize("fictional", [True, False])
def test_simulated_prices_beside_real_ones_are_refused_with_any_headlines(
    make_study: MakeStudy, tmp_path: Path, fictional: bool
) -> None:
    edit = "fictional = true" if fictional else "fictional = false"
    study = make_study(lambda text: text.replace("fictional = true", edit), bars=True)
    with pytest.raises(StudyFileError, match="simulated|fictional"):
        build_report(study, out=tmp_path / "out", prices=HalfReal())


def test_asset_that_cannot_be_loaded_is_listed_and_the_others_go_on(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    study = make_study()
    (tmp_path / "UST10Y.csv").unlink()
    report = build_report(study, out=tmp_path / "out")
    gap = "No daily prices of UST10Y. The price file UST10Y.csv does not exist."
    assert standfirst(report)[-1] == gap
    assert page_text(report).count(gap) == 2
    assert {row["asset"] for row in rows(tmp_path / "out")} == {"SPX", "GOLD", "WTI"}


def test_market_that_cannot_be_loaded_leaves_its_model_out_and_says_so(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    study = make_study()
    (tmp_path / "SPX.csv").unlink()
    report = build_report(study, out=tmp_path / "out")
    assert standfirst(report)[-1] == "No market model: SPX has no prices."
    assert {row["abnormal_market"] for row in rows(tmp_path / "out")} == {""}


def test_no_asset_that_can_be_loaded_is_an_error(make_study: MakeStudy, tmp_path: Path) -> None:
    study = make_study()
    for name in ("SPX", "UST10Y", "GOLD", "WTI"):
        (tmp_path / f"{name}.csv").unlink()
    with pytest.raises(
        PriceError, match=r"4 of 4 assets have no prices: \[SPX.*The price file SPX\.csv does not"
    ):
        build_report(study, out=tmp_path / "out")


def test_source_without_bars_gives_a_report_without_clock_time_that_says_why(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    report = build_report(make_study(bars=True), out=tmp_path / "out", prices=DailyOnly())
    told = standfirst(report)[-1]
    assert told.startswith("No clock-time results. 4 of 4 assets have no prices: [SPX")
    assert "this wire has no 1h bars of SPX." in told
    assert {row["study"] for row in rows(tmp_path / "out")} == {"sessions"}
    assert "60 min" not in " ".join(standfirst(report)[:-1])
    assert (
        json.loads((tmp_path / "out/manifest.json").read_bytes())["settings"]["prices"]["source"]
        == "DailyOnly"
    )


def test_study_without_bars_says_nothing_of_clock_time(make_study: MakeStudy, tmp_path: Path) -> None:
    report = build_report(make_study(), out=tmp_path / "out")
    assert "clock" not in " ".join(standfirst(report))


def test_prices_that_end_before_the_headlines_are_refused_with_both_spans(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    study = make_study(lambda text: text.replace('end = "2019-03-29"', 'end = "2019-03-01"', 1))
    with pytest.raises(
        AlignmentError, match=r"0 of 12 headlines fall inside the prices of SPX \(2017-07-03 to 2019-0"
    ):
        build_report(study, out=tmp_path / "out")


def test_one_asset_that_ends_before_the_headlines_is_told_pair_by_pair(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    study = make_study()
    rewrite(tmp_path / "UST10Y.csv", lambda body: [row for row in body if row < "2019-03-15"])
    report = build_report(study, out=tmp_path / "out")
    lost = [row for row in rows(tmp_path / "out") if row["asset"] == "UST10Y"]
    assert [(row["outcome"], row["headlines"], row["move"]) for row in lost] == [("out_of_range", "1–12", "")]
    assert "Not measured. The prices at hand do not reach to this headline." in page_text(report)


def test_empty_price_file_is_an_asset_that_cannot_be_loaded(make_study: MakeStudy, tmp_path: Path) -> None:
    study = make_study()
    (tmp_path / "GOLD.csv").write_text("", encoding="utf-8")
    report = build_report(study, out=tmp_path / "out")
    assert re.match(r"No daily prices of GOLD\. .*GOLD\.csv", standfirst(report)[-1])


def test_column_of_text_is_an_asset_that_cannot_be_loaded(make_study: MakeStudy, tmp_path: Path) -> None:
    study = make_study()
    rewrite(tmp_path / "GOLD.csv", lambda body: [f"{row.split(',')[0]},high" for row in body])
    report = build_report(study, out=tmp_path / "out")
    assert re.match(r"No daily prices of GOLD\. .*GOLD\.csv.*'high'", standfirst(report)[-1])


def test_repeated_rows_are_dropped_and_counted(make_study: MakeStudy, tmp_path: Path, built: Path) -> None:
    study = make_study()
    rewrite(tmp_path / "GOLD.csv", lambda body: [*body[:200], body[199], *body[200:]])
    report = build_report(study, out=tmp_path / "out")
    assert re.search(r"GOLD 1d ?Embedded sample.*?\(duplicate 1\)", page_text(report))
    assert session_moves(tmp_path / "out") == session_moves(built)


def test_repeated_rows_that_disagree_are_an_asset_that_cannot_be_loaded(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    study = make_study()
    day = "2019-03-20"
    rewrite(tmp_path / "GOLD.csv", lambda body: [one for row in body for one in contradicted(row, day)])
    report = build_report(study, out=tmp_path / "out")
    assert re.match(r"No daily prices of GOLD\. .*2019-03-20", standfirst(report)[-1])


def contradicted(row: str, day: str) -> list[str]:
    return [row, f"{day},1.0"] if row.startswith(day) else [row]


def test_rows_out_of_order_give_the_same_results_and_are_noted(
    make_study: MakeStudy, tmp_path: Path, built: Path
) -> None:
    study = make_study()
    rewrite(tmp_path / "GOLD.csv", lambda body: body[::-1])
    report = build_report(study, out=tmp_path / "out")
    assert "reordered" in page_text(report)
    assert session_moves(tmp_path / "out") == session_moves(built)


def session_moves(folder: Path) -> list[tuple[str, ...]]:
    names = ("event", "asset", "move", "abnormal", "pvalue", "pvalue_holm")
    return [tuple(row[name] for name in names) for row in rows(folder) if row["study"] == "sessions"]


def test_folder_without_a_description_is_refused_with_what_to_write(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    study = make_study()
    (tmp_path / "prices.toml").unlink()
    with pytest.raises(PriceError, match=r"prices\.toml"):
        build_report(study, out=tmp_path / "out")


def within(make_study: MakeStudy, start: str, end: str) -> pd.DataFrame:
    """The headlines of the embedded study between two days."""
    study = make_study(
        lambda text: text.replace("fictional = true", f'fictional = true\nstart = "{start}"\nend = "{end}"')
    )
    return read_heads(read_study(study), study.parent)


def test_headlines_of_other_days_are_left_out_and_counted(make_study: MakeStudy) -> None:
    heads = within(make_study, "2019-03-21", "2019-03-21")
    assert heads["instant"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2019-03-21"]
    assert len(heads) + heads.attrs["other_days"] == 12
    assert heads["number"].tolist() == list(range(1, len(heads) + 1))


def test_days_that_leave_no_headline_are_refused_with_those_there_are(make_study: MakeStudy) -> None:
    with pytest.raises(
        StudyFileError, match="leave none of the 12 headlines, which run from 2019-03-20 to 2019-03-21"
    ):
        within(make_study, "2020-01-01", "2020-01-02")


def test_headlines_that_are_not_there_are_refused(make_study: MakeStudy, tmp_path: Path) -> None:
    study = make_study(lambda text: text.replace("live-blog.txt", "blog.txt"))
    with pytest.raises(HeadlineError, match=r"No file can be read at .*blog\.txt"):
        build_report(study, out=tmp_path / "out")


def test_folder_that_cannot_be_written_to_is_told(make_study: MakeStudy, tmp_path: Path) -> None:
    study = make_study()
    with pytest.raises(AftershockError, match=r"cannot write to .*study\.toml.*Choose another folder"):
        build_report(study, out=study)


def kit_study(folder: Path, *, assets: str, declare: str = "", start: str = "2019-06-03") -> Path:
    """A study of one headline on the day on which oil settled below zero."""
    (folder / "list.csv").write_text("instant,headline\n2020-04-20T14:00Z,Storage fills\n", encoding="utf-8")
    text = f"""
[study]
title = "Oil below zero"
[headlines]
file = "list.csv"
[prices]
description = "{ROOT / "tests/kit/prices.toml"}"
start = "{start}"
end = "2020-04-30"
[assets]
sessions = [{assets}]
{declare}
"""
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


needs_kit = pytest.mark.skipif(not KIT.is_dir(), reason="the market data kit is not beside the checkout")


@pytest.mark.kit
@needs_kit
def test_oil_below_zero_refuses_log_returns_and_says_what_to_declare(tmp_path: Path) -> None:
    with pytest.raises(PriceError) as caught:
        build_report(kit_study(tmp_path, assets='"WTI"'), out=tmp_path / "out", prices=KIT)
    assert str(caught.value).startswith("WTI is -37.63 on 2020-04-20; a log return needs prices above zero.")
    assert '[assets.declare.WTI] like = "WTI"' in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.kit
@needs_kit
def test_oil_below_zero_is_measured_once_declared_as_a_difference(tmp_path: Path) -> None:
    declare = '[assets.declare.WTI]\nlike = "WTI"\nmove = "difference"\n'
    build_report(kit_study(tmp_path, assets='"WTI"', declare=declare), out=tmp_path / "out", prices=KIT)
    (row,) = rows(tmp_path / "out")
    assert (row["unit"], row["outcome"]) == ("USD a barrel", "used")
    assert float(row["move"]) == pytest.approx(-37.63 - 18.27, abs=5e-3)
    assert "WTI crude oil fell 55.90 USD a barrel: that stands out from noise" in page_text(
        tmp_path / "out/report.html"
    )


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the report on 17 and 18 February 2022."""
    if not KIT.is_dir():
        pytest.skip("the market data kit is not beside the checkout")
    out = tmp_path_factory.mktemp("real")
    return build_report(ROOT / "reports/ukraine-2022/study.toml", out=out, prices=KIT).parent


@pytest.fixture(scope="module")
def levels() -> Prices:
    if not KIT.is_dir():
        pytest.skip("the market data kit is not beside the checkout")
    assets = ["SPX", "UST10Y", "WTI", "BRENT"]
    source: dict[str, Any] = {"source": KIT, "description": ROOT / "tests/kit/prices.toml"}
    return load_prices(assets, start="2022-02-14", end="2022-02-18", **source)


@pytest.mark.kit
@pytest.mark.parametrize(
    ("asset", "told"), [("SPX", "-2.12 %"), ("WTI", "-2.03 %"), ("UST10Y", "-6.00 bp"), ("GOLD", "1.63 %")]
)
def test_moves_of_17_february_2022_are_the_known_ones(real: Path, asset: str, told: str) -> None:
    (row,) = [
        row
        for row in rows(real)
        if (row["study"], row["asset"], row["session"]) == ("sessions", asset, "2022-02-17")
    ]
    assert f"{float(row['move_shown']):.2f} {row['unit_shown']}" == told


@pytest.mark.kit
@pytest.mark.parametrize(
    ("asset", "level"), [("SPX", 4380.26), ("UST10Y", 1.97), ("WTI", 91.76), ("BRENT", 92.97)]
)
def test_levels_of_17_february_2022_are_the_known_ones(levels: Prices, asset: str, level: float) -> None:
    assert levels[asset].table["close"].loc["2022-02-17"] == pytest.approx(level, abs=5e-3)


@pytest.mark.kit
def test_shown_moves_are_those_of_the_levels(real: Path, levels: Prices) -> None:
    for asset in ("SPX", "WTI", "BRENT"):
        closes = levels[asset].table["close"]
        change = 100 * (closes.loc["2022-02-17"] / closes.loc["2022-02-16"] - 1)
        (row,) = [row for row in rows(real) if row["asset"] == asset and row["session"] == "2022-02-17"]
        assert float(row["move_shown"]) == pytest.approx(change, abs=1e-6)


@pytest.mark.kit
def test_lead_names_the_day_and_its_headlines_and_stays_modest(real: Path) -> None:
    found = re.search(r'<p class="lead">(.*?)</p>', (real / "report.html").read_text(encoding="utf-8"))
    assert found is not None
    lead = html.unescape(found[1]).replace("\u202f", " ").replace("\u00a0", " ")
    assert lead.startswith(
        "On 17 February 2022, the session of 14 of the 17 headlines (13 for gold), the S&P 500 fell"
    )
    assert "cannot be told from noise" in lead


@pytest.mark.kit
def test_page_says_that_gold_and_shares_moved_before_headline_16(real: Path) -> None:
    (text,) = [text for text in standfirst(real / "report.html") if "came before a print" in text]
    assert (
        "gold −0.49 % over 02:00–03:00 CET (01:00–02:00 UTC) on 18 February, before headline 16 was" in text
    )
    assert "and beside it the S&P 500 +0.56 %" in text


@pytest.mark.kit
def test_real_page_claims_no_cause(real: Path, claims_of_page: Callable[..., list[str]]) -> None:
    study = read_study(ROOT / "reports/ukraine-2022/study.toml").study
    quoted = [row["headline"] for row in rows(real)] + [study.title, study.question]
    assert claims_of_page((real / "report.html").read_text(encoding="utf-8"), quoted=quoted) == []


@pytest.mark.kit
def test_real_prices_are_not_labelled_simulated(real: Path) -> None:
    assert "SIMULATED" not in page_text(real / "report.html")
    assert json.loads((real / "manifest.json").read_bytes())["simulated"] is False


@pytest.mark.kit
def test_every_pair_of_the_real_study_is_covered_once(real: Path) -> None:
    sessions = [row for row in rows(real) if row["study"] == "sessions"]
    counts = [len(spelt) for row in sessions for spelt in [numbers(row["headlines"])]]
    assert sum(counts) == 17 * 5
    clock = [(row["event"], row["asset"], row["window"]) for row in rows(real) if row["study"] == "clock"]
    assert len(clock) == len(set(clock)) == 17 * 5 * 3


def numbers(text: str) -> np.ndarray:
    """Headline numbers that a cell covers."""
    runs = [run.partition("–") for run in text.split(", ")]
    return np.concatenate([np.arange(int(first), int(last or first) + 1) for first, _, last in runs])


def test_words_for_reading_headlines_pass_from_the_study_file_to_the_reader(tmp_path: Path) -> None:
    table = "when,who,what\n03/01/2019 10:00,wire,Talks\n"
    (tmp_path / "list.csv").write_text(table, encoding="utf-8")
    study = StudyFile.model_validate(
        {
            "study": {"title": "A day"},
            "headlines": {
                "file": "list.csv",
                "zone": "CST",
                "columns": {"time": "when", "headline": "what"},
                "date_order": "day_first",
                "ambiguous": {"CST": "America/Chicago"},
            },
            "prices": {"start": "2019-01-02", "end": "2019-04-05"},
            "assets": {"sessions": ["SPX"]},
        }
    )
    assert read_heads(study, tmp_path).index.tolist() == ["2019-01-03T1600Z"]

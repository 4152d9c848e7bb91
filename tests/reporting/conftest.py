"""What the tests of a report share: an example page, findings made by hand, and studies to change."""

import json
import os
import re
import runpy
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from lxml import html

from aftershock.markets import get_asset
from aftershock.reporting.build import find
from aftershock.reporting.clock_days import ClockDays
from aftershock.reporting.findings import Findings
from aftershock.reporting.html import render_page
from aftershock.reporting.page import Chart, Page
from aftershock.reporting.studyfile import StudyFile, read_study


@pytest.fixture(scope="session")
def make_page() -> Callable[..., Page]:
    return runpy.run_path(str(Path(__file__).with_name("example_page.py")))["example_page"]


@pytest.fixture(scope="session")
def example(make_page: Callable[..., Page]) -> Page:
    return make_page()


@pytest.fixture(scope="session")
def example_chart() -> Chart:
    return runpy.run_path(str(Path(__file__).with_name("example_page.py")))["example_chart"]()


@pytest.fixture(scope="session")
def written(example: Page) -> str:
    return render_page(example)


@pytest.fixture(scope="session")
def document(written: str) -> html.HtmlElement:
    return html.document_fromstring(written)


@pytest.fixture(scope="session")
def simulated_page(make_page: Callable[..., Page]) -> str:
    return render_page(make_page(simulated=True))


ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
SAMPLE = ROOT / "data" / "sample"
SESSION = {
    "event_id": "2022-02-17",
    "asset": "SPX",
    "session": pd.Timestamp("2022-02-17"),
    "move": -0.0214,
    "estimate": -0.0224,
    "std_error": 0.0092,
    "statistic": -2.4,
    "df": 399.0,
    "pvalue": 0.016,
    "sample_quantile_pvalue": 0.4,
    "pvalue_holm": 1.0,
    "rank": 11.0,
    "n_estimation": 400.0,
    "n_masked": 0.0,
    "noticeable": 0.0205,
    "noticeable_all": float("nan"),
    "unit": "log return",
    "outcome": "used",
    "numbers": (1, 2),
}
CLOCK = {
    "headline_id": "2022-02-17T0910Z",
    "number": 1,
    "asset": "SPX",
    "window": "0/+60min",
    "outcome": "used",
    "merged_number": float("nan"),
    "before": pd.Timestamp("2022-02-17T09:00Z"),
    "after": pd.Timestamp("2022-02-17T11:00Z"),
    "before_price": 4450.0,
    "after_price": 4402.8,
    "delay": pd.Timedelta(0),
    "move": -0.0106,
    "usual": 0.0048,
    "standardized": -2.2,
    "usual_from": "own_day",
    "placebo_pvalue": 0.2,
    "placebo_from": "own_day",
    "placebo_reason": "",
    "n_placebos": 49,
    "n_larger": 9,
    "pvalue_all": 0.9,
    "retraced": float("nan"),
    "retraced_by_close": float("nan"),
    "detectable": 0.009,
    "run_up_pvalue": float("nan"),
    "run_up_n_others": 0,
    "merged_into": "",
    "n_others": 0,
    "n_merged": 0,
    "unit": "log return",
}


def hand_made(
    sessions: Sequence[Mapping[str, Any]] = (),
    clock: Sequence[Mapping[str, Any]] = (),
    *,
    headlines: int = 2,
    windows: Sequence[str] | None = None,
    zone: str = "Europe/Berlin",
    gaps: tuple[str, ...] = (),
    days: ClockDays | None = None,
) -> Findings:
    """Findings with the given rows; what a row leaves out is unremarkable. No windows: no clock-time study."""
    instants = pd.date_range("2022-02-17T09:10Z", periods=headlines, freq="h", unit="ns")
    heads = pd.DataFrame(
        {"instant": instants, "headline": "Talks", "zone": zone, "number": range(1, headlines + 1)},
        index=pd.Index(instants.strftime("%Y-%m-%dT%H%MZ"), name="headline_id"),
    )
    rows = pd.DataFrame([SESSION | dict(row) for row in sessions], columns=list(SESSION))
    hours = pd.DataFrame([CLOCK | dict(row) for row in clock], columns=list(CLOCK))
    symbols = dict.fromkeys([*rows["asset"], *hours["asset"]])
    named = tuple(windows or ())
    spec = SimpleNamespace(
        windows=named, main_window="0/+60min", interval="1h", seasonality="wsd", min_placebos=20
    )
    study = StudyFile.model_validate(
        {
            "study": {"title": "Two days"},
            "headlines": {"file": "list.csv"},
            "prices": {"start": "2021-01-04", "end": "2022-02-25"},
            "assets": {"sessions": ["SPX"]},
        }
    )
    return Findings(
        study=study,
        heads=heads,
        daily=cast("Any", SimpleNamespace(symbols=tuple(dict.fromkeys(rows["asset"])), simulated=False)),
        bars=cast("Any", SimpleNamespace(symbols=tuple(symbols), simulated=False)) if windows else None,
        assets={symbol: get_asset(symbol) for symbol in symbols},
        aligned=pd.DataFrame(),
        mean=cast("Any", None),
        market=None,
        reactions=cast("Any", SimpleNamespace(spec=spec)) if windows else None,
        sessions=rows,
        clock=hours,
        gaps=gaps,
        days=days,
    )


def check_golden(name: str, told: Mapping[str, str]) -> None:
    """Compare texts with those kept in tests/golden, to the letter; AFTERSHOCK_GOLDEN=write writes them anew."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("AFTERSHOCK_GOLDEN") == "write":
        path.write_text("\n".join(f"# {case}\n{text}\n" for case, text in told.items()), encoding="utf-8")
    parts = re.split(r"^# (.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = {case: text.strip("\n") for case, text in zip(parts[1::2], parts[2::2], strict=True)}
    assert dict(told) == kept


@pytest.fixture(scope="session")
def claims_of_page(causal_claims: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Find the causal words of a whole page: in what is read, read aloud, and given to the explorer to say."""

    def claims(page: str, *, quoted: Sequence[str]) -> list[str]:
        document = html.document_fromstring(page)
        texts = document.xpath("//text()[not(ancestor::script or ancestor::style)]")
        texts += document.xpath("//@alt | //@title | //@aria-label | //@content")
        for payload in document.xpath("//script[@id='explorer-data']/text()"):
            told = json.loads(payload)
            texts += [told["caption"], told["legend"], *told["windows"]]
            texts += [str(move) for columns in told["cells"] for move in columns["move"]]
        return causal_claims(texts, quoted=quoted)

    return claims


@pytest.fixture(scope="session")
def golden() -> Callable[[str, Mapping[str, str]], None]:
    return check_golden


@pytest.fixture(scope="session")
def make_findings() -> Callable[..., Findings]:
    return hand_made


@pytest.fixture(scope="session")
def demo() -> Findings:
    """What the embedded study finds."""
    folder = ROOT / "reports" / "demo"
    return find(read_study(folder / "study.toml"), folder, "sample", lambda _: None)


def copy_study(folder: Path, *, edit: Callable[[str], str], bars: bool) -> Path:
    """Copy the embedded study and its prices into a folder of their own; return its study.toml."""
    for file in SAMPLE.iterdir():
        shutil.copy(file, folder / file.name)
    text = (ROOT / "reports/demo/study.toml").read_text(encoding="utf-8").replace("../../data/sample/", "")
    text = text.replace('source = "sample"', 'source = "."')
    if not bars:
        text = re.sub(r"^bars = .*\n", "", text, flags=re.MULTILINE)
    path = folder / "study.toml"
    path.write_text(edit(text), encoding="utf-8")
    return path


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Path]:
    """Copy the embedded study, with its prices, for a test to change; without bars unless they are asked for."""

    def make(edit: Callable[[str], str] = lambda text: text, *, bars: bool = False) -> Path:
        return copy_study(tmp_path, edit=edit, bars=bars)

    return make

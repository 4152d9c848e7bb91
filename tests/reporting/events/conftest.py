"""What the tests of a report on dated events share: a fictional list on simulated prices, and findings by hand."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from aftershock.markets import Prices, get_asset
from aftershock.reporting.build import build_report
from aftershock.reporting.event_section import EventsSection
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.report import find_events
from aftershock.reporting.studyfile import StudyFile, read_study

LIST = """\
id,date,event,type
a,2018-07-03,A bridge is closed,Act
b,2018-07-21,A border is crossed,Act
c,2018-08-09,A warning is read out,Threat
d,2018-08-24,Ships are stopped,Act
e,2018-09-03,A holiday speech,Threat
f,2018-09-17,A pipeline is cut,Act
g,2018-10-02,An ultimatum runs out,Threat
h,2018-10-04,The ultimatum is repeated,Threat
i,2018-10-08,Talks about talks,Mixed
j,2018-11-06,A port is shelled,Act
k,2018-11-20,A fleet leaves harbour,Threat
l,2018-12-10,A minister resigns,Mixed
m,2018-12-11,An airfield is hit,Act
n,2019-01-12,A list of demands,Threat
o,2019-01-14,The demands are refused,Threat
p,2019-02-05,A truce is broken,Act
q,soon,No day at all,Act
"""
STUDY = """\
[study]
title = "Sixteen fictional days"
question = "What did simulated markets do around days that never were?"

[events]
file = "days.csv"
columns = { name = "event", group = "type" }
note = "The days are made up."
windows = [[-1, 1], [0, 0]]
span = [-3, 3]
groups = ["Act", "Threat"]
fictional = true

[prices]
source = "sample"
start = "2017-07-03"
end = "2019-03-29"

[assets]
sessions = ["SPX", "UST10Y", "GOLD", "WTI"]
"""
TEST = {
    "asset": "SPX",
    "group": "",
    "start": -2,
    "end": 0,
    "n_events": 75,
    "estimate": -0.0011,
    "std_error": 0.0018,
    "mean_correlation": 0.0,
    "shared_factor": 1.0,
    "statistic": -0.4,
    "df": 74.0,
    "pvalue": 0.68,
    "pvalue_holm": 1.0,
    "reason": "",
    "method": "kp_bmp_t",
    "detectable": 0.0043,
    "detectable_all": 0.0061,
    "pvalue_bmp_t": 0.68,
    "pvalue_cross_sectional_t": 0.53,
}
DIFFERENCE = {
    "asset": "SPX",
    "group": "Act",
    "other": "Threat",
    "start": -2,
    "end": 0,
    "n_events": 50,
    "n_other": 9,
    "estimate": -0.008,
    "std_error": 0.0046,
    "statistic": -1.7,
    "df": 14.0,
    "pvalue": 0.11,
    "pvalue_holm": 0.87,
    "reason": "",
}

Edit = Callable[[str], str]


def write_study(folder: Path, *, edit: Edit = str, rows: Edit = str) -> Path:
    """Write the fictional study and its list into a folder; return its study.toml."""
    (folder / "days.csv").write_text(rows(LIST), encoding="utf-8")
    path = folder / "study.toml"
    path.write_text(edit(STUDY), encoding="utf-8")
    return path


@pytest.fixture
def make_days(tmp_path: Path) -> Callable[..., Path]:
    """Write the fictional study for a test to change."""

    def make(*, edit: Edit = str, rows: Edit = str) -> Path:
        return write_study(tmp_path, edit=edit, rows=rows)

    return make


@pytest.fixture(scope="session")
def days_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("days"))


@pytest.fixture(scope="session")
def found(days_study: Path) -> EventFindings:
    """What the fictional study finds."""
    return find_events(read_study(days_study), days_study.parent, "sample", lambda _: None)


@pytest.fixture(scope="session")
def built(days_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the fictional study's report."""
    return build_report(days_study, out=tmp_path_factory.mktemp("built")).parent


def hand_made(
    make_daily: Callable[..., Any],
    tests: Sequence[Mapping[str, Any]] = (),
    differences: Sequence[Mapping[str, Any]] = (),
    *,
    days: Sequence[str] = ("2022-02-01", "2022-02-14"),
    groups: Sequence[str] = ("Act", "Threat"),
    labels: Sequence[str] | None = None,
    windows: Sequence[tuple[int, int]] = ((-2, 0),),
    outcomes: Sequence[str] | None = None,
    note: str = "",
    gaps: tuple[str, ...] = (),
) -> EventFindings:
    """Findings with the given rows; what a row leaves out is unremarkable."""
    rows = pd.DataFrame([TEST | dict(row) for row in tests], columns=list(TEST))
    assets = list(dict.fromkeys(rows["asset"])) or ["SPX"]
    told = list(labels or ["Act"] * len(days))
    events = pd.DataFrame(
        {
            "date": pd.to_datetime(list(days)),
            "name": [f"Event {number}" for number in range(1, len(days) + 1)],
            "group": told,
            "number": range(1, len(days) + 1),
        },
        index=pd.Index([f"e{number}" for number in range(1, len(days) + 1)], name="event_id"),
    )
    aligned = pd.DataFrame(
        {"asset": asset, "session": day, "outcome": outcome}
        for day, outcome in zip(events["date"], outcomes or ["used"] * len(days), strict=True)
        for asset in assets
    )
    spec = EventsSection(file="days.csv", note=note, groups=tuple(groups), windows=tuple(windows))
    study = StudyFile.model_validate(
        {
            "study": {"title": "Days"},
            "events": spec.model_dump(),
            "prices": {"start": "2021-01-04", "end": "2022-03-31"},
            "assets": {"sessions": assets},
        }
    )
    return EventFindings(
        study=study,
        events=events,
        spec=spec,
        daily=Prices(make_daily(asset, "2022-01-03", "2022-03-31") for asset in assets),
        assets={asset: get_asset(asset) for asset in assets},
        aligned=aligned,
        results=cast("Any", SimpleNamespace(outcomes=aligned)),
        moves=pd.DataFrame(),
        tests=rows,
        differences=pd.DataFrame([DIFFERENCE | dict(row) for row in differences], columns=list(DIFFERENCE)),
        paths=pd.DataFrame(),
        gaps=gaps,
    )


@pytest.fixture(scope="session")
def make_found(make_daily: Callable[..., Any]) -> Callable[..., EventFindings]:
    def make(*rows: Any, **options: Any) -> EventFindings:
        return hand_made(make_daily, *rows, **options)

    return make

"""The real study of 75 dated events: counts that add up, and numbers recomputed from the files alone."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from aftershock.markets import sessions
from aftershock.reporting.build import build_report
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.report import find_events
from aftershock.reporting.html import render_page
from aftershock.reporting.sections import compose_page
from aftershock.reporting.studyfile import read_study

pytestmark = pytest.mark.kit

STUDY = Path(__file__).resolve().parents[3] / "reports/geopolitical-2010s/study.toml"
FILES = {
    "SPX": ("daily/index/SPX.csv", "close"),
    "GOLD": ("daily/adj_close/GLD.csv", "adj_close"),
    "UST10Y": ("daily/rates/UST_10Y_YIELD.csv", "close"),
    "WTI": ("daily/futures/ENERGY_STRIP_SETTLE.csv", "CL01"),
}
EXACT = 1e-9
SPAN = 5


@pytest.fixture(scope="module")
def real(kit: dict[str, Path]) -> EventFindings:
    return find_events(read_study(STUDY), STUDY.parent, kit["source"], lambda _: None)


def by_hand(
    kit: Path, asset: str, window: tuple[int, int], group: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """CAR and SCAR of every event of a group, from the files put on the sessions of the asset's market."""
    file, column = FILES[asset]
    levels = pd.read_csv(kit / file, parse_dates=["date"]).set_index("date")[column]
    calendar = "SIFMAUS" if asset == "UST10Y" else "NYSE"
    levels = levels.reindex(sessions(calendar, max("2009-01-02", str(levels.index[0])[:10]), "2019-12-31"))
    moves = (100 * levels.diff() if asset == "UST10Y" else np.log(levels).diff()).to_numpy()
    events = pd.read_csv(kit / "events/geopolitical_event_days.csv", parse_dates=["date"])
    places = levels.index.searchsorted(events["date"])
    cars, scars = [], []
    for own in places if group is None else places[events["type"] == group]:
        quiet = [
            moves[at]
            for at in range(max(own - 250, 1), own - 10)
            if not any(abs(at - other) <= SPAN for other in places if other != own) and np.isfinite(moves[at])
        ]
        inside = moves[own + window[0] : own + window[1] + 1] - np.mean(quiet)
        inside = inside[np.isfinite(inside)]
        length = len(inside)
        cars.append(inside.sum())
        scars.append(inside.sum() / (np.std(quiet, ddof=1) * math.sqrt(length + length**2 / len(quiet))))
    return np.array(cars), np.array(scars)


def test_page_claims_no_cause(real: EventFindings, claims_of_page: Callable[..., list[str]]) -> None:
    study = real.study.study
    quoted = [*real.events["name"], study.title, study.question]
    assert claims_of_page(render_page(compose_page(real)), quoted=quoted) == []


def test_every_pair_ends_in_one_outcome(real: EventFindings) -> None:
    counts = real.results.outcomes["outcome"].value_counts()
    assert len(real.events) == 75 and counts.sum() == 75 * 4
    assert real.results.outcomes.groupby("asset").size().tolist() == [75] * 4


def test_five_days_are_no_sessions_and_no_two_events_share_one(real: EventFindings) -> None:
    outcomes = real.aligned["outcome"].value_counts().to_dict()
    assert outcomes == {"used": 280, "market_closed_next_open": 20}


def test_groups_are_those_of_the_list(real: EventFindings) -> None:
    counts = real.tests.drop_duplicates("group").set_index("group")["n_events"].to_dict()
    assert counts == {"": 75, "Act": 50, "Threat": 9}


def test_all_24_tests_are_counted(real: EventFindings) -> None:
    assert real.tests["pvalue"].notna().sum() == 2 * 4 * 3


@pytest.mark.parametrize(
    ("asset", "window", "group"),
    [
        ("SPX", (-2, 0), ""),
        ("SPX", (-3, 1), "Act"),
        ("UST10Y", (-2, 0), ""),
        ("UST10Y", (-3, 1), ""),
        ("GOLD", (-2, 0), "Threat"),
        ("GOLD", (-3, 1), ""),
        ("WTI", (-2, 0), ""),
        ("WTI", (-3, 1), "Threat"),
    ],
)
def test_mean_and_p_are_those_of_the_files(
    kit: dict[str, Path], real: EventFindings, asset: str, window: tuple[int, int], group: str
) -> None:
    cars, scars = by_hand(kit["source"], asset, window, group or None)
    row = real.tests.query("asset == @asset and start == @window[0] and group == @group").iloc[0]
    assert row["estimate"] == pytest.approx(cars.mean(), abs=EXACT)
    assert row["std_error"] == pytest.approx(stats.sem(cars), abs=EXACT)
    assert row["pvalue"] == pytest.approx(stats.ttest_1samp(scars, 0.0).pvalue, abs=EXACT)


def test_moves_of_one_event_are_those_of_the_files(kit: dict[str, Path], real: EventFindings) -> None:
    """The attack on Abqaiq, listed on 17 September 2019: oil's jump of the 16th lies before day 0."""
    strip = pd.read_csv(kit["source"] / "daily/futures/ENERGY_STRIP_SETTLE.csv", index_col="date")["CL01"]
    jump = math.log(strip["2019-09-16"] / strip["2019-09-13"])
    days = real.results.to_frame("event").query("event_id == '74' and asset == 'WTI'").set_index("day")
    assert days.at[-1, "move"] == pytest.approx(jump, abs=EXACT) and jump > 0.1


def test_report_is_built_from_the_kit_and_is_the_same_twice(kit: dict[str, Path], tmp_path: Path) -> None:
    first, second = (
        build_report(STUDY, out=tmp_path / name, prices=kit["source"]).parent for name in ("one", "two")
    )
    for name in ("report.html", "results.csv", "results.json", "manifest.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    manifest = json.loads((first / "manifest.json").read_bytes())
    assert manifest["events"] == {"read": 75, "used": 75, "rejected": 0}
    assert manifest["outcomes"]["sessions"] == {
        "used": 279,
        "market_closed_next_open": 20,
        "gap_in_window": 1,
    }

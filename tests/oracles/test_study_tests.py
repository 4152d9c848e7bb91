"""Every row of the reference tables of tests through the study, asked for by name as a user asks.

One row of the reference is one test of one panel, model and window, or of one day of a window. The last test counts
them: none is left out.
"""

import csv
import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import aftershock as ash

ORACLE = Path(__file__).parents[2] / "../shared/oracle"
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore::aftershock.errors.AssumptionWarning"),
    pytest.mark.skipif(not ORACLE.exists(), reason="the reference numbers are not beside the checkout"),
]
REFERENCE_TOLERANCE = 1e-9
NOTHING = 1e-12
"""A reference of zero is met to rounding."""

Row = dict[str, str]
ON_ONE_DAY = {"patell_z": "patell_z_pooledQ"}
"""On a single day the reference pools Patell's variances."""

RANKED_WITH_THE_WINDOW = {"corrado_rank_z", "corrado_zivney_rank_z", "corrado_zivney_sign_z"}
FROM_ALL_EVENTS = {"kp_bmp_t", "generalized_sign_z"}
"""On a single day the reference estimates these also from events without a move that day."""

AVERAGES = {"aar", "caar"}
DISTRIBUTIONS = {"t": "t", "N": "normal", "binom": "binomial", "signrank": "signed_rank"}
EXTRA: dict[str, Callable[[ash.HypothesisTest], float]] = {
    "skewness_adjusted_t": lambda test: test.extra["skewness"],
    "brown_warner_1985_t": lambda test: test.extra["daily_std"],
    "brown_warner_1980_t": lambda test: test.extra["daily_std"],
    "kp_bmp_t": lambda test: test.extra["mean_correlation"],
    "kp_patell_z": lambda test: test.extra["mean_correlation"],
    "sign_z": lambda test: test.extra["n_positive"],
    "generalized_sign_z": lambda test: test.extra["positive_share"],
    "wilcoxon_z": lambda test: test.extra["rank_sum"],
    "grank_t": lambda test: test.extra["z"],
    "grank_z": lambda test: test.estimate,
}


def read(name: str) -> list[Row]:
    if not ORACLE.exists():
        return []
    with (ORACLE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


TABLES = {name: read(f"expected/{name}") for name in ("sim_window_tests", "sim_daily_tests")}
COMPARED: dict[str, set[int]] = {name: set() for name in TABLES}


@lru_cache
def fit(dataset: str, model: str, estimation: str) -> ash.EventStudyResults:
    _, returns, dates = dataset.split("_")
    moves = pd.read_csv(ORACLE / f"inputs/sim_returns_{returns}.csv", index_col="date", parse_dates=True)
    panel = pd.read_csv(ORACLE / f"inputs/sim_events_{dates}.csv", parse_dates=["event_date"])
    return ash.EventStudy(
        moves,
        panel.rename(columns={"event_date": "session"}),
        model=ash.MarketModel("MKT") if model == "mm" else ash.ConstantMean(),
        window=(-5, 5),
        estimation=pair(estimation),
        mask_events=False,
        sessions="panel",
    ).fit()


def pair(text: str) -> tuple[int, int]:
    start, end = text.split(":")
    return int(start), int(end)


def number(text: str) -> float:
    return float(text) if text else math.nan


def asked(row: Row) -> ash.HypothesisTest:
    """Ask the study for the test of a row."""
    results, name = fit(row["dataset"], row["model"], row["est_window"]), row["test"]
    if "day" not in row:
        return results.test(name, window=pair(row["window"]))  # type: ignore[arg-type]
    day = int(row["day"])
    options: dict[str, Any] = {"quiet_events": "all"} if name in FROM_ALL_EVENTS else {}
    if name in RANKED_WITH_THE_WINDOW:
        return results.test(name, window=pair(row["window"]), day=day)  # type: ignore[arg-type]
    return results.test(ON_ONE_DAY.get(name, name), window=(day, day), **options)  # type: ignore[arg-type]


def averaged(row: Row) -> tuple[float, float]:
    """Take the average of a row, and the events behind it."""
    results = fit(row["dataset"], row["model"], row["est_window"])
    if row["test"] == "aar":
        days = results.aar(window=pair(row["window"])).set_index("day").loc[int(row["day"])]
        return days["estimate"], days["n_events"]
    test = results.test("cross_sectional_t", window=pair(row["window"]))
    return test.estimate, test.n_events


def degrees(test: ash.HypothesisTest) -> float:
    """Read what the reference calls degrees of freedom: for the exact tests the number of events that count."""
    if test.distribution == "binomial":
        return test.n_events
    return test.extra["n_ranked"] if test.distribution == "signed_rank" else test.df


def numbers_of(row: Row) -> dict[str, float]:
    """Compute our number for every filled cell of a row."""
    if row["test"] in AVERAGES:
        return dict(zip(("statistic", "extra"), averaged(row), strict=True))
    test = asked(row)
    assert test.distribution == DISTRIBUTIONS[row["dist"]]
    ours = {"statistic": test.statistic, "p_two_sided": test.pvalue, "df": degrees(test)}
    return ours | ({"extra": EXTRA[row["test"]](test)} if row["extra"] else {})


def label(row: Row) -> str:
    return "-".join(row[name] for name in ("dataset", "model", "window", "day", "test") if name in row)


@pytest.mark.parametrize(
    ("table", "at"),
    [(table, at) for table, rows in TABLES.items() for at in range(len(rows))],
    ids=[label(row) for rows in TABLES.values() for row in rows],
)
def test_row(table: str, at: int) -> None:
    row = TABLES[table][at]
    ours = numbers_of(row)
    for name in ("statistic", "p_two_sided", "df", "extra"):
        theirs = number(row[name])
        assert math.isnan(theirs) or name in ours
        if name in ours:
            assert ours[name] == pytest.approx(theirs, rel=REFERENCE_TOLERANCE, abs=NOTHING, nan_ok=True)


@pytest.mark.parametrize(("table", "n_rows"), [("sim_window_tests", 480), ("sim_daily_tests", 408)])
def test_no_row_is_left_out(table: str, n_rows: int, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [(ours, number(row[name])) for row in TABLES[table] for name, ours in numbers_of(row).items()]
    compared = sum(math.isfinite(ours) and math.isfinite(theirs) for ours, theirs in pairs)
    with capsys.disabled():
        print(f"\n{table} through the study: {len(TABLES[table])} rows, {compared} numbers compared")
    lines = (ORACLE / f"expected/{table}.csv").read_text(encoding="utf-8").splitlines()
    assert len(TABLES[table]) == len(lines) - 1 == n_rows
    assert all(math.isfinite(ours) or math.isnan(theirs) for ours, theirs in pairs)

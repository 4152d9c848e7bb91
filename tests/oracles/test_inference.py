"""Every hypothesis test against the reference numbers, row by row, on arrays worked out here by brute force.

Nothing of the study engine is used: windows are cut by loops, the market model is solved by least squares, and the mean
correlation is an average over pairs. Each row of the reference files is one test, and the last ones count them.
"""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from aftershock.inference import (
    HypothesisTest,
    bmp_t,
    bmp_t_csar,
    brown_warner_1980_t,
    brown_warner_1985_t,
    corrado_rank_z,
    corrado_zivney_rank_z,
    corrado_zivney_sign_z,
    cross_sectional_t,
    forecast_t,
    generalized_sign_z,
    grank_t,
    grank_z,
    kp_bmp_t,
    kp_patell_z,
    lamb_z,
    mean_positive_share,
    patell_z,
    patell_z_pooledQ,
    patell_z_scar,
    rank_multiday_z,
    sign_exact_binomial,
    sign_z,
    skewness_adjusted_t,
    wilcoxon_exact,
    wilcoxon_z,
)

ORACLE = Path(__file__).parents[2] / "../shared/oracle"
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not ORACLE.exists(), reason="the reference numbers are not beside the checkout"),
]
REFERENCE_TOLERANCE = 1e-9
NOTHING = 1e-12
"""A reference of zero is met to rounding."""

ESTIMATION = range(-260, -10)
DISTRIBUTIONS = {"t": "t", "N": "normal", "binom": "binomial", "signrank": "signed_rank"}
Row = dict[str, str]


@dataclass(frozen=True)
class Event:
    """One event fitted by itself; NaN where a move is missing."""

    event_id: str
    alpha: float
    beta: float
    row: int
    n_parameters: int
    moves: np.ndarray
    abnormal: np.ndarray
    market: np.ndarray
    used: np.ndarray

    @property
    def residuals(self) -> np.ndarray:
        return np.where(self.used, self.abnormal[[self.row + at for at in ESTIMATION]], np.nan)

    @property
    def n_used(self) -> int:
        return int(self.used.sum())

    @property
    def df(self) -> int:
        return self.n_used - self.n_parameters

    @property
    def std(self) -> float:
        return math.sqrt(np.nansum(self.residuals**2) / self.df)

    def window_rows(self, window: str) -> list[int]:
        start, end = window.split(":")
        rows = range(self.row + int(start), self.row + int(end) + 1)
        return [at for at in rows if np.isfinite(self.abnormal[at])]

    def factor(self, rows: list[int]) -> float:
        """Exact variance of the sum over these rows, over s squared."""
        factor = len(rows) + len(rows) ** 2 / self.n_used
        if self.n_parameters == 2:
            quiet = self.market[[self.row + at for at in ESTIMATION]][self.used]
            factor += (self.market[rows] - quiet.mean()).sum() ** 2 / ((quiet - quiet.mean()) ** 2).sum()
        return factor

    def car(self, window: str) -> float:
        rows = self.window_rows(window)
        return float(self.abnormal[rows].sum()) if rows else math.nan

    def std_error(self, window: str) -> float:
        return self.std * math.sqrt(self.factor(self.window_rows(window)))

    def scar(self, window: str) -> float:
        return self.car(window) / self.std_error(window) if self.window_rows(window) else math.nan

    def sar(self, at: int) -> float:
        return float(self.abnormal[at] / (self.std * math.sqrt(self.factor([at]))))

    def csar(self, window: str) -> float:
        rows = self.window_rows(window)
        return sum(self.sar(at) for at in rows) / math.sqrt(len(rows)) if rows else math.nan


def read(name: str) -> list[Row]:
    with (ORACLE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    return float(text) if text else math.nan


@lru_cache
def returns(panel: str) -> dict[str, np.ndarray]:
    rows = read(f"inputs/sim_returns_{panel}")
    return {name: np.array([number(row[name]) for row in rows]) for name in rows[0] if name != "date"}


@lru_cache
def fitted(dataset: str, model: str) -> list[Event]:
    _, panel, dates = dataset.split("_")
    market = returns(panel)["MKT"]
    return [
        fit(row["event_id"], returns(panel)[row["asset"]], market, int(row["event_row"]), model)
        for row in read(f"inputs/sim_events_{dates}")
    ]


def fit(event_id: str, moves: np.ndarray, market: np.ndarray, row: int, model: str) -> Event:
    rows = [row + at for at in ESTIMATION]
    used = np.isfinite(moves[rows]) & np.isfinite(market[rows])
    columns = [np.ones(used.sum())] + ([market[rows][used]] if model == "mm" else [])
    found = np.linalg.lstsq(np.column_stack(columns), moves[rows][used], rcond=None)[0]
    alpha, beta = found[0], found[1] if model == "mm" else 0.0
    abnormal = moves - alpha - beta * market
    return Event(event_id, alpha, beta, row, len(columns), moves, abnormal, market, used)


@dataclass(frozen=True)
class Arrays:
    """What the tests are given: one row an event, one column a day of event time."""

    dataset: str
    events: list[Event]
    window: str
    day: int | None

    @property
    def span(self) -> str:
        """The window that is summed: the whole one, or the single day."""
        return self.window if self.day is None else f"{self.day}:{self.day}"

    @property
    def car(self) -> np.ndarray:
        return np.array([event.car(self.span) for event in self.events])

    @property
    def scar(self) -> np.ndarray:
        return np.array([event.scar(self.span) for event in self.events])

    @property
    def csar(self) -> np.ndarray:
        return np.array([event.csar(self.span) for event in self.events])

    @property
    def df(self) -> np.ndarray:
        return np.array([event.df for event in self.events], dtype=float)

    @property
    def std(self) -> np.ndarray:
        return np.array([event.std for event in self.events])

    @property
    def residuals(self) -> np.ndarray:
        return np.array([event.residuals for event in self.events])

    def offsets(self, window: str) -> range:
        start, end = window.split(":")
        return range(int(start), int(end) + 1)

    @property
    def abnormal(self) -> np.ndarray:
        """Days that are summed."""
        return np.array(
            [[event.abnormal[event.row + at] for at in self.offsets(self.span)] for event in self.events]
        )

    @property
    def ranked(self) -> np.ndarray:
        """Days that are ranked together: those of the whole window."""
        return np.array(
            [[event.abnormal[event.row + at] for at in self.offsets(self.window)] for event in self.events]
        )

    @property
    def at(self) -> int:
        """Column of the day among the ranked ones."""
        assert self.day is not None
        return list(self.offsets(self.window)).index(self.day)

    @property
    def counted(self) -> np.ndarray:
        """The events behind a window statistic; on a single day the reference keeps all in what it estimates."""
        return np.isfinite(self.car) if self.day is None else np.full(len(self.events), True)

    @property
    def mean_correlation(self) -> float:
        """Mean over pairs of the correlation over shared estimation days; no windows overlap on different dates."""
        if not self.dataset.endswith("common"):
            return 0.0
        rows = self.residuals[self.counted]
        return float(np.mean([correlate(rows[i], rows[j]) for i, j in combinations(range(len(rows)), 2)]))

    @property
    def positive_share(self) -> float:
        return mean_positive_share(self.residuals[self.counted])

    @property
    def markets(self) -> tuple[np.ndarray, np.ndarray]:
        """Market moves of the days that are summed, and of the estimation window."""
        event = self.events[0]
        today = [event.market[event.row + at] for at in self.offsets(self.span)]
        return np.array(today), np.array([event.market[event.row + at] for at in ESTIMATION])


def correlate(one: np.ndarray, other: np.ndarray) -> float:
    both = np.isfinite(one) & np.isfinite(other)
    return float(np.corrcoef(one[both], other[both])[0, 1])


BOTH: dict[str, Callable[[Arrays], HypothesisTest]] = {
    "cross_sectional_t": lambda x: cross_sectional_t(x.car),
    "brown_warner_1985_t": lambda x: brown_warner_1985_t(x.abnormal, x.residuals),
    "brown_warner_1980_t": lambda x: brown_warner_1980_t(x.abnormal, x.residuals),
    "bmp_t": lambda x: bmp_t(x.scar),
    "kp_bmp_t": lambda x: kp_bmp_t(x.scar, x.mean_correlation),
    "sign_z": lambda x: sign_z(x.car),
    "generalized_sign_z": lambda x: generalized_sign_z(x.car, x.positive_share),
    "wilcoxon_z": lambda x: wilcoxon_z(x.car),
}
WINDOW = BOTH | {
    "caar": lambda x: cross_sectional_t(x.car),
    "skewness_adjusted_t": lambda x: skewness_adjusted_t(x.car),
    "patell_z": lambda x: patell_z(x.csar, x.df),
    "patell_z_pooledQ": lambda x: patell_z_pooledQ(x.csar, x.df),
    "patell_z_scar": lambda x: patell_z_scar(x.scar, x.df),
    "bmp_t_csar": lambda x: bmp_t_csar(x.csar),
    "kp_patell_z": lambda x: kp_patell_z(x.scar, x.df, x.mean_correlation),
    "sign_exact_binomial": lambda x: sign_exact_binomial(x.car),
    "wilcoxon_exact": lambda x: wilcoxon_exact(x.car),
    "rank_multiday_z": lambda x: rank_multiday_z(x.abnormal, x.residuals),
    "grank_t": lambda x: grank_t(x.scar, x.residuals, x.std),
    "grank_z": lambda x: grank_z(x.scar, x.residuals, x.std),
}
DAILY = BOTH | {
    "aar": lambda x: cross_sectional_t(x.car),
    "patell_z": lambda x: patell_z_pooledQ(x.csar, x.df),  # the reference pools the variances on a single day
    "lamb_z": lambda x: lamb_z(x.abnormal, x.residuals, *x.markets),
    "corrado_rank_z": lambda x: corrado_rank_z(x.ranked, x.residuals, day=x.at),
    "corrado_zivney_rank_z": lambda x: corrado_zivney_rank_z(x.ranked, x.residuals, day=x.at),
    "corrado_zivney_sign_z": lambda x: corrado_zivney_sign_z(x.ranked, x.residuals, day=x.at),
}
EXTRA: dict[str, Callable[[HypothesisTest], float]] = {
    "caar": lambda test: test.n_events,
    "aar": lambda test: test.n_events,
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
WINDOW_ROWS = read("expected/sim_window_tests") if ORACLE.exists() else []
DAILY_ROWS = read("expected/sim_daily_tests") if ORACLE.exists() else []
TABLES = {"sim_window_tests": WINDOW_ROWS, "sim_daily_tests": DAILY_ROWS}


def arrays_of(row: Row) -> Arrays:
    day = int(row["day"]) if "day" in row else None
    return Arrays(row["dataset"], fitted(row["dataset"], row["model"]), row["window"], day)


def numbers_of(row: Row) -> dict[str, tuple[float, float]]:
    """Pair our number with the reference for every filled cell of a row."""
    test = (DAILY if "day" in row else WINDOW)[row["test"]](arrays_of(row))
    if row["test"] in ("caar", "aar"):
        return {
            "statistic": (test.estimate, number(row["statistic"])),
            "extra": (test.n_events, number(row["extra"])),
        }
    ours = {"statistic": test.statistic, "p_two_sided": test.pvalue, "df": degrees(test)}
    if row["extra"]:
        ours["extra"] = EXTRA[row["test"]](test)
    assert DISTRIBUTIONS[row["dist"]] == test.distribution
    return {name: (value, number(row[name])) for name, value in ours.items()}


def degrees(test: HypothesisTest) -> float:
    """Read what the reference calls degrees of freedom: for the exact tests the number of events that count."""
    if test.distribution == "binomial":
        return test.n_events
    return test.extra["n_ranked"] if test.distribution == "signed_rank" else test.df


def label(row: Row) -> str:
    return "-".join(row[name] for name in ("dataset", "model", "window", "day", "test") if name in row)


def assert_close(ours: float, theirs: float) -> None:
    assert ours == pytest.approx(theirs, rel=REFERENCE_TOLERANCE, abs=NOTHING, nan_ok=True)


@pytest.mark.parametrize("row", WINDOW_ROWS, ids=label)
def test_window(row: Row) -> None:
    for ours, theirs in numbers_of(row).values():
        assert_close(ours, theirs)


@pytest.mark.parametrize("row", DAILY_ROWS, ids=label)
def test_day(row: Row) -> None:
    for ours, theirs in numbers_of(row).values():
        assert_close(ours, theirs)


EVENT_COLUMNS: dict[str, Callable[[Event, str], float]] = {
    "alpha": lambda event, _: event.alpha,
    "beta": lambda event, _: event.beta,
    "n_est": lambda event, _: event.n_used,
    "df": lambda event, _: event.df,
    "s_resid": lambda event, _: event.std,
    "s_ddof1": lambda event, _: float(np.nanstd(event.residuals, ddof=1)),
    "car": lambda event, window: forecast(event, window).estimate,
    "n_days": lambda event, window: len(event.window_rows(window)),
    "se_car_exact_over_s": lambda event, window: forecast(event, window).std_error / event.std,
    "se_car_sumC_over_s": lambda event, window: math.sqrt(
        sum(event.factor([at]) for at in event.window_rows(window))
    ),
    "scar_exact": lambda event, window: forecast(event, window).statistic,
    "scar_naive": lambda event, window: (
        event.car(window) / (event.std * math.sqrt(len(event.window_rows(window))))
    ),
    "csar_patell": lambda event, window: event.csar(window),
    "bhar_vs_market": lambda event, window: compound(event, window, event.market),
    "bhar_vs_model": lambda event, window: compound(event, window, event.moves - event.abnormal),
}


def forecast(event: Event, window: str) -> HypothesisTest:
    return forecast_t(event.car(window), event.std_error(window), event.df)


def compound(event: Event, window: str, expected: np.ndarray) -> float:
    rows = event.window_rows(window)
    return float(np.prod(1 + event.moves[rows]) - np.prod(1 + expected[rows]))


def rows_by_case(table: str, *columns: str) -> dict[str, list[Row]]:
    cases: dict[str, list[Row]] = {}
    for row in read(f"expected/{table}") if ORACLE.exists() else []:
        cases.setdefault("_".join(row[name] for name in columns), []).append(row)
    return cases


def event_of(row: Row) -> Event:
    return next(event for event in fitted(row["dataset"], row["model"]) if event.event_id == row["event_id"])


EVENT_CASES = rows_by_case("sim_events", "dataset", "model", "window")
ABNORMAL_CASES = rows_by_case("sim_abnormal", "dataset", "model")


@pytest.mark.parametrize("case", EVENT_CASES)
@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_each_event(case: str, column: str) -> None:
    for row in EVENT_CASES[case]:
        if row[column]:
            assert_close(EVENT_COLUMNS[column](event_of(row), row["window"]), number(row[column]))


@pytest.mark.parametrize("case", ABNORMAL_CASES)
def test_each_abnormal_move(case: str) -> None:
    for row in ABNORMAL_CASES[case]:
        event = event_of(row)
        at = event.row + int(row["day"])
        ours = {"ar": event.abnormal[at], "C": event.factor([at]), "sar": event.sar(at)}
        for name, value in ours.items():
            assert_close(value, number(row[name]))


def lines_below_the_header(table: str) -> int:
    return len((ORACLE / f"expected/{table}.csv").read_text(encoding="utf-8").splitlines()) - 1


@pytest.mark.parametrize(("table", "least"), [("sim_window_tests", 480), ("sim_daily_tests", 408)])
def test_no_row_is_left_out(table: str, least: int, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [numbers_of(row) for row in TABLES[table]]
    compared = [
        one
        for one in pairs
        if all(math.isfinite(ours) or math.isnan(theirs) for ours, theirs in one.values())
    ]
    with capsys.disabled():
        print(f"\n{table}: {len(compared)} rows, {sum(map(len, compared))} numbers compared")
    assert len(compared) == lines_below_the_header(table) >= least


@pytest.mark.parametrize(("table", "cases"), [("sim_events", EVENT_CASES), ("sim_abnormal", ABNORMAL_CASES)])
def test_no_event_is_left_out(table: str, cases: dict[str, list[Row]]) -> None:
    assert sum(map(len, cases.values())) == lines_below_the_header(table)


def test_no_column_of_the_events_is_left_out() -> None:
    keys = {"dataset", "est_window", "model", "window", "event_id", "asset", "event_date"}
    assert set(read("expected/sim_events")[0]) - keys == set(EVENT_COLUMNS)

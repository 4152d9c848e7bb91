"""The session-time study against reference numbers computed independently from the published formulas."""

from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
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
Case = tuple[str, str, str]
CASES = list(product(("complete", "missing"), ("common", "staggered"), ("mm", "mean")))
TESTS = ["cross_sectional_t", "patell_z", "bmp_t", "kp_bmp_t"]
PAIR = ["event_id", "asset"]
WINDOWS = ("-1:1", "0:4")
LABELS = {"dataset", "est_window", "model", "window", "event_id", "asset", "event_date", "day"}


@lru_cache
def fit(case: Case, *, alone: bool = False) -> ash.EventStudyResults:
    returns, events, model = case
    moves = pd.read_csv(ORACLE / f"inputs/sim_returns_{returns}.csv", index_col="date", parse_dates=True)
    panel = pd.read_csv(ORACLE / f"inputs/sim_events_{events}.csv", parse_dates=["event_date"])
    chosen = ash.MarketModel("MKT") if model == "mm" else ash.ConstantMean()
    return ash.EventStudy(
        moves,
        panel.rename(columns={"event_date": "session"}),
        model=Wrapped(chosen) if alone else chosen,
        window=(-5, 5),
        estimation=(-260, -11),
        mask_events=False,
        sessions="panel",
    ).fit()


class Wrapped:
    """A model of one's own: the two methods and the factors, and nothing the study knows."""

    def __init__(self, model: ash.MarketModel | ash.ConstantMean) -> None:
        self.fit, self.expected, self.factors = model.fit, model.expected, model.factors


def expected(table: str, case: Case) -> pd.DataFrame:
    returns, events, model = case
    frame = pd.read_csv(ORACLE / f"expected/{table}.csv", keep_default_na=False, na_values=[""])
    rows = frame[(frame["dataset"] == f"sim_{returns}_{events}") & (frame["model"] == model)]
    assert set(rows["est_window"]) <= {"-260:-11"}
    return rows


def as_window(text: str) -> tuple[int, int]:
    start, end = text.split(":")
    return int(start), int(end)


def assert_close(ours: object, theirs: object) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=REFERENCE_TOLERANCE, atol=REFERENCE_TOLERANCE)


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", ["0:0", "-1:1", "0:4"])
@pytest.mark.parametrize("name", TESTS)
def test_window_test(case: Case, window: str, name: str) -> None:
    reference = expected("sim_window_tests", case)
    row = reference[(reference["window"] == window) & (reference["test"] == name)].iloc[0]
    statistic, pvalue = fit(case).test(name, window=as_window(window))  # type: ignore[arg-type]
    assert statistic == pytest.approx(row["statistic"], rel=REFERENCE_TOLERANCE)
    assert pvalue == pytest.approx(row["p_two_sided"], rel=REFERENCE_TOLERANCE)


def event_values(case: Case, window: str, *, alone: bool = False) -> pd.DataFrame:
    """Every column of the table of events from the results, by event and asset."""
    results, chosen = fit(case, alone=alone), as_window(window)
    car, fits = (results.to_frame(level, window=chosen).set_index(PAIR) for level in ("car", "fit"))  # type: ignore[arg-type]
    held = results.bhar(chosen, market="MKT").set_index(PAIR)
    days = results.to_frame("event")
    days = days[days["day"].between(*chosen) & days["abnormal"].notna()]
    factors = days.groupby(PAIR)["forecast_factor"].sum()
    csar = days.groupby(PAIR)["standardized"].sum() / np.sqrt(days.groupby(PAIR).size())
    spread, beta = fits["residual_std"], "beta" if "beta" in fits else "coefficient_2"
    values = {
        "alpha": fits.get("alpha", fits.get("coefficient_1")),
        "beta": fits[beta] if beta in fits else 0.0 * spread,
        "n_est": fits["n_estimation"],
        "df": fits["df"],
        "s_resid": spread,
        "s_ddof1": spread * np.sqrt(fits["df"] / (fits["n_estimation"] - 1)),
        "car": car["estimate"],
        "n_days": car["n_days"],
        "se_car_exact_over_s": car["std_error"] / spread,
        "se_car_sumC_over_s": np.sqrt(factors),
        "scar_exact": car["statistic"],
        "scar_naive": car["estimate"] / (spread * np.sqrt(car["n_days"])),
        "csar_patell": csar,
        "bhar_vs_market": held["bhar_vs_market"],
        "bhar_vs_model": held["bhar_vs_model"],
    }
    return pd.DataFrame(values)


@pytest.mark.parametrize("alone", [False, True], ids=["together", "one by one"])
@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", WINDOWS)
def test_every_value_of_each_event(case: Case, window: str, alone: bool) -> None:
    reference = expected("sim_events", case)
    reference = reference[reference["window"] == window].set_index(PAIR)
    columns = [name for name in reference.columns if name not in LABELS]
    ours = event_values(case, window, alone=alone)
    assert set(columns) == set(ours.columns)
    assert_close(ours.loc[reference.index, columns], reference[columns])


@pytest.mark.parametrize("alone", [False, True], ids=["together", "one by one"])
@pytest.mark.parametrize("returns", ["complete", "missing"])
def test_every_value_of_each_day(returns: str, alone: bool) -> None:
    case = (returns, "common", "mm")
    reference = expected("sim_abnormal", case).set_index([*PAIR, "day"])
    ours = fit(case, alone=alone).to_frame("event").set_index([*PAIR, "day"]).loc[reference.index]
    for column, theirs in {"abnormal": "ar", "forecast_factor": "C", "standardized": "sar"}.items():
        assert_close(ours[column], reference[theirs])


def test_no_row_of_the_reference_is_left_out() -> None:
    compared = {
        "sim_events": sum(len(expected("sim_events", case)) for case in CASES),
        "sim_abnormal": sum(
            len(expected("sim_abnormal", (returns, "common", "mm"))) for returns in ("complete", "missing")
        ),
    }
    for table, n_rows in compared.items():
        whole = pd.read_csv(ORACLE / f"expected/{table}.csv")
        assert len(whole) == n_rows
    assert compared == {"sim_events": 256, "sim_abnormal": 264}
    windows = pd.read_csv(ORACLE / "expected/sim_events.csv")["window"]
    assert set(windows) == set(WINDOWS)

"""The session-time study against reference numbers computed independently from the published formulas."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash

ORACLE = Path(__file__).parents[2] / "../shared/oracle"
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not ORACLE.exists(), reason="the reference numbers are not beside the checkout"),
]
REFERENCE_TOLERANCE = 1e-9
WINDOW = (-5, 5)
CASES = [
    (returns, events, model)
    for returns in ("complete", "missing")
    for events in ("common", "staggered")
    for model in ("mm", "mean")
]
TESTS = ["cross_sectional_t", "patell_z", "bmp_t", "kp_bmp_t"]


def fit(returns: str, events: str, model: str) -> ash.EventStudyResults:
    moves = pd.read_csv(ORACLE / f"inputs/sim_returns_{returns}.csv", index_col="date", parse_dates=True)
    panel = pd.read_csv(ORACLE / f"inputs/sim_events_{events}.csv", parse_dates=["event_date"])
    return ash.EventStudy(
        moves,
        panel.rename(columns={"event_date": "session"}),
        model=ash.MarketModel("MKT") if model == "mm" else ash.ConstantMean(),
        window=WINDOW,
        estimation=(-260, -11),
        mask_events=False,
        sessions="panel",
    ).fit()


def expected(table: str, returns: str, events: str, model: str) -> pd.DataFrame:
    frame = pd.read_csv(ORACLE / f"expected/{table}.csv", keep_default_na=False, na_values=[""])
    return frame[(frame["dataset"] == f"sim_{returns}_{events}") & (frame["model"] == model)]


def as_window(text: str) -> tuple[int, int]:
    start, end = text.split(":")
    return int(start), int(end)


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", ["0:0", "-1:1", "0:4"])
@pytest.mark.parametrize("name", TESTS)
def test_window_test(case: tuple[str, str, str], window: str, name: str) -> None:
    reference = expected("sim_window_tests", *case)
    row = reference[(reference["window"] == window) & (reference["test"] == name)].iloc[0]
    statistic, pvalue = fit(*case).test(name, window=as_window(window))
    assert statistic == pytest.approx(row["statistic"], rel=REFERENCE_TOLERANCE)
    assert pvalue == pytest.approx(row["p_two_sided"], rel=REFERENCE_TOLERANCE)


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("window", ["-1:1", "0:4"])
@pytest.mark.parametrize(
    ("column", "theirs"),
    [
        ("estimate", "car"),
        ("statistic", "scar_exact"),
        ("df", "df"),
        ("n_days", "n_days"),
    ],
)
def test_each_event(case: tuple[str, str, str], window: str, column: str, theirs: str) -> None:
    reference = expected("sim_events", *case)
    reference = reference[reference["window"] == window].set_index("event_id")[theirs]
    ours = fit(*case).to_frame("car", window=as_window(window)).set_index("event_id")[column]
    assert len(reference) > 10
    assert set(reference.index) <= set(ours.index)
    np.testing.assert_allclose(
        ours[reference.index], reference, rtol=REFERENCE_TOLERANCE, atol=REFERENCE_TOLERANCE
    )


@pytest.mark.parametrize("returns", ["complete", "missing"])
@pytest.mark.parametrize(("column", "theirs"), [("abnormal", "ar"), ("standardized", "sar")])
def test_each_day(returns: str, column: str, theirs: str) -> None:
    reference = (
        expected("sim_abnormal", returns, "common", "mm").set_index(["event_id", "day"])[theirs].dropna()
    )
    ours = fit(returns, "common", "mm").to_frame("event").set_index(["event_id", "day"])[column]
    assert len(reference) > 100
    np.testing.assert_allclose(
        ours[reference.index], reference, rtol=REFERENCE_TOLERANCE, atol=REFERENCE_TOLERANCE
    )

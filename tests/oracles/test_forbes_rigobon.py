"""Forbes and Rigobon's adjustment against the reference."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement.forbes_rigobon import adjusted_correlation, fisher_z_difference

FACTS = Path(__file__).parents[2] / "../shared/oracle/facts"
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not FACTS.exists(), reason="the reference numbers are not beside the checkout"),
]
PRINTED = 1e-9
"""The reference is printed with twelve decimals."""


@pytest.fixture(scope="module")
def expected() -> "pd.Series[float]":
    return pd.read_csv(FACTS / "forbes_rigobon_sim_expected.csv", index_col="quantity")["value"]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return pd.read_csv(FACTS / "forbes_rigobon_sim.csv")


@pytest.fixture(scope="module")
def measured(sample: pd.DataFrame) -> dict[str, float]:
    low, high = (sample[sample["regime"] == name] for name in ("low", "high"))
    return {
        "rho_low": float(np.corrcoef(low["x"], low["y"])[0, 1]),
        "rho_high": float(np.corrcoef(high["x"], high["y"])[0, 1]),
        "delta": float(high["x"].var() / low["x"].var() - 1),
    }


def test_every_row_of_the_formula() -> None:
    table = pd.read_csv(FACTS / "forbes_rigobon_formula.csv")
    ours = [
        adjusted_correlation(row.rho_high, row.variance_ratio_high_over_low) for row in table.itertuples()
    ]
    assert len(ours) >= 42
    assert np.abs(np.array(ours) - table["rho_adjusted"]).max() < PRINTED


@pytest.mark.parametrize("quantity", ["rho_low", "rho_high", "delta"])
def test_the_sample_is_read_as_meant(
    measured: dict[str, float], expected: "pd.Series[float]", quantity: str
) -> None:
    assert measured[quantity] == pytest.approx(expected[quantity], abs=PRINTED)


def test_adjusted_correlation_of_the_sample(measured: dict[str, float], expected: "pd.Series[float]") -> None:
    ours = adjusted_correlation(measured["rho_high"], measured["delta"] + 1)
    assert ours == pytest.approx(expected["rho_high_adjusted"], abs=PRINTED)


def test_plain_test_of_the_sample_cries_wolf(
    measured: dict[str, float], expected: "pd.Series[float]"
) -> None:
    ours = fisher_z_difference(measured["rho_high"], measured["rho_low"], 300, 1500)
    assert ours == pytest.approx(expected["fisher_z_unadjusted"], abs=PRINTED)


def test_adjusted_test_of_the_sample(measured: dict[str, float], expected: "pd.Series[float]") -> None:
    adjusted = adjusted_correlation(measured["rho_high"], measured["delta"] + 1)
    ours = fisher_z_difference(adjusted, measured["rho_low"], 300, 1500)
    assert ours == pytest.approx(expected["fisher_z_adjusted"], abs=PRINTED)

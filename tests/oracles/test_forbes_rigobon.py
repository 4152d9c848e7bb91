"""Forbes and Rigobon's adjustment against the reference."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import ForbesRigobon, adjusted_correlation, forbes_rigobon

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
def found() -> ForbesRigobon:
    sample = pd.read_csv(FACTS / "forbes_rigobon_sim.csv")
    return forbes_rigobon(
        sample["x"].to_numpy(), sample["y"].to_numpy(), (sample["regime"] == "high").to_numpy()
    )


def test_every_row_of_the_formula() -> None:
    table = pd.read_csv(FACTS / "forbes_rigobon_formula.csv")
    ours = adjusted_correlation(table["rho_high"], table["variance_ratio_high_over_low"])
    assert len(ours) >= 42
    assert np.abs(ours - table["rho_adjusted"]).max() < PRINTED


@pytest.mark.parametrize(
    ("quantity", "name"), [("rho_low", "calm"), ("rho_high", "news"), ("rho_high_adjusted", "adjusted")]
)
def test_correlations_of_the_sample(
    found: ForbesRigobon, expected: "pd.Series[float]", quantity: str, name: str
) -> None:
    assert getattr(found, name) == pytest.approx(expected[quantity], abs=PRINTED)


def test_variance_ratio_of_the_sample(found: ForbesRigobon, expected: "pd.Series[float]") -> None:
    assert found.variance_ratio == pytest.approx(1 + expected["delta"], abs=PRINTED)


def test_plain_test_of_the_sample_cries_wolf(found: ForbesRigobon, expected: "pd.Series[float]") -> None:
    assert found.unadjusted_test.statistic == pytest.approx(expected["fisher_z_unadjusted"], abs=PRINTED)


def test_adjusted_test_of_the_sample(found: ForbesRigobon, expected: "pd.Series[float]") -> None:
    assert found.adjusted_test.statistic == pytest.approx(expected["fisher_z_adjusted"], abs=PRINTED)

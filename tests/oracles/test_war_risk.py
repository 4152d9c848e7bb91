"""Rigobon and Sack's estimates on the reference sample."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement.heteroskedasticity_iv import iv_response
from aftershock.comovement.regime_moments import RegimeMoments, regime_moments
from aftershock.typing import BoolArray, FloatArray

FACTS = Path(__file__).parents[2] / "../shared/oracle/facts"
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not FACTS.exists(), reason="the reference numbers are not beside the checkout"),
]
PRINTED = 1e-9
"""The reference is printed with twelve decimals."""


@pytest.fixture(scope="module")
def expected() -> "pd.Series[float]":
    return pd.read_csv(FACTS / "rigobon_sack_expected.csv", index_col="quantity")["value"]


@pytest.fixture(scope="module")
def sample() -> tuple[FloatArray, BoolArray]:
    table = pd.read_csv(FACTS / "rigobon_sack_sim.csv")
    return table[["delta_i", "delta_s"]].to_numpy(), (table["regime"] == "policy").to_numpy()


@pytest.fixture(scope="module")
def moments(sample: tuple[FloatArray, BoolArray]) -> RegimeMoments:
    return regime_moments(*sample, lags=0)


@pytest.mark.parametrize(("quantity", "place"), [("delta_var_i", 0), ("delta_cov", 1), ("delta_var_s", 2)])
def test_change_of_a_moment(
    moments: RegimeMoments, expected: "pd.Series[float]", quantity: str, place: int
) -> None:
    assert moments.difference[place] == pytest.approx(expected[quantity], abs=PRINTED)


def test_response_with_the_numeraire_as_instrument(
    sample: tuple[FloatArray, BoolArray], moments: RegimeMoments, expected: "pd.Series[float]"
) -> None:
    assert iv_response(*sample, moments).estimate == pytest.approx(
        expected["ih_iv_instrument_i"], abs=PRINTED
    )


def test_response_with_the_asset_as_instrument(
    sample: tuple[FloatArray, BoolArray], moments: RegimeMoments, expected: "pd.Series[float]"
) -> None:
    found = iv_response(*sample, moments, instrument="asset")
    assert found.estimate == pytest.approx(expected["ih_iv_instrument_s"], abs=PRINTED)


def test_published_standard_error(
    sample: tuple[FloatArray, BoolArray], moments: RegimeMoments, expected: "pd.Series[float]"
) -> None:
    assert iv_response(*sample, moments).std_error_hc0 == pytest.approx(expected["ih_iv_hc0_se"], abs=PRINTED)


def test_the_plain_regression_on_news_days_is_biased_towards_its_own_limit(
    sample: tuple[FloatArray, BoolArray], moments: RegimeMoments, expected: "pd.Series[float]"
) -> None:
    values, news = sample
    x, y = (values[news] - values[news].mean(axis=0)).T
    plain = float(x @ y / (x @ x))
    assert plain == pytest.approx(expected["event_study_ols"], abs=PRINTED)
    truth, limit = expected["true_alpha"], expected["plim_event_study_ols"]
    ours = iv_response(values, news, moments)
    assert abs(ours.estimate - truth) < 2 * ours.std_error < abs(np.sqrt(news.sum()) * (plain - truth))
    assert limit > truth

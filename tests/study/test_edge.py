"""Estimation windows of single events: read, defaulted and refused by name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.errors import EstimationError

Fit = Callable[..., ash.EventStudyResults]


@pytest.mark.parametrize("model", [ash.ConstantMean(), ash.MarketModel("MKT")], ids=["mean", "market"])
def test_events_may_have_estimation_windows_of_their_own(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, model: Any
) -> None:
    own = events.assign(estimation_start=[-70, -60, -50] * 3, estimation_end=[-5, -5, -15] * 3)
    table = fit(moves, own, model=model).to_frame("car")
    for start, end in ((-70, -5), (-60, -5), (-50, -15)):
        alone = fit(moves, events, model=model, estimation=(start, end)).to_frame("car")
        mine = own["estimation_start"] == start
        pd.testing.assert_frame_equal(
            table[mine.to_numpy()], alone[mine.to_numpy()], check_dtype=False, rtol=1e-10
        )


def test_an_event_without_one_takes_that_of_the_study(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    own = events.assign(estimation_start=[np.nan] * 8 + [-50])
    table = fit(moves, own).to_frame("fit")
    assert table["estimation_start"].tolist() == [-60] * 8 + [-50]
    assert table["estimation_end"].unique().tolist() == [-5]


def test_residuals_outside_an_events_own_window_are_missing(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    own = events[events["asset"] == "A"].assign(estimation_start=[-60, -50, -60])
    results = fit(moves, own, mask_events=False)
    residuals = results.arrays().residuals
    assert residuals.shape == (3, 56)
    assert sorted(np.isfinite(residuals).sum(axis=1).tolist()) == [46, 56, 56]
    assert results.model_fit("e2", "A").residuals.shape == (46,)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (-5, -60, r"event e \(-5, -60\) ends before it starts"),
        (-60, -1, r"event e \(-60, -1\) reaches into window \[-1, \+2\]; let it end at -2 or before"),
        (-60.5, -5, "is no pair of whole sessions"),
        ("long", -5, "is no pair of whole sessions"),
        (-np.inf, -5, "is no pair of whole sessions"),
    ],
)
def test_a_bad_estimation_window_is_named(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, start: Any, end: Any, message: str
) -> None:
    with pytest.raises(EstimationError, match=message):
        fit(moves, one.assign(estimation_start=[start], estimation_end=[end]))

"""Panels and events small enough to check by hand, and a seeded one large enough to test."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash

Fit = Callable[..., ash.EventStudyResults]
N_DAYS = 200
OPTIONS = {"window": (-1, 2), "estimation": (-60, -5)}


@pytest.fixture
def moves() -> pd.DataFrame:
    rng = np.random.default_rng(17)
    market = rng.normal(0, 0.01, N_DAYS)
    names = ["MKT", "A", "B", "C"]
    own = rng.normal(0, 0.01, (N_DAYS, 4)) * [0, 1, 1, 1]
    index = pd.bdate_range("2021-01-04", periods=N_DAYS)
    return pd.DataFrame(market[:, None] + own, index=index, columns=names)


@pytest.fixture
def events(moves: pd.DataFrame) -> pd.DataFrame:
    rows = {"e1": 80, "e2": 120, "e3": 160}
    return pd.DataFrame(
        [(event, asset, moves.index[row]) for event, row in rows.items() for asset in ("A", "B", "C")],
        columns=["event_id", "asset", "session"],
    )


@pytest.fixture
def one(moves: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"event_id": ["e"], "asset": ["A"], "session": [moves.index[120]]})


@pytest.fixture
def fit() -> Fit:
    """Fit a study with short windows; any option can be given instead."""

    def run(moves: pd.DataFrame, events: pd.DataFrame, **options: Any) -> ash.EventStudyResults:
        return ash.EventStudy(moves, events, **(OPTIONS | options)).fit()

    return run

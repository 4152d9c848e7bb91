"""Panels and events small enough to check by hand, and a seeded one large enough to test."""

from collections.abc import Callable, Sequence
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


Simulate = Callable[..., ash.EventStudyResults]


@pytest.fixture
def simulate() -> Simulate:
    """Fit a study of drawn moves with events on the rows and assets given."""

    def run(
        places: Sequence[tuple[int, int]],
        *,
        correlation: float = 0.0,
        variance: float = 1.0,
        moved: float = 0.0,
        days: int = 1,
        estimation: int = 250,
        seed: int = 1,
        **options: Any,
    ) -> ash.EventStudyResults:
        rng = np.random.default_rng(seed)
        n_rows, n_assets = max(row for row, _ in places) + days, max(asset for _, asset in places) + 1
        own, shared = rng.standard_normal((n_rows, n_assets)), rng.standard_normal((n_rows, 1))
        values = np.sqrt(1 - correlation) * own + np.sqrt(correlation) * shared
        for row, asset in places:
            values[row : row + days, asset] *= np.sqrt(variance)
            values[row : row + days, asset] += moved / days
        frame = pd.DataFrame(values, columns=[f"A{at}" for at in range(n_assets)])
        frame.attrs["unit"] = dict.fromkeys(frame.columns, "points")
        events = pd.DataFrame(
            [(f"e{row}", f"A{asset}", row) for row, asset in places],
            columns=["event_id", "asset", "session"],
        )
        settings: dict[str, Any] = {"window": (0, days - 1), "estimation": (-estimation, -5)}
        return ash.EventStudy(frame, events, **(settings | options)).fit()

    return run

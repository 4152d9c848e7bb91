"""Reactions of several assets to episodes that share one shock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.typing import Rng

DATE_SHARE = 0.5
"""Share of the variance of the common shock that episodes of one date have in common."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedReactions:
    """Hold simulated reactions, the date of each episode, and the true correlation of two assets."""

    reactions: pd.DataFrame
    dates: pd.Series[Any]
    loadings: Mapping[str, float]

    def correlation(self, first: str, second: str) -> float:
        """Tell the true correlation of the reactions of two assets."""
        return self.loadings[first] * self.loadings[second]


def simulate_reactions(
    loadings: Mapping[str, float], *, n_episodes: int, per_date: int = 1, df: float = 5.0, rng: Rng = 0
) -> SimulatedReactions:
    r"""Simulate standardized reactions with one common shock.

    Parameters
    ----------
    loadings : mapping of str to float
        Loading of each asset on the shock, between -1 and 1.
    n_episodes : int
        Episodes.
    per_date : int
        Episodes of one date; they share half of the variance of the common shock.
    df : float
        Degrees of freedom of the t distribution of all shocks, above 2.
    rng : int or Generator
        Random numbers.

    Returns
    -------
    SimulatedReactions
        No NaN; every reaction has variance one.

    Notes
    -----
    :math:`x_{ij} = l_j f_i + \sqrt{1 - l_j^2}\,e_{ij}`.

    Examples
    --------
    >>> made = simulate_reactions({"SPX": -0.8, "GOLD": 0.5}, n_episodes=6, per_date=2)
    >>> made.reactions.shape, made.dates.nunique(), made.correlation("SPX", "GOLD")
    ((6, 2), 3, -0.4)
    """
    generator, unit = np.random.default_rng(rng), np.sqrt((df - 2) / df)
    dates = np.arange(n_episodes) // per_date
    day = generator.standard_t(df, int(dates.max()) + 1)[dates]
    own = generator.standard_t(df, n_episodes)
    shared = DATE_SHARE if per_date > 1 else 0.0
    shock = unit * (np.sqrt(shared) * day + np.sqrt(1 - shared) * own)
    weights = np.array(list(loadings.values()))
    noise = unit * generator.standard_t(df, (n_episodes, len(loadings))) * np.sqrt(1 - weights**2)
    frame = pd.DataFrame(np.outer(shock, weights) + noise, columns=list(loadings))
    return SimulatedReactions(frame, pd.Series(dates, name="date"), dict(loadings))

"""Moves whose source is more variable on news days, with links that change or do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.typing import Rng

NOISE = 1.0
PERSISTENCE, SPREAD = 0.95, 0.12


@dataclass(frozen=True, slots=True, eq=False)
class RegimeMarket:
    """Hold simulated moves, which sessions are news, and the true correlation with the source on calm days."""

    moves: pd.DataFrame
    news: pd.Series[Any]
    calm_correlation: Mapping[str, float]


def simulate_regimes(
    links: Mapping[str, float],
    *,
    source: str,
    n_news: int,
    n_other: int,
    variance_ratio: float,
    news_links: Mapping[str, float] | None = None,
    runs: int = 1,
    clusters: bool = False,
    df: float = 5.0,
    rng: Rng = 0,
) -> RegimeMarket:
    r"""Simulate the trap: a source that turns volatile on news days, with or without a change of its links.

    Parameters
    ----------
    links : mapping of str to float
        Slope of each asset on the source.
    source : str
        Name of the source.
    n_news, n_other : int
        Sessions of each kind.
    variance_ratio : float
        Variance of the source on news days over that on others.
    news_links : mapping of str to float, optional
        Slopes on news days; the same by default.
    runs : int
        Length of the runs in which news days come.
    clusters : bool
        Whether the volatility of all assets drifts together, as it does in markets.
    df : float
        Degrees of freedom of the t distribution of all shocks, above 2.
    rng : int or Generator
        Random numbers.

    Returns
    -------
    RegimeMarket
        No NaN.

    Notes
    -----
    :math:`y_{jt} = b_j x_t + e_{jt}`, Var(x) is one or ``variance_ratio``, Var(e) one. With ``clusters`` a row is
    multiplied by exp(h), h an AR(1) with coefficient 0.95 and shocks of 0.12.

    Examples
    --------
    >>> market = simulate_regimes({"GOLD": 0.75}, source="SPX", n_news=20, n_other=80, variance_ratio=3.0)
    >>> market.moves.shape, market.calm_correlation
    ((100, 2), {'GOLD': 0.6})
    """
    generator, n_rows = np.random.default_rng(rng), n_news + n_other
    days = pd.bdate_range("2020-01-01", periods=n_rows, name="session")
    marked = np.zeros(n_rows, dtype=np.bool_)
    starts = generator.permutation(n_rows // runs)[: -(-n_news // runs)] * runs
    marked[(starts[:, None] + np.arange(runs)).ravel()[:n_news]] = True
    unit = np.sqrt((df - 2) / df)
    shock = unit * generator.standard_t(df, n_rows) * np.where(marked, np.sqrt(variance_ratio), 1.0)
    noise = NOISE * unit * generator.standard_t(df, (n_rows, len(links)))
    calm, loud = np.array(list(links.values())), np.array(list((news_links or links).values()))
    values = np.column_stack([shock, shock[:, None] * np.where(marked[:, None], loud, calm) + noise])
    if clusters:
        values *= np.exp(_drift(generator.normal(size=n_rows)))[:, None]
    frame = pd.DataFrame(values, index=days, columns=[source, *links])
    truth = {name: float(slope / np.sqrt(slope**2 + NOISE**2)) for name, slope in links.items()}
    return RegimeMarket(frame, pd.Series(marked, index=days, name="news"), truth)


def _drift(shocks: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Run an AR(1) over shocks."""
    path = np.zeros(shocks.size)
    for row in range(1, shocks.size):
        path[row] = PERSISTENCE * path[row - 1] + SPREAD * shocks[row]
    return path

"""Moves of several assets with one shock that is more variable on news days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.typing import Rng


@dataclass(frozen=True, slots=True, eq=False)
class WarRiskMarket:
    """Hold simulated moves, which sessions are news, and the loadings that were planted."""

    moves: pd.DataFrame
    news: pd.Series[Any]
    loadings: Mapping[str, float]

    def response(self, asset: str, *, numeraire: str) -> float:
        """Tell the true response of an asset to a news shock that moves the numeraire by one."""
        return self.loadings[asset] / self.loadings[numeraire]


def simulate_war_risk(
    loadings: Mapping[str, float],
    *,
    n_news: int,
    n_other: int,
    variance_ratio: float,
    runs: int = 1,
    df: float = 5.0,
    rng: Rng = 0,
) -> WarRiskMarket:
    r"""Simulate moves that share a news shock and another shock, beside noise of their own.

    Use it to see what the war-risk method finds when the truth is known, or fails to find when news is hardly louder.

    Parameters
    ----------
    loadings : mapping of str to float
        Response of each asset to the news shock.
    n_news, n_other : int
        Sessions of each kind.
    variance_ratio : float
        Variance of the news shock in news sessions over that in others; 1 identifies nothing.
    runs : int
        Length of the runs in which news sessions come.
    df : float
        Degrees of freedom of the t distribution of every shock, above 2; all have unit variance.
    rng : int or Generator
        Random numbers.

    Returns
    -------
    WarRiskMarket
        No NaN.

    Notes
    -----
    :math:`x_t = d z_t + b f_t + 0.8 e_t`, :math:`Var(z_t)` is one or
    ``variance_ratio``; b runs from 0.6 to -0.4 over the assets.

    Examples
    --------
    >>> market = simulate_war_risk({"SPX": -1.0, "GOLD": 0.5}, n_news=20, n_other=80, variance_ratio=4.0)
    >>> market.moves.shape, int(market.news.sum()), market.response("GOLD", numeraire="SPX")
    ((100, 2), 20, -0.5)
    """
    generator, n_rows = np.random.default_rng(rng), n_news + n_other
    days = pd.bdate_range("2020-01-01", periods=n_rows, name="session")
    marked = np.zeros(n_rows, dtype=np.bool_)
    starts = generator.permutation(n_rows // runs)[: -(-n_news // runs)] * runs
    places = (starts[:, None] + np.arange(runs)).ravel()[:n_news]
    marked[places] = True
    unit = np.sqrt((df - 2) / df)
    shock = generator.standard_t(df, n_rows) * unit * np.where(marked, np.sqrt(variance_ratio), 1.0)
    other = generator.standard_t(df, n_rows) * unit
    noise = generator.standard_t(df, (n_rows, len(loadings))) * unit
    values = (
        np.outer(shock, list(loadings.values()))
        + np.outer(other, np.linspace(0.6, -0.4, len(loadings)))
        + 0.8 * noise
    )
    frame = pd.DataFrame(values, index=days, columns=list(loadings))
    return WarRiskMarket(frame, pd.Series(marked, index=days, name="news"), dict(loadings))

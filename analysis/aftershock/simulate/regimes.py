"""Calm and news rows with a known answer: links that hold or change while the variance of the source rises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from aftershock.errors import AftershockError
from aftershock.simulate.returns import student_shocks
from aftershock.typing import BoolArray, FloatArray, RegimeVolatility, Rng, check_option

ARCH, GARCH, WARM_UP = 0.08, 0.90, 300
NORMAL = np.inf


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RegimeMarket:
    """Hold simulated moves in calm and news rows, with the correlations they were drawn from.

    Parameters
    ----------
    moves : pandas.DataFrame of shape (n_rows, n_assets)
        On business days, the source first.
    news : pandas.Series of bool
        Which days are news.
    calm_correlation : mapping of str to float
        True correlation of each asset with the source on calm days.
    calm_matrix, news_matrix, adjusted_matrix : ndarray of shape (n_assets, n_assets)
        True correlations of calm days, of news days as measured, and of news days had the source its calm variance.
    variance_ratio, residual_ratio : float
        Variance on news days over that on calm days, of the source and of what it leaves of the others.
    """

    moves: pd.DataFrame
    news: pd.Series[Any]
    calm_correlation: Mapping[str, float]
    calm_matrix: FloatArray
    news_matrix: FloatArray
    adjusted_matrix: FloatArray
    variance_ratio: float
    residual_ratio: float


def simulate_regimes(
    links: Mapping[str, float],
    *,
    source: str,
    n_news: int,
    n_other: int,
    variance_ratio: float,
    news_links: Mapping[str, float] | None = None,
    runs: float = 1.0,
    residual_ratio: float = 1.0,
    residual_correlation: float = 0.0,
    df: float = NORMAL,
    volatility: RegimeVolatility = "constant",
    autoregression: float = 0.0,
    rng: Rng = 0,
) -> RegimeMarket:
    """Simulate the trap: a source that turns volatile on news days, with or without a change of its links.

    Use it to see whether a comparison of calm and news takes a larger variance for a closer link.

    Parameters
    ----------
    links : mapping of str to float
        Response of each asset to the source.
    source : str
        Name of the source.
    n_news, n_other : int
        Days of each kind, fewer news days than others.
    variance_ratio : float
        Variance of the source on news days over that on others.
    news_links : mapping of str to float, optional
        Responses on news days; the same by default.
    runs : float
        Mean length of the runs in which news days come, geometric; 1 makes every news day stand alone.
    residual_ratio : float
        Variance of the other assets' own parts on news days over that on others.
    residual_correlation : float
        Correlation of those own parts, in [0, 1).
    df : float
        Degrees of freedom of Student t shocks, above 2; infinite for normal ones.
    volatility : {"constant", "shared", "own"}
        Volatility clustering on top of the regimes: none, one GARCH(1, 1) scale for all assets, or one for each.
    autoregression : float
        Coefficient of the first-order autoregression of every shock (a diagonal VAR), in (-1, 1).
    rng : int or numpy.random.Generator
        Seed or generator.

    Returns
    -------
    RegimeMarket
        Never NaN.

    Raises
    ------
    AftershockError
        If news days do not fit in, or a parameter is out of bounds.

    Notes
    -----
    ``x = g w`` and ``y_i = b_i x + h e_i`` with shocks ``w, e_i`` of unit variance, ``g**2 = variance_ratio`` and
    ``h**2 = residual_ratio`` on news days, else one. A clustered scale is
    ``s[t]**2 = 0.02 + 0.08 u[t-1]**2 + 0.90 s[t-1]**2`` with normal ``u = s z`` of its own, of mean square one.

    Examples
    --------
    >>> market = simulate_regimes({"GOLD": 0.75}, source="SPX", n_news=20, n_other=80, variance_ratio=3.0)
    >>> market.moves.shape, market.calm_correlation
    ((100, 2), {'GOLD': 0.6})
    """
    check_option("volatility", volatility, RegimeVolatility)
    n_rows = n_news + n_other
    _check(n_rows, n_news, runs, residual_correlation, autoregression)
    generator = np.random.default_rng(rng)
    news = news_runs(n_rows, n_news, runs=runs, rng=generator)
    shocks = _shocks(n_rows, 1 + len(links), df, volatility, autoregression, generator)
    correlation = _equicorrelation(len(links), residual_correlation)
    own = (
        shocks[:, 1:]
        @ np.linalg.cholesky(correlation).T
        * np.sqrt(np.where(news, residual_ratio, 1.0))[:, None]
    )
    moved = shocks[:, 0] * np.sqrt(np.where(news, variance_ratio, 1.0))
    calm, raised = (np.array([one[name] for name in links]) for one in (links, news_links or links))
    values = np.column_stack([moved, moved[:, None] * np.where(news[:, None], raised, calm) + own])
    days = pd.bdate_range("2015-01-01", periods=n_rows, name="session")
    true = _implied(calm, correlation, 1.0)
    return RegimeMarket(
        moves=pd.DataFrame(values, index=days, columns=[source, *links]),
        news=pd.Series(news, index=days, name="news"),
        calm_correlation={name: float(true[0, 1 + place]) for place, name in enumerate(links)},
        calm_matrix=true,
        news_matrix=_implied(raised, residual_ratio * correlation, variance_ratio),
        adjusted_matrix=_implied(raised, residual_ratio * correlation, 1.0),
        variance_ratio=variance_ratio,
        residual_ratio=residual_ratio,
    )


def news_runs(n_rows: int, n_news: int, *, runs: float, rng: np.random.Generator) -> BoolArray:
    """Place news rows at random, in runs whose lengths are geometric with mean ``runs``."""
    lengths = rng.geometric(1.0 / runs, size=n_news)
    n_runs = int(np.searchsorted(np.cumsum(lengths), n_news)) + 1
    lengths = lengths[:n_runs]
    lengths[-1] -= lengths.sum() - n_news
    n_calm = n_rows - n_news
    gaps = np.sort(rng.choice(np.arange(1, n_calm), size=n_runs, replace=False))
    starts = gaps + np.concatenate([[0], np.cumsum(lengths)[:-1]])
    news = np.zeros(n_rows, dtype=np.bool_)
    for start, length in zip(starts, lengths, strict=True):
        news[start : start + length] = True
    return news


def _check(n_rows: int, n_news: int, runs: float, correlation: float, autoregression: float) -> None:
    """Refuse what cannot be drawn."""
    if not 0 < n_news < n_rows / 2:
        raise AftershockError(
            f"n_news is {n_news}; it must be positive and less than half of the {n_rows} rows.", n_news=n_news
        )
    if runs < 1 or not 0 <= correlation < 1 or abs(autoregression) >= 1:
        raise AftershockError(
            f"runs is {runs}, residual_correlation {correlation}, autoregression {autoregression}; they must be "
            "at least 1, in [0, 1) and in (-1, 1)."
        )


def _shocks(
    n_rows: int,
    n_assets: int,
    df: float,
    volatility: RegimeVolatility,
    autoregression: float,
    rng: np.random.Generator,
) -> FloatArray:
    """Draw shocks of unit variance, clustered and autocorrelated as asked."""
    shape = (n_rows + WARM_UP, n_assets)
    shocks = rng.standard_normal(shape) if np.isinf(df) else student_shocks(shape, df=df, rng=rng)
    if volatility != "constant":
        shocks = shocks * _garch_scales(
            rng.standard_normal((shape[0], 1 if volatility == "shared" else n_assets))
        )
    if autoregression:
        shocks = np.sqrt(1 - autoregression**2) * lfilter([1.0], [1.0, -autoregression], shocks, axis=0)
    return np.asarray(shocks[WARM_UP:], dtype=np.float64)


def _garch_scales(drivers: FloatArray) -> FloatArray:
    """Run the variance recursion of GARCH(1, 1) with mean one over columns of normal drivers."""
    variances = np.ones_like(drivers)
    for row in range(1, len(drivers)):
        before = variances[row - 1]
        variances[row] = (1 - ARCH - GARCH) + before * (ARCH * drivers[row - 1] ** 2 + GARCH)
    return np.asarray(np.sqrt(variances))


def _equicorrelation(n: int, correlation: float) -> FloatArray:
    """Make a correlation matrix with one correlation everywhere."""
    return np.full((n, n), correlation) + (1 - correlation) * np.eye(n)


def _implied(links: FloatArray, residual: FloatArray, source_variance: float) -> FloatArray:
    """Compute the correlations of a source and assets that follow it."""
    loadings = np.concatenate([[1.0], links])
    covariance = source_variance * np.outer(loadings, loadings)
    covariance[1:, 1:] += residual
    scale = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(scale, scale))

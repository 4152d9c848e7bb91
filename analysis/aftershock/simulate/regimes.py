"""Calm and news rows with a known answer: links that hold or change while the variance of the source rises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from aftershock.errors import AftershockError
from aftershock.simulate.returns import student_shocks
from aftershock.typing import BoolArray, FloatArray, RegimeVolatility, Rng, check_option

ARCH, GARCH, WARM_UP = 0.08, 0.90, 300
NORMAL = np.inf


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SimulatedRegimes:
    """Moves in calm and news rows, with the correlations they were drawn from.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_assets)
        Moves; the first column is the source.
    news : ndarray of bool, shape (n_rows,)
        Which rows are news.
    calm_correlation, news_correlation, adjusted_correlation : ndarray of shape (n_assets, n_assets)
        True correlations of calm rows, of news rows as measured, and of news rows had the source its calm variance.
    variance_ratio : float
        Variance of the source in news rows over that in calm rows.
    """

    values: FloatArray
    news: BoolArray
    calm_correlation: FloatArray
    news_correlation: FloatArray
    adjusted_correlation: FloatArray
    variance_ratio: float

    @property
    def moves(self) -> pd.DataFrame:
        """The moves as a frame of business days, columns "source", "asset1", "asset2", ..."""
        names = ["source", *(f"asset{place}" for place in range(1, self.values.shape[1]))]
        return pd.DataFrame(self.values, index=self._days, columns=names)

    @property
    def mask(self) -> pd.Series[bool]:
        """Which days are news, on the index of ``moves``."""
        return pd.Series(self.news, index=self._days)

    @property
    def _days(self) -> pd.DatetimeIndex:
        return pd.bdate_range("2015-01-01", periods=len(self.news))


def simulate_regimes(
    n_rows: int,
    n_assets: int = 3,
    *,
    n_news: int,
    rng: Rng,
    burst: float = 1.0,
    variance_ratio: float = 3.0,
    link: float = 0.6,
    news_link: float | None = None,
    residual_ratio: float = 1.0,
    residual_correlation: float = 0.0,
    df: float = NORMAL,
    volatility: RegimeVolatility = "constant",
    autoregression: float = 0.0,
) -> SimulatedRegimes:
    """Simulate assets that follow one source, whose variance rises in news rows.

    Use it to see what a test of equal co-movement does when only the variance of the source rises (the default), and
    whether it notices links that change.

    Parameters
    ----------
    n_rows, n_assets : int
        Shape of the moves; the first asset is the source.
    n_news : int
        News rows among them.
    rng : int or numpy.random.Generator
        Seed or generator.
    burst : float
        Mean length of the runs of news rows; 1 makes every news row stand alone.
    variance_ratio : float
        Variance of the source in news rows over that in calm rows.
    link, news_link : float
        Response of every other asset to the source, in calm and in news rows; the same where ``news_link`` is None.
    residual_ratio : float
        Variance of the other assets' own parts in news rows over that in calm rows.
    residual_correlation : float
        Correlation of those own parts, in [0, 1).
    df : float
        Degrees of freedom of Student t shocks, above 2; infinite for normal ones.
    volatility : {"constant", "shared", "own"}
        Volatility clustering on top of the regimes: none, one GARCH(1, 1) scale for all assets, or one for each.
    autoregression : float
        Coefficient of the first-order autoregression of every shock (a diagonal VAR), in (-1, 1).

    Returns
    -------
    SimulatedRegimes
        Never NaN.

    Raises
    ------
    AftershockError
        If news rows do not fit in, or a parameter is out of bounds.

    Notes
    -----
    ``x = g w`` and ``y_i = b x + h e_i`` with shocks ``w, e_i`` of unit variance, ``g**2 = variance_ratio`` and
    ``h**2 = residual_ratio`` in news rows, else one, and ``b`` the link of the row. A clustered scale is
    ``s[t]**2 = 0.02 + 0.08 u[t-1]**2 + 0.90 s[t-1]**2`` with normal ``u = s z`` of its own, of mean square one.

    Examples
    --------
    >>> drawn = simulate_regimes(500, n_news=50, rng=1)
    >>> drawn.calm_correlation[0, 1].round(3), drawn.news_correlation[0, 1].round(3)
    (np.float64(0.514), np.float64(0.721))
    >>> bool(np.allclose(drawn.adjusted_correlation, drawn.calm_correlation))
    True
    """
    check_option("volatility", volatility, RegimeVolatility)
    _check(n_rows, n_news, burst, residual_correlation, autoregression)
    generator = np.random.default_rng(rng)
    news = news_runs(n_rows, n_news, burst=burst, rng=generator)
    shocks = _shocks(n_rows, n_assets, df, volatility, autoregression, generator)
    correlation = _equicorrelation(n_assets - 1, residual_correlation)
    own = shocks[:, 1:] @ np.linalg.cholesky(correlation).T
    source = shocks[:, 0] * np.where(news, np.sqrt(variance_ratio), 1.0)
    links = np.where(news, link if news_link is None else news_link, link)
    others = links[:, None] * source[:, None] + own * np.where(news, np.sqrt(residual_ratio), 1.0)[:, None]
    changed = link if news_link is None else news_link
    return SimulatedRegimes(
        values=np.column_stack([source, others]),
        news=news,
        calm_correlation=_implied(link, correlation, 1.0),
        news_correlation=_implied(changed, residual_ratio * correlation, variance_ratio),
        adjusted_correlation=_implied(changed, residual_ratio * correlation, 1.0),
        variance_ratio=variance_ratio,
    )


def news_runs(n_rows: int, n_news: int, *, burst: float, rng: np.random.Generator) -> BoolArray:
    """Place news rows at random, in runs whose lengths are geometric with mean ``burst``."""
    lengths = rng.geometric(1.0 / burst, size=n_news)
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


def _check(n_rows: int, n_news: int, burst: float, correlation: float, autoregression: float) -> None:
    """Refuse what cannot be drawn."""
    if not 0 < n_news < n_rows / 2:
        raise AftershockError(
            f"n_news is {n_news}; it must be positive and less than half of the {n_rows} rows.", n_news=n_news
        )
    if burst < 1 or not 0 <= correlation < 1 or abs(autoregression) >= 1:
        raise AftershockError(
            f"burst is {burst}, residual_correlation {correlation}, autoregression {autoregression}; they must be "
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


def _implied(link: float, residual: FloatArray, source_variance: float) -> FloatArray:
    """Compute the correlations of a source and assets that follow it by one link."""
    loadings = np.concatenate([[1.0], np.full(len(residual), link)])
    covariance = source_variance * np.outer(loadings, loadings)
    covariance[1:, 1:] += residual
    scale = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(scale, scale))

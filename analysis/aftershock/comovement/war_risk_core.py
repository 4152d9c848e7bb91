"""All estimates of the war-risk method on arrays, and their bootstrap."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from aftershock.comovement.rank_one import RankOne, outer_entries, rank_one_fit
from aftershock.comovement.regime_moments import RegimeMoments, regime_demeaned, regime_moments
from aftershock.typing import BoolArray, FloatArray, IntArray, WarRiskMethod

LEAST_ROWS = 5
"""Rows of each regime below which a bootstrap sample is drawn again."""


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Hold responses relative to the first column: estimates and standard errors of shape (n,), the first is (1, 0)."""

    estimates: FloatArray
    std_errors: FloatArray


def iv_responses(moments: RegimeMoments) -> Responses:
    r"""Compute :math:`\Delta_{1j}/\Delta_{11}` for every column with robust standard errors."""
    n_assets = moments.news_variance.size
    own = moments.position(0, 0)
    cross = np.array([moments.position(0, column) for column in range(n_assets)])
    base = moments.difference[own]
    estimates = moments.difference[cross] / base if base != 0 else np.full(n_assets, math.nan)
    variance = moments.covariance
    spread = variance[cross, cross] - 2 * estimates * variance[cross, own] + estimates**2 * variance[own, own]
    return Responses(estimates, np.sqrt(np.maximum(spread, 0.0)) / abs(base))


def gmm_responses(fit: RankOne) -> Responses:
    """Compute v_j / v_1 with standard errors by the delta method."""
    base = fit.vector[0]
    estimates = fit.vector / base
    slopes = (np.eye(fit.vector.size) - np.outer(estimates, np.eye(fit.vector.size)[0])) / base
    return Responses(
        estimates, np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", slopes, fit.covariance, slopes), 0.0))
    )


def responses(moments: RegimeMoments, *, method: WarRiskMethod, efficient: bool) -> tuple[Responses, RankOne]:
    """Estimate the responses by one of the methods, and the fit of one common shock in either case."""
    fit = rank_one_fit(moments, efficient=efficient)
    return (gmm_responses(fit) if method == "gmm" else iv_responses(moments)), fit


def block_rows(n_rows: int, *, block_length: float, rng: np.random.Generator) -> IntArray:
    """Draw rows by the stationary bootstrap: runs of geometric length on a circle, shape (n_rows,)."""
    starts = rng.random(n_rows) < 1.0 / block_length
    starts[0] = True
    run = np.cumsum(starts) - 1
    begun = np.flatnonzero(starts)
    origins = rng.integers(0, n_rows, size=begun.size)
    return np.asarray((origins[run] + np.arange(n_rows) - begun[run]) % n_rows, dtype=np.int64)


def resampled_moments(
    values: FloatArray,
    news: BoolArray,
    *,
    lags: int,
    block_length: float,
    n_draws: int,
    rng: np.random.Generator,
) -> Iterator[RegimeMoments]:
    """Compute the moments of samples of rows drawn in runs, each row with its label."""
    for _ in range(n_draws):
        rows = enough_rows(news, block_length=block_length, rng=rng)
        yield regime_moments(values[rows], news[rows], lags=lags)


def enough_rows(news: BoolArray, *, block_length: float, rng: np.random.Generator) -> IntArray:
    """Draw rows in runs until both regimes have a few."""
    while True:
        rows = block_rows(len(news), block_length=block_length, rng=rng)
        if LEAST_ROWS <= news[rows].sum() <= len(news) - LEAST_ROWS:
            return rows


def distance_draws(
    samples: Iterator[RegimeMoments], moments: RegimeMoments, fit: RankOne, *, efficient: bool
) -> FloatArray:
    """Compute the over-identification statistic of bootstrap samples, shape (n_draws,).

    The moments of a sample are shifted by what the fit leaves over, so that one shock holds exactly in the world the
    samples come from.
    """
    gap = moments.difference - outer_entries(fit.vector[None, :])[0]
    moved = (replace(sample, difference=sample.difference - gap) for sample in samples)
    return np.array([rank_one_fit(one, efficient=efficient).distance for one in moved])


def exceedance(statistic: float, draws: FloatArray) -> float:
    """Compute the share of draws at least as large, the statistic counted among them; NaN without one.

    Examples
    --------
    >>> exceedance(3.0, np.array([1.0, 2.0, 4.0]))
    0.5
    """
    known = draws[np.isfinite(draws)]
    if not (math.isfinite(statistic) and known.size):
        return math.nan
    return float((1 + np.sum(known >= statistic)) / (1 + known.size))


def null_products(values: FloatArray, news: BoolArray, estimates: FloatArray) -> FloatArray:
    """Compute x (y - d x) of every asset with moves centred by regime, less its own mean in each regime."""
    centred = regime_demeaned(values, news)
    numeraire = centred[:, :1]
    return regime_demeaned(numeraire * (centred - estimates * numeraire), news)


def difference_t(products: FloatArray, news: BoolArray, *, lags: int) -> FloatArray:
    """Compute the robust t of the difference of means between regimes, column by column; NaN without spread."""
    shares = np.where(news, 1.0 / news.sum(), -1.0 / (~news).sum())[:, None]
    influence = shares * regime_demeaned(products, news)
    variance = np.einsum("ij,ij->j", influence, influence)
    for lag in range(1, lags + 1):
        together = np.einsum("ij,ij->j", influence[lag:], influence[:-lag])
        variance = variance + 2 * (1 - lag / (lags + 1)) * together
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((shares * products).sum(axis=0) / np.sqrt(np.where(variance > 0, variance, np.nan)))


def critical_values(
    values: FloatArray,
    news: BoolArray,
    estimates: FloatArray,
    *,
    lags: int,
    block_length: float,
    n_draws: int,
    alpha: float,
    rng: np.random.Generator,
) -> FloatArray:
    """Find the size of the Anderson-Rubin t that bootstrap samples exceed with probability ``alpha``, shape (n,).

    The world the samples come from has the estimate as its truth; NaN where the t is not defined.
    """
    products = null_products(values, news, estimates)
    draws = np.empty((n_draws, values.shape[1]))
    for draw in range(n_draws):
        rows = enough_rows(news, block_length=block_length, rng=rng)
        draws[draw] = difference_t(products[rows], news[rows], lags=lags)
    limits = np.full(values.shape[1], np.nan)
    for column in range(1, values.shape[1]):
        known = np.abs(draws[np.isfinite(draws[:, column]), column])
        limits[column] = np.quantile(known, 1 - alpha) if known.size else np.nan
    return limits


def shifted_traces(values: FloatArray, news: BoolArray) -> FloatArray:
    """Compute the mean relative change of variance for the labels as they are, then for every shift on a circle.

    Shape (n_rows,); the first is the actual one. Shifts keep the runs of the labels.
    """
    scaled = values / np.sqrt(np.mean((values[~news] - values[~news].mean(axis=0)) ** 2, axis=0))
    squares = np.mean((scaled - scaled.mean(axis=0)) ** 2, axis=1)
    sums = np.fft.irfft(np.fft.rfft(squares) * np.conj(np.fft.rfft(news.astype(np.float64))), n=len(news))
    inside, total = int(news.sum()), float(squares.sum())
    return np.asarray(
        np.roll(sums[::-1], 1) / inside - (total - np.roll(sums[::-1], 1)) / (len(news) - inside)
    )

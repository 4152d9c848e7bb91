"""Correlations and responses of one pair in calm and news rows with intervals, on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.comovement.link_draws import PairDraws, ResponseDraws, pair_draws, response_draws
from aftershock.comovement.link_moments import SS, LinkSums, adjusted, link_sums, moments
from aftershock.comovement.studentized import UNDEFINED, LinkInterval, jackknife_error, studentized_interval
from aftershock.comovement.time_blocks import block_draws, jackknife_weights, time_blocks
from aftershock.typing import BoolArray, FloatArray, IntArray, Rng

LOCKSTEP = 1 - 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLink:
    """Hold the correlations of one pair of assets, never one without the others.

    Parameters
    ----------
    first, second : str
        The assets.
    calm, news, adjusted : LinkInterval
        Correlation in calm rows, in news rows as measured, and in news rows had the source its calm variance.
    difference : LinkInterval
        Adjusted less calm; its p-value is that of no difference.
    bound_low, bound_high : float
        Smallest and largest adjusted correlation when either asset of the pair, or the source named, moves first.
    reason : str
        Why there are no numbers; empty otherwise.
    """

    first: str
    second: str
    calm: LinkInterval = UNDEFINED
    news: LinkInterval = UNDEFINED
    adjusted: LinkInterval = UNDEFINED
    difference: LinkInterval = UNDEFINED
    bound_low: float = np.nan
    bound_high: float = np.nan
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLink:
    """Hold how one asset follows the source in calm and in news rows.

    Parameters
    ----------
    asset : str
        The asset that follows.
    calm, news, difference : LinkInterval
        Slope on the source, and news less calm, in units of the asset for one unit of the source.
    residual_ratio : LinkInterval
        Variance that the source leaves unexplained, news over calm; its p-value is that of one.
    reason : str
        Why there are no numbers; empty otherwise.
    """

    asset: str
    calm: LinkInterval = UNDEFINED
    news: LinkInterval = UNDEFINED
    difference: LinkInterval = UNDEFINED
    residual_ratio: LinkInterval = UNDEFINED
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class BlockSample:
    """Hold rows with their labels, cut into blocks, and what was drawn of them.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_assets)
        Moves without NaN.
    news : ndarray of bool, shape (n_rows,)
        Which rows are news.
    blocks : ndarray of int, shape (n_rows,)
        Block of every row.
    counts : ndarray of shape (n_draws, n_blocks)
        How often each block was drawn.
    alpha : float
        One minus the coverage of intervals.
    """

    values: FloatArray
    news: BoolArray
    blocks: IntArray
    counts: FloatArray
    alpha: float

    @property
    def with_news(self) -> BoolArray:
        """Which blocks hold news rows, shape (n_blocks,)."""
        return np.bincount(self.blocks, weights=self.news) > 0

    @property
    def n_calm_blocks(self) -> int:
        """Blocks that hold calm rows."""
        return int((np.bincount(self.blocks, weights=~self.news) > 0).sum())


def block_sample(
    values: FloatArray,
    news: BoolArray,
    *,
    block_length: float | None,
    n_draws: int,
    alpha: float,
    rng: Rng,
) -> BlockSample:
    """Cut rows into blocks and draw them, labels and all."""
    blocks = time_blocks(news, block_length)
    with_news = np.bincount(blocks, weights=news) > 0
    return BlockSample(values, news, blocks, block_draws(with_news, n_draws=n_draws, rng=rng), alpha)


def pair_link(sample: BlockSample, source: int, pair: tuple[int, int], names: tuple[str, str]) -> PairLink:
    """Compare the correlation of a pair between calm and news rows."""
    reason = _no_correlation(sample, (source, *pair))
    if reason:
        return PairLink(first=names[0], second=names[1], reason=reason)
    sums = _sums(sample, source, pair)
    observed, drawn, left_out = (pair_draws(sums, counts) for counts in _countings(sample))
    calm, news = (_interval(sample, name, observed, drawn) for name in ("calm", "news"))
    freed, difference = (
        _interval(sample, name, observed, drawn, left_out) for name in ("adjusted", "difference")
    )
    low, high = adjustment_bound(sample, source, pair)
    return PairLink(
        first=names[0],
        second=names[1],
        calm=_correlations(calm),
        news=_correlations(news),
        adjusted=_correlations(freed),
        difference=_from_calm(difference, calm.estimate),
        bound_low=low,
        bound_high=high,
    )


def response_link(sample: BlockSample, source: int, asset: int, name: str) -> ResponseLink:
    """Compare how an asset follows the source between calm and news rows."""
    reason = _no_correlation(sample, (source, source, asset))
    if reason:
        return ResponseLink(asset=name, reason=reason)
    sums = _sums(sample, source, (asset, asset))
    observed, drawn, left_out = (response_draws(sums, counts) for counts in _countings(sample))
    calm, news, difference = (
        _interval(sample, one, observed, drawn, left_out) for one in ("calm", "news", "difference")
    )
    ratio = _interval(sample, "residual_ratio", observed, drawn, left_out)
    return ResponseLink(
        asset=name, calm=calm, news=news, difference=difference, residual_ratio=_exponentials(ratio)
    )


def variance_ratio(sample: BlockSample, asset: int) -> LinkInterval:
    """Compute the variance of an asset in news rows over that in calm rows, with its interval."""
    if _no_correlation(sample, (asset,)):
        return UNDEFINED
    sums = _sums(sample, asset, (asset, asset))
    observed, drawn, left_out = (response_draws(sums, counts) for counts in _countings(sample))
    return _exponentials(_interval(sample, "source_ratio", observed, drawn, left_out))


def adjustment_bound(sample: BlockSample, source: int, pair: tuple[int, int]) -> tuple[float, float]:
    """Find the smallest and largest adjusted correlation over who moves first: the source or either asset."""
    every = np.ones((1, sample.counts.shape[1]))
    found = []
    for first_mover in (source, *pair):
        sums = _sums(sample, first_mover, pair)
        calm, news = moments(sums.calm, every), moments(sums.news, every)
        found.append(float(adjusted(news.covariances, calm.covariances[:, SS])[0][0]))
    return min(found), max(found)


def _sums(sample: BlockSample, source: int, pair: tuple[int, int]) -> LinkSums:
    """Sum a source and a pair over blocks."""
    return link_sums(sample.values[:, [source, *pair]], sample.news, sample.blocks)


def _countings(sample: BlockSample) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Count every block once, as it was drawn, and with one left out at a time."""
    n_blocks = sample.counts.shape[1]
    return np.ones((1, n_blocks)), sample.counts, 1.0 - np.eye(n_blocks)


def _interval(
    sample: BlockSample,
    name: str,
    observed: PairDraws | ResponseDraws,
    drawn: PairDraws | ResponseDraws,
    left_out: PairDraws | ResponseDraws | None = None,
) -> LinkInterval:
    """Compute the interval of one number of the draws, scaled by the jackknife where it is given."""
    one = getattr(observed, name)
    weights = jackknife_weights(sample.with_news)
    error = None if left_out is None else jackknife_error(one, getattr(left_out, name), weights)
    return studentized_interval(one, getattr(drawn, name), alpha=sample.alpha, std_error=error)


def _correlations(fisher: LinkInterval) -> LinkInterval:
    """Take an interval from the Fisher z scale back to correlations; zero correlation is no hypothesis here."""
    estimate, low, high = np.tanh([fisher.estimate, fisher.low, fisher.high]).tolist()
    return LinkInterval(estimate=estimate, low=low, high=high)


def _from_calm(difference: LinkInterval, calm: float) -> LinkInterval:
    """Take a difference of Fisher z to one of correlations, as seen from the calm one."""
    shifted = np.array([difference.estimate, difference.low, difference.high]) + calm
    estimate, low, high = (np.tanh(shifted) - np.tanh(calm)).tolist()
    return LinkInterval(estimate=estimate, low=low, high=high, pvalue=difference.pvalue)


def _exponentials(logs: LinkInterval) -> LinkInterval:
    """Take an interval from logs back to ratios; the p-value of zero is that of a ratio of one."""
    estimate, low, high = np.exp([logs.estimate, logs.low, logs.high]).tolist()
    return LinkInterval(estimate=estimate, low=low, high=high, pvalue=logs.pvalue)


def _no_correlation(sample: BlockSample, assets: tuple[int, ...]) -> str:
    """Say why assets have no correlation in a regime; empty where they have."""
    distinct = sorted(set(assets))
    for rows in (sample.news, ~sample.news):
        chosen = sample.values[rows][:, distinct]
        if (np.ptp(chosen, axis=0) == 0).any():
            return "an asset does not move in one of the regimes"
        if len(distinct) > 1 and np.abs(np.triu(np.corrcoef(chosen.T), 1)).max() > LOCKSTEP:
            return "two assets move in lockstep in one of the regimes"
    return ""

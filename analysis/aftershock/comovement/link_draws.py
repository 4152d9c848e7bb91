"""Numbers of one pair of assets in every draw of blocks, each with its standard error."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from aftershock.comovement.link_moments import (
    SS,
    LinkSums,
    Moments,
    Quantity,
    adjusted,
    correlation,
    log_residual_variance,
    log_source_variance,
    moments,
    pulls,
    response,
)
from aftershock.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class PairDraws:
    """Hold the correlations of one pair in every draw.

    Parameters
    ----------
    calm, news, adjusted, difference : Quantity
        Fisher z of the correlations, and of the adjusted less that of the calm one.
    """

    calm: Quantity
    news: Quantity
    adjusted: Quantity
    difference: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class ResponseDraws:
    """Hold how one asset follows the source in every draw.

    Parameters
    ----------
    calm, news, difference : Quantity
        Slope on the source in both regimes, and news less calm.
    residual_ratio, source_ratio : Quantity
        Log of the variance ratio, news over calm, of what the source leaves and of the source.
    """

    calm: Quantity
    news: Quantity
    difference: Quantity
    residual_ratio: Quantity
    source_ratio: Quantity


@np.errstate(invalid="ignore", divide="ignore")
def pair_draws(sums: LinkSums, counts: FloatArray) -> PairDraws:
    """Compute the correlations of a pair for every row of block counts, shape (n_draws, n_blocks)."""
    calm, news = moments(sums.calm, counts), moments(sums.news, counts)
    in_calm, calm_gradient = correlation(calm.covariances)
    in_news, news_gradient = correlation(news.covariances)
    freed, freed_gradient, by_variance = adjusted(news.covariances, calm.covariances[:, SS])
    through_calm = np.zeros_like(calm_gradient)
    through_calm[:, SS] = by_variance
    own, moved = pulls(calm, calm_gradient), pulls(news, freed_gradient) + pulls(calm, through_calm)
    return PairDraws(
        calm=_fisher(in_calm, own, counts),
        news=_fisher(in_news, pulls(news, news_gradient), counts),
        adjusted=_fisher(freed, moved, counts),
        difference=_quantity(
            np.arctanh(freed) - np.arctanh(in_calm),
            _stretched(moved, freed) - _stretched(own, in_calm),
            counts,
        ),
    )


@np.errstate(invalid="ignore", divide="ignore")
def response_draws(sums: LinkSums, counts: FloatArray) -> ResponseDraws:
    """Compute how the first asset follows the source for every row of block counts."""
    calm, news = moments(sums.calm, counts), moments(sums.news, counts)
    in_calm, calm_gradient = response(calm.covariances)
    in_news, news_gradient = response(news.covariances)
    own, raised = pulls(calm, calm_gradient), pulls(news, news_gradient)
    return ResponseDraws(
        calm=_quantity(in_calm, own, counts),
        news=_quantity(in_news, raised, counts),
        difference=_quantity(in_news - in_calm, raised - own, counts),
        residual_ratio=_log_ratio(log_residual_variance, calm, news, counts),
        source_ratio=_log_ratio(log_source_variance, calm, news, counts),
    )


def _log_ratio(
    log_variance: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
    calm: Moments,
    news: Moments,
    counts: FloatArray,
) -> Quantity:
    """Compute the log of a variance ratio, news over calm."""
    in_calm, calm_gradient = log_variance(calm.covariances)
    in_news, news_gradient = log_variance(news.covariances)
    return _quantity(in_news - in_calm, pulls(news, news_gradient) - pulls(calm, calm_gradient), counts)


def _fisher(values: FloatArray, pulled: FloatArray, counts: FloatArray) -> Quantity:
    """Take a correlation and its pulls to the Fisher z scale."""
    return _quantity(np.arctanh(values), _stretched(pulled, values), counts)


def _stretched(pulled: FloatArray, values: FloatArray) -> FloatArray:
    """Take the pulls at a correlation to those at its Fisher z."""
    return pulled / (1 - values**2)[:, None]


def _quantity(values: FloatArray, pulled: FloatArray, counts: FloatArray) -> Quantity:
    """Sum the squared pulls of the blocks drawn to standard errors."""
    n_blocks = counts.sum(axis=1)
    variances = (counts * pulled**2).sum(axis=1) * n_blocks / (n_blocks - 1)
    return Quantity(values, np.sqrt(variances))

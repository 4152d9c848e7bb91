"""A permutation test of equal links that keeps runs of news whole, on arrays."""

from dataclasses import dataclass

import numpy as np

from aftershock.comovement.jennrich import (
    CommonLinks,
    adjusted_difference,
    common_links,
    difference_covariance,
)
from aftershock.typing import BoolArray, FloatArray, Rng


@dataclass(frozen=True, slots=True, eq=False)
class LinkComparison:
    """Hold the statistic of equal links and what it became under rearranged labels.

    Parameters
    ----------
    statistic : float
        Squared distance of adjusted news correlations from calm ones, in normal-theory standard errors.
    permuted : ndarray of shape (n_draws,)
        The same with labels rearranged.
    n_parameters : int
        Correlations compared.
    """

    statistic: float
    permuted: FloatArray
    n_parameters: int

    @property
    def pvalue(self) -> float:
        """Share of arrangements at least as far, the observed one among them."""
        beyond = int((self.permuted >= self.statistic * (1 - 1e-12)).sum())
        return (1 + beyond) / (1 + len(self.permuted))


def compare_links(values: FloatArray, news: BoolArray, *, n_draws: int, rng: Rng) -> LinkComparison:
    """Compare links between calm and news rows, and under rearranged labels.

    Use it through ``equal_correlation_tests``.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_assets)
        Moves without NaN, the source first.
    news : ndarray of bool, shape (n_rows,)
        Which rows are news.
    n_draws : int
        Rearrangements.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    LinkComparison

    Notes
    -----
    The source is divided by its standard deviation in the regime and the others are freed from it, which leaves
    shocks that have one distribution in both regimes when links hold. Labels are rearranged over these shocks; each
    is then given the source variance of the regime it lands in, and the statistic is computed as for the rows.
    """
    links = common_links(values, news)
    precision: FloatArray = np.asarray(
        np.linalg.inv(difference_covariance(links, int((~news).sum()), int(news.sum()))), dtype=np.float64
    )
    observed = _distances(links, precision, news[None, :].astype(np.float64))
    arrangements = rearranged_labels(news, n_draws=n_draws, rng=rng).astype(np.float64)
    return LinkComparison(float(observed[0]), _distances(links, precision, arrangements), len(precision))


def rearranged_labels(news: BoolArray, *, n_draws: int, rng: Rng) -> BoolArray:
    """Rearrange labels so that runs of news and the gaps between them keep their lengths.

    Runs change places among themselves, gaps among themselves, and the whole is turned by a random number of rows.

    Parameters
    ----------
    news : ndarray of bool, shape (n_rows,)
        Which rows are news; both kinds are there.
    n_draws : int
        Arrangements.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    ndarray of bool, shape (n_draws, n_rows)

    Examples
    --------
    >>> rearranged_labels(np.array([True, True, False, False, False, True]), n_draws=5, rng=1).sum(axis=1)
    array([3, 3, 3, 3, 3])
    """
    generator = np.random.default_rng(rng)
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(news.astype(np.int8))) + 1, [len(news)]])
    lengths, labels = np.diff(bounds), news[bounds[:-1]]
    arranged = np.empty((n_draws, len(news)), dtype=np.bool_)
    for draw in range(n_draws):
        shuffled = lengths.copy()
        shuffled[labels] = generator.permutation(lengths[labels])
        shuffled[~labels] = generator.permutation(lengths[~labels])
        arranged[draw] = np.roll(np.repeat(labels, shuffled), generator.integers(len(news)))
    return arranged


def _distances(links: CommonLinks, precision: FloatArray, arrangements: FloatArray) -> FloatArray:
    """Compute the statistic for every arrangement of labels over the shocks, shape (n_draws,)."""
    news = _with_source(links, _covariances(links.shocks, arrangements), links.news_variance)
    calm = _with_source(links, _covariances(links.shocks, 1.0 - arrangements), links.calm_variance)
    apart = adjusted_difference(calm, news)
    return np.asarray(np.einsum("di,ij,dj->d", apart, precision, apart, optimize=True))


def _covariances(shocks: FloatArray, chosen: FloatArray) -> FloatArray:
    """Compute covariance matrices of the rows that each draw chooses, shape (n_draws, k, k)."""
    size = shocks.shape[1]
    above = np.triu_indices(size)
    n_rows = chosen.sum(axis=1)
    means = chosen @ shocks / n_rows[:, None]
    products = chosen @ (shocks[:, above[0]] * shocks[:, above[1]]) / n_rows[:, None]
    covariances = np.empty((len(chosen), size, size))
    covariances[:, above[0], above[1]] = covariances[:, above[1], above[0]] = products
    covariances -= means[:, :, None] * means[:, None, :]
    return np.asarray(covariances * (n_rows / (n_rows - 1))[:, None, None])


def _with_source(links: CommonLinks, covariances: FloatArray, variance: float) -> FloatArray:
    """Turn covariances of shocks into those of moves whose source has a variance."""
    mixing = np.eye(len(links.responses))
    mixing[:, 0] = links.responses * np.sqrt(variance)
    return np.asarray(mixing @ covariances @ mixing.T)

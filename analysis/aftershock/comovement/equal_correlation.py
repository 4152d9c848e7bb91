"""Tests that links are the same in news and calm rows, whatever the variance of the source, on arrays."""

import numpy as np

from aftershock.comovement.jennrich import chi2_tail
from aftershock.comovement.run_permutation import LinkComparison, compare_links
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.typing import BoolArray, FloatArray, Rng

NULL = (
    "responses to the source and the covariance of what it leaves are the same in news and calm rows, whatever the "
    "variance of the source"
)
SINGULAR = 1e-12


def equal_link_tests(
    values: FloatArray, news: BoolArray, *, n_draws: int, rng: Rng
) -> tuple[HypothesisTest, HypothesisTest]:
    """Test that adjusted news correlations equal calm ones, over all pairs at once.

    Use the permutation test: it keeps its size under fat tails and volatility clustering. The chi-square test is for
    independent normal moves.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_assets)
        Moves without NaN, the source first.
    news : ndarray of bool, shape (n_rows,)
        Which rows are news.
    n_draws : int
        Rearrangements of the labels.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    permutation, jennrich : HypothesisTest
        "link_permutation" and "jennrich_adjusted"; without number, and with the reason, where an asset is a
        combination of the others in one of the regimes.

    Notes
    -----
    Under the null the covariance matrices differ by ``(phi - 1) v b b'`` only: ``v`` is the calm variance of the
    source, ``phi`` its variance ratio, ``b`` the responses. The statistic is ``d' V^-1 d`` with ``d`` the adjusted
    news correlations less the calm ones and ``V`` their normal-theory covariance under the null: Jennrich's quadratic
    form for matrices that share the variance of the source, chi-square with ``k (k - 1) / 2`` degrees of freedom for
    normal moves. Jennrich's own statistic rejects almost never on adjusted matrices and almost always on measured
    ones. A rejection says that responses or own variances changed, not which.

    References
    ----------
    Jennrich (1970), Journal of the American Statistical Association 65, 904-912.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> news = rng.random(500) < 0.2
    >>> source = rng.standard_normal(500) * np.where(news, 2.0, 1.0)
    >>> moves = np.column_stack([source, source + rng.standard_normal(500)])
    >>> permutation, jennrich = equal_link_tests(moves, news, n_draws=199, rng=1)
    >>> permutation.pvalue > 0.05, jennrich.df
    (True, 1.0)
    """
    reason = _singular(values, news)
    if reason:
        n_news = int(news.sum())
        return (
            undefined("link_permutation", reason, null=NULL, n_events=n_news, alternative="two-sided"),
            undefined("jennrich_adjusted", reason, null=NULL, n_events=n_news, alternative="two-sided"),
        )
    comparison = compare_links(values, news, n_draws=n_draws, rng=rng)
    return _permutation_test(comparison, int(news.sum())), _jennrich_test(comparison, int(news.sum()))


def _singular(values: FloatArray, news: BoolArray) -> str:
    """Say that a correlation matrix cannot be inverted; empty where both can."""
    for rows in (news, ~news):
        chosen = values[rows]
        if (np.ptp(chosen, axis=0) == 0).any():
            return "an asset does not move in one of the regimes"
        if np.linalg.eigvalsh(np.corrcoef(chosen.T))[0] < SINGULAR:
            return "an asset is a combination of the others in one of the regimes"
    return ""


def _permutation_test(comparison: LinkComparison, n_news: int) -> HypothesisTest:
    """Make the record of the permutation test."""
    return HypothesisTest(
        statistic=comparison.statistic,
        pvalue=comparison.pvalue,
        df=float(comparison.n_parameters),
        distribution="permutation",
        n_events=n_news,
        null=NULL,
        method="link_permutation",
        n_draws=len(comparison.permuted),
        note="keeps runs of news whole; the one to report",
    )


def _jennrich_test(comparison: LinkComparison, n_news: int) -> HypothesisTest:
    """Make the record of the chi-square test."""
    return HypothesisTest(
        statistic=comparison.statistic,
        pvalue=chi2_tail(comparison.statistic, comparison.n_parameters),
        df=float(comparison.n_parameters),
        distribution="chi2",
        n_events=n_news,
        null=NULL,
        method="jennrich_adjusted",
        note="for normal moves independent from row to row; with fat tails or clusters it rejects too often",
    )

"""Rank and sign tests that rank each event's moves among those of its own estimation window."""

import math
from typing import NamedTuple

import numpy as np

from aftershock.inference.records import HypothesisTest, referred, undefined
from aftershock.typing import Alternative, FloatArray

NULL = "abnormal moves of the event window rank like those of the estimation window"
SIGN_NULL = (
    "abnormal moves of the event window lie above their median as often as those of the estimation window"
)
FEW = "the ranks of a single event cannot reach the usual levels; use sample_quantile"


class DailyScores(NamedTuple):
    """One score a day over all events, estimation days first, and the events behind each."""

    scores: FloatArray
    counts: FloatArray


def corrado_rank_z(
    abnormal: FloatArray, residuals: FloatArray, *, day: int = 0, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test one day by the mean rank of its moves among the days of the estimation and event windows.

    Use it for fat-tailed moves on one day, all events with full data; with gaps :func:`corrado_zivney_rank_z` puts
    the events on one scale. Dates close together and events that raise volatility make it over-reject.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window; all its days are ranked. NaN carry no rank.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window by event time. NaN carry no rank. Events without a move on the day
        still count in the spread.
    day : int
        Column of ``abnormal`` to test.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; ``estimate`` is the mean distance from the middle rank. Undefined below two events with a
        move on the day.

    Notes
    -----
    ``z = mean_i(K_it - (T_i + 1)/2) / S``, ``S**2 = (1/T) sum_t (mean_i(K_it - (T_i + 1)/2))**2`` over all T days,
    K mid-ranks over the T_i days of event i. Assumes days exchangeable under the null.

    References
    ----------
    Corrado (1989), Journal of Financial Economics 23, 385-395.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 0.0, 1.0], [0.5, -0.5, 0.0]])
    >>> round(corrado_rank_z(np.array([[2.0], [3.0]]), residuals).statistic, 4)
    1.6036
    """
    ranks, lengths = _ranked(abnormal, residuals)
    scores, counts = _daily(ranks - (lengths + 1) / 2, power=1.0)
    at = residuals.shape[1] + day
    return _scored("corrado_rank_z", scores[at], scores, int(counts[at]), "ranks", alternative, NULL)


def corrado_zivney_rank_z(
    abnormal: FloatArray, residuals: FloatArray, *, day: int = 0, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test one day by ranks on a scale from 0 to 1, so that events with gaps weigh alike.

    Use it in place of :func:`corrado_rank_z` when events have different numbers of days. Dates close together and
    events that raise volatility make it over-reject.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window; all its days are ranked. NaN carry no rank.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window by event time. NaN carry no rank. Events without a move on the day
        still count in the spread.
    day : int
        Column of ``abnormal`` to test.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; ``estimate`` is the sum of U - 1/2 over the root of the events. Undefined below two events
        with a move on the day.

    Notes
    -----
    ``z = N_t**(-1/2) sum_i(U_it - 1/2) / S`` with ``U = K / (1 + T_i)`` and ``S**2`` the mean over all days of the
    squared daily term. Assumes days exchangeable under the null.

    References
    ----------
    Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27, 465-478.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 0.0, 1.0], [0.5, -0.5, 0.0]])
    >>> round(corrado_zivney_rank_z(np.array([[2.0], [3.0]]), residuals).statistic, 4)
    1.6036
    """
    scores, counts = _rank_scores(abnormal, residuals)
    at = residuals.shape[1] + day
    return _scored("corrado_zivney_rank_z", scores[at], scores, int(counts[at]), "ranks", alternative, NULL)


def corrado_zivney_sign_z(
    abnormal: FloatArray, residuals: FloatArray, *, day: int = 0, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test one day by the signs of its moves about the median of the estimation and event windows.

    Use it for skewed moves with wild tails; it does not need a median of zero. Dates close together make it
    over-reject.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window; all its days enter the median. NaN are left out.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window by event time. NaN are left out. Events without a move on the day
        still count in the spread.
    day : int
        Column of ``abnormal`` to test.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; ``estimate`` is the sum of signs over the root of the events. Undefined below two events
        with a move on the day.

    Notes
    -----
    ``z = N_t**(-1/2) sum_i G_it / S`` with ``G = sign(AR - median)`` and ``S**2`` the mean over all days of the
    squared daily term. Assumes days exchangeable under the null.

    References
    ----------
    Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27, 465-478.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 0.0, 1.0], [0.5, -0.5, 0.0]])
    >>> round(corrado_zivney_sign_z(np.array([[2.0], [3.0]]), residuals).statistic, 4)
    1.4142
    """
    moves = np.hstack([residuals, abnormal])
    signs = np.sign(moves - _row_medians(moves))
    scores, counts = _daily(signs, power=0.5)
    at = residuals.shape[1] + day
    name = "corrado_zivney_sign_z"
    return _scored(name, scores[at], scores, int(counts[at]), "signs", alternative, SIGN_NULL)


def rank_multiday_z(
    abnormal: FloatArray, residuals: FloatArray, *, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test a window of days by the sum of its daily ranks.

    Use it for fat-tailed moves that build up over a few days. It loses power when the whole reaction falls on one
    of them; dates close together and events that raise volatility make it over-reject.

    Parameters
    ----------
    abnormal : ndarray of shape (n_events, n_days)
        Abnormal moves of the event window. NaN carry no rank; a day without any event is left out.
    residuals : ndarray of shape (n_events, n_estimation)
        Abnormal moves of the estimation window by event time. NaN carry no rank. Events without a move in the
        window still count in the spread.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        Standard normal; ``n_events`` counts those with a move in the window. Undefined below two.

    Notes
    -----
    ``z = sum_t N_t**(-1/2) sum_i(U_it - 1/2) / (sqrt(L) S)``, U and S of :func:`corrado_zivney_rank_z`. Assumes
    days exchangeable under the null, and treats the L days as independent.

    References
    ----------
    Campbell and Wasley (1993), Journal of Financial Economics 33, 73-92; Corrado and Zivney (1992), Journal of
    Financial and Quantitative Analysis 27, 465-478.

    Examples
    --------
    >>> residuals = np.array([[-1.0, 0.0, 1.0], [0.5, -0.5, 0.0]])
    >>> round(rank_multiday_z(np.array([[2.0, 1.5], [3.0, 1.0]]), residuals).statistic, 4)
    1.627
    """
    scores, _ = _rank_scores(abnormal, residuals)
    inside = scores[residuals.shape[1] :]
    inside = inside[np.isfinite(inside)]
    total = float(inside.sum() / math.sqrt(max(inside.size, 1)))
    n_events = int(np.isfinite(abnormal).any(axis=1).sum())
    return _scored("rank_multiday_z", total, scores, n_events, "ranks", alternative, NULL)


def row_ranks(values: FloatArray) -> FloatArray:
    """Rank every row by itself from 1, ties at their mid-rank; NaN carry no rank.

    Examples
    --------
    >>> row_ranks(np.array([[3.0, np.nan, 1.0, 1.0]]))
    array([[3. , nan, 1.5, 1.5]])
    """
    from scipy.stats import rankdata

    ranks = np.asarray(rankdata(np.where(np.isfinite(values), values, np.inf), axis=1), dtype=np.float64)
    return np.where(np.isfinite(values), ranks, np.nan)


def _ranked(abnormal: FloatArray, residuals: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rank each event's estimation and event days together; also count them."""
    ranks = row_ranks(np.hstack([residuals, abnormal]))
    return ranks, np.isfinite(ranks).sum(axis=1, keepdims=True).astype(np.float64)


def _rank_scores(abnormal: FloatArray, residuals: FloatArray) -> DailyScores:
    """Score each day by its ranks on a scale from 0 to 1, about the middle."""
    ranks, lengths = _ranked(abnormal, residuals)
    return _daily(ranks / (1 + lengths) - 0.5, power=0.5)


def _row_medians(values: FloatArray) -> FloatArray:
    """Take the median of every row as a column; NaN for a row without any value."""
    medians = np.full((values.shape[0], 1), np.nan)
    present = np.isfinite(values).any(axis=1)
    medians[present, 0] = np.nanmedian(values[present], axis=1)
    return medians


def _daily(values: FloatArray, *, power: float) -> DailyScores:
    """Sum every day over the events that have it and divide by their number to a power; NaN where none has."""
    counts = np.isfinite(values).sum(axis=0).astype(np.float64)
    totals = np.nansum(values, axis=0)
    scores = np.divide(totals, counts**power, out=np.full(counts.shape, np.nan), where=counts > 0)
    return DailyScores(np.asarray(scores), counts)


def _scored(
    name: str,
    score: float,
    scores: FloatArray,
    n_events: int,
    unit: str,
    alternative: Alternative,
    null: str,
) -> HypothesisTest:
    """Refer a score to the spread of the scores of all days."""
    finite = scores[np.isfinite(scores)]
    spread = math.sqrt(float((finite**2).mean())) if finite.size else 0.0
    if n_events < 2 or spread == 0:
        reason = f"{n_events} event(s); {FEW}" if n_events < 2 else "all days have the same score"
        return undefined(name, reason, null=null, n_events=n_events, alternative=alternative, unit=unit)
    return referred(
        name,
        float(score) / spread,
        estimate=float(score),
        std_error=spread,
        n_events=n_events,
        alternative=alternative,
        null=null,
        unit=unit,
    )

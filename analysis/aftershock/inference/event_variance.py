"""Whether events raise volatility: the spread of standardized moves against what quiet days would give."""

import math

import numpy as np
from scipy.special import chdtrc

from aftershock.errors import InferenceError
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.typing import FloatArray

NULL = "events are no more volatile than other days"
UNIT = "times the quiet variance"


def event_variance_chi2(
    scar: FloatArray, df: FloatArray, *, correlations: FloatArray | None = None, kurtosis: float = 0.0
) -> HypothesisTest:
    """Test whether standardized abnormal moves are spread more widely than quiet days would spread them.

    Use it to choose a test: where it rejects, Patell's, Brown and Warner's and the rank tests over-reject. Reactions
    that differ from event to event spread moves as well, and count.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. NaN are left out and not counted.
    df : ndarray of shape (n_events,)
        Residual degrees of freedom of each event's model.
    correlations : ndarray of shape (n_events, n_events), optional
        Correlations of the moves in quiet times, e.g. of windows that share days; none by default. What events share
        moves their mean, not their spread.
    kurtosis : float
        Excess kurtosis of the moves in quiet times: fat tails make the spread itself vary more. Below zero it counts
        as zero.

    Returns
    -------
    HypothesisTest
        One-sided. ``statistic`` and ``estimate`` are the variance ratio, ``df`` the effective degrees of freedom of
        the chi-square it is referred to. Undefined below two events and where an event has 2 degrees of freedom or
        fewer.

    Raises
    ------
    InferenceError
        If ``correlations`` does not have one row and one column an event.

    Notes
    -----
    With ``u_i = SCAR_i / sqrt(df_i / (df_i - 2))``, M the matrix that takes the mean off and R the correlations:
    ``ratio = u'Mu / tr(MR)``, ``2 / v = 2 tr(MRMR) / tr(MR)**2 + kurtosis / n``, ``p = P(chi2(v) > v ratio)``:
    exact for independent or equally correlated normal moves, otherwise right in mean and variance.

    References
    ----------
    Box (1953), Biometrika 40, 318-335, for the kurtosis; Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> test = event_variance_chi2(np.array([-2.0, 2.0, -2.0, 2.0, 0.0]), np.full(5, 200.0))
    >>> round(test.statistic, 2), round(test.df, 2)
    (3.96, 4.0)
    """
    if correlations is not None and correlations.shape != (scar.size, scar.size):
        raise InferenceError(
            f"correlations has shape {correlations.shape} for {scar.size} events; give one row and column an event.",
            shape=correlations.shape,
            n_events=scar.size,
        )
    kept = np.isfinite(scar)
    n_events = int(kept.sum())
    if n_events < 2 or not (df[kept] > 2).all():
        few = f"{n_events} event(s); the spread over events needs at least 2"
        reason = few if n_events < 2 else "the variance of a t needs more than 2 degrees of freedom"
        return _undefined(reason, n_events)
    unit = scar[kept] / np.sqrt(df[kept] / (df[kept] - 2))
    expected, effective = _moments(
        np.eye(n_events) if correlations is None else correlations[np.ix_(kept, kept)], max(kurtosis, 0.0)
    )
    if not expected > 0:
        return _undefined("the events move as one in quiet times; they leave no spread to compare", n_events)
    ratio = float(((unit - unit.mean()) ** 2).sum()) / expected
    return HypothesisTest(
        statistic=ratio,
        pvalue=float(chdtrc(effective, effective * ratio)),
        df=effective,
        distribution="chi2",
        estimate=ratio,
        n_events=n_events,
        alternative="greater",
        null=NULL,
        method="event_variance_chi2",
        unit=UNIT,
    )


def _moments(correlations: FloatArray, kurtosis: float) -> tuple[float, float]:
    """Compute the expected sum of squares about the mean, and its effective degrees of freedom."""
    n_events = len(correlations)
    centred = correlations - correlations.mean(axis=0, keepdims=True)
    centred -= centred.mean(axis=1, keepdims=True)
    expected = float(np.trace(centred))
    if not expected > 1e-9 * n_events:
        return math.nan, math.nan
    return expected, 2 / (2 * float((centred**2).sum()) / expected**2 + kurtosis / n_events)


def _undefined(reason: str, n_events: int) -> HypothesisTest:
    """Make the record of a comparison that cannot be made."""
    return undefined(
        "event_variance_chi2", reason, null=NULL, n_events=n_events, alternative="greater", unit=UNIT
    )

"""Intervals and p-values from studentized draws of blocks."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.comovement.link_moments import Quantity
from aftershock.typing import FloatArray

USABLE = 0.95
"""Share of draws in which a number must exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkInterval:
    """Hold an estimate with its interval.

    Parameters
    ----------
    estimate, low, high : float
        The number and its limits; NaN where undefined.
    pvalue : float
        Two-sided, of the value that says that nothing changed; NaN where no such value makes sense.
    """

    estimate: float = math.nan
    low: float = math.nan
    high: float = math.nan
    pvalue: float = math.nan


UNDEFINED = LinkInterval()


def studentized_interval(
    observed: Quantity, drawn: Quantity, *, alpha: float, std_error: float | None = None
) -> LinkInterval:
    """Compute a symmetric studentized bootstrap interval, with the p-value of the value zero.

    Parameters
    ----------
    observed, drawn : Quantity
        The number in the sample (one draw) and in the resamples.
    alpha : float
        One minus the coverage.
    std_error : float, optional
        Standard error that scales the interval where it is larger than the one of ``observed``, e.g. the jackknife's.

    Returns
    -------
    LinkInterval
        NaN where the number exists in less than 95 % of the draws.

    Notes
    -----
    ``estimate +- c * se`` with ``c`` the ``1 - alpha`` quantile of ``|drawn - estimate| / se_drawn``; the p-value is
    ``(1 + #{|drawn - estimate| / se_drawn >= |estimate| / se}) / (1 + n)``.
    """
    estimate, own = float(observed.values[0]), float(observed.std_errors[0])
    scale = own if std_error is None else max(own, std_error)
    sizes = _studentized_sizes(estimate, drawn)
    usable = len(sizes) >= USABLE * len(drawn.values)
    if not (usable and math.isfinite(estimate) and math.isfinite(scale) and scale > 0):
        return UNDEFINED
    half = scale * float(np.quantile(sizes, 1 - alpha, method="higher"))
    beyond = int((sizes >= abs(estimate) / scale).sum())
    return LinkInterval(
        estimate=estimate, low=estimate - half, high=estimate + half, pvalue=(1 + beyond) / (1 + len(sizes))
    )


def _studentized_sizes(estimate: float, drawn: Quantity) -> FloatArray:
    """Divide the sizes of the deviations of the draws by their standard errors."""
    with np.errstate(invalid="ignore", divide="ignore"):
        sizes = np.abs(drawn.values - estimate) / drawn.std_errors
    return np.asarray(sizes[np.isfinite(sizes)])


def jackknife_error(observed: Quantity, left_out: Quantity, weights: FloatArray) -> float:
    """Compute the standard error from leaving out one block at a time."""
    changes = left_out.values - observed.values[0]
    return float(np.sqrt((weights * changes**2).sum()))

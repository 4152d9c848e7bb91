"""What resampling tests share: patterns of signs, and p-values that count the observed arrangement."""

import numpy as np

from aftershock.errors import InferenceError
from aftershock.typing import Alternative, FloatArray, Rng, check_option

N_DRAWS = 9_999
"""Together with the observed arrangement ten thousand."""

ROUNDING = 1e-10
"""Draws this close to the observed statistic, relative to its size, count as equal to it."""


def check_draws(n_draws: int) -> None:
    """Refuse a number of draws that is not positive.

    Raises
    ------
    InferenceError
        Names what arrived and the customary number.
    """
    if n_draws < 1:
        raise InferenceError(f"n_draws is {n_draws}; give at least 1, e.g. {N_DRAWS}.", n_draws=n_draws)


def sign_patterns(n_blocks: int, n_draws: int, rng: Rng) -> tuple[FloatArray, bool]:
    """List every pattern of signs where there are no more than ``n_draws``, else draw that many.

    Use it to flip blocks of events; the second value says whether the list is complete, the observed signs included.

    Examples
    --------
    >>> patterns, complete = sign_patterns(2, 100, 0)
    >>> patterns.tolist(), complete
    ([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]], True)
    """
    check_draws(n_draws)
    if n_blocks < 63 and 2**n_blocks <= n_draws:
        bits = (np.arange(2**n_blocks)[:, None] >> np.arange(n_blocks)) & 1
        return np.where(bits == 1, -1.0, 1.0), True
    drawn = np.random.default_rng(rng).integers(0, 2, size=(n_draws, n_blocks), dtype=np.int8)
    return np.where(drawn == 1, -1.0, 1.0), False


def as_extreme(draws: FloatArray, observed: float | FloatArray, alternative: Alternative) -> FloatArray:
    """Count along the first axis the draws at least as extreme as what was observed.

    Examples
    --------
    >>> as_extreme(np.array([-3.0, 1.0, 2.0]), 2.0, "two-sided").item()
    2
    """
    check_option("alternative", alternative, Alternative)
    if alternative == "two-sided":
        draws, observed = np.abs(draws), np.abs(observed)
    elif alternative == "less":
        draws, observed = -draws, np.negative(observed)
    slack = ROUNDING * np.abs(observed)
    return np.asarray((draws >= observed - slack).sum(axis=0))


def share_as_extreme(
    draws: FloatArray, observed: float, alternative: Alternative, *, complete: bool
) -> float:
    """Compute a p-value that is never zero: a complete list holds the observed arrangement, to others it is added.

    References
    ----------
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, eq. 2.

    Examples
    --------
    >>> share_as_extreme(np.array([0.5, 0.1, 0.2]), 9.0, "greater", complete=False)
    0.25
    """
    count = int(as_extreme(draws, observed, alternative))
    return count / len(draws) if complete else (1 + count) / (1 + len(draws))

"""An interval for a mean of serially dependent values, by the stationary bootstrap."""

import math
from dataclasses import dataclass

import numpy as np

from aftershock.inference.records import check_alpha
from aftershock.inference.resampling import N_DRAWS, check_draws
from aftershock.typing import FloatArray, Rng

FEWEST = 8
"""Values below which the choice of a block length means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapInterval:
    """Hold a mean with a bootstrap interval.

    Parameters
    ----------
    estimate, std_error : float
        Mean and bootstrap standard error.
    low, high : float
        Limits of the interval.
    alpha : float
        One minus the coverage.
    block_length : float
        Mean length of the blocks drawn.
    n_values, n_draws : int
        Values used and samples drawn.
    unit : str
        Unit of the numbers.
    reason : str
        Why there are no numbers; empty otherwise.
    """

    alpha: float
    estimate: float = math.nan
    std_error: float = math.nan
    low: float = math.nan
    high: float = math.nan
    block_length: float = math.nan
    n_values: int = 0
    n_draws: int = 0
    unit: str = ""
    reason: str = ""


def stationary_bootstrap_interval(
    values: FloatArray,
    *,
    block_length: float | None = None,
    alpha: float = 0.05,
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
    unit: str = "",
) -> BootstrapInterval:
    """Compute an interval for the mean of values in time order by drawing blocks of random length.

    Use it for abnormal moves of events that follow one another so closely that neighbours depend on each other, or for
    daily abnormal moves. With fewer than twenty or so values it is too narrow, as every bootstrap is.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Numbers in time order. NaN are left out, which joins their neighbours.
    block_length : float, optional
        Mean block length; by default the automatic choice of Politis and White, at least 1.
    alpha : float
        One minus the coverage.
    n_draws : int
        Samples drawn.
    rng : int or Generator
        Seed or source of the draws.
    unit : str
        Unit of ``values``.

    Returns
    -------
    BootstrapInterval
        Without numbers, and with the reason, below eight values or where all are the same.

    Raises
    ------
    InferenceError
        If ``n_draws`` is not positive.
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    Basic interval ``(2 m - q_(1 - alpha/2), 2 m - q_(alpha/2))`` of the bootstrap means, by arch.

    References
    ----------
    Politis and Romano (1994), Journal of the American Statistical Association 89, 1303-1313; Patton, Politis and White
    (2009), Econometric Reviews 28, 372-375, for the block length.

    Examples
    --------
    >>> found = stationary_bootstrap_interval(np.sin(np.arange(40.0)) + 1, n_draws=999)
    >>> 0.5 < found.low < found.estimate < found.high < 1.5
    True
    """
    check_alpha(alpha)
    check_draws(n_draws)
    finite = values[np.isfinite(values)]
    if finite.size < FEWEST or np.ptp(finite) == 0:
        few = f"{finite.size} value(s); the bootstrap of blocks needs at least {FEWEST}"
        return BootstrapInterval(
            alpha=alpha,
            n_values=finite.size,
            unit=unit,
            reason=few if finite.size < FEWEST else "all values equal",
        )
    length = _automatic_length(finite) if block_length is None else float(block_length)
    means = _drawn_means(finite, length, n_draws, rng)
    estimate = float(finite.mean())
    lower, upper = np.quantile(means, [alpha / 2, 1 - alpha / 2])
    return BootstrapInterval(
        alpha=alpha,
        estimate=estimate,
        std_error=float(means.std(ddof=1)) if n_draws > 1 else math.nan,
        low=2 * estimate - float(upper),
        high=2 * estimate - float(lower),
        block_length=length,
        n_values=int(finite.size),
        n_draws=n_draws,
        unit=unit,
    )


def _automatic_length(values: FloatArray) -> float:
    """Choose the mean block length from the autocorrelation of the values."""
    from arch.bootstrap import optimal_block_length

    return max(1.0, float(optimal_block_length(values)["stationary"].iloc[0]))


def _drawn_means(values: FloatArray, block_length: float, n_draws: int, rng: Rng) -> FloatArray:
    """Draw stationary bootstrap samples and average each."""
    from arch.bootstrap import StationaryBootstrap

    bootstrap = StationaryBootstrap(
        block_length,  # type: ignore[arg-type]  # documented as a mean length, declared as a whole number
        values,
        seed=np.random.default_rng(rng),
    )
    return np.asarray(bootstrap.apply(np.mean, reps=n_draws), dtype=np.float64).ravel()

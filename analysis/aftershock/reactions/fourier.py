"""The flexible Fourier form of intraday volatility: a few smooth curves for the whole day."""

import numpy as np

from aftershock.errors import EstimationError
from aftershock.typing import FloatArray

DEGREE = 2
WAVES = 4


def fourier_terms(n_slots: int, *, degree: int = DEGREE, waves: int = WAVES) -> FloatArray:
    """Lay out the terms of the flexible Fourier form: a constant, powers of the slot, cosines and sines.

    Parameters
    ----------
    n_slots : int
        Slots of the day.
    degree : int
        Highest power of the slot.
    waves : int
        Number of pairs of cosine and sine.

    Returns
    -------
    ndarray of shape (n_slots, 1 + degree + 2 * waves)

    Raises
    ------
    EstimationError
        If the form has as many terms as there are slots, or a negative number of them.

    Notes
    -----
    ``1, n/N_1, n**2/N_2, cos(2 pi p n/N), sin(2 pi p n/N)`` for n = 1..N, each power over its mean N_k.

    References
    ----------
    Andersen and Bollerslev (1997), Journal of Empirical Finance 4, 115-158.

    Examples
    --------
    >>> fourier_terms(4, degree=1, waves=0)
    array([[1. , 0.4],
           [1. , 0.8],
           [1. , 1.2],
           [1. , 1.6]])
    """
    n_terms = 1 + degree + 2 * waves
    if min(degree, waves) < 0 or n_terms >= n_slots:
        raise EstimationError(
            f"a Fourier form of degree {degree} with {waves} waves has {n_terms} terms for {n_slots} slots; take "
            "fewer terms, or a method that gives each slot its own factor.",
            n_terms=n_terms,
            n_slots=n_slots,
        )
    slot = np.arange(1.0, n_slots + 1.0)[:, None]
    powers = slot ** np.arange(degree + 1)
    angles = 2 * np.pi * slot * np.arange(1, waves + 1) / n_slots
    return np.hstack([powers / powers.mean(axis=0), np.cos(angles), np.sin(angles)])


def fourier_factors(
    scaled: FloatArray, *, degree: int = DEGREE, waves: int = WAVES
) -> tuple[FloatArray, FloatArray]:
    """Fit the flexible Fourier form to the logarithms of sizes, with all days and without each day.

    Use it when there are too few days to give every slot a factor of its own.

    Parameters
    ----------
    scaled : ndarray of shape (n_days, n_slots)
        Moves by their day's level. NaN and zeros, which have no logarithm, are left out.
    degree, waves : int
        Terms of the form; see :func:`fourier_terms`.

    Returns
    -------
    factors : ndarray of shape (n_slots,)
        Exponentials of the fit, not normalized; NaN for slots without a move.
    without_day : ndarray of shape (n_days, n_slots)
        The same without each day, from totals by day.

    Raises
    ------
    EstimationError
        If the form has too many terms for the slots.

    Notes
    -----
    Least squares of ``log|z|`` on the terms: each fit is a small system whose totals are those of all days less the
    day's own.

    References
    ----------
    Andersen and Bollerslev (1997), Journal of Empirical Finance 4, 115-158.

    Examples
    --------
    >>> moves = np.random.default_rng(1).standard_normal((60, 40)) * np.linspace(3.0, 1.0, 40)
    >>> factors, without_day = fourier_factors(moves)
    >>> bool(factors[0] > 2 * factors[-1]), without_day.shape
    (True, (60, 40))
    """
    used = np.flatnonzero(np.isfinite(scaled).any(axis=0))
    terms = fourier_terms(used.size, degree=degree, waves=waves)
    sizes = np.abs(scaled[:, used])
    known = np.isfinite(sizes) & (sizes > 0)
    logs = np.log(sizes, out=np.zeros(sizes.shape), where=known)
    products = (terms[:, :, None] * terms[:, None, :]).reshape(len(terms), -1)
    squares = (known @ products).reshape(len(scaled), terms.shape[1], terms.shape[1])
    sums = logs @ terms
    systems = np.concatenate([squares.sum(axis=0)[None], squares.sum(axis=0) - squares])
    targets = np.concatenate([sums.sum(axis=0)[None], sums.sum(axis=0) - sums])
    fits = np.full((len(systems), scaled.shape[1]), np.nan)
    fits[:, used] = np.exp(np.linalg.solve(systems, targets[:, :, None])[:, :, 0] @ terms.T)
    return fits[0], fits[1:]


def smooth_factors(factors: FloatArray, *, degree: int = DEGREE, waves: int = WAVES) -> FloatArray:
    """Lay the flexible Fourier form through the logarithms of factors.

    Use it to smooth factors of many slots that were estimated one by one.

    Parameters
    ----------
    factors : ndarray of shape (n_slots,) or (n_days, n_slots)
        Factors above zero, the same slots NaN in every row; those stay NaN.
    degree, waves : int
        Terms of the form; see :func:`fourier_terms`.

    Returns
    -------
    ndarray of the same shape
        Not normalized.

    Raises
    ------
    EstimationError
        If the form has too many terms for the slots.

    Examples
    --------
    >>> smooth_factors(np.exp(np.linspace(0.0, 1.0, 5)), degree=1, waves=0).round(4)
    array([1.    , 1.284 , 1.6487, 2.117 , 2.7183])
    """
    rows = np.atleast_2d(factors)
    used = np.flatnonzero(np.isfinite(rows).all(axis=0) & (rows > 0).all(axis=0))
    terms = fourier_terms(used.size, degree=degree, waves=waves)
    coefficients, *_ = np.linalg.lstsq(terms, np.log(rows[:, used]).T, rcond=None)
    smoothed = np.full(rows.shape, np.nan)
    smoothed[:, used] = np.exp(terms @ coefficients).T
    return np.asarray(smoothed.reshape(factors.shape), dtype=np.float64)

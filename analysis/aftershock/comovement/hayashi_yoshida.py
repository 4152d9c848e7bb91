"""Covariance of two assets whose moves span unequal times, at once and with one of them shifted."""

from dataclasses import dataclass

import numpy as np

from aftershock.errors import ComovementError
from aftershock.typing import BoolArray, FloatArray, InstantArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """Hold moves of one asset and the time that each spans.

    Parameters
    ----------
    starts, ends : ndarray of int64, shape (n,)
        The move runs over ``(start, end]``, in nanoseconds since 1970, UTC; both ascending.
    moves : ndarray of shape (n,)
        Finite moves, in the unit of the asset.
    """

    starts: IntArray
    ends: IntArray
    moves: FloatArray

    def __len__(self) -> int:
        """Count the moves."""
        return int(self.moves.size)

    def where(self, kept: BoolArray) -> "Intervals":
        """Keep some of the moves."""
        return Intervals(self.starts[kept], self.ends[kept], self.moves[kept])


def intervals(starts: InstantArray, ends: InstantArray, moves: FloatArray) -> Intervals:
    """Check moves with their start and end, and take them as `Intervals`.

    Parameters
    ----------
    starts, ends : ndarray of datetime64, shape (n,)
        UTC; a move runs over ``(start, end]``.
    moves : ndarray of shape (n,)
        Moves; NaN are left out.

    Returns
    -------
    Intervals

    Raises
    ------
    ComovementError
        If lengths differ, a move ends before it starts, moves overlap or go back, or one is infinite.

    Examples
    --------
    >>> at = np.array(["2022-02-17T14:00", "2022-02-17T15:00", "2022-02-17T16:00"], dtype="datetime64[ns]")
    >>> len(intervals(at[:-1], at[1:], np.array([0.1, np.nan])))
    1
    """
    known = ~np.isnan(moves)
    begin = starts.astype("datetime64[ns]").astype(np.int64)
    end = ends.astype("datetime64[ns]").astype(np.int64)
    if not begin.shape == end.shape == moves.shape:
        raise ComovementError(
            f"There are {begin.size} starts, {end.size} ends and {moves.size} moves; give one of each a move."
        )
    found = Intervals(begin, end, np.asarray(moves, dtype=np.float64)).where(known)
    if np.isinf(found.moves).any():
        raise ComovementError("A move is infinite; leave it empty instead.")
    if (found.ends <= found.starts).any() or (found.starts[1:] < found.ends[:-1]).any():
        raise ComovementError(
            "Moves must follow on each other in time, each ending after it starts; sort them and drop repeats."
        )
    return found


def hayashi_yoshida_covariance(first: Intervals, second: Intervals, *, shift: int = 0) -> float:
    r"""Sum the products of all moves whose times overlap, once the second asset is shifted back.

    Use it where bars of two assets are unequal or do not end together: nothing is interpolated, and no common clock has
    to be found, which would pull the covariance to zero (the Epps effect).

    Parameters
    ----------
    first, second : Intervals
        Moves of the two assets.
    shift : int
        Nanoseconds by which the second is moved back in time; above zero the first is asked to lead.

    Returns
    -------
    float
        In the product of the units. Zero if nothing overlaps.

    Notes
    -----
    :math:`U(\theta) = \sum_{i,j} r_i q_j 1\{I_i \cap (J_j - \theta) \neq \emptyset\}`. At :math:`\theta = 0` it is
    unbiased for the integrated covariance if times of observation do not depend on prices and prices are free of noise.
    Computed from sums running over the second asset: the time grows as n log n.

    References
    ----------
    Hayashi and Yoshida (2005), Bernoulli 11, 359-379; Hoffmann, Rosenbaum and Yoshida (2013), Bernoulli 19, 426-461,
    for the shift; Epps (1979), Journal of the American Statistical Association 74, 291-298.

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> long = Intervals(hours[:1], hours[2:3], np.array([10.0]))
    >>> hayashi_yoshida_covariance(one, long)
    30.0
    """
    return float(first.moves @ overlapping_sums(first, second, shift=shift))


def hayashi_yoshida_correlation(first: Intervals, second: Intervals, *, shift: int = 0) -> float:
    """Divide the covariance of `hayashi_yoshida_covariance` by the root of both realized variances.

    Use it on moves that span the same hours (`in_common_time`). It may lie outside -1 and 1 in small samples.

    Parameters
    ----------
    first, second : Intervals
        Moves of the two assets.
    shift : int
        Nanoseconds by which the second is moved back in time.

    Returns
    -------
    float
        NaN where an asset does not move.

    Notes
    -----
    ``U(shift) / sqrt(sum r_i**2 * sum q_j**2)``. Bid-ask noise inflates both sums, hence pulls it to zero.

    References
    ----------
    Hayashi and Yoshida (2005), Bernoulli 11, 359-379.

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, -2.0, 2.0]))
    >>> hayashi_yoshida_correlation(one, one)
    1.0
    """
    scale = float(first.moves @ first.moves) * float(second.moves @ second.moves)
    return hayashi_yoshida_covariance(first, second, shift=shift) / scale**0.5 if scale > 0 else float("nan")


def overlapping_sums(first: Intervals, second: Intervals, *, shift: int = 0) -> FloatArray:
    """Sum, for each move of the first asset, the moves of the shifted second that overlap it in time.

    Parameters
    ----------
    first, second : Intervals
        Moves of the two assets.
    shift : int
        Nanoseconds by which the second is moved back.

    Returns
    -------
    ndarray of shape (n_first,)

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> overlapping_sums(one, one, shift=1)
    array([2., 3., 0.])
    """
    begin, end = _overlaps(first, second, shift)
    return _running(second)[end] - _running(second)[begin]


def apart_sums(first: Intervals, second: Intervals, *, shift: int) -> FloatArray:
    """Sum, as `overlapping_sums` does, only those moves of the second that share no time with that of the first.

    Use it to test for a lead: where no asset leads, every product of moves that share no time has mean zero, however
    unequal the times of observation are.

    Parameters
    ----------
    first, second : Intervals
        Moves of the two assets.
    shift : int
        Nanoseconds. Above zero: moves of the second that begin after the first's ended, and overlap it once moved back.
        Below zero: moves that ended before it began.

    Returns
    -------
    ndarray of shape (n_first,)

    Examples
    --------
    >>> hours = np.array([0, 2, 4, 6])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> overlapping_sums(one, one, shift=1).tolist(), apart_sums(one, one, shift=1).tolist()
    ([3.0, 5.0, 3.0], [2.0, 3.0, 0.0])
    """
    begin, end = _overlaps(first, second, shift)
    together_begin, together_end = _overlaps(first, second, 0)
    if shift > 0:
        begin = np.maximum(begin, together_end)
    else:
        end = np.minimum(end, together_begin)
    return _running(second)[np.maximum(begin, end)] - _running(second)[begin]


def in_common_time(first: Intervals, second: Intervals) -> tuple[Intervals, Intervals]:
    """Keep the moves during which the other asset moved too, so that variances speak of the same hours.

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> [len(part) for part in in_common_time(one, one.where(hours[:-1] > 0))]
    [2, 2]
    """
    return first.where(met(first, second, 0)), second.where(met(second, first, 0))


def met(first: Intervals, second: Intervals, shift: int) -> BoolArray:
    """Say which moves of the first asset any of the second overlaps, once it is shifted back.

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> met(one, one, 1)
    array([ True,  True, False])
    """
    begin, end = _overlaps(first, second, shift)
    return np.asarray(end > begin, dtype=np.bool_)


def merge_unchanged(given: Intervals) -> Intervals:
    """Join every move of exactly zero to the next one that follows without a gap.

    Use it where an unchanged price may be a price that nobody renewed: the next move then spans the time since the
    last change. Zeros before a gap or the end are left out.

    Parameters
    ----------
    given : Intervals
        Moves.

    Returns
    -------
    Intervals
        The moves other than zero; their sum and their squares are as before.

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> merge_unchanged(Intervals(hours[:-1], hours[1:], np.array([0.0, 0.0, 3.0]))).starts
    array([0])
    """
    rows = np.arange(len(given))
    follows = np.zeros(rows.size, dtype=np.bool_)
    follows[1:] = (given.starts[1:] == given.ends[:-1]) & (given.moves[:-1] == 0)
    begin = np.maximum.accumulate(np.where(follows, 0, rows))
    changed = given.moves != 0
    return Intervals(given.starts[begin[changed]], given.ends[changed], given.moves[changed])


def _overlaps(first: Intervals, second: Intervals, shift: int) -> tuple[IntArray, IntArray]:
    """Find the rows of the shifted second from and to which each move of the first is overlapped."""
    begin = np.searchsorted(second.ends, first.starts + shift, side="right")
    end = np.searchsorted(second.starts, first.ends + shift, side="left")
    return begin.astype(np.int64, copy=False), end.astype(np.int64, copy=False)


def _running(given: Intervals) -> FloatArray:
    """Sum the moves from the first on, zero before it."""
    return np.append(0.0, np.cumsum(given.moves))

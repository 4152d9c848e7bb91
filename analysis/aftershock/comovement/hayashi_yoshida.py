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
    begin, end = overlaps(first, second, shift=shift)
    running = running_sums(second)
    return float(first.moves @ (running[end] - running[begin]))


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


def overlaps(first: Intervals, second: Intervals, *, shift: int = 0) -> tuple[IntArray, IntArray]:
    """Find the moves of the second asset, once shifted back, that overlap each move of the first in time.

    Parameters
    ----------
    first, second : Intervals
        Moves of the two assets.
    shift : int
        Nanoseconds by which the second is moved back.

    Returns
    -------
    begin, end : ndarray of int64, shape (n_first,)
        Rows of the second from and to (not included) which it overlaps; equal where none does.

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> overlaps(one, one, shift=1)
    (array([1, 2, 3]), array([2, 3, 3]))
    """
    begin = np.searchsorted(second.ends, first.starts + shift, side="right")
    end = np.searchsorted(second.starts, first.ends + shift, side="left")
    return begin.astype(np.int64, copy=False), end.astype(np.int64, copy=False)


def apart(
    met: tuple[IntArray, IntArray], together: tuple[IntArray, IntArray], *, shift: int
) -> tuple[IntArray, IntArray]:
    """Leave out of overlaps at a shift the moves that share time unshifted too.

    Use it to test for a lead: where no asset leads, every product of moves that share no time has mean zero, however
    unequal the times of observation are.

    Parameters
    ----------
    met, together : tuple of ndarray
        As of `overlaps`, with the shift and without.
    shift : int
        Above zero: moves of the second that begin after the first's ended are kept. Else: those that ended before it
        began.

    Returns
    -------
    begin, end : ndarray of int64, shape (n_first,)

    Examples
    --------
    >>> hours = np.array([0, 2, 4, 6])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> apart(overlaps(one, one, shift=1), overlaps(one, one), shift=1)
    (array([1, 2, 3]), array([2, 3, 3]))
    """
    begin, end = met
    if shift > 0:
        begin = np.maximum(begin, together[1])
    else:
        end = np.minimum(end, together[0])
    return begin, np.maximum(begin, end)


def in_common_time(first: Intervals, second: Intervals) -> tuple[Intervals, Intervals]:
    """Keep the moves during which the other asset moved too, so that variances speak of the same hours.

    Examples
    --------
    >>> hours = np.array([0, 1, 2, 3])
    >>> one = Intervals(hours[:-1], hours[1:], np.array([1.0, 2.0, 3.0]))
    >>> [len(part) for part in in_common_time(one, one.where(hours[:-1] > 0))]
    [2, 2]
    """
    begin, end = overlaps(first, second)
    return first.where(end > begin), second.where(overlapped(begin, end, len(second)))


def overlapped(begin: IntArray, end: IntArray, n_second: int) -> BoolArray:
    """Say which moves of the second asset any of the first overlaps, given the overlaps of the first.

    Examples
    --------
    >>> overlapped(np.array([0, 2]), np.array([1, 2]), 3)
    array([ True, False, False])
    """
    size = n_second + 1
    open_now = np.cumsum(np.bincount(begin, minlength=size) - np.bincount(end, minlength=size))
    return np.asarray(open_now[:-1] > 0, dtype=np.bool_)


def running_sums(given: Intervals) -> FloatArray:
    """Sum the moves from the first on, zero before it, shape (n + 1,).

    Examples
    --------
    >>> running_sums(Intervals(np.array([0]), np.array([1]), np.array([2.0])))
    array([0., 2.])
    """
    return np.append(0.0, np.cumsum(given.moves))


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

"""Running sums over windows of one length, at a cost that does not depend on the length."""

from dataclasses import dataclass

import numpy as np

from aftershock.typing import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class RunningSums:
    """Sums from each row to the end of its block, and from the start of its block up to the row before.

    A window as long as a block begins in one block and ends in the next, so two additions give its sum. Nothing is
    subtracted: rows outside the window leave no trace, not even in the last digit.

    Parameters
    ----------
    length : int
        Rows in a window and in a block.
    rest, begun : ndarray of shape (n_columns, n_rows)
        Sum from a row to the end of its block, and from the start of its block up to the row, itself left out.
    """

    length: int
    rest: FloatArray
    begun: FloatArray

    def over(self, first: IntArray) -> FloatArray:
        """Sum the windows that begin at the rows ``first``: ndarray of shape (n_columns, n_windows)."""
        return self.rest.take(first, axis=1) + self.begun.take(first + self.length, axis=1)


def running_sums(columns: FloatArray, length: int) -> RunningSums:
    """Prepare the sums of every window of a length.

    Parameters
    ----------
    columns : ndarray of shape (n_columns, n_rows)
        Values in row order, finite.
    length : int
        Rows in a window, at least one.

    Returns
    -------
    RunningSums
        The error of a sum is at most ``length`` times the rounding of the sum of sizes in its own window.

    Notes
    -----
    Two running sums a block, one from each end, as van Herk (1992) and Gil and Werman (1993) do for running
    maxima.

    Examples
    --------
    >>> running_sums(np.array([[1.0, 2.0, 3.0, 4.0]]), 2).over(np.array([0, 1, 2]))
    array([[3., 5., 7.]])
    """
    n_columns, n_rows = columns.shape
    n_blocks = n_rows // length + 1
    blocks = np.zeros((n_columns, n_blocks * length))
    blocks[:, :n_rows] = columns
    blocks = blocks.reshape(n_columns, n_blocks, length)
    rest = np.cumsum(blocks[:, :, ::-1], axis=2)[:, :, ::-1]
    begun = np.zeros_like(blocks)
    np.cumsum(blocks[:, :, :-1], axis=2, out=begun[:, :, 1:])
    return RunningSums(length, rest.reshape(n_columns, -1), begun.reshape(n_columns, -1))

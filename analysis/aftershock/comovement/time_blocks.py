"""Blocks of neighbouring rows with their regime labels, and draws of them."""

import math

import numpy as np

from aftershock.typing import BoolArray, FloatArray, IntArray, Rng


def time_blocks(news: BoolArray, block_length: float | None = None) -> IntArray:
    """Cut rows into blocks of neighbours that do not cut through a run of news.

    Use it before rows are resampled together with their labels.

    Parameters
    ----------
    news : ndarray of bool, shape (n_rows,)
        Which rows are news.
    block_length : float, optional
        Rows of a block; the root of ``n_rows`` by default. A block goes on to the end of a run of news that it has
        begun, unless the run is itself longer than a block.

    Returns
    -------
    ndarray of int, shape (n_rows,)
        Number of the block of every row, from 0. A last block of less than half the length joins the one before.

    Examples
    --------
    >>> time_blocks(np.array([False, False, False, True, True, False, False, False]), 4)
    array([0, 0, 0, 0, 0, 1, 1, 1])
    """
    length = math.sqrt(len(news)) if block_length is None else block_length
    run_ends = _run_ends(news)
    blocks = np.empty(len(news), dtype=np.int64)
    block, start = 0, 0
    for row in range(len(news)):
        if row - start >= length and not _inside_short_run(row, news, run_ends, length):
            block, start = block + 1, row
        blocks[row] = block
    if block and len(news) - start < length / 2:
        blocks[start:] = block - 1
    return blocks


def _run_ends(news: BoolArray) -> IntArray:
    """Bounds of the runs of equal labels: 0, every change, and the number of rows."""
    changes = np.flatnonzero(np.diff(news.astype(np.int8))) + 1
    return np.concatenate([[0], changes, [len(news)]]).astype(np.int64)


def _inside_short_run(row: int, news: BoolArray, bounds: IntArray, length: float) -> bool:
    """Tell whether a cut before this row would go through a run of news no longer than a block."""
    if not (news[row] and news[row - 1]):
        return False
    place = int(np.searchsorted(bounds, row, side="right"))
    return bool(bounds[place] - bounds[place - 1] <= length)


def block_draws(has_news: BoolArray, *, n_draws: int, rng: Rng) -> FloatArray:
    """Draw blocks with replacement, as many with news and as many without as there are.

    Parameters
    ----------
    has_news : ndarray of bool, shape (n_blocks,)
        Which blocks hold news rows.
    n_draws : int
        Samples drawn.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    ndarray of shape (n_draws, n_blocks)
        How often each block was drawn.

    Examples
    --------
    >>> block_draws(np.array([True, True, False]), n_draws=4, rng=1).sum(axis=1)
    array([3., 3., 3., 3.])
    """
    generator = np.random.default_rng(rng)
    counts = np.zeros((n_draws, len(has_news)))
    for stratum in (has_news, ~has_news):
        size = int(stratum.sum())
        if size:
            counts[:, stratum] = generator.multinomial(size, np.full(size, 1 / size), size=n_draws)
    return counts


def jackknife_weights(has_news: BoolArray) -> FloatArray:
    """Weights of the squared changes that leaving out each block makes, shape (n_blocks,), by stratum."""
    n_with = int(has_news.sum())
    n_without = len(has_news) - n_with
    return np.where(has_news, (n_with - 1) / max(n_with, 1), (n_without - 1) / max(n_without, 1))

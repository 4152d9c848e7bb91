"""Events that belong together: which share days, what they add up to, and a t test on few clusters."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from aftershock.errors import InferenceError
from aftershock.inference.parametric import mean_t
from aftershock.inference.records import HypothesisTest
from aftershock.typing import Alternative, BoolArray, FloatArray, IntArray, LabelArray


class ClusterMean(NamedTuple):
    """A mean, its cluster-robust standard error and their ratio, for every row of cluster sums."""

    mean: FloatArray
    std_error: FloatArray
    t: FloatArray


def overlap_clusters(event_days: BoolArray) -> IntArray:
    """Label the clusters of events whose windows share days, directly or through others.

    Use it for the ``dates`` of the tests by cluster when windows of several days overlap in part: events in
    different clusters share no day.

    Parameters
    ----------
    event_days : ndarray of bool, shape (n_events, n_days)
        Days of each event's window, on one calendar.

    Returns
    -------
    ndarray of shape (n_events,)
        Cluster numbers from 0, in the order of each cluster's first event. An event without days is alone.

    Examples
    --------
    >>> overlap_clusters(np.array([[1, 1, 0, 0, 0], [0, 0, 0, 0, 1], [0, 1, 1, 0, 0]], dtype=bool))
    array([0, 1, 0])
    """
    from scipy.sparse.csgraph import connected_components

    days = event_days.astype(np.float64)
    _, labels = connected_components(days @ days.T > 0, directed=False)
    return np.asarray(labels, dtype=np.int64)


def cluster_sums(values: FloatArray, clusters: LabelArray) -> tuple[FloatArray, IntArray]:
    """Add up the values of every cluster, missing ones left out, and count them.

    Parameters
    ----------
    values : ndarray of shape (n_events,) or (n_events, n_columns)
        Numbers to add. NaN are left out.
    clusters : ndarray of shape (n_events,)
        Labels, e.g. dates; equal labels belong together.

    Returns
    -------
    tuple of ndarray
        Sums and counts of shape (n_clusters,) or (n_clusters, n_columns), clusters in the order of their labels.

    Raises
    ------
    InferenceError
        If there is not one label an event.

    Examples
    --------
    >>> cluster_sums(np.array([1.0, 2.0, np.nan, 4.0]), np.array([7, 7, 7, 9]))
    (array([3., 4.]), array([2, 1]))
    """
    if clusters.shape != values.shape[:1]:
        raise InferenceError(
            f"{clusters.size} cluster labels arrived for {len(values)} events; give one label an event.",
            n_labels=clusters.size,
            n_events=len(values),
        )
    labels, member = np.unique(clusters, return_inverse=True)
    present = np.isfinite(values)
    sums = np.zeros((labels.size, *values.shape[1:]))
    counts = np.zeros(sums.shape, dtype=np.int64)
    np.add.at(sums, member, np.where(present, values, 0.0))
    np.add.at(counts, member, present.astype(np.int64))
    return sums, counts


def cluster_mean(sums: FloatArray, counts: IntArray) -> ClusterMean:
    """Compute mean, cluster-robust standard error and t of every row of cluster sums.

    Parameters
    ----------
    sums : ndarray of shape (n_rows, n_clusters)
        Sums over each cluster, two clusters or more.
    counts : ndarray of shape (n_clusters,)
        Events of each cluster.

    Returns
    -------
    ClusterMean
        ``se**2 = G/(G - 1) sum_g (S_g - n_g mean)**2 / n**2``; without a spread t is infinite.

    Examples
    --------
    >>> cluster_mean(np.array([[1.0, 3.0]]), np.array([1, 1])).t
    array([2.])
    """
    total, n_clusters = counts.sum(), counts.size
    mean = sums.sum(axis=1) / total
    scatter = ((sums - counts * mean[:, None]) ** 2).sum(axis=1)
    std_error = np.sqrt(n_clusters / (n_clusters - 1) * scatter) / total
    unbounded = np.copysign(np.inf, mean)
    t = np.divide(mean, std_error, out=unbounded, where=std_error > 0)
    return ClusterMean(mean, std_error, np.where(mean == 0, 0.0, t))


def ibragimov_mueller_t(
    values: FloatArray, clusters: LabelArray, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Test the mean of a few clusters of events with one number a cluster.

    Use it for few clusters of any size and inner dependence, e.g. three crises of many headlines each. It is
    conservative when clusters differ in variance and needs nothing but that they do not depend on each other.

    Parameters
    ----------
    values : ndarray of shape (n_events,)
        Cumulative abnormal moves, plain or standardized. NaN are left out and not counted.
    clusters : ndarray of shape (n_events,)
        Labels, e.g. dates or :func:`overlap_clusters`; equal labels belong together.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    unit : str
        Unit of ``values``.

    Returns
    -------
    HypothesisTest
        t with q - 1 degrees of freedom, q clusters; ``estimate`` is the mean of the cluster means, in which each
        cluster weighs the same; ``extra["n_clusters"]`` is q. Undefined below two clusters.

    Raises
    ------
    InferenceError
        If there is not one label an event.

    Notes
    -----
    ``t = mean(b_j) / (sd(b_j) / sqrt(q))``, ``b_j`` the mean of cluster j. Two-sided, it does not exceed its level up
    to 8.3 % whatever the variances of the clusters.

    References
    ----------
    Ibragimov and Mueller (2010), Journal of Business and Economic Statistics 28, 453-468; Bakirov and Szekely (2006)
    for the bound.

    Examples
    --------
    >>> values = np.array([1.0, 3.0, 4.0, 6.0, 0.0, 2.0])
    >>> test = ibragimov_mueller_t(values, np.array([1, 1, 2, 2, 3, 3]))
    >>> round(test.statistic, 4), test.df
    (2.2188, 2.0)
    """
    sums, counts = cluster_sums(values, clusters)
    means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    test = mean_t(means, "ibragimov_mueller_t", alternative=alternative, unit=unit)
    n_clusters = test.n_events
    return replace(
        test,
        n_events=int(counts.sum()),
        reason=test.reason.replace("event", "cluster"),
        extra={"n_clusters": float(n_clusters)},
    )

"""Which events share days, what a date adds up to, and the t test on few clusters."""

import math

import numpy as np
import pytest
from scipy import stats

from aftershock.errors import InferenceError
from aftershock.inference import cross_sectional_t, ibragimov_mueller_t, overlap_clusters
from aftershock.inference.clusters import cluster_sums

EXACT = 1e-12
VALUES = np.array([1.0, 3.0, 4.0, np.nan, 6.0, 0.0, 2.0])
CLUSTERS = np.array(["b", "b", "a", "a", "a", "c", "c"])


def days(*spans: tuple[int, int]) -> np.ndarray:
    marked = np.zeros((len(spans), 40), dtype=bool)
    for row, (start, end) in zip(marked, spans, strict=True):
        row[start:end] = True
    return marked


def test_windows_chain_through_shared_days() -> None:
    assert overlap_clusters(days((0, 5), (20, 25), (4, 9), (8, 12), (24, 26))).tolist() == [0, 1, 0, 0, 1]


def test_touching_windows_share_no_day() -> None:
    assert overlap_clusters(days((0, 5), (5, 9))).tolist() == [0, 1]


def test_events_without_days_are_alone() -> None:
    assert overlap_clusters(days((0, 0), (0, 0), (1, 2))).tolist() == [0, 1, 2]


def test_sums_and_counts_in_the_order_of_the_labels() -> None:
    sums, counts = cluster_sums(VALUES, CLUSTERS)
    assert (sums.tolist(), counts.tolist()) == ([10.0, 4.0, 2.0], [2, 2, 2])


def test_columns_are_added_each_by_itself() -> None:
    sums, counts = cluster_sums(np.array([[1.0, np.nan], [2.0, 5.0]]), np.array([1, 1]))
    assert (sums.tolist(), counts.tolist()) == ([[3.0, 5.0]], [[2, 1]])


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InferenceError, match="2 cluster labels arrived for 3 events"):
        cluster_sums(np.ones(3), np.ones(2))


def test_is_the_t_test_of_cluster_means() -> None:
    theirs = stats.ttest_1samp([5.0, 2.0, 1.0], 0.0)
    test = ibragimov_mueller_t(VALUES, CLUSTERS)
    assert (test.statistic, test.pvalue) == pytest.approx((theirs.statistic, theirs.pvalue), rel=EXACT)
    assert test.df == 2.0


def test_counts_events_and_clusters() -> None:
    test = ibragimov_mueller_t(VALUES, CLUSTERS)
    assert (test.n_events, test.extra["n_clusters"]) == (6, 3.0)


def test_clusters_of_one_event_give_the_cross_sectional_test() -> None:
    test = ibragimov_mueller_t(VALUES, np.arange(7))
    assert test.pvalue == cross_sectional_t(VALUES).pvalue


def test_a_cluster_without_values_does_not_count() -> None:
    test = ibragimov_mueller_t(np.append(VALUES, np.nan), np.append(CLUSTERS, "d"))
    assert test == ibragimov_mueller_t(VALUES, CLUSTERS)


def test_one_cluster_is_undefined() -> None:
    test = ibragimov_mueller_t(VALUES, np.zeros(7))
    assert math.isnan(test.pvalue)
    assert test.reason == "1 cluster(s); the spread over clusters needs at least 2"

"""Tests from placebos drawn together: by hand, against the plain Romano-Wolf, and refused where they mislead."""

import numpy as np
import pytest

from aftershock.errors import EstimationError
from aftershock.inference import romano_wolf
from aftershock.reactions.placebo_draws import PlaceboDraws
from aftershock.reactions.placebo_tests import familywise_pvalues, mean_rank_test

EXACT = 1e-12


def draws(
    statistic: str, statistics: list[list[float]], drawn: np.ndarray, *, n_sharing: int = 0
) -> PlaceboDraws:
    observed = np.array(statistics)
    return PlaceboDraws(
        statistic,  # type: ignore[arg-type]
        observed,
        np.asarray(drawn, dtype=np.float32),
        np.full(len(observed), 50),
        np.full(observed.shape[1], n_sharing),
        0,
    )


def test_pvalue_counts_the_draws_with_a_mean_as_large() -> None:
    drawn = np.array([[0.5, 0.5], [0.9, 0.8], [0.1, 0.2], [0.7, 0.9]])[:, :, None]
    result = mean_rank_test(draws("rank", [[0.9], [0.7]], drawn))
    assert result.pvalue == pytest.approx((1 + 2) / 5)
    assert result.statistic == pytest.approx(0.8, rel=EXACT)
    assert (result.n_events, result.n_draws, result.alternative) == (2, 4, "greater")
    assert result.extra["usual"] == pytest.approx(drawn.mean(), rel=1e-6)


def test_headline_without_placebos_is_left_out() -> None:
    drawn = np.full((9, 2, 1), np.nan)
    drawn[:, 1] = 0.5
    result = mean_rank_test(draws("rank", [[np.nan], [0.9]], drawn))
    assert result.n_events == 1 and result.pvalue == pytest.approx(0.1)


def test_without_placebos_the_reason_is_said() -> None:
    result = mean_rank_test(draws("rank", [[np.nan]], np.full((9, 1, 1), np.nan)))
    assert np.isnan(result.pvalue) and "enough placebos" in result.reason


def test_windows_that_share_bars_are_refused() -> None:
    result = mean_rank_test(draws("rank", [[0.5], [0.5]], np.zeros((9, 2, 1)), n_sharing=2))
    assert np.isnan(result.pvalue) and "2 headlines share bars" in result.reason


@pytest.mark.parametrize(("test", "statistic"), [(mean_rank_test, "size"), (familywise_pvalues, "rank")])
def test_draws_of_the_other_statistic_are_refused(test, statistic: str) -> None:
    with pytest.raises(EstimationError, match=f"draws of the {statistic}"):
        test(draws(statistic, [[0.5]], np.zeros((9, 1, 1))))


def test_familywise_pvalues_are_romano_wolf_over_headlines_times_assets() -> None:
    rng = np.random.default_rng(1)
    drawn, observed = (
        np.abs(rng.standard_normal((200, 3, 2))),
        np.array([[0.5, 3.1], [np.nan, 1.0], [2.2, 0.1]]),
    )
    drawn[:, 1, 0] = np.nan
    ours = familywise_pvalues(draws("size", observed.tolist(), drawn))
    flat = romano_wolf(observed.ravel(), drawn.reshape(200, 6), alternative="greater")
    np.testing.assert_allclose(ours.ravel(), flat, rtol=EXACT)
    assert np.isnan(ours[1, 0])


def test_assets_that_move_as_one_count_as_one_test() -> None:
    rng = np.random.default_rng(2)
    one = np.abs(rng.standard_normal((2000, 1, 1)))
    alike = np.repeat(one, 4, axis=2)
    apart = np.abs(rng.standard_normal((2000, 1, 4)))
    together, separate = (
        familywise_pvalues(draws("size", [[2.0] * 4], each))[0, 0] for each in (alike, apart)
    )
    assert together == pytest.approx(0.0455, abs=0.02)
    assert separate > 2 * together

"""Episodes of sessions among quiet rows."""

import numpy as np
import pytest

from aftershock.comovement.quiet_rows import row_history, score_rows
from aftershock.comovement.signatures import ScoredEpisodes
from aftershock.comovement.trailing import trailing_deviation

EXACT = 1e-10
N_ROWS = 600
MOVES = np.random.default_rng(1).standard_t(5, (N_ROWS, 3))
SLOTS = np.zeros(N_ROWS, dtype=np.int64)
WEIGHTS = np.array([-1.0, -1.0, 1.0])


def scored(
    moves: np.ndarray = MOVES, rows: tuple[tuple[int, ...], ...] = ((400, 400, 400),), **options: object
) -> ScoredEpisodes:
    """Score episodes, each marking its own rows as busy."""
    first = np.array(rows)
    length = int(options.pop("length", 1))  # type: ignore[call-overload]
    busy = np.zeros(N_ROWS, dtype=bool)
    for step in range(length):
        busy[first[first >= 0] + step] = True
    chosen = {
        "quiet": "before",
        "fewest_quiet": 50,
        "n_draws": 19,
        "rng": np.random.default_rng(3),
        **options,
    }
    return score_rows(row_history(moves, SLOTS, length=length), first, WEIGHTS, busy=busy, **chosen)  # type: ignore[arg-type]


def by_hand(row: int) -> tuple[float, float]:
    """Score and p-value of one row among the rows before it, step by step."""
    usual = [trailing_deviation(MOVES, bandwidth=width, fewest=20) for width in (25.0, 250.0)]
    unit = MOVES / usual[0]
    recent = trailing_deviation(unit, bandwidth=5.0, fewest=4)
    states = np.column_stack(
        [np.ones(N_ROWS), np.log(recent).mean(axis=1), np.log(usual[1] / usual[0]).mean(axis=1)]
    )
    quiet = np.flatnonzero(
        np.isfinite(unit).all(axis=1) & np.isfinite(states).all(axis=1) & (np.arange(N_ROWS) < row)
    )
    rough = np.linalg.inv(unit[quiet].T @ unit[quiet] / quiet.size)
    sizes = np.array([one @ rough @ one for one in unit[quiet]])
    slopes = np.linalg.lstsq(states[quiet], 0.5 * np.log(sizes), rcond=None)[0]
    calm = unit / np.exp(states @ slopes)[:, None]
    moments = calm[quiet].T @ calm[quiet] / quiet.size
    scores = calm @ WEIGHTS / np.sqrt(WEIGHTS @ moments @ WEIGHTS)
    across = np.array([one @ np.linalg.inv(moments) @ one for one in calm]) - scores**2
    ranked = np.abs(scores) / np.maximum(1.0, np.sqrt(np.maximum(across, 0) / 2))
    larger = int((ranked[quiet] >= ranked[row]).sum())
    return float(scores[row]), (1 + larger) / (1 + quiet.size)


def test_score_and_pvalue_are_those_of_the_formula() -> None:
    found = scored()
    assert (found.scores[0], found.pvalues[0]) == pytest.approx(by_hand(400), abs=EXACT)


def test_the_pvalue_is_never_zero() -> None:
    moves = MOVES.copy()
    moves[400] = [-50.0, -50.0, 50.0]
    found = scored(moves)
    assert found.pvalues[0] == pytest.approx(1 / (1 + found.n_quiet[0]))


def test_nothing_after_the_episode_matters_when_only_rows_before_are_compared() -> None:
    later = MOVES.copy()
    later[401:] *= 10.0
    one, other = scored(), scored(later)
    assert (one.scores[0], one.pvalues[0]) == (other.scores[0], other.pvalues[0])


def test_all_quiet_rows_are_more_than_those_before() -> None:
    assert scored(quiet="all").n_quiet[0] == scored().n_quiet[0] + N_ROWS - 401


def test_rows_of_other_episodes_are_not_quiet() -> None:
    assert scored(rows=((400,) * 3, (300,) * 3)).n_quiet[0] == scored().n_quiet[0] - 1


def test_a_missing_asset_is_left_out_of_both_sides() -> None:
    moves = MOVES.copy()
    moves[400, 2] = np.nan
    found = scored(moves)
    assert found.entered[0].tolist() == [True, True, False] and np.isfinite(found.pvalues[0])


def test_one_asset_is_too_few() -> None:
    moves = MOVES.copy()
    moves[400, 1:] = np.nan
    found = scored(moves)
    assert np.isnan(found.scores[0]) and "1 of the 3 assets" in found.reasons[0]


def test_too_few_quiet_rows_give_a_reason() -> None:
    found = scored(rows=((60,) * 3,))
    assert np.isnan(found.pvalues[0]) and "at least 50 are needed" in found.reasons[0]


def test_assets_struck_a_row_apart_are_compared_with_rows_as_far_apart() -> None:
    shifted = MOVES.copy()
    shifted[:, 2] = np.roll(MOVES[:, 2], 1)
    one, other = scored(rows=((400,) * 3,)), scored(shifted, rows=((400, 400, 401),))
    assert other.scores[0] == pytest.approx(one.scores[0], rel=0.05)


def test_a_window_adds_up_its_moves() -> None:
    history = row_history(MOVES, SLOTS, length=3)
    usual = trailing_deviation(MOVES, bandwidth=25.0, fewest=20)
    expected = MOVES[100:103].sum(axis=0) / (usual[100] * np.sqrt(3))
    assert history.standardized[100] == pytest.approx(expected, abs=EXACT)


def test_quiet_windows_keep_clear_of_the_episode() -> None:
    assert scored(length=3).n_quiet[0] == scored().n_quiet[0] - 2


def test_draws_are_of_the_quiet_rows_and_the_own_one() -> None:
    found = scored(n_draws=2000)
    assert found.draws.shape == (2000, 1) and np.isfinite(found.draws).all()

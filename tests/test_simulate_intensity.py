"""News with a known response: what was planted can be found in it."""

import numpy as np
import pytest

from aftershock.errors import AftershockError
from aftershock.simulate import simulate_hours, simulate_intensity

LONG = 60_000


def test_planted_moves_are_the_regression_on_the_innovations() -> None:
    simulated = simulate_intensity(LONG, persistence=0.9, move_response=(0.3, 0.1), rng=1)
    news = simulated.index[1:] - 0.9 * simulated.index[:-1]
    design = np.column_stack([news[1:], news[:-1]])
    found = np.linalg.lstsq(design, simulated.moves[2:], rcond=None)[0]
    assert found == pytest.approx([0.3, 0.1], abs=0.02)


def test_planted_volatility_is_a_share_of_the_mean_absolute_move() -> None:
    simulated = simulate_intensity(LONG, persistence=0.0, volatility_response=(0.2, 0.1), rng=2)
    absolute = np.abs(simulated.moves)
    slopes = [np.cov(simulated.index[: LONG - h], absolute[h:])[0, 1] for h in (0, 1, 2)]
    assert np.array(slopes) / absolute.mean() == pytest.approx(
        simulated.relative_volatility_path(2), abs=0.03
    )


def test_index_is_as_persistent_as_asked() -> None:
    index = simulate_intensity(LONG, persistence=0.8, rng=3).index
    assert np.corrcoef(index[1:], index[:-1])[0, 1] == pytest.approx(0.8, abs=0.02)


def test_shared_volatility_makes_news_and_moves_wild_on_the_same_days() -> None:
    def link(shared: bool) -> float:
        simulated = simulate_intensity(LONG, persistence=0.0, shared_volatility=shared, rng=4)
        return float(np.corrcoef(np.abs(simulated.index), np.abs(simulated.moves))[0, 1])

    assert abs(link(False)) < 0.02 < 0.05 < link(True)


def test_headlines_come_at_the_mean_rate_asked() -> None:
    assert simulate_hours(4000, rate=1.5, branching=0.5, rng=1).counts.mean() == pytest.approx(1.5, rel=0.05)


def test_headlines_draw_others_after_them() -> None:
    def memory(branching: float) -> float:
        counts = simulate_hours(4000, n_slots=8, branching=branching, rng=2).counts.reshape(-1, 8)
        apart = (counts - counts.mean(axis=0)).ravel()
        return float(np.corrcoef(apart[1:], apart[:-1])[0, 1])

    assert abs(memory(0.0)) < 0.02 < 0.1 < memory(0.6)


def test_each_headline_adds_the_slope_to_the_absolute_move() -> None:
    hours = simulate_hours(8000, response=0.3, rng=5)
    slots = np.arange(hours.counts.size) % 8
    design = np.column_stack([hours.counts, np.eye(8)[slots]])
    found = np.linalg.lstsq(design, np.abs(hours.moves), rcond=None)[0][0]
    assert found == pytest.approx(hours.slope, abs=0.02)


def test_hours_end_in_order() -> None:
    assert (np.diff(simulate_hours(10, rng=1).ends) > np.timedelta64(0)).all()


@pytest.mark.parametrize("options", [{"branching": 1.0}, {"decay": -0.1}])
def test_what_would_explode_is_refused(options: dict[str, float]) -> None:
    with pytest.raises(AftershockError, match=r"\[0, 1\)"):
        simulate_hours(5, rng=1, **options)


def test_an_index_without_a_mean_is_refused() -> None:
    with pytest.raises(AftershockError, match="persistence is 1"):
        simulate_intensity(5, persistence=1.0, rng=1)

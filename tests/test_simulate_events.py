"""Events under the null: shapes, and what was put in is what is there."""

import numpy as np
import pytest

from aftershock.errors import AftershockError
from aftershock.simulate import simulate_events

MANY = 400
STANDARD_ERRORS = 4.0


def test_same_seed_gives_the_same_events() -> None:
    assert (simulate_events(5, rng=3).abnormal == simulate_events(5, rng=3).abnormal).all()


def test_mean_of_the_estimation_window_is_taken_off() -> None:
    assert np.abs(simulate_events(5, rng=1).residuals.mean(axis=1)).max() < 1e-14


def test_calendar_holds_the_estimation_window_of_every_event_in_order() -> None:
    events = simulate_events(6, spread=20, n_days=5, rng=1)
    placed = [row[np.isfinite(row)] for row in events.calendar_residuals]
    assert (np.array(placed) == events.residuals).all()


def test_estimation_window_ends_ten_sessions_before_the_event() -> None:
    events = simulate_events(6, spread=20, rng=1)
    last = [np.flatnonzero(np.isfinite(row))[-1] for row in events.calendar_residuals]
    first = [np.flatnonzero(row)[0] for row in events.event_days]
    assert [event - quiet for event, quiet in zip(first, last, strict=True)] == [11] * 6


def test_one_date_is_one_date() -> None:
    assert (simulate_events(6, rng=1).event_days.sum(axis=0) > 0).sum() == 1


@pytest.mark.parametrize(("variance", "expected"), [(1.0, 1.0), (2.0, 2.0)])
def test_event_window_has_the_variance_asked_for(variance: float, expected: float) -> None:
    events = simulate_events(MANY, event_variance=variance, n_estimation=400, n_days=5, rng=2)
    draws = events.abnormal.size
    allowed = STANDARD_ERRORS * expected * np.sqrt(2 / draws) + 1 / 400
    assert events.abnormal.var() == pytest.approx(expected, abs=allowed)


def test_shocks_have_the_correlation_asked_for() -> None:
    events = simulate_events(60, correlation=0.3, n_estimation=2000, rng=2)
    pairs = np.corrcoef(events.residuals)[np.triu_indices(60, k=1)]
    assert pairs.mean() == pytest.approx(0.3, abs=STANDARD_ERRORS * (1 - 0.3**2) / np.sqrt(2000))


def test_standardized_sums_follow_the_textbook_on_a_case_by_hand() -> None:
    events = simulate_events(1, n_days=2, n_estimation=3, rng=4)
    spread = events.residuals.std(ddof=1)
    assert events.scar[0] == pytest.approx(events.abnormal.sum() / (spread * np.sqrt(2 + 4 / 3)), rel=1e-12)


@pytest.mark.parametrize(
    ("options", "message"), [({"correlation": 1.2}, "correlation is 1.2"), ({"spread": 0}, "spread is 0")]
)
def test_impossible_settings_are_refused(options: dict[str, float], message: str) -> None:
    with pytest.raises(AftershockError, match=message):
        simulate_events(3, rng=1, **options)  # type: ignore[arg-type]

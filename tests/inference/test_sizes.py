"""The published sizes: complete, and what they say of the tests to be used and to be avoided."""

import math

import pytest

from aftershock.inference.sizes import CONDITIONS, SIZES, size_of
from aftershock.typing import EventCondition, options

NOMINAL = 0.05
HELD = 0.015


def test_every_condition_has_words() -> None:
    assert tuple(CONDITIONS) == options(EventCondition)


@pytest.mark.parametrize("test", SIZES)
def test_every_test_has_a_rate_for_every_condition(test: str) -> None:
    assert [0 < rate < 1 for rate in SIZES[test]] == [True] * len(CONDITIONS)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_headline_test_holds_its_size_everywhere(condition: EventCondition) -> None:
    assert size_of("kp_bmp_t", condition) == pytest.approx(NOMINAL, abs=HELD)


def test_no_other_test_holds_its_size_everywhere() -> None:
    holding = {
        test
        for test in SIZES
        if all(abs(size_of(test, condition) - NOMINAL) <= HELD for condition in options(EventCondition))
    }
    assert holding == {"kp_bmp_t"}


def test_unknown_test_has_no_known_size() -> None:
    assert math.isnan(size_of("lamb_z", "independent"))


def test_unknown_condition_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="condition is 'calm'; allowed are 'independent', 'common_date'"):
        size_of("bmp_t", "calm")  # type: ignore[arg-type]

"""Headlines and prices by hand, and the market data kit where it lies beside the checkout."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KIT = Path(__file__).resolve().parents[2] / "../shared/data"
KIT_DESCRIPTION = Path(__file__).resolve().parents[1] / "kit/prices.toml"
BY_HAND = runpy.run_path(str(Path(__file__).with_name("by_hand.py")))


@pytest.fixture(scope="session")
def kit() -> dict[str, Path]:
    """Arguments of load_prices that read the kit."""
    if not KIT.is_dir():
        pytest.skip("the market data kit is not beside the checkout")
    return {"source": KIT, "description": KIT_DESCRIPTION}


@pytest.fixture(scope="session")
def make_heads() -> Callable[..., Any]:
    return BY_HAND["make_heads"]


@pytest.fixture(scope="session")
def make_daily() -> Callable[..., Any]:
    return BY_HAND["make_daily"]


@pytest.fixture(scope="session")
def make_bars() -> Callable[..., Any]:
    return BY_HAND["make_bars"]


@pytest.fixture(scope="session")
def hourly_ends() -> Callable[..., Any]:
    return BY_HAND["hourly_ends"]

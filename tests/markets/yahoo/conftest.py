"""A Yahoo source that reads canned answers through yfinance's own code, forgotten after each test."""

import dataclasses
import runpy
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import requests

from aftershock.markets.yahoo import Progress, YahooSource

CANNED = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("canned.py"))))
LATER = pd.Timestamp("2022-03-15T00:00Z")


@dataclasses.dataclass
class Yahoo:
    """A source that reads canned answers, and what it did."""

    source: YahooSource
    wire: Any
    waits: list[float]
    told: list[Progress]


@pytest.fixture(scope="session")
def canned() -> SimpleNamespace:
    return CANNED


@pytest.fixture(autouse=True)
def fresh_yfinance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forget the session, cookies and kept answers that yfinance holds for the whole process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yfinance
        from yfinance.data import SingletonMeta, YfData

    yfinance.set_tz_cache_location(str(tmp_path_factory.getbasetemp() / "yfinance"))
    SingletonMeta._instances.clear()
    YfData.cache_get.cache_clear()
    yield
    SingletonMeta._instances.clear()
    YfData.cache_get.cache_clear()


@pytest.fixture
def yahoo() -> Callable[..., Yahoo]:
    """Build a source from answers, one after the other, or from lists of them by symbol."""

    def build(*answers: Any, zone: Any = CANNED.NEW_YORK, now: Any = LATER, **options: Any) -> Yahoo:
        first = CANNED.chart(["2022-02-18"], [1.0], zone=zone) if isinstance(zone, str) else zone
        by_symbol = answers[0] if isinstance(answers[0], dict) else {"*": list(answers)}
        wire = CANNED.Wire(first, by_symbol)
        session = requests.Session()
        session.mount("https://", wire)
        waits: list[float] = []
        told: list[Progress] = []
        settings = {"retry_delays": (1.0, 5.0), "pause": 0.0, "delay": "0min"} | options
        source = YahooSource(
            session=session,
            now=pd.Timestamp(now),
            sleep=waits.append,
            clock=lambda: 0.0,
            progress=told.append,
            **settings,
        )
        return Yahoo(source, wire, waits, told)

    return build

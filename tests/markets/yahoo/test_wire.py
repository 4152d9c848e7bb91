"""What is read along on a session, of requests and of curl_cffi, and that nothing is left behind."""

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from aftershock.markets.yahoo.wire import Wire, plain_yfinance, watched

SERVER = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("server.py"))))
WEEK = {"period1": "1644814800", "period2": "1645246800", "interval": "1d"}


@pytest.fixture(params=["requests", "curl_cffi.requests"])
def session(request: pytest.FixtureRequest) -> Any:
    with pytest.importorskip(request.param).Session() as opened:
        yield opened


def test_last_chart_is_kept(session: Any) -> None:
    with SERVER.exchange() as server, watched(session) as wire:
        session.get(f"{server.address}/v8/finance/chart/SPY", params=WEEK)
        session.get(f"{server.address}/v1/test/getcrumb")
    assert wire.status == 200
    assert str(wire.labels()[0]) == "2022-02-14 14:30:00+00:00"
    assert len(wire.labels()) == 5


def test_refusal_is_kept_with_its_status(session: Any) -> None:
    with SERVER.exchange("SPY") as server, watched(session) as wire:
        session.get(f"{server.address}/v8/finance/chart/SPY", params=WEEK)
    assert (wire.status, wire.body) == (429, b"Too Many Requests")
    assert len(wire.labels()) == 0


def test_session_is_left_as_it_was(session: Any) -> None:
    with watched(session):
        assert "get" in vars(session)
    assert "get" not in vars(session)


def test_what_a_user_put_on_the_session_comes_back(session: Any) -> None:
    own = session.get
    session.get = own
    with watched(session):
        assert session.get is not own
    assert session.get is own


def test_settings_of_yfinance_come_back() -> None:
    with plain_yfinance() as yfinance:
        assert yfinance.config.debug.hide_exceptions is False
    assert yfinance.config.debug.hide_exceptions is True


@pytest.mark.parametrize("body", [b"", b"{}", b'{"chart": {"result": null}}', b'{"chart": {"result": [{}]}}'])
def test_body_without_rows_has_no_labels(body: bytes) -> None:
    assert Wire(status=200, body=body).labels().equals(pd.DatetimeIndex([], tz="UTC").as_unit("ns"))

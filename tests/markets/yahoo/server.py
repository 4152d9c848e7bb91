"""A server on this machine that speaks Yahoo's chart interface, with prices made up from the symbol and the day."""

import runpy
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pandas as pd

CANNED = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("canned.py"))))
LENGTHS = {"1m": "1min", "5m": "5min", "15m": "15min", "60m": "1h"}
LONGEST = {"1m": pd.Timedelta(days=8), "5m": pd.Timedelta(days=60), "15m": pd.Timedelta(days=60)}


class Exchange(ThreadingHTTPServer):
    """Hold what is refused, and what was asked."""

    daemon_threads = True

    def __init__(self, refused: set[str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.refused = refused
        self.asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """Answer like Yahoo."""

    server: Exchange

    def do_GET(self) -> None:  # noqa: N802
        """Answer one request."""
        address = urlsplit(self.path)
        status, body = 404, "{}"
        if address.path.endswith("getcrumb"):
            status, body = 200, "crumb"
        elif "/v8/finance/chart/" in address.path:
            status, body = self.chart(unquote(address.path.rsplit("/", 1)[1]), parse_qs(address.query))
        sent = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def chart(self, symbol: str, query: dict[str, list[str]]) -> tuple[int, str]:
        """A chart, or a refusal."""
        self.server.asked.append((symbol, query["interval"][0]))
        if symbol in self.server.refused:
            return CANNED.LIMITED
        if "range" in query:
            return CANNED.chart(["2022-02-18"], [1.0])
        span = tuple(pd.Timestamp(int(query[name][0]), unit="s", tz="UTC") for name in ("period1", "period2"))
        return (
            daily(symbol, *span)
            if query["interval"][0] == "1d"
            else bars(symbol, query["interval"][0], *span)
        )

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def daily(symbol: str, start: pd.Timestamp, end: pd.Timestamp) -> tuple[int, str]:
    """Closes of every weekday, the same for the same day whatever the range."""
    days = pd.bdate_range(
        start.tz_localize(None).normalize(), end.tz_localize(None) - pd.Timedelta(seconds=1)
    )
    labels = [str(day.date()) for day in days]
    return CANNED.chart(labels, made_up(symbol, days))


def bars(symbol: str, interval: str, start: pd.Timestamp, end: pd.Timestamp) -> tuple[int, str]:
    """Bars of the New York day on every weekday, refused like Yahoo does where the range is too long."""
    if interval in LONGEST and end - start > LONGEST[interval]:
        return CANNED.refusal({"code": "Unprocessable Entity", "description": "range too long"}, status=422)
    days = pd.bdate_range(start.normalize().tz_localize(None), end.tz_localize(None))
    hours = [(f"{day.date()} 09:30", f"{day.date()} 16:00") for day in days]
    grids = [
        pd.date_range(*span, freq=LENGTHS[interval], inclusive="left", tz=CANNED.NEW_YORK) for span in hours
    ]
    starts = pd.DatetimeIndex([label for grid in grids for label in grid if start <= label < end])
    return CANNED.bar_chart(starts, made_up(symbol, starts), hours=hours)


def made_up(symbol: str, times: pd.DatetimeIndex) -> list[float | None]:
    """Prices that wander about 100, given by the symbol and the time alone."""
    seed = zlib.crc32(symbol.encode()) % 1000
    place = times.asi8 // 10**9 // 60
    return list(np.round(100.0 + 2.0 * np.sin(place * (1.7 + seed)) + np.sin(place / 9000.0), 4))


@contextmanager
def exchange(*refused: str) -> Iterator[Exchange]:
    """Run a server while a test does."""
    server = Exchange(set(refused))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

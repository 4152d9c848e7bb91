"""Answers as Yahoo's chart interface writes them, and a wire that carries them to yfinance's own code."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd
import requests
from requests.adapters import BaseAdapter

NEW_YORK = "America/New_York"
LIMITED = (429, "Too Many Requests")
NOT_FOUND = {"code": "Not Found", "description": "No data found, symbol may be delisted"}

Answer = tuple[int, str]
Values = Sequence[float | None]


def stamps(sessions: Sequence[str], *, zone: str = NEW_YORK, clock: str = "09:30") -> list[int]:
    """Seconds since the epoch at which Yahoo labels daily rows."""
    return [int(pd.Timestamp(f"{session} {clock}", tz=zone).timestamp()) for session in sessions]


def body(
    labels: Sequence[int],
    closes: Values,
    *,
    zone: str,
    kind: str,
    events: Mapping[str, Any],
    adjusted: Values | None = None,
    periods: Sequence[tuple[int, int]] = (),
    opens: Values | None = None,
) -> Answer:
    """A chart body."""
    quote = {column: list(closes) for column in ("high", "low", "close")}
    quote["open"] = list(closes if opens is None else opens)
    indicators = {"quote": [{**quote, "volume": [0 if close is None else 1000 for close in closes]}]}
    if adjusted is not None:
        indicators["adjclose"] = [{"adjclose": list(adjusted)}]
    meta: dict[str, Any] = {
        "instrumentType": kind,
        "exchangeTimezoneName": zone,
        "currency": "USD",
        "validRanges": ["1d", "5d", "1mo", "max"],
        "priceHint": 2,
    }
    if periods:
        meta["tradingPeriods"] = [
            [{"start": start, "end": end, "timezone": "EST", "gmtoffset": -18000}] for start, end in periods
        ]
    result: dict[str, Any] = {"meta": meta, "timestamp": list(labels), "indicators": indicators}
    if events:
        result["events"] = events
    return 200, json.dumps({"chart": {"result": [result], "error": None}})


def dated(amounts: Mapping[str, float] | None, zone: str, clock: str) -> dict[str, Any]:
    """Dividends or capital gains as Yahoo lists them."""
    return {
        str(stamp): {"amount": amount, "date": stamp}
        for session, amount in (amounts or {}).items()
        for stamp in stamps([session], zone=zone, clock=clock)
    }


def split_events(splits: Mapping[str, float] | None, zone: str, clock: str) -> dict[str, Any]:
    """Splits as Yahoo lists them."""
    return {
        str(stamp): {"date": stamp, "numerator": ratio, "denominator": 1.0, "splitRatio": f"{ratio:g}:1"}
        for session, ratio in (splits or {}).items()
        for stamp in stamps([session], zone=zone, clock=clock)
    }


def all_events(
    dividends: Mapping[str, float] | None,
    splits: Mapping[str, float] | None,
    gains: Mapping[str, float] | None,
    *,
    zone: str,
    clock: str,
) -> dict[str, Any]:
    """The part of a body that lists what was paid and split."""
    listed = {
        "dividends": dated(dividends, zone, clock),
        "splits": split_events(splits, zone, clock),
        "capitalGains": dated(gains, zone, clock),
    }
    return {name: entries for name, entries in listed.items() if entries}


def chart(
    sessions: Sequence[str],
    closes: Values,
    *,
    adjusted: Values | None = None,
    dividends: Mapping[str, float] | None = None,
    splits: Mapping[str, float] | None = None,
    gains: Mapping[str, float] | None = None,
    zone: str = NEW_YORK,
    clock: str = "09:30",
) -> Answer:
    """A body of daily prices."""
    return body(
        stamps(sessions, zone=zone, clock=clock),
        closes,
        zone=zone,
        kind="ETF" if dividends or gains else "INDEX",
        events=all_events(dividends, splits, gains, zone=zone, clock=clock),
        adjusted=closes if adjusted is None else adjusted,
    )


def bar_chart(
    starts: Sequence[str] | pd.DatetimeIndex,
    closes: Values,
    *,
    hours: Sequence[tuple[str, str]],
    dividends: Mapping[str, float] | None = None,
    splits: Mapping[str, float] | None = None,
    gains: Mapping[str, float] | None = None,
    zone: str = NEW_YORK,
    clock: str = "09:30",
    opens: Values | None = None,
) -> Answer:
    """A body of bars; starts are local to the zone, or instants; hours are Yahoo's trading periods, local."""
    times = pd.DatetimeIndex(starts)
    labels = times if times.tz is not None else times.tz_localize(zone)
    spans = [tuple(int(pd.Timestamp(each, tz=zone).timestamp()) for each in span) for span in hours]
    return body(
        [int(label.timestamp()) for label in labels],
        closes,
        zone=zone,
        kind="ETF" if dividends or gains else "INDEX",
        events=all_events(dividends, splits, gains, zone=zone, clock=clock),
        periods=spans,
        opens=opens,
    )


def refusal(error: Mapping[str, str], status: int = 404) -> Answer:
    """A chart body that holds an error."""
    return status, json.dumps({"chart": {"result": None, "error": dict(error)}})


class Wire(BaseAdapter):
    """Answer every request from memory: charts from a list for the symbol, of which the last answer stays.

    An answer may also be an exception, which is raised as the network would.
    """

    def __init__(self, zone: Answer, answers: Mapping[str, list[Any]]) -> None:
        super().__init__()
        self.zone = zone
        self.answers = answers
        self.charts: list[tuple[str, dict[str, list[str]]]] = []

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        address = urlsplit(str(request.url))
        query = parse_qs(address.query)
        if address.path.endswith("getcrumb"):
            return respond(request, (200, "crumb"))
        if "/v8/finance/chart/" not in address.path:
            return respond(request, (404, "{}"))
        if "range" in query:
            return respond(request, self.zone)
        symbol = unquote(address.path.rsplit("/", 1)[1])
        self.charts.append((symbol, query))
        answers = self.answers.get(symbol) or self.answers["*"]
        return respond(request, answers.pop(0) if len(answers) > 1 else answers[0])

    def close(self) -> None:
        """Hold nothing."""

    def ranges(self) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
        """The ranges that were asked for."""
        return [
            (
                pd.Timestamp(int(query["period1"][0]), unit="s", tz="UTC"),
                pd.Timestamp(int(query["period2"][0]), unit="s", tz="UTC"),
            )
            for _, query in self.charts
        ]


def respond(request: requests.PreparedRequest, answer: Any) -> requests.Response:
    """Turn a canned answer into a response."""
    if isinstance(answer, Exception):
        raise answer
    response = requests.Response()
    response.status_code, text = answer
    response._content = text.encode()
    response.url = str(request.url)
    response.request = request
    return response

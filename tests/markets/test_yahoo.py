"""Yahoo prices through yfinance's own code, answered from canned bodies written here."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
import requests
from requests.adapters import BaseAdapter

from aftershock.errors import PriceError
from aftershock.markets import get_asset, load_prices
from aftershock.markets.yahoo import YahooSource

NEW_YORK = "America/New_York"
LATER = pd.Timestamp("2022-03-15T00:00Z")
WEEK = {"start": date(2022, 2, 14), "end": date(2022, 2, 18)}
SESSIONS = ["2022-02-14", "2022-02-15", "2022-02-16", "2022-02-17", "2022-02-18"]
CLOSES = [4401.67, 4471.07, 4475.01, 4380.26, 4348.87]
NOT_FOUND = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
ROUNDING = 1e-6

Answer = tuple[int, str]


def stamps(sessions: list[str], *, zone: str = NEW_YORK, clock: str = "09:30") -> list[int]:
    """Seconds since the epoch at which Yahoo labels daily rows."""
    return [int(pd.Timestamp(f"{session} {clock}", tz=zone).timestamp()) for session in sessions]


def chart(
    sessions: list[str],
    closes: list[float | None],
    *,
    adjusted: list[float | None] | None = None,
    dividends: dict[str, float] | None = None,
    zone: str = NEW_YORK,
    clock: str = "09:30",
) -> Answer:
    """A chart body as Yahoo sends it."""
    quote = {column: closes for column in ("open", "high", "low", "close")}
    events = {
        str(stamp): {"amount": amount, "date": stamp}
        for session, amount in (dividends or {}).items()
        for stamp in stamps([session], zone=zone, clock=clock)
    }
    result: dict[str, Any] = {
        "meta": {
            "instrumentType": "ETF" if dividends else "INDEX",
            "exchangeTimezoneName": zone,
            "currency": "USD",
            "validRanges": ["1d", "5d", "1mo", "max"],
            "priceHint": 2,
        },
        "timestamp": stamps(sessions, zone=zone, clock=clock),
        "indicators": {
            "quote": [{**quote, "volume": [0 if close is None else 1000 for close in closes]}],
            "adjclose": [{"adjclose": adjusted or closes}],
        },
    }
    if events:
        result["events"] = {"dividends": events}
    return 200, json.dumps({"chart": {"result": [result], "error": None}})


def refusal(error: dict[str, str], status: int = 404) -> Answer:
    """A chart body that holds an error."""
    return status, json.dumps({"chart": {"result": None, "error": error}})


class Canned(BaseAdapter):
    """Answer every request from memory, chart requests from a list; the last answer stays."""

    def __init__(self, zone: Answer, answers: list[Answer]) -> None:
        super().__init__()
        self.zone = zone
        self.answers = answers
        self.charts: list[dict[str, list[str]]] = []

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        address = urlsplit(str(request.url))
        query = parse_qs(address.query)
        if address.path.endswith("getcrumb"):
            return self._respond(request, (200, "crumb"))
        if "/v8/finance/chart/" not in address.path:
            return self._respond(request, (404, "{}"))
        if "range" in query:
            return self._respond(request, self.zone)
        self.charts.append(query)
        return self._respond(request, self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    def close(self) -> None:
        """Hold nothing."""

    @staticmethod
    def _respond(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
        response = requests.Response()
        response.status_code, body = answer
        response._content = body.encode()
        response.url = str(request.url)
        response.request = request
        return response


@dataclasses.dataclass
class Yahoo:
    """A source that reads canned answers, and what it did."""

    source: YahooSource
    wire: Canned
    waits: list[float]


@pytest.fixture(autouse=True)
def fresh_yfinance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forget the session, cookies and kept answers that yfinance holds for the whole process."""
    import warnings

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
    def build(*answers: Answer, zone: str | Answer = NEW_YORK, now: pd.Timestamp = LATER) -> Yahoo:
        first = chart(["2022-02-18"], [1.0], zone=zone) if isinstance(zone, str) else zone
        wire = Canned(first, list(answers))
        session = requests.Session()
        session.mount("https://", wire)
        waits: list[float] = []
        source = YahooSource(session=session, now=now, sleep=waits.append, retry_delays=(1.0, 5.0))
        return Yahoo(source, wire, waits)

    return build


Build = Callable[..., Yahoo]


def test_closes_of_a_week(yahoo: Build) -> None:
    series = yahoo(chart(SESSIONS, CLOSES)).source.fetch(get_asset("SPX"), **WEEK)
    assert series.table["close"].tolist() == pytest.approx(CLOSES, abs=ROUNDING)
    assert [str(day.date()) for day in series.table.index] == SESSIONS


def test_the_end_is_asked_a_day_further(yahoo: Build) -> None:
    made = yahoo(chart(SESSIONS, CLOSES))
    made.source.fetch(get_asset("SPX"), **WEEK)
    asked = pd.Timestamp(int(made.wire.charts[0]["period2"][0]), unit="s", tz="UTC").tz_convert(NEW_YORK)
    assert asked == pd.Timestamp("2022-02-19", tz=NEW_YORK)


def test_dividend_parts_quoted_from_adjusted(yahoo: Build) -> None:
    quoted, adjusted = [140.0, 139.0, 138.5, 139.5, 140.5], [139.7, 138.7, 138.5, 139.5, 140.5]
    answer = chart(SESSIONS, quoted, adjusted=adjusted, dividends={"2022-02-16": 0.3})
    table = yahoo(answer).source.fetch(get_asset("TLT"), **WEEK).table
    assert table["close"].tolist() == pytest.approx(quoted, abs=ROUNDING)
    assert table["adjusted"].tolist() == pytest.approx(adjusted, abs=ROUNDING)


def test_origin_names_yahoo_and_the_hour_of_retrieval(yahoo: Build) -> None:
    origin = yahoo(chart(SESSIONS, CLOSES)).source.fetch(get_asset("SPX"), **WEEK).origin
    assert (origin.source, origin.location, origin.retrieved) == (
        "Yahoo Finance",
        "^GSPC",
        "2022-03-15T00:00:00Z",
    )


def test_limited_rate_is_waited_out(yahoo: Build) -> None:
    # yfinance asks twice before it gives up, once for each way of getting a cookie.
    limited = (429, "Too Many Requests")
    made = yahoo(limited, limited, chart(SESSIONS, CLOSES))
    assert len(made.source.fetch(get_asset("SPX"), **WEEK).table) == len(SESSIONS)
    assert made.waits == [1.0]


def test_rate_limited_for_ever_gives_up_with_advice(yahoo: Build) -> None:
    made = yahoo((429, "Too Many Requests"))
    with pytest.raises(PriceError, match=r"3 attempts for SPX \(\^GSPC\) were refused. Wait some minutes"):
        made.source.fetch(get_asset("SPX"), **WEEK)
    assert made.waits == [1.0, 5.0]


def test_yahoos_own_reason_is_shown(yahoo: Build) -> None:
    reason = "Data doesn't exist for startDate = 1644814800, endDate = 1645246800"
    made = yahoo(refusal({"code": "Bad Request", "description": reason}, status=400))
    with pytest.raises(PriceError, match="Data doesn't exist for startDate"):
        made.source.fetch(get_asset("SPX"), **WEEK)


def test_unknown_symbol_is_explained(yahoo: Build) -> None:
    stranger = dataclasses.replace(get_asset("SPY"), symbol="NONE", yahoo="NONESUCH")
    made = yahoo(refusal(NOT_FOUND), zone=refusal(NOT_FOUND))
    with pytest.raises(PriceError, match="does not know the symbol NONESUCH"):
        made.source.fetch(stranger, **WEEK)


def test_truncated_body_is_explained(yahoo: Build) -> None:
    status, body = chart(SESSIONS, CLOSES)
    with pytest.raises(PriceError, match="could not be reached for .*, or its answer not read"):
        yahoo((status, body[: len(body) // 2])).source.fetch(get_asset("SPX"), **WEEK)


def test_answer_that_is_no_chart_is_explained(yahoo: Build) -> None:
    with pytest.raises(PriceError, match="its answer not read.*folder of files"):
        yahoo((500, "<html>down</html>")).source.fetch(get_asset("SPX"), **WEEK)


def test_missing_value_stays_missing_and_is_noted(yahoo: Build) -> None:
    closes = [*CLOSES[:3], None, CLOSES[4]]
    series = yahoo(chart(SESSIONS, closes)).source.fetch(get_asset("SPX"), **WEEK)
    assert np.isnan(series.table.loc["2022-02-17", "close"])
    assert "sessions without a price: 1, first 2022-02-17" in series.origin.note


def test_absent_session_is_noted(yahoo: Build) -> None:
    answer = chart(SESSIONS[:2] + SESSIONS[3:], CLOSES[:2] + CLOSES[3:])
    series = yahoo(answer).source.fetch(get_asset("SPX"), **WEEK)
    assert "sessions without a price: 1, first 2022-02-16" in series.origin.note


def test_column_of_nothing_is_refused(yahoo: Build) -> None:
    nothing: list[float | None] = [None] * len(SESSIONS)
    with pytest.raises(PriceError, match="no price that can be used"):
        yahoo(chart(SESSIONS, nothing)).source.fetch(get_asset("SPX"), **WEEK)


def test_empty_answer_is_refused(yahoo: Build) -> None:
    with pytest.raises(PriceError, match="GSPC"):
        yahoo(chart([], [])).source.fetch(get_asset("SPX"), **WEEK)


def test_repeated_stamps_give_one_row_a_session(yahoo: Build) -> None:
    answer = chart([*SESSIONS, SESSIONS[-1]], [*CLOSES, CLOSES[-1]])
    series = yahoo(answer).source.fetch(get_asset("SPX"), **WEEK)
    assert [str(day.date()) for day in series.table.index] == SESSIONS


@pytest.mark.parametrize(
    ("now", "rows", "dropped"),
    [
        ("2022-02-18T20:59Z", 4, (("unfinished_session", 1),)),
        ("2022-02-18T21:00Z", 5, ()),
    ],
)
def test_session_that_is_not_over_is_dropped(
    yahoo: Build, now: str, rows: int, dropped: tuple[tuple[str, int], ...]
) -> None:
    made = yahoo(chart(SESSIONS, CLOSES), now=pd.Timestamp(now))
    series = made.source.fetch(get_asset("SPX"), **WEEK)
    assert (len(series.table), series.origin.dropped) == (rows, dropped)


def test_row_of_a_currency_is_unfinished_while_it_trades(yahoo: Build) -> None:
    answer = chart(SESSIONS, [1.13, 1.131, 1.135, 1.137, 1.136], zone="Europe/London", clock="00:00")
    made = yahoo(answer, zone="Europe/London", now=pd.Timestamp("2022-02-18T12:00Z"))
    series = made.source.fetch(get_asset("EURUSD"), **WEEK)
    assert (str(series.table.index[-1].date()), str(series.strike)) == ("2022-02-17", "00:00 Europe/London")


def test_row_that_is_no_session_is_dropped_and_counted(yahoo: Build) -> None:
    answer = chart([*SESSIONS, "2022-02-21"], [*CLOSES, 4348.87])
    series = yahoo(answer).source.fetch(get_asset("SPX"), start=date(2022, 2, 14), end=date(2022, 2, 22))
    assert series.origin.dropped == (("not_a_session", 1),)


def test_yield_in_per_cent_is_taken_as_it_is(yahoo: Build) -> None:
    series = yahoo(chart(SESSIONS, [1.99, 2.05, 2.05, 1.97, 1.93])).source.fetch(get_asset("UST10Y"), **WEEK)
    assert series.table["close"].iloc[3] == pytest.approx(1.97, abs=ROUNDING)


def test_yield_in_tenths_is_divided_and_noted(yahoo: Build) -> None:
    series = yahoo(chart(SESSIONS, [39.9, 40.5, 40.5, 39.7, 39.3])).source.fetch(get_asset("UST10Y"), **WEEK)
    assert series.table["close"].iloc[3] == pytest.approx(3.97, abs=ROUNDING)
    assert "divided by ten" in series.origin.note


def test_yield_that_changes_its_scale_is_refused(yahoo: Build) -> None:
    with pytest.raises(PriceError, match="change their scale"):
        yahoo(chart(SESSIONS, [39.9, 40.5, 4.05, 3.97, 3.93])).source.fetch(get_asset("UST10Y"), **WEEK)


def test_yield_index_of_the_exchange_has_its_own_strike(yahoo: Build) -> None:
    series = yahoo(chart(SESSIONS, [1.99, 2.05, 2.05, 1.97, 1.93])).source.fetch(get_asset("UST10Y"), **WEEK)
    assert str(series.strike) == "15:00 America/New_York"


def test_asset_without_a_symbol_names_its_substitute(yahoo: Build) -> None:
    made = yahoo(chart(SESSIONS, CLOSES))
    with pytest.raises(PriceError, match="UST2Y has no Yahoo symbol.*SHY"):
        made.source.fetch(get_asset("UST2Y"), **WEEK)
    assert made.wire.charts == []


def test_bars_are_refused_with_what_yahoo_keeps(yahoo: Build) -> None:
    with pytest.raises(PriceError, match="1min for 30 days.*1h for 730 days"):
        yahoo(chart(SESSIONS, CLOSES)).source.fetch(get_asset("SPX"), **WEEK, interval="1h")


def test_yfinance_keeps_its_own_settings(yahoo: Build) -> None:
    import yfinance

    yahoo(chart(SESSIONS, CLOSES)).source.fetch(get_asset("SPX"), **WEEK)
    assert yfinance.config.debug.hide_exceptions is True


def test_load_prices_takes_the_source(yahoo: Build) -> None:
    source = yahoo(chart(SESSIONS, CLOSES)).source
    moves = load_prices("SPX", start="2022-02-14", end="2022-02-18", source=source).moves()
    assert moves.loc["2022-02-17", "SPX"] == pytest.approx(np.log(4380.26 / 4475.01), abs=ROUNDING)

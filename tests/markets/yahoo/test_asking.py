"""Asking Yahoo: its limit of the rate, pauses, and failures told apart, through yfinance's own code."""

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from aftershock.errors import PriceError
from aftershock.markets import get_asset, load_prices
from aftershock.markets.yahoo import Progress, YahooSource
from aftershock.markets.yahoo.failures import explain
from aftershock.markets.yahoo.pacing import Pace, Patience

Build = Callable[..., Any]
WEEK = {"start": date(2022, 2, 14), "end": date(2022, 2, 18)}
DATES = {"start": "2022-02-14", "end": "2022-02-18"}
SESSIONS = ["2022-02-14", "2022-02-15", "2022-02-16", "2022-02-17", "2022-02-18"]
CLOSES = [4401.67, 4471.07, 4475.01, 4380.26, 4348.87]
REASON = "Data doesn't exist for startDate = 1644814800, endDate = 1645246800"


@pytest.fixture
def week(canned: SimpleNamespace) -> tuple[int, str]:
    return canned.chart(SESSIONS, CLOSES)


def refused(made: Any, symbol: str = "SPX") -> str:
    """The message with which fetching a week fails."""
    with pytest.raises(PriceError) as told:
        made.source.fetch(get_asset(symbol), **WEEK)
    return str(told.value)


def test_limited_rate_is_waited_out(canned: SimpleNamespace, yahoo: Build, week: Any) -> None:
    # yfinance asks twice before it gives up, once for each way of getting a cookie.
    made = yahoo(canned.LIMITED, canned.LIMITED, week)
    assert len(made.source.fetch(get_asset("SPX"), **WEEK).table) == len(SESSIONS)
    assert made.waits == [1.0]


def test_limited_for_ever_says_what_was_asked_how_long_was_waited_and_what_to_do(
    canned: SimpleNamespace, yahoo: Build
) -> None:
    made = yahoo(canned.LIMITED)
    assert refused(made) == (
        "Yahoo limits the rate: daily prices of SPX (^GSPC) from 2022-02-14 to 2022-02-18 were asked for 3 times and "
        "refused each time, after 6 s of waiting for it and 6 s for all assets (at most 180 s). Wait some minutes "
        "and ask for fewer assets at once, or read the prices from the store (source='store') or a folder of files."
    )
    assert made.waits == [1.0, 5.0]


def test_twenty_refused_symbols_share_one_budget(canned: SimpleNamespace, yahoo: Build) -> None:
    made = yahoo(canned.LIMITED, retry_delays=(5.0, 20.0), longest_wait=60.0)
    assets = [dataclasses.replace(get_asset("SPY"), symbol=f"S{n}", yahoo=f"S{n}") for n in range(20)]
    with pytest.raises(PriceError, match="20 of 20 assets have no prices"):
        load_prices(assets, source=made.source, missing="report", **DATES)
    assert sum(made.waits) == 60.0
    assert {symbol for symbol, _ in made.wire.charts} == {asset.yahoo for asset in assets}


def test_refused_symbol_is_missing_and_the_others_are_had(
    canned: SimpleNamespace, yahoo: Build, week: Any
) -> None:
    made = yahoo({"GC=F": [canned.LIMITED], "*": [week]})
    prices = load_prices(["SPX", "GOLD", "SPY"], source=made.source, missing="report", **DATES)
    assert prices.symbols == ("SPX", "SPY")
    ((symbol, reason),) = prices.missing
    assert symbol == "GOLD"
    assert "GOLD (GC=F)" in reason


def test_budget_that_is_used_up_still_lets_the_others_ask_once(
    canned: SimpleNamespace, yahoo: Build, week: Any
) -> None:
    made = yahoo({"GC=F": [canned.LIMITED], "CL=F": [canned.LIMITED], "*": [week]}, longest_wait=6.0)
    prices = load_prices(["GOLD", "WTI", "SPX"], source=made.source, missing="report", **DATES)
    assert prices.symbols == ("SPX",)
    assert made.waits == [1.0, 5.0]
    assert "asked for once" in dict(prices.missing)["WTI"]


def test_body_that_says_too_many_requests_is_the_limit_too(
    canned: SimpleNamespace, yahoo: Build, week: Any
) -> None:
    made = yahoo((200, "Edge: Too Many Requests"), week)
    made.source.fetch(get_asset("SPX"), **WEEK)
    assert made.waits == [1.0]


def test_limit_on_the_first_word_about_a_symbol_is_waited_out_too(
    canned: SimpleNamespace, yahoo: Build, week: Any
) -> None:
    unheard = dataclasses.replace(get_asset("SPY"), symbol="NEW", yahoo="UNHEARD")
    with pytest.raises(PriceError, match="NEW .UNHEARD.*were asked for 3 times"):
        yahoo(week, zone=canned.LIMITED).source.fetch(unheard, **WEEK)


def test_requests_keep_their_distance() -> None:
    now, waits = [100.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    pace = Pace(1.0, clock=lambda: now[0], sleep=sleep)
    for busy in (0.25, 3.0, 0.5):
        pace.keep()
        now[0] += busy
    pace.keep()
    assert waits == [0.75, 0.5]


def test_source_keeps_the_distance_between_symbols(yahoo: Build, week: Any) -> None:
    made = yahoo(week, pause=2.0)
    load_prices(["SPX", "SPY", "TLT"], source=made.source, **DATES)
    assert made.waits == [2.0, 2.0]


def test_patience_ends_with_the_delays_or_with_the_budget() -> None:
    patience = Patience((5.0, 20.0), longest=30.0)
    assert [patience.spend(refusals) for refusals in (0, 1, 2, 0, 0)] == [5.0, 20.0, None, 5.0, None]
    assert patience.waited == 30.0


def test_progress_tells_of_parts_and_waits(canned: SimpleNamespace, yahoo: Build, week: Any) -> None:
    made = yahoo(canned.LIMITED, canned.LIMITED, week)
    made.source.fetch(get_asset("SPX"), **WEEK)
    assert [str(step) for step in made.told] == [
        "asking Yahoo for daily prices of SPX",
        "Yahoo limits the rate: waiting 1 s before asking for SPX again",
        "asking Yahoo for daily prices of SPX",
        "Yahoo has answered for daily prices of SPX",
    ]
    assert [(step.done, step.requests, step.waiting) for step in made.told] == [
        (0, 1, 0.0),
        (0, 1, 1.0),
        (0, 1, 0.0),
        (1, 1, 0.0),
    ]


def test_waits_are_logged_where_no_progress_is_asked_for(
    canned: SimpleNamespace, week: Any, caplog: pytest.LogCaptureFixture
) -> None:
    session = requests.Session()
    session.mount("https://", canned.Wire(week, {"*": [canned.LIMITED, canned.LIMITED, week]}))
    source = YahooSource(session=session, sleep=lambda _: None)
    source.fetch(get_asset("SPX"), **WEEK)
    assert caplog.messages == ["Yahoo limits the rate: waiting 5 s before asking for SPX again."]


def test_yahoos_own_reason_is_shown(canned: SimpleNamespace, yahoo: Build) -> None:
    made = yahoo(canned.refusal({"code": "Bad Request", "description": REASON}, status=400))
    assert refused(made) == (
        f"Yahoo has no daily prices of SPX (^GSPC) from 2022-02-14 to 2022-02-18: {REASON}. Check the symbol and "
        "the dates."
    )


def test_unknown_symbol_is_explained(canned: SimpleNamespace, yahoo: Build) -> None:
    stranger = dataclasses.replace(get_asset("SPY"), symbol="NONE", yahoo="NONESUCH")
    gone = canned.refusal(canned.NOT_FOUND)
    with pytest.raises(PriceError, match="does not know the symbol NONESUCH"):
        yahoo(gone, zone=gone).source.fetch(stranger, **WEEK)


def test_truncated_body_is_told_from_the_network(canned: SimpleNamespace, yahoo: Build, week: Any) -> None:
    status, body = week
    made = yahoo((status, body[: len(body) // 2]))
    assert f"is damaged: {len(body) // 2} bytes that are not JSON" in refused(made)


def test_truncated_body_is_asked_for_once_more(yahoo: Build, week: Any) -> None:
    status, body = week
    made = yahoo((status, body[:50]), week)
    assert len(made.source.fetch(get_asset("SPX"), **WEEK).table) == len(SESSIONS)
    assert made.waits == []


@pytest.mark.parametrize(
    "page", ["<html>down</html>", "", json.dumps({"chart": {"result": None, "error": None}})]
)
def test_failing_server_is_told_by_its_status(yahoo: Build, page: str) -> None:
    assert "Yahoo's server fails (HTTP 503)" in refused(yahoo((503, page)))


def test_server_that_fails_once_is_asked_again(yahoo: Build, week: Any) -> None:
    made = yahoo((503, "<html>down</html>"), (503, "<html>down</html>"), week)
    assert len(made.source.fetch(get_asset("SPX"), **WEEK).table) == len(SESSIONS)


def test_closed_for_repairs_is_a_failing_server(yahoo: Build) -> None:
    assert "Yahoo's server fails" in refused(yahoo((200, "<html>Will be right back...</html>")))


@pytest.mark.parametrize("status", [401, 403])
def test_client_that_is_shut_out_is_told_to_update(yahoo: Build, status: int) -> None:
    error = {"finance": {"result": None, "error": {"code": "Unauthorized", "description": "Invalid Crumb"}}}
    message = refused(yahoo((status, json.dumps(error))))
    assert (
        f"refuses to answer for daily prices of SPX (^GSPC) from 2022-02-14 to 2022-02-18 (HTTP {status})"
        in message
    )
    assert "Update yfinance" in message


def test_network_that_does_not_carry_is_told_from_the_server(yahoo: Build) -> None:
    made = yahoo(requests.ConnectionError("no route to host"))
    message = refused(made)
    assert "could not be reached (ConnectionError: no route to host)" in message
    assert "Check the connection" in message
    assert made.waits == []


def test_answer_without_prices_or_reason_says_so(yahoo: Build) -> None:
    empty = {"chart": {"result": [{"meta": {}, "indicators": {"quote": [{}]}}], "error": None}}
    assert "it gives no reason" in refused(yahoo((200, json.dumps(empty))))


def test_answer_of_an_unknown_shape_is_told_as_such(yahoo: Build) -> None:
    strange = {
        "chart": {"result": [{"meta": {}, "indicators": {"quote": [{"close": [1.0]}]}}], "error": None}
    }
    assert "cannot be read (KeyError" in refused(yahoo((200, json.dumps(strange))))


def test_network_failure_under_another_error_is_found() -> None:
    try:
        try:
            raise requests.ConnectionError("refused")
        except requests.ConnectionError:
            raise AttributeError("module has no attribute 'DNSError'")  # noqa: B904
    except AttributeError as failure:
        told = explain(failure, question="x", symbol="SPY", status=0, body=b"")
    assert told.kind == "passing"
    assert "ConnectionError: refused" in str(told.error)


def test_empty_answer_names_the_question(canned: SimpleNamespace, yahoo: Build) -> None:
    message = refused(yahoo(canned.chart([], [])))
    assert "daily prices of SPX (^GSPC) from 2022-02-14 to 2022-02-18" in message


def test_asset_without_a_symbol_names_its_substitute(yahoo: Build, week: Any) -> None:
    made = yahoo(week)
    with pytest.raises(PriceError, match="UST2Y has no Yahoo symbol.*SHY"):
        made.source.fetch(get_asset("UST2Y"), **WEEK)
    assert made.wire.charts == []


def test_answers_are_not_kept_from_one_call_to_the_next(
    canned: SimpleNamespace, yahoo: Build, week: Any
) -> None:
    repaired = canned.chart(SESSIONS, [*CLOSES[:4], 4349.0])
    made = yahoo(week, repaired)
    closes = [made.source.fetch(get_asset("SPX"), **WEEK).table["close"].iloc[-1] for _ in range(2)]
    assert closes == [4348.87, 4349.0]


def test_yfinance_keeps_its_own_settings(yahoo: Build, week: Any) -> None:
    import yfinance

    yahoo(week).source.fetch(get_asset("SPX"), **WEEK)
    assert yfinance.config.debug.hide_exceptions is True


def test_source_without_a_session_takes_yfinances_own() -> None:
    assert repr(YahooSource(longest_wait=60.0)) == (
        "YahooSource(a request every 1 s, waiting up to 60 s where the rate is limited)"
    )


def test_progress_is_a_sentence_for_bars() -> None:
    assert str(Progress(asset="SPY", interval="1min", done=4, requests=5)) == (
        "asking Yahoo for 1min bars of SPY, part 5 of 5"
    )

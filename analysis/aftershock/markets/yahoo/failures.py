"""What went wrong between yfinance and Yahoo, in words: the limit, the network, the server, or the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aftershock.errors import PriceError

Kind = Literal["limited", "passing", "final"]
_LIMITED = (429, 999)
_FOLDER = "or read the prices from the store (source='store') or a folder of files."


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Failure:
    """Hold why a request failed, and whether asking again may help.

    Parameters
    ----------
    kind : {"limited", "passing", "final"}
        Yahoo limits the rate; something that may pass; or nothing to ask again for.
    error : PriceError
        The reason in words.

    Examples
    --------
    >>> Failure(kind="final", error=PriceError("no such symbol")).kind
    'final'
    """

    kind: Kind
    error: PriceError


def explain(failure: Exception, *, question: str, symbol: str, status: int, body: bytes) -> Failure:
    """Put a failure of yfinance into words, with Yahoo's own reason where there is one.

    Parameters
    ----------
    failure : Exception
        What yfinance, or the session under it, raised.
    question : str
        What was asked.
    symbol : str
        Yahoo's symbol.
    status : int
        HTTP status of the last answer about a chart; 0 where none came.
    body : bytes
        Its body.

    Returns
    -------
    Failure
        The kind, and the error to raise.

    Examples
    --------
    >>> wrong = explain(TimeoutError("no answer"), question="x", symbol="SPY", status=0, body=b"")
    >>> wrong.kind, str(wrong.error)[:28]
    ('passing', 'Yahoo could not be reached (')
    """
    kind, text = type(failure).__name__, str(failure).strip().split(". See http")[0].rstrip(".")
    if kind == "YFRateLimitError" or status in _LIMITED or b"Too Many Requests" in body:
        return Failure(
            kind="limited", error=PriceError(f"Yahoo limits the rate of {question}.", symbol=symbol)
        )
    if status >= 500 or b"Will be right back" in body:
        return _server_failure(question, symbol, status)
    if status in (401, 403):
        return _shut_out(question, symbol, status)
    if kind == "YFTzMissingError" or (kind == "HTTPError" and text.startswith("404")):
        return _final(
            f"Yahoo does not know the symbol {symbol}. Check the spelling, or whether it is still listed.",
            symbol,
        )
    reason = _stated_reason(failure, body)
    if reason:
        return _no_prices(question, symbol, reason)
    if status >= 400:
        return _shut_out(question, symbol, status)
    return _unreadable(failure, question, symbol, kind=kind, text=text, size=len(body))


def _unreadable(
    failure: Exception, question: str, symbol: str, *, kind: str, text: str, size: int
) -> Failure:
    """Tell a damaged answer from a network that does not carry, and both from an empty answer."""
    if isinstance(failure, json.JSONDecodeError):
        return _passing(
            f"Yahoo's answer for {question} is damaged: {size} bytes that are not JSON ({text}). Try again, "
            f"{_FOLDER}",
            symbol,
        )
    network = next((each for each in _chain(failure) if isinstance(each, OSError)), None)
    if network is not None:
        told = str(network).strip().split(". See http")[0].rstrip(".")
        return _passing(
            f"Yahoo could not be reached ({type(network).__name__}: {told}) to ask for {question}. Check the "
            f"connection and try again, {_FOLDER}",
            symbol,
        )
    if kind == "YFPricesMissingError":
        return _no_prices(question, symbol, "it gives no reason")
    return _final(
        f"Yahoo's answer for {question} cannot be read ({kind}: {text}). Update yfinance, {_FOLDER}", symbol
    )


def _server_failure(question: str, symbol: str, status: int) -> Failure:
    """Say that Yahoo's server fails."""
    return _passing(
        f"Yahoo's server fails (HTTP {status}) when asked for {question}. Try again in some minutes, {_FOLDER}",
        symbol,
        status=status,
    )


def _shut_out(question: str, symbol: str, status: int) -> Failure:
    """Say that Yahoo does not answer this client."""
    return _final(
        f"Yahoo refuses to answer for {question} (HTTP {status}). Update yfinance, ask from another network, "
        f"{_FOLDER}",
        symbol,
        status=status,
    )


def _no_prices(question: str, symbol: str, reason: str) -> Failure:
    """Say that Yahoo has nothing, in its own words."""
    return _final(
        f"Yahoo has no {question}: {reason}. Check the symbol and the dates.", symbol, reason=reason
    )


def _stated_reason(failure: Exception, body: bytes) -> str:
    """Find the reason Yahoo itself states, in what yfinance raised or in the body."""
    told = getattr(failure, "yahoo_reason", None)
    if told is None:
        try:
            answer = json.loads(body)
            told = next(part["error"]["description"] for part in answer.values() if part["error"])
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
            return ""
    return str(told).strip().rstrip(".")


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """Go through a failure and those it came from: yfinance stumbles over some while handling them."""
    seen: BaseException | None = failure
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _passing(message: str, symbol: str, **data: object) -> Failure:
    """Make a failure that may pass."""
    return Failure(kind="passing", error=PriceError(message, symbol=symbol, **data))


def _final(message: str, symbol: str, **data: object) -> Failure:
    """Make a failure that stays."""
    return Failure(kind="final", error=PriceError(message, symbol=symbol, **data))

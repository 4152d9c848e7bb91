"""Under yfinance: its settings while it is used, and what came over the wire before it was worked over."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd

_CHART = "/v8/finance/chart/"


@dataclass(slots=True)
class Wire:
    """Keep the last answer to a request for a chart, as it came over the wire.

    Parameters
    ----------
    status : int
        HTTP status; 0 where no answer came.
    body : bytes
        The body.

    Examples
    --------
    >>> body = b'{"chart": {"result": [{"timestamp": [1645108200]}]}}'
    >>> str(Wire(status=200, body=body).labels()[0])
    '2022-02-17 14:30:00+00:00'
    """

    status: int = 0
    body: bytes = b""

    def note(self, response: Any) -> None:
        """Take down an answer, if it is to a request for a chart."""
        if _CHART in str(getattr(response, "url", "")):
            self.status, self.body = int(response.status_code), bytes(response.content)

    def labels(self) -> pd.DatetimeIndex:
        """Read the labels of the rows that were sent (UTC); none where the body is no chart."""
        try:
            stamps = json.loads(self.body)["chart"]["result"][0]["timestamp"]
        except (ValueError, KeyError, IndexError, TypeError):
            stamps = []
        return pd.DatetimeIndex(pd.to_datetime(stamps, unit="s", utc=True)).as_unit("ns")


@contextmanager
def plain_yfinance() -> Iterator[Any]:
    """Import yfinance and make it raise its errors instead of logging them; its deprecations are not ours.

    Examples
    --------
    >>> with plain_yfinance() as yfinance:
    ...     yfinance.config.debug.hide_exceptions
    False
    """
    log = logging.getLogger("yfinance")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yfinance

        hidden, level = yfinance.config.debug.hide_exceptions, log.level
        yfinance.config.debug.hide_exceptions = False
        log.setLevel(logging.CRITICAL)
        try:
            yield yfinance
        finally:
            yfinance.config.debug.hide_exceptions = hidden
            log.setLevel(level)


@contextmanager
def watched(session: Any) -> Iterator[Wire]:
    """Read along what comes over a session: yfinance tells neither the status nor the rows it leaves out."""
    wire, get, own = Wire(), session.get, vars(session).get("get")

    def reading(*arguments: Any, **options: Any) -> Any:
        response = get(*arguments, **options)
        wire.note(response)
        return response

    session.get = reading
    try:
        yield wire
    finally:
        del session.get
        if own is not None:
            session.get = own

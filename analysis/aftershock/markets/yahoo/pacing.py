"""Manners: a pause between requests, and one budget of waiting when Yahoo limits the rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Seconds = float


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Report how far a source has come; its text is one short sentence.

    Parameters
    ----------
    asset : str
        Symbol of the catalogue.
    interval : str
        Distance of the rows.
    done, requests : int
        Requests answered so far, and needed in all, for this asset.
    waiting : float
        Seconds that are now waited because the rate is limited; 0.0 while asking.

    Examples
    --------
    >>> str(Progress(asset="SPY", interval="1min", done=1, requests=5))
    'asking Yahoo for 1min bars of SPY, part 2 of 5'
    >>> str(Progress(asset="SPY", interval="1d", done=0, requests=1, waiting=20.0))
    'Yahoo limits the rate: waiting 20 s before asking for SPY again'
    """

    asset: str
    interval: str
    done: int
    requests: int
    waiting: Seconds = 0.0

    def __str__(self) -> str:
        """Print one sentence."""
        if self.waiting:
            return f"Yahoo limits the rate: waiting {self.waiting:g} s before asking for {self.asset} again"
        kind = "daily prices" if self.interval == "1d" else f"{self.interval} bars"
        if self.done >= self.requests:
            return f"Yahoo has answered for {kind} of {self.asset}"
        part = f", part {self.done + 1} of {self.requests}" if self.requests > 1 else ""
        return f"asking Yahoo for {kind} of {self.asset}{part}"


class Pace:
    """Keep a pause between requests.

    Parameters
    ----------
    pause : float
        Least seconds from one request to the next.
    clock : callable
        Seconds of a clock that never goes back.
    sleep : callable
        How to wait.

    Examples
    --------
    >>> waits: list[float] = []
    >>> pace = Pace(1.0, clock=lambda: 100.0, sleep=waits.append)
    >>> pace.keep(), pace.keep(), waits
    (None, None, [1.0])
    """

    def __init__(
        self, pause: Seconds, *, clock: Callable[[], Seconds], sleep: Callable[[Seconds], None]
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._last: Seconds | None = None

    def keep(self) -> None:
        """Wait until the pause since the last request is over."""
        if self._last is not None:
            left = self._last + self._pause - self._clock()
            if left > 0:
                self._sleep(left)
        self._last = self._clock()


class Patience:
    """Decide how long to wait after each refusal, within one budget for all symbols.

    Parameters
    ----------
    delays : sequence of float
        Seconds to wait before each new attempt for one symbol.
    longest : float
        Most seconds waited in all, whatever the number of symbols.

    Examples
    --------
    >>> patience = Patience((5.0, 20.0), longest=25.0)
    >>> patience.spend(0), patience.spend(1), patience.spend(0)
    (5.0, 20.0, None)
    """

    def __init__(self, delays: Sequence[Seconds], *, longest: Seconds) -> None:
        self.delays = tuple(delays)
        self.longest = longest
        self.waited: Seconds = 0.0

    def spend(self, refusals: int) -> Seconds | None:
        """Take the next delay out of the budget.

        Parameters
        ----------
        refusals : int
            Delays this symbol has already waited out.

        Returns
        -------
        float or None
            Seconds to wait; None where it is time to give up.
        """
        if refusals >= len(self.delays):
            return None
        delay = self.delays[refusals]
        if self.waited + delay > self.longest:
            return None
        self.waited += delay
        return delay

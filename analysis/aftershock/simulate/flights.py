"""Daily moves of shares, a yield, gold and oil in which flights to safety are planted, or nothing is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.errors import AftershockError
from aftershock.simulate.returns import persistent_volatility, student_shocks
from aftershock.typing import FloatArray, IntArray, Rng

ASSETS = ("SPX", "UST10Y", "GOLD", "WTI")
UNITS = ("%", "bp", "%", "%")
VOLATILITIES = (0.010, 6.0, 0.010, 0.022)
"""Usual daily standard deviations: log returns, and basis points for the yield."""
CORRELATION = (
    (1.0, 0.3, 0.0, 0.25),
    (0.3, 1.0, -0.25, 0.1),
    (0.0, -0.25, 1.0, 0.15),
    (0.25, 0.1, 0.15, 1.0),
)
DIRECTION = (-1.0, -1.0, 0.5, -0.5)
"""What a planted flight moves, in standard deviations of its day for a size of one."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedFlights:
    """Hold simulated moves and where flights were planted.

    Parameters
    ----------
    moves : ndarray of shape (n_rows, 4)
        Log returns of shares, gold and oil, changes of the yield in basis points, in the order of ``ASSETS``.
    volatility : ndarray of shape (n_rows,)
        Multiple of the usual volatility on each day.
    flights : ndarray of int
        Rows of the planted flights, ascending.
    """

    moves: FloatArray
    volatility: FloatArray
    flights: IntArray

    def frame(self, first_day: str = "2005-01-03") -> pd.DataFrame:
        """Lay the moves out on weekdays, with their units."""
        days = pd.bdate_range(first_day, periods=len(self.moves), name="session")
        frame = pd.DataFrame(self.moves, index=days, columns=list(ASSETS))
        frame.attrs = {"unit": dict(zip(ASSETS, UNITS, strict=True))}
        return frame


def simulate_flights(
    n_rows: int = 2500,
    *,
    rng: Rng,
    n_flights: int = 0,
    size: float = 3.0,
    df: float = 5.0,
    persistence: float = 0.97,
    spread: float = 0.4,
    drawn_to_volatility: float = 1.5,
    quiet_start: int = 300,
) -> SimulatedFlights:
    """Simulate daily moves of four assets whose volatility persists, with flights to safety planted on some days.

    Use it with ``size=0`` to check how often nothing is taken for risk-off on the volatile days on which headlines
    come, and with a size to see what is found.

    Parameters
    ----------
    n_rows : int
        Days.
    rng : int or Generator
        Seed or generator.
    n_flights : int
        Days with a flight.
    size : float
        Shares and the yield fall by so many of that day's own standard deviations, gold rises and oil falls by half
        as many.
    df : float
        Degrees of freedom of the shocks, above 2.
    persistence, spread : float
        Autocorrelation and standard deviation of log volatility.
    drawn_to_volatility : float
        Flights come in proportion to the day's volatility to this power.
    quiet_start : int
        Days at the start without flights.

    Returns
    -------
    SimulatedFlights

    Raises
    ------
    AftershockError
        If the flights do not fit, or a parameter is out of bounds.

    Notes
    -----
    ``r[t, a] = s[a] v[t] (e[t, a] + size d[a] 1{t planted})``, v log-normal with mean square one, e unit-variance t
    shocks mixed by the Cholesky factor of the correlation matrix.

    Examples
    --------
    >>> made = simulate_flights(600, n_flights=3, rng=1)
    >>> made.moves.shape, made.flights.size
    ((600, 4), 3)
    """
    if not 0 <= n_flights <= max(n_rows - quiet_start, 0):
        raise AftershockError(
            f"{n_flights} flights do not fit into {n_rows} days of which the first {quiet_start} have none.",
            n_flights=n_flights,
            n_rows=n_rows,
        )
    generator = np.random.default_rng(rng)
    level = persistent_volatility(n_rows, persistence=persistence, spread=spread, rng=generator)
    shocks = student_shocks((n_rows, len(ASSETS)), df=df, rng=generator)
    shocks = shocks @ np.linalg.cholesky(np.array(CORRELATION)).T
    weights = np.where(np.arange(n_rows) < quiet_start, 0.0, level**drawn_to_volatility)
    chances = weights / weights.sum() if n_flights else None
    rows = generator.choice(n_rows, n_flights, replace=False, p=chances)
    shocks[rows] += size * np.array(DIRECTION)
    return SimulatedFlights(
        level[:, None] * shocks * np.array(VOLATILITIES), level, np.sort(rows).astype(np.int64)
    )

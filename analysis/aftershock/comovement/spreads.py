"""A handful of moves as a distribution: count, quantiles, mean, and the share that rose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from aftershock.comovement.threshold_flights import wilson_limits
from aftershock.typing import FloatArray

FEWEST = 8
"""Values below which a distribution is a list, and no quantile is given."""
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Hold a distribution of moves.

    Parameters
    ----------
    n : int
        Values.
    mean, q10, q25, median, q75, q90 : float
        In the unit of the moves; NaN with a reason below eight values.
    share_up, share_up_low, share_up_high : float
        Share of values above zero with Wilson's interval.
    unit, reason : str
        Unit of the moves as they are shown, and why there are no numbers.
    """

    n: int = 0
    mean: float = math.nan
    q10: float = math.nan
    q25: float = math.nan
    median: float = math.nan
    q75: float = math.nan
    q90: float = math.nan
    share_up: float = math.nan
    share_up_low: float = math.nan
    share_up_high: float = math.nan
    unit: str = ""
    reason: str = ""

    @classmethod
    def columns(cls) -> list[str]:
        """Name the fields in order."""
        return [one.name for one in fields(cls)]

    @classmethod
    def undefined(cls, reason: str, *, n: int = 0, unit: str = "") -> Spread:
        """Make a distribution without numbers."""
        return cls(n=n, unit=unit, reason=reason)

    @classmethod
    def of_row(cls, row: Mapping[Any, Any]) -> Spread:
        """Read a distribution back from a row of a table."""
        return cls(**{name: row[name] for name in cls.columns()})

    def as_row(self) -> dict[str, Any]:
        """Lay the fields out as a row of a table."""
        return asdict(self)

    def sentence(self, subject: str) -> str:
        """Say the distribution in a sentence.

        Examples
        --------
        >>> spread_of(np.arange(1.0, 9.0), unit="bp").sentence("Yields")
        'Yields: mean 4.5 bp, median 4.5 bp, middle half 2.75 to 6.25 bp; 100% up, n 8.'
        """
        if self.reason:
            return f"{subject}: not described, {self.reason}."
        low, middle, high = (self._shown(one) for one in (self.q25, self.median, self.q75))
        unit = self.unit and f" {self.unit}"
        spread = (
            f"mean {self._shown(self.mean)}{unit}, median {middle}{unit}, middle half {low} to {high}{unit}"
        )
        return f"{subject}: {spread}; {self.share_up:.0%} up, n {self.n}."

    def _shown(self, value: float) -> str:
        """Write a number in its unit; returns are held as shares and shown in per cent."""
        return f"{value * 100:.2f}" if self.unit == "%" else f"{value:.3g}"


def spread_of(values: FloatArray, *, unit: str = "", alpha: float = 0.10, fewest: int = FEWEST) -> Spread:
    """Describe some values.

    Parameters
    ----------
    values : ndarray of shape (n,)
        NaN are left out.
    unit : str
        Unit of the moves.
    alpha : float
        One minus the coverage of the interval of ``share_up``, for independent values.
    fewest : int
        Values below which there is only a count and a reason.

    Returns
    -------
    Spread

    Examples
    --------
    >>> spread_of(np.array([1.0, -1.0])).reason
    '2 value(s) can be listed, not described; at least 8 are needed'
    """
    known = values[np.isfinite(values)]
    if known.size < fewest:
        few = f"{known.size} value(s) can be listed, not described; at least {fewest} are needed"
        return Spread.undefined(few, n=int(known.size), unit=unit)
    q10, q25, median, q75, q90 = (float(one) for one in np.quantile(known, QUANTILES))
    share = float((known > 0).mean())
    low, high = wilson_limits(share, known.size, alpha=alpha)
    return Spread(
        n=int(known.size),
        mean=float(known.mean()),
        q10=q10,
        q25=q25,
        median=median,
        q75=q75,
        q90=q90,
        share_up=share,
        share_up_low=low,
        share_up_high=high,
        unit=unit,
    )

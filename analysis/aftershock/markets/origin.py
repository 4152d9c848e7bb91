"""Where prices came from, and what became of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aftershock.markets.prices import PriceSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Record where a series came from and what became of its rows.

    Parameters
    ----------
    source : str
        Name of the source, such as ``Yahoo Finance`` or the name in a prices.toml.
    location : str
        File or symbol.
    column : str
        Column the close was taken from.
    read : int
        Rows read in the range asked for; used rows plus dropped ones.
    dropped : tuple of (str, int)
        Rows left out, by reason.
    first, last : str
        First and last session, or start and end of the bars, of the rows used.
    simulated : bool
        Whether the prices are made up.
    note : str
        What a reader must know.
    sha256 : str
        Digest of the file; empty for a network source.
    retrieved : str
        When it was fetched, ISO; empty for a file.

    Examples
    --------
    >>> Origin(source="kit", location="spx.csv", column="close", read=3, dropped=(("duplicate", 1),),
    ...        first="2022-02-17", last="2022-02-18").used
    2
    """

    source: str
    location: str
    column: str
    read: int
    dropped: tuple[tuple[str, int], ...] = ()
    first: str
    last: str
    simulated: bool = False
    note: str = ""
    sha256: str = ""
    retrieved: str = ""

    @property
    def used(self) -> int:
        """Rows that are in the series."""
        return self.read - sum(count for _, count in self.dropped)


def provenance_row(series: PriceSeries) -> dict[str, Any]:
    """Write what is known about a series as one row.

    Parameters
    ----------
    series : PriceSeries
        Daily prices or bars.

    Returns
    -------
    dict
        The columns of `Prices.provenance`, and ``asset``.
    """
    origin = series.origin
    return {
        "asset": series.asset.symbol,
        "name": series.asset.name,
        "interval": series.interval,
        "unit": series.asset.unit,
        "strike": str(series.strike),
        "source": origin.source,
        "location": origin.location,
        "column": origin.column,
        "read": origin.read,
        "used": origin.used,
        "dropped": ", ".join(f"{reason} {count}" for reason, count in origin.dropped),
        "first": origin.first,
        "last": origin.last,
        "simulated": origin.simulated,
        "note": origin.note,
        "sha256": origin.sha256,
        "retrieved": origin.retrieved,
    }

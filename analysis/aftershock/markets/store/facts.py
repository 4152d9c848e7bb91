"""What holds for a whole series: its clock, its terms, whether it is made up. Kept in every file of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from aftershock.errors import StoreError
from aftershock.markets.assets import Asset
from aftershock.markets.catalogue import CATALOGUE, declare_asset
from aftershock.markets.clock import Hours, Strike
from aftershock.markets.prices import PriceSeries
from aftershock.markets.store.layout import SeriesKey
from aftershock.typing import Interval

FACTS_NAME = "aftershock"
_PER_READING = ("sessions without a price",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFacts:
    """State what holds for all rows of one file.

    Parameters
    ----------
    asset, interval, source : str
        The series.
    period : str
        Year or month of the file.
    columns : tuple of str
        Columns in which there is any value.
    simulated : bool
        Whether the prices are made up.
    actions : bool
        Whether dividends and splits are known, so that adjustment is left to the reader.
    strike : str
        When the daily price is set.
    own_strike : bool
        Whether that is the source's own time; otherwise it follows the asset.
    hours : str
        Hours of the feed; empty where they are the asset's.
    note, unit, licence : str
        For the reader.
    declared : mapping of str to Any, optional
        The asset, where the catalogue describes it otherwise or not at all.

    Examples
    --------
    >>> facts = SeriesFacts(asset="SPX", interval="1d", source="hand", strike="16:00 America/New_York")
    >>> SeriesFacts.parse(facts.text()) == facts
    True
    """

    asset: str
    interval: Interval
    source: str
    period: str = ""
    columns: tuple[str, ...] = ()
    simulated: bool = False
    actions: bool = False
    strike: str
    own_strike: bool = False
    hours: str = ""
    note: str = ""
    unit: str = ""
    licence: str = ""
    declared: Mapping[str, Any] | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the facts of a file; keys of later versions are left out.

        Raises
        ------
        ValueError
            If the text is not what `text` writes.
        """
        known = {field.name for field in fields(cls)}
        content = {key: value for key, value in json.loads(text).items() if key in known}
        try:
            return cls(**{**content, "columns": tuple(content.get("columns", ()))})
        except TypeError as failure:
            raise ValueError(str(failure)) from None

    def text(self) -> str:
        """Write the facts as JSON; the same facts give the same text."""
        return json.dumps(asdict(self), ensure_ascii=True, sort_keys=True)

    @property
    def key(self) -> SeriesKey:
        """The series they belong to."""
        return SeriesKey(asset=self.asset, interval=self.interval, source=self.source)

    def described_asset(self) -> Asset | None:
        """Read the asset as it was declared; None where the catalogue's holds."""
        return None if self.declared is None else declare_asset(self.asset, self.declared)

    def strike_of(self, asset: Asset) -> Strike:
        """Find when the daily price of the series is set."""
        return Strike.parse(self.strike) if self.own_strike else asset.strike

    def feed_hours(self) -> Hours | None:
        """Read the hours of the feed, where they differ from the asset's."""
        return Hours.parse(self.hours) if self.hours else None


def facts_of(series: PriceSeries, *, licence: str = "") -> SeriesFacts:
    """State what holds for the rows of a series.

    Parameters
    ----------
    series : PriceSeries
        The prices.
    licence : str
        Terms under which they were had.

    Returns
    -------
    SeriesFacts
        Without a period and columns, which differ from file to file.

    Examples
    --------
    >>> from aftershock.markets import load_prices
    >>> spx = load_prices("SPX", start="2019-01-02", end="2019-03-29", source="sample")["SPX"]
    >>> facts_of(spx).simulated
    True
    """
    asset = series.asset
    return SeriesFacts(
        asset=asset.symbol,
        interval=series.interval,
        source=series.origin.source,
        simulated=series.origin.simulated,
        actions=series.is_daily and ("dividend" in series.table or "split" in series.table),
        strike=str(series.strike),
        own_strike=series.strike != asset.strike,
        hours=str(series.hours) if series.hours is not None else "",
        note=asset.note.rstrip(".") if series.origin.retrieved else _lasting(series.origin.note),
        unit=asset.price_unit,
        licence=licence,
        declared=None if CATALOGUE.get(asset.symbol) == asset else _declaration(asset),
    )


def for_file(facts: SeriesFacts, *, period: str, columns: tuple[str, ...]) -> SeriesFacts:
    """State the same facts for one file.

    Examples
    --------
    >>> facts = SeriesFacts(asset="SPX", interval="1d", source="hand", strike="16:00 America/New_York")
    >>> for_file(facts, period="2022", columns=("close",)).period
    '2022'
    """
    return replace(facts, period=period, columns=columns)


def refuse_another_kind(held: SeriesFacts, new: SeriesFacts) -> None:
    """Refuse rows that must not stand in one series with those that are held.

    Parameters
    ----------
    held, new : SeriesFacts
        Of the rows in the store, and of those to be added.

    Raises
    ------
    StoreError
        If one is simulated and the other real, daily prices are struck at other times than the asset's and not at
        the same, or one knows dividends and the other does not.

    Examples
    --------
    >>> facts = SeriesFacts(asset="SPX", interval="1d", source="hand", strike="16:00 America/New_York")
    >>> refuse_another_kind(facts, replace(facts, simulated=True))
    Traceback (most recent call last):
    aftershock.errors.StoreError: SPX 1d from hand is held with real prices, and the new ones are simulated; \
they never stand in one series. Give the new source another name.
    """
    if held.key != new.key:
        raise StoreError(
            f"The folder of {new.key} holds {held.key}: this file system takes their names for one. Keep them "
            "in two stores.",
            held=str(held.key),
            new=str(new.key),
        )
    if held.simulated != new.simulated:
        kinds = ("simulated", "real") if held.simulated else ("real", "simulated")
        raise StoreError(
            f"{new.key} is held with {kinds[0]} prices, and the new ones are {kinds[1]}; they never stand in one "
            "series. Give the new source another name.",
            held=kinds[0],
            new=kinds[1],
        )
    if new.key.is_daily and _own_strike(held) != _own_strike(new):
        raise StoreError(
            f"{new.key} is held with prices struck at {held.strike}, and the new ones are struck at {new.strike}: as "
            "revisions they would hide the others. Give the new source another name.",
            held=held.strike,
            new=new.strike,
        )
    if held.actions != new.actions:
        with_or_without = ("with", "without") if held.actions else ("without", "with")
        raise StoreError(
            f"{new.key} is held {with_or_without[0]} dividends and splits, and the new rows come "
            f"{with_or_without[1]} them; their adjusted prices would not fit together. Give the new source "
            "another name.",
            held=held.actions,
            new=new.actions,
        )


def _own_strike(facts: SeriesFacts) -> str | None:
    """Return the strike of a source that has one of its own; None where it follows the asset."""
    return facts.strike if facts.own_strike else None


def _lasting(note: str) -> str:
    """Leave out what a note says of one reading only."""
    parts = [part.strip() for part in note.split(";")]
    return "; ".join(part for part in parts if part and not part.startswith(_PER_READING))


def _declaration(asset: Asset) -> dict[str, Any]:
    """Write an asset as it would be declared, leaving out what says nothing."""
    named = {field.name: getattr(asset, field.name) for field in fields(asset) if field.name != "symbol"}
    return {key: _plain(value) for key, value in named.items() if value not in (None, "", {})}


def _plain(value: Any) -> Any:
    """Write a field of an asset as a study file does."""
    if isinstance(value, Strike):
        return str(value)
    return dict(value) if isinstance(value, Mapping) else value

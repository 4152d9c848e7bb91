"""The prices.toml that describes a folder of price files, and its errors."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from aftershock.errors import PriceError
from aftershock.markets.clock import Hours, Strike, check_zone
from aftershock.typing import BarLabel, Interval

FILE_NAME = "prices.toml"
EXAMPLE = """\
name = "my prices"
[[series]]
asset = "SPX"
interval = "1d"
file = "spx.csv"      # columns date, close"""


def _hours_text(text: str) -> str:
    """Refuse hours that cannot be read."""
    Hours.parse(text)
    return text


def _strike_text(text: str) -> str:
    """Refuse a strike that cannot be read."""
    Strike.parse(text)
    return text


def _zone_text(text: str) -> str:
    """Refuse a zone that is not known."""
    check_zone(text)
    return text


class SeriesEntry(BaseModel):
    """Describe one file, or one column of a file, as the prices of an asset at an interval.

    Parameters
    ----------
    **keys : Any
        The keys of a ``[[series]]`` table; the table of all keys is in ``data/README.md``.

    Examples
    --------
    >>> SeriesEntry(asset="SPX", interval="1h", file="spx.csv", bar_label="start").column
    'close'
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    asset: str
    interval: Interval
    file: str
    column: str = "close"
    time_column: str | None = None
    adjusted: str | None = None
    open: str | None = None
    high: str | None = None
    low: str | None = None
    volume: str | None = None
    contract: str | None = None
    bar_label: BarLabel | None = None
    zone: Annotated[str, AfterValidator(_zone_text)] | None = None
    unit: str = ""
    strike: Annotated[str, AfterValidator(_strike_text)] | None = None
    hours: Annotated[str, AfterValidator(_hours_text)] | None = None
    drop_where: dict[str, bool | int | float | str] = Field(default_factory=dict)
    note: str = ""

    @model_validator(mode="after")
    def _label_fits_interval(self) -> Self:
        """Ask for the bar label of bars, and only of bars."""
        if self.interval != "1d" and self.bar_label is None:
            raise ValueError(
                f"bars of {self.interval} need bar_label = 'start' or 'end'; the wrong one looks ahead"
            )
        if self.interval == "1d" and self.bar_label is not None:
            raise ValueError(
                "daily prices have no bar_label; leave it out, and state a strike if it is unusual"
            )
        return self

    @property
    def numeric_columns(self) -> dict[str, str]:
        """Columns of numbers to read: our name to the file's."""
        named = {
            "close": self.column,
            "adjusted": self.adjusted,
            "open": self.open,
            "high": self.high,
            "low": self.low,
            "volume": self.volume,
        }
        return {ours: theirs for ours, theirs in named.items() if theirs is not None}


class PriceDescription(BaseModel):
    """Describe a folder of price files.

    Parameters
    ----------
    **keys : Any
        The top-level keys of a ``prices.toml``.

    Examples
    --------
    >>> PriceDescription(name="mine", series=[]).simulated
    False
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = ""
    simulated: bool = False
    licence: str = ""
    note: str = ""
    assets: dict[str, dict[str, Any]] = Field(default_factory=dict)
    series: list[SeriesEntry]

    @model_validator(mode="after")
    def _one_series_each(self) -> Self:
        """Refuse two series for the same asset and interval."""
        seen: set[tuple[str, str]] = set()
        for entry in self.series:
            key = (entry.asset, entry.interval)
            if key in seen:
                raise ValueError(f"{entry.asset} at {entry.interval} is described twice; keep one [[series]]")
            seen.add(key)
        return self

    def find(self, symbol: str, interval: str) -> SeriesEntry | None:
        """Return the series of an asset at an interval, or None."""
        for entry in self.series:
            if (entry.asset, entry.interval) == (symbol, interval):
                return entry
        return None


def read_description(path: Path) -> PriceDescription:
    """Read and check a prices.toml.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    PriceDescription
        What it says.

    Raises
    ------
    PriceError
        If it is absent, not TOML, or a key is misspelt, missing or of the wrong kind: names the file, the key
        and the right one.

    Examples
    --------
    >>> read_description(Path("nowhere/prices.toml"))
    Traceback (most recent call last):
    aftershock.errors.PriceError: The description 'nowhere/prices.toml' does not exist.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PriceError(f"The description {str(path)!r} does not exist.", file=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failure:
        raise PriceError(f"{path} is not valid TOML: {failure}.", file=str(path)) from None
    try:
        return PriceDescription.model_validate(content)
    except ValidationError as failure:
        raise _description_error(path, content, failure) from None


def missing_description(folder: Path) -> PriceError:
    """Say how to describe a folder that has no prices.toml.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.

    Returns
    -------
    PriceError
        To raise.

    Examples
    --------
    >>> "prices.toml" in str(missing_description(Path("mine")))
    True
    """
    return PriceError(
        f"The folder '{folder}' has no {FILE_NAME}. Put one there, or pass description=; 'aftershock new NAME --prices "
        f"FOLDER' drafts one, and five lines are enough:\n{EXAMPLE}",
        folder=str(folder),
    )


def _description_error(path: Path, content: dict[str, Any], failure: ValidationError) -> PriceError:
    """List every problem of a description, with the right key beside a wrong one."""
    problems = [_problem(content, error["loc"], error["type"], error["msg"]) for error in failure.errors()]
    listed = "; ".join(problems)
    return PriceError(f"{path}: {listed}.", file=str(path), problems=tuple(problems))


def _problem(content: dict[str, Any], loc: Sequence[int | str], kind: str, message: str) -> str:
    """Put one problem into words."""
    where = _place(content, loc)
    key = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        model = SeriesEntry if loc[0] == "series" else PriceDescription
        close = difflib.get_close_matches(key, model.model_fields, n=1)
        guess = (
            f"the right one is probably {close[0]!r}"
            if close
            else f"allowed are {', '.join(model.model_fields)}"
        )
        return f"{where}unknown key {key!r}; {guess}"
    if kind == "missing":
        return f"{where}the key {key!r} is missing"
    text = message.removeprefix("Value error, ").rstrip(".")
    named = f"{key}: " if isinstance(loc[-1] if loc else 0, str) else ""
    return f"{where}{named}{text}"


def _place(content: dict[str, Any], loc: Sequence[int | str]) -> str:
    """Name the table a problem is in."""
    if len(loc) < 2 or loc[0] != "series" or not isinstance(loc[1], int):
        return ""
    entry = content["series"][loc[1]]
    label = (
        " ".join(str(entry[key]) for key in ("asset", "interval") if key in entry)
        if isinstance(entry, dict)
        else ""
    )
    return f"[[series]] number {loc[1] + 1}{f' ({label})' if label else ''}: "

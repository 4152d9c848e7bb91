"""What a caller may say about a source before it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as calendar_date

from aftershock.typing import AbbreviationRule, DateOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRules:
    """How press abbreviations are read.

    Parameters
    ----------
    abbreviation : {"local", "literal"}
        ``local`` reads EST in July as New York time; ``literal`` as the offset it names, UTC-5.
    assumed : mapping of str to str
        Places for ambiguous abbreviations, such as ``{"CST": "America/Chicago"}``.
    """

    abbreviation: AbbreviationRule = "local"
    assumed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSettings:
    """Everything the readers of all formats are told.

    Parameters
    ----------
    date : date, optional
        Local calendar day of a live blog's newest entry.
    zone : str, optional
        Zone of printed times that name none.
    source : str
        Label of rows that name no source.
    columns : mapping of str to str
        The package's column names to the file's.
    date_order : {"day_first", "month_first"}, optional
        Order of dates such as 03/04/2026; without it they are refused.
    rules : ZoneRules
        How press abbreviations are read.
    """

    date: calendar_date | None = None
    zone: str | None = None
    source: str = "text"
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    rules: ZoneRules = field(default_factory=ZoneRules)

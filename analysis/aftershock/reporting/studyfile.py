"""The study.toml: what a study is made of, checked before anything is computed."""

import difflib
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from aftershock.errors import AftershockError, StudyFileError
from aftershock.markets import Asset, Strike, declare_asset, get_asset
from aftershock.markets.catalogue import expand_baskets
from aftershock.reactions.windows import ClockWindow
from aftershock.reporting.event_section import EventsSection
from aftershock.reporting.keys import Keys
from aftershock.reporting.report_section import ReportKeys, check_sections, section_order
from aftershock.typing import (
    AbbreviationRule,
    DateOrder,
    HeadlineFormat,
    Interval,
    PriceKind,
    SeasonalMethod,
    SectionName,
    StudyKind,
)


def _window_text(text: str) -> str:
    """Refuse a clock window that cannot be read."""
    ClockWindow.parse(text)
    return text


def _day_text(value: Any) -> str:
    """Take a date as TOML or as text writes it; refuse what is no date."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("write a date as 2022-02-17") from None


def _span_text(text: str) -> str:
    """Refuse a span of time that cannot be read or has no unit."""
    try:
        span = pd.NaT if text.strip().replace(".", "").isdigit() else pd.Timedelta(text)
    except ValueError:
        span = pd.NaT
    if pd.isna(span):
        raise ValueError("write a span of time with its unit, as 30s, 5min or 2h")
    return text


def _snapshot_text(text: str) -> str:
    """Refuse a snapshot that is not a clock time and a zone."""
    if len(text.split()) != 2:
        raise ValueError("write a time and a zone, as 15:00 America/New_York")
    return str(Strike.parse(text))


Day = Annotated[str, BeforeValidator(_day_text)]
Span = Annotated[str, AfterValidator(_span_text)]


class StudySection(Keys):
    """What the study is called and asks."""

    title: str
    question: str = ""
    seed: int = 0


class HeadlinesSection(Keys):
    """Where the headlines come from; ``fictional`` keeps made-up ones apart from real prices."""

    file: str
    start: Day | None = None
    end: Day | None = None
    date: Day | None = None
    zone: str | None = None
    format: HeadlineFormat | None = None
    source: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    date_order: DateOrder | None = None
    abbreviation: AbbreviationRule = "local"
    ambiguous: dict[str, str] = Field(default_factory=dict)
    max_rejected: int | None = Field(default=None, ge=0)
    fictional: bool = False


class PricesSection(Keys):
    """Which prices: a source, a range of sessions, a range and an interval of bars."""

    source: str = "yahoo"
    description: str | None = None
    start: Day
    end: Day
    bars_start: Day | None = None
    bars_end: Day | None = None
    bar_interval: Interval = "1h"


class AssetsSection(Keys):
    """Which assets or baskets: ``sessions`` for daily moves, ``bars`` for clock time, ``declare`` for your own."""

    sessions: tuple[str, ...] = Field(min_length=1)
    bars: tuple[str, ...] = ()
    market: str | None = None
    declare: dict[str, dict[str, Any]] = Field(default_factory=dict)


class SessionsSection(Keys):
    """Settings of the session-time study; ``snapshot`` prices sessions at one instant, from the bars."""

    estimation: tuple[int, int] = (-250, -11)
    min_estimation: int = Field(default=60, ge=2)
    max_loss: float = Field(default=0.5, ge=0, le=1)
    snapshot: Annotated[str, AfterValidator(_snapshot_text)] | None = None


class ClockSection(Keys):
    """Settings of the clock-time study."""

    windows: tuple[Annotated[str, AfterValidator(_window_text)], ...] = ("-60min/0", "0/+60min", "0/close")
    price: PriceKind = "last"
    price_window: Span = "10min"
    seasonality: SeasonalMethod = "wsd"
    min_placebos: int = 19
    guard: Span = "0s"
    max_age: Span | None = None


class SimulatedSection(Keys):
    """For a simulated study: the list of reactions that were planted."""

    planted: str


class StudyFile(Keys):
    """Hold a checked study.toml.

    Parameters
    ----------
    **keys : Any
        The sections of the file.

    Examples
    --------
    >>> StudyFile.model_validate({
    ...     "study": {"title": "A day"}, "headlines": {"file": "day.csv"},
    ...     "prices": {"start": "2021-01-01", "end": "2022-03-01"}, "assets": {"sessions": ["SPX"]},
    ... }).clock.price
    'last'
    """

    study: StudySection
    headlines: HeadlinesSection | None = None
    events: EventsSection | None = None
    prices: PricesSection
    assets: AssetsSection
    sessions: SessionsSection = SessionsSection()
    clock: ClockSection = ClockSection()
    simulated: SimulatedSection | None = None
    report: ReportKeys = ReportKeys()

    @property
    def kind(self) -> StudyKind:
        """What the study is of."""
        return "headlines" if self.events is None else "events"

    @property
    def section_names(self) -> tuple[SectionName, ...]:
        """The sections of its page, in order."""
        return section_order(self.report.sections, kind=self.kind)

    @property
    def fictional(self) -> bool:
        """Whether the headlines or events are made up."""
        told = self.headlines or self.events
        return told is not None and told.fictional

    def declared(self) -> dict[str, Asset]:
        """Read the assets that the study declares itself.

        Returns
        -------
        dict of str to Asset
            By symbol.
        """
        return {symbol: declare_asset(symbol, keys) for symbol, keys in self.assets.declare.items()}

    def session_symbols(self) -> tuple[str, ...]:
        """List the assets whose sessions are measured, baskets taken apart.

        Returns
        -------
        tuple of str
            Each once, in order.
        """
        return expand_baskets(self.assets.sessions, self.declared())

    def bar_symbols(self) -> tuple[str, ...]:
        """List the assets measured in clock time, baskets taken apart.

        Returns
        -------
        tuple of str
            Each once, in order.
        """
        return expand_baskets(self.assets.bars, self.declared())


def read_study(path: str | Path) -> StudyFile:
    """Read and check a study.toml.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.

    Returns
    -------
    StudyFile
        What it says, with defaults filled in.

    Raises
    ------
    StudyFileError
        If it is absent, not TOML, a key is misspelt, missing or of the wrong kind, or an asset is unknown: names
        the file, the key and, for a misspelt one, the key that was probably meant.

    Examples
    --------
    >>> read_study("nowhere/study.toml")
    Traceback (most recent call last):
    aftershock.errors.StudyFileError: There is no study file 'nowhere/study.toml'; give the path of a study.toml, \
or make one: aftershock new NAME.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise _no_study(path) from None
    except OSError as failure:
        raise StudyFileError(f"{path} cannot be read: {failure.strerror}.", file=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failure:
        raise StudyFileError(
            f"{path} is not valid TOML: {failure}. Mend that line; texts stand between double quotes, and each key "
            "stands once.",
            file=str(path),
        ) from None
    try:
        study = StudyFile.model_validate(content)
        _check_kind(study)
        _check_assets(study)
        check_sections(
            study.report.sections,
            kind=study.kind,
            bars=bool(study.assets.bars),
            simulated=study.simulated is not None,
        )
    except ValidationError as failure:
        raise StudyFileError(f"{path}: {_explain(failure)}", file=str(path)) from None
    except AftershockError as failure:
        data = {**failure.data, "file": str(path)}
        raise StudyFileError(f"{path}: {in_study_terms(str(failure))}", **data) from None
    return study


def _no_study(path: Path) -> StudyFileError:
    """Say that there is no such file: where the one in a folder lies, or how one is made."""
    if (path / "study.toml").is_file():
        return StudyFileError(
            f"There is no study file {str(path)!r}, which is a folder; give the file in it: {path / 'study.toml'}.",
            file=str(path),
        )
    return StudyFileError(
        f"There is no study file {str(path)!r}; give the path of a study.toml, or make one: aftershock new NAME.",
        file=str(path),
    )


def in_study_terms(message: str) -> str:
    """Spell the place where an asset is declared as a study file does, not as a prices.toml.

    Examples
    --------
    >>> in_study_terms("[assets.MINE] lacks name.")
    '[assets.declare.MINE] lacks name.'
    """
    return message.replace("[assets.", "[assets.declare.")


def _check_kind(study: StudyFile) -> None:
    """Refuse a study of nothing, of two things, and keys that mean nothing beside a list of days."""
    if study.headlines is None and study.events is None:
        raise StudyFileError(
            "there is neither [headlines] nor [events]; add the one whose file the study reads."
        )
    if study.events is None:
        return
    if study.headlines is not None:
        raise StudyFileError(
            "there are both [headlines] and [events]; keep one, and make two studies of two."
        )
    idle = [
        *(f"[{name}]" for name in ("clock", "simulated") if name in study.model_fields_set),
        *(f"[assets] {key}" for key in ("bars", "market") if key in study.assets.model_fields_set),
        *(f"[prices] {key}" for key in BARS if key in study.prices.model_fields_set),
        *(["[sessions] snapshot"] if study.sessions.snapshot is not None else []),
    ]
    if idle:
        raise StudyFileError(
            f"{idle[0]} goes with [headlines]; a day has no clock, and the yardstick of [events] is the mean of "
            "the estimation window. Take it out.",
            keys=idle,
        )
    if study.sessions.estimation[1] >= study.events.span[0]:
        raise StudyFileError(
            f"[sessions] estimation = {list(study.sessions.estimation)} reaches into [events] span = "
            f"{list(study.events.span)}; let it end at {study.events.span[0] - 1} or before."
        )


def _check_assets(study: StudyFile) -> None:
    """Refuse unknown assets, and a market that is not among the assets."""
    declared, assets = study.declared(), study.assets
    for symbol in expand_baskets((*assets.sessions, *assets.bars), declared):
        get_asset(symbol, declared)
    if assets.market is not None and assets.market not in expand_baskets(assets.sessions, declared):
        raise StudyFileError(
            f"[assets] market is {assets.market!r}, which is not among sessions = {list(assets.sessions)}; add it."
        )
    _check_snapshot(study)


def _check_snapshot(study: StudyFile) -> None:
    """Refuse a snapshot of assets that have no bars."""
    bars = study.bar_symbols()
    lacking = [symbol for symbol in study.session_symbols() if symbol not in bars]
    if study.sessions.snapshot is not None and lacking:
        raise StudyFileError(
            f"[sessions] snapshot takes prices from bars, but of [assets] sessions {', '.join(lacking)} is not among "
            f"bars = {list(study.assets.bars)}; add it there, or take it out.",
            lacking=tuple(lacking),
        )


def _explain(failure: ValidationError) -> str:
    """Turn one complaint of the checker into a sentence with the key and the fix; a misspelt key comes first."""
    complaints = sorted(failure.errors(), key=lambda one: one["type"] != "extra_forbidden")
    complaint = complaints[0]
    *sections, key = [part for part in complaint["loc"] if isinstance(part, str)]
    place = f"[{'.'.join(sections)}] {key}" if sections else f"[{key}]"
    if complaint["type"] == "extra_forbidden":
        return f"the key {place} is unknown; {_advice(key, sections)}"
    if complaint["loc"][-1] != key and complaint["type"] == "missing":
        return f"the key {place} is {complaint['input']!r}, which has too few entries."
    if complaint["loc"][-1] != key:
        return f"the key {place} has a wrong entry {complaint['input']!r}: {_reason(complaint['msg'])}."
    if complaint["type"] == "missing":
        return f"the key {place} is missing; add it."
    if complaint["type"] == "value_error" and not sections and key in SECTIONS:
        return f"[{key}]: {_reason(complaint['msg'])}."
    if complaint["type"] == "model_type":
        return f"[{key}] is {complaint['input']!r}; write a section with the keys {', '.join(_known_keys([key]))}."
    return f"the key {place} is {complaint['input']!r}: {_reason(complaint['msg'])}."


def _advice(key: str, sections: list[str]) -> str:
    """Name the key that was probably meant: of this section, else of another, else all that are allowed."""
    known = _known_keys(sections)
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    homes = [name for name, model in SECTIONS.items() if key in model.model_fields]
    return f"it belongs into [{homes[0]}]." if homes else f"allowed are {', '.join(known)}."


def _reason(message: str) -> str:
    """Take what the checker says as the end of a sentence."""
    text = (
        message.removeprefix("Value error, ")
        .rstrip(".")
        .replace("valid tuple", "list")
        .replace("Tuple", "List")
    )
    return text[:1].lower() + text[1:]


def _known_keys(sections: list[str]) -> list[str]:
    """List the keys that the schema allows at a place."""
    model: type[BaseModel] = StudyFile
    for name in sections:
        annotation = SECTIONS.get(name)
        if annotation is None:
            return []
        model = annotation
    return list(model.model_fields)


BARS = ("bars_start", "bars_end", "bar_interval")
SECTIONS: dict[str, type[BaseModel]] = {
    "study": StudySection,
    "headlines": HeadlinesSection,
    "events": EventsSection,
    "prices": PricesSection,
    "assets": AssetsSection,
    "sessions": SessionsSection,
    "clock": ClockSection,
    "simulated": SimulatedSection,
    "report": ReportKeys,
}

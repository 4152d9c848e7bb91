"""From a study.toml to a finished report: the one place where everything meets."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from aftershock.alignment import align
from aftershock.errors import AftershockError, PriceError, StudyFileError
from aftershock.headlines import read_headlines
from aftershock.markets import Asset, Prices, PriceSource, get_asset, load_prices
from aftershock.markets.addresses import is_address
from aftershock.markets.rolls import unmarked_futures
from aftershock.markets.sources import WORDS
from aftershock.markets.yahoo import YahooSource
from aftershock.reactions import ReactionResults, ReactionStudy
from aftershock.reporting.contracts import contract_text
from aftershock.reporting.drawing import price_chart
from aftershock.reporting.exports import csv_text, json_text, results_frame
from aftershock.reporting.findings import Findings, clock_findings, session_findings
from aftershock.reporting.grids import heatmaps
from aftershock.reporting.html import render_page
from aftershock.reporting.listings import appendix_tables, main_tables
from aftershock.reporting.manifest import manifest_text
from aftershock.reporting.methods import CAVEATS, method_notes
from aftershock.reporting.narrative import lead_sentence, standfirst, verdict_cards
from aftershock.reporting.page import Page
from aftershock.reporting.planted import planted_table
from aftershock.reporting.snapshots import snapshot_daily
from aftershock.reporting.sources import provenance
from aftershock.reporting.studyfile import StudyFile, in_study_terms, read_study
from aftershock.reporting.wording import capital
from aftershock.study import ConstantMean, EventStudy, EventStudyResults, MarketModel

Progress = Callable[[str], None]
Source = str | Path | PriceSource
DOWNLOADS = (
    ("results.csv", "every number of this page, one row a measure, missing is empty"),
    ("results.json", "the same with the meaning of every column"),
    ("manifest.json", "inputs, settings and outputs with their checksums"),
)


def build_report(
    study: str | Path,
    *,
    out: str | Path,
    prices: Source | None = None,
    progress: Progress | None = None,
) -> Path:
    """Build the report of a study: one HTML file, the results as CSV and JSON, and a manifest.

    Parameters
    ----------
    study : str or pathlib.Path
        The study.toml. Paths in it are relative to its folder.
    out : str or pathlib.Path
        Folder to write to; made if it is not there.
    prices : str, pathlib.Path or object with ``fetch``, optional
        ``"yahoo"``, ``"store"``, ``"sample"``, a folder with price files or Parquet files, instead of the source
        the study names.
    progress : callable, optional
        Called with one short sentence before each stage.

    Returns
    -------
    pathlib.Path
        The report.html. The manifest is written last; the same input gives the same bytes.

    Raises
    ------
    AftershockError
        A study file, headlines or prices that cannot be used, or real headlines beside simulated prices.

    Examples
    --------
    >>> import aftershock as ash
    >>> report = ash.build_report("reports/demo/study.toml", out="reports/build/demo")  # doctest: +SKIP
    """
    say = progress or (lambda _: None)
    study_path = Path(study)
    spec = read_study(study_path)
    source = chosen_source(spec, study_path.parent) if prices is None else prices
    findings = find(spec, study_path.parent, source, say)
    say("drawing the page")
    page = compose(spec, study_path.parent, findings)
    results = results_frame(findings)
    outputs = {
        "report.html": render_page(page).encode("utf-8"),
        "results.csv": csv_text(results).encode("utf-8"),
        "results.json": json_text(results).encode("utf-8"),
    }
    manifest = manifest_text(spec, study_path, findings, outputs, source=source)
    outputs["manifest.json"] = manifest.encode("utf-8")
    return write_files(Path(out), outputs)


def chosen_source(spec: StudyFile, folder: Path) -> str | Path:
    """Find the source that a study names: a word, an address, or a folder or files beside the study file."""
    named = spec.prices.source
    if named in WORDS or named.startswith("store:") or "://" in named:
        return named
    near = folder / named
    beside = is_address(named) and not Path(named).is_absolute() and any(folder.glob(named))
    return near if near.is_dir() or beside else named


def find(spec: StudyFile, folder: Path, source: Source, say: Progress) -> Findings:
    """Read, align and measure everything a study asks for.

    Parameters
    ----------
    spec : StudyFile
        The settings.
    folder : pathlib.Path
        Folder that relative paths start from.
    source : str, pathlib.Path or object with ``fetch``
        Where the prices come from.
    say : callable
        Told of each stage.

    Returns
    -------
    Findings
    """
    say("reading the headlines")
    heads = read_heads(spec, folder)
    say("loading the prices")
    source = opened_once(source, say)
    daily, bars, gaps = load_all(spec, folder, source)
    check_honest(spec, daily, bars)
    say("measuring the sessions")
    aligned = align(heads, daily, max_loss=spec.sessions.max_loss)
    mean, market = fit_sessions(spec, daily, aligned)
    say("measuring the hours")
    reactions = None if bars is None else fit_clock(spec, bars, heads)
    declared = spec.declared()
    symbols = [*daily.symbols, *(bars.symbols if bars is not None else ())]
    return Findings(
        heads=heads,
        daily=daily,
        bars=bars,
        assets={symbol: asset_of(symbol, daily, bars, declared) for symbol in symbols},
        aligned=aligned,
        mean=mean,
        market=market,
        reactions=reactions,
        sessions=session_findings(heads, aligned, mean, market),
        clock=clock_findings(heads, reactions),
        gaps=(*missing_sentences(daily), *market_gap(spec, daily), *gaps),
        contracts=contract_text(daily, load_funds(spec, folder, source, daily), aligned),
    )


def read_heads(spec: StudyFile, folder: Path) -> pd.DataFrame:
    """Read the headlines of a study and number them in order of time."""
    words = spec.headlines.model_dump(exclude={"file", "fictional"})
    heads = read_headlines(folder / spec.headlines.file, **words)
    numbered = heads.assign(number=range(1, len(heads) + 1))
    numbered.attrs = dict(heads.attrs)
    return numbered


def opened_once(source: Source, say: Progress) -> Source:
    """Open Yahoo once for daily prices and bars, so that they share its patience, and tell of its progress."""
    if source != "yahoo":
        return source
    return YahooSource(progress=lambda step: say(str(step)) if step.done < step.requests else None)


def load_all(spec: StudyFile, folder: Path, source: Source) -> tuple[Prices, Prices | None, tuple[str, ...]]:
    """Load the prices of sessions and hours; those of sessions may be snapshots of the bars."""
    if spec.sessions.snapshot is None:
        return load_daily(spec, folder, source), *load_bars(spec, folder, source)
    bars, gaps = load_bars(spec, folder, source)
    return snapshot_daily(spec, bars, gaps), bars, gaps


def load_daily(spec: StudyFile, folder: Path, source: Source) -> Prices:
    """Load the daily prices; assets that fail are listed, not fatal, while any is left."""
    return load_prices(
        spec.assets.sessions,
        start=spec.prices.start,
        end=spec.prices.end,
        source=source,
        description=described(spec, folder),
        declared=spec.declared(),
        missing="report",
    )


def load_funds(spec: StudyFile, folder: Path, source: Source, daily: Prices) -> Prices | None:
    """Load the funds that can tell when a future changed its contract, as far as the source has them."""
    wanted = sorted(set(unmarked_futures(daily).values()) - set(daily))
    if not wanted or daily.simulated:
        return None
    try:
        return load_prices(
            wanted,
            start=spec.prices.start,
            end=spec.prices.end,
            source=source,
            description=described(spec, folder),
            missing="report",
        )
    except AftershockError:
        return None


def load_bars(spec: StudyFile, folder: Path, source: Source) -> tuple[Prices | None, tuple[str, ...]]:
    """Load the bars; where the source has none, say so instead."""
    if not spec.assets.bars:
        return None, ()
    try:
        bars = load_prices(
            spec.assets.bars,
            start=spec.prices.bars_start or spec.prices.start,
            end=spec.prices.bars_end or spec.prices.end,
            source=source,
            interval=spec.prices.bar_interval,
            description=described(spec, folder),
            declared=spec.declared(),
            missing="report",
        )
    except PriceError as failure:
        return None, (f"No clock-time results. {capital(str(failure))}",)
    return bars, missing_sentences(bars)


def described(spec: StudyFile, folder: Path) -> Path | None:
    """Find the description for folders without one of their own."""
    return None if spec.prices.description is None else folder / spec.prices.description


def missing_sentences(prices: Prices) -> tuple[str, ...]:
    """Say which assets could not be loaded, and why."""
    kind = "daily prices" if prices.interval == "1d" else f"{prices.interval} bars"
    return tuple(f"No {kind} of {symbol}. {reason}" for symbol, reason in prices.missing)


def market_gap(spec: StudyFile, daily: Prices) -> tuple[str, ...]:
    """Say that the market model was left out, where its market could not be loaded."""
    market = spec.assets.market
    return () if market is None or market in daily else (f"No market model: {market} has no prices.",)


def check_honest(spec: StudyFile, daily: Prices, bars: Prices | None) -> None:
    """Refuse real headlines beside simulated prices, and the other way round."""
    loaded = [*daily.values(), *(bars.values() if bars is not None else ())]
    simulated = {series.origin.simulated for series in loaded}
    if True in simulated and not spec.headlines.fictional:
        raise StudyFileError(
            "these prices are simulated but the headlines are not marked fictional; real headlines are never shown "
            "with simulated prices. Choose another source of prices."
        )
    if False in simulated and spec.headlines.fictional:
        raise StudyFileError(
            "the headlines are fictional but prices are real; choose PRICES=sample or --prices sample."
        )


def fit_sessions(
    spec: StudyFile, daily: Prices, aligned: pd.DataFrame
) -> tuple[EventStudyResults, EventStudyResults | None]:
    """Fit the constant mean, and the market model where the study names a market that was loaded."""
    moves, settings = session_moves(daily), spec.sessions
    options = {
        "window": (0, 0),
        "estimation": settings.estimation,
        "min_estimation": settings.min_estimation,
    }
    mean = EventStudy(moves, aligned, model=ConstantMean(), **options).fit()  # type: ignore[arg-type]
    if spec.assets.market is None or spec.assets.market not in daily:
        return mean, None
    model = MarketModel(spec.assets.market)
    return mean, EventStudy(moves, aligned, model=model, **options).fit()  # type: ignore[arg-type]


def session_moves(daily: Prices) -> pd.DataFrame:
    """Turn daily prices into moves; what is to be declared is named as a study file spells it."""
    try:
        return daily.moves()
    except PriceError as failure:
        raise PriceError(in_study_terms(str(failure)), **failure.data) from None


def fit_clock(spec: StudyFile, bars: Prices, heads: pd.DataFrame) -> ReactionResults:
    """Fit the clock-time study."""
    clock = spec.clock
    return ReactionStudy(
        bars,
        heads,
        windows=clock.windows,
        history=clock.history,
        minimum=clock.minimum,
        guard=clock.guard,
        max_age=clock.max_age,
    ).fit()


def asset_of(symbol: str, daily: Prices, bars: Prices | None, declared: Mapping[str, Asset]) -> Asset:
    """Find the asset behind a symbol, as its prices know it."""
    for prices in (daily, bars):
        if prices is not None and symbol in prices:
            return prices[symbol].asset
    return get_asset(symbol, declared)


def compose(spec: StudyFile, folder: Path, findings: Findings) -> Page:
    """Compose the page from the findings.

    Parameters
    ----------
    spec : StudyFile
        The settings.
    folder : pathlib.Path
        Folder that relative paths start from.
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Page
    """
    tables = main_tables(findings)
    if spec.simulated is not None:
        tables = (planted_table(findings, folder / spec.simulated.planted), *tables)
    return Page(
        title=spec.study.title,
        lead=lead_sentence(findings),
        cards=verdict_cards(findings),
        simulated=findings.simulated,
        provenance=provenance(spec, findings),
        chart=price_chart(findings),
        heatmaps=heatmaps(findings),
        tables=tables,
        notes=method_notes(findings),
        caveats=CAVEATS,
        appendix=appendix_tables(findings),
        downloads=DOWNLOADS,
        standfirst=standfirst(findings),
        question=spec.study.question,
    )


def write_files(out: Path, outputs: Mapping[str, bytes]) -> Path:
    """Write the files of a report, the manifest last, so that it stands for all of them."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in outputs.items():
            (out / name).write_bytes(data)
    except OSError as failure:
        raise AftershockError(
            f"cannot write to {str(out)!r}: {failure.strerror}. Choose another folder.", out=str(out)
        ) from None
    return out / "report.html"

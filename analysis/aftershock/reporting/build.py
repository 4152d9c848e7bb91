"""From a study.toml to a finished report: the one place where everything meets."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from aftershock.errors import StudyFileError
from aftershock.headlines import assign_themes
from aftershock.markets import Prices
from aftershock.reactions import ReactionResults, ReactionStudy
from aftershock.reporting.clock_days import clock_days
from aftershock.reporting.contracts import contract_text
from aftershock.reporting.events.exports import glossary
from aftershock.reporting.events.exports import results_frame as event_results
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.report import find_events
from aftershock.reporting.exports import results_frame
from aftershock.reporting.findings import Findings, clock_findings, session_findings
from aftershock.reporting.first_steps import (
    align_study,
    check_first_steps,
    closing_remarks,
    read_study_headlines,
)
from aftershock.reporting.formats import check_formats
from aftershock.reporting.glossary import GLOSSARY
from aftershock.reporting.links import study_links
from aftershock.reporting.loading import (
    Progress,
    Source,
    asset_of,
    check_honest,
    check_source,
    chosen_source,
    load_all,
    load_funds,
    market_gap,
    missing_sentences,
    opened_once,
    session_moves,
)
from aftershock.reporting.manifest import manifest_text
from aftershock.reporting.outputs import MANIFEST, report_files, write_files
from aftershock.reporting.planted import read_planted
from aftershock.reporting.sections import compose_page
from aftershock.reporting.studyfile import HeadlinesSection, StudyFile, read_study
from aftershock.reporting.summary import study_summary
from aftershock.study import ConstantMean, EventStudy, EventStudyResults, MarketModel


def build_report(
    study: str | Path,
    *,
    out: str | Path,
    prices: Source | None = None,
    formats: Iterable[str] | None = None,
    progress: Progress | None = None,
    remark: Callable[[str], None] | None = None,
) -> Path:
    """Build the report of a study: an HTML page, results as CSV, JSON and Parquet, every figure, and a manifest.

    Parameters
    ----------
    study : str or pathlib.Path
        The study.toml. Paths in it are relative to its folder.
    out : str or pathlib.Path
        Folder to write to; made if it is not there.
    prices : str, pathlib.Path or object with ``fetch``, optional
        ``"yahoo"``, ``"store"``, ``"sample"``, a folder with price files or Parquet files, instead of the source
        the study names.
    formats : iterable of {"pdf", "markdown", "latex", "excel"}, optional
        Formats to write beside HTML, instead of those the study names.
    progress : callable, optional
        Called with one short sentence before each stage.
    remark : callable, optional
        Called at the end with a sentence for each thing that is not on the page as one would think: assets without
        prices, closed markets, pairs lost.

    Returns
    -------
    pathlib.Path
        The report.html. The manifest is written last; the same input gives the same bytes.

    Raises
    ------
    AftershockError
        A study file, headlines or prices that cannot be used, or real headlines beside simulated prices; of a study
        just begun, the first piece that is missing and what to write; a format whose package is not installed.
    ValueError
        A format that there is not.

    Examples
    --------
    >>> import aftershock as ash
    >>> report = ash.build_report("reports/demo/study.toml", out="reports/build/demo")  # doctest: +SKIP
    """
    say = progress or (lambda _: None)
    study_path = Path(study)
    check_first_steps(study_path)
    spec = with_formats(read_study(study_path), formats)
    source = chosen_source(spec, study_path.parent) if prices is None else prices
    check_source(spec, source)
    findings, outputs = (report_headlines if spec.events is None else report_events)(
        spec, study_path.parent, source, say
    )
    manifest = manifest_text(spec, study_path, findings, outputs, source=source)
    outputs[MANIFEST] = manifest.encode("utf-8")
    page, tell = write_files(Path(out), outputs), remark or (lambda _: None)
    for sentence in closing_remarks(findings) if isinstance(findings, Findings) else findings.gaps:
        tell(sentence)
    return page


def with_formats(spec: StudyFile, formats: Iterable[str] | None) -> StudyFile:
    """Put formats asked for in place of those a study names, and refuse one that cannot be written."""
    wanted = check_formats(spec.report.formats if formats is None else formats)
    report = spec.report.model_copy(update={"formats": wanted})
    return spec.model_copy(update={"report": report})


def report_headlines(
    spec: StudyFile, folder: Path, source: Source, say: Progress
) -> tuple[Findings, dict[str, bytes]]:
    """Find and write all of a study of headlines but its manifest."""
    findings = find(spec, folder, source, say)
    say("drawing the page")
    page, results = compose_page(findings), results_frame(findings)
    return findings, report_files(
        page,
        results,
        summary=study_summary(findings, page),
        glossary=GLOSSARY,
        formats=spec.report.formats,
    )


def report_events(
    spec: StudyFile, folder: Path, source: Source, say: Progress
) -> tuple[EventFindings, dict[str, bytes]]:
    """Find and write all of a study of dated events but its manifest."""
    findings = find_events(spec, folder, source, say)
    say("drawing the page")
    page, results = compose_page(findings), event_results(findings)
    return findings, report_files(
        page,
        results,
        summary=study_summary(findings, page),
        glossary=glossary(findings),
        formats=spec.report.formats,
    )


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
    check_honest(spec, (daily, bars))
    say("measuring the sessions")
    aligned = align_study(heads, daily, spec)
    mean, market = fit_sessions(spec, daily, aligned)
    say("measuring the hours")
    reactions = None if bars is None else fit_clock(spec, bars, heads)
    declared = spec.declared()
    symbols = [*daily.symbols, *(bars.symbols if bars is not None else ())]
    planted = None if spec.simulated is None else read_planted(folder / spec.simulated.planted)
    return Findings(
        study=spec,
        heads=heads,
        daily=daily,
        bars=bars,
        assets={symbol: asset_of(symbol, daily, bars, declared) for symbol in symbols},
        aligned=aligned,
        mean=mean,
        market=market,
        reactions=reactions,
        sessions=session_findings(heads, aligned, mean, market),
        clock=clock_findings(heads, reactions, seed=spec.study.seed),
        gaps=(*missing_sentences(daily), *market_gap(spec, daily), *gaps),
        days=clock_days(reactions, heads, seed=spec.study.seed),
        contracts=contract_text(daily, load_funds(spec, folder, source, daily), aligned),
        links=study_links(spec, daily, aligned, say),
        planted=planted,
    )


def read_heads(spec: StudyFile, folder: Path) -> pd.DataFrame:
    """Read the headlines of a study and number them in order of time."""
    assert spec.headlines is not None
    heads = within_days(read_study_headlines(spec.headlines, folder), spec.headlines)
    numbered = assign_themes(heads).assign(number=range(1, len(heads) + 1))
    numbered.attrs = dict(heads.attrs)
    return numbered


def within_days(heads: pd.DataFrame, section: HeadlinesSection) -> pd.DataFrame:
    """Keep the headlines of the days that a study is about, and count the others."""
    first = pd.Timestamp(section.start or pd.Timestamp.min.date(), tz="UTC")
    last = pd.Timestamp(section.end or (pd.Timestamp.max - pd.Timedelta(days=2)).date(), tz="UTC")
    inside = (heads["instant"] >= first) & (heads["instant"] < last + pd.Timedelta(days=1))
    if not inside.any():
        raise StudyFileError(
            f"[headlines] start = {section.start} and end = {section.end} leave none of the {len(heads)} headlines, "
            f"which run from {heads['instant'].min():%Y-%m-%d} to {heads['instant'].max():%Y-%m-%d}; widen them.",
            start=section.start,
            end=section.end,
        )
    kept = heads[inside]
    kept.attrs = heads.attrs | {"other_days": int((~inside).sum())}
    return kept


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


def fit_clock(spec: StudyFile, bars: Prices, heads: pd.DataFrame) -> ReactionResults:
    """Fit the clock-time study."""
    clock = spec.clock
    return ReactionStudy(
        bars,
        heads,
        windows=clock.windows,
        price=clock.price,
        price_window=clock.price_window,
        seasonality=clock.seasonality,
        min_placebos=clock.min_placebos,
        guard=clock.guard,
        max_age=clock.max_age,
    ).fit()

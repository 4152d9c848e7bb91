"""From summaries of studies to the page that sets them side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aftershock.reporting.page import Block, Bullets, Page, Reports, Section, Table
from aftershock.reporting.summary import Comparison, StudySummary
from aftershock.reporting.wording import capital, count_word
from aftershock.typing import ComparisonSection

TITLE = "Studies side by side"
QUESTION = "What did each study find, measured in the same way?"
REMINDER = "A move after a headline need not come from it, in one study or in many"
BANNER = "Some of these studies rest on prices drawn by a computer and on fiction; they stand in tables of their own."
STANDS_OUT = "Stands out from noise"
CAVEATS = (
    "Measures differ: a move in one session and a mean over many events are not the same thing. The head of each "
    "column says which it is.",
    "Each study counts its own tests. Whoever picks the study with the smallest p-value tests again, and nothing on "
    "this page counts that.",
    "Studies that share days or markets are not independent evidence.",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One study to be set beside others: its summary, and where its report is from the folder of the page."""

    summary: StudySummary
    path: str


def comparison_page(studies: Sequence[Listed], *, left_out: Sequence[str] = ()) -> Page:
    """Compose the page of several studies.

    Parameters
    ----------
    studies : sequence of Listed
        In the order in which they stand.
    left_out : sequence of str
        A sentence for each study that could not be read.

    Returns
    -------
    Page
        Studies on simulated prices never share a table with real ones.
    """
    real = [one.summary for one in studies if not one.summary.simulated]
    fiction = [one.summary for one in studies if one.summary.simulated]
    sections = (
        Section("studies", "The studies", (reports(real_first(studies)), Bullets(CAVEATS))),
        moves_section("real", "Asset by asset, real prices", real),
        moves_section("simulated", "Asset by asset, SIMULATED prices", fiction),
        compared_section("links", "Correlations of every pair", studies, lambda one: one.links),
        compared_section("risk", "What goes with one market on news alone", studies, lambda one: one.risk),
        Section(
            "left_out", "Studies that could not be read", (Bullets(tuple(left_out)),) if left_out else ()
        ),
    )
    return Page(
        title=TITLE,
        question=QUESTION,
        lead=lead(real, fiction),
        sections=tuple(section for section in sections if section.blocks),
        simulated=bool(fiction),
        reminder=REMINDER,
        banner=BANNER,
    )


def lead(real: Sequence[StudySummary], fiction: Sequence[StudySummary]) -> str:
    """Say how many studies there are, and in how many something stands out."""
    told = [verdict_text(real, "on real prices"), verdict_text(fiction, "on simulated prices")]
    return " ".join(sentence for sentence in told if sentence)


def verdict_text(studies: Sequence[StudySummary], where: str) -> str:
    """Say in how many studies of one kind something stands out.

    Examples
    --------
    >>> verdict_text([], "on real prices")
    ''
    """
    if not studies:
        return ""
    loud = sum(any(row.verdict == STANDS_OUT for row in one.verdicts) for one in studies)
    only = len(studies) == 1
    count = f"{capital(count_word(len(studies)))} {'study' if only else 'studies'} {where}: "
    if not loud:
        return f"{count}no move of an asset stands out from noise with all tests of its study counted."
    part = "" if only else f"in {count_word(loud)} of them "
    return (
        f"{count}{part}at least one asset's move stands out from noise with all tests of that study counted."
    )


def reports(studies: Sequence[Listed]) -> Reports:
    """List the studies with their answers, each to be opened."""
    return Reports(tuple((one.summary.title, one.path, study_text(one.summary)) for one in studies))


def real_first(studies: Sequence[Listed]) -> list[Listed]:
    """Put studies on real prices before others, each kind in its order."""
    return sorted(studies, key=lambda one: one.summary.simulated)


def study_text(one: StudySummary) -> str:
    """Say what a study read and what it found."""
    counted = f"{one.used:,} of {one.read:,} {one.kind} used, {one.first} to {one.last}"
    prices = "SIMULATED prices" if one.simulated else "real prices"
    return f"({counted}; {prices}). {one.lead}"


def moves_section(name: ComparisonSection, title: str, studies: Sequence[StudySummary]) -> Section:
    """Set the moves of every asset side by side: the move with its verdict, then what it is worth."""
    if not studies:
        return Section(name, title, ())
    assets = list(dict.fromkeys(row.asset for one in studies for row in one.verdicts))
    columns = ("Asset", *(f"{one.title}: {one.measure}" for one in studies))
    moves = tuple((asset, *(move_cell(one, asset) for one in studies)) for asset in assets)
    worth = tuple((asset, *(worth_cell(one, asset) for one in studies)) for asset in assets)
    words = (False,) * len(columns)
    blocks: tuple[Block, ...] = (
        Table(title, "Move in the unit people quote, and whether it stands out.", columns, words, moves),
        Table(
            f"What each is worth, {title.partition(', ')[2]}",
            "Rank or error, p-values and what would have been seen.",
            columns,
            words,
            worth,
        ),
    )
    return Section(name, title, blocks)


def move_cell(one: StudySummary, asset: str) -> str:
    """Write the move of an asset in a study and its verdict; a dash where it has none."""
    found = [f"{row.move} ({row.verdict.lower()})" for row in one.verdicts if row.asset == asset]
    return found[0] if found else "–"


def worth_cell(one: StudySummary, asset: str) -> str:
    """Write what the move of an asset in a study is worth; a dash where it has none."""
    found = [row.sentence for row in one.verdicts if row.asset == asset]
    return found[0] if found else "– (not in this study)"


def compared_section(
    name: ComparisonSection,
    title: str,
    studies: Sequence[Listed],
    take: Callable[[StudySummary], Comparison | None],
) -> Section:
    """Set the tables of co-movement under one another, study by study, with a word where there is none."""
    found = [(one.summary, take(one.summary)) for one in studies]
    if all(table is None for _, table in found):
        return Section(name, title, ())
    tables = tuple(study_table(one, table) for one, table in found if table is not None)
    absent = tuple(f"{one.title}: {one.links_reason}" for one, table in found if table is None)
    return Section(name, title, (*tables, *((Bullets(absent),) if absent else ())))


def study_table(one: StudySummary, table: Comparison) -> Table:
    """Take a table of a study under the study's title, and say so where its prices are simulated."""
    notice = "SIMULATED prices. " if one.simulated else ""
    numeric = (False, *(True for _ in table.columns[1:]))
    return Table(one.title, notice + table.caption, table.columns, numeric, table.rows)

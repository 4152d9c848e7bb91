"""How the assets moved together."""

import math
from collections.abc import Mapping

from matplotlib.axes import Axes

from aftershock.comovement import CalmAndNews, WarRisk
from aftershock.comovement.calm_news import smallest_change
from aftershock.comovement.war_risk_results import set_words
from aftershock.markets import Asset
from aftershock.plots import describe_calm_news, describe_war_risk, plot_calm_news, plot_war_risk
from aftershock.reporting.compass import compass_figure, compass_words
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.figures import figure_on_axes
from aftershock.reporting.findings import ALPHA, Findings
from aftershock.reporting.links import Links
from aftershock.reporting.page import Figure, Section, Table
from aftershock.reporting.wording import equals, in_sentence, number

TITLE = "How the markets moved together"


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the section on co-movement; None where it was not asked of the findings.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section or None
        Without the charts of what cannot be shown, and why not.
    """
    links, assets = findings.links, findings.assets
    if links is None:
        return None
    figures = [compass_figure(links), *link_figures(links)]
    words = (*compass_words(links, assets), *link_words(links, assets))
    return Section("comovement", TITLE, tuple(one for one in figures if one is not None), words=words)


def link_words(links: Links, assets: Mapping[str, Asset]) -> tuple[str, ...]:
    """Say what the comparisons with and without news show, or why there are none."""
    calm, risk = links.calm_news, links.war_risk
    if calm is None or risk is None:
        return (f"Links with news are not set against those without: {links.reason.rstrip('.')}.",)
    return (variance_words(calm, assets), equality_words(calm, assets), risk_words(risk, assets))


def link_figures(links: Links) -> tuple[Figure, ...]:
    """Make the figures of the comparisons; none where they were refused."""
    calm, risk = links.calm_news, links.war_risk
    return () if calm is None or risk is None else (calm_figure(calm), risk_figure(risk))


def named(symbol: str, assets: Mapping[str, Asset]) -> str:
    """Name an asset inside a sentence."""
    return in_sentence(assets[symbol]) if symbol in assets else symbol


def variance_words(calm: CalmAndNews, assets: Mapping[str, Asset]) -> str:
    """Say how much more variable the source was, and what that does to correlations.

    A plain before-and-after pair is never printed.
    """
    ratio = calm.variance_ratio
    value, low, high = (number(part[0], decimals=1) for part in (ratio.value, ratio.low, ratio.high))
    level = f"{100 * (1 - calm.alpha):.0f}\u202f%"
    return (
        "Links are compared by moves over two sessions, so that prices struck at different hours can be: "
        f"{calm.n_news:,} that hold news, {calm.n_calm:,} that do not. The variance of "
        f"{named(calm.source, assets)} is {value} times as large with news ({level} interval {low} to {high}); a ratio "
        "other than one changes every correlation with it by itself, so only the adjusted ones are set against the "
        "others."
    )


def equality_words(calm: CalmAndNews, assets: Mapping[str, Asset]) -> str:
    """Say whether the links, taken together, changed."""
    test = calm.equality
    told = f"{equals('p', test.pvalue)} among {test.n_draws:,} orders of the dates"
    assumed = f"This assumes that moves run from {named(calm.source, assets)} to the others and not back."
    if test.pvalue < ALPHA:
        return f"Taken together, the links with news stand out from those without ({told}). {assumed}"
    seen = number(smallest_change(calm.n_news, calm.n_calm), decimals=2)
    return (
        f"Taken together, the links with news cannot be told from those without ({told}); at best, a change of a "
        f"correlation by {seen} or more would have been seen four times in five. {assumed}"
    )


def risk_words(risk: WarRisk, assets: Mapping[str, Asset]) -> str:
    """Say whether responses to what is in the news can be told at all."""
    numeraire = named(risk.numeraire, assets)
    strength = f"first-stage F {number(risk.first_stage, decimals=1)}"
    if risk.is_weak:
        return (
            f"How far other markets go with {numeraire} on news alone can hardly be told: its variance rises too "
            f"little ({strength}; 23 is asked for). Read the sets in the last chart, not the estimates."
        )
    test = risk.overidentification
    told = f"J {equals('p', test.pvalue)}" if not test.reason else test.reason
    return (
        f"The last chart says how far other markets go with {numeraire} on news alone ({strength}; one shock "
        f"for all: {told})."
    )


def calm_figure(calm: CalmAndNews) -> Figure:
    """Make the figure of the three correlations of every pair, with its table."""

    def draw(ax: Axes) -> Axes:
        return plot_calm_news(calm, ax=ax)

    return figure_on_axes(
        "calm_and_news",
        "Links with and without news",
        draw,
        alt=describe_calm_news(calm),
        data=calm.to_frame(),
        table=calm_table(calm),
        tall=0.5 + 0.16 * len(calm.first),
    )


def calm_table(calm: CalmAndNews) -> Table:
    """List the correlations of every pair."""
    pairs = zip(calm.first, calm.second, strict=True)
    parts = (calm.calm, calm.adjusted, calm.news)
    rows = tuple(
        (
            f"{first} and {second}",
            *(ranged(part.value[at], part.low[at], part.high[at]) for part in parts),
            equals("p", float(calm.pvalues[at])),
        )
        for at, (first, second) in enumerate(pairs)
    )
    return Table(
        title="Links in numbers",
        caption=(
            f"Correlations with {100 * (1 - calm.alpha):.0f} % intervals. Adjusted: had {calm.source} been as calm as "
            "without news. p: of no difference between adjusted and without news, each pair alone."
        ),
        columns=("Pair", "Without news", "With news, adjusted", "With news, as measured", "Difference"),
        numeric=(False, True, True, True, True),
        rows=rows,
        folded=True,
    )


def risk_figure(risk: WarRisk) -> Figure:
    """Make the figure of responses, with its table."""

    def draw(ax: Axes) -> Axes:
        return plot_war_risk(risk, ax=ax)

    return figure_on_axes(
        "war_risk",
        f"What goes with {risk.numeraire} on news alone",
        draw,
        alt=describe_war_risk(risk),
        data=risk.to_frame().reset_index(),
        table=risk_table(risk),
        tall=0.6 + 0.14 * len(risk.assets),
    )


def risk_table(risk: WarRisk) -> Table:
    """List the responses, their sets and the rise of variance."""
    table = risk.to_frame()
    rows = tuple(
        (
            str(asset),
            f"{number(row['estimate'], decimals=2, sign=True)} {row['unit']}".strip(),
            set_words(one).replace("-", "−"),
            f"{number(row['variance_ratio'], decimals=1)} times",
        )
        for (asset, row), one in zip(table.iterrows(), risk.sets, strict=True)
    )
    step = f"{abs(risk.per):g} {risk.units[0]}".strip()
    return Table(
        title="Responses in numbers",
        caption=(
            f"Per {'fall' if risk.per < 0 else 'rise'} of {step} in {risk.numeraire}. The set holds every response "
            f"that a test at {100 * risk.alpha:.0f} % does not refuse, however weak the split is."
        ),
        columns=("Asset", "Response", f"{100 * (1 - risk.alpha):.0f} % set", "Variance with news"),
        numeric=(False, True, False, True),
        rows=rows,
        folded=True,
    )


def ranged(value: float, low: float, high: float) -> str:
    """Write a correlation with its interval."""
    if not math.isfinite(value):
        return "–"
    ends = f"{number(low, decimals=2, sign=True)} to {number(high, decimals=2, sign=True)}"
    return f"{number(value, decimals=2, sign=True)} ({ends})"

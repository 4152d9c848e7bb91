"""The provenance strip: what went in, what was assumed, what was dropped, with which settings."""

import pandas as pd

from aftershock import __version__
from aftershock.alignment import count_outcomes
from aftershock.markets import Prices
from aftershock.reporting.findings import Findings
from aftershock.reporting.studyfile import ClockSection, StudyFile
from aftershock.reporting.wording import count_word, strike_text


def provenance(study: StudyFile, findings: Findings) -> tuple[tuple[str, str], ...]:
    """Say where everything came from; the first three lines serve as the summary near the top.

    Parameters
    ----------
    study : StudyFile
        The settings.
    findings : Findings
        Everything that was computed.

    Returns
    -------
    tuple of (str, str)
        Term and text.
    """
    lines = [
        ("Headlines", headline_text(study, findings)),
        ("Prices", price_text(findings)),
        ("Outcomes", outcome_text(findings)),
        ("Time", str(findings.heads.attrs["assumption"])),
        *series_lines(findings.daily),
        *(series_lines(findings.bars) if findings.bars is not None else []),
        *([("Changes of contract", findings.contracts)] if findings.contracts else []),
        *[("Not available", text) for text in findings.gaps],
        ("Settings", settings_text(study)),
        ("Made with", f"aftershock {__version__}"),
    ]
    return tuple(lines)


def headline_text(study: StudyFile, findings: Findings) -> str:
    """Count the rows read, used and dropped by reason."""
    attrs = findings.heads.attrs
    rejected = pd.Series([row["reason"] for row in attrs["rejected"]], dtype=object).value_counts()
    dropped = "; ".join(f"{count} {reason}" for reason, count in rejected.items()) or "none dropped"
    other = attrs.get("other_days", 0)
    elsewhere = f"{other} on days the study leaves out, " if other else ""
    kind = "fictional, " if study.fictional else ""
    return f"{kind}{attrs['origin']}: {attrs['read']} read, {len(findings.heads)} used, {elsewhere}{dropped}"


def price_text(findings: Findings) -> str:
    """Name the price source and its ranges in a line."""
    daily = findings.daily
    source = next(iter(daily.values())).origin.source
    made = "simulated, " if daily.simulated else ""
    kind = "daily series" if daily.method == "session" else f"daily series ({daily.method})"
    text = f"{made}{source}: {count_word(len(daily))} {kind} {span(daily)}"
    if findings.bars is None:
        return text
    return f"{text}, {count_word(len(findings.bars))} of {findings.bars.interval} bars {span(findings.bars)}"


def span(prices: Prices) -> str:
    """Write the range of dates that a set of prices covers."""
    first = min(one.origin.first for one in prices.values())
    last = max(one.origin.last for one in prices.values())
    return f"{first[:10]} to {last[:10]}"


def outcome_text(findings: Findings) -> str:
    """Count the pairs by outcome, in both times."""
    texts = [f"by session {counted(findings.mean.outcomes['outcome'])}"]
    if findings.reactions is not None:
        texts.append(f"in clock time {counted(findings.clock['outcome'])}")
    return "; ".join(texts)


def counted(outcomes: "pd.Series[str]") -> str:
    """Write outcome counts as a list of words."""
    return ", ".join(
        f"{count} {str(word).replace('_', ' ')}" for word, count in count_outcomes(outcomes).items()
    )


def series_lines(prices: Prices) -> list[tuple[str, str]]:
    """Write one line a series: place, range, rows, what was dropped, when its price is struck, what to know."""
    lines = []
    for symbol, row in zip(prices.symbols, prices.provenance().to_dict("records"), strict=True):
        parts = [f"{row['source']}, {row['location']}, {row['column']}", f"{row['first']} to {row['last']}"]
        parts.append(
            f"{row['read']} rows read, {row['used']} used"
            + (f" ({row['dropped']})" if row["dropped"] else "")
        )
        if row["interval"] == "1d":
            parts.append(f"struck {strike_text(prices[symbol].strike)}")
        parts += [
            text for text in (row["note"], row["retrieved"] and f"retrieved {row['retrieved']}") if text
        ]
        lines.append((f"{symbol} {row['interval']}", "; ".join(parts)))
    return lines


def settings_text(study: StudyFile) -> str:
    """Write the settings that shape the numbers."""
    sessions, clock = study.sessions, study.clock
    return (
        f"estimation {list(sessions.estimation)}, at least {sessions.min_estimation} days"
        f"{f', snapshot {sessions.snapshot}' if sessions.snapshot else ''}; market "
        f"{study.assets.market or 'none'}; clock windows {', '.join(clock.windows)}, {clock_prices_text(clock)}, "
        f"season {clock.seasonality}, at least {clock.min_placebos} placebos, guard {clock.guard}; "
        f"seed {study.study.seed}"
    )


def clock_prices_text(clock: ClockSection) -> str:
    """Say which prices clock windows run between."""
    return "last prices" if clock.price == "last" else f"medians over {clock.price_window}"

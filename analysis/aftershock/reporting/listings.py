"""The tables of the report: moves in native units, the largest moves, every pair's outcome."""

import math

import pandas as pd

from aftershock.alignment import OUTCOMES, count_outcomes
from aftershock.markets import Asset
from aftershock.reporting.findings import Findings, each
from aftershock.reporting.grids import (
    SHORT,
    chosen_text,
    key_text,
    ordered_windows,
    shown_heads,
    stamp_text,
    window_title,
    zone_text,
)
from aftershock.reporting.page import Table
from aftershock.reporting.wording import (
    move_text,
    number,
    numbers_text,
    pvalue_text,
    short_day_text,
    wait_text,
)

MOST_PAIRS = 2_000
"""Rows of one table of pairs that a page can hold with others; beyond, only pairs that went otherwise than planned."""
MOST_OTHERS = 200
PLAIN_OUTCOMES = frozenset({"used", "merged_into_episode"})


def session_table(findings: Findings) -> Table:
    """List every session hit, by asset, in native units with its tests."""
    rows = tuple(session_line(findings.assets[row["asset"]], row) for _, row in findings.sessions.iterrows())
    return Table(
        title="Moves by session",
        caption=(
            "Move from the session before; abnormal: less the mean of the estimation window; rank: its size among "
            "the estimation days and itself; p: sample-quantile test, one event against its own quiet days; p, all "
            "tests: Holm-adjusted over this table; market model: less what the market's move implied (its daily "
            "price may be struck at another hour)."
        ),
        columns=(
            "Session",
            "Headlines",
            "Asset",
            "Move",
            "Abnormal",
            "Rank",
            "p",
            "p, all tests",
            "Market model",
            "p",
        ),
        numeric=(False, False, False, True, True, True, True, True, True, True),
        rows=rows,
    )


def session_line(asset: Asset, row: pd.Series) -> tuple[str, ...]:
    """Write one line of the session table."""
    rank = f"{int(row['rank'])} of {int(row['n_estimation']) + 1}" if math.isfinite(row["rank"]) else "–"
    market = row.get("market_estimate", float("nan"))
    explained = market_text(asset, row, float(market))
    return (
        "–" if pd.isna(row["session"]) else short_day_text(pd.Timestamp(row["session"])),
        numbers_text(row["numbers"]),
        asset.name,
        move_text(asset, row["move"]) if math.isfinite(row["move"]) else SHORT.get(row["outcome"], "–"),
        move_text(asset, row["estimate"]),
        rank,
        pvalue_text(row["sample_quantile_pvalue"]),
        pvalue_text(row["pvalue_holm"]),
        explained,
        pvalue_text(row.get("market_sample_quantile_pvalue", float("nan"))),
    )


def market_text(asset: Asset, row: pd.Series, estimate: float) -> str:
    """Write the market-model move, or that the asset is the market."""
    if row.get("market_outcome") == "is_the_market":
        return "is the market"
    return move_text(asset, estimate)


def price_decimals(asset: Asset) -> int:
    """Choose the decimals of a quoted price: finer for rates and currencies."""
    return 4 if asset.asset_class == "currency" else 2 + (asset.asset_class == "rates")


def move_table(findings: Findings, window: str) -> Table:
    """List the moves of one window in native units, headline by headline."""
    assert findings.bars is not None
    symbols = list(findings.bars.symbols)
    rows = findings.clock[findings.clock["window"] == window].set_index(["headline_id", "asset"])
    zone = str(findings.heads["zone"].iloc[0])
    lines = []
    for head in each(shown_heads(findings, window)):
        cells = [native_cell(findings.assets[name], rows.loc[(head.Index, name)]) for name in symbols]
        when = stamp_text(head.instant.tz_convert(zone))
        lines.append((str(head.number), when, str(head.headline), *cells))
    return Table(
        title=f"{window_title(window)}: moves in native units",
        caption=(
            f"{chosen_text(findings)}The same windows as in the heatmap, in the unit people quote; words as there. "
            f"{key_text(findings.assets[name] for name in symbols)}"
        ),
        columns=("No.", f"Time ({zone_text(findings)})", "Headline", *symbols),
        numeric=(True, False, False, *[True] * len(symbols)),
        rows=tuple(lines),
    )


def native_cell(asset: Asset, row: pd.Series) -> str:
    """Write one native move, or in a word why there is none."""
    if row["outcome"] == "merged_into_episode":
        return f"as {int(row['merged_number'])}"
    if not math.isfinite(row["move"]):
        return SHORT.get(row["outcome"], "–")
    shut = "*" if row["outcome"] == "market_closed_next_open" else ""
    return move_text(asset, row["move"]) + shut


def appendix_tables(findings: Findings) -> tuple[Table, ...]:
    """Build the appendix: outcomes counted, every pair, every clock window, every rejected row."""
    tables = [outcome_table(findings), pair_table(findings)]
    if findings.reactions is not None:
        tables.extend(window_table(findings, window) for window in ordered_windows(findings))
    if findings.heads.attrs["rejected"]:
        tables.append(rejected_table(findings))
    return tuple(tables)


def outcome_table(findings: Findings) -> Table:
    """Count the pairs by outcome and say what each word means."""
    sessions = count_outcomes(findings.mean.outcomes["outcome"])
    clock = (
        count_outcomes(findings.clock["outcome"]) if findings.reactions is not None else pd.Series(dtype=int)
    )
    rows = tuple(
        (word, str(sessions.get(word, 0)), str(clock.get(word, 0)), meaning)
        for word, meaning in OUTCOMES.items()
        if sessions.get(word, 0) or clock.get(word, 0)
    )
    return Table(
        title="Outcomes",
        caption="Every headline x asset pair ends in exactly one of these.",
        columns=("Outcome", "Session pairs", "Clock windows", "Meaning"),
        numeric=(False, True, True, False),
        rows=rows,
    )


def pair_table(findings: Findings) -> Table:
    """List the session and the outcome of every headline x asset pair."""
    listed = listed_pairs(findings.mean.outcomes)
    columns = ("No.", "Instant (UTC)", "Asset", "Session", "Strike (UTC)", "Market opens in", "Outcome")
    rows = tuple(
        (
            str(findings.heads.at[row.headline_id, "number"]),
            instant_text(row.instant),
            row.asset,
            "–" if pd.isna(row.session) else f"{row.session:%Y-%m-%d}",
            "–" if pd.isna(row.strike) else instant_text(row.strike),
            "–" if pd.isna(row.delay) else "open" if row.delay == pd.Timedelta(0) else wait_text(row.delay),
            str(row.outcome),
        )
        for row in each(listed)
    )
    return Table(
        title=f"{pairs_title(findings.mean.outcomes)} in session time",
        caption=(
            "The session is the first whose strike is at or after the headline, on the asset's own calendar."
            f"{left_out_text(findings.mean.outcomes)}"
        ),
        columns=columns,
        numeric=(True, False, False, False, False, True, False),
        rows=rows,
    )


def window_table(findings: Findings, window: str) -> Table:
    """List the bars and the outcome of every headline and asset in one clock window."""
    rows = findings.clock[findings.clock["window"] == window].sort_values(["number"], kind="stable")
    listed = listed_pairs(rows)
    lines = tuple(
        (
            str(row.number),
            str(row.asset),
            "–" if pd.isna(row.before) else instant_text(row.before),
            "–" if pd.isna(row.after) else instant_text(row.after),
            number(row.before_price, decimals=price_decimals(findings.assets[row.asset])),
            number(row.after_price, decimals=price_decimals(findings.assets[row.asset])),
            move_text(findings.assets[row.asset], row.move),
            move_text(findings.assets[row.asset], row.usual, sign=False),
            number(row.standardized, decimals=2, sign=True),
            row.usual_from.replace("_", " ") or "–",
            pvalue_text(row.placebo_pvalue),
            "–" if row.placebo_reason in ("", "no_window") else row.placebo_reason.replace("_", " "),
            str(row.outcome) if not row.merged_into else f"{row.outcome} ({int(row.merged_number)})",
        )
        for row in each(listed)
    )
    return Table(
        title=f"{pairs_title(rows)} in clock time: {window_title(window).lower()}",
        caption=f"Before and after are the ends of the bars used.{left_out_text(rows)}",
        columns=(
            "No.",
            "Asset",
            "Before (UTC)",
            "After (UTC)",
            "From",
            "To",
            "Move",
            "Usual",
            "z",
            "Usual from",
            "p",
            "No p because",
            "Outcome",
        ),
        numeric=(True, False, False, False, True, True, True, True, True, False, True, False, False),
        rows=lines,
    )


def other_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Select the pairs that went otherwise than planned."""
    return pairs[~pairs["outcome"].isin(PLAIN_OUTCOMES)]


def listed_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Select the pairs that a page lists: all of them, or of very many the first that went otherwise than planned."""
    return pairs if len(pairs) <= MOST_PAIRS else other_pairs(pairs).iloc[:MOST_OTHERS]


def pairs_title(pairs: pd.DataFrame) -> str:
    """Say whether every pair is listed."""
    return "Every pair" if len(pairs) <= MOST_PAIRS else "Pairs that went otherwise than planned"


def left_out_text(pairs: pd.DataFrame) -> str:
    """Count the pairs that a page cannot hold, and say where they are; empty where it lists them all."""
    if len(pairs) <= MOST_PAIRS:
        return ""
    others = len(other_pairs(pairs))
    cut = f"the first {MOST_OTHERS} of " if others > MOST_OTHERS else ""
    return (
        f" Of {len(pairs):,} pairs, {len(pairs) - others:,} were used or share a move with an earlier headline and are "
        f"not listed here; of the others these are {cut}{others:,}. The results beside this page hold every one."
    )


def rejected_table(findings: Findings) -> Table:
    """List the rows of the source that could not be read as headlines."""
    rejected = findings.heads.attrs["rejected"]
    return Table(
        title="Rows that could not be used",
        caption="Rows of the headline source that look like entries but cannot be placed in time.",
        columns=("Line", "Text", "Reason"),
        numeric=(True, False, False),
        rows=tuple((str(row["line"]), str(row["text"]), str(row["reason"])) for row in rejected),
    )


def instant_text(instant: pd.Timestamp) -> str:
    """Write an instant in UTC to the minute."""
    return f"{instant.tz_convert('UTC'):%Y-%m-%d %H:%M}"

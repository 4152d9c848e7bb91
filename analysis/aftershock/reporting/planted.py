"""What was planted in a simulated study, beside what was found."""

from pathlib import Path

import pandas as pd

from aftershock.errors import StudyFileError
from aftershock.markets import Asset
from aftershock.reactions import ClockWindow
from aftershock.reporting.findings import Findings
from aftershock.reporting.grids import ordered_windows
from aftershock.reporting.listings import native_cell
from aftershock.reporting.page import Table
from aftershock.reporting.wording import move_text

COLUMNS = ("instant", "asset", "size", "retraced", "headline")


def planted_table(findings: Findings, planted: pd.DataFrame) -> Table:
    """Set what was planted in a simulated study beside what was found.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.
    planted : DataFrame
        With instant, asset, size, unit, retraced and headline.

    Returns
    -------
    Table
        One line a planted reaction of an asset that was loaded: what was found after the headline in clock time,
        and in its session.
    """
    planted = planted[planted["asset"].isin(list(findings.assets))]
    windows = [text for text in found_windows(findings) if not ClockWindow.parse(text).is_before]
    return Table(
        title="What was planted, and what was found",
        caption=(
            "These markets are simulated. The reactions in the column Planted were put into the prices at the "
            "instant of the headline; everything else in them is noise. The columns after it say what was found, "
            "noise and other planted reactions included: by clock window, and over the session."
        ),
        columns=("No.", "Headline", "Asset", "Planted", *windows, "Session"),
        numeric=(True, False, False, *[True] * (len(windows) + 2)),
        rows=tuple(planted_line(findings, row, windows) for _, row in planted.iterrows()),
    )


def read_planted(path: Path) -> pd.DataFrame:
    """Read the list of planted reactions.

    Raises
    ------
    StudyFileError
        If the file cannot be read or lacks a column.
    """
    try:
        planted = pd.read_csv(path)
    except (OSError, ValueError) as failure:
        raise StudyFileError(
            f"[simulated] planted names {path.name}, which cannot be read as CSV: {failure}.", file=path.name
        ) from None
    missing = [name for name in COLUMNS if name not in planted]
    if missing:
        raise StudyFileError(
            f"[simulated] planted names {path.name}, which lacks {', '.join(missing)}; it has "
            f"{', '.join(map(str, planted.columns))}.",
            file=path.name,
            missing=missing,
        )
    return planted


def found_windows(findings: Findings) -> list[str]:
    """List the clock windows of the study; none without bars."""
    return ordered_windows(findings) if findings.reactions is not None else []


def planted_line(findings: Findings, row: pd.Series, windows: list[str]) -> tuple[str, ...]:
    """Write one planted reaction and what was found of it."""
    asset = findings.assets[str(row["asset"])]
    numbers = findings.heads.loc[findings.heads["instant"] == pd.Timestamp(row["instant"]), "number"]
    at = int(numbers.iloc[0]) if len(numbers) else 0
    back = ", then back" if float(row["retraced"]) >= 1 else ""
    return (
        str(at or "–"),
        str(row["headline"]),
        asset.name,
        move_text(asset, float(row["size"])) + back,
        *[clock_found(findings, asset, at, text) for text in windows],
        session_found(findings, asset, at),
    )


def clock_found(findings: Findings, asset: Asset, at: int, window: str) -> str:
    """Write the move of one headline, asset and window."""
    clock = findings.clock
    rows = clock[(clock["number"] == at) & (clock["asset"] == asset.symbol) & (clock["window"] == window)]
    return native_cell(asset, rows.iloc[0]) if len(rows) else "–"


def session_found(findings: Findings, asset: Asset, at: int) -> str:
    """Write the session move of the episode that holds a headline."""
    rows = findings.sessions[findings.sessions["asset"] == asset.symbol]
    held = [row for _, row in rows.iterrows() if at in row["numbers"]]
    return move_text(asset, held[0]["move"]) if held else "–"

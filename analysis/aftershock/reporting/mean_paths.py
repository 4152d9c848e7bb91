"""Mean paths around headlines in clock time: the chart, its table, and the sentence where there are too few days."""

import math

import numpy as np
import pandas as pd

from aftershock.markets import Asset, shown
from aftershock.reactions import ClockWindow, ReactionResults
from aftershock.reactions.mean_paths import FEWEST_DAYS
from aftershock.reactions.path_rows import headline_rows
from aftershock.reporting.events.wording import mean_decimals, mean_text
from aftershock.reporting.findings import Findings, each
from aftershock.reporting.page import MeanPath, PathChart, PathPanel, Table
from aftershock.reporting.wording import count_word, in_sentence, joined, move_text, number
from aftershock.typing import FloatArray

TITLE = "Mean path around the headlines"
SINGLES_TITLE = "Path around each headline"
STEPS = (-6, 12)
SHOWN_STEPS = (-6, -3, -1, 1, 2, 3, 6, 12)
FEW_HEADLINES = 20
"""Headlines below which each is drawn as a thin line of its own."""
LIMITS = ("estimate", "inner_low", "inner_high", "outer_low", "outer_high")


def mean_path_chart(
    findings: Findings, paths: pd.DataFrame, singles: pd.DataFrame | None = None
) -> PathChart:
    """Choose what the chart of mean paths shows: one line an asset, in the unit people quote.

    Parameters
    ----------
    findings : Findings
        Everything that was computed, with a clock-time study.
    paths : DataFrame
        Mean paths, as the study gives them.
    singles : DataFrame, optional
        The path of each headline, to be drawn as thin lines where they are few.

    Returns
    -------
    PathChart
        One panel an asset; an asset with too few days has no mean in it.
    """
    assert findings.reactions is not None
    spec = findings.reactions.spec
    symbols = list(dict.fromkeys(paths["asset"]))
    steps = tuple(int(step) for step in paths.loc[paths["asset"] == symbols[0], "step"])
    return PathChart(
        title=TITLE if paths["estimate"].notna().any() else SINGLES_TITLE,
        days=steps,
        window=(0, bars_in(spec.main_window, spec.interval)),
        panels=tuple(path_panel(findings, symbol, paths, singles) for symbol in symbols),
        alt=alt_text(findings, paths, singles),
        axis=f"bars of {spec.interval} from the last price before the headline",
        step="bars",
    )


def bars_in(window: str, interval: str) -> int:
    """Count the bars that a window reaches over, headline in the middle of one.

    Examples
    --------
    >>> bars_in("0/+60min", "1h"), bars_in("0/+30min", "5min")
    (2, 7)
    """
    length = ClockWindow.parse(window).length
    return 1 if length is None else math.ceil(pd.Timedelta(length) / pd.Timedelta(interval)) + 1


def path_panel(
    findings: Findings, symbol: str, paths: pd.DataFrame, singles: pd.DataFrame | None
) -> PathPanel:
    """Take one asset's paths, in the unit people quote."""
    asset, rows = findings.assets[symbol], paths[paths["asset"] == symbol]
    values = {name: np.asarray(shown(asset, rows[name].to_numpy(np.float64)), np.float64) for name in LIMITS}
    n_headlines = int(rows["n_headlines"].iloc[0])
    inner, outer = (band(values, name) for name in ("inner", "outer"))
    path = MeanPath("Headlines", n_headlines, values["estimate"], inner, outer)
    known = bool(np.isfinite(values["estimate"]).any())
    drawn = None if singles is None else single_paths(asset, singles[singles["asset"] == symbol])
    return PathPanel(asset.name, asset.unit, mean_decimals(asset), (path,) if known else (), drawn)


def single_paths(asset: Asset, rows: pd.DataFrame) -> FloatArray:
    """Lay out the paths of single headlines, one a row, in the unit people quote."""
    moves = rows.pivot(index="headline_id", columns="step", values="move").sort_index(axis=1)
    return np.asarray(shown(asset, moves.to_numpy(np.float64)), np.float64)


def band(values: dict[str, FloatArray], name: str) -> FloatArray:
    """Take the two ends of an interval."""
    return np.asarray([values[f"{name}_low"], values[f"{name}_high"]], dtype=np.float64)


def alt_text(findings: Findings, paths: pd.DataFrame, singles: pd.DataFrame | None) -> str:
    """Describe the chart: what it shows, what counts, and how lines and bars are to be read."""
    assert findings.reactions is not None
    names = joined([in_sentence(findings.assets[symbol]) for symbol in dict.fromkeys(paths["asset"])])
    interval = findings.reactions.spec.interval
    if paths["estimate"].isna().all():
        return (
            f"Line charts of the move of {names} from the last price before a headline, bar by bar of {interval}, "
            "closed hours left out, a thin line for each headline that came while the market traded, those of one bar "
            "once. Headlines of one day share much of their path, so lines that go together are not so many "
            "observations."
        )
    days, heads = int(paths["n_days"].max()), int(paths["n_headlines"].max())
    thin = "" if singles is None else " Thin lines are single headlines."
    return (
        f"Line charts of the mean move of {names} from the last price before a headline, bar by bar of "
        f"{interval}, closed hours left out. At most {heads:,} headlines count, those of one "
        f"bar once, on {days:,} days, each day once. Thick bars are 68\u202f%, thin ones 90\u202f% intervals of the "
        "mean at each bar taken alone (pointwise, not for the whole path). Rises after some headlines "
        f"and falls after others cancel here.{thin}"
    )


def single_rows(reactions: ReactionResults) -> pd.DataFrame:
    """Lay out the path of every asset around each headline of the first window, one row a headline and bar."""
    fitted, window = reactions.fitted, reactions.spec.main_window
    parts = [headline_rows(one, window, STEPS, ids=fitted.ids) for one in fitted.some(None)]
    return pd.concat(parts, ignore_index=True)


def single_path_table(findings: Findings, singles: pd.DataFrame) -> Table:
    """List the path of each headline at some bars, behind the chart."""
    numbers = findings.heads["number"].to_dict()
    rows = tuple(
        (
            findings.assets[str(symbol)].name,
            str(numbers[headline]),
            *(move_text(findings.assets[str(symbol)], float(moves[step])) for step in SHOWN_STEPS),
        )
        for (symbol, headline), moves in (
            (names, part.set_index("step")["move"])
            for names, part in singles.groupby(["asset", "headline_id"], sort=False)
        )
    )
    return Table(
        title="Paths behind the chart",
        caption="Move since the last price before the headline, by bars from it.",
        columns=("Asset", "No.", *(number(step, decimals=0, sign=True) for step in SHOWN_STEPS)),
        numeric=(False, *[True] * (len(SHOWN_STEPS) + 1)),
        rows=rows,
    )


def mean_path_table(findings: Findings, paths: pd.DataFrame) -> Table:
    """List the mean paths behind the chart."""
    rows = tuple(
        (
            findings.assets[row.asset].name,
            number(row.step, decimals=0, sign=True),
            f"{row.n_days:,}",
            *(
                mean_text(findings.assets[row.asset], value)
                for value in (row.estimate, row.outer_low, row.inner_low, row.inner_high, row.outer_high)
            ),
        )
        for row in each(paths)
    )
    ends = ("90\u202f% from", "68\u202f% from", "68\u202f% to", "90\u202f% to")
    return Table(
        title="Mean paths behind the chart",
        caption="Mean move since the last price before the headline, with pointwise intervals of 68 and 90\u202f%.",
        columns=("Asset", "Bar", "Days", "Mean", *ends),
        numeric=(False, *[True] * 7),
        rows=rows,
    )


def too_few_text(paths: pd.DataFrame) -> str:
    """Say that there are too few days for a mean path.

    Examples
    --------
    >>> too_few_text(pd.DataFrame({"n_days": [2, 1]}))
    'A mean path needs headlines on at least six days while a market trades; here are two, so no mean is drawn.'
    """
    days = int(paths["n_days"].max())
    verb = "is" if days == 1 else "are"
    return (
        f"A mean path needs headlines on at least {count_word(FEWEST_DAYS)} days while a market trades; here {verb} "
        f"{count_word(days)}, so no mean is drawn."
    )

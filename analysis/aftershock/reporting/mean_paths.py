"""Mean paths around headlines in clock time: the chart, its table, and the sentence where there are too few days."""

import math

import numpy as np
import pandas as pd

from aftershock.markets import shown
from aftershock.reactions import ClockWindow
from aftershock.reactions.mean_paths import FEWEST_DAYS
from aftershock.reporting.events.wording import mean_decimals, mean_text
from aftershock.reporting.findings import Findings, each
from aftershock.reporting.page import MeanPath, PathChart, PathPanel, Table
from aftershock.reporting.wording import count_word, in_sentence, joined, number
from aftershock.typing import FloatArray

TITLE = "Mean path around the headlines"
STEPS = (-6, 12)
LIMITS = ("estimate", "inner_low", "inner_high", "outer_low", "outer_high")


def mean_path_chart(findings: Findings, paths: pd.DataFrame) -> PathChart:
    """Choose what the chart of mean paths shows: one line an asset, in the unit people quote.

    Parameters
    ----------
    findings : Findings
        Everything that was computed, with a clock-time study.
    paths : DataFrame
        Mean paths, as the study gives them.

    Returns
    -------
    PathChart
        One panel an asset; an asset with too few days has an empty one.
    """
    assert findings.reactions is not None
    spec = findings.reactions.spec
    symbols = list(dict.fromkeys(paths["asset"]))
    steps = tuple(int(step) for step in paths.loc[paths["asset"] == symbols[0], "step"])
    return PathChart(
        title=TITLE,
        days=steps,
        window=(0, bars_in(spec.main_window, spec.interval)),
        panels=tuple(path_panel(findings, symbol, paths[paths["asset"] == symbol]) for symbol in symbols),
        alt=alt_text(findings, paths),
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


def path_panel(findings: Findings, symbol: str, rows: pd.DataFrame) -> PathPanel:
    """Take one asset's path, in the unit people quote."""
    asset = findings.assets[symbol]
    values = {name: np.asarray(shown(asset, rows[name].to_numpy(np.float64)), np.float64) for name in LIMITS}
    n_headlines = int(rows["n_headlines"].iloc[0])
    inner, outer = (band(values, name) for name in ("inner", "outer"))
    path = MeanPath("Headlines", n_headlines, values["estimate"], inner, outer)
    known = bool(np.isfinite(values["estimate"]).any())
    return PathPanel(asset.name, asset.unit, mean_decimals(asset), (path,) if known else ())


def band(values: dict[str, FloatArray], name: str) -> FloatArray:
    """Take the two ends of an interval."""
    return np.asarray([values[f"{name}_low"], values[f"{name}_high"]], dtype=np.float64)


def alt_text(findings: Findings, paths: pd.DataFrame) -> str:
    """Describe the chart: what it shows, what counts, and how the bars are to be read."""
    assert findings.reactions is not None
    symbols = list(dict.fromkeys(paths["asset"]))
    names = joined([in_sentence(findings.assets[symbol]) for symbol in symbols])
    days, heads = int(paths["n_days"].max()), int(paths["n_headlines"].max())
    return (
        f"Line charts of the mean move of {names} from the last price before a headline, bar by bar of "
        f"{findings.reactions.spec.interval}, closed hours left out. At most {heads:,} headlines count, those of one "
        f"bar once, on {days:,} days, each day once. Thick bars are 68\u202f%, thin ones 90\u202f% intervals of the "
        "mean at each bar taken alone (pointwise, not for the whole path). Rises after some headlines "
        "and falls after others cancel here."
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
    'A mean path needs headlines on at least six days while a market trades; here are two, so none is drawn.'
    """
    days = int(paths["n_days"].max())
    verb = "is" if days == 1 else "are"
    return (
        f"A mean path needs headlines on at least {count_word(FEWEST_DAYS)} days while a market trades; here {verb} "
        f"{count_word(days)}, so none is drawn."
    )

"""The rows of a fitted clock-time study: what was measured of one asset and window, one row a headline."""

from typing import Any

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import MEASURED, outcome_text
from aftershock.markets.clock import utc_values
from aftershock.reactions.fitted import FittedAsset
from aftershock.reactions.judging import MERGED
from aftershock.reactions.measures import others_inside
from aftershock.reactions.measuring import Measured, by_usual
from aftershock.reactions.spec import ReactionSpec
from aftershock.typing import FloatArray, PlaceboReason, SpanArray

NEVER = np.timedelta64("NaT", "ns")
PLACEBO_REASONS: dict[PlaceboReason, str] = {
    "no_window": "not measured: the outcome says why",
    "broken_window": "the market was shut, or its contract changed or a price is missing, within the window",
    "no_season": "too few other days to know what is usual at that time of day",
    "no_level": "the day has too few bars to know how volatile it was",
    "few_placebos": "too few windows of any day are as long, clear of other headlines and of closures",
    "unreachable": "with so few windows to compare with, no move could reach the level",
}
"""What each reason for a missing placebo p-value means."""


def event_rows(heads: pd.DataFrame, one: FittedAsset, found: Measured, quoted: FloatArray) -> pd.DataFrame:
    """Lay out what was measured of one asset over one window.

    Parameters
    ----------
    heads : DataFrame
        Headlines in order of time.
    one : FittedAsset
        The asset.
    found : Measured
        What was measured of it over the window.
    quoted : ndarray of shape (n_bars,)
        Closes as quoted.

    Returns
    -------
    DataFrame
        One row a headline.
    """
    placed, located, market = found.placed, found.placed.located, one.market
    ids, known = heads.index.to_numpy(), located.found
    rows = np.maximum(located.before, 0), np.maximum(located.after, 0)
    instants, prices = utc_values(heads["instant"]), shown_prices(one, found, quoted)
    return pd.DataFrame(
        {
            "headline_id": ids,
            "asset": one.symbol,
            "window": placed.window.text,
            "instant": heads["instant"].array,
            "outcome": placed.outcome,
            "merged_into": np.where(placed.outcome == MERGED, ids[placed.leaders], ""),
            "delay": located.delay,
            "before": pd.DatetimeIndex(market.ends[rows[0]], tz="UTC").where(known),
            "before_price": np.where(known, prices[0][rows[0]], np.nan),
            "before_age": np.where(known, located.age, NEVER),
            "after": pd.DatetimeIndex(market.ends[rows[1]], tz="UTC").where(known),
            "after_price": np.where(known, prices[1][rows[1]], np.nan),
            "after_lateness": np.where(known, located.lateness, NEVER),
            "n_bars": np.where(known, located.after - located.before, 0),
            "n_others": others_inside(market, located, instants),
            "move": placed.moves,
            "usual": found.usual,
            "standardized": by_usual(placed.moves, found.usual),
            "usual_from": found.sources,
            **placebo_columns(found),
            **path_columns(found),
            "abnormal_volume": found.volume,
            "volatility_ratio": found.volatility,
            **run_up_columns(found),
            "unit": one.unit,
        }
    )


def shown_prices(one: FittedAsset, found: Measured, quoted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Take the prices between which windows run: closes as quoted, or the medians."""
    bars = found.placed.bars
    if bars.ahead is None:
        return quoted, quoted
    if one.asset.move == "difference":
        return bars.levels / one.asset.scale, bars.ahead / one.asset.scale
    return np.exp(bars.levels), np.exp(bars.ahead)


def placebo_columns(found: Measured) -> dict[str, object]:
    """Lay out the comparison with the windows of the same day, or of all days."""
    ranks = found.ranks
    return {
        "placebo_pvalue": ranks.pvalues,
        "placebo_from": found.judged_by,
        "placebo_reason": ranks.reasons,
        "n_placebos": ranks.n_placebos,
        "n_larger": ranks.n_larger,
        "detectable": ranks.detectable,
    }


def path_columns(found: Measured) -> dict[str, FloatArray | SpanArray]:
    """Lay out how the price went within the window."""
    paths = found.paths
    return {
        "peak": paths.peak,
        "trough": paths.trough,
        "retraced": paths.retraced,
        "retraced_by_close": paths.retraced_by_close,
        "to_half": paths.to_half,
        "to_most": paths.to_most,
    }


def run_up_columns(found: Measured) -> dict[str, FloatArray | np.ndarray]:
    """Lay out the span as long before the window; missing for windows without one."""
    run_up = found.run_up
    none = np.full(found.usual.shape, np.nan)
    if run_up is None:
        return {
            "run_up_move": none,
            "run_up_standardized": none,
            "run_up_pvalue": none,
            "run_up_from": np.full(none.shape, "", dtype=object),
            "run_up_n_others": np.zeros(none.shape, dtype=np.int64),
        }
    return {
        "run_up_move": run_up.moves,
        "run_up_standardized": run_up.standardized,
        "run_up_pvalue": run_up.pvalues,
        "run_up_from": run_up.judged_by,
        "run_up_n_others": run_up.others,
    }


def window_row(asset: str, window: str, part: pd.DataFrame) -> dict[str, object]:
    """Summarise one asset and window: counts, and the largest standardized move."""
    measured = part[part["standardized"].notna()]
    row: dict[str, object] = {
        "asset": asset,
        "window": window,
        "n_headlines": len(part),
        "n_measured": int(part["outcome"].isin(MEASURED).sum()),
    }
    if measured.empty:
        return row | {"headline_id": "", "move": float("nan"), "standardized": float("nan"), "unit": ""}
    top = measured.iloc[int(measured["standardized"].abs().to_numpy().argmax())]
    return row | {name: top[name] for name in ("headline_id", "move", "standardized", "unit")}


def study_row(frame: pd.DataFrame, spec: ReactionSpec) -> dict[str, Any]:
    """Summarise a whole study: counts and settings."""
    return {
        "n_headlines": frame["headline_id"].nunique(),
        "n_assets": frame["asset"].nunique(),
        "n_rows": len(frame),
        "n_measured": int(frame["outcome"].isin(MEASURED).sum()),
        "windows": ", ".join(spec.windows),
        "n_judged": int(frame["placebo_pvalue"].notna().sum()),
        "interval": spec.interval,
        "price": spec.price,
        "seasonality": spec.seasonality,
    }


def summary_text(frame: pd.DataFrame, spec: ReactionSpec, windows: pd.DataFrame) -> str:
    """Write the settings, the counts by outcome and a line for each asset and window."""
    counts = outcome_text(frame["outcome"])
    settings = f"bars of {spec.interval}, {spec.price} prices, season by {spec.seasonality}"
    table = windows.to_string(index=False, na_rep="")
    return f"Clock-time study: {settings}\nRows by outcome: {counts}\n{table}"

"""Who moved first, drawn: correlation by shift for bars, by session for daily moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from aftershock.comovement import CrossCorrelation, LeadLag
from aftershock.comovement.lead_lag_results import signed
from aftershock.plots.lettering import write_foot, write_title
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style
from aftershock.typing import FloatArray

MOST_STEMS = 45
"""Shifts above which intervals are drawn as a band."""
UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def plot_lead_lag(result: LeadLag, *, ax: Axes | None = None) -> Axes:
    """Draw the correlation of two assets at every shift, with pointwise intervals and what follows from the test.

    Use it beside ``result.to_frame()``, its table. Where the right half stands out the first asset is ahead.

    Parameters
    ----------
    result : LeadLag
        As of `aftershock.comovement.lead_lag`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from aftershock.comovement import lead_lag
    >>> from aftershock.simulate import simulate_asynchronous
    >>> pair = simulate_asynchronous(10, rng=1, lead="10min", every=("5min", "5min"), tick="60s")
    >>> axes = plot_lead_lag(lead_lag(pair.bars, first="FIRST", second="SECOND", n_draws=199))
    >>> axes.get_xlabel().splitlines()[0]
    'shift of SECOND, min (above zero FIRST is ahead)'
    """
    unit, length = _unit(result.shifts)
    with house_style():
        axes = house_axes(ax)
        at = result.shifts / 1e9 / length
        _draw(axes, at, result.estimates.correlation, result.estimates.low, result.estimates.high)
        _mark_largest(axes, result, length)
        axes.set_ylabel("correlation")
        write_title(axes, f"{result.first} and {result.second}: who moved first", result.headline())
        _sides(axes, result.first, result.second)
        write_foot(
            axes,
            f"shift of {result.second}, {unit} (above zero {result.first} is ahead)",
            [
                f"{100 * (1 - result.alpha):.0f} % intervals, one shift at a time; "
                f"n = {min(one.n_moves for one in result.sampling):,} moves in {result.n_blocks} blocks"
            ],
        )
    return axes


def describe_lead_lag(result: LeadLag) -> str:
    """Write the alternative text of `plot_lead_lag`.

    Examples
    --------
    >>> from aftershock.comovement import lead_lag
    >>> from aftershock.simulate import simulate_asynchronous
    >>> pair = simulate_asynchronous(10, rng=1, lead="10min", every=("5min", "5min"), tick="60s")
    >>> describe_lead_lag(lead_lag(pair.bars, first="FIRST", second="SECOND", n_draws=199))[:55]
    'Chart of the correlation of FIRST and SECOND at 21 shif'
    """
    found = result.estimates.correlation
    span = f"from {signed(pd.Timedelta(int(result.shifts[0])))} to {signed(pd.Timedelta(int(result.shifts[-1])))}"
    return (
        f"Chart of the correlation of {result.first} and {result.second} at {result.shifts.size} shifts {span}, "
        f"where {_largest_in_words(found, [signed(pd.Timedelta(int(one))) for one in result.shifts])}. "
        f"{result.headline()}"
    )


def plot_cross_correlation(result: CrossCorrelation, *, ax: Axes | None = None) -> Axes:
    """Draw a cross-correlogram of daily moves with intervals and the band of a true zero.

    Use it beside ``result.to_frame()``, its table, and ``result.tests()``.

    Parameters
    ----------
    result : CrossCorrelation
        As of `aftershock.comovement.cross_correlation`.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from aftershock.comovement import cross_correlation
    >>> from aftershock.simulate import simulate_correlated
    >>> moves = pd.DataFrame(simulate_correlated(300, correlation=0.5, rng=1), columns=["SPX", "GOLD"])
    >>> plot_cross_correlation(cross_correlation(moves, first="SPX", second="GOLD", n_draws=99)).get_ylabel()
    'correlation'
    """
    with house_style():
        axes = house_axes(ax)
        limits = result.limits
        axes.fill_between(
            result.lags,
            -limits,
            limits,
            step="mid",
            color=LIGHT["shade"],
            edgecolor=LIGHT["hatch"],
            linewidth=0.6,
        )
        found = result.estimates
        _draw(axes, result.lags.astype(np.float64), found.correlation, found.low, found.high)
        axes.set_ylabel("correlation")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        write_title(axes, f"{result.first} and {result.second}, some sessions apart", _joint_words(result))
        _sides(axes, result.first, result.second)
        level = f"{100 * (1 - result.alpha):.0f} %"
        write_foot(
            axes,
            f"rows by which {result.second} comes later (above zero {result.first} is ahead)",
            [
                f"Lines: {level} intervals, one lag at a time; shade: where {level} lie if the truth is zero; "
                f"n = {result.n_pairs.max():,}"
            ],
        )
    return axes


def describe_cross_correlation(result: CrossCorrelation) -> str:
    """Write the alternative text of `plot_cross_correlation`.

    Examples
    --------
    >>> from aftershock.comovement import cross_correlation
    >>> from aftershock.simulate import simulate_correlated
    >>> moves = pd.DataFrame(simulate_correlated(300, correlation=0.5, rng=1), columns=["SPX", "GOLD"])
    >>> describe_cross_correlation(cross_correlation(moves, first="SPX", second="GOLD", n_draws=99))[:45]
    'Chart of the correlation of SPX and GOLD at 2'
    """
    found = result.estimates.correlation
    outside = int((np.abs(found) > result.limits)[result.lags != 0].sum())
    return (
        f"Chart of the correlation of {result.first} and {result.second} at {result.lags.size} lags, from "
        f"{-result.lags[-1]} to +{result.lags[-1]} rows, where "
        f"{_largest_in_words(found, [f'{lag:+d}' if lag else '0' for lag in result.lags])}; {outside} of the other "
        f"lags lie outside the band of a true zero. {_joint_words(result)}"
    )


def _draw(axes: Axes, at: FloatArray, found: FloatArray, low: FloatArray, high: FloatArray) -> None:
    """Draw estimates with intervals: stems where there are few, a band where there are many."""
    axes.axhline(0.0, color=LIGHT["stroke"], linewidth=0.8)
    axes.axvline(0.0, color=LIGHT["stroke"], linewidth=0.8, linestyle=(0, (2, 3)))
    if at.size <= MOST_STEMS:
        axes.vlines(at, low, high, color=LIGHT["line"], linewidth=1.2, alpha=0.55)
        axes.plot(at, found, "o", color=LIGHT["line"], markersize=4.5)
    else:
        axes.fill_between(at, low, high, color=LIGHT["line"], alpha=0.18, linewidth=0)
        axes.plot(at, found, color=LIGHT["line"], linewidth=1.4)
    axes.grid(axis="y", linewidth=0.6)
    axes.margins(x=0.03)
    bottom, top = axes.get_ylim()
    axes.set_ylim(bottom, top + 0.14 * (top - bottom))


def _mark_largest(axes: Axes, result: LeadLag, length: int) -> None:
    """Mark where the correlation is largest, and the interval of that shift."""
    spans = [result.location.lead, result.location.low, result.location.high]
    if result.location.reason:
        return
    at, low, high = (one.total_seconds() / length for one in spans)
    row = int(np.searchsorted(result.shifts, round(at * length * 1e9)))
    value = float(result.estimates.correlation[row])
    if high > low:
        axes.axvspan(low, high, color=LIGHT["shade"], zorder=0)
    axes.plot([at], [value], "D", color=LIGHT["accent"], markersize=7, zorder=4)
    axes.annotate(
        f"{value:.2f} at {signed(spans[0])}".replace("-", "−"),
        (at, value),
        xytext=(9, 0),
        textcoords="offset points",
        va="center",
        color=LIGHT["accent"],
        fontweight="bold",
    )


def _sides(axes: Axes, first: str, second: str) -> None:
    """Say on which side which asset is ahead."""
    for x, side, text in ((0.01, "left", f"← {second} ahead"), (0.99, "right", f"{first} ahead →")):
        axes.text(
            x, 0.97, text, transform=axes.transAxes, ha=side, va="top", color=LIGHT["muted"], fontsize=9
        )


def _unit(shifts: FloatArray | np.ndarray) -> tuple[str, int]:
    """Choose the longest unit of time in which the shifts are whole numbers."""
    step = np.diff(shifts[:2])[0] / 1e9
    return next((name, length) for name, length in UNITS if step % length == 0 or length == 1)


def _largest_in_words(found: FloatArray, names: list[str]) -> str:
    """Say where the largest correlation is, and between what the others lie."""
    if not np.isfinite(found).any():
        return "no correlation is defined"
    row = int(np.nanargmax(np.abs(found)))
    others = np.delete(found, row)
    return (
        f"the largest is {found[row]:.2f} at {names[row]} and the others lie between {np.nanmin(others):.2f} and "
        f"{np.nanmax(others):.2f}"
    )


def _joint_words(result: CrossCorrelation) -> str:
    """Say what the joint tests found."""
    if result.reason:
        return f"Whether one leads cannot be told: {result.reason}."
    sides = ((result.first, result.first_leads), (result.second, result.second_leads))
    listed = ", ".join(f"{name} p = {test.pvalue:.2g}" for name, test in sides)
    return f"Tests that neither comes first: {listed}."

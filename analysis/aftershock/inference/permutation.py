"""The permutation test for one event: its window among all windows of its own history."""

import math

import numpy as np

from aftershock.inference.records import HypothesisTest, check_alpha, undefined, unreachable
from aftershock.inference.resampling import N_DRAWS, as_extreme, check_draws
from aftershock.typing import Alternative, FloatArray, PermutationScheme, Rng, check_option

NULL = "the event's window comes from the same stationary moves as the windows before it"


def nguyen_wolf_permutation(
    abnormal: FloatArray,
    residuals: FloatArray,
    *,
    scheme: PermutationScheme = "shifts",
    studentized: bool = False,
    alternative: Alternative = "two-sided",
    unit: str = "",
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
    alpha: float = 0.05,
) -> HypothesisTest:
    """Rank the window of one event among all windows that can be cut from its estimation and event days.

    Use it for a single event over several days: it needs no normal distribution, and with ``scheme="shifts"`` no
    independence of days, since days stay in their order. An event in a calmer or wilder time than its estimation
    window misleads it; ``studentized=True`` does not mend that.

    Parameters
    ----------
    abnormal : ndarray of shape (n_days,)
        Abnormal moves of the event window in time order, in native units. NaN are left out; the window is as long
        as what remains.
    residuals : ndarray of shape (n_estimation,)
        Abnormal moves of the estimation window in time order, NaN for days left out. Windows with a NaN are not
        counted.
    scheme : {"shifts", "days"}
        "shifts" cuts every window of consecutive days from the circle that estimation and event days form, so
        nothing is drawn. "days" deals all days anew, which assumes exchangeable days.
    studentized : bool
        Divide the sum of each window by the standard deviation of the days outside it, so that a large move counts
        in full and does not also widen the yardstick of the others.
    alternative : {"two-sided", "greater", "less"}
        Two-sided ranks the size of the sums.
    unit : str
        Unit of ``abnormal``.
    n_draws : int
        Deals for ``scheme="days"``.
    rng : int or Generator
        Seed or source of the deals.
    alpha : float
        Level the test must be able to reach.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the ranked sum, studentized if asked; ``extra`` holds ``n_windows`` and
        ``smallest_pvalue``. Undefined without a move, with fewer than three estimation days, and where the windows
        are too few to reach ``alpha``.

    Raises
    ------
    InferenceError
        If ``n_draws`` is not positive.
    ValueError
        If ``scheme`` or ``alternative`` is not an option, or ``alpha`` not between 0 and 1.

    Notes
    -----
    ``T_k = |sum_{j<L} x_{(k+j) mod N}|`` over the N days of ``x = (residuals, abnormal)``;
    ``p = #{k: T_k >= T_event} / #{k}``. The event's own window is one of the k, so p is never zero. A window that
    takes in part of a large event counts against it: for L days a lone large move gives up to L windows of its
    size, and p is then at least L/N. For one day both schemes give the share of days at least as large.

    References
    ----------
    Nguyen and Wolf (2023), Empirical Economics, "Single-firm inference in event studies via the permutation test";
    Phipson and Smyth (2010) for the count.

    Examples
    --------
    >>> quiet = np.tile([1.0, -1.0, 0.5, -0.5], 10)
    >>> round(nguyen_wolf_permutation(np.array([3.0]), quiet).pvalue, 4)
    0.0244
    """
    check_alpha(alpha)
    check_option("scheme", scheme, PermutationScheme)
    check_option("alternative", alternative, Alternative)
    check_draws(n_draws)
    event = abnormal[np.isfinite(abnormal)]
    n_days = int(event.size)
    sums, rest = _windows(event, residuals, scheme, n_draws, rng)
    smallest = 1 / max(sums.size, 1)
    extra = {"n_windows": float(sums.size), "smallest_pvalue": smallest}
    if reason := _gap(n_days, residuals, sums.size, smallest, alpha):
        return undefined(
            "nguyen_wolf_permutation",
            reason,
            null=NULL,
            n_events=min(n_days, 1),
            alternative=alternative,
            unit=unit,
            extra=extra,
        )
    ranked = sums / rest if studentized else sums
    return HypothesisTest(
        statistic=float(ranked[-1]),
        pvalue=int(as_extreme(ranked, float(ranked[-1]), alternative)) / ranked.size,
        distribution="permutation",
        estimate=float(event.sum()),
        n_events=1,
        alternative=alternative,
        null=NULL,
        method="nguyen_wolf_permutation",
        unit=unit,
        n_draws=int(ranked.size),
        extra=extra,
    )


def _windows(
    event: FloatArray, residuals: FloatArray, scheme: PermutationScheme, n_draws: int, rng: Rng
) -> tuple[FloatArray, FloatArray]:
    """List the sums of all windows and the spread of the days outside each; the event's own comes last."""
    days = np.concatenate([residuals, event])
    if scheme == "shifts":
        circle = np.concatenate([days, days[: max(event.size - 1, 0)]])
        cut = np.lib.stride_tricks.sliding_window_view(circle, max(event.size, 1))
        cut = np.roll(cut, len(cut) - 1 - residuals.size, axis=0)
    else:
        days = days[np.isfinite(days)]
        dealt = np.random.default_rng(rng).permuted(np.tile(days, (n_draws, 1)), axis=1)
        cut = np.vstack([dealt[:, : event.size], event])
    whole = np.isfinite(cut).all(axis=1)
    return _sums_and_rest(np.asarray(cut[whole], dtype=np.float64), days[np.isfinite(days)])


def _sums_and_rest(windows: FloatArray, days: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Sum each window, and compute the standard deviation of the days that are not in it."""
    centred, inside = days - days.mean(), windows - days.mean()
    left = max(days.size - windows.shape[1], 1)
    scatter = (centred**2).sum() - (inside**2).sum(axis=1) - inside.sum(axis=1) ** 2 / left
    rest = np.sqrt(np.maximum(scatter, 0.0) / max(left - 1, 1))
    return windows.sum(axis=1), np.where(rest > 0, rest, math.nan)


def _gap(n_days: int, residuals: FloatArray, n_windows: int, smallest: float, alpha: float) -> str:
    """Say why there is nothing to rank; empty where there is."""
    if not n_days:
        return "the event has no abnormal move"
    if np.isfinite(residuals).sum() < 3:
        return "fewer than 3 estimation days"
    return unreachable(f"{n_windows} windows", smallest, alpha) if smallest > alpha else ""

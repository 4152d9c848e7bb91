"""How the link of two assets drifted: moving correlations with bands, and a test that nothing changed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.block_correlation import fisher_interval
from aftershock.comovement.constancy import constancy_test
from aftershock.comovement.drifting_results import CorrelationPath, DriftingCorrelation, Mark, row_text
from aftershock.comovement.moving_correlation import (
    SETTLED,
    even_weights,
    fading_weights,
    moving_correlation,
    overlap_inflation,
)
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.path_bands import joint_level
from aftershock.comovement.sessions_spanned import rows_as_one, sessions_of_move
from aftershock.errors import ComovementError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import check_alpha
from aftershock.inference.resampling import check_draws
from aftershock.typing import Asynchronous, DriftKind, FloatArray, Rng

N_DRAWS = 1_999
N_BAND_DRAWS = 199
SHORTEST_WINDOW = 10
SHORTEST_HALF_LIFE = 4.0

Marks = Mapping[Hashable, str] | pd.DataFrame


def rolling_correlation(
    moves: pd.DataFrame,
    *,
    first: Hashable,
    second: Hashable,
    window: int = 60,
    marks: Marks | None = None,
    asynchronous: Asynchronous = "refuse",
    alpha: float = 0.10,
    n_draws: int = N_DRAWS,
    n_band_draws: int = N_BAND_DRAWS,
    rng: Rng = 0,
) -> DriftingCorrelation:
    """Correlate two assets over the last rows, row by row, with bands and a test that nothing changed.

    Use it to show how a link drifted. Every correlation of sixty rows strays by a fifth or more where the true one is
    constant, so read the test (`constant_correlation`) before the line.

    Parameters
    ----------
    moves : pandas.DataFrame of shape (n_rows, n_assets)
        As `move_panel` takes it. Rows on which either asset has no move are left out and counted.
    first, second : label
        Columns.
    window : int
        Rows of a window, at least 10, counted where both assets moved.
    marks : mapping of label to str, or pandas.DataFrame, optional
        What to mark on the chart: rows of ``moves`` with a text each, or events with columns ``session`` and
        ``headline`` (or ``name``).
    asynchronous : {"refuse", "allow"}
        As of `move_panel`.
    alpha : float
        One minus the coverage of intervals and band.
    n_draws, n_band_draws : int
        Flips behind the test, and lines drawn for the band.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    DriftingCorrelation
        NaN until the first window is full. ``low`` and ``high`` hold one window at a time; ``band_low`` and
        ``band_high`` the whole line at once: a constant correlation that leaves the band is not the true one.

    Raises
    ------
    ComovementError
        If `move_panel` refuses the moves, the window is too short, or a mark is not a row.

    Notes
    -----
    Pearson's correlation of each window; intervals of `moving_correlation`, band of `joint_level`: heteroskedasticity
    and fat tails are allowed for, and the overlap of moves that span several sessions. Volatilities of the two that
    move apart pull the correlation of moves below that of shocks. Engle's dynamic conditional correlation is not
    offered: no maintained package has it (arch models one series at a time); a window states what it averages.

    References
    ----------
    Wied, Kraemer and Dehling (2012), Econometric Theory 28, 570-589, for the test; Engle (2002), Journal of Business &
    Economic Statistics 20, 339-350, for the model that is left out.

    Examples
    --------
    >>> moves = pd.DataFrame(np.random.default_rng(1).standard_normal((300, 2)), columns=["SPX", "GOLD"])
    >>> rolling_correlation(moves, first="SPX", second="GOLD", window=60, n_band_draws=99)
    <DriftingCorrelation: SPX and GOLD, rolling over 60 rows, 241 value(s)>
    """
    if not SHORTEST_WINDOW <= window:
        raise ComovementError(
            f"window is {window}; it must be at least {SHORTEST_WINDOW} rows.", window=window
        )
    return _drift(
        moves,
        (first, second),
        kind="rolling",
        length=float(window),
        weights=even_weights(window),
        shortest=window,
        marks=marks,
        asynchronous=asynchronous,
        alpha=alpha,
        n_draws=n_draws,
        n_band_draws=n_band_draws,
        rng=rng,
    )


def ewma_correlation(
    moves: pd.DataFrame,
    *,
    first: Hashable,
    second: Hashable,
    half_life: float = 20.0,
    marks: Marks | None = None,
    asynchronous: Asynchronous = "refuse",
    alpha: float = 0.10,
    n_draws: int = N_DRAWS,
    n_band_draws: int = N_BAND_DRAWS,
    rng: Rng = 0,
) -> DriftingCorrelation:
    """Correlate two assets with weights that fade with age, with bands and a test that nothing changed.

    Use it instead of `rolling_correlation` where a day should not drop out all at once when it leaves the window.

    Parameters
    ----------
    moves, first, second, marks, asynchronous, alpha, n_draws, n_band_draws, rng
        As of `rolling_correlation`.
    half_life : float
        Rows after which a row counts half as much, at least 4. A decay of 0.94 is a half-life of 11 rows.

    Returns
    -------
    DriftingCorrelation
        NaN for the first three half-lives.

    Raises
    ------
    ComovementError
        As `rolling_correlation`.

    Notes
    -----
    Weights ``0.5 ** (age / half_life)`` on moves and on their weighted means; as uncertain as a window of 2.9
    half-lives.

    References
    ----------
    J.P. Morgan and Reuters (1996), RiskMetrics Technical Document, 4th edition.

    Examples
    --------
    >>> moves = pd.DataFrame(np.random.default_rng(1).standard_normal((300, 2)), columns=["SPX", "GOLD"])
    >>> ewma_correlation(moves, first="SPX", second="GOLD", half_life=20, n_band_draws=99)
    <DriftingCorrelation: SPX and GOLD, fading with a half-life of 20 rows, 241 value(s)>
    """
    if not half_life >= SHORTEST_HALF_LIFE:
        raise ComovementError(
            f"half_life is {half_life}; it must be at least {SHORTEST_HALF_LIFE:g} rows.", half_life=half_life
        )
    return _drift(
        moves,
        (first, second),
        kind="ewma",
        length=float(half_life),
        weights=fading_weights(half_life),
        shortest=int(np.ceil(SETTLED * half_life)),
        marks=marks,
        asynchronous=asynchronous,
        alpha=alpha,
        n_draws=n_draws,
        n_band_draws=n_band_draws,
        rng=rng,
    )


def constant_correlation(
    moves: pd.DataFrame,
    *,
    first: Hashable,
    second: Hashable,
    asynchronous: Asynchronous = "refuse",
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
) -> HypothesisTest:
    """Test that the correlation of two assets is the same throughout.

    Use it before a moving correlation is shown. It finds one lasting change best, and says about where; many short
    ones that undo each other escape it.

    Parameters
    ----------
    moves, first, second, asynchronous
        As of `rolling_correlation`.
    n_draws : int
        Flips of signs.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    HypothesisTest
        ``note`` names the last row before the change that the statistic points to.

    Raises
    ------
    ComovementError
        If `move_panel` refuses the moves.

    Notes
    -----
    As of `aftershock.comovement.constancy.constancy_test`: running sums of what each row adds to the correlation, moves
    without their volatility.

    References
    ----------
    Wied, Kraemer and Dehling (2012), Econometric Theory 28, 570-589; Demetrescu and Wied (2019), Econometrics Journal
    22, 10-33.

    Examples
    --------
    >>> moves = pd.DataFrame(np.random.default_rng(1).standard_normal((300, 2)), columns=["SPX", "GOLD"])
    >>> constant_correlation(moves, first="SPX", second="GOLD", n_draws=199).pvalue > 0.1
    True
    """
    check_draws(n_draws)
    panel = move_panel(moves, assets=[first, second], asynchronous=asynchronous)
    return _constancy(panel, n_draws, rng)


def _drift(
    moves: pd.DataFrame,
    pair: tuple[Hashable, Hashable],
    *,
    kind: DriftKind,
    length: float,
    weights: FloatArray,
    shortest: int,
    marks: Marks | None,
    asynchronous: Asynchronous,
    alpha: float,
    n_draws: int,
    n_band_draws: int,
    rng: Rng,
) -> DriftingCorrelation:
    """Compute moving correlations with one set of weights."""
    check_alpha(alpha)
    check_draws(n_draws)
    check_draws(n_band_draws)
    panel = move_panel(moves, assets=list(pair), asynchronous=asynchronous)
    x, y = panel.values[panel.complete].T
    if x.size < shortest:
        raise ComovementError(
            f"{panel.assets[0]} and {panel.assets[1]} moved on {x.size} common row(s); the first window needs "
            f"{shortest}. Take a shorter one, or load more.",
            n_rows=x.size,
            needed=shortest,
        )
    span, generator = sessions_of_move(panel.method), np.random.default_rng(rng)
    path = _path(
        x, y, weights=weights, shortest=shortest, span=span, alpha=alpha, n_draws=n_band_draws, rng=generator
    )
    return DriftingCorrelation(
        first=panel.assets[0],
        second=panel.assets[1],
        rows=panel.rows[panel.complete],
        path=path,
        overall=float(np.corrcoef(x, y)[0, 1]) if x.std() * y.std() > 0 else float("nan"),
        test=_constancy(panel, n_draws, generator),
        kind=kind,
        length=length,
        marks=_marks(marks, panel.rows),
        n_left_out=int((~panel.complete).sum()),
        alpha=alpha,
        method=panel.method,
        note=panel.note,
    )


def _path(
    x: FloatArray,
    y: FloatArray,
    *,
    weights: FloatArray,
    shortest: int,
    span: int,
    alpha: float,
    n_draws: int,
    rng: np.random.Generator,
) -> CorrelationPath:
    """Compute the line with its intervals and its band."""
    ends = np.arange(shortest - 1, x.size)
    inflation = overlap_inflation(x, y, span=span)
    found = moving_correlation(x, y, weights=weights, ends=ends, inflation=inflation)
    level = joint_level(
        x,
        y,
        weights=weights,
        ends=ends,
        inflation=inflation,
        block_length=rows_as_one(span),
        alpha=alpha,
        n_draws=n_draws,
        rng=rng,
    )
    df = found.n_effective - 1
    low, high = fisher_interval(found.correlation, found.std_error, df, alpha=alpha)
    band_low, band_high = fisher_interval(found.correlation, found.std_error, df, alpha=level)
    parts = (found.correlation, found.std_error, found.n_effective, low, high, band_low, band_high)
    return CorrelationPath(*(np.append(np.full(shortest - 1, np.nan), part) for part in parts))


def _constancy(panel: MovePanel, n_draws: int, rng: Rng) -> HypothesisTest:
    """Test constancy on the common rows, and name the row that it points to."""
    rows = panel.rows[panel.complete]
    length = rows_as_one(sessions_of_move(panel.method))
    test = constancy_test(panel.values[panel.complete], block_length=length, n_draws=n_draws, rng=rng)
    if test.reason:
        return test
    return replace(test, note=f"the change it points to follows {row_text(rows[int(test.extra['row'])])}")


def _marks(marks: Marks | None, rows: pd.Index[Any]) -> tuple[Mark, ...]:
    """Take marks as rows with a text, in order."""
    if marks is None:
        return ()
    texts = _event_texts(marks) if isinstance(marks, pd.DataFrame) else dict(marks)
    outside = [str(label) for label in texts if not rows[0] <= label <= rows[-1]]
    if outside:
        raise ComovementError(
            f"Marks {', '.join(outside)} lie outside the moves ({row_text(rows[0])} to {row_text(rows[-1])}); leave "
            "them out.",
            outside=outside,
        )
    return tuple(Mark(label, texts[label]) for label in sorted(texts))  # type: ignore[type-var]


def _event_texts(events: pd.DataFrame) -> dict[Hashable, str]:
    """Take the text of each session of a table of events, those of one session joined."""
    named = next((name for name in ("headline", "name", "event_id", "headline_id") if name in events), None)
    if "session" not in events:
        raise ComovementError(
            f"The marks have no column 'session' (they have {', '.join(map(str, events.columns))}); give a mapping of "
            "rows to text, or events with session and headline."
        )
    known = events[events["session"].notna()]
    texts = known[named].astype(str) if named else pd.Series("", index=known.index)
    joined = texts.groupby(known["session"].to_numpy()).agg(lambda part: "; ".join(dict.fromkeys(part)))
    return dict(joined.items())

"""Join headlines with prices: one row for every headline and asset."""

import numpy as np
import pandas as pd

from aftershock.alignment.clock import ZERO
from aftershock.alignment.core import Stamps
from aftershock.alignment.outcomes import LOST, OUTCOMES
from aftershock.alignment.pairs import Order, align_pairs, pairs_frame
from aftershock.alignment.staleness import CODES
from aftershock.alignment.timelines import asset_market
from aftershock.errors import AlignmentError, LossBudgetError
from aftershock.markets import Prices, PriceSeries
from aftershock.markets.clock import utc_values
from aftershock.typing import SPAN, CodeArray, InstantArray


def align(
    heads: pd.DataFrame, prices: Prices, *, max_loss: float = 0.5, max_age: str | None = None
) -> pd.DataFrame:
    r"""Give every headline, for every asset, the session or bars it falls on and an outcome.

    Use it to prepare an :class:`aftershock.EventStudy`, or to see when each market could first react.

    Parameters
    ----------
    heads : DataFrame
        Headlines as returned by :func:`aftershock.read_headlines`.
    prices : Prices
        Daily prices or bars.
    max_loss : float
        Largest share of pairs that may end without a usable price.
    max_age : str, optional
        For bars: oldest price before, and latest price after, that still speaks for a headline while the market
        trades, such as ``"30min"``. By default the largest of two bar lengths, the ``stale`` limit of the asset
        and five times the median gap between the bars of the series while it trades.

    Returns
    -------
    DataFrame
        One row per headline and asset: ``headline_id, asset, instant, session, strike, delay, outcome,
        event_id``. ``session`` is the one whose strike is the first at or after the instant; ``delay`` is the
        wait until the market next opens (zero when open). Headlines that fall on the same session of daily
        prices, or between the same two bars, are one episode: all but the first are ``merged_into_episode``.
        ``event_id`` names the episode: its session for daily prices (empty where there is none), the
        ``headline_id`` of its first headline for bars. For bars also ``before`` and ``after``, the ends of the
        last bar before and the first bar after the headline: while the market trades, a price there that is too
        old, too late or missing makes the pair ``stale_price`` or ``no_price``.

    Raises
    ------
    AlignmentError
        If there are no headlines, two have the same id, an instant is missing, none falls inside the prices, or
        ``max_age`` is not a span above zero or comes with daily prices.
    LossBudgetError
        If more than ``max_loss`` of the pairs are lost.

    Examples
    --------
    >>> import aftershock as ash
    >>> heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    >>> prices = ash.load_prices(["GOLD"], start="2019-01-02", end="2019-03-29", source="sample")
    >>> ash.align(heads, prices)[["asset", "session", "outcome"]].to_string(index=False, header=False)
    'GOLD 2019-03-20 used'
    """
    check_headlines(heads)
    oldest = read_max_age(max_age, prices)
    instants, uncertainty = utc_values(heads["instant"]), heads["uncertainty"].to_numpy(dtype=SPAN)
    stamps, order = Stamps.of(instants, uncertainty), time_order(instants, heads.index)
    stamps = stamps if order is None else stamps[order]
    markets = [asset_market(one, stamps, max_age=oldest) for one in prices.values()]
    table = align_pairs(stamps, order, markets)
    counts = count_codes(table.outcome)
    if set(counts.index) == {"out_of_range"}:
        raise AlignmentError(out_of_range_message(heads, prices[prices.symbols[0]]), symbols=prices.symbols)
    check_loss(counts, max_loss)
    return pairs_frame(heads, markets, table)


def time_order(instants: InstantArray, ids: pd.Index) -> Order:
    """Find the order of time of headlines, those of one instant by their ids; None where they are in it.

    Parameters
    ----------
    instants : ndarray of datetime64[ns], shape (n,)
        The headlines, UTC.
    ids : Index of shape (n,)
        Their ids.

    Returns
    -------
    ndarray of int or None
        Positions of the headlines.

    Examples
    --------
    >>> same = np.array(["2022-02-17T09:35"] * 2, dtype="datetime64[ns]")
    >>> time_order(same, pd.Index(["b", "a"]))
    array([1, 0])
    """
    order = np.argsort(instants, kind="stable")
    same = np.diff(instants[order]) == ZERO
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    ranks = pd.factorize(ids[order[tied]], sort=True)[0]
    order[tied] = order[tied][np.lexsort((ranks, instants[order[tied]]))]
    return None if (order[1:] > order[:-1]).all() else order


def check_headlines(heads: pd.DataFrame) -> None:
    """Refuse no headlines at all, missing instants, and ids that name more than one headline.

    Raises
    ------
    AlignmentError
        Says how many there are, or which ids it is about.
    """
    if not len(heads):
        raise AlignmentError("there are no headlines; read at least one.")
    if not heads.index.is_unique:
        repeated = heads.index[heads.index.duplicated()].unique().tolist()
        raise AlignmentError(
            f"{len(repeated)} headline ids name more than one headline, first {repeated[0]!r}. Read all headlines "
            "from one table, or give those of each source ids of their own.",
            repeated=repeated,
        )
    missing = heads.index[heads[["instant", "uncertainty"]].isna().any(axis="columns")].tolist()
    if missing:
        raise AlignmentError(
            f"{len(missing)} headlines have no instant or no uncertainty, first {missing[0]!r}. Leave them out, or "
            "state their times.",
            missing=missing,
        )


def read_max_age(max_age: str | None, prices: Prices) -> pd.Timedelta | None:
    """Read the age a user allows; None where the rule holds.

    Raises
    ------
    AlignmentError
        If it is not a span above zero, or the prices are daily.
    """
    if max_age is None:
        return None
    if prices.interval == "1d":
        raise AlignmentError(
            f"max_age is {max_age!r}, but these prices are daily: a session has a price or none. Leave it out.",
            max_age=max_age,
        )
    try:
        oldest = pd.Timedelta(max_age)
    except ValueError:
        oldest = pd.Timedelta(0)
    if not oldest > pd.Timedelta(0):
        raise AlignmentError(
            f"max_age is {max_age!r}; it must be a span above zero, such as '30min'.", max_age=max_age
        )
    return oldest


def out_of_range_message(heads: pd.DataFrame, series: PriceSeries) -> str:
    """Say that no headline falls inside the prices, with both spans and what to load."""
    first, last = f"{heads['instant'].min():%Y-%m-%d}", f"{heads['instant'].max():%Y-%m-%d}"
    start, end = series.table.index[0], series.table.index[-1]
    wanted = first if first == last else f"{first} to {last}"
    return (
        f"0 of {len(heads)} headlines fall inside the prices of {series.asset.symbol} "
        f"({start:%Y-%m-%d} to {end:%Y-%m-%d} UTC). Load prices that cover {wanted}, and a session on each side."
    )


def count_codes(codes: CodeArray) -> "pd.Series[int]":
    """Count the pairs by outcome; outcomes that did not occur are left out."""
    counts = pd.Series({word: np.count_nonzero(codes == CODES[word]) for word in OUTCOMES})
    return counts[counts > 0]


def check_loss(counts: "pd.Series[int]", max_loss: float, *, what: str = "headline") -> None:
    """Refuse to go on when too many pairs were lost, with the count by outcome.

    Raises
    ------
    LossBudgetError
        Names the share lost, the budget and the counts.
    """
    share = float(counts[counts.index.isin(LOST)].sum() / counts.sum())
    if share > max_loss:
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise LossBudgetError(
            f"{share:.0%} of the {counts.sum()} {what} x asset pairs have no usable price, more than "
            f"max_loss={max_loss:.0%} allows ({listed}). Load prices that cover the {what}s or raise max_loss.",
            share=share,
        )

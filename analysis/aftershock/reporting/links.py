"""How the assets of a study moved together: on its news rows and on others, and along the signature of risk-off."""

import math
import warnings
from dataclasses import dataclass

import pandas as pd

from aftershock.alignment import MEASURED
from aftershock.comovement import (
    CalmAndNews,
    RiskOffScores,
    WarRisk,
    calm_and_news,
    default_signature,
    risk_off,
    role_of,
    war_risk,
)
from aftershock.comovement.calm_news import FEWEST_BLOCKS, FEWEST_ROWS
from aftershock.errors import AssumptionWarning, ComovementError, PriceError
from aftershock.markets import Prices
from aftershock.reporting.loading import Progress
from aftershock.reporting.studyfile import StudyFile
from aftershock.reporting.wording import count_word, in_sentence, joined, number

SESSIONS = 2
"""Sessions a move spans, because the daily prices of different assets are struck at different hours."""
LAGS = 5
FEWEST_ASSETS = 2
FEAR = "VIX"
"""Rises in a flight to safety; the usual signature leaves it out, so it is added where a study has it."""
NEEDED = {"equity": "a share index", "rates": "a Treasury"}
ONE_ASSET = "there is only one asset with daily prices"


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Hold the comparisons of a study, or why there are none.

    Parameters
    ----------
    calm_news : CalmAndNews, optional
        Correlations with news and without.
    war_risk : WarRisk, optional
        How far other markets go with the source on news alone.
    reason : str
        Why there is not both, as the end of a sentence.
    compass : RiskOffScores, optional
        Scores of the study's days or events along the signature of risk-off.
    compass_reason : str
        Why there are none, as the end of a sentence.
    length : int
        Sessions that each of these scores spans.
    """

    calm_news: CalmAndNews | None
    war_risk: WarRisk | None
    reason: str = ""
    compass: RiskOffScores | None = None
    compass_reason: str = ""
    length: int = 1


def find_links(
    daily: Prices, aligned: pd.DataFrame, *, source: str, seed: int, window: tuple[int, int] = (0, 0)
) -> Links:
    """Compare moves over two sessions that hold news with all others, and score the days along risk-off.

    Parameters
    ----------
    daily : Prices
        Daily prices.
    aligned : DataFrame
        Every headline or event x asset pair, with ``session`` and ``outcome``.
    source : str
        The asset in which news arrives and is measured.
    seed : int
        Of the bootstrap.
    window : (int, int)
        Sessions around a day that its score spans.

    Returns
    -------
    Links
        With a reason where news or other rows are too few, there is only one asset, or none that a compass needs.
    """
    scores, refused = find_compass(daily, aligned, seed=seed, window=window)
    length = window[1] - window[0] + 1
    if len(daily.symbols) < FEWEST_ASSETS:
        return Links(None, None, ONE_ASSET, scores, refused, length)
    moves, span = daily.overlapping_moves(SESSIONS), (0, SESSIONS - 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AssumptionWarning)
            links = calm_and_news(moves, aligned, source=source, window=span, rng=seed)
            risk = war_risk(moves, aligned, numeraire=source, window=span, lags=LAGS, rng=seed)
    except ComovementError as refusal:
        return Links(None, None, refusal_text(refusal), scores, refused, length)
    return Links(links, risk, "", scores, refused, length)


def refusal_text(refusal: ComovementError) -> str:
    """Say as the end of a sentence why links are not compared, and what could have been seen at best."""
    data = refusal.data
    if "smallest_change" not in data:
        return str(refusal)
    stretches = "stretch" if data["n_news_blocks"] == 1 else "stretches"
    told = (
        f"{count_word(data['n_news'])} moves over two sessions hold news, in {count_word(data['n_news_blocks'])} "
        f"{stretches} of neighbours, against {count_word(data['n_calm'])} that do not; intervals can be trusted from "
        f"{FEWEST_ROWS} of each in {count_word(FEWEST_BLOCKS)} stretches"
    )
    seen = data["smallest_change"]
    if not math.isfinite(seen):
        return f"{told}. With so few, no change of a correlation could have been seen."
    size = number(seen, decimals=2)
    return f"{told}. At best, a change of a correlation by {size} or more would have been seen four times in five."


def find_compass(
    daily: Prices, aligned: pd.DataFrame, *, seed: int, window: tuple[int, int]
) -> tuple[RiskOffScores | None, str]:
    """Score the days of a study along the signature of risk-off, or say why they have no score."""
    symbols = list(daily.symbols)
    absent = [words for role, words in NEEDED.items() if role_of(symbols, role) is None]
    if absent:
        there = joined([in_sentence(daily[symbol].asset) for symbol in symbols])
        return None, f"it takes {joined(absent)}, and the daily prices here are of {there} alone"
    days = study_days(aligned)
    if days.empty:
        return None, "no day of this study has a move"
    signature = default_signature(symbols) | ({FEAR: 1.0} if FEAR in symbols else {})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AssumptionWarning)
            scores = risk_off(
                daily.moves(),
                episodes=list(days),
                signature=signature,
                window=window,
                asynchronous="allow",
                rng=seed,
            )
    except (ComovementError, PriceError) as refusal:
        return None, str(refusal)
    return scores, ""


def study_days(aligned: pd.DataFrame) -> pd.DatetimeIndex:
    """List the sessions in which anything of a study was measured: of an event the first, of headlines each."""
    measured = aligned[aligned["outcome"].isin(MEASURED) & aligned["session"].notna()]
    sessions = measured["session"]
    if "listed_id" in measured:
        sessions = sessions.groupby(measured["listed_id"]).min()
    return pd.DatetimeIndex(sessions.unique()).sort_values()


def study_links(spec: StudyFile, daily: Prices, aligned: pd.DataFrame, say: Progress) -> Links | None:
    """Compare the links of a study whose page shows them; its market, else its first asset, is the source."""
    if "comovement" not in spec.section_names:
        return None
    say("comparing how the markets moved together")
    market = spec.assets.market
    source = market if market is not None and market in daily else daily.symbols[0]
    window = (0, 0) if spec.events is None else spec.events.windows[0]
    return find_links(daily, aligned, source=source, seed=spec.study.seed, window=window)

"""How the assets of a study moved together: on its news rows and on others, and with the risk that was in the news."""

import warnings
from dataclasses import dataclass

import pandas as pd

from aftershock.comovement import CalmAndNews, WarRisk, calm_and_news, war_risk
from aftershock.errors import AssumptionWarning, ComovementError
from aftershock.markets import Prices
from aftershock.reporting.loading import Progress
from aftershock.reporting.studyfile import StudyFile

SESSIONS = 2
"""Sessions a move spans, because the daily prices of different assets are struck at different hours."""
LAGS = 5
FEWEST_ASSETS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Hold both comparisons, or why there are none."""

    calm_news: CalmAndNews | None
    war_risk: WarRisk | None
    reason: str = ""


def find_links(daily: Prices, aligned: pd.DataFrame, *, source: str, seed: int) -> Links:
    """Compare moves over two sessions that hold news with all others.

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

    Returns
    -------
    Links
        With a reason where news or other rows are too few, or there is only one asset.
    """
    if len(daily.symbols) < FEWEST_ASSETS:
        return Links(None, None, "there is only one asset with daily prices")
    moves = daily.overlapping_moves(SESSIONS)
    window = (0, SESSIONS - 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AssumptionWarning)
            links = calm_and_news(moves, aligned, source=source, window=window, rng=seed)
            risk = war_risk(moves, aligned, numeraire=source, window=window, lags=LAGS, rng=seed)
    except ComovementError as refusal:
        return Links(None, None, str(refusal))
    return Links(links, risk)


def study_links(spec: StudyFile, daily: Prices, aligned: pd.DataFrame, say: Progress) -> Links | None:
    """Compare the links of a study whose page shows them; its market, else its first asset, is the source."""
    if "comovement" not in spec.section_names:
        return None
    say("comparing how the markets moved together")
    market = spec.assets.market
    source = market if market is not None and market in daily else daily.symbols[0]
    return find_links(daily, aligned, source=source, seed=spec.study.seed)

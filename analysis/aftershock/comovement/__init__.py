"""How assets moved together: reactions, calm against news, war risk, flight to safety, who moved first."""

from aftershock.comovement.calm_links import PairLink, ResponseLink
from aftershock.comovement.calm_news import CalmAndNews, calm_and_news
from aftershock.comovement.equal_correlation import EqualCorrelations, equal_correlation_tests
from aftershock.comovement.forbes_rigobon import ForbesRigobon, adjusted_correlation, forbes_rigobon
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.regimes import news_rows
from aftershock.comovement.studentized import LinkInterval

__all__ = [
    "CalmAndNews",
    "EqualCorrelations",
    "ForbesRigobon",
    "LinkInterval",
    "MovePanel",
    "PairLink",
    "ResponseLink",
    "adjusted_correlation",
    "calm_and_news",
    "equal_correlation_tests",
    "forbes_rigobon",
    "move_panel",
    "news_rows",
]

"""How assets moved together: reactions, calm against news, war risk, flight to safety, who moved first."""

from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.regimes import news_rows

__all__ = ["MovePanel", "move_panel", "news_rows"]

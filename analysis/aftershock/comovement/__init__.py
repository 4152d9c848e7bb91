"""How assets moved together: reactions, calm against news, war risk, flight to safety, who moved first."""

from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.regimes import news_rows
from aftershock.comovement.war_risk import war_risk
from aftershock.comovement.war_risk_results import WarRisk
from aftershock.comovement.weak_identification import ConfidenceSet

__all__ = ["ConfidenceSet", "MovePanel", "WarRisk", "move_panel", "news_rows", "war_risk"]

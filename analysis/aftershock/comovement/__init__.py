"""How assets moved together: reactions, calm against news, war risk, flight to safety, who moved first."""

from aftershock.comovement.hayashi_yoshida import (
    Intervals,
    hayashi_yoshida_correlation,
    hayashi_yoshida_covariance,
    intervals,
)
from aftershock.comovement.lead_lag import lead_lag
from aftershock.comovement.lead_lag_results import LeadLag
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.regimes import news_rows

__all__ = [
    "Intervals",
    "LeadLag",
    "MovePanel",
    "hayashi_yoshida_correlation",
    "hayashi_yoshida_covariance",
    "intervals",
    "lead_lag",
    "move_panel",
    "news_rows",
]

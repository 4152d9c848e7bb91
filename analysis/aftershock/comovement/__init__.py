"""How assets moved together: reactions, calm against news, war risk, flight to safety, who moved first."""

from aftershock.comovement.cross_correlation import CrossCorrelation, cross_correlation
from aftershock.comovement.drifting import constant_correlation, ewma_correlation, rolling_correlation
from aftershock.comovement.drifting_results import DriftingCorrelation
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
    "CrossCorrelation",
    "DriftingCorrelation",
    "Intervals",
    "LeadLag",
    "MovePanel",
    "constant_correlation",
    "cross_correlation",
    "ewma_correlation",
    "hayashi_yoshida_correlation",
    "hayashi_yoshida_covariance",
    "intervals",
    "lead_lag",
    "move_panel",
    "news_rows",
    "rolling_correlation",
]

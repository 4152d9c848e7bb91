"""How assets moved together: reactions, calm against news, war risk, flight to safety, who moved first."""

from aftershock.comovement.analogues import Analogues, analogues
from aftershock.comovement.bar_panels import bar_panel
from aftershock.comovement.calm_news import calm_and_news
from aftershock.comovement.calm_news_results import CalmAndNews, Estimates
from aftershock.comovement.cross_correlation import CrossCorrelation, cross_correlation
from aftershock.comovement.drifting import constant_correlation, ewma_correlation, rolling_correlation
from aftershock.comovement.drifting_results import DriftingCorrelation
from aftershock.comovement.flight_to_safety import FlightsToSafety, flight_to_safety
from aftershock.comovement.forbes_rigobon import ForbesRigobon, adjusted_correlation, forbes_rigobon
from aftershock.comovement.granger import GrangerTests, granger_tests
from aftershock.comovement.hayashi_yoshida import (
    Intervals,
    hayashi_yoshida_correlation,
    hayashi_yoshida_covariance,
    intervals,
)
from aftershock.comovement.intensity import headline_intensity
from aftershock.comovement.lead_lag import lead_lag
from aftershock.comovement.lead_lag_results import LeadLag
from aftershock.comovement.news_bars import news_bars
from aftershock.comovement.newspaper_index import gpr_shock
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.projection_result import LocalProjection
from aftershock.comovement.projections import local_projection
from aftershock.comovement.reaction_links import ReactionComponents, ReactionCorrelation
from aftershock.comovement.reactions import ReactionMatrix, reaction_matrix
from aftershock.comovement.regimes import news_rows
from aftershock.comovement.risk_off import RiskOffScores, risk_off
from aftershock.comovement.roles import default_signature, role_of
from aftershock.comovement.spreads import Spread
from aftershock.comovement.war_risk import war_risk
from aftershock.comovement.war_risk_results import WarRisk
from aftershock.comovement.weak_identification import ConfidenceSet

__all__ = [
    "Analogues",
    "CalmAndNews",
    "ConfidenceSet",
    "CrossCorrelation",
    "DriftingCorrelation",
    "Estimates",
    "FlightsToSafety",
    "ForbesRigobon",
    "GrangerTests",
    "Intervals",
    "LeadLag",
    "LocalProjection",
    "MovePanel",
    "ReactionComponents",
    "ReactionCorrelation",
    "ReactionMatrix",
    "RiskOffScores",
    "Spread",
    "WarRisk",
    "adjusted_correlation",
    "analogues",
    "bar_panel",
    "calm_and_news",
    "constant_correlation",
    "cross_correlation",
    "default_signature",
    "ewma_correlation",
    "flight_to_safety",
    "forbes_rigobon",
    "gpr_shock",
    "granger_tests",
    "hayashi_yoshida_correlation",
    "hayashi_yoshida_covariance",
    "headline_intensity",
    "intervals",
    "lead_lag",
    "local_projection",
    "move_panel",
    "news_bars",
    "news_rows",
    "reaction_matrix",
    "risk_off",
    "role_of",
    "rolling_correlation",
    "war_risk",
]

"""Markets and headlines with a known answer: for tests, for power, and for the embedded sample."""

from aftershock.simulate.asynchronous import SimulatedPair, simulate_asynchronous, simulate_correlated
from aftershock.simulate.events import SimulatedEvents, simulate_events
from aftershock.simulate.factors import SimulatedReactions, simulate_reactions
from aftershock.simulate.flights import SimulatedFlights, simulate_flights
from aftershock.simulate.intensity import (
    SimulatedHours,
    SimulatedIntensity,
    simulate_hours,
    simulate_intensity,
)
from aftershock.simulate.intraday import SimulatedBars, as_market, busy_headlines, simulate_bars, u_shape
from aftershock.simulate.market import (
    Clock,
    Planted,
    SimulatedAsset,
    half_hour_clock,
    planted_path,
    simulate_market,
    usual_volatility,
)
from aftershock.simulate.regimes import RegimeMarket, simulate_regimes
from aftershock.simulate.returns import (
    SimulatedReturns,
    persistent_volatility,
    simulate_returns,
    student_shocks,
)
from aftershock.simulate.sample import write_sample
from aftershock.simulate.war_risk import WarRiskMarket, simulate_war_risk

__all__ = [
    "Clock",
    "Planted",
    "RegimeMarket",
    "SimulatedAsset",
    "SimulatedBars",
    "SimulatedEvents",
    "SimulatedFlights",
    "SimulatedHours",
    "SimulatedIntensity",
    "SimulatedPair",
    "SimulatedReactions",
    "SimulatedReturns",
    "WarRiskMarket",
    "as_market",
    "busy_headlines",
    "half_hour_clock",
    "persistent_volatility",
    "planted_path",
    "simulate_asynchronous",
    "simulate_bars",
    "simulate_correlated",
    "simulate_events",
    "simulate_flights",
    "simulate_hours",
    "simulate_intensity",
    "simulate_market",
    "simulate_reactions",
    "simulate_regimes",
    "simulate_returns",
    "simulate_war_risk",
    "student_shocks",
    "u_shape",
    "usual_volatility",
    "write_sample",
]

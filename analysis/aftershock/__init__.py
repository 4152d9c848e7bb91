"""Say what markets did when the headline hit, and whether it was more than noise.

Names load when first used, so that importing the package costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aftershock.alignment import align as align
    from aftershock.headlines import read_headlines as read_headlines
    from aftershock.inference import HypothesisTest as HypothesisTest
    from aftershock.markets import Asset as Asset
    from aftershock.markets import Prices as Prices
    from aftershock.markets import load_prices as load_prices
    from aftershock.reactions import ReactionResults as ReactionResults
    from aftershock.reactions import ReactionStudy as ReactionStudy
    from aftershock.reporting import build_report as build_report
    from aftershock.study import ConstantMean as ConstantMean
    from aftershock.study import EventStudy as EventStudy
    from aftershock.study import EventStudyResults as EventStudyResults
    from aftershock.study import FactorModel as FactorModel
    from aftershock.study import MarketAdjusted as MarketAdjusted
    from aftershock.study import MarketModel as MarketModel

__version__ = "0.1.0"

_HOMES = {
    "align": "alignment",
    "read_headlines": "headlines",
    "HypothesisTest": "inference",
    "Asset": "markets",
    "Prices": "markets",
    "load_prices": "markets",
    "ReactionResults": "reactions",
    "ReactionStudy": "reactions",
    "build_report": "reporting",
    "ConstantMean": "study",
    "EventStudy": "study",
    "EventStudyResults": "study",
    "FactorModel": "study",
    "MarketAdjusted": "study",
    "MarketModel": "study",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> object:
    """Load a public name from its home when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'aftershock' has no attribute {name!r}; it offers {', '.join(_HOMES)}.")
    return getattr(importlib.import_module(f"aftershock.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)

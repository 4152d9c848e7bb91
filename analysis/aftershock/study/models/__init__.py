"""Normal-move models: what an asset would have done without the event."""

from aftershock.study.models.contract import ModelFit, NormalModel, check_model, describe_model
from aftershock.study.models.forecast import forecast_factors, window_factor
from aftershock.study.models.garch import GarchModel
from aftershock.study.models.linear import (
    ConstantMean,
    FactorModel,
    KnownSlopes,
    LeastSquares,
    MarketAdjusted,
    MarketModel,
    Raw,
    least_squares,
)
from aftershock.study.models.robust import MedianModel, RobustModel
from aftershock.study.models.synthetic import SyntheticControl
from aftershock.study.models.thin_trading import Dimson, ScholesWilliams

__all__ = [
    "ConstantMean",
    "Dimson",
    "FactorModel",
    "GarchModel",
    "KnownSlopes",
    "LeastSquares",
    "MarketAdjusted",
    "MarketModel",
    "MedianModel",
    "ModelFit",
    "NormalModel",
    "Raw",
    "RobustModel",
    "ScholesWilliams",
    "SyntheticControl",
    "check_model",
    "describe_model",
    "forecast_factors",
    "least_squares",
    "window_factor",
]

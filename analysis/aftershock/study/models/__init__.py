"""Normal-move models: what an asset would have done without the event."""

from aftershock.study.models.contract import ModelFit, NormalModel, check_model, describe_model
from aftershock.study.models.forecast import forecast_factors, window_factor
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

__all__ = [
    "ConstantMean",
    "FactorModel",
    "KnownSlopes",
    "LeastSquares",
    "MarketAdjusted",
    "MarketModel",
    "ModelFit",
    "NormalModel",
    "Raw",
    "check_model",
    "describe_model",
    "forecast_factors",
    "least_squares",
    "window_factor",
]

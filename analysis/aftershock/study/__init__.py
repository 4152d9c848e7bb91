"""The session-time event study."""

from aftershock.study.activity import abnormal_volatility, abnormal_volume
from aftershock.study.advice import Recommendation
from aftershock.study.attribute_regression import AttributeRegression
from aftershock.study.event_study import EventStudy
from aftershock.study.factor_columns import join_factors
from aftershock.study.models import (
    ConstantMean,
    Dimson,
    FactorModel,
    GarchModel,
    MarketAdjusted,
    MarketModel,
    MedianModel,
    ModelFit,
    NormalModel,
    Raw,
    RobustModel,
    ScholesWilliams,
    SyntheticControl,
)
from aftershock.study.results import EventStudyResults
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window

__all__ = [
    "AttributeRegression",
    "ConstantMean",
    "Dimson",
    "EventStudy",
    "EventStudyResults",
    "FactorModel",
    "GarchModel",
    "MarketAdjusted",
    "MarketModel",
    "MedianModel",
    "ModelFit",
    "NormalModel",
    "Raw",
    "Recommendation",
    "RobustModel",
    "ScholesWilliams",
    "StudyArrays",
    "SyntheticControl",
    "Window",
    "abnormal_volatility",
    "abnormal_volume",
    "join_factors",
]

"""The session-time event study."""

from aftershock.study.activity import abnormal_volatility, abnormal_volume
from aftershock.study.attribute_regression import AttributeRegression
from aftershock.study.event_study import EventStudy
from aftershock.study.models import (
    ConstantMean,
    FactorModel,
    MarketAdjusted,
    MarketModel,
    ModelFit,
    NormalModel,
    Raw,
)
from aftershock.study.results import EventStudyResults
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window

__all__ = [
    "AttributeRegression",
    "ConstantMean",
    "EventStudy",
    "EventStudyResults",
    "FactorModel",
    "MarketAdjusted",
    "MarketModel",
    "ModelFit",
    "NormalModel",
    "Raw",
    "StudyArrays",
    "Window",
    "abnormal_volatility",
    "abnormal_volume",
]

"""Errors and warnings: each says what arrived, what is allowed and what to do next, and carries the data."""

from typing import Any


class AftershockError(ValueError):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    message : str
        One or two sentences: what arrived, what is allowed, the next step.
    **data : Any
        The values the message speaks of, kept in ``data`` for programs.
    """

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.data = data


class HeadlineError(AftershockError):
    """A page or list of headlines cannot be read."""


class ZoneError(HeadlineError):
    """A time zone is missing, unknown or ambiguous."""


class AssetError(AftershockError):
    """An asset is unknown or its declaration is wrong."""


class PriceError(AftershockError):
    """Prices are missing, malformed or cannot be turned into moves."""


class StoreError(PriceError):
    """The price store cannot be written or read, or would no longer say what it holds."""


class AlignmentError(AftershockError):
    """Headlines and prices do not meet."""


class LossBudgetError(AlignmentError):
    """More headline x asset pairs were lost than the caller allowed."""


class EstimationError(AftershockError):
    """A study is specified in a way that cannot be estimated."""


class InferenceError(AftershockError):
    """Arrays given to a test do not fit together, or an option is outside its bounds."""


class ComovementError(AftershockError):
    """Moves of several assets cannot be compared as they are."""


class StudyFileError(AftershockError):
    """A study file is missing, malformed or contradicts itself."""


class AftershockWarning(UserWarning):
    """Base of every warning this package gives."""


class RejectedRowsWarning(AftershockWarning):
    """Some rows of an input could not be used; they are listed in the result."""


class SeasonWarning(AftershockWarning):
    """A printed zone abbreviation contradicts the season; the local time of its place was used."""


class AssumptionWarning(AftershockWarning):
    """A test was chosen whose assumptions the events visibly break; says what that does to it."""


class MissingFactorWarning(AftershockWarning):
    """Some sessions have no factor: no abnormal move can be computed there."""

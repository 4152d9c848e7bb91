"""The clock-time study: the minutes and hours around each headline."""

from aftershock.reactions.reaction_study import ReactionStudy
from aftershock.reactions.results import ReactionResults
from aftershock.reactions.windows import ClockWindow

__all__ = ["ClockWindow", "ReactionResults", "ReactionStudy"]

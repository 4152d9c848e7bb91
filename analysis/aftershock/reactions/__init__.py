"""The clock-time study: the minutes and hours around each headline."""

from aftershock.reactions.reaction_study import ReactionStudy
from aftershock.reactions.results import ReactionResults
from aftershock.reactions.rows import PLACEBO_REASONS
from aftershock.reactions.windows import ClockWindow

__all__ = ["PLACEBO_REASONS", "ClockWindow", "ReactionResults", "ReactionStudy"]

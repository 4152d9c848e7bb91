"""Events meet prices: the session or the bars each pair falls on, and what became of it."""

from aftershock.alignment.align import align
from aftershock.alignment.days import align_days
from aftershock.alignment.outcomes import LOST, MEASURED, OUTCOMES, count_outcomes, outcome_table

__all__ = ["LOST", "MEASURED", "OUTCOMES", "align", "align_days", "count_outcomes", "outcome_table"]

"""The report of many dated events: mean moves in event time, their tests, and every event's own move."""

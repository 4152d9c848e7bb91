"""Several studies side by side, on one page."""

from aftershock.reporting.comparison.build import build_comparison

__all__ = ["build_comparison"]

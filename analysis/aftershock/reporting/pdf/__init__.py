"""The report typeset for paper."""

from aftershock.reporting.pdf.typeset import render_pdf

__all__ = ["render_pdf"]

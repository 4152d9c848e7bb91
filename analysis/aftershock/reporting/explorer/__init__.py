"""The explorer: pick a headline and see every market around it, drawn by a script inside the page."""

from aftershock.reporting.explorer.payload import explorer_payload
from aftershock.reporting.explorer.script import explorer_script

__all__ = ["explorer_payload", "explorer_script"]

"""What no number on the page can mend."""

from aftershock.reporting import methods
from aftershock.reporting.events import methods as event_methods
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Bullets, Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the caveats of a study of either kind.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section
    """
    texts = event_methods.CAVEATS if isinstance(findings, EventFindings) else methods.CAVEATS
    return Section("caveats", "Caveats", (Bullets(texts),))

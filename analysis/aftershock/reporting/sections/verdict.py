"""The verdict: the paragraphs under the lead, and one card an asset."""

from aftershock.reporting.events import narrative as event_narrative
from aftershock.reporting.events import paragraphs as event_paragraphs
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.findings import Findings
from aftershock.reporting.narrative import standfirst, verdict_cards
from aftershock.reporting.page import Cards, Section


def build(findings: Findings | EventFindings) -> Section | None:
    """Build the verdict of a study of either kind.

    Parameters
    ----------
    findings : Findings or EventFindings
        Everything that was computed.

    Returns
    -------
    Section
    """
    if isinstance(findings, EventFindings):
        words, cards = event_paragraphs.standfirst(findings), event_narrative.verdict_cards(findings)
    else:
        words, cards = standfirst(findings), verdict_cards(findings)
    return Section("verdict", "Asset by asset", (Cards(cards),), words=words, opens=True)

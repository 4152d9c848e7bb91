"""What the bars of whole days show: the share of variance near the headlines, and the jumps."""

from aftershock.reporting.day_tables import jump_table, share_table
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Section


def build(findings: Findings) -> Section | None:
    """Build the tables of news share and jumps; None without a study in clock time.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    Section or None
    """
    if findings.days is None:
        return None
    share = share_table(findings, findings.days)
    return Section("news_share", share.title, (share, jump_table(findings, findings.days)))

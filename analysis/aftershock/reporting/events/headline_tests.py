"""What the headline test of a study of dated events does, whichever was chosen."""

from collections.abc import Mapping
from typing import NamedTuple

from aftershock.reporting.page import Note
from aftershock.typing import EventTest


class Description(NamedTuple):
    """How a test reaches its verdict, when that misleads, its formula and where it comes from."""

    text: str
    formula: str
    reference: str


EVENTS_APART = "It takes events for independent, and rejects too often where they share days"
QUIET_VARIANCE = "rejects too often when events raise volatility"
PATELL = (
    f"The standardized moves, by the variance of quiet days. {EVENTS_APART} or when events raise volatility."
)
BOEHMER = (
    "The mean standardized move against its spread over events, so that events may raise volatility. "
    f"{EVENTS_APART}."
)

TEXTS: Mapping[EventTest, Description] = {
    "kp_bmp_t": Description(
        "The mean standardized move against its spread over events, so that events may raise volatility; widened "
        "where windows of events share days, by their mean correlation r̄ in quiet times weighted by the days shared.",
        "t = mean(SCAR) / (sd(SCAR) / √n) · √((1 − r̄) / (1 + (n − 1) r̄)),  n − 1 degrees of freedom",
        "Boehmer, Musumeci and Poulsen (1991); Kolari and Pynnönen (2010)",
    ),
    "bmp_t": Description(
        BOEHMER,
        "t = mean(SCAR) / (sd(SCAR) / √n),  n − 1 degrees of freedom",
        "Boehmer, Musumeci and Poulsen (1991)",
    ),
    "bmp_t_csar": Description(
        f"{BOEHMER} CSAR is the sum of daily standardized moves over the root of their number.",
        "t = mean(CSAR) / (sd(CSAR) / √n),  n − 1 degrees of freedom",
        "Boehmer, Musumeci and Poulsen (1991)",
    ),
    "cross_sectional_t": Description(
        f"The mean move against its spread over events. {EVENTS_APART}.",
        "t = mean(CAR) / (sd(CAR) / √n),  n − 1 degrees of freedom",
        "Brown and Warner (1980)",
    ),
    "brown_warner_1985_t": Description(
        "The mean move against the day-to-day spread s of the mean itself in quiet times, which takes in what events "
        f"of one date share. It {QUIET_VARIANCE}, and where dates lie close together.",
        "t = Σ AAR(t) / (√L · s),  T − 1 degrees of freedom",
        "Brown and Warner (1985)",
    ),
    "brown_warner_1980_t": Description(
        "The mean move against the spread that n independent events would have by their quiet days. "
        f"{EVENTS_APART} or when events raise volatility.",
        "t = Σ AAR(t) / (√L · √(Σ s(i)²) / n),  mean(M) − 1 degrees of freedom",
        "Brown and Warner (1980)",
    ),
    "patell_z": Description(
        f"{PATELL} CSAR is the sum of daily standardized moves over the root of their number.",
        "z = Σ CSAR / √(df / (df − 2)) / √n",
        "Patell (1976)",
    ),
    "patell_z_pooledQ": Description(
        f"{PATELL} CSAR is the sum of daily standardized moves over the root of their number.",
        "z = Σ CSAR / √(Σ df / (df − 2))",
        "Patell (1976)",
    ),
    "patell_z_scar": Description(
        PATELL, "z = Σ SCAR / √(df / (df − 2)) / √n", "Patell (1976); Salinger (1992)"
    ),
    "kp_patell_z": Description(
        "The standardized moves, by the variance of quiet days, widened where windows of events share days by their "
        f"mean correlation r̄ in quiet times. It {QUIET_VARIANCE}.",
        "z = Σ SCAR / √(df / (df − 2)) / √n / √(1 + (n − 1) r̄)",
        "Kolari and Pynnönen (2010)",
    ),
    "calendar_time_t": Description(
        "One number a calendar day: the mean abnormal move of the events whose window covers it, over the standard "
        "deviation σ of the same portfolio in quiet times. A day of many events weighs as one.",
        "t = mean(z) / √(sd(z)² / D + 1 / M),  z = mean(A) / σ on each of D days,  D − 1 degrees of freedom",
        "Jaffe (1974); Mandelker (1974)",
    ),
    "ibragimov_mueller_t": Description(
        "One mean for each cluster of events whose windows share days, and their spread over the G clusters: nothing "
        "need be known of how events of a cluster depend on each other.",
        "t = mean(cluster means) / (sd(cluster means) / √G),  G − 1 degrees of freedom",
        "Ibragimov and Müller (2010)",
    ),
    "date_block_permutation": Description(
        "The signs of whole clusters of events whose windows share days are turned; the p-value is the share of "
        "patterns as extreme, the observed one counted. Each cluster is symmetric about zero.",
        "T = Σ S(g) / √(Σ S(g)²),  S(g) the sum of SCAR over cluster g",
        "Canay, Romano and Shaikh (2017)",
    ),
    "wild_cluster_bootstrap": Description(
        "Clusters of events whose windows share days are multiplied by random weights under a mean of zero; the "
        "p-value is the share of draws with as large a t, the observed one counted.",
        "t = mean(SCAR) / se,  se² = G / (G − 1) · Σ (S(g) − n(g) mean)² / n²",
        "Cameron, Gelbach and Miller (2008); Webb (2023)",
    ),
}
"""Every test that may head a study of several events."""


def headline_note(name: EventTest) -> Note:
    """Describe the headline test.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Note
    """
    told = TEXTS[name]
    return Note(f"Is the mean more than noise? ({name})", told.text, told.formula, told.reference)

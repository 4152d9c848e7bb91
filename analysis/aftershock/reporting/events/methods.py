"""The notes on method and the caveats of a study of dated events, generated from the settings."""

from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.headline_tests import headline_note
from aftershock.reporting.events.wording import window_text
from aftershock.reporting.methods import contract_note
from aftershock.reporting.page import Note
from aftershock.reporting.wording import joined
from aftershock.study.windows import Window

CAVEATS = (
    "Timing is not cause: a move around a listed day need not be a reaction to the event, and other news comes in the "
    "same days.",
    "A list of days is chosen by someone, often after the fact and by how much was written: it leaves out events that "
    "came to nothing, and no test can mend that.",
    "A day knows no hour: part of a move may lie in the session before or after, and windows of several sessions hold "
    "more noise.",
    "A mean hides what differs: rises around some events and falls around others cancel, and a mean of nothing is "
    "not a sign that nothing moved.",
)


def method_notes(findings: EventFindings, *, seed: int) -> tuple[Note, ...]:
    """Describe each method used, as it was set.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.
    seed : int
        Seed of the tests that draw.

    Returns
    -------
    tuple of Note
        Formulas as implemented, with their sources.
    """
    spec, results = findings.spec, findings.results.spec
    windows = joined([window_text(window) for window in findings.windows])
    notes = [
        Note(
            "Which session a listed day belongs to",
            f"{findings.aligned.attrs['assumption']} Each asset has its own calendar; events of one session are one "
            "event. Moves are changes between consecutive sessions; a change across a hole is missing, never zero.",
            f"session(d) = min {{ s : s ≥ d{f' − {spec.days_late}' if spec.days_late else ''} }}",
        ),
        Note(
            "Cumulative abnormal move",
            f"Moves less the mean of the estimation window {results.estimation} in the asset's own sessions, summed "
            f"over {windows}. Days within {window_text(Window(*spec.span))} of any other event are left out of the "
            f"estimation window; at least {results.min_estimation} usable days. Divided by its own forecast standard "
            "error it is the standardized move SCAR.",
            "CAR = Σ (r − r̄);  SCAR = CAR / (s √(L + L²/M))",
            "Brown and Warner (1985); Salinger (1992)",
        ),
        headline_note(spec.test),
        Note(
            "All tests counted",
            "The p-values of all windows, assets and groups in the table of tests are adjusted together, so that the "
            "chance of even one false alarm stays below 5\u202f%; the differences between groups likewise among "
            "themselves.",
            "p*(j) = max over i ≤ j of min(1, (n − i + 1) p(i))",
            "Holm (1979)",
        ),
        Note(
            "What would have been seen",
            "The mean move, the same for every event, that the headline test would call significant four times in "
            "five, given the spread that was found; with all tests counted at 5\u202f% over their number, Holm's first "
            "step.",
            "δ ≈ (t(1 − α/2) + t(0.8)) · se / b,  b what the mean tested gains when every event moves by one more: "
            "mean(1 / se(CAR)) for SCAR",
            "Bloom (1995)",
        ),
        Note(
            "Mean path",
            "Mean over events of the abnormal moves cumulated from the first session of the span. Its intervals are "
            "pointwise: each day is taken alone, so a path may leave them somewhere more often than they say.",
            "CAAR(t) = mean of Σ A(i, s) over s ≤ t;  se = sd / √n · √((1 + (n − 1) r̄) / (1 − r̄))",
            "Brown and Warner (1985); Kolari and Pynnönen (2010)",
        ),
    ]
    if len(findings.differences):
        notes.append(
            Note(
                "Do two groups differ? (group_permutation)",
                "Whole dates, and events whose windows share days, are dealt to the groups anew; the p-value is the "
                "share of deals in which Welch's t of the standardized moves is as large, the observed one counted. "
                f"Seed {seed}.",
                "t = (mean₁ − mean₂) / √(s₁²/n₁ + s₂²/n₂)",
                "Janssen (1997); Chung and Romano (2013)",
            )
        )
    if findings.contracts:
        notes.append(contract_note())
    return tuple(notes)

"""The results of a study of dated events for programs: one tidy table of moves, tests, differences and paths."""

from typing import Final

import pandas as pd

from aftershock.markets import shown
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.measures import COMPARED

GLOSSARY: Final[dict[str, str]] = {
    "study": "moves: one event. tests: a mean over events. differences: of two means. paths: a mean, day by day.",
    "event": "Id of the event in its list.",
    "number": "Number of the event in order of time, from 1.",
    "date": "Day listed.",
    "name": "What the list calls the event.",
    "group": "Group of the event or of the mean; missing for the whole list.",
    "other": "Group that was taken off, for differences.",
    "asset": "Symbol of the asset.",
    "window": "Sessions summed over, relative to the event, both ends included.",
    "session": "Trading session that the day belongs to.",
    "outcome": "What became of the pair; the closed set of words is listed in the report.",
    "merged_into": "Number of the event with which this one shares its session.",
    "n_events": "Events in the mean.",
    "n_other": "Events in the mean that was taken off.",
    "estimate": "Cumulative abnormal move, or mean or difference of means, in the native unit named in unit.",
    "unit": "Native unit: log return, return, bp (basis points) or points.",
    "estimate_shown": "The same as printed: per cent, or the native difference.",
    "unit_shown": "Unit of estimate_shown.",
    "std_error": "Forecast standard error of one move; of a mean, allowing for shared days; native unit.",
    "mean_correlation": "Mean correlation of the events of a mean, weighted by the days their windows share.",
    "standardized": "One move over its standard error; for tests and differences the test statistic.",
    "df": "Degrees of freedom of the test.",
    "method": "Test behind pvalue.",
    "pvalue": "Two-sided p-value of the test named in method.",
    "pvalue_holm": "pvalue adjusted for all tests, or all differences, of the study (Holm 1979).",
    "reason": "Why there is no p-value.",
    "rank": "Rank of the size of standardized among the events of the asset; 1 is the largest.",
    "n_estimation": "Runs of quiet days in the estimation window, as long as the window.",
    "n_masked": "Estimation days left out because other events' spans cover them.",
    "detectable": "Mean move that the headline test would call significant four times in five, alone; native unit.",
    "detectable_all": "The same with all tests counted.",
    "inner_low": "Lower end of the pointwise 68 % interval of a path, native unit.",
    "inner_high": "Upper end of it.",
    "outer_low": "Lower end of the pointwise 90 % interval of a path, native unit.",
    "outer_high": "Upper end of it.",
}


def glossary(findings: EventFindings) -> dict[str, str]:
    """Say what every column means, those of the tests shown for comparison too."""
    compared = {
        f"pvalue_{name}": f"Two-sided p-value of {name}, for comparison."
        for name in (*COMPARED, "welch_t")
        if name != findings.spec.test
    }
    return GLOSSARY | compared


def results_frame(findings: EventFindings) -> pd.DataFrame:
    """Lay out everything measured, and everything that was not, in one table.

    Parameters
    ----------
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    DataFrame
        Columns are those of the glossary, in its order: moves, then tests, differences and paths. Native units,
        named in ``unit``.
    """
    parts = [
        move_lines(findings),
        mean_lines(findings.tests, "tests"),
        mean_lines(findings.differences, "differences"),
        path_lines(findings),
    ]
    frame = pd.concat([part.astype(object) for part in parts if len(part)], ignore_index=True)
    units = {str(row.asset): row.unit for row in findings.moves.drop_duplicates("asset").itertuples()}
    frame["unit"] = frame["asset"].map(units)
    frame["unit_shown"] = [findings.assets[symbol].unit for symbol in frame["asset"]]
    frame["estimate_shown"] = [
        round(float(shown(findings.assets[symbol], float(value))), 6)
        for symbol, value in zip(frame["asset"], frame["estimate"], strict=True)
    ]
    frame["group"] = frame["group"].replace("", None)
    return frame.reindex(columns=list(glossary(findings)))


def window_names(frame: pd.DataFrame) -> list[str]:
    """Write the window of every row."""
    return [f"[{start}, {end}]" for start, end in zip(frame["start"], frame["end"], strict=True)]


def move_lines(findings: EventFindings) -> pd.DataFrame:
    """Rename the moves of single events to the glossary's columns."""
    frame = findings.moves.drop(columns=["pvalue", "df"])
    merged = frame["outcome"] == "merged_into_episode"
    return frame.assign(
        study="moves",
        event=frame["listed_id"],
        window=window_names(frame),
        date=pd.DatetimeIndex(frame["date"]).strftime("%Y-%m-%d"),
        session=pd.DatetimeIndex(frame["session"]).strftime("%Y-%m-%d"),
        merged_into=frame["leader"].where(merged),
        standardized=frame["scar"],
    )


def mean_lines(frame: pd.DataFrame, study: str) -> pd.DataFrame:
    """Rename the tests of means, or of their differences, to the glossary's columns."""
    if frame.empty:
        return frame
    return frame.assign(study=study, window=window_names(frame), standardized=frame["statistic"])


def path_lines(findings: EventFindings) -> pd.DataFrame:
    """Rename the mean paths to the glossary's columns."""
    start = findings.spec.span[0]
    windows = [f"[{start}, {day}]" for day in findings.paths["day"]]
    return findings.paths.assign(study="paths", window=windows)

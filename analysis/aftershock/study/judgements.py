"""Tests of one selection laid out as rows: what each says, what it could have found, what it is worth."""

import math
from collections.abc import Hashable
from typing import Any, get_args

import pandas as pd

from aftershock.errors import InferenceError
from aftershock.inference import HypothesisTest
from aftershock.study.advice import expected_size
from aftershock.study.detectable import ALPHA, detectable_move
from aftershock.study.diagnosis import diagnose
from aftershock.study.event_tests import JUDGES, Options, check_test_options, run_test
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import Alternative, EventTest, Rng, check_option

TEST_FIELDS = ("statistic", "df", "pvalue", "estimate", "std_error", "n_events", "unit", "null")
TABLE_COLUMNS = (*TEST_FIELDS, "detectable", "detectable_unit", "size", "reason")
DETECTABLE_COLUMNS = (
    "asset",
    "start",
    "end",
    "n_events",
    "test",
    "statistic",
    "pvalue",
    "detectable",
    "unit",
    "reason",
)
LEFT_OUT = "draws at random; ask for it by name, or for all with resampled=True"


def headline_test(arrays: StudyArrays) -> EventTest:
    """Name the test that judges a selection unless another is asked for."""
    return "kp_bmp_t" if arrays.n_events > 1 else "sample_quantile"


def tests_table(arrays: StudyArrays, *, resampled: bool, rng: Rng) -> pd.DataFrame:
    """Run every test over one selection.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events over one window.
    resampled : bool
        Run the tests that draw at random too.
    rng : int or Generator
        Seed or source of their draws.

    Returns
    -------
    DataFrame
        Indexed by test.
    """
    found, rows = diagnose(arrays), {}
    for name in get_args(EventTest):
        size = expected_size(name, found) if found.n_events > 1 else math.nan
        if JUDGES[name].drawn and not resampled:
            rows[name] = _left_out(name, arrays, size)
            continue
        options: Options = {"rng": rng} if JUDGES[name].drawn else {}
        rows[name] = _row(run_test(name, arrays, **options), arrays, size, options)
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(TABLE_COLUMNS)).rename_axis("test")


def detectable_row(
    arrays: StudyArrays,
    asset: Hashable,
    test: EventTest | None,
    *,
    power: float,
    alpha: float,
    alternative: Alternative,
    options: Options,
) -> dict[str, object]:
    """Run a test over one asset and say what it could have found.

    Parameters
    ----------
    arrays : StudyArrays
        The selected events over one window.
    asset : hashable
        Name of the asset.
    test : str, optional
        The headline test of the selection by default.
    power, alpha, alternative
        Probability of finding the move, level and direction of the test.
    options : mapping
        Options that the test takes.

    Returns
    -------
    dict
    """
    name = headline_test(arrays) if test is None else test
    given = {"alpha": alpha, **options} if "alpha" in JUDGES[name].options else options
    judged = run_test(name, arrays, alternative, **given)
    found = detectable_move(judged, arrays, power=power, alpha=alpha, options=given)
    return {
        "asset": asset,
        "start": arrays.window.start,
        "end": arrays.window.end,
        "n_events": judged.n_events,
        "test": name,
        "statistic": judged.statistic,
        "pvalue": judged.pvalue,
        "detectable": found.move,
        "unit": found.unit,
        "reason": found.reason,
    }


def verdict_text(detectable: pd.DataFrame, means: pd.DataFrame) -> str:
    """Write what the mean of every asset is worth, and what would have been found, one line an asset and window.

    Parameters
    ----------
    detectable : DataFrame
        As of :func:`detectable_row`.
    means : DataFrame
        The same assets and windows with their mean ``estimate``.

    Returns
    -------
    str
        Empty without an asset.
    """
    if detectable.empty:
        return ""
    bounds = ["start", "end"] if len(detectable[["start", "end"]].drop_duplicates()) > 1 else []
    table = detectable.assign(estimate=means["estimate"].to_numpy(), verdict=_verdicts(detectable["pvalue"]))
    told = ["estimate", "test", "pvalue", "verdict", "detectable", "unit"]
    reasons = ["reason"] if (table["reason"] != "").any() else []
    lines = table[["asset", *bounds, "n_events", *told, *reasons]].to_string(index=False, na_rep="")
    return f"Means, and the mean that would have been found four times in five:\n{lines}"


def check_named(test: EventTest | None, options: Options) -> None:
    """Refuse a test that does not exist, options it does not take, and options without a test.

    Raises
    ------
    InferenceError
        Names the option.
    ValueError
        Names the test and those there are.
    """
    if test is None and options:
        raise InferenceError(
            f"{', '.join(options)} belongs to one test; name it with test=.", options=tuple(options)
        )
    if test is not None:
        check_option("test", test, EventTest)
        check_test_options(test, options)


def _verdicts(pvalues: pd.Series) -> list[str]:
    """Say what p-values are worth at 5 %."""
    words = {True: "significant", False: "not significant"}
    return ["no test" if math.isnan(pvalue) else words[pvalue <= ALPHA] for pvalue in pvalues.astype(float)]


def _row(test: HypothesisTest, arrays: StudyArrays, size: float, options: Options) -> list[Any]:
    """Lay out one test."""
    found = detectable_move(test, arrays, options=options)
    fields = [getattr(test, field) for field in TEST_FIELDS]
    return [*fields, found.move, found.unit, size, test.reason]


def _left_out(name: EventTest, arrays: StudyArrays, size: float) -> list[Any]:
    """Lay out a test that was not run."""
    blank = {"n_events": arrays.n_events, "unit": "", "null": JUDGES[name].null}
    fields = [blank.get(field, math.nan) for field in TEST_FIELDS]
    return [*fields, math.nan, arrays.unit, size, LEFT_OUT]

"""Which arrays of a fitted study each hypothesis test is given, and which options it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypedDict

import numpy as np

from aftershock import inference
from aftershock.errors import InferenceError
from aftershock.inference import HypothesisTest
from aftershock.inference.calendar_time import NULL as PORTFOLIO_ZERO
from aftershock.inference.date_blocks import NULL as TURNED
from aftershock.inference.parametric import MEAN_ZERO, ONE_ZERO
from aftershock.inference.permutation import NULL as SAME_WINDOWS
from aftershock.inference.quantile import NULL as QUANTILE_NULL
from aftershock.inference.quantile import rolling_sums
from aftershock.inference.ranks import NULL as RANKS_ALIKE
from aftershock.inference.ranks import SIGN_NULL
from aftershock.inference.records import undefined
from aftershock.inference.signed_ranks import NULL as SYMMETRIC
from aftershock.inference.signs import HALF, QUIET_SHARE
from aftershock.study.market_line import market_line_gap
from aftershock.study.study_arrays import StudyArrays
from aftershock.typing import (
    Alternative,
    EventTest,
    FloatArray,
    PermutationScheme,
    QuietEvents,
    Rng,
    WildWeights,
    check_option,
)

Options = Mapping[str, Any]
Run = Callable[[StudyArrays, Options], HypothesisTest]


class DesignOptions(TypedDict, total=False):
    """Options of single tests beside the level; each takes only its own."""

    day: int
    quiet_events: QuietEvents
    n_draws: int
    rng: Rng
    weights: WildWeights
    scheme: PermutationScheme
    studentized: bool
    minimum_shared: int


class EventTestOptions(DesignOptions, total=False):
    """Options of single tests; each takes only its own."""

    alpha: float


@dataclass(frozen=True, slots=True)
class Judge:
    """How one test is run.

    Parameters
    ----------
    run : callable
        Hands the arrays and the options to the test.
    null : str
        The null hypothesis in words, for a selection that does not fit.
    options : tuple of str
        Options it takes beside the alternative.
    single : bool
        Whether it judges exactly one event of one asset.
    one_day : bool
        Whether it judges one day of the window.
    native : bool
        Whether it needs moves in one unit.
    drawn : bool
        Whether it draws at random.
    linear : bool
        Whether it divides a mean that is linear in the moves by its standard error, so that a smallest detectable
        mean move exists.
    """

    run: Run
    null: str
    options: tuple[str, ...] = ()
    single: bool = False
    one_day: bool = False
    native: bool = False
    drawn: bool = False
    linear: bool = False


def shared_correlation(arrays: StudyArrays, quiet_events: QuietEvents = "counted") -> float:
    """Average the overlap-weighted correlation of the events that have a standardized move, or of all events."""
    if quiet_events == "counted":
        return arrays.mean_correlation
    return inference.mean_overlap_correlation(arrays.calendar_residuals, arrays.event_days)


def quiet_sums(arrays: StudyArrays) -> FloatArray:
    """Sum runs of estimation days as long as the event has days."""
    return rolling_sums(arrays.residuals[0], max(int(arrays.n_days[0]), 1))


def _forecast(arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Test one event against its forecast error."""
    numbers = (float(values[0]) for values in (arrays.car, arrays.std_error, arrays.df))
    return inference.forecast_t(*numbers, unit=arrays.unit, **options)


def _quantile(arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Rank one event among its quiet days."""
    return inference.sample_quantile(float(arrays.car[0]), quiet_sums(arrays), unit=arrays.unit, **options)


def _windows(arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Rank the window of one event among all windows of its history."""
    return inference.nguyen_wolf_permutation(
        arrays.abnormal[0], arrays.residuals[0], unit=arrays.unit, **options
    )


def _native(test: Callable[..., HypothesisTest], arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Give a test the cumulative moves and their unit."""
    return test(arrays.car, unit=arrays.unit, **options)


def _portfolio(test: Callable[..., HypothesisTest], arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Give a test the days of the event and estimation windows, and the unit."""
    return test(arrays.abnormal, arrays.residuals, unit=arrays.unit, **options)


def _lamb(arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Test the events of one date against the line of their portfolio."""
    if gap := market_line_gap(arrays):
        return undefined(
            "lamb_z",
            gap,
            null=MEAN_ZERO,
            n_events=arrays.n_events,
            alternative=options["alternative"],
            unit=arrays.unit,
        )
    markets = arrays.event_factors[0, :, 0], arrays.estimation_factors[0, :, 0]
    return inference.lamb_z(arrays.abnormal, arrays.residuals, *markets, unit=arrays.unit, **options)


def _correlated(test: Callable[..., HypothesisTest], arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Give a test what it standardizes, and the mean correlation."""
    given = dict(options)
    shared = shared_correlation(arrays, given.pop("quiet_events", "counted"))
    degrees = () if test is inference.kp_bmp_t else (arrays.df,)
    return test(arrays.scar, *degrees, shared, **given)


def _quiet_signs(arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Count signs against those of quiet days."""
    given = dict(options)
    counted = np.isfinite(arrays.car) | (given.pop("quiet_events", "counted") == "all")
    return inference.generalized_sign_z(
        arrays.car, inference.mean_positive_share(arrays.residuals[counted]), **given
    )


def _day(test: Callable[..., HypothesisTest], arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Give a test of one day all days of the window, and the place of the day."""
    given = dict(options)
    column = given.pop("day", arrays.window.start) - arrays.window.start
    return test(arrays.abnormal, arrays.residuals, day=column, **given)


def _generalized(
    test: Callable[..., HypothesisTest], arrays: StudyArrays, options: Options
) -> HypothesisTest:
    """Give a generalized rank test its arrays."""
    return test(arrays.scar, arrays.residuals, arrays.residual_std, **options)


def _by_cluster(test: Callable[..., HypothesisTest], arrays: StudyArrays, options: Options) -> HypothesisTest:
    """Give a test by date the standardized moves and the clusters of windows that share days."""
    return test(arrays.scar, arrays.clusters, unit="standard errors", **options)


DRAWS = ("alpha", "n_draws", "rng")

JUDGES: dict[EventTest, Judge] = {
    "forecast_t": Judge(_forecast, ONE_ZERO, single=True, linear=True),
    "sample_quantile": Judge(_quantile, QUANTILE_NULL, single=True),
    "nguyen_wolf_permutation": Judge(_windows, SAME_WINDOWS, ("scheme", "studentized", *DRAWS), single=True),
    "cross_sectional_t": Judge(
        partial(_native, inference.cross_sectional_t), MEAN_ZERO, native=True, linear=True
    ),
    "skewness_adjusted_t": Judge(partial(_native, inference.skewness_adjusted_t), MEAN_ZERO, native=True),
    "brown_warner_1985_t": Judge(
        partial(_portfolio, inference.brown_warner_1985_t), MEAN_ZERO, native=True, linear=True
    ),
    "brown_warner_1980_t": Judge(
        partial(_portfolio, inference.brown_warner_1980_t), MEAN_ZERO, native=True, linear=True
    ),
    "lamb_z": Judge(_lamb, MEAN_ZERO, native=True, linear=True),
    "patell_z": Judge(lambda x, o: inference.patell_z(x.csar, x.df, **o), MEAN_ZERO, linear=True),
    "patell_z_pooledQ": Judge(
        lambda x, o: inference.patell_z_pooledQ(x.csar, x.df, **o), MEAN_ZERO, linear=True
    ),
    "patell_z_scar": Judge(lambda x, o: inference.patell_z_scar(x.scar, x.df, **o), MEAN_ZERO, linear=True),
    "kp_patell_z": Judge(
        partial(_correlated, inference.kp_patell_z), MEAN_ZERO, ("quiet_events",), linear=True
    ),
    "bmp_t": Judge(lambda x, o: inference.bmp_t(x.scar, **o), MEAN_ZERO, linear=True),
    "bmp_t_csar": Judge(lambda x, o: inference.bmp_t_csar(x.csar, **o), MEAN_ZERO, linear=True),
    "kp_bmp_t": Judge(partial(_correlated, inference.kp_bmp_t), MEAN_ZERO, ("quiet_events",), linear=True),
    "sign_z": Judge(lambda x, o: inference.sign_z(x.car, **o), HALF, ("alpha",)),
    "sign_exact_binomial": Judge(lambda x, o: inference.sign_exact_binomial(x.car, **o), HALF, ("alpha",)),
    "generalized_sign_z": Judge(_quiet_signs, QUIET_SHARE, ("quiet_events",)),
    "wilcoxon_z": Judge(lambda x, o: inference.wilcoxon_z(x.car, **o), SYMMETRIC, ("alpha",), native=True),
    "wilcoxon_exact": Judge(
        lambda x, o: inference.wilcoxon_exact(x.car, **o), SYMMETRIC, ("alpha",), native=True
    ),
    "corrado_rank_z": Judge(partial(_day, inference.corrado_rank_z), RANKS_ALIKE, ("day",), one_day=True),
    "corrado_zivney_rank_z": Judge(
        partial(_day, inference.corrado_zivney_rank_z), RANKS_ALIKE, ("day",), one_day=True
    ),
    "corrado_zivney_sign_z": Judge(
        partial(_day, inference.corrado_zivney_sign_z), SIGN_NULL, ("day",), one_day=True
    ),
    "rank_multiday_z": Judge(
        lambda x, o: inference.rank_multiday_z(x.abnormal, x.residuals, **o), RANKS_ALIKE
    ),
    "grank_t": Judge(partial(_generalized, inference.grank_t), RANKS_ALIKE),
    "grank_z": Judge(partial(_generalized, inference.grank_z), RANKS_ALIKE),
    "calendar_time_t": Judge(
        lambda x, o: inference.calendar_time_t(x.calendar_abnormal, x.calendar_residuals, **o),
        PORTFOLIO_ZERO,
        ("minimum_shared",),
        native=True,
        linear=True,
    ),
    "ibragimov_mueller_t": Judge(partial(_by_cluster, inference.ibragimov_mueller_t), MEAN_ZERO, linear=True),
    "date_block_permutation": Judge(
        partial(_by_cluster, inference.date_block_permutation), TURNED, DRAWS, drawn=True, linear=True
    ),
    "wild_cluster_bootstrap": Judge(
        partial(_by_cluster, inference.wild_cluster_bootstrap),
        MEAN_ZERO,
        ("weights", *DRAWS),
        drawn=True,
        linear=True,
    ),
}
"""Every test by name."""

SINGLE: tuple[EventTest, ...] = tuple(name for name, judge in JUDGES.items() if judge.single)
DRAWN: tuple[EventTest, ...] = tuple(name for name, judge in JUDGES.items() if judge.drawn)


def run_test(
    name: EventTest, arrays: StudyArrays, alternative: Alternative = "two-sided", **options: Any
) -> HypothesisTest:
    """Hand the right arrays of the selected events to the named test.

    Parameters
    ----------
    name : str
        The test.
    arrays : StudyArrays
        The selected events over one window.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    **options
        Options that the test takes.

    Returns
    -------
    HypothesisTest
        Undefined, with the reason, where the selection does not fit the test.
    """
    judge = JUDGES[name]
    reason = _misfit(name, judge, arrays, options)
    if reason:
        return undefined(
            name,
            reason,
            null=judge.null,
            n_events=arrays.n_events,
            alternative=alternative,
            unit=arrays.unit if judge.single else "",
        )
    return _explained(judge.run(arrays, {"alternative": alternative, **options}), arrays)


def check_test_options(name: EventTest, options: Options) -> None:
    """Refuse an option that the test does not take.

    Raises
    ------
    InferenceError
        Names the option and those the test takes.
    ValueError
        If ``quiet_events`` is not an option.

    Examples
    --------
    >>> check_test_options("bmp_t", {"rng": 1})
    Traceback (most recent call last):
    aftershock.errors.InferenceError: bmp_t takes no 'rng'; its options are alternative.
    """
    allowed = JUDGES[name].options
    for option in options:
        if option not in allowed:
            raise InferenceError(
                f"{name} takes no {option!r}; its options are {', '.join(('alternative', *allowed))}.",
                test=name,
                option=option,
            )
    if "quiet_events" in options:
        check_option("quiet_events", options["quiet_events"], QuietEvents)


def _explained(test: HypothesisTest, arrays: StudyArrays) -> HypothesisTest:
    """Say of a test without events why none of those measured counts."""
    if not test.reason or test.n_events or arrays.n_events < 2:
        return test
    why = f"{arrays.n_events} measured, without a move in the window or with quiet days that do not vary"
    return replace(test, reason=f"{test.reason} ({why})")


def _misfit(name: EventTest, judge: Judge, arrays: StudyArrays, options: Options) -> str:
    """Say why the selection does not fit the test; empty where it does."""
    window, day = arrays.window, options.get("day")
    if judge.single and arrays.n_events != 1:
        return f"{name} judges one event of one asset; {arrays.n_events} are selected"
    if judge.native and not arrays.one_unit:
        return "the assets move in different units; choose one asset or a standardized test"
    if judge.one_day and day is None and window.length > 1:
        return f"{name} judges one day; name it with day=, or choose a window of one day"
    if day is not None and not window.start <= day <= window.end:
        return f"day {day} is outside the window {window}"
    return ""

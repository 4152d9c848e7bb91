"""Tests of a fitted study by name: which fits, what each says, and what it could have found."""

import warnings
from collections.abc import Hashable
from typing import Any, Unpack

import pandas as pd

from aftershock.errors import AssumptionWarning, EstimationError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import check_alpha
from aftershock.study.advice import Recommendation, assumption_gap, recommend_test
from aftershock.study.detectable import ALPHA, POWER
from aftershock.study.diagnosis import diagnose
from aftershock.study.event_tests import DesignOptions, EventTestOptions, check_test_options, run_test
from aftershock.study.frames import label_windows
from aftershock.study.judgements import DETECTABLE_COLUMNS, check_named, detectable_row, tests_table
from aftershock.study.selection import MeasuredStudy
from aftershock.study.windows import WindowLike, WindowsLike
from aftershock.typing import Alternative, EventTest, Rng, check_option


class JudgedStudy(MeasuredStudy):
    """Test the measured pairs of a study.

    Examples
    --------
    >>> import numpy as np
    >>> from aftershock.study.event_study import EventStudy
    >>> rng = np.random.default_rng(2)
    >>> moves = pd.DataFrame({"OIL": rng.normal(0, 0.01, 400)})
    >>> events = pd.DataFrame({"event_id": list("abcdefgh"), "asset": "OIL", "session": range(300, 380, 10)})
    >>> results = EventStudy(moves, events, window=(0, 1)).fit()
    >>> results.recommend().test
    'kp_bmp_t'
    >>> results.test("kp_bmp_t").n_events
    8
    """

    def test(
        self,
        name: EventTest,
        *,
        window: WindowLike | None = None,
        asset: Hashable | None = None,
        event_id: Hashable | None = None,
        alternative: Alternative = "two-sided",
        **options: Unpack[EventTestOptions],
    ) -> HypothesisTest:
        """Run one test over the selected events.

        Use :meth:`recommend` to find the one that fits.

        Parameters
        ----------
        name : str
            For one event "sample_quantile", "nguyen_wolf_permutation" and "forecast_t"; for several "kp_bmp_t" first;
            the error lists all.
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset, event_id : hashable, optional
            Restrict to one asset or one event.
        alternative : {"two-sided", "greater", "less"}
            Direction of the alternative.
        **options
            What single tests take: ``day`` of the window (Corrado and Corrado-Zivney tests); ``quiet_events``, whose
            quiet days count in the mean correlation and the share of positive days, "counted" in the test or "all"
            selected (``kp_bmp_t``, ``kp_patell_z``, ``generalized_sign_z``); ``alpha``, the level an exact or resampled
            test must reach; ``n_draws`` and ``rng`` of tests that draw; ``weights`` of the wild bootstrap;
            ``scheme`` and ``studentized`` of the Nguyen-Wolf test; ``minimum_shared`` of the calendar-time portfolio.

        Returns
        -------
        HypothesisTest
            With a ``reason`` instead of numbers where the selection does not fit the test. Tests by date take the
            standardized moves, and clusters of events whose windows share days.

        Raises
        ------
        InferenceError
            If the test does not take an option.
        ValueError
            If there is no such test, or an option is out of bounds.

        Warns
        -----
        AssumptionWarning
            If the events visibly break what the test assumes: says how often it then rejects a true null. Also if
            events of different event_id measure one asset on one session, which is one move and not several.
        """
        check_option("name", name, EventTest)
        check_option("alternative", alternative, Alternative)
        given: dict[str, Any] = {**options}
        check_test_options(name, given)
        arrays = self.arrays(window=window, asset=asset, event_id=event_id)
        test = run_test(name, arrays, alternative, **given)
        if not test.reason and (gap := assumption_gap(name, diagnose(arrays))):
            warnings.warn(gap, AssumptionWarning, stacklevel=2)
        return test

    def tests(
        self,
        *,
        window: WindowsLike | None = None,
        asset: Hashable | None = None,
        resampled: bool = False,
        rng: Rng = 0,
    ) -> pd.DataFrame:
        """Run every test, one row each; those that do not fit the selection say so in ``reason``.

        Parameters
        ----------
        window : pair of int, or several, optional
            Sessions to sum over; the windows of the study by default.
        asset : hashable, optional
            Restrict to one asset.
        resampled : bool
            Run the tests that draw at random too; without, their rows say how to get them.
        rng : int or Generator
            Seed or source of their draws.

        Returns
        -------
        DataFrame
            Indexed by test name, and by window where there are several, with the fields of
            :class:`HypothesisTest`. ``detectable`` is the smallest mean move, in the native unit ``detectable_unit``,
            that the test would find at 5 % four times in five; ``size`` how often it rejects a true null at 5 % in
            data like these, where that was simulated.
        """
        chosen = self._windows(window)
        arrays = [self.arrays(window=one, asset=asset) for one in chosen]
        tables = [tests_table(one, resampled=resampled, rng=rng) for one in arrays]
        return label_windows(tables, chosen)

    def recommend(
        self,
        *,
        window: WindowLike | None = None,
        asset: Hashable | None = None,
        event_id: Hashable | None = None,
    ) -> Recommendation:
        """Name the test that fits the selected events, and say why.

        Parameters
        ----------
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset, event_id : hashable, optional
            Restrict to one asset or one event.

        Returns
        -------
        Recommendation
            With the number of events, dates and clusters, their overlap and mean correlation, the variance at the
            event over that of quiet days, and how often each test rejects a true null in such data.

        Raises
        ------
        EstimationError
            If no event has a standardized move.

        Notes
        -----
        One event: ``sample_quantile``. Several assets on one date: ``joint_wald``. Events that share days and form four
        to seven clusters: ``ibragimov_mueller_t``. Else ``kp_bmp_t``, also where fewer clusters leave nothing better.
        """
        arrays = self.arrays(window=window, asset=asset, event_id=event_id)
        found = diagnose(arrays)
        if not found.n_events:
            raise EstimationError(
                f"no event of this selection has a standardized move over {arrays.window}: none was measured, or "
                'quiet days do not vary; see results.outcomes and residual_std of results.to_frame("fit").',
                asset=asset,
                event_id=event_id,
            )
        return recommend_test(arrays, found)

    def detectable(
        self,
        *,
        window: WindowsLike | None = None,
        test: EventTest | None = None,
        asset: Hashable | None = None,
        power: float = POWER,
        alpha: float = ALPHA,
        alternative: Alternative = "two-sided",
        **options: Unpack[DesignOptions],
    ) -> pd.DataFrame:
        """Compute the smallest mean move that a test would have found, asset by asset.

        Use it beside every "not significant": a mean move below it may well be there.

        Parameters
        ----------
        window : pair of int, or several, optional
            Sessions to sum over; the windows of the study by default.
        test : str, optional
            By default the headline test: ``kp_bmp_t`` for several events, ``sample_quantile`` for one.
        asset : hashable, optional
            Restrict to one asset.
        power : float
            Probability of finding the move.
        alpha : float
            Level of the test.
        alternative : {"two-sided", "greater", "less"}
            Direction of the alternative.
        **options
            Options that the test takes, as for :meth:`test`.

        Returns
        -------
        DataFrame
            One row per asset and window: ``n_events``, ``test``, ``statistic``, ``pvalue``, ``detectable`` in ``unit``.
            NaN with a ``reason`` where the test has no number, cannot reach ``alpha``, or has no smallest move.

        Raises
        ------
        InferenceError
            If ``power`` is not above ``alpha`` and below 1, or the test does not take an option.
        ValueError
            If there is no such test, or ``alpha`` is not between 0 and 1.
        """
        check_alpha(alpha)
        check_option("alternative", alternative, Alternative)
        check_named(test, {**options})
        groups = self._groups("asset") if asset is None else {asset: self._find(asset, None)}
        rows = [
            detectable_row(
                self._arrays(pairs, chosen),
                one,
                test,
                power=power,
                alpha=alpha,
                alternative=alternative,
                options={**options},
            )
            for one, pairs in groups.items()
            for chosen in self._windows(window)
        ]
        return pd.DataFrame(rows, columns=list(DETECTABLE_COLUMNS))

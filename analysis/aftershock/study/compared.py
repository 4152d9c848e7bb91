"""Tests of a fitted study beyond one mean: many at once, several assets together, two groups, one event less."""

import warnings
from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from aftershock.errors import AssumptionWarning, EstimationError, InferenceError
from aftershock.inference import HypothesisTest, Jackknife, jackknife
from aftershock.inference.records import check_alpha
from aftershock.inference.resampling import N_DRAWS, check_draws
from aftershock.study.advice import pooled_faults, shared_fault
from aftershock.study.diagnosis import diagnose
from aftershock.study.differences import compare_groups
from aftershock.study.families import adjust_each, adjust_jointly, family_frame
from aftershock.study.joint import NOTHING_TO_STANDARDIZE, joint_test_of, left_out_note, shared_events
from aftershock.study.judged import JudgedStudy
from aftershock.study.placing import CODES
from aftershock.study.windows import WindowLike, WindowsLike, hull
from aftershock.typing import (
    Adjustment,
    Alternative,
    Comparison,
    EventTest,
    IntArray,
    LeftOut,
    Rng,
    check_option,
)

JOINT_DRAWS = "date_block_permutation"


class ComparedStudy(JudgedStudy):
    """Compare the measured pairs of a study: across assets, groups and windows.

    Examples
    --------
    >>> from aftershock.study.event_study import EventStudy
    >>> rng = np.random.default_rng(2)
    >>> moves = pd.DataFrame(rng.normal(0, 0.01, (300, 2)), columns=["OIL", "GOLD"])
    >>> events = pd.DataFrame({"event_id": "strike", "asset": ["OIL", "GOLD"], "session": 280})
    >>> results = EventStudy(moves, events, window=(0, 1)).fit()
    >>> results.joint_test(event_id="strike").df
    2.0
    >>> len(results.adjusted(window=[(0, 0), (0, 1)]))
    4
    """

    def adjusted(
        self,
        *,
        window: WindowsLike | None = None,
        by: Hashable | list[Hashable] = "asset",
        test: EventTest | None = None,
        method: Adjustment = "holm",
        alpha: float = 0.05,
        n_draws: int = N_DRAWS,
        rng: Rng = 0,
    ) -> pd.DataFrame:
        """Test every asset or group over every window, and adjust the p-values for their number.

        Use it before reading a table of several assets: of twenty tests of nothing one rejects at 5 %.

        Parameters
        ----------
        window : pair of int, or several, optional
            Sessions to sum over; the windows of the study by default.
        by : str or list of str
            Column of the events frame to split by, or several, e.g. ``["asset", "theme"]``.
        test : str, optional
            By default ``kp_bmp_t`` for several events and ``sample_quantile`` for one. "romano_wolf" has its own:
            ``date_block_permutation``.
        method : {"holm", "benjamini_hochberg", "benjamini_yekutieli", "romano_wolf"}
            Holm and Romano-Wolf bound the chance of even one false finding, the others the share of false ones.
            Romano-Wolf turns the signs of whole dates for all assets, groups and windows together, so that what moves
            together counts as fewer tests.
        alpha : float
            Level that a resampled test must be able to reach.
        n_draws : int
            Arrangements drawn by tests that draw.
        rng : int or Generator
            Seed or source of the draws.

        Returns
        -------
        DataFrame
            One row per value of ``by``, or combination that occurs, and window: ``n_events``, ``test``,
            ``statistic``, ``pvalue``, ``adjusted``.
            NaN with a ``reason`` where there is no test; such rows are not counted.

        Raises
        ------
        EstimationError
            If the events have no such column.
        InferenceError
            If "romano_wolf" is asked for with another test, or ``n_draws`` is not positive.
        ValueError
            If ``method`` or ``test`` is not an option, or ``alpha`` not between 0 and 1.
        """
        check_option("method", method, Adjustment)
        if test is not None:
            check_option("test", test, EventTest)
        check_alpha(alpha)
        check_draws(n_draws)
        columns = by if isinstance(by, list) else [by]
        windows, groups = self._windows(window), self._combinations(columns)
        named = {(value, one): self._arrays(pairs, one) for value, pairs in groups.items() for one in windows}
        if method != "romano_wolf":
            given = {"alpha": alpha, "n_draws": n_draws, "rng": rng}
            return family_frame(adjust_each(named, test=test, method=method, given=given), columns)
        if test not in (None, JOINT_DRAWS):
            raise InferenceError(
                f"romano_wolf draws all tests together and takes {JOINT_DRAWS}, not {test}; leave test= out.",
                test=test,
            )
        whole = self._arrays(self._find(None, None), hull(windows))
        moves = {key: (groups[key[0]], arrays.scar) for key, arrays in named.items()}
        rows = adjust_jointly(moves, whole.clusters, n_draws=n_draws, rng=rng, alpha=alpha)
        return family_frame(rows, columns)

    def joint_test(
        self,
        *,
        event_id: Hashable | None = None,
        window: WindowLike | None = None,
        assets: Sequence[Hashable] | None = None,
    ) -> HypothesisTest:
        """Test whether any of several assets reacted to one event, or moved on average over all events.

        Use it before reading single assets: it counts one shock that moves all of them once.

        Parameters
        ----------
        event_id : hashable, optional
            The event; all events, pooled, by default.
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        assets : sequence of hashable, optional
            Restrict to some assets.

        Returns
        -------
        HypothesisTest
            F with the covariance of the estimation window and the forecast error of each sum. ``note`` names assets
            left out, with their outcome, or the number of events they lack. A ``reason`` instead of numbers where
            there are as many assets as usable days or more.

        Raises
        ------
        EstimationError
            If there is no such event or asset.

        Warns
        -----
        AssumptionWarning
            If pooled events share days or visibly raise the variance, which makes the test reject too often.

        Notes
        -----
        Residuals of assets with different sessions are compared on one calendar; covariances are multiplied by the
        share of days that the windows have in common.
        """
        rows = self._joint_rows(event_id, assets)
        pairs = np.flatnonzero(np.isin(self._measured.places.positions, rows))
        arrays = self._arrays(pairs, self._window(window))
        listed = self._events.iloc[arrays.measured.places.positions]
        events, names = pd.factorize(listed["event_id"])
        numbers, _ = pd.factorize(listed["asset"])
        test = joint_test_of(arrays, events, numbers, single=event_id is not None)
        if not test.reason and event_id is None:
            for fault in pooled_faults(shared_events(arrays, events), len(names), diagnose(arrays)):
                warnings.warn(fault, AssumptionWarning, stacklevel=2)
        counted = np.isin(rows, arrays.measured.places.positions[np.isfinite(arrays.scar)])
        told = (
            self._outcomes()
            .iloc[rows]
            .where(~np.isin(rows, arrays.measured.places.positions), NOTHING_TO_STANDARDIZE)
        )
        assets_listed = self._events["asset"].iloc[rows]
        note = left_out_note([*assets_listed], [*told], counted, single=event_id is not None)
        return replace(test, note=note)

    def compare(
        self,
        column: Hashable,
        first: Hashable,
        second: Hashable,
        *,
        window: WindowLike | None = None,
        asset: Hashable | None = None,
        method: Comparison = "group_permutation",
        standardized: bool = True,
        alternative: Alternative = "two-sided",
        alpha: float = 0.05,
        n_draws: int = N_DRAWS,
        rng: Rng = 0,
    ) -> HypothesisTest:
        """Test whether two groups of events have the same mean move.

        Parameters
        ----------
        column : hashable
            Column of the events frame that names the groups, e.g. "theme".
        first, second : hashable
            Its values to compare; "missing" for events without one.
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset : hashable, optional
            Restrict to one asset.
        method : {"group_permutation", "welch_t"}
            Deal whole dates, and events whose windows share days, to the groups anew; or take events for independent.
        standardized : bool
            Compare moves over their standard errors; False compares native moves, of one unit.
        alternative : {"two-sided", "greater", "less"}
            "greater": the first group has the larger mean.
        alpha : float
            Level that the permutation must be able to reach.
        n_draws : int
            Deals drawn; where there are no more than that in all, all are taken.
        rng : int or Generator
            Seed or source of the deals.

        Returns
        -------
        HypothesisTest
            ``estimate`` is the first mean less the second, in standard errors or in native units.

        Raises
        ------
        EstimationError
            If there is no such column or value, or the two are the same.
        InferenceError
            If ``n_draws`` is not positive.
        ValueError
            If an option is out of bounds.

        Warns
        -----
        AssumptionWarning
            If ``welch_t`` is asked for and events visibly share shocks.
        """
        check_option("method", method, Comparison)
        check_option("alternative", alternative, Alternative)
        check_alpha(alpha)
        check_draws(n_draws)
        if first == second:
            raise EstimationError(
                f"{first!r} is compared with itself; name two values of {column}.", value=first
            )
        chosen, ours = self._window(window), self._find(asset, None)
        groups = [self._of_value(ours, column, value) for value in (first, second)]
        both = self._arrays(np.concatenate(groups), chosen)
        test = compare_groups(
            both,
            groups[0].size,
            method=method,
            standardized=standardized,
            alternative=alternative,
            options={"alpha": alpha, "n_draws": n_draws, "rng": rng},
        )
        if method == "welch_t" and not test.reason and (fault := shared_fault(diagnose(both))):
            warnings.warn(
                f"welch_t takes events for independent, but {fault}: it rejects too many true nulls; use "
                'method="group_permutation".',
                AssumptionWarning,
                stacklevel=2,
            )
        return test

    def jackknife(
        self,
        *,
        window: WindowLike | None = None,
        asset: Hashable | None = None,
        by: LeftOut = "event",
        standardized: bool = False,
    ) -> Jackknife:
        """Leave out one event or date at a time, and see what becomes of the mean.

        Use it to see whether a finding is the work of a single headline or day.

        Parameters
        ----------
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset : hashable, optional
            Restrict to one asset.
        by : {"event", "date"}
            What to leave out: all assets of an event, or all events of a session.
        standardized : bool
            Average moves over their standard errors instead of native ones.

        Returns
        -------
        Jackknife
            ``name`` is the event or date whose absence changes the mean most. Without numbers, and with the reason,
            below two of them, and for native moves in different units.

        Raises
        ------
        ValueError
            If ``by`` is not an option.
        """
        check_option("by", by, LeftOut)
        arrays = self.arrays(window=window, asset=asset)
        unit = "standard errors" if standardized else arrays.unit
        if not (standardized or arrays.one_unit):
            return Jackknife(
                reason="the assets move in different units; choose one asset or standardized=True"
            )
        listed = self._events.iloc[arrays.measured.places.positions]
        names = listed["event_id" if by == "event" else "session"]
        labels = pd.factorize(names)[0] if by == "event" else arrays.sessions
        found = jackknife(arrays.scar if standardized else arrays.car, dates=labels, unit=unit)
        if found.reason:
            return replace(found, reason=found.reason.replace("date(s)", f"{by}(s)"))
        worst = np.unique(labels)[found.most_influential]
        return replace(found, name=_label(names.iloc[int(np.argmax(labels == worst))]))

    def _joint_rows(self, event_id: Hashable | None, assets: Sequence[Hashable] | None) -> IntArray:
        """List the rows of the events frame that a joint test is about: those merged into others are not."""
        wanted = np.ones(len(self._events), dtype=bool)
        for name, chosen in (("event_id", None if event_id is None else [event_id]), ("asset", assets)):
            for one in chosen or ():
                if not (self._events[name] == one).any():
                    raise EstimationError(f"the events hold no {name} {one!r}.", **{name: one})
            if chosen is not None:
                wanted &= self._events[name].isin(list(chosen)).to_numpy()
        wanted &= self._codes != CODES["merged_into_episode"]
        return np.flatnonzero(wanted)


def _label(name: object) -> str:
    """Write the name of an event or session; a session that is a date without its midnight."""
    dated = isinstance(name, pd.Timestamp) and name == name.normalize()
    return f"{name:%Y-%m-%d}" if dated else str(name)

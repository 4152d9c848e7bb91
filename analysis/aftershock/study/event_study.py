"""The session-time event study: validate a moves frame and events, fit every pair, hand out results."""

import numpy as np
import pandas as pd

from aftershock.study.edge import check_events, check_moves, estimation_windows
from aftershock.study.measured import Measured
from aftershock.study.measuring import fit_places, judge
from aftershock.study.models import ConstantMean, NormalModel, check_model, describe_model
from aftershock.study.placing import CODES, place_events
from aftershock.study.results import EventStudyResults
from aftershock.study.spec import StudySpec
from aftershock.study.windows import WindowLike, WindowsLike, as_window, as_windows, check_estimation, hull
from aftershock.typing import SessionRule, check_option


class EventStudy:
    """Measure abnormal moves over sessions around events.

    Use it for daily moves of any panel of assets: those of ``prices.moves()`` or a frame of your own.

    Parameters
    ----------
    moves : DataFrame of shape (n_sessions, n_assets)
        Moves in native units, from one session to the next, ascending unique index. NaN is a gap, never filled. The
        study keeps a copy.
    events : DataFrame
        Columns ``event_id``, ``asset``, ``session`` (a label of the moves index), as made by
        :func:`aftershock.align` or by hand. With an ``outcome`` column, only measured pairs are fitted
        and the others are carried along in ``results.outcomes``. An event and asset may be measured once.
        ``estimation_start`` and ``estimation_end`` give an event an estimation window of its own.
    model : NormalModel
        ``ConstantMean()`` by default, ``MarketModel(market)``, ``MarketAdjusted(market)``, ``FactorModel([...])``
        (for factors of a file see :func:`join_factors`), of :mod:`aftershock.study` also ``Raw()``,
        ``ScholesWilliams(market)`` and ``Dimson(market)`` for thin trading, ``RobustModel([...])``,
        ``MedianModel([...])``, ``GarchModel([...])`` and ``SyntheticControl([...])``, or any object with the same
        ``fit`` and ``expected``, and with ``factors`` if it uses other columns.
    window : pair of int, or several
        Sessions relative to the event, both ends included. Several pairs make an event window that holds them
        all; frames then have a row for each.
    estimation : pair of int
        Sessions relative to the event, both ends included; it ends before the event window.
    mask_events : bool
        Leave the windows of the asset's other events out of its estimation windows. False gives
        textbook numbers.
    sessions : {"calendar", "panel", "observed"}
        What event time counts: the asset's own calendar where the moves name one (else the rows of the
        frame), every row of the frame, or the rows in which the asset has a value.
    min_estimation : int
        Fewest usable estimation days; below it the outcome is ``short_estimation``.

    Raises
    ------
    EstimationError
        Unknown assets, factors or outcomes, missing columns, a pair measured twice, moves that overlap, an index that
        is not ascending, sessions of another kind than the index, windows that overlap, an object that is no model.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(7)
    >>> days = pd.bdate_range("2022-01-03", periods=120)
    >>> moves = pd.DataFrame({"OIL": rng.normal(0, 0.01, 120)}, index=days)
    >>> moves.iloc[100] += 0.05
    >>> events = pd.DataFrame({"event_id": ["strike"], "asset": ["OIL"], "session": [days[100]]})
    >>> results = EventStudy(moves, events, window=(0, 1), estimation=(-90, -5)).fit()
    >>> bool(results.test("sample_quantile", window=(0, 0)).pvalue < 0.05)
    True
    """

    def __init__(
        self,
        moves: pd.DataFrame,
        events: pd.DataFrame,
        *,
        model: NormalModel | None = None,
        window: WindowsLike = (-1, 5),
        estimation: WindowLike = (-250, -11),
        mask_events: bool = True,
        sessions: SessionRule = "calendar",
        min_estimation: int = 30,
    ) -> None:
        self._model = ConstantMean() if model is None else model
        self._factors = check_model(self._model)
        check_option("sessions", sessions, SessionRule)
        windows = as_windows(window, name="window")
        self._spec = StudySpec(
            model=describe_model(self._model),
            factors=self._factors,
            market=getattr(self._model, "market", None),
            window=hull(windows),
            windows=windows,
            estimation=as_window(estimation, name="estimation"),
            mask_events=mask_events,
            sessions=sessions,
            min_estimation=min_estimation,
        )
        check_estimation(self._spec.estimation, self._spec.window)
        self._moves = check_moves(moves, self._factors, self._spec.model)
        self._events = check_events(events, self._moves)
        self._places, self._codes = place_events(
            self._moves,
            self._events,
            factors=self._factors,
            sessions=sessions,
            estimation=estimation_windows(self._events, self._spec.estimation, self._spec.window),
        )

    def __repr__(self) -> str:
        """Say in one line what will be measured."""
        spec = self._spec
        return f"<EventStudy: {len(self._events)} pairs, window {spec.window}, {spec.model}>"

    def fit(self) -> EventStudyResults:
        """Fit every measured event and asset.

        Returns
        -------
        EventStudyResults
            An outcome for every row of ``events``: measured, or why not.
        """
        spec, places, codes = self._spec, self._places, self._codes.copy()
        fits, covered = fit_places(
            places,
            self._model,
            window=spec.window,
            mask_events=spec.mask_events,
            least=spec.min_estimation,
        )
        judged = judge(fits, codes[places.positions], least=spec.min_estimation)
        codes[places.positions] = judged
        measured = Measured(places, spec.window, fits, covered)
        lost = (judged == CODES["short_estimation"]) | (judged == CODES["no_price"])
        if lost.any():
            measured = measured.take(np.flatnonzero(~lost))
        return EventStudyResults(measured, codes, spec, self._events, self._moves)

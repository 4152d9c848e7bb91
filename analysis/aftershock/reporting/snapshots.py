"""Daily prices for the sessions of a study that are snapshots of its bars."""

from aftershock.errors import PriceError
from aftershock.markets import Prices, PriceSeries, Strike
from aftershock.reporting.studyfile import StudyFile


def snapshot_daily(study: StudyFile, bars: Prices | None, gaps: tuple[str, ...]) -> Prices:
    """Price the sessions of a study at the one instant it names, from its bars.

    Parameters
    ----------
    study : StudyFile
        The settings, with a snapshot.
    bars : Prices or None
        Bars of the study; None where none could be loaded.
    gaps : tuple of str
        Why not, in sentences.

    Returns
    -------
    Prices
        Daily. Assets whose bars are missing or never reach that hour are listed, not fatal, while any is left.

    Raises
    ------
    PriceError
        If no asset is left.
    """
    assert study.sessions.snapshot is not None
    strike = Strike.parse(study.sessions.snapshot)
    wanted = study.session_symbols()
    missing = [pair for pair in (bars.missing if bars is not None else ()) if pair[0] in wanted]
    series: list[PriceSeries] = []
    for symbol in wanted:
        if bars is None or symbol not in bars:
            continue
        try:
            series.extend(Prices([bars[symbol]]).snapshot(strike.time, strike.zone).values())
        except PriceError as failure:
            missing.append((symbol, str(failure)))
    if not series:
        reasons = [*gaps, *(reason for _, reason in missing)]
        raise PriceError(
            f"[sessions] snapshot = {study.sessions.snapshot!r} leaves no asset with a price: {' '.join(reasons)}",
            snapshot=study.sessions.snapshot,
        )
    return Prices(series, missing=tuple(missing), method=f"snapshot {strike.time} {strike.zone}")

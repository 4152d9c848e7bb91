"""The notes on method and the caveats, generated from the settings."""

from aftershock.markets import Prices
from aftershock.reporting.findings import Findings
from aftershock.reporting.page import Note
from aftershock.reporting.wording import strike_text
from aftershock.typing import SeasonalMethod

CAVEATS = (
    "Timing is not cause: a move in the same hour as a headline need not be a reaction to it, and other news "
    "comes in the same hours.",
    "News is printed late: the instant is when this source printed, which can be minutes or hours after the news.",
    "Headlines of one session share one session move; of one bar, one clock move. They are measured once and listed "
    "as often as they came.",
    "× usual is a description. The p-value of a clock move compares it with other windows of its own day, so that a "
    "volatile day is its own yardstick; with windows of all days, season and day apart, where its own has too few.",
)

SEASONS: dict[SeasonalMethod, str] = {
    "wsd": "weighted standard deviation by clock time",
    "sd": "standard deviation by clock time",
    "fourier": "flexible Fourier form",
}
CONSECUTIVE = (
    "Moves are changes between consecutive sessions of that calendar; a change "
    "across a hole is missing, never zero."
)
DIFFERENT_HOURS = "; and daily prices struck at different hours make the slope too small."


def method_notes(findings: Findings) -> tuple[Note, ...]:
    """Describe each method used, as it was set.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    tuple of Note
        Formulas as implemented, with their sources.
    """
    notes = [*session_notes(findings)]
    if findings.reactions is not None:
        notes.extend(clock_notes(findings))
    return tuple(notes)


def session_notes(findings: Findings) -> list[Note]:
    """Describe the session-time study."""
    spec = findings.mean.spec
    notes = [
        snapshot_note(findings) if is_snapshot(findings) else strike_note(findings),
        Note(
            "Abnormal move",
            f"Move less the mean of the estimation window {spec.estimation} in the asset's own sessions, other "
            f"events' windows left out, at least {spec.min_estimation} usable days. Standardized by the residual "
            "standard deviation with forecast-error correction.",
            "A = r − r̄;  z = A / (s √(1 + 1/M))",
            "Brown and Warner (1985); Patell (1976)",
        ),
        Note(
            "Is one session unusual? (sample-quantile test)",
            "The abnormal move is ranked among those of the estimation window: no normal distribution is assumed, "
            "and one event is enough. It assumes that quiet days are a fair yardstick for the day; when the weeks "
            "before were more volatile than the year, it calls too many days unusual.",
            "p = min(1, 2 min((1 + #{e ≤ A}) / (M + 1), (1 + #{e ≥ A}) / (M + 1)))",
            "Gelbach, Helland and Klick (2013)",
        ),
        Note(
            "All tests counted",
            "The p-values of all sessions and assets in the table are adjusted together, so that the chance of even "
            "one false alarm stays below 5\u202f%.",
            "p*(j) = max over i ≤ j of min(1, (n − i + 1) p(i))",
            "Holm (1979)",
        ),
    ]
    if findings.contracts:
        notes.append(contract_note())
    if findings.market is not None:
        notes.append(
            Note(
                "Market model",
                "Beside the constant mean, less what the market's own move implied. News of this size can move the "
                "market itself, and then this takes part of a reaction away"
                + ("." if is_snapshot(findings) else DIFFERENT_HOURS),
                "A = r − (a + b m);  Var(A) = s² (1 + 1/M + (m − m̄)² / Σ(m − m̄)²)",
                "MacKinlay (1997)",
            )
        )
    return notes


def strikes_used(daily: Prices) -> str:
    """Say at which strikes the moves are taken, and that they differ where they do."""
    by_strike: dict[str, list[str]] = {}
    for symbol, series in daily.items():
        by_strike.setdefault(strike_text(series.strike), []).append(symbol)
    listed = "; ".join(f"{', '.join(symbols)} at {strike}" for strike, symbols in by_strike.items())
    text = f"The moves here are session moves, each asset from its own strike to the next: {listed}."
    if len(by_strike) == 1:
        return text
    return (
        f"{text} These strikes differ, so moves of one session share only part of a day and must not be correlated "
        "as if they were simultaneous."
    )


def contract_note() -> Note:
    """Describe how changes of contract are suspected."""
    return Note(
        "Changes of contract",
        "A nearest-month series jumps when its contract changes. Where no file marks the contract, a future is set "
        "against its fund: sessions near an expiry are suspected on which it jumped, the fund did not, and the next "
        "session did not bring it back. The two are struck at different hours, so a suspicion can be news between "
        "them, and a small jump is not seen. Moves are left as they are.",
        "x = r − b f;  |x − med x| > 4 · 1.4826 MAD x, over 60 sessions on each side",
    )


def is_snapshot(findings: Findings) -> bool:
    """Say whether all assets are priced at one instant."""
    return findings.daily.method != "session"


def strike_note(findings: Findings) -> Note:
    """Describe sessions of assets each struck at its own hour."""
    return Note(
        "Which session a headline belongs to",
        "For each asset, the first session of its own calendar whose strike (the instant at which its daily "
        "price is set) is at or after the headline. A headline at 19:32 CET is after COMEX gold's strike and "
        f"before the S&P 500's. {CONSECUTIVE} {strikes_used(findings.daily)}",
        "session(t) = min { s : strike(s) ≥ t }",
    )


def snapshot_note(findings: Findings) -> Note:
    """Describe sessions that are all priced at one instant."""
    assert findings.bars is not None
    return Note(
        "Which session a headline belongs to",
        f"Daily prices are a {findings.daily.method}: of each asset, on each session of its own calendar, the close of "
        f"the last {findings.bars.interval} bar that ended by then, missing where the market was closed or that price "
        "is too old. So the moves of all assets are of the same hours, unlike those of closes and settlements. "
        f"A headline belongs to the first session whose snapshot is at or after it. {CONSECUTIVE}",
        "session(t) = min { s : snapshot(s) ≥ t }",
    )


def clock_notes(findings: Findings) -> list[Note]:
    """Describe the clock-time study."""
    assert findings.reactions is not None
    spec = findings.reactions.spec
    return [
        Note(
            "Which prices a clock window uses",
            f"Bars of {spec.interval}; a bar's close is known at its end. Before: the last bar that ended at or "
            "before the headline. After: the first bar that ends at or after the end of the window, counted from "
            "the latest moment that the printed minute allows. A bar that holds the headline is never the price "
            "before. Headlines with the same two bars are one episode.",
            "m = p(first end ≥ t + u + h) − p(last end ≤ t)",
        ),
        Note(
            "The usual for that time of day",
            f"The standard deviation of a move over the same bars: how volatile each {spec.interval} of the exchange's "
            f"clock usually is ({SEASONS[spec.seasonality]}, per weekday where there are enough, the day itself left "
            "out), times the day's own level, from its bars outside all headlines' windows. A day with too few such "
            "bars takes the level of the days before. A move over a closure is set against other closures as long.",
            "usual² = Σ level² f²;  × usual = |m| / usual;  level² = 1.42 mean of med(|z|, |z'|, |z''|)²,  z = r / f",
            "Boudt, Croux and Laurent (2011); Andersen, Dobrev and Schaumburg (2012)",
        ),
        Note(
            "Is one clock move unusual? (placebos)",
            "The move is ranked among all windows of the same asset and day that are as long and clear of headlines, "
            "closures and changes of contract, each over its seasonal factor: volatile days and busy hours are "
            f"compared with themselves. Where its day has fewer than {spec.min_placebos} such windows, or too few to "
            "reach 5\u202f%, those of all days are taken, each over its season and the level of its day. It assumes "
            "that, season and day apart, volatility is the same; a day that turns volatile with its first headline "
            "makes it cautious.",
            "p = (c + #{|m'|/f' ≥ |m|/f}) / (c + n),  c = max(1, bars/3), and 1 among all days",
            "Phipson and Smyth (2010) for the added count",
        ),
        Note(
            "All clock tests counted",
            "Placebos are drawn at the same instants for all assets, and the largest of each draw counts, headlines "
            "and assets together; where moves were judged by all days, Holm's adjustment counts them instead. Times "
            "the number of windows in which anything could be judged.",
            "p*(j) = max over i ≤ j of (1 + #{max over k ≥ i of |z(k)b| ≥ |z(i)|}) / (B + 1)",
            "Romano and Wolf (2005); Holm (1979)",
        ),
    ]

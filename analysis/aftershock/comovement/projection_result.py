"""What a local projection found: paths, bands, a test of the whole path, and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.comovement.notebook import result_html
from aftershock.comovement.paths import N_DRAWS, ResponsePath, largest_draws, largest_score
from aftershock.errors import ComovementError
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.inference.resampling import share_as_extreme
from aftershock.typing import ProjectionErrors, ProjectionResponse, Rng

INNER_ALPHA = 0.32
NULL = "no response to the shock at any horizon"
CAVEAT = "Responses are what usually came with or after the shock; they do not say that it was the reason."


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LocalProjection:
    """Hold the responses of one or more assets to one unit of a shock, horizon by horizon.

    Parameters
    ----------
    assets, units : tuple of str
        Names, and units of the responses.
    paths : tuple of ResponsePath
        One an asset.
    path_alphas : tuple of float
        Level at which pointwise bands hold the whole path with probability ``1 - alpha``; NaN where there is none.
    shock_unit : str
        What one unit of the shock is, in words that follow "after".
    response : {"move", "volatility"}
        What responds.
    cumulative : bool
        Over all rows up to the horizon, or at the horizon alone.
    errors : {"lag_augmented", "newey_west"}
        Kind of standard errors.
    alpha : float
        One minus the coverage of the outer band.
    counted : str
        What a horizon counts: sessions or bars.
    note : str
        What a reader must know; empty where there is nothing.
    """

    assets: tuple[str, ...]
    units: tuple[str, ...]
    paths: tuple[ResponsePath, ...]
    path_alphas: tuple[float, ...]
    shock_unit: str
    response: ProjectionResponse
    cumulative: bool
    errors: ProjectionErrors
    alpha: float
    counted: str
    note: str

    @property
    def horizons(self) -> int:
        """The last horizon."""
        return len(self.paths[0].estimates) - 1

    @property
    def reason(self) -> str:
        """Why a path is missing or cut short, asset by asset; empty where none is."""
        told = [
            (name, path.reason) for name, path in zip(self.assets, self.paths, strict=True) if path.reason
        ]
        return "; ".join(f"{name}: {reason}" for name, reason in told)

    def path(self, asset: str) -> ResponsePath:
        """Return the path of an asset.

        Raises
        ------
        ComovementError
            If there is none.
        """
        if asset not in self.assets:
            raise ComovementError(
                f"There is no path of {asset!r}; there are those of {', '.join(self.assets)}.", asset=asset
            )
        return self.paths[self.assets.index(asset)]

    def to_frame(self) -> pd.DataFrame:
        """Lay the responses out, one row for each asset and horizon.

        Returns
        -------
        pandas.DataFrame
            ``asset, horizon, estimate, std_error, df``, the pointwise bands ``inner_low, inner_high`` (68 %) and
            ``conf_low, conf_high`` (``1 - alpha``), the band ``path_low, path_high`` that holds the whole path with
            that probability, ``bias`` (approximate, of cumulated moves), ``detectable`` (smallest response found
            with a power of 80 % at ``alpha``), ``n_rows, n_lags, unit, method, reason``. NaN where nothing is
            estimated.
        """
        parts = [self._asset_frame(number) for number in range(len(self.assets))]
        return pd.concat(parts, ignore_index=True)

    def test(self, asset: str, *, n_draws: int = N_DRAWS, rng: Rng = 0) -> HypothesisTest:
        """Test that an asset does not respond at any horizon, by the one that is farthest from zero.

        Parameters
        ----------
        asset : str
            Which one.
        n_draws : int
            Draws of the largest score when there is no response.
        rng : int or Generator
            Seed or source of the draws.

        Returns
        -------
        HypothesisTest
            ``estimate`` is the response at the horizon with the largest t, which ``extra`` names. Undefined without
            a path and for the Newey-West errors.

        Raises
        ------
        ComovementError
            If there is no such asset.
        """
        path, unit = self.path(asset), self.units[self.assets.index(asset)]
        draws = (
            largest_draws(path, rng=rng, n_draws=n_draws) if self.errors == "lag_augmented" else np.zeros(0)
        )
        n_rows = int(path.n_rows.max())
        if not draws.size:
            reason = path.reason or "Newey-West errors do not say how the horizons go together"
            return undefined(
                "local_projection", reason, null=NULL, n_events=n_rows, alternative="two-sided", unit=unit
            )
        score, at = largest_score(path)
        return HypothesisTest(
            statistic=score,
            pvalue=share_as_extreme(draws, score, "greater", complete=False),
            distribution="bootstrap",
            estimate=float(path.estimates[at]),
            std_error=float(path.std_errors[at]),
            n_events=n_rows,
            null=NULL,
            method="local_projection",
            unit=unit,
            n_draws=n_draws,
            extra={"horizon": float(at)},
        )

    def summary(self) -> str:
        """Say in a few lines what was found, how sure it is, and what it is not."""
        lines = [f"{self._what()} after {self.shock_unit}."]
        lines += [self._line(number) for number in range(len(self.assets))]
        lines.append(
            f"Bands hold at one horizon each ({self.errors.replace('_', ' ')}); the test is of all horizons together."
        )
        return "\n".join([*lines, *([self.note] if self.note else []), CAVEAT])

    def __repr__(self) -> str:
        """Print one line."""
        return (
            f"LocalProjection({', '.join(self.assets)}; {self.response}; horizons 0 to {self.horizons} "
            f"{self.counted}; {self.errors})"
        )

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("projection", self.to_frame(), self.summary())

    def _what(self) -> str:
        """Name the response."""
        if self.response == "move":
            return "Cumulated move" if self.cumulative else "Move at each horizon"
        return (
            "Realised volatility up to each horizon" if self.cumulative else "Absolute move at each horizon"
        )

    def _line(self, number: int) -> str:
        """Describe one asset's path in one line."""
        asset, path, unit = self.assets[number], self.paths[number], self.units[number]
        if not np.isfinite(path.estimates[0]):
            return f"{asset}: no number: {path.reason}."
        low, high = path.limits(self.alpha)
        shown = sorted({0, int(np.flatnonzero(np.isfinite(path.estimates))[-1])})
        told = ", ".join(f"h={at} {path.estimates[at]:.3g} [{low[at]:.3g}, {high[at]:.3g}]" for at in shown)
        pvalue = self.test(asset).pvalue
        joint = f"; no response at all: p = {pvalue:.3g}" if np.isfinite(pvalue) else ""
        named, level = f" {unit}" if unit else "", 100 * (1 - self.alpha)
        return f"{asset}: {told}{named}, {level:g} % bands, n = {path.n_rows[0]}{joint}."

    def _asset_frame(self, number: int) -> pd.DataFrame:
        """Lay out one asset's path."""
        path = self.paths[number]
        path_low, path_high = path.limits(self.path_alphas[number])
        (inner_low, inner_high), (low, high) = path.limits(INNER_ALPHA), path.limits(self.alpha)
        summed = self.cumulative and self.response == "move"
        return pd.DataFrame(
            {
                "asset": self.assets[number],
                "horizon": np.arange(path.estimates.size),
                "estimate": path.estimates,
                "std_error": path.std_errors,
                "df": path.df,
                "inner_low": inner_low,
                "inner_high": inner_high,
                "conf_low": low,
                "conf_high": high,
                "path_low": path_low,
                "path_high": path_high,
                "bias": path.bias() if summed else np.nan,
                "detectable": path.detectable(self.alpha),
                "n_rows": path.n_rows,
                "n_lags": path.n_lags,
                "unit": self.units[number],
                "method": self.errors,
                "reason": np.where(np.isfinite(path.estimates), "", path.reason),
            }
        )

"""What a fitted clock-time study keeps of each asset, for the tests and tables computed on request."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from aftershock.errors import EstimationError
from aftershock.markets import Asset
from aftershock.reactions.level import Yardstick
from aftershock.reactions.measures import Market
from aftershock.reactions.measuring import Measured, Stamps, by_usual
from aftershock.reactions.yardsticks import AssetYardstick
from aftershock.typing import FloatArray, IntArray, LabelArray


@dataclass(frozen=True, slots=True, eq=False)
class FittedAsset:
    """One asset with its bars, what is usual for it, and what was measured.

    Parameters
    ----------
    asset : Asset
        The asset.
    zone : str
        Zone of its exchange.
    market : Market
        Bars and clock.
    whole : AssetYardstick
        What is usual.
    windows : mapping of str to Measured
        By window.
    """

    asset: Asset
    zone: str
    market: Market
    whole: AssetYardstick
    windows: Mapping[str, Measured]

    @property
    def symbol(self) -> str:
        """Symbol of the asset."""
        return self.asset.symbol

    @property
    def unit(self) -> str:
        """Unit of its moves."""
        return {"log": "log return", "simple": "return"}.get(self.asset.move, self.asset.unit)

    def yardstick(self, window: str) -> Yardstick:
        """Take the yardstick of a window: where prices are medians, its bars hold those at its ends."""
        usual = self.whole.yardstick
        return Yardstick(self.windows[window].placed.bars, usual.variances, usual.levels)

    def rows(self, window: str) -> tuple[IntArray, IntArray]:
        """Take the rows of the windows that were measured while the market traded; -1 for the others."""
        placed = self.windows[window].placed
        traded = placed.outcome == "used"
        return np.where(traded, placed.before, -1), np.where(traded, placed.after, -1)

    def standardized(self, window: str) -> FloatArray:
        """Take the moves by their usual size of the windows that were measured while the market traded."""
        found = self.windows[window]
        moves = np.where(found.placed.outcome == "used", found.placed.moves, np.nan)
        return by_usual(moves, found.usual)


@dataclass(frozen=True, slots=True, eq=False)
class FittedStudy:
    """All assets of a fitted study, and its headlines.

    Parameters
    ----------
    assets : mapping of str to FittedAsset
        By symbol.
    ids : ndarray of shape (n_headlines,)
        Headlines in order of time.
    stamps : Stamps
        Their instants and uncertainty.
    """

    assets: Mapping[str, FittedAsset]
    ids: LabelArray
    stamps: Stamps

    def one(self, symbol: str | None) -> FittedAsset:
        """Find the one asset that is meant; None where there is but one.

        Raises
        ------
        EstimationError
            If it was not measured, or none is named and there are several.
        """
        if symbol is None and len(self.assets) > 1:
            raise EstimationError(
                f"name one asset; there are {', '.join(self.assets)}.", assets=tuple(self.assets)
            )
        return self.some(symbol)[0]

    def some(self, symbol: str | None) -> list[FittedAsset]:
        """Find the assets that are meant; all where none is named.

        Raises
        ------
        EstimationError
            If it was not measured.
        """
        if symbol is not None and symbol not in self.assets:
            raise EstimationError(
                f"asset {symbol!r} was not measured; there are {', '.join(self.assets)}.", asset=symbol
            )
        return [one for name, one in self.assets.items() if symbol in (None, name)]

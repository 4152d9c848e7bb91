"""What each asset is in a risk-off move: share, bond, gold or oil, and which way it is expected to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from aftershock.comovement.panels import MovePanel
from aftershock.errors import AssetError, ComovementError
from aftershock.markets import Asset, get_asset
from aftershock.typing import BondQuote

SIGNED_CLASSES = ("equity", "rates", "metals")
"""Classes that the signature names by default: shares, Treasuries and gold."""


def known_asset(name: str) -> Asset | None:
    """Look a column up in the catalogue of assets; None where nobody knows it.

    Examples
    --------
    >>> known_asset("GOLD").haven, known_asset("mine")
    (1, None)
    """
    try:
        return get_asset(name)
    except AssetError:
        return None


def default_signature(assets: Sequence[str]) -> dict[str, float]:
    """Write down the usual risk-off signature for the assets that the catalogue knows.

    Use it where no weights are given: shares down, Treasury yields down (their prices up), gold up. Oil, currencies
    and volatility have no sign of their own here and weigh nothing.

    Parameters
    ----------
    assets : sequence of str
        Columns of the moves.

    Returns
    -------
    dict of str to float
        -1 or 1 by asset; only assets with a sign.

    Raises
    ------
    ComovementError
        If fewer than two assets have a sign.

    Examples
    --------
    >>> default_signature(["SPX", "UST10Y", "GOLD", "WTI"])
    {'SPX': -1.0, 'UST10Y': -1.0, 'GOLD': 1.0}
    """
    found = {name: known_asset(name) for name in assets}
    signs = {
        name: float(asset.haven)
        for name, asset in found.items()
        if asset is not None and asset.haven and asset.asset_class in SIGNED_CLASSES
    }
    if len(signs) < 2:
        raise ComovementError(
            f"Of {', '.join(assets)} the catalogue gives a sign to {', '.join(signs) or 'none'}; two are needed. "
            "Give weights, e.g. signature={'stocks': -1, 'yield': -1, 'gold': 1}.",
            assets=tuple(assets),
        )
    return signs


def checked_signature(
    assets: Sequence[str], signature: Mapping[str, float] | pd.Series | None
) -> dict[str, float]:
    """Take the weights given, or the usual ones, and refuse those that name no asset or weigh nothing.

    Examples
    --------
    >>> checked_signature(["A", "B"], {"A": -1, "B": 2, "C": 0})
    {'A': -1.0, 'B': 2.0}
    """
    if signature is None:
        return default_signature(assets)
    weights = {str(name): float(weight) for name, weight in dict(signature).items() if float(weight) != 0}
    absent = [name for name in weights if name not in assets]
    if absent or len(weights) < 2 or not all(abs(one) < float("inf") for one in weights.values()):
        raise ComovementError(
            f"signature is {weights}; it must give finite weights to two or more of {', '.join(assets)}, and to no "
            "other asset.",
            signature=weights,
            absent=absent,
        )
    return weights


def role_of(assets: Sequence[str], role: str) -> str | None:
    """Find the first column of a class: equity, rates, metals or energy.

    Examples
    --------
    >>> role_of(["GOLD", "SPX"], "equity"), role_of(["GOLD"], "energy")
    ('SPX', None)
    """
    for name in assets:
        asset = known_asset(name)
        if asset is not None and asset.asset_class == role:
            return name
    return None


def bond_quote(panel: MovePanel, bond: str, given: BondQuote | None) -> BondQuote:
    """Say whether a bond's moves are those of a price or of a yield, or ask for it.

    Raises
    ------
    ComovementError
        If neither the moves nor the catalogue say so.
    """
    if given is not None:
        return given
    unit, asset = panel.units[panel.positions([bond])[0]], known_asset(bond)
    if unit == "bp" or (not unit and asset is not None and asset.quote == "yield"):
        return "yield"
    if unit or (asset is not None and asset.duration is not None):
        return "price"
    raise ComovementError(
        f"Nothing says whether {bond} is a price or a yield, and they move against each other. Say bond_quote='yield' "
        "for changes in basis points, bond_quote='price' for returns.",
        bond=bond,
    )

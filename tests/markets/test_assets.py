"""What an asset is, and what is printed of its moves."""

import dataclasses

import numpy as np
import pytest

from aftershock.errors import AssetError
from aftershock.markets import get_asset, shown

ROUNDING = 1e-9


def test_log_return_is_shown_in_per_cent() -> None:
    assert shown(get_asset("SPX"), np.log(1.05)) == pytest.approx(5.0, abs=ROUNDING)


def test_simple_return_is_shown_in_per_cent() -> None:
    simple = dataclasses.replace(get_asset("SPX"), move="simple")
    assert shown(simple, 0.05) == pytest.approx(5.0, abs=ROUNDING)


def test_yield_change_is_shown_as_it_is() -> None:
    assert shown(get_asset("UST10Y"), [-6.0]).tolist() == [-6.0]


def test_missing_stays_missing() -> None:
    assert np.isnan(shown(get_asset("SPX"), np.nan))


def test_unknown_kind_of_move_lists_those_allowed() -> None:
    with pytest.raises(AssetError, match="'log', 'simple', 'difference'"):
        dataclasses.replace(get_asset("SPX"), move="ratio")


def test_return_in_basis_points_is_refused() -> None:
    with pytest.raises(AssetError, match="shown in '%'"):
        dataclasses.replace(get_asset("SPX"), unit="bp")


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_scale_must_be_above_zero(scale: float) -> None:
    with pytest.raises(AssetError, match="above zero"):
        dataclasses.replace(get_asset("UST10Y"), scale=scale)


@pytest.mark.parametrize("stale", ["0s", "-30min", "soon"])
def test_stale_limit_must_be_a_span_above_zero(stale: str) -> None:
    with pytest.raises(AssetError, match="stale = .* span of time"):
        dataclasses.replace(get_asset("SPX"), stale=stale)

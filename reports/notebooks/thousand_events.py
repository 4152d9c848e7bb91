# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A thousand events at once
#
# With many dated events one asks for the mean, not for each. The danger changes: not that one event is noise, but that many
# events share their days, so that a thousand rows are not a thousand observations. All moves here are simulated, with a
# known effect.

# %%
import numpy as np
import pandas as pd

import aftershock as ash
from aftershock.plots import describe_paths, described, plot_paths

# %% [markdown]
# ## Twenty assets, fifty dates
#
# 3,000 sessions of twenty assets that share half of their variance. Fifty dates; on each of them all twenty assets have an
# event: a thousand pairs. Half of the dates are escalations, which add 0.4 % to each asset's move on the day; the others are
# announcements that add nothing.

# %%
rng = np.random.default_rng(7)
n_days, n_assets = 3_000, 20
common = rng.standard_normal((n_days, 1))
own = rng.standard_normal((n_days, n_assets))
values = 0.01 * (np.sqrt(0.5) * common + np.sqrt(0.5) * own)

days = pd.bdate_range("2012-01-02", periods=n_days, name="session")
assets = [f"A{number:02d}" for number in range(n_assets)]
dates = np.arange(400, 400 + 50 * 50, 50)
kinds = np.where(np.arange(50) % 2, "announcement", "escalation")
values[dates[kinds == "escalation"]] += 0.004

moves = pd.DataFrame(values, index=days, columns=assets)
moves.attrs["move"] = dict.fromkeys(assets, "log")
events = pd.DataFrame(
    [
        {"event_id": f"{days[at]:%Y-%m-%d}", "asset": asset, "session": days[at], "kind": kind}
        for at, kind in zip(dates, kinds, strict=True)
        for asset in assets
    ]
)
len(events)

# %%
study = ash.EventStudy(moves, events, window=(-2, 5), estimation=(-250, -11)).fit()
study.glance().T

# %% [markdown]
# ## Which test?
#
# `recommend` looks at the events: how many, on how many dates, how alike the assets are, whether variance rises. A test that
# does not hold its size for events like these is named with what it would do.

# %%
parts = study.by("kind")
advice = parts["escalation"].recommend(window=(0, 0))
advice

# %% [markdown]
# Side by side on the announcements, where the truth is nothing. Tests that take twenty assets of one date for twenty
# observations see far more than there is:

# %%
import warnings

names = ["cross_sectional_t", "patell_z", "bmp_t", "kp_bmp_t", "calendar_time_t", "wild_cluster_bootstrap"]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    rows = {
        kind: {name: part.test(name, window=(0, 0)).pvalue for name in names} for kind, part in parts.items()
    }
pd.DataFrame(rows).round(4)

# %% [markdown]
# ## How wrong, exactly?
#
# Two hundred times the same fifty dates shifted to days on which nothing happens: how often does each test reject at 5 %?

# %%
def rejections(n_repeats: int) -> pd.Series:
    """Share of rejections when nothing happened, by test."""
    counts = dict.fromkeys(["cross_sectional_t", "kp_bmp_t"], 0)
    for shift in range(1, n_repeats + 1):
        drawn = np.random.default_rng(shift)
        noise = 0.01 * (
            np.sqrt(0.5) * drawn.standard_normal((600, 1)) + np.sqrt(0.5) * drawn.standard_normal((600, n_assets))
        )
        frame = pd.DataFrame(noise, columns=assets)
        at = [300, 340, 380, 420, 460, 500, 540, 580]
        rows = pd.DataFrame([{"event_id": one, "asset": asset, "session": one} for one in at for asset in assets])
        fitted = ash.EventStudy(frame, rows, window=(0, 0), estimation=(-250, -11)).fit()
        for name in counts:
            counts[name] += fitted.test(name).pvalue <= 0.05
    return pd.Series(counts) / n_repeats


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    shares = rejections(200)
shares

# %% [markdown]
# ## The mean path, and the two kinds against each other

# %%
one = parts["escalation"]
described(plot_paths(one, asset="A00"), describe_paths(one, asset="A00"))

# %%
study.compare("kind", "escalation", "announcement", window=(0, 0), asset="A00")

# %% [markdown]
# Every asset and both kinds are forty tests. Romano and Wolf's adjustment knows that the assets move together, so it gives
# away less than counting them as forty unrelated ones:

# %%
table = study.adjusted(by=["kind", "asset"], window=(0, 0), method="romano_wolf", n_draws=499)
table.groupby("kind")[["pvalue", "adjusted"]].agg(["min", "median"])

# %% [markdown]
# ## What one may not conclude
#
# - **Not that a thousand rows are a thousand observations.** Count the dates.
# - **Not that the mean is what happens.** Half of single events may go the other way; look at the thin lines, or at
#   `to_frame("car")`.
# - **Not that the days were chosen well.** A list made from newspapers dates late, and a list made of days on which markets
#   moved proves itself.

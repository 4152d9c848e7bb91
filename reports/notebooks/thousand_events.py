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
# known answer.

# %%
import warnings

import numpy as np
import pandas as pd

import aftershock as ash
from aftershock.plots import describe_paths, described, plot_paths

# %% [markdown]
# ## Twenty assets, fifty dates
#
# The assets share half of their variance. On each date all of them have an event. Every second date is an escalation, which
# adds `PLANTED` to each asset's move of the day; the others are announcements that add nothing.

# %%
N_DAYS, N_DATES, N_ASSETS, PLANTED = 3_000, 50, 20, 0.008
ASSETS = [f"A{number:02d}" for number in range(N_ASSETS)]


def market(n_days: int, rng: np.random.Generator) -> np.ndarray:
    """Draw moves of 1 % a day, half of their variance in common."""
    common, own = rng.standard_normal((n_days, 1)), rng.standard_normal((n_days, N_ASSETS))
    return 0.01 * np.sqrt(0.5) * (common + own)


# %%
values = market(N_DAYS, np.random.default_rng(7))
dates = 400 + 50 * np.arange(N_DATES)
values[dates[::2]] += PLANTED
days = pd.bdate_range("2012-01-02", periods=N_DAYS, name="session")
moves = pd.DataFrame(values, index=days, columns=ASSETS)
moves.attrs["move"] = dict.fromkeys(ASSETS, "log")

# %%
kinds = np.where(np.arange(N_DATES) % 2, "announcement", "escalation")
pairs = [(days[at], asset, kind) for at, kind in zip(dates, kinds, strict=True) for asset in ASSETS]
events = pd.DataFrame(pairs, columns=["session", "asset", "kind"])
events["event_id"] = events["session"].dt.strftime("%Y-%m-%d")
assert len(events) == 1_000
study = ash.EventStudy(moves, events, window=(-2, 5), estimation=(-250, -11)).fit()
study.glance().T

# %% [markdown]
# ## Which test?
#
# `recommend` looks at the events: how many, on how many dates, how alike the assets are, whether variance rises.

# %%
parts = study.by("kind")
advice = parts["escalation"].recommend(window=(0, 0))
print(f"{advice.test}, beside it {', '.join(advice.beside)}.\n{advice.reason}")

# %% [markdown]
# Side by side. On escalations the truth is `PLANTED`, on announcements it is nothing, and tests that take the assets of one
# date for as many observations are far too sure of both. The package warns of them; here we look on purpose.

# %%
NAMES = ["cross_sectional_t", "patell_z", "bmp_t", "kp_bmp_t", "calendar_time_t", "wild_cluster_bootstrap"]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pvalues = {kind: [part.test(name, window=(0, 0)).pvalue for name in NAMES] for kind, part in parts.items()}
pd.DataFrame(pvalues, index=pd.Index(NAMES, name="p-value of")).map("{:.1g}".format)

# %% [markdown]
# ## How wrong, exactly?
#
# Draw markets in which nothing happens, over and over, each with eight dates that all assets share. How often does each test
# reject at 5 %?

# %%
def rejects(seed: int) -> dict[str, bool]:
    """Say which test rejects in one market where nothing happened."""
    frame = pd.DataFrame(market(600, np.random.default_rng(seed)), columns=ASSETS)
    at = [(f"{day}", asset, day) for day in range(300, 620, 40) for asset in ASSETS]
    rows = pd.DataFrame(at, columns=["event_id", "asset", "session"])
    fitted = ash.EventStudy(frame, rows, window=(0, 0), estimation=(-250, -11)).fit()
    return {name: fitted.test(name).pvalue <= 0.05 for name in ("cross_sectional_t", "kp_bmp_t")}


# %%
N_MARKETS = 60
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    shares = pd.DataFrame([rejects(seed) for seed in range(N_MARKETS)]).mean()
error = np.sqrt(0.05 * 0.95 / N_MARKETS)
print(f"expected 5 %, give or take {2 * error:.0%} for {N_MARKETS} markets")
shares.rename("share rejected").to_frame()

# %% [markdown]
# ## The mean path, and one kind against the other
#
# The moves are added up from the first session of the window. The bands hold at each session taken alone.

# %%
one = parts["escalation"]
described(plot_paths(one, asset="A00"), describe_paths(one, asset="A00"))

# %% [markdown]
# `compare` shuffles which dates belong to which kind. For one asset, with no more observations than dates, even a difference
# of this size can be missed:

# %%
study.compare("kind", "escalation", "announcement", window=(0, 0), asset="A00")

# %% [markdown]
# Every asset with both kinds makes a table of many tests. Romano and Wolf's adjustment knows that the assets move together, so
# it gives away less than counting them as unrelated:

# %%
by = ["kind", "asset"]
joint = study.adjusted(by=by, window=(0, 0), method="romano_wolf", n_draws=999)
apart = study.adjusted(by=by, window=(0, 0), method="holm", test="date_block_permutation", n_draws=999)
below = {
    name: (table.set_index(by)[column] <= 0.05).groupby("kind").sum()
    for name, table, column in [("unadjusted", joint, "pvalue"), ("Holm", apart, "adjusted_pvalue"), ("Romano-Wolf", joint, "adjusted_pvalue")]
}
pd.DataFrame(below).assign(tests=joint.groupby("kind").size())

# %% [markdown]
# ## What one may not conclude
#
# - **Not that a thousand rows are a thousand observations.** Count the dates.
# - **Not that the mean is what happens.** Many single events go the other way: look at `to_frame("car")`.
# - **Not that the days were chosen well.** A list made from newspapers dates late, and a list made of days on which markets
#   moved proves itself.

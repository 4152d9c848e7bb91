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
# # Your own study, from CSV files
#
# You have a list of headlines in one file and a folder of prices, a file an asset. This page makes both, so that it runs
# anywhere: the headlines are fictional and the prices simulated. Put yours in their place.

# %%
import tempfile
import warnings
from pathlib import Path

import pandas as pd

import aftershock as ash
from aftershock.alignment import outcome_table
from aftershock.markets import sample_folder
from aftershock.markets.describing import draft_description
from aftershock.markets.detecting import detect_folder

pd.set_option("display.max_colwidth", 90)
desk = Path(tempfile.mkdtemp())

# %% [markdown]
# ## 1. The headlines
#
# Two columns are enough: when, and what. A time has its offset from UTC, or the clock time stands beside the name of the
# clock. Any other column comes along.

# %%
(desk / "headlines.csv").write_text(
    """\
time,zone,headline,side
2019-03-20T14:40:00Z,,Vardania closes the Strait of Orlune to tankers,escalation
2019-03-21 03:20,CET,"Vardania shuts the pipeline to the coast, council says",escalation
2019-03-21 11:05,CET,Radio reports a blast at the terminal,escalation
2019-03-21 13:30,CET,Vardania agrees to talks,calming
21 March,CET,A line without a time,calming
""",
    encoding="utf-8",
);

# %% [markdown]
# One of the lines has no time. It is not dropped in silence: reading warns, and the frame keeps the line and the reason.

# %%
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    heads = ash.read_headlines(desk / "headlines.csv")
print(told[0].message)
heads[["instant", "zone", "headline", "side"]]

# %% [markdown]
# ## 2. The prices
#
# A date and a close, as people keep them.

# %%
(desk / "prices").mkdir()
for symbol, name in {"SPX": "spx.csv", "GOLD": "Gold daily.csv", "WTI": "wti.csv"}.items():
    table = pd.read_csv(sample_folder() / f"{symbol}.csv")
    table.rename(columns={"date": "Date", "close": "Close"}).to_csv(desk / "prices" / name, index=False)

found = detect_folder(desk / "prices")
pd.DataFrame([{"asset": one.asset, "interval": one.interval, **one.keys} for one in found.series])

# %% [markdown]
# A `prices.toml` says what the files hold. The draft takes only what stands in names and headers; which end of a bar a time
# marks, or whose clock it is, no file tells and nobody guesses. One thing only we know: these prices were drawn by a
# computer. The package never shows them beside real headlines, if it is told.

# %%
draft = draft_description(found, name="my prices")
draft = draft.replace('name = "my prices"', 'name = "my prices"\nsimulated = true')
(desk / "prices" / "prices.toml").write_text(draft, encoding="utf-8")
print(draft.rstrip())

# %%
prices = ash.load_prices(
    ["SPX", "GOLD", "WTI"], start="2017-07-03", end="2019-03-29", source=desk / "prices"
)
prices

# %% [markdown]
# ## 3. The study

# %%
events = ash.align(heads, prices)
outcome_table(events)

# %%
study = ash.EventStudy(prices.moves(), events, window=(0, 0), estimation=(-400, -11)).fit()
study

# %% [markdown]
# ## 4. The report
#
# The same as a page to publish: a `study.toml`, one call. On the command line `aftershock new` writes the file for you, and
# `aftershock report` says what it lacks.

# %%
settings = """\
[study]
title = "A strait is closed"

[headlines]
file = "../headlines.csv"
fictional = true

[prices]
source = "../prices"
start = "2017-07-03"
end = "2019-03-29"

[assets]
sessions = ["SPX", "GOLD", "WTI"]
market = "SPX"
"""
(desk / "mine").mkdir()
(desk / "mine" / "study.toml").write_text(settings, encoding="utf-8");

# %% [markdown]
# Building tells what was left out or doubtful on the way.

# %%
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    page = ash.build_report(desk / "mine" / "study.toml", out=desk / "build", remark=print)
print(*dict.fromkeys(str(one.message) for one in told), sep="\n")

# %%
pd.DataFrame({"file": sorted(one.name for one in page.parent.iterdir())})

# %% [markdown]
# The same numbers as a table, for whoever goes on from here:

# %%
results = pd.read_csv(page.parent / "results.csv")
results[["event", "headlines", "asset", "session", "outcome", "move", "unit"]].dropna(subset=["move"])

# %% [markdown]
# ## What one may not conclude
#
# - **Not that your files are right.** The package checks what can be checked (order, repeats, dates that are no sessions), but a
#   close that was taken an hour later than you think looks like any other. Say in `prices.toml` when it was struck.
# - **Not that a headline came at the time on your list.** A desk that writes a story twenty minutes after the wire makes every
#   reaction look early. `uncertainty` widens a stamp that you trust less.
# - **Not that your choice of headlines is fair.** If they were picked because the market moved, every test will find that it
#   did.

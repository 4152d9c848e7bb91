"""The texts of a new study."""

MARK = "EXAMPLE: replace this line"

STUDY = """\
# A study of headlines. After every edit run
#     $command
# It says what is still missing, and what to write. All keys: reports/README.md of the project.

[study]
title = ""                # what happened, and when

[headlines]
# One line a headline, in the columns of headlines.csv:
#   time      when it was published, with its offset from UTC: 2026-03-03T14:05:00-05:00 (Z is UTC itself);
#             or the clock time alone, 2026-03-03 14:05, and then whose clock it was in the column zone
#   zone      ET, CET, Europe/Kyiv ...; empty where the time has an offset
#   headline  the text; between double quotes where it holds a comma
# Any other column may be there too: source, uncertainty (1min, 1h), theme, escalation (-1, 0 or 1).
file = "headlines.csv"
$fictional
[prices]
# "yahoo", "store", or a folder of price files as seen from this one.
source = $source
${description}start = ""                # first day of daily prices: long before the headlines, to know what is normal
end = ""                  # last day: some days after the headlines
bars_start = ""           # first day of the prices within the day
bar_interval = "$interval"

[assets]
# Daily moves; then moves within the day; then the market that the others are compared with.
# All assets: aftershock data assets
sessions = $sessions
$bars
$market

[sessions]
estimation = [-400, -11]  # sessions before the event that say what is normal
"""

HEADLINES = f"""\
time,zone,headline
2026-03-03T14:05:00-05:00,,{MARK}. The time carries its offset from UTC
2026-03-03 20:40,CET,"{MARK}, too. A clock time, and whose clock it was"
"""

MADE_UP_STUDY = """\
# A study of made-up headlines on simulated prices, to try things out. Run
#     $command
# Change headlines.csv and run it again; keep the days between 2019-01-02 and 2019-03-28, where the sample has prices.
# Real headlines are never shown with simulated prices: for those, make another study without --prices sample.

[study]
title = "A made-up crisis on simulated prices"

[headlines]
# One line a headline: time (with its offset from UTC, or with whose clock it was in the column zone) and text.
file = "headlines.csv"
$fictional
[prices]
source = $source
${description}start = "2017-07-03"
end = "2019-03-29"
bars_start = "2018-12-03"
bar_interval = "$interval"

[assets]
sessions = $sessions
$bars
$market

[sessions]
estimation = [-400, -11]  # sessions before the event that say what is normal
"""

MADE_UP_HEADLINES = """\
time,zone,headline
2019-03-20T14:40:00Z,,Vardania closes the Strait of Orlune to tankers
2019-03-21 03:20,CET,"Vardania shuts the pipeline to the Kelmaran coast, council says"
2019-03-21 11:05,CET,Radio reports a blast at the Orlune terminal
"""

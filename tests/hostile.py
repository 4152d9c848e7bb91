"""Headlines that try to be more than text, in one place for every format that must show them as text."""

import csv
import re
from pathlib import Path

HOSTILE: tuple[str, ...] = (
    "<script>alert(1)</script>",
    "</style></title></textarea></svg><img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)><a href="javascript:alert(4)">x</a>',
    "</script><!-- <![CDATA[ ]]> --> &lt;b&gt; &amp; &#60;i&#62;",
    "\"quoted\" & 'single' > “curly” `back` x",
    "{{ 7 * 7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "=cmd|' /C calc'!A0",
    "+1+2, then @SUM(A1:A9) and -2",
    '=HYPERLINK("https://example.com/?x="&A1,"open")',
    "@import url(x.css); } body { display: none",
    "$x_1$ and $$ \\frac{1}{2} \\input{secret} 100 % #1 ~^",
    '#read("/etc/passwd") #eval("1+1") *bold* _thin_ <label> @cited // comment',
    "[link](javascript:alert(5)) ![image](x.png) | a | b | **bold** <details>",
    "שלום עולם \u202ereversed to the end",
    "مرحبا \u2067isolated \u200fmarks\u200e left open",
    "🚢🔥 👩‍👩‍👧‍👦 🏴‍☠️ é e\u0301 \u200bno width",
    "control \x1b[31m red \x07 bell",
    "word " * 999 + "ended",
    "x" * 5000,
)
TITLE = "<b>Title</b> & {{ 7*7 }} </title><script>alert(6)</script> \u202e"
QUESTION = '"></p><script>alert(7)</script> =1+1 $x$ #read("x") — what did markets do?'
ROOT = Path(__file__).resolve().parents[1]


def write_hostile_study(folder: Path) -> Path:
    """Write a study of the hostile headlines on the sample prices; return its study.toml."""
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(["instant", "headline"])
        table.writerows(
            [f"2019-03-20T{5 + at // 2:02d}:{10 + 30 * (at % 2)}Z", text] for at, text in enumerate(HOSTILE)
        )
    text = (ROOT / "reports/demo/study.toml").read_text(encoding="utf-8")
    text = text.replace("../../data/sample/live-blog.txt", "list.csv").replace('date = "2019-03-21"\n', "")
    text = text.replace("../../data/sample/planted.csv", (ROOT / "data/sample/planted.csv").as_posix())
    text = re.sub(r"^title = .*$", lambda _: f"title = {basic_string(TITLE)}", text, flags=re.MULTILINE)
    text = re.sub(
        r"^question = .*$", lambda _: f"question = {basic_string(QUESTION)}", text, flags=re.MULTILINE
    )
    study = folder / "study.toml"
    study.write_text(text, encoding="utf-8")
    return study


def basic_string(text: str) -> str:
    """Write a text as a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

"""Write an executed notebook as one HTML page: no script, no outside address, light and dark, narrow and wide."""

import re
from html import escape
from typing import Any

from lxml import html as markup
from nbconvert import HTMLExporter

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
<footer>
<p><a href="{download}" download>The notebook to run yourself</a></p>
</footer>
</body>
</html>
"""
STYLE = """\
:root { color-scheme: light dark; --paper: #fdfcfa; --ink: #22201d; --muted: #5c574f; --line: #d8d3ca;
  --code: #f4f1ec; --word: #14406b; --text: #7a3b12; --number: #5b3a86; --link: #14406b; }
@media (prefers-color-scheme: dark) { :root { --paper: #191816; --ink: #e9e6e0; --muted: #b3ada3; --line: #45413b;
  --code: #24221f; --word: #9cc4ec; --text: #e6b48c; --number: #cbb2ee; --link: #9cc4ec; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
main, footer { max-width: 54rem; margin: 0 auto; padding: 0 1rem; }
main { padding-top: 1.5rem; overflow-wrap: break-word; }
footer { margin: 3rem auto 2rem; color: var(--muted); }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.4rem; }
p, li { max-width: 44rem; }
a { color: var(--link); } a.anchor-link { display: none; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.86rem; }
p code, li code { background: var(--code); padding: 0.1em 0.3em; border-radius: 3px; }
pre { margin: 0; padding: 0.6rem 0.8rem; line-height: 1.45; overflow-x: auto; }
.source pre { background: var(--code); border-left: 3px solid var(--line); }
.output pre { white-space: pre-wrap; }
.scroll { overflow-x: auto; margin: 0.7rem 0; }
.scroll:focus-visible, pre:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: 0.86rem; font-variant-numeric: tabular-nums; }
table.dataframe th, table.dataframe td { padding: 0.2rem 0.7rem; text-align: right; vertical-align: top;
  border: 0; border-top: 1px solid var(--line); }
th, td { white-space: nowrap; }
.long { white-space: normal; min-width: 14rem; }
table.dataframe th.words, table.dataframe td.words { text-align: left; }
figure { margin: 0.7rem 0; }
figure img { display: block; max-width: 100%; height: auto; border-radius: 4px; }
.k, .kn, .kc, .ow { color: var(--word); font-weight: 600; }
.s, .s1, .s2, .sa, .si, .sd { color: var(--text); }
.mi, .mf { color: var(--number); } .c1 { color: var(--muted); }
@media print { .scroll, pre { overflow: visible; white-space: pre-wrap; } footer { display: none; } }
"""
NUMBER = re.compile(r"[-+]?[\d,.]+(e[-+]?\d+)?|NaN|")
LONG = 34
CLASSES = {"input_area": "source", "output_area": "output"}


def page_of(notebook: Any, *, download: str) -> str:
    """Write the page, with the name of the notebook file that lies beside it."""
    body, _ = HTMLExporter(template_name="basic", exclude_input_prompt=True).from_notebook_node(notebook)
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    return PAGE.format(title=escape(title), style=STYLE, body=cleaned(body), download=escape(download))


def cleaned(body: str) -> str:
    """Keep what a reader needs of a notebook's markup, and give tables and code what a keyboard and a voice need."""
    root = markup.fragment_fromstring(body, create_parent="div")
    for useless in root.xpath(
        ".//style|.//script|.//a[@class='anchor-link']|.//*[contains(concat(' ', @class, ' '), ' prompt ')]"
    ):
        useless.drop_tree()
    for element in root.iter("div"):
        simplify(element)
    for number, frame in enumerate(root.xpath(".//table"), 1):
        join_heads(frame)
        head_cells(frame)
        caption = frame.findtext("caption") or ""
        put_in_region(frame, f"Table {number}{': ' if caption else ''}{caption}")
    for block in root.iter("pre"):
        block.set("tabindex", "0")
    text = "".join(markup.tostring(child, encoding="unicode") for child in root)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def simplify(element: Any) -> None:
    """Leave of a block's classes only the one that the style sheet knows, and no colour theme of an application."""
    kept = [CLASSES[name] for name in element.get("class", "").split() if name in CLASSES]
    for name in list(element.attrib):
        if name not in {"style", "role", "aria-label", "tabindex"}:
            del element.attrib[name]
    if kept:
        element.set("class", kept[0])


def join_heads(frame: Any) -> None:
    """Put the names of the index, which stand in a row of their own, into the row of headings."""
    rows = frame.xpath("./thead/tr")
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return
    pairs = [(one, two, one.text_content(), two.text_content()) for one, two in zip(*rows, strict=True)]
    if not any(upper and lower for _, _, upper, lower in pairs):
        for one, _, upper, lower in pairs:
            one.text = upper or lower
        rows[1].drop_tree()


def head_cells(frame: Any) -> None:
    """Say of each heading of a table whether it heads a column or a row."""
    frame.attrib.pop("border", None)
    for cell in frame.xpath(".//thead//th"):
        cell.set("scope", "col")
    for cell in frame.xpath(".//tbody//th"):
        cell.set("scope", "row")
    for cell in frame.xpath(".//th[not(normalize-space())]"):
        cell.tag = "td"
        del cell.attrib["scope"]
    for row in frame.xpath(".//thead//tr"):
        row.attrib.pop("style", None)
    if "dataframe" in frame.get("class", ""):
        align_words(frame)
    for cell in frame.xpath(".//th|.//td"):
        if len(cell.text_content()) > LONG:
            cell.set("class", f"{cell.get('class', '')} long".strip())


def align_words(frame: Any) -> None:
    """Set columns of words to the left, with their headings; numbers stay at the right."""
    rows = [list(row) for row in frame.iter("tr")]
    body = [list(row) for row in frame.xpath("./tbody/tr")]
    for place in range(max(map(len, body), default=0)):
        texts = [row[place].text_content().strip() for row in body if len(row) > place]
        if not all(NUMBER.fullmatch(text) for text in texts):
            for row in rows:
                if len(row) > place:
                    row[place].set("class", "words")


def put_in_region(frame: Any, label: str) -> None:
    """Wrap a wide element so that it scrolls alone, by hand or by keyboard."""
    region = markup.Element("div")
    region.attrib.update({"class": "scroll", "role": "region", "tabindex": "0", "aria-label": label})
    frame.addprevious(region)
    region.tail, frame.tail = frame.tail, None
    region.append(frame)

"""HTML pages reduced to the text of their blocks."""

import re

LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|article|div|p|h[1-6])\b", re.I
)

_DROPPED = ("head", "script", "style", "nav", "footer", "noscript", "template")
_BLOCKS = frozenset(
    "address article aside blockquote br dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 "
    "h6 header hr li main ol p pre section summary table tbody td th thead tr ul".split()
)


def html_text(html: str) -> str:
    r"""Reduce an HTML page to the text of its blocks, one paragraph each.

    Use it to read a saved live blog as if it were plain text. Scripts, styles, navigation and
    footers are left out; text that is only marked up within a line stays in that line.

    Parameters
    ----------
    html : str
        The page.

    Returns
    -------
    str
        Paragraphs separated by empty lines; "" for a page without text.

    Examples
    --------
    >>> html_text("<nav>Menu</nav><h2>Talks <b>resume</b> (3 p.m.)</h2><p>They met.</p>")
    'Talks resume (3 p.m.)\n\nThey met.'
    """
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(html.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return ""
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        pieces.append("\0" if element.tag in _BLOCKS else "")
        pieces.append((element.text if event == "start" else element.tail) or "")
    blocks = (" ".join(block.split()) for block in "".join(pieces).split("\0"))
    return "\n\n".join(block for block in blocks if block)

"""HTML pages reduced to paragraphs."""

from aftershock.headlines.html import html_text


def test_blocks_become_paragraphs() -> None:
    assert html_text("<div><p>One</p><p>Two</p></div>") == "One\n\nTwo"


def test_markup_within_a_line_stays_in_its_line() -> None:
    assert html_text("<h2>Talks <b>resume</b>\n (<i>3 p.m.</i>)</h2>") == "Talks resume (3 p.m.)"


def test_scripts_styles_navigation_and_footers_are_left_out() -> None:
    page = (
        "<style>a</style><nav>Menu (3 p.m.)</nav><script>x='(4 p.m.)'</script><p>Text</p><footer>End</footer>"
    )
    assert html_text(page) == "Text"


def test_entities_are_decoded() -> None:
    assert html_text("<p>&ldquo;Red lines&rdquo; &amp; &lt;new&gt;</p>") == "“Red lines” & <new>"


def test_line_break_ends_a_line() -> None:
    assert html_text("<p>One<br>Two</p>") == "One\n\nTwo"


def test_declared_encoding_does_not_disturb() -> None:
    assert html_text('<?xml version="1.0" encoding="iso-8859-1"?><html><p>Zürich</p></html>') == "Zürich"


def test_page_without_text_is_empty() -> None:
    assert html_text("<!-- nothing -->") == ""

"""Texts that try to be more than text: markup, script, formulas, directions, lengths."""

HOSTILE: tuple[str, ...] = (
    "<script>alert('owned')</script>",
    "</style><style>body { display: none }</style>",
    "</script><img src=x onerror=alert(1)>",
    "\"quoted\" and 'quoted' & &amp; &lt;",
    "\u202eright to left\u202c and \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    '=HYPERLINK("https://example.org";"click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3",
    "\U0001f600\U0001f469\u200d\U0001f680 emoji",
    '$x^2$ \\(y\\) \\input{secret} #import "x" @ref {{ 7 * 7 }} {% raw %}',
    "| a | b |\n|---|---|\n# heading [link](https://example.org) `code` **bold** ~~gone~~ www.example.org",
    "1. first\r\n- second",
    "100 % of \u00a3 & \u20ac_{sub}^{sup} ~tilde \\ backslash",
    "x" * 5000,
)
"""Each must appear as text wherever a headline does."""

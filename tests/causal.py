"""Words that say one thing made another happen; no sentence of a report may use them of a headline and a move."""

import re
from collections.abc import Iterable

CAUSAL = (
    r"cause[sd]|causing|because of|due to|owing to|thanks to|on account of|as a result|resulted in|results in|led to|"
    r"leads to|leading to|trigger(?:s|ed|ing)?|spark(?:s|ed|ing)?|prompt(?:s|ed|ing)|spur(?:s|red|ring)|drove|drives|"
    r"driven|driving|sent|sends|sending|push(?:es|ed|ing)|pull(?:s|ed|ing)|drag(?:s|ged|ging)|knock(?:s|ed|ing)|"
    r"lift(?:s|ed|ing)?|boost(?:s|ed|ing)?|lower(?:s|ed|ing)|hit|hits|hitting|hurt|hurts|fuel(?:s|l?ed|l?ing)|"
    r"weigh(?:s|ed|ing)? on|shook|shaken|jolt(?:s|ed)|rattle[sd]?|spooked|react(?:s|ed|ing)?|respond(?:s|ed|ing)|"
    r"in response to|in reaction to|on the back of|in the wake of|amid|after news|on news of|moved (?:the )?markets?|"
    r"made (?:it |them |the |stocks |gold |oil )?(?:rise|fall|jump|drop)|impact(?:s|ed|ing)?|effects? (?:of|on)|"
    r"thanks|attribut\w+|explained by|in consequence|consequently|therefore"
)
FOUND = re.compile(rf"\b(?:{CAUSAL})\b", re.IGNORECASE)


def causal_claims(texts: Iterable[str], *, quoted: Iterable[str] = ()) -> list[str]:
    """Find causal words in texts, each with what stands around it; what is quoted, whole or cut, is left out."""
    quotes = sorted({" ".join(text.split()) for text in quoted if text.strip()}, key=len, reverse=True)
    found = []
    for text in texts:
        line = " ".join(text.split())
        for quote in quotes:
            line = line.replace(quote, " ")
        cut = line.removesuffix("…").rstrip()
        if len(cut) > 3 and any(quote.startswith(cut) for quote in quotes):
            continue
        found += [line[max(one.start() - 60, 0) : one.end() + 60] for one in FOUND.finditer(line)]
    return found

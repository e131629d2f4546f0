"""Which words of a deal's name tell whose it was: all that are not common in sales, and count nothing."""

import re

_ENGLISH = """
an and at by for from in of on the to with new big first all our your via plus deal deals opportunity renewal renewals
renew expansion upsell upgrade cross-sell extension contract licence licences license licenses seat seats user users
year years month months annual monthly quarter phase pilot poc trial demo project program programme rollout roll-out
launch relaunch migration platform software service services support subscription package pro basic premium enterprise
team business group global website online cloud data security sales marketing product training workshop consulting
onboarding implementation integration request offer proposal tender week weeks early late price
"""
_GERMAN = """
und der die das den dem ein eine für mit von im am zu neu neue neuer neues verlängerung erweiterung vertrag lizenz
lizenzen plätze nutzer jahr jahre monat monate quartal projekt angebot anfrage auftrag ausschreibung neukunde kunde
einführung schulung beratung wartung woche wochen preis
"""
_COMMON = frozenset(f"{_ENGLISH} {_GERMAN}".split())
_COUNTED = re.compile(r"[qh][1-4]|fy\d+|v?\d[\d.,/x%]*|\d{2,}[a-z]{1,3}|\W+", re.IGNORECASE)  # quarters, years, 50k
_AROUND = ".,;:()[]\"'–-/|"


def of(name: str) -> list[str]:
    """The telling words of a name, in its order."""
    words = (word.strip(_AROUND) for word in name.split())
    return [word for word in words if word and not is_common(word)]


def is_common(name: str) -> bool:
    """Whether a name is no more than one word that tells nobody which deal it is."""
    word = name.strip().casefold()
    return word in _COMMON or bool(_COUNTED.fullmatch(word))

"""Which words of a deal's name tell whose it was: all that are not common in sales, and count nothing."""

import re

_ENGLISH = """
an and at by for from in of on the to with new big first all our your via plus deal deals opportunity renewal renewals
renew expansion upsell upgrade cross sell cross-sell extension contract licence licences license licenses seat seats
user users day days year years month months annual monthly quarter phase pilot poc trial demo demos project program
programme rollout roll roll-out out launch relaunch migration platform software service services support subscription
package pro basic premium enterprise team teams business group global website online cloud data security sales marketing
product products training workshop consulting onboarding implementation integration request offer proposal tender week
weeks early late price meeting meetings call calls intro introduction discovery follow up follow-up followup sync check
kickoff kick off chat review update test tests lead leads inbound outbound referral partner partners account prospect
customer customers client clients option options stage final draft version fleet portal hub tool tools app apps system
systems solution solutions suite module modules addon add-on add standard plan plans tier bundle unit units device
devices hardware server servers hosting network infrastructure analytics reporting dashboard replacement refresh audit
assessment site sites office offices store stores company german american british french italian spanish swiss austrian
european united national international general
"""
_GERMAN = """
und der die das den dem ein eine für mit von im am zu neu neue neuer neues verlängerung erweiterung vertrag verträge
lizenz lizenzen plätze nutzer tag tage jahr jahre monat monate quartal projekt projekte angebot angebote anfrage auftrag
aufträge ausschreibung neukunde kunde kunden einführung schulung beratung wartung woche wochen preis gespräch gespräche
erstgespräch folgegespräch termin termine treffen besprechung anruf telefonat vorstellung präsentation vorführung
pilotprojekt neugeschäft bestandskunde erneuerung rahmenvertrag umstellung ablösung anlage anlagen maschine maschinen
lager standort standorte systeme lösung lösungen modul gerät geräte lieferung bestellung rechnung rückruf firma gruppe
bereich abteilung deutsch deutsche deutscher deutsches schweizer schweizerische österreichische europäische vereinigte
allgemeine
"""
_ABBREVIATIONS = """
crm erp api cfo ceo cto cio cmo coo rfp rfi saas it hr pr eu uk us usa ai ki bi qa ux ui pc tv ok b2b b2c faq sla nda
roi kpi dach emea apac
"""
_COMMON = frozenset(f"{_ENGLISH} {_GERMAN} {_ABBREVIATIONS}".casefold().split())
_COUNTED = re.compile(r"[qh][1-4]|fy\d+|v?\d[\d.,/x%]*|\d{2,}[a-z]{1,3}|\W+", re.IGNORECASE)  # quarters, years, 50k
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015_/|:]+")
_AROUND = ".,;:()[]\"'\u2018-\u201f"


def of(name: str) -> list[str]:
    """The telling words of a name, in its order."""
    return [word for word in words(name) if not is_common(word)]


def words(name: str) -> list[str]:
    """All words of a name, in its order; a hyphen parts them as a blank does."""
    found = (word.strip(_AROUND) for word in _BETWEEN.split(name))
    return [word for word in found if word]


def is_common(name: str) -> bool:
    """Whether a name is no more than one word that tells nobody which deal it is."""
    word = name.strip().casefold()
    return word in _COMMON or bool(_COUNTED.fullmatch(word))

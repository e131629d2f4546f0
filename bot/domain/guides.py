"""A guide: the questions of one kind of retrospective, in order. Data from `guides/` of a language in `prompts/`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.domain.text import clip
from bot.domain.voices import Language

CUSTOMER_LENGTH = 80
# What a question says: fields of `Question`, keys of the files.
TEXTS = ("ask", "nudge", "short", "follow_up", "beside_price")


class View(StrEnum):
    """Whose view an answer is. Opinion and evidence are different data."""

    OURS = "ours"
    CUSTOMERS = "customers"


class Weighs(StrEnum):
    """What a question asks for besides words: whose voice weighed most, or what came first."""

    INFLUENCE = "influence"
    RANKING = "ranking"


@dataclass(frozen=True)
class Question:
    """One question. `short` names it in summaries; `nudge` helps to think past the first answer.

    An answer that is thin, or of fewer than `enough` words, gets `follow_up`; the price alone gets `beside_price` where
    there is one. A question without `follow_up` takes whatever is said.
    """

    key: str
    view: View
    ask: str
    nudge: str = ""
    short: str = ""
    follow_up: str = ""
    beside_price: str = ""
    enough: int = 1
    weighs: Weighs | None = None

    def wording(self, customer: str) -> str:
        """The question with the customer's name. Only `{customer}` is filled in; anything else stays as written."""
        return self.ask.replace("{customer}", clip(customer, CUSTOMER_LENGTH))


@dataclass(frozen=True)
class Guide:
    """Questions of our view, then the customer's. Keys are unique.

    A short guide waits for no call. A talk keeps to the language of its guide. `left_out` stood in the thread before
    the guide was changed and is not asked any more; a reply to it may still be on its way. `fits`: minutes → keys of
    the customer's questions that fit a call so long, in the order to ask them.
    """

    version: int
    questions: tuple[Question, ...]
    language: Language = Language.ENGLISH
    is_short: bool = False
    left_out: tuple[Question, ...] = ()
    fits: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def waits_for_call(self) -> bool:
        """Whether the talk goes on only when it is known what became of the call with the customer."""
        return not self.is_short and bool(self.of(View.CUSTOMERS))

    def of(self, view: View) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.view is view)

    def fitting(self, minutes: int) -> tuple[Question, ...]:
        """The customer's questions for a call of so many minutes; all of them where the guide says nothing of it."""
        keys = self.fits.get(minutes)
        return self.of(View.CUSTOMERS) if keys is None else tuple(self.question(key) for key in keys)

    def question(self, key: str) -> Question:
        """The question named `key`. Raises KeyError."""
        for question in (*self.questions, *self.left_out):
            if question.key == key:
                return question
        raise KeyError(key)

    def place(self, key: str) -> tuple[int, int]:
        """Which one of how many of its view: (1, 3)."""
        question = self.question(key)
        siblings = self.of(question.view)
        return siblings.index(question) + 1, len(siblings)


def of(data: Mapping[str, Any]) -> Guide:
    """A guide from its file's content, or from what a retrospective kept. Customer questions get keys of their own."""
    return Guide(
        version=int(data["version"]),
        questions=tuple(_question(view, item) for view in View for item in data[view]),
        language=Language(data.get("language", Language.ENGLISH)),
        is_short=bool(data.get("is_short", False)),
        left_out=tuple(_question(View.OURS, item) for item in data.get("left_out", [])),
        fits={
            int(minutes): tuple(_key(View.CUSTOMERS, name) for name in names)
            for minutes, names in data.get("fits", {}).items()
        },
    )


def _key(view: View, name: str) -> str:
    return name if "." in name else f"{view}.{name}"


def _question(view: View, item: Mapping[str, Any]) -> Question:
    key = _key(view, item["key"])
    texts = {name: str(item.get(name, "")) for name in TEXTS}
    weighs = Weighs(item["weighs"]) if item.get("weighs") else None
    return Question(key, view, enough=int(item.get("enough", 1)), weighs=weighs, **texts)


def shortened(full: Guide, one: Question) -> Guide:
    """The guide that asks this one question of us; what the customer says without being asked still has its place."""
    return replace(full, questions=(one, *full.of(View.CUSTOMERS)), is_short=True)


def instead(old: Guide, new: Guide, answered: Collection[str]) -> Guide:
    """`new` in place of `old`, with what has been `answered` of the old one, by key, before it."""
    known = {question.key for question in new.questions}
    gone = [question for question in (*old.of(View.OURS), *old.left_out) if question.key not in known]
    kept = tuple(question for question in gone if question.key in answered)
    left_out = tuple(question for question in gone if question.key not in answered)
    return replace(new, questions=kept + new.questions, left_out=left_out)


def stored(guide: Guide) -> dict[str, Any]:
    """The guide as plain data; `of` reads it again."""
    lists = {str(view): _plain(guide.of(view)) for view in View} | {"left_out": _plain(guide.left_out)}
    fits = {str(minutes): list(keys) for minutes, keys in guide.fits.items()}
    head = {"version": guide.version, "language": str(guide.language), "is_short": guide.is_short, "fits": fits}
    return head | lists


def _plain(questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [
        {"key": q.key, "enough": q.enough, "weighs": q.weighs} | {name: getattr(q, name) for name in TEXTS}
        for q in questions
    ]

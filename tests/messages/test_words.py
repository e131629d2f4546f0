"""Every message and form: whole without seeing, short, safe whatever people and CRMs wrote, within Slack's limits.

In every voice.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jinja2 import UndefinedError

from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.domain.reviews import Question, Team
from bot.domain.voices import Voice
from bot.domain.workshops import Stage, Unfit
from bot.errors import BotError, FieldErrors
from bot.messages import reviews
from bot.messages.prompts import PROMPTS, current, escape, label, labels, mention, render, speaking
from sandbox.block_kit import check_blocks, check_view, view_too_large
from tests.messages.everything import messages
from tests.messages.facts import EMPTY, EXTREMES, HOSTILE, ORDINARY, VOICES, Facts
from tests.messages.form_facts import modals
from tests.messages.gaffe_facts import of_gaffes
from tests.messages.other_facts import unnamed

ENGLISH = PROMPTS / "en"
ALL_FACTS = {"ordinary": ORDINARY, **EXTREMES}
# Lists of questions, of commands or of what was said; everything else is one thought.
MAY_BE_LONGER = {
    "patterns",
    "playbook found",
    "playbook found near",
    "playbook found one",
    "playbook found with own talks",
    "playbook kept last",
    *(f"review {question}" for question in Question),
    "review bare",
    "brief",
    "brief bare",
    "stats",
    "pay-back",
    "stats bare",
    *(f"call {which}" for which in ("alone", "none", "planned", "tried", 5, 10, 20)),
    "summary",
    "summary bare",
    "summary of witnesses",
    "help",
    "gaffe shown",
    *(f"workshop card {stage}" for stage in (*Stage, "done")),
    *(f"workshop vote {stage}" for stage in Stage),
    "workshop offer",
    "workshop offer without a vote",
    "workshop kept",
    "workshop own votes",
    "workshop too many votes",
    "consent",
    "consent amount",
    "ask offer older",  # what stands there already, and what the pair would add, both in full
    "ask offer older of the same deal",
    "ask offer older left",
    *(f"crm {state}" for state in ("shown", "left")),  # the note in full: nobody agrees to what they have not read
    *(f"asks {which}" for which in ("of the month", "of the month, none open", "of the month, one", "listed")),
}
OURS = re.compile(r"<@U0(ANA|PRIYA)>|<!date\^\d+\^\{time\}\|\d\d:\d\d UTC>")
LONGEST_TEXT = 12_000


@pytest.fixture(params=VOICES, ids=str)
def voice(request: pytest.FixtureRequest) -> Iterator[Voice]:
    with speaking(request.param):
        yield request.param


in_every_voice = pytest.mark.usefixtures("voice")


def everything(facts: Facts) -> dict[str, Message]:
    return _everything(facts, current())


def forms(facts: Facts) -> dict[str, dict[str, Any]]:
    return _forms(facts, current())


@cache
def mistakes(blocks: str) -> list[str]:
    """What Slack would not take of these blocks. Voices have many in common; each is looked at once."""
    return check_blocks(json.loads(blocks))


@cache
def mistakes_of_form(view: str) -> list[str]:
    return check_view(json.loads(view))


@cache
def _everything(facts: Facts, _voice: Voice) -> dict[str, Message]:
    return {
        **{f"{outcome} {name}": one for outcome in CLOSED for name, one in messages(facts, outcome).items()},
        **unnamed(facts),
    }


@cache
def _forms(facts: Facts, _voice: Voice) -> dict[str, dict[str, Any]]:
    return {f"{outcome} {name}": one for outcome in CLOSED for name, one in modals(facts, outcome).items()}


CLOSED = (Outcome.LOST, Outcome.WON)


def marked_up(node: Any) -> list[str]:
    """Every text in blocks or views that Slack reads as mark-up."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            return [node["text"]]
        return [text for value in node.values() for text in marked_up(value)]
    if isinstance(node, list | tuple):
        return [text for item in node for text in marked_up(item)]
    return []


def spoken(text: str) -> list[str]:
    """The words that are read aloud, without marks."""
    return re.findall(r"[\w']+", re.sub(r"&\w+;", " ", text))


def seen(message: Message) -> str:
    """The words of the blocks, buttons apart."""
    texts: list[str] = []
    for block in message.blocks:
        match block["type"]:
            case "section":
                texts.append(block["text"]["text"])
            case "context":
                texts += [element["text"] for element in block["elements"]]
            case "rich_text":
                texts += ["".join(map(leaf, part["elements"])) for part in block["elements"]]
    return "\n".join(texts)


def leaf(part: Any) -> str:
    """A piece of rich text, as it would stand in mark-up."""
    return f"<@{part['user_id']}>" if part["type"] == "user" else str(part["text"])


@in_every_voice
@pytest.mark.parametrize("kind", ALL_FACTS)
def test_slack_takes_every_message(kind: str) -> None:
    for name, message in everything(ALL_FACTS[kind]).items():
        assert mistakes(json.dumps(message.blocks)) == [], name
        assert 0 < len(message.text) <= LONGEST_TEXT, name


@in_every_voice
@pytest.mark.parametrize("kind", ALL_FACTS)
def test_slack_takes_every_form(kind: str) -> None:
    for name, view in forms(ALL_FACTS[kind]).items():
        assert mistakes_of_form(json.dumps(view)) == [], name
        assert not view_too_large(view), name


@in_every_voice
@pytest.mark.parametrize("kind", ALL_FACTS)
def test_nothing_pings_or_links_but_what_we_put_there(kind: str) -> None:
    facts = ALL_FACTS[kind]
    shown = {name: [one.text, *marked_up(one.blocks)] for name, one in everything(facts).items()}
    shown |= {name: marked_up(view) for name, view in forms(facts).items()}
    for name, texts in shown.items():
        for text in texts:
            assert "<" not in OURS.sub("", text), name
            assert not re.search(r"&(?!(amp|lt|gt);)", text), name


@pytest.mark.parametrize("kind", HOSTILE)
def test_template_syntax_and_entities_are_shown_as_they_are(kind: str) -> None:
    facts = HOSTILE[kind]
    assert escape(facts.deal.name[:40]) in messages(facts)["declined"].text


@in_every_voice
@pytest.mark.parametrize("outcome", CLOSED)
def test_the_deal_is_named_first(outcome: Outcome) -> None:
    for name, message in messages(ORDINARY, outcome).items():
        if not name.startswith(("already settled", "not allowed")):
            assert message.text.startswith("*Northwind"), name
    assert messages(ORDINARY)["already settled"].text.startswith("*Northwind")


@in_every_voice
def test_under_sixty_words() -> None:
    lengths = {name: len(spoken(one.text)) for name, one in (messages(ORDINARY) | unnamed(ORDINARY)).items()}
    assert {name: words for name, words in lengths.items() if words >= 60 and name not in MAY_BE_LONGER} == {}


@in_every_voice
@pytest.mark.parametrize("outcome", CLOSED)
@pytest.mark.parametrize("facts", [ORDINARY, EMPTY], ids=["ordinary", "empty"])
def test_the_fallback_text_says_the_same(facts: Facts, outcome: Outcome) -> None:
    for name, message in (messages(facts, outcome) | of_gaffes(facts.words)).items():
        assert spoken(message.text) == spoken(seen(message).replace("\n—", "")), name


def test_what_a_crm_leaves_empty_stays_unsaid() -> None:
    text = messages(EMPTY)["root our_view"].text
    assert text.startswith("*Northwind was closed lost.*\nGround rule:")
    assert "None" not in " ".join(one.text for one in everything(EMPTY).values())


@in_every_voice
def test_no_line_runs_into_the_next() -> None:
    for name, message in everything(ORDINARY).items():
        assert not re.search(r"[.?!:][A-Z]", message.text), name
        assert "\n\n\n" not in message.text, name
        assert "  " not in message.text, name


def test_words_never_blame() -> None:
    files = [path.read_text("utf-8") for path in PROMPTS.rglob("*") if path.is_file()]
    english = ("fail", "mistake", "fault of", "your fault", "blame", "late again", "why did you")
    german = ("fehler", "versagt", "schuld", "vorwurf", "schon wieder zu spät", "warum hast du")
    for word in (*english, *german):
        assert not [text for text in files if word in text.lower()], word


@in_every_voice
def test_buttons_are_words() -> None:
    buttons = labels()["buttons"]
    assert len(set(buttons.values())) == len(buttons)
    assert all(len(text) <= 75 and re.fullmatch(r"[\w', ]+", text) for text in buttons.values())


@in_every_voice
@pytest.mark.parametrize("problem", sorted(set(BotError.__subclasses__()) - {FieldErrors}, key=str))
def test_every_problem_has_a_sentence(problem: type[BotError]) -> None:
    words = {"objection": "That is a guest.", "why": Unfit.TOO_FEW}
    assert render(problem.prompt, deal_name=None, **words).endswith(".")


@in_every_voice
def test_a_question_that_stays_is_asked_in_other_words_each_week() -> None:
    asked = [reviews.of_team(Team(""), Question.LESSON, turn).text for turn in range(4)]
    assert (len(set(asked)), asked[0]) == (3, asked[3])


def test_every_prompt_is_used() -> None:
    code = "".join(path.read_text() for path in (PROMPTS.parent / "bot").rglob("*.py"))
    names = [str(path.relative_to(ENGLISH).with_suffix("")) for path in ENGLISH.rglob("*.mrkdwn")]
    names = [name for name in names if not name.startswith("plain/")]  # they only say the same otherwise
    assert [name for name in names if f'"{name}"' not in code] == []


def test_every_label_is_used() -> None:
    code = "".join(path.read_text() for path in (PROMPTS.parent / "bot").rglob("*.py"))
    names = [(table, name) for table, texts in labels().items() for name in texts]
    assert [one for one in names if '"{}.{}"'.format(*one) not in code and f'labels()["{one[0]}"]' not in code] == []


def test_a_missing_word_is_a_bug() -> None:
    with pytest.raises(UndefinedError):
        render("commands/started")


@pytest.mark.parametrize("name", ["buttons", "buttons.nobody", "nobody"])
def test_an_unknown_label_is_a_bug(name: str) -> None:
    with pytest.raises(KeyError):
        label(name)


def test_a_mention_is_left_as_it_is_and_names_are_not() -> None:
    assert render("retrospective/moved", deal=ORDINARY.deal, leader=mention("U0PRIYA")).count("<@U0PRIYA>") == 1
    assert "&lt;@U0PRIYA&gt;" in render("retrospective/moved", deal=ORDINARY.deal, leader="<@U0PRIYA>")

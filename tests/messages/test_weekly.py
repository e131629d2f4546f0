"""The week's words: warm, complete without seeing, and safe whatever a deal is called."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from bot.domain import paces, tallies
from bot.domain.celebrations import CelebrationFacts, Cheered
from bot.domain.deals import Outcome
from bot.domain.digests import Digest, Evidence, Heard, Numbers, Practice, Quote, WinReason
from bot.domain.message import Message
from bot.domain.paces import Closed, Pace
from bot.domain.reasons import Reason
from bot.messages import ids, weekly
from sandbox.block_kit import check_blocks, check_view

ID = UUID(int=7)
TODAY = date(2026, 11, 20)
LESSON = "Ask who signs before you show anything."
PLAIN = CelebrationFacts("Northwind", LESSON)
CLOSED = [(0, Outcome.LOST, 94), (5, Outcome.LOST, 101), (0, Outcome.WON, 40)]
MONDAY = tallies.monday(TODAY)
PACE = paces.of([Closed(MONDAY - timedelta(weeks=ago), outcome, [(days, 5)]) for ago, outcome, days in CLOSED], TODAY)
WEEK = Digest(
    Numbers(4, 3, 2),
    (Heard("Northwind", LESSON, Evidence.CUSTOMER_SAID), Heard("Fabrikam", "Call sooner.", Evidence.WE_THINK)),
    Quote("Your proof came too late.", "Northwind"),
    PACE,
    Practice("Contoso", "Bring proof.", Evidence.CUSTOMER_SAID, 2, 1),
    WinReason(Reason.TRUST, 4, 6),
)
HOSTILE = "<!channel> *bold* `x` <https://evil.example|click> & @here " + "😀" * 300


def shown(message: Message) -> str:
    """Everything that the blocks show, joined."""
    words = []
    for block in message.blocks:
        match block["type"]:
            case "section":
                words.append(block["text"]["text"])
            case "context":
                words += [element["text"] for element in block["elements"]]
            case "rich_text":
                words.append(block["elements"][0]["elements"][0]["text"])
    return "\n".join(words)


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (
            CelebrationFacts("Northwind", LESSON, "U0ANA", 94, True),
            "*Northwind and <@U0ANA>: loss of the week.* 94 days, and one honest call with the customer afterwards. "
            "Thank you for sharing it.",
        ),
        (
            CelebrationFacts("Northwind", LESSON, "U0ANA", 1),
            "*Northwind and <@U0ANA>: loss of the week.* 1 day, looked at openly afterwards. Thank you for sharing it.",
        ),
        (
            CelebrationFacts("Northwind", LESSON, called=True),
            "*Northwind and one of us: loss of the week.* One honest call with the customer afterwards. "
            "Thank you for sharing it.",
        ),
        (PLAIN, "*Northwind and one of us: loss of the week.* Thank you for sharing it."),
        (
            CelebrationFacts("Northwind", LESSON, days=0, amount=Decimal(48000), currency="EUR"),
            "*Northwind and one of us: loss of the week.* €48,000. Thank you for sharing it.",
        ),
        (
            CelebrationFacts("Northwind", LESSON, amount=Decimal("48000.50")),
            "*Northwind and one of us: loss of the week.* 48,000.50. Thank you for sharing it.",
        ),
    ],
)
def test_the_deal_comes_first_and_what_is_unknown_stays_unsaid(facts: CelebrationFacts, first: str) -> None:
    assert weekly.celebration_text(facts).splitlines()[0] == first


@pytest.mark.parametrize(
    ("competitor", "where"),
    [("Contoso", "any deal where Contoso is in."), (None, "one deal you are working on right now.")],
)
def test_where_to_try_the_lesson(competitor: str | None, where: str) -> None:
    text = weekly.celebration_text(CelebrationFacts("Northwind", LESSON, competitor=competitor))
    assert text.splitlines()[1:] == [
        "",
        f"*What we take from it:* {LESSON}",
        f"*Try it on:* {where} Raise a glass.",
    ]


def test_the_team_reads_the_very_text_that_the_rep_agreed_to() -> None:
    message = weekly.celebration(PLAIN, ID)
    assert message.blocks[0]["text"]["text"] == weekly.celebration_text(PLAIN)
    assert message.text.startswith(weekly.celebration_text(PLAIN))


def test_the_most_cheered_of_last_month_is_named_after_the_text_that_was_agreed_to() -> None:
    message = weekly.celebration(PLAIN, ID, Cheered("<!channel> & Co", 1))
    assert message.blocks[0]["text"]["text"] == weekly.celebration_text(PLAIN)
    line = "*Most cheered last month:* &lt;!channel&gt; &amp; Co (1 colleague)."
    assert message.text.endswith(line)
    assert shown(message).endswith(line)


def test_both_buttons_carry_the_celebration() -> None:
    [buttons] = [block for block in weekly.celebration(PLAIN, ID).blocks if block["type"] == "actions"]
    assert [(item["text"]["text"], item["action_id"], item["value"]) for item in buttons["elements"]] == [
        ("I can use this", ids.USE_LESSON, str(ID)),
        ("Tell me more", ids.TELL_MORE, str(ID)),
    ]


def test_opinion_and_evidence_are_told_apart_in_words() -> None:
    assert weekly.digest(WEEK).text == (
        "*Win-loss digest, the last seven days:* 4 deals lost, 3 talked through, 2 customer conversations.\n"
        "Median days to lose, over four weeks: 94, was 101 in the four weeks before. To win: 40.\n"
        "Week by week since Sunday 18 October, the median days to lose lay between 94 and 101, "
        "the median days to win at 40.\n\n"
        "*What we heard:*\n"
        f"• *Northwind* (after asking the customer): {LESSON}\n"
        "• *Fabrikam* (we think): Call sooner.\n\n"
        "*What to practise, from Contoso* (after asking the customer): Bring proof.\n"
        "_It has helped on 2 deals, and was seen again once._\n\n"
        "*In the customer's words, Northwind:* “Your proof came too late.”\n\n"
        "*Why we won lately, most often (we think):* Trust, in 4 of 6 wins that we talked through."
    )


@pytest.mark.parametrize(
    ("helped", "seen", "said"),
    [(1, 0, "_It has helped on 1 deal._"), (0, 3, "_It was seen again 3 times._")],
)
def test_what_to_practise_says_why(helped: int, seen: int, said: str) -> None:
    practice = Practice("Contoso", "Bring proof.", Evidence.WE_THINK, helped, seen)
    text = weekly.digest(Digest(Numbers(), practice=practice)).text
    assert text.endswith(f"*What to practise, from Contoso* (we think): Bring proof.\n{said}")


def pace(now: int | None, before: int | None) -> Pace:
    """Deals lost at this pace."""
    both = ((now, MONDAY), (before, MONDAY - timedelta(weeks=4)))
    return paces.of([Closed(week, Outcome.LOST, [(days, 5)]) for days, week in both if days is not None], TODAY)


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (pace(None, 101), "Median days to lose and to win, over four weeks: too few to say."),
        (pace(94, None), "Median days to lose, over four weeks: 94. To win: too few to say."),
        (
            pace(94, 94),
            "Median days to lose, over four weeks: 94, as in the four weeks before. To win: too few to say.",
        ),
        (
            pace(1094, 101),
            "Median days to lose, over four weeks: 1,094, was 101 in the four weeks before. To win: too few to say.",
        ),
    ],
)
def test_a_trend_is_named_where_both_can_be_told(known: Pace, line: str) -> None:
    assert weekly.digest(Digest(Numbers(), pace=known)).text.splitlines()[1] == line


def test_a_lesson_in_the_digest_opens_its_page() -> None:
    heard = Heard("Northwind", LESSON, Evidence.WE_THINK, id=ID)
    practice = Practice("Contoso", "Bring proof.", Evidence.WE_THINK, 1, 0, id=UUID(int=8))
    blocks = weekly.digest(Digest(Numbers(), (heard,), practice=practice)).blocks
    buttons = [block["accessory"] for block in blocks if "accessory" in block]
    assert [(one["action_id"], one["value"], one["accessibility_label"]) for one in buttons] == [
        (ids.TELL_MORE, str(ID), "Open: Northwind"),
        (ids.TELL_MORE, str(UUID(int=8)), "Open: Contoso"),
    ]


def test_a_quote_without_a_name_names_nobody() -> None:
    text = weekly.digest(Digest(Numbers(), quote=Quote("Too late.", None))).text
    assert text.endswith("*In a customer's words:* “Too late.”")


def test_a_week_without_lessons_has_no_empty_section() -> None:
    assert [block["type"] for block in weekly.digest(Digest(Numbers(lost=1))).blocks] == ["section"]


@pytest.mark.parametrize(
    "message",
    [weekly.celebration(PLAIN, ID), weekly.digest(WEEK), weekly.used("Fabrikam", LESSON), weekly.taken_back()],
)
def test_a_screen_reader_hears_all_that_is_shown(message: Message) -> None:
    for line in shown(message).splitlines():
        assert line in message.text


def test_the_form_offers_open_deals_only_where_there_are_some() -> None:
    with_deals = weekly.use_form(ID, "Northwind", LESSON, {"1": "Fabrikam"})
    without = weekly.use_form(ID, "Northwind", LESSON, {})
    fields = [[block["block_id"] for block in form["blocks"][1:]] for form in (with_deals, without)]
    assert fields == [[weekly.DEAL, weekly.DEAL_NAME], [weekly.DEAL_NAME]]
    assert (with_deals["callback_id"], with_deals["private_metadata"]) == (ids.USE_MODAL, str(ID))


def test_hostile_names_neither_ping_nor_link_nor_break_the_layout() -> None:
    facts = CelebrationFacts(HOSTILE, HOSTILE, "U0ANA", 94, True, HOSTILE, Decimal(1), "EUR")
    practice = Practice(HOSTILE, HOSTILE, Evidence.WE_THINK, 1, 1)
    heard = (Heard(HOSTILE, HOSTILE, Evidence.WE_THINK),) * 3
    week = Digest(Numbers(), heard, Quote(HOSTILE, HOSTILE), practice=practice)
    for message in (weekly.celebration(facts, ID), weekly.digest(week), weekly.used(HOSTILE, HOSTILE)):
        assert check_blocks(list(message.blocks)) == []
        spoken = message.text.replace("<@U0ANA>", "")
        assert "<" not in spoken
        assert "&lt;!channel&gt;" in spoken
    assert check_view(weekly.use_form(ID, HOSTILE, HOSTILE, {str(ID): HOSTILE})) == []

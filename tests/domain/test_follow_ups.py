"""A thin answer gets one gentle follow-up, a whole talk two at most, and nobody is held up by one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import MOST_FOLLOW_UPS, Conversation, FollowUp, Kind, MessageRef, Status
from bot.domain.replies import (
    Answered,
    AnsweredTogether,
    Declined,
    Edited,
    Opened,
    Reopened,
    Restarted,
    Sufficed,
    WentBack,
)
from bot.domain.thin import Thin
from bot.domain.transitions import advance
from tests.domain.talking import GUIDE, after, answer

ASKING = replace(GUIDE, questions=tuple(replace(one, follow_up="Such as?") for one in GUIDE.questions))
WORDS = Thin.WORDS


def thin(question: str, *, moves_on: bool = True, ts: str | None = None) -> Answered:
    return Answered(answer(question, "Hm.", ts=ts), moves_on, lacks=WORDS)


def talk(*replies: object) -> Conversation:
    return after(*replies, guide=ASKING)  # type: ignore[arg-type]  # replies of any kind


def test_a_thin_answer_is_asked_about_once_and_kept() -> None:
    asked = talk(thin("ours.value"))
    assert (asked.question, asked.asks_again) == ("ours.value", True)
    assert asked.followed_up == (FollowUp("ours.value", WORDS),)
    assert [one.text for one in asked.answers] == ["Hm."]


@pytest.mark.parametrize(
    "reply",
    [
        thin("ours.value"),
        Answered(answer("ours.value", "They saw less risk.")),
        Answered(answer("ours.value", kind=Kind.DONT_KNOW)),
        Answered(answer("ours.value", kind=Kind.SKIPPED)),
        Sufficed("ours.value"),
    ],
)
def test_whatever_comes_next_moves_on(reply: object) -> None:
    assert talk(thin("ours.value"), reply).question == "ours.voices"


def test_two_at_most_in_a_whole_talk() -> None:
    twice = talk(thin("ours.value"), Sufficed("ours.value"), thin("ours.voices"), Sufficed("ours.voices"))
    third = advance(twice, thin("ours.decided"))
    assert len(third.followed_up) == MOST_FOLLOW_UPS
    assert (third.status, third.question) == (Status.CUSTOMERS_VIEW, None)


def test_a_question_without_a_follow_up_takes_what_is_said() -> None:
    assert after(thin("ours.value")).question == "ours.voices"


def test_the_managers_short_word_is_not_asked_about() -> None:
    assert talk(thin("ours.value", moves_on=False)).followed_up == ()


def test_that_is_all_counts_only_after_a_follow_up() -> None:
    begun = talk()
    assert advance(begun, Sufficed("ours.value")) == begun
    moved = talk(thin("ours.value"), Sufficed("ours.value"))
    assert advance(moved, Sufficed("ours.value")) == moved


def test_going_back_to_it_does_not_ask_again() -> None:
    back = talk(thin("ours.value"), Sufficed("ours.value"), WentBack("ours.voices"))
    assert advance(back, thin("ours.value")).question == "ours.voices"


def test_who_writes_more_into_the_thin_reply_has_answered() -> None:
    asked = talk(thin("ours.value", ts="1.1"))
    ref = MessageRef("G1", "1.1")
    more = (answer("ours.value", "They saw less risk.", ts="1.1"),)
    thinly = Edited(ref, more, moves_on=True, lacks=FollowUp("ours.value", WORDS))
    assert advance(asked, Edited(ref, more)).question == "ours.value"
    assert advance(asked, thinly).question == "ours.value"
    assert advance(asked, Edited(ref, more, moves_on=True)).question == "ours.voices"
    moved = advance(asked, Sufficed("ours.value"))
    assert advance(moved, Edited(ref, more, moves_on=True)).question == "ours.voices"


PRICE = FollowUp("ours.decided", Thin.BESIDE_PRICE)


def several(*questions: str) -> AnsweredTogether:
    return AnsweredTogether(tuple(map(answer, questions)), lacks=PRICE)


def test_what_is_thin_of_several_answers_is_asked_about_once_and_then_the_talk_goes_on_where_it_is() -> None:
    asked = talk(several("ours.value", "ours.decided"))
    assert (asked.question, asked.followed_up) == ("ours.decided", (PRICE,))
    assert advance(asked, Answered(answer("ours.decided"))).question == "ours.voices"
    again = talk(several("ours.value", "ours.decided"), Sufficed("ours.decided"), several("ours.voices"))
    assert (again.status, again.followed_up) == (Status.CUSTOMERS_VIEW, (PRICE,))


@pytest.mark.parametrize("spent", [0, 2])
def test_what_an_edit_adds_is_asked_about_within_the_limits(spent: int) -> None:
    used = tuple(FollowUp(one, WORDS) for one in ("ours.value", "customers.winner")[:spent])
    begun = replace(talk(Answered(answer("ours.value", ts="1.1"))), followed_up=used)
    more = (answer("ours.value", ts="1.1"), answer("ours.voices", "Hm.", ts="1.1"))
    edit = Edited(MessageRef("G1", "1.1"), more, moves_on=True, lacks=FollowUp("ours.voices", WORDS))
    edited = advance(begun, edit)
    assert edited.question == ("ours.decided" if spent else "ours.voices")
    assert edited.asks_again is not bool(spent)
    assert advance(edited, edit).followed_up == edited.followed_up


@pytest.mark.parametrize("pause", [Reopened(), Declined()])
def test_a_pause_at_a_follow_up_is_no_trap(pause: object) -> None:
    assert talk(thin("ours.value"), pause, Restarted()).question == "ours.voices"


KEYS = [one.key for one in ASKING.questions]
ANY = st.one_of(
    st.sampled_from(KEYS).map(thin),
    st.sampled_from(KEYS).map(lambda key: Answered(answer(key, "They saw less risk."))),
    st.sampled_from(KEYS).map(Sufficed),
    st.sampled_from(KEYS).map(WentBack),
    st.sampled_from([Reopened(), Declined(), Restarted(), Opened()]),
)


@given(st.lists(ANY, max_size=25))
def test_never_more_than_two_and_never_twice_for_one(replies: list[object]) -> None:
    talked = talk(*replies)
    asked = [one.question for one in talked.followed_up]
    assert len(asked) <= MOST_FOLLOW_UPS
    assert len(set(asked)) == len(asked)

"""Whose voice weighed most, what each side put first, and the gap, which only the pair's thread ever sees."""

import pytest

from bot.domain.conversation import Status
from bot.domain.gaps import PriceSaid, Ranking
from bot.domain.guides import View
from bot.domain.influence import NOBODY_KNOWN, Influence, Role, Spoke
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import Ending
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import influences, rankings
from bot.storage.models import RetrospectiveRow, RoomRow
from bot.use_cases.answering import gaps, weighing
from bot.use_cases.answering.weighing import Told
from bot.use_cases.people import participants
from bot.use_cases.talk import retrospectives
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

DANA = Influence("Dana Miller", Role.FINANCE, Spoke.NO)
OURS, THEIRS = Ranking(Reason.PRICE), Ranking(Reason.ONBOARDING, PriceSaid.CLOSE)
OPEN_GAP = (
    f"*Northwind: two views.* <@{ANA}> put price first. The customer put onboarding effort first and called the price "
    "close. Worth five minutes together?"
)


def tell(scene: Scene, talk: RetrospectiveRow, question: str, told: Told, by: str = ANA) -> None:
    weighing.keep(scene.session, scene.actor(by), talk.id, question, told, scene.tick())
    scene.session.flush()


def rank_both(scene: Scene, talk: RetrospectiveRow, ours: Ranking = OURS, theirs: Ranking = THEIRS) -> None:
    tell(scene, talk, "ours.decided", Told(ranking=ours))
    tell(scene, talk, "customers.compare", Told(ranking=theirs), by=PRIYA)


def wrap_up(scene: Scene, talk: RetrospectiveRow) -> None:
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(ending=Ending.COMPETITOR), scene.tick())
    scene.deliver()


def summary(scene: Scene) -> str:
    return next(text(row) for row in scene.outbox() if "what we take from it" in text(row))


# Whose voice weighed most


def test_the_person_is_kept_sealed_and_shown_in_the_summary(scene: Scene) -> None:
    talk = scene.open()
    tell(scene, talk, "ours.voices", Told(DANA))
    scene.session.expire_all()
    assert influences.find(scene.session, talk) == DANA
    wrap_up(scene, talk)
    assert "Whose voice weighed most: Dana Miller (Finance). We never spoke with them." in summary(scene)


def test_the_last_word_counts_and_the_summary_follows(scene: Scene) -> None:
    talk = scene.open()
    tell(scene, talk, "ours.voices", Told(DANA))
    wrap_up(scene, talk)
    tell(scene, talk, "ours.voices", Told(Influence("Dana Miller", Role.FINANCE, Spoke.YES)), by=PRIYA)
    assert "We spoke with them." in text(scene.outbox("update")[-1])
    tell(scene, talk, "ours.voices", Told(NOBODY_KNOWN))
    assert influences.find(scene.session, talk) is None
    assert "Whose voice" not in text(scene.outbox("update")[-1])


# What came first


def test_the_gap_is_shown_to_the_pair_once_both_sides_are_known(scene: Scene) -> None:
    talk = scene.open()
    tell(scene, talk, "ours.decided", Told(ranking=OURS))
    assert "two views" not in " ".join(scene.posts())
    tell(scene, talk, "customers.compare", Told(ranking=THEIRS), by=PRIYA)
    assert scene.last_post() == OPEN_GAP
    assert scene.outbox()[-1].room_id == talk.room_id
    assert rankings.of(scene.session, talk) == {View.OURS: OURS, View.CUSTOMERS: THEIRS}


def test_where_others_read_the_thread_only_the_pair_learns_of_it(scene: Scene) -> None:
    talk = scene.open()
    participants.add(scene.session, scene.actor(), talk.id, [scene.met(KIM)], scene.tick())
    tell(scene, talk, "ours.voices", Told(DANA))
    rank_both(scene, talk)
    (shown,) = [row for row in scene.outbox() if "two views" in text(row)]
    assert (text(shown), shown.thread_id) == (OPEN_GAP, None)
    assert scene.session.get_one(RoomRow, shown.room_id).members == f"{ANA},{PRIYA}"
    tell(scene, talk, "ours.decided", Told(ranking=None))
    assert scene.outbox("update")[-1].target_id == shown.id
    wrap_up(scene, talk)
    assert "Whose voice" not in summary(scene)
    assert "did not land" not in summary(scene)


def test_told_twice_it_is_shown_once(scene: Scene) -> None:
    talk = scene.open()
    rank_both(scene, talk)
    posts, updates = len(scene.outbox()), len(scene.outbox("update"))
    rank_both(scene, talk)
    assert (len(scene.outbox()), len(scene.outbox("update"))) == (posts, updates)


def test_where_both_saw_the_same_one_sentence_says_so(scene: Scene) -> None:
    rank_both(scene, scene.open(), OURS, Ranking(Reason.PRICE, PriceSaid.HIGH))
    assert scene.last_post() == "*Northwind: one view.* We and the customer both put price first."


def test_what_is_changed_or_taken_back_changes_the_same_message(scene: Scene) -> None:
    talk = scene.open()
    rank_both(scene, talk)
    scene.deliver()
    posts = len(scene.outbox())
    tell(scene, talk, "ours.decided", Told(ranking=Ranking(Reason.ONBOARDING)), by=PRIYA)
    assert "one view" in text(scene.outbox("update")[-1])
    tell(scene, talk, "ours.decided", Told(ranking=None))
    assert "open again" in text(scene.outbox("update")[-1])
    assert len(scene.outbox()) == posts


def test_a_gap_told_after_the_end_still_counts(scene: Scene) -> None:
    talk = scene.open()
    wrap_up(scene, talk)
    rank_both(scene, talk)
    assert scene.last_post() == OPEN_GAP
    assert talk.status == Status.DONE


def test_the_closing_forms_first_reason_speaks_for_us_where_nobody_has(scene: Scene) -> None:
    talk = scene.open()
    tell(scene, talk, "customers.compare", Told(ranking=THEIRS), by=PRIYA)
    causes = (Cause(Reason.PRICE), Cause(Reason.TRUST))
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(causes=causes), scene.tick())
    assert OPEN_GAP in [text(row) for row in scene.outbox()]
    assert rankings.of(scene.session, talk)[View.OURS] == OURS


def test_the_questions_of_the_five_minutes(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(AlreadySettled):
        gaps.to_talk(scene.session, scene.actor(PRIYA), talk.id)
    rank_both(scene, talk)
    _, gap = gaps.to_talk(scene.session, scene.actor(PRIYA), talk.id)
    assert gap.talk == "our_price"
    with pytest.raises(NotAllowed):
        gaps.to_talk(scene.session, scene.actor(KIM), talk.id)


# Who, when and what else


def test_only_the_pair_tells_and_sees(scene: Scene) -> None:
    talk, elsewhere = scene.open(), Scene(scene.session, "T0OTHER")
    with pytest.raises(NotAllowed):
        tell(scene, talk, "ours.voices", Told(DANA), by=KIM)
    with pytest.raises(NotAllowed):
        weighing.to_weigh(scene.session, scene.actor(KIM), talk.id, "ours.voices")
    with pytest.raises(NotFound):
        tell(elsewhere, talk, "ours.voices", Told(DANA))


@pytest.mark.parametrize("question", ["ours.value", "ours.nobody", ""])
def test_a_question_that_gathers_nothing_more(scene: Scene, question: str) -> None:
    with pytest.raises(NotFound):
        tell(scene, scene.open(), question, Told(DANA))


def test_while_the_talk_rests(scene: Scene) -> None:
    talk = scene.open()
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        tell(scene, talk, "ours.voices", Told(DANA))


def test_the_summary_holds_the_coaching_read(scene: Scene) -> None:
    wrap_up(scene, scene.open())
    assert "did not land" in summary(scene)

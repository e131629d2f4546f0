"""The wrap-up and the consent: what is kept, what the thread ends with, and the exact text that the rep agrees to."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.domain import celebrations, permissions
from bot.domain.calls import Call
from bot.domain.conversation import Quotable, Status
from bot.domain.deals import Outcome
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import Consent, Department, Ending, Hands, WrapUp
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import ids, weekly
from bot.storage import deals, outbox, workspaces, wrap_ups
from bot.storage.models import ActionRow, AskRow, ConsentRow, LessonRow, ReasonRow, RetrospectiveRow
from bot.use_cases.call import captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.call.permissions import permit
from bot.use_cases.playbook import playbook
from bot.use_cases.week import celebrations as weekly_celebrations
from bot.use_cases.week import choices, consents
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text


def whole_form(scene: Scene) -> WrapUp:
    return WrapUp(
        lesson="Ask who signs.\nThen show.",
        ending=Ending.COMPETITOR,
        causes=(
            Cause(Reason.ONBOARDING),
            Cause(Reason.PRICE, below=Reason.TRUST),
            Cause(Reason.OTHER, words="A feud."),
        ),
        action="Write down who signs.",
        action_owner=scene.person(PRIYA),
        due_on=date(2026, 12, 4),
        departments=(Department.MARKETING, Department.PRODUCT),
        turning_point="Security review",
        hands=Hands.PARTLY,
    )


def wrapped_up(scene: Scene, what: WrapUp | None = None, outcome: Outcome = Outcome.LOST) -> RetrospectiveRow:
    talk = scene.open(outcome=outcome)
    scene.types(talk, "Trust.")
    lessons.wrap_up(scene.session, scene.actor(), talk.id, what or form(), scene.tick())
    scene.deliver()
    return talk


def consent(scene: Scene, talk: RetrospectiveRow, choice: Consent, by: str = ANA) -> str:
    return consents.answer(scene.session, scene.actor(by), talk.id, choice, scene.tick()).text


def test_everything_that_the_form_says_is_kept(scene: Scene) -> None:
    talk = wrapped_up(scene, whole_form(scene))
    assert (talk.status, talk.closed_at) == (Status.DONE, scene.now)
    assert wrap_ups.find(scene.session, talk) == whole_form(scene)
    reasons = scene.session.scalars(select(ReasonRow).order_by(ReasonRow.rank)).all()
    assert [(row.rank, row.reason) for row in reasons] == [(1, "onboarding"), (2, "price"), (3, "other")]
    action = scene.session.scalars(select(ActionRow)).one()
    assert (action.text, action.owner_id, action.due_on) == (
        "Write down who signs.",
        scene.person(PRIYA),
        date(2026, 12, 4),
    )
    asks = scene.session.scalars(select(AskRow)).all()
    assert {(row.department, row.status) for row in asks} == {("marketing", "new"), ("product", "new")}


def test_a_lesson_alone_is_enough(scene: Scene) -> None:
    talk = wrapped_up(scene)
    assert wrap_ups.find(scene.session, talk) == form()
    assert scene.session.scalars(select(LessonRow.text)).all() == ["Ask who signs."]
    assert scene.session.scalars(select(ActionRow)).all() == []


def test_the_thread_ends_with_the_summary_and_the_question(scene: Scene) -> None:
    wrapped_up(scene, whole_form(scene))
    summary, asked = [text(row) for row in scene.outbox()[-2:]]
    assert summary.startswith("*Northwind: what we take from it.* Ask who signs.\nThen show.\nHow it ended:")
    assert f"Next, <@{PRIYA}>, by Friday 4 December: Write down who signs." in summary
    assert summary.endswith("nothing on record. This stands as our view.")
    assert asked.startswith(f"*Northwind:* <@{ANA}>, may I put it forward for loss of the week?")
    root = next(row for row in reversed(scene.outbox("update")) if "closed lost" in text(row))
    assert text(root).endswith("Done. Thank you both.")


@pytest.mark.parametrize(
    ("show_amounts", "lesson"), [("no", "48k was too much."), ("yes", "48k was too much."), ("no", "Ask.")]
)
def test_before_a_yes_the_rep_is_told_of_an_amount_that_is_not_shown(
    scene: Scene, show_amounts: str, lesson: str
) -> None:
    workspaces.change(scene.session, scene.workspace, "show_amounts", show_amounts)
    talk = scene.open()
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(lesson), scene.tick())
    question = scene.outbox()[-1]
    is_warned = show_amounts == "no" and "48k" in lesson
    assert ("The lesson holds the amount (48k)" in text(question)) is is_warned
    assert (ids.CHANGE_WRAP_UP in str(question.payload)) is is_warned


@pytest.mark.parametrize("show_amounts", ["no", "yes"])
@pytest.mark.parametrize("called", [True, False])
def test_the_rep_reads_exactly_what_the_team_would(scene: Scene, show_amounts: str, called: bool) -> None:
    workspaces.change(scene.session, scene.workspace, "show_amounts", show_amounts)
    talk = scene.open()
    if called:
        captures.capture(scene.session, scene.actor(), talk.id, _calm(), scene.tick())
    lessons.wrap_up(scene.session, scene.actor(), talk.id, whole_form(scene), scene.tick())
    consent(scene, talk, Consent.NAME)
    candidate = choices.chosen(scene.session, scene.workspace.id, "2026-W48", scene.now)
    assert candidate is not None
    told = weekly_celebrations.facts(scene.session, candidate, workspaces.preferences(scene.workspace))
    _, announced = scene.last_post().split("\n", 1)
    assert announced == f"{weekly.celebration_text(told)}\n{weekly.more(told).text}"
    assert ("48,000" in announced) is (show_amounts == "yes")
    assert ("The customer said: “Calm.”" in announced) is called
    page = playbook.page(scene.session, scene.actor(KIM), scene.session.scalars(select(LessonRow.id)).one())
    assert page.quotes == told.quotes == (("Calm.",) if called else ())


def _calm() -> Capture:
    """The customer's own word, which the team may read, and one that it may not."""
    words = {"customers.winner": "Calm.", "customers.change": "Less haste."}
    allowed = {"customers.change": Quotable.NO_NAME}
    return Capture(words, Quotable.INSIDE, verbatim=tuple(words), each=allowed)


def test_what_the_customer_allows_before_the_yes_is_shown_in_the_question(scene: Scene) -> None:
    talk = scene.open()
    captures.capture(scene.session, scene.actor(), talk.id, replace(_calm(), quotable=Quotable.NO), scene.tick())
    lessons.wrap_up(scene.session, scene.actor(), talk.id, whole_form(scene), scene.tick())
    question = outbox.latest_of(scene.session, talk.workspace_id, f"consent:{talk.id}")
    scene.deliver()
    scene.permits(talk, Quotable.INSIDE)
    (shown,) = [text(row) for row in scene.outbox("update") if row.target_id == question]
    assert "Calm." in shown
    assert "Calm." in str((talk.announced or {})["quotes"])


def test_what_the_customer_allows_after_the_yes_was_not_agreed_to(scene: Scene) -> None:
    talk = scene.open()
    captures.capture(scene.session, scene.actor(), talk.id, replace(_calm(), quotable=Quotable.NO), scene.tick())
    lessons.wrap_up(scene.session, scene.actor(), talk.id, whole_form(scene), scene.tick())
    consent(scene, talk, Consent.NAME)
    words = permissions.words_mark(scene.conversation(talk))
    permit(scene.session, scene.actor(), talk.id, Quotable.INSIDE, words, scene.tick())
    page = playbook.page(scene.session, scene.actor(KIM), scene.session.scalars(select(LessonRow.id)).one())
    assert page.quotes == ()


def test_what_lay_below_is_asked_after_and_shown_in_the_summary(scene: Scene) -> None:
    talk = wrapped_up(scene, form(causes=(Cause(Reason.PRICE), Cause(Reason.OTHER))))
    actor = scene.actor(PRIYA)
    lessons.look_below(scene.session, actor, talk.id, {Reason.PRICE: Reason.PROOF}, "A <feud>.", scene.tick())
    kept = wrap_ups.find(scene.session, talk)
    assert kept is not None
    assert kept.causes == (Cause(Reason.PRICE, Reason.PROOF), Cause(Reason.OTHER, words="A <feud>."))
    assert "What decided it: Price (below it: Proof), A reason no CRM has: “A &lt;feud&gt;.”" in text(
        scene.outbox("update")[-1]
    )


def test_nobody_looks_below_before_the_end_or_in_anybody_elses_talk(scene: Scene) -> None:
    talk = scene.open()
    for actor, error in ((scene.actor(), AlreadySettled), (scene.actor(KIM), NotAllowed)):
        with pytest.raises(error):
            lessons.look_below(scene.session, actor, talk.id, {}, "", scene.tick())


def test_the_form_begins_with_the_crms_reason_and_the_customers_wish(scene: Scene) -> None:
    talk = scene.open()
    row = scene.deal()
    row.facts = {**row.facts, "reason": "Too expensive"}
    captures.capture(scene.session, scene.actor(), talk.id, Capture({"customers.change": "Come sooner."}), scene.tick())
    closing = lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now)
    assert closing.form == WrapUp(
        "Come sooner.", causes=(Cause(Reason.PRICE),), action_owner=talk.rep_id, due_on=date(2026, 12, 4)
    )


def test_no_consent_is_asked_for_a_win(scene: Scene) -> None:
    wrapped_up(scene, outcome=Outcome.WON)
    kept, note = scene.posts()[-2:]
    assert kept.startswith("*Northwind: what we take from it.*")
    assert note.startswith("*Northwind: a note for customer success,*")


def test_a_second_form_is_late(scene: Scene) -> None:
    talk = wrapped_up(scene)
    with pytest.raises(AlreadySettled):
        lessons.wrap_up(scene.session, scene.actor(PRIYA), talk.id, form("Another."), scene.tick())
    with pytest.raises(AlreadySettled):
        lessons.to_wrap_up(scene.session, scene.actor(), talk.id, scene.now)
    assert scene.session.scalars(select(LessonRow.text)).all() == ["Ask who signs."]


def test_a_talk_may_be_wrapped_up_at_any_time(scene: Scene) -> None:
    talk = scene.open()
    assert lessons.to_wrap_up(scene.session, scene.actor(PRIYA), talk.id, scene.now).thread.row is talk
    lessons.wrap_up(scene.session, scene.actor(PRIYA), talk.id, form(), scene.tick())
    assert (talk.status, talk.question, talk.call) == (Status.DONE, None, Call.NONE)


def test_who_may_wrap_up(scene: Scene) -> None:
    talk, elsewhere = scene.open(), Scene(scene.session, "T0OTHER")
    with pytest.raises(NotAllowed):
        lessons.wrap_up(scene.session, scene.actor(KIM), talk.id, form(), scene.tick())
    with pytest.raises(NotFound):
        lessons.wrap_up(scene.session, elsewhere.actor(), talk.id, form(), scene.tick())
    assert scene.session.scalars(select(LessonRow)).all() == []


@pytest.mark.parametrize(
    ("today", "proposed"),
    [
        (date(2026, 11, 16), date(2026, 11, 30)),
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 11, 21), date(2026, 12, 7)),
        (date(2026, 11, 22), date(2026, 12, 7)),
        (date(2026, 12, 28), date(2027, 1, 11)),
    ],
)
def test_an_action_is_proposed_for_a_working_day_in_two_weeks(today: date, proposed: date) -> None:
    assert lessons.proposed_date(today) == proposed


# Consent


def test_the_last_word_counts(scene: Scene) -> None:
    talk = wrapped_up(scene)
    assert "with your name" in consent(scene, talk, Consent.NAME)
    assert "without your name" in consent(scene, talk, Consent.NO_NAME)
    assert "it stays between you" in consent(scene, talk, Consent.NO)
    (row,) = scene.session.scalars(select(ConsentRow))
    assert (row.choice, row.person_id, row.given_at) == (Consent.NO, scene.person(ANA), scene.now)
    assert scene.audit()[-3:] == [(ANA, "consent_name"), (ANA, "consent_no_name"), (ANA, "consent_no")]


def test_nobody_is_put_forward_without_a_yes(scene: Scene) -> None:
    talk = wrapped_up(scene)
    assert choices.chosen(scene.session, scene.workspace.id, "2026-W48", scene.now) is None
    consent(scene, talk, Consent.NO)
    assert choices.chosen(scene.session, scene.workspace.id, "2026-W48", scene.now) is None


def test_consent_is_the_reps_alone(scene: Scene) -> None:
    talk, elsewhere = wrapped_up(scene), Scene(scene.session, "T0OTHER")
    for somebody in (PRIYA, KIM):
        with pytest.raises(NotAllowed):
            consent(scene, talk, Consent.NAME, by=somebody)
    with pytest.raises(NotFound):
        consents.answer(scene.session, elsewhere.actor(), talk.id, Consent.NAME, scene.now)


def test_consent_before_the_end_is_not_taken(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(AlreadySettled):
        consent(scene, talk, Consent.NAME)


def test_facts_are_those_of_the_deal(scene: Scene) -> None:
    talk = wrapped_up(scene)
    told = celebrations.facts(
        deals.deal(scene.deal()), "One.\nTwo.", rep=ANA, called=talk.call == Call.TALKED, show_amount=False
    )
    assert (told.deal, told.lesson, told.amount, told.called) == ("Northwind", "One. Two.", None, False)

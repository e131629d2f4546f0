"""A wrap-up that is changed later: everything that rests on it follows, and only what was agreed to is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.conversation import Quotable, Status
from bot.domain.deals import Outcome
from bot.domain.permissions import Terms
from bot.domain.permissions import mark as mark_of
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import Consent, Department, Ending, WrapUp
from bot.errors import AlreadySettled, NotAllowed, NotFound, TextChanged, WrappedUpMeanwhile
from bot.storage import tallies, workspaces, wrap_ups
from bot.storage.models import ActionRow, AskRow, CelebrationRow, ConsentRow, LessonRow, OutboxRow, RetrospectiveRow
from bot.use_cases.call import calls, captures, permissions
from bot.use_cases.call.captures import Capture
from bot.use_cases.playbook import playbook, trials
from bot.use_cases.week import consents, digests, weekly
from bot.use_cases.wrap_up import lessons
from tests import lost_deals
from tests.factories import ANA, KIM, NOW, PRIYA, Scene, form, text

NEW = "Ask who decides."


def wrapped_up(scene: Scene, what: WrapUp | None = None, outcome: Outcome = Outcome.LOST) -> RetrospectiveRow:
    talk = scene.open(outcome=outcome)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, what or form(), scene.tick())
    scene.deliver()
    return talk


def change(scene: Scene, talk: RetrospectiveRow, what: WrapUp, by: str = ANA, mark: str | None = None) -> bool:
    """Open the form and send it changed; whether it was kept."""
    actor = scene.actor(by)
    opened = lessons.to_change(scene.session, actor, talk.id, scene.now)
    closing = lessons.change(scene.session, actor, talk.id, what, mark or opened.mark, scene.tick())
    scene.deliver()
    return not closing.is_overtaken


def agree(scene: Scene, talk: RetrospectiveRow, choice: Consent = Consent.NAME) -> str:
    said = consents.answer(scene.session, scene.actor(), talk.id, choice, scene.tick(), scene.mark()).text
    scene.deliver()
    return said


def celebrate(scene: Scene) -> CelebrationRow:
    """Friday comes."""
    workspaces.change(scene.session, scene.workspace, "weekly_time", "16:00")
    scene.workspace.next_slot_at = scene.now = NOW + timedelta(hours=1)
    weekly.post(scene.session, scene.workspace, scene.tick())
    scene.deliver()
    return scene.session.scalars(select(CelebrationRow)).one()


def post(scene: Scene, row: CelebrationRow) -> str:
    """What the celebration says by now."""
    scene.deliver()
    updates = [one for one in scene.outbox("update") if one.target_id == row.post_id]
    return text(updates[-1] if updates else scene.session.get_one(OutboxRow, row.post_id))


def heard(scene: Scene) -> list[str]:
    """The lessons that a digest would tell now."""
    return [one.lesson for one in digests.of_week(scene.session, scene.workspace.id, scene.now, None).heard]


def test_everything_that_is_changed_is_kept_and_the_summary_and_the_figures_follow(scene: Scene) -> None:
    talk = wrapped_up(
        scene,
        form(
            causes=(Cause(Reason.PRICE, Reason.PROOF), Cause(Reason.FIT)),
            action="Write it down.",
            departments=(Department.PRODUCT, Department.FINANCE),
        ),
    )
    scene.session.scalars(select(AskRow).where(AskRow.department == "product")).one().status = "left"
    changed = WrapUp(
        NEW,
        Ending.BUDGET,
        (Cause(Reason.TRUST), Cause(Reason.PRICE)),
        "Write it up.",
        scene.person(PRIYA),
        departments=(Department.PRODUCT,),
    )
    assert change(scene, talk, changed, by=PRIYA)
    kept = replace(changed, causes=(Cause(Reason.TRUST), Cause(Reason.PRICE, Reason.PROOF)))
    assert wrap_ups.find(scene.session, talk) == kept
    asks = scene.session.scalars(select(AskRow)).all()
    assert [(row.department, row.status) for row in asks] == [("product", "left")]
    assert [row.text for row in scene.session.scalars(select(ActionRow))] == ["Write it up."]
    assert "What decided it: Trust, Price (below it: Proof)." in text(scene.outbox("update")[-2])
    tallies.settle(scene.session)
    assert tallies.drift(scene.session, scene.workspace.id) == 0
    assert (PRIYA, "wrap_up_changed") in scene.audit()
    assert talk.status == Status.DONE


def test_the_form_to_change_holds_what_was_sent_also_after_weeks(scene: Scene) -> None:
    what = form(action="Write it down.", action_owner=scene.person(PRIYA), turning_point="Demo")
    talk = wrapped_up(scene, what)
    scene.tick(int(timedelta(weeks=9).total_seconds()))
    closing = lessons.to_change(scene.session, scene.actor(), talk.id, scene.now)
    assert (closing.form, closing.owner) == (what, PRIYA)


def test_an_action_that_is_only_moved_stays_the_same_one(scene: Scene) -> None:
    talk = wrapped_up(scene, form(action="Write it down."))
    before = scene.session.scalars(select(ActionRow.id)).one()
    change(scene, talk, form(action="Write it down.", action_owner=scene.person(PRIYA)))
    action = scene.session.scalars(select(ActionRow)).one()
    assert (action.id, action.owner_id) == (before, scene.person(PRIYA))
    change(scene, talk, form())
    assert scene.session.scalars(select(ActionRow)).all() == []


def test_who_comes_second_is_told_and_may_add(scene: Scene) -> None:
    talk = wrapped_up(scene)
    with pytest.raises(WrappedUpMeanwhile):
        lessons.wrap_up(scene.session, scene.actor(PRIYA), talk.id, form("Mine."), scene.tick())
    assert change(scene, talk, form("Mine."), by=PRIYA)
    assert scene.session.scalars(select(LessonRow.text)).all() == ["Mine."]


def test_two_who_change_it_at_once_lose_nothing(scene: Scene) -> None:
    """The second sees that it was changed, with the words still in the form, and may send them once more."""
    talk = wrapped_up(scene)
    both = lessons.to_change(scene.session, scene.actor(), talk.id, scene.now).mark
    assert change(scene, talk, form("Hers."), by=PRIYA, mark=both)
    closing = lessons.change(scene.session, scene.actor(), talk.id, form("His."), both, scene.tick())
    assert (closing.is_overtaken, closing.form.lesson) == (True, "His.")
    assert scene.session.scalars(select(LessonRow.text)).all() == ["Hers."]
    assert change(scene, talk, closing.form, mark=closing.mark)
    assert scene.session.scalars(select(LessonRow.text)).all() == ["His."]


def test_who_may_change_what(scene: Scene) -> None:
    talk, elsewhere = wrapped_up(scene), Scene(scene.session, "T0OTHER")
    for actor, error in ((scene.actor(KIM), NotAllowed), (elsewhere.actor(), NotFound)):
        with pytest.raises(error):
            lessons.to_change(scene.session, actor, talk.id, scene.now)
        with pytest.raises(error):
            lessons.change(scene.session, actor, talk.id, form(NEW), "", scene.tick())
    assert scene.session.scalars(select(LessonRow.text)).all() == ["Ask who signs."]


def test_what_was_never_wrapped_up_cannot_be_changed(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(AlreadySettled):
        lessons.to_change(scene.session, scene.actor(), talk.id, scene.now)
    with pytest.raises(AlreadySettled):
        lessons.change(scene.session, scene.actor(), talk.id, form(NEW), "", scene.tick())


# What may be told


def test_a_text_that_nobody_agreed_to_yet_is_replaced_in_the_question(scene: Scene) -> None:
    talk = wrapped_up(scene)
    asked, posts = scene.mark(), len(scene.outbox())
    change(scene, talk, form(NEW))
    assert len(scene.outbox()) == posts
    assert NEW in text(scene.outbox("update")[-1])
    with pytest.raises(TextChanged):
        consents.answer(scene.session, scene.actor(), talk.id, Consent.NAME, scene.tick(), asked)
    agree(scene, talk)
    assert heard(scene) == [NEW]


def test_after_a_yes_the_new_text_is_asked_about_and_neither_is_told_until_then(scene: Scene) -> None:
    talk = wrapped_up(scene)
    agree(scene, talk)
    since = scene.session.scalars(select(ConsentRow.given_at)).one()
    change(scene, talk, form(NEW))
    assert NEW in scene.last_post()
    assert "further down" in text(scene.outbox("update")[-1])
    assert heard(scene) == []
    agree(scene, talk)
    assert heard(scene) == [NEW]
    assert scene.session.scalars(select(ConsentRow.given_at)).one() == since


def test_back_at_the_text_that_was_agreed_to_nothing_is_asked(scene: Scene) -> None:
    talk = wrapped_up(scene)
    agree(scene, talk)
    before = lessons.to_change(scene.session, scene.actor(), talk.id, scene.now).form
    change(scene, talk, form(NEW))
    asked = len(scene.outbox("post"))
    change(scene, talk, before)
    assert (len(scene.outbox("post")), talk.proposed) == (asked, None)
    assert "as you agreed to it" in text(scene.outbox("update")[-1])
    assert heard(scene) == [before.lesson]


def test_a_no_to_the_new_text_is_a_no(scene: Scene) -> None:
    talk = wrapped_up(scene)
    agree(scene, talk)
    change(scene, talk, form(NEW))
    agree(scene, talk, Consent.NO)
    assert heard(scene) == []


def test_changing_anything_else_asks_nothing(scene: Scene) -> None:
    talk = wrapped_up(scene)
    agree(scene, talk)
    posts = len(scene.outbox())
    change(scene, talk, form(skill="Asking"))
    assert len(scene.outbox()) == posts


def test_another_reason_is_told_to_nobody_before_the_rep_says_yes_to_it(scene: Scene) -> None:
    talk = wrapped_up(scene)
    agree(scene, talk)
    change(scene, talk, form(ending=Ending.BUILT))
    assert scene.last_post().endswith("Whoever asks for more reads: They built it themselves.")
    assert (talk.announced or {})["ending"] != Ending.BUILT
    agree(scene, talk)
    assert (talk.announced or {})["ending"] == Ending.BUILT


def test_a_win_is_changed_without_a_question(scene: Scene) -> None:
    talk = wrapped_up(scene, outcome=Outcome.WON)
    posts = len(scene.outbox())
    assert change(scene, talk, form(NEW))
    assert len(scene.outbox()) == posts


# What was told


def test_the_post_follows_a_changed_lesson_only_after_a_yes(scene: Scene) -> None:
    talk = wrapped_up(scene)
    agree(scene, talk)
    row = celebrate(scene)
    change(scene, talk, form(NEW))
    assert "Ask who signs." in post(scene, row)
    assert "the lesson has changed since the team read it" in scene.last_post()
    kim = scene.actor(KIM)
    assert playbook.page(scene.session, kim, row.id).line.lesson == "Ask who signs."
    agree(scene, talk, Consent.NO_NAME)
    assert post(scene, row).startswith("*Northwind and one of us: loss of the week.*")
    assert NEW in post(scene, row)
    assert trials.offer(scene.session, kim, row.id).lesson == NEW


def digest_post(scene: Scene) -> str:
    """What the digest says by now."""
    scene.deliver()
    posted = next(row for row in scene.outbox() if row.dedupe_key.startswith("digest:"))
    updates = [one for one in scene.outbox("update") if one.target_id == posted.id]
    return text(updates[-1] if updates else posted)


def test_the_digest_is_put_right_as_well_and_leaves_the_others_alone(scene: Scene) -> None:
    for deal, rep in (("Fabrikam", "U0BEN"), ("Litware", "U0LEE")):  # one of them is celebrated
        lost_deals.loss(scene.session, scene.workspace, deal, rep=rep, lesson="Call sooner.")
    talk = wrapped_up(scene)
    agree(scene, talk)
    celebrate(scene)
    before = digest_post(scene)
    assert "Ask who signs." in before
    change(scene, talk, form(NEW))
    assert digest_post(scene) == before
    agree(scene, talk)
    assert digest_post(scene) == before.replace("Ask who signs.", NEW)
    agree(scene, talk, Consent.NO)
    assert NEW not in digest_post(scene)
    assert "Call sooner." in digest_post(scene)
    agree(scene, talk)
    assert digest_post(scene) == before.replace("Ask who signs.", NEW)


def test_the_customers_words_go_with_the_talk_they_came_from(scene: Scene) -> None:
    talk = scene.open()
    said = Capture({"customers.winner": "They were calm."}, Quotable.INSIDE, {"customers.winner"})
    captures.capture(scene.session, scene.actor(), talk.id, said, scene.tick())
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    agree(scene, talk)
    celebrate(scene)
    assert "They were calm." in digest_post(scene)
    agree(scene, talk, Consent.NO)
    assert "They were calm." not in digest_post(scene)


def test_only_the_answer_that_may_be_quoted_is_and_only_as_long_as_it_may(scene: Scene) -> None:
    talk, winner, change = scene.open(), "customers.winner", "customers.change"
    said = {winner: "They were calm.", change: "Come sooner."}
    whole = Capture(said, Quotable.INSIDE, [winner, change], each={change: Quotable.NO})
    captures.capture(scene.session, scene.actor(), talk.id, whole, scene.tick())
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    agree(scene, talk)
    celebrate(scene)
    assert "They were calm." in digest_post(scene)
    mark = mark_of(scene.conversation(talk))
    other = {winner: Terms(Quotable.NO, verbatim=True), change: Terms(Quotable.INSIDE, verbatim=True)}
    permissions.permit_each(scene.session, scene.actor(), talk.id, other, mark, scene.tick())
    # What the channel never read is not put in its place.
    assert not any(words in digest_post(scene) for words in said.values())


def test_a_new_text_that_waits_for_its_answer_follows_what_the_customer_allows(scene: Scene) -> None:
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They were calm.", by=PRIYA)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    agree(scene, talk)
    change(scene, talk, form(NEW))
    asked = len(scene.outbox())
    for quotable in (Quotable.INSIDE, Quotable.NO, Quotable.INSIDE):
        scene.permits(talk, quotable, by=PRIYA)
        assert ("They were calm." in str(talk.proposed)) is (quotable is Quotable.INSIDE)
    assert len(scene.outbox()) == asked
    agree(scene, talk)
    assert "They were calm." in str(talk.announced)


def test_the_customers_words_follow_their_permission_and_what_is_edited(scene: Scene) -> None:
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    ref = scene.types(talk, "They were calm.", by=PRIYA)
    scene.permits(talk, Quotable.INSIDE, by=PRIYA)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    scene.deliver()
    agree(scene, talk)
    celebrate(scene)
    assert "They were calm." in digest_post(scene)
    scene.edits(talk, ref, "They were kind.", by=PRIYA)
    assert "They were" not in digest_post(scene)
    scene.permits(talk, Quotable.INSIDE, by=PRIYA)
    assert "They were kind." in digest_post(scene)
    scene.permits(talk, Quotable.NO, by=PRIYA)
    assert "They were" not in digest_post(scene)
    assert "1 customer conversation." in digest_post(scene)
    scene.deletes(ref)
    assert "They were" not in digest_post(scene)


def test_taken_down_and_put_back(scene: Scene) -> None:
    talk = wrapped_up(scene)
    agree(scene, talk)
    row = celebrate(scene)
    assert "the post is taken back" in agree(scene, talk, Consent.NO)
    assert "taken back" in post(scene, row)
    assert "Northwind" not in post(scene, row)
    with pytest.raises(NotFound):
        playbook.page(scene.session, scene.actor(KIM), row.id)
    with pytest.raises(NotFound):
        trials.offer(scene.session, scene.actor(KIM), row.id)
    agree(scene, talk)
    assert post(scene, row).startswith(f"*Northwind and <@{ANA}>: loss of the week.*")

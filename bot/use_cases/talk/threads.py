"""A retrospective and its thread in Slack: loaded as one, moved on by one step, shown again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Pair
from bot.domain.calls import AGAIN
from bot.domain.conversation import TALKING, Conversation, FollowUp, Status
from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.replies import Reply
from bot.domain.rules import Why
from bot.domain.transitions import advance
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import afterwards, calls, follow_ups, questions, reminders, skips
from bot.messages import retrospectives as cards
from bot.messages.prompts import speaking
from bot.messages.talks import Talk
from bot.storage import audit, deals, outbox, participants, people, retrospectives, workspaces
from bot.storage import calls as storage
from bot.storage.models import CallRow, DealRow, OutboxRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.people import hours, voices
from bot.use_cases.talk import silences

# What is asked once the customer's questions were gone through, each once in a talk.
PERMISSION, COME_BACK = "permission", "come_back"
MOST_SAID = 2  # however often somebody goes there and back


@dataclass
class Thread:
    """One retrospective as it stands inside the current transaction, locked."""

    row: RetrospectiveRow
    deal: DealRow
    talk: Talk
    conversation: Conversation
    call: CallRow | None
    others: frozenset[UUID] = frozenset()

    @property
    def caller_id(self) -> UUID | None:
        """Whoever leads the call with the customer."""
        return self.leader_id or self.row.manager_id or self.row.rep_id

    @property
    def leader_id(self) -> UUID | None:
        """Whoever leads the call in the manager's place."""
        return self.call.leader_id if self.call else None

    @property
    def customer(self) -> str:
        """Who it is about; where the CRM names no account the deal's own name is all there is."""
        return self.talk.deal.customer or self.talk.deal.name

    @property
    def pair(self) -> Pair:
        return Pair(
            self.row.workspace_id, self.row.id, self.row.rep_id, self.row.manager_id, self.others, self.leader_id
        )


def load(session: Session, actor: Actor, retrospective_id: UUID, action: Action) -> Thread:
    """The retrospective, for somebody who wants to do `action`. Raises NotFound or NotAllowed."""
    row = retrospectives.locked(session, actor.workspace, retrospective_id)
    if row is None or row.rep_id is None:
        raise NotFound
    thread = of_row(session, row)
    if not access.allow(actor, action, thread.pair):
        raise NotAllowed(action=action, thing=f"retrospective:{row.id}")
    return thread


def load_to_answer(session: Session, actor: Actor, retrospective_id: UUID, question: str) -> Thread:
    """The retrospective, for somebody who goes on with `question`. Raises NotFound or NotAllowed."""
    thread = load(session, actor, retrospective_id, Action.ADD_WORDS)
    view = next((one.view for one in thread.conversation.guide.questions if one.key == question), View.OURS)
    if not access.allow(actor, action_on(view), thread.pair):
        raise NotAllowed(action=action_on(view), thing=f"retrospective:{thread.row.id}")
    return thread


def action_on(view: View) -> Action:
    """What answering is: the customer's questions are also for whoever leads the call."""
    return Action.LEAD_CALL if view is View.CUSTOMERS else Action.ANSWER


def of_row(session: Session, row: RetrospectiveRow) -> Thread:
    """The thread of a row whose people are known."""
    deal = session.get_one(DealRow, row.deal_id)
    conversation = retrospectives.conversation(session, row)
    call = storage.find(session, row)
    others = participants.of(session, row)
    talk = Talk(
        id=row.id,
        deal=deals.deal(deal),
        outcome=Outcome(row.outcome),
        round=retrospectives.round_of(session, row),
        rep=slack_user(session, row.workspace_id, row.rep_id) or "",
        manager=slack_user(session, row.workspace_id, row.manager_id),
        others=tuple(person.slack_user for person in others if person.slack_user),
        is_sensitive=row.is_sensitive,
        why=Why(row.why) if row.why else None,
        starts_on=_local_day(session, row),
        owner=_owner_by_now(session, row, deal),
        is_first_end=row.loss_no <= 1,
        snoozed_until=_snoozed_until(session, row),
        voice=voices.of_thread(session, row, conversation.guide),
        lead=slack_user(session, row.workspace_id, call.leader_id if call else None),
    )
    return Thread(row, deal, talk, conversation, call, frozenset(person.id for person in others))


def _owner_by_now(session: Session, row: RetrospectiveRow, deal: DealRow) -> str | None:
    """Who owns the deal by now, as the CRM names them; None where that is the rep, or nobody is named."""
    rep = people.by_id(session, row.workspace_id, row.rep_id) if row.rep_id else None
    if rep is None or not rep.email or not deal.owner_email or people.normal_email(deal.owner_email) == rep.email:
        return None
    return deals.deal(deal).owner.name or deal.owner_email


def _local_day(session: Session, row: RetrospectiveRow) -> date | None:
    """The day on which our questions begin, by the workspace's calendar."""
    if row.starts_at is None:
        return None
    zone = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id)).timezone
    return row.starts_at.astimezone(ZoneInfo(zone)).date()


def step(session: Session, thread: Thread, reply: Reply, actor: Actor | str, now: datetime) -> None:
    """Let `reply` happen: keep the conversation, show what is new. Raises AlreadySettled when it comes too late.

    `actor`: a person, or the name of what told us, for the audit.
    """
    before = thread.conversation
    keep(session, thread, reply, actor, now)
    show(session, thread, before, now)


def keep(session: Session, thread: Thread, reply: Reply, actor: Actor | str, now: datetime) -> None:
    """As `step`, without a word in Slack."""
    before = thread.conversation
    after = advance(before, reply)
    if after == before:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    # This order makes one statement of both: with two in one savepoint PostgreSQL lets news of the deal come between.
    silences.begin(session, thread.row, after, now)
    retrospectives.save(session, thread.row, before, after, now)
    thread.conversation = after
    audit.note(
        session,
        thread.row.workspace_id,
        actor=actor if isinstance(actor, str) else actor.slack_user,
        action=type(reply).__name__.lower(),
        thing=f"retrospective:{thread.row.id}",
        now=now,
    )


def must_be_talking(thread: Thread) -> None:
    """Raise AlreadySettled unless the talk is under way."""
    if thread.conversation.status not in TALKING:
        raise AlreadySettled(deal_name=thread.talk.deal.name)


def show(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    """Bring the thread in Slack up to the conversation; nothing goes out before the root card stands there."""
    if thread.row.root_id is None:
        return
    after = thread.conversation
    if before.question and before.question != after.question:
        _settle_question(session, thread, before, before.question, now)
        _settle_follow_up(session, thread, before, now)
        _ask_afterwards(session, thread, before, now)
    if after.followed_up != before.followed_up:
        _ask_again(session, thread, after.followed_up[-1], now)
    is_resized = after.guide.is_short is not before.guide.is_short
    if after.question and after.question != before.question:
        ask(session, thread, now, is_repeat=is_resized)
    if after.status is not before.status:
        show_root(session, thread, now)
        offer_next(session, thread, now, is_repeat=is_resized)


def _ask_afterwards(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    """After the last of the customer's questions: what may be quoted, and when to ask again if they may."""
    said = thread.conversation.said(View.CUSTOMERS)
    if before.answered(View.CUSTOMERS) or not thread.conversation.answered(View.CUSTOMERS) or not said:
        return
    say(session, thread, afterwards.permission(thread.talk, None), PERMISSION, now)
    if any(answer.question == AGAIN for answer in said):
        say(session, thread, afterwards.come_back(thread.talk, None), COME_BACK, now)


def say(session: Session, thread: Thread, message: Message, key: str, now: datetime, subject: str | None = None) -> int:
    """Post in the thread. `key` names the message within this retrospective, so that it is never said twice."""
    root = session.get_one(OutboxRow, thread.row.root_id)
    return outbox.post(
        session,
        thread.row.workspace_id,
        lane=root.lane,
        room_id=thread.row.room_id or root.room_id,  # type: ignore[arg-type]  # an opened retrospective has a room
        thread_id=root.id,
        message=message,
        dedupe_key=f"{thread.row.id}:{key}",
        subject=subject,
        now=now,
    )


def ask(session: Session, thread: Thread, now: datetime, *, is_repeat: bool = False) -> None:
    """Post the question that is being asked.

    `is_repeat`: it may have been asked before; then the one that stands in the thread comes to life again, unless it
    was asked only once.
    """
    key = thread.conversation.question
    if key is None:
        return
    row = thread.row
    with speaking(thread.talk.voice):
        message = questions.question(thread.talk.deal, thread.conversation.guide, key, row.id)
    subject = retrospectives.subject_of_question(row, key)
    if is_repeat and _is_said_enough(session, row, subject):
        target = outbox.latest_of(session, row.workspace_id, subject)
        assert target is not None, "it was counted just now"
        outbox.update(session, row.workspace_id, target_id=target, message=message, now=now)
        row.asked_again_at = now
        return
    row.asked, row.asked_again_at = row.asked + 1, None
    say(session, thread, message, f"ask:{row.asked}", now, subject=subject)


def show_root(session: Session, thread: Thread, now: datetime) -> None:
    """Bring the root card up to the state of the talk."""
    if thread.row.root_id is not None:
        card = cards.root(thread.talk, thread.conversation)
        outbox.update(session, thread.row.workspace_id, target_id=thread.row.root_id, message=card, now=now)


def offer_next(session: Session, thread: Thread, now: datetime, *, is_repeat: bool = False) -> None:
    """Say what can be done now, where no question is being asked. `is_repeat`: unless that was said twice already."""
    message = _next(thread)
    is_skipped = thread.conversation.status is Status.SKIPPED
    subject = subject_of_skip(thread.row) if is_skipped else retrospectives.subject_of_step(thread.row)
    if message is None or (is_repeat and _is_said_enough(session, thread.row, subject)):
        return
    # The moment is part of the key: a talk may come to the same state again, after a pause or in another room.
    say(session, thread, message, f"{thread.conversation.status}:{now.timestamp()}", now, subject=subject)


def _next(thread: Thread) -> Message | None:
    talk, conversation = thread.talk, thread.conversation
    match conversation.status:
        case Status.OPEN:
            return cards.questions_wait(talk)
        case Status.CUSTOMERS_VIEW if conversation.question is None:
            return calls.our_view_done(talk)
        case Status.WRAP_UP:
            return cards.wrap_up(talk, conversation)
        case Status.PARTIAL:
            return reminders.closed(talk)
        case Status.SKIPPED:
            return skips.skipped(talk, conversation.because)
        case _:
            return None


def _is_said_enough(session: Session, row: RetrospectiveRow, subject: str) -> bool:
    return outbox.count_of(session, row.workspace_id, subject) >= MOST_SAID


def subject_of_choice(row: RetrospectiveRow) -> str:
    """What the outbox knows the question by who should lead."""
    return f"choose_manager:{row.id}"


def subject_of_skip(row: RetrospectiveRow) -> str:
    """What the outbox knows the card by that says it is left out."""
    return f"skipped:{row.id}"


def _settle_question(session: Session, thread: Thread, before: Conversation, key: str, now: datetime) -> None:
    target = outbox.latest_of(session, thread.row.workspace_id, retrospectives.subject_of_question(thread.row, key))
    if target is not None:
        given = next((a for a in reversed(thread.conversation.answers) if a.question == key), None)
        unseen = given if given and given.ref is None else None  # typed replies stand in the thread themselves
        author = slack_user(session, thread.row.workspace_id, unseen.author) if unseen else None
        with speaking(thread.talk.voice):
            message = questions.settled_question(thread.talk.deal, before.guide, key, unseen, author, thread.row.id)
        outbox.update(session, thread.row.workspace_id, target_id=target, message=message, now=now)


def _ask_again(session: Session, thread: Thread, again: FollowUp, now: datetime) -> None:
    with speaking(thread.talk.voice):
        message = follow_ups.follow_up(thread.talk.deal, thread.conversation.guide, again, thread.row.id)
    subject = retrospectives.subject_of_follow_up(thread.row, again.question)
    say(session, thread, message, f"again:{again.question}:{now.timestamp()}", now, subject=subject)


def _settle_follow_up(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    again = next((one for one in before.followed_up if one.question == before.question), None)
    if again is None:
        return
    subject = retrospectives.subject_of_follow_up(thread.row, again.question)
    target = outbox.latest_of(session, thread.row.workspace_id, subject)
    if target is not None:
        with speaking(thread.talk.voice):
            message = follow_ups.settled_follow_up(thread.talk.deal, before.guide, again)
        outbox.update(session, thread.row.workspace_id, target_id=target, message=message, now=now)


def _snoozed_until(session: Session, row: RetrospectiveRow) -> date | None:
    """The day, by the rep's clock, until which the talk is to be left in peace."""
    rep = people.by_id(session, row.workspace_id, row.rep_id) if row.snoozed_until and row.rep_id else None
    if rep is None or row.snoozed_until is None:
        return None
    return row.snoozed_until.astimezone(hours.workdays(session, rep).local).date()


def slack_user(session: Session, workspace_id: UUID, person_id: UUID | None) -> str | None:
    """A person's Slack id, or None when there is no such person or they have none."""
    person = people.by_id(session, workspace_id, person_id) if person_id else None
    return person.slack_user if person else None

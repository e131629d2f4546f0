"""A retrospective and its thread in Slack: loaded as one, moved on by one step, shown again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Pair
from bot.domain.conversation import RESTING, TALKING, Conversation, Status
from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.replies import Reply
from bot.domain.rules import Why
from bot.domain.transitions import advance
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages.talks import Talk
from bot.storage import (
    audit,
    conversations,
    deals,
    outbox,
    participants,
    people,
    retrospectives,
    rounds,
    seat_offers,
    subjects,
    unsaid,
    workspaces,
)
from bot.storage import calls as storage
from bot.storage.models import CallRow, DealRow, OutboxRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.people import hours, voices
from bot.use_cases.talk import absentees, silences


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
    def everybody(self) -> frozenset[UUID | None]:
        """All who have a part in it; None among them where a seat is empty."""
        return self.others | {self.row.rep_id, self.row.manager_id, self.leader_id}

    def stopped_behind(self, ts: str) -> bool:
        """Whether it is over or paused, and what was written at `ts` was before that, by Slack's own clock."""
        return retrospectives.stopped_behind(self.row, ts)

    @property
    def customer(self) -> str:
        """Who it is about; where the CRM names no account the deal's own name is all there is."""
        return self.talk.deal.customer or self.talk.deal.name

    @property
    def pair(self) -> Pair:
        return Pair(
            self.row.workspace_id, self.row.id, self.row.rep_id, self.row.manager_id, self.others, self.leader_id
        )


def is_left_behind(session: Session, thread: Thread) -> bool:
    """Whether silence closed it and the next round has begun: it does not go on beside that."""
    return thread.conversation.status is Status.PARTIAL and rounds.next_of(session, thread.row) is not None


def leads_call(thread: Thread, actor: Actor) -> bool:
    """Whether the call with the customer is theirs."""
    return actor.person == thread.caller_id and access.allow(actor, Action.LEAD_CALL, thread.pair)


def load(session: Session, actor: Actor, retrospective_id: UUID, action: Action) -> Thread:
    """The retrospective, for somebody who wants to do `action`. Raises NotFound or NotAllowed."""
    row = retrospectives.locked(session, actor.workspace, retrospective_id)
    if row is None or row.rep_id is None:
        raise NotFound
    thread = of_row(session, row)
    if not access.allow(actor, action, thread.pair):
        raise NotAllowed(action=action, thing=f"retrospective:{row.id}")
    return thread


def link(session: Session, actor: Actor, row: RetrospectiveRow) -> str | None:
    """Where the talk is opened in Slack, for whoever takes part in it; None for everybody else, and before it began."""
    root = session.get(OutboxRow, row.root_id) if row.root_id else None
    if root is None or not access.allow(actor, Action.OPEN_TALK, of_row(session, row).pair):
        return None
    return workspaces.link(session.get_one(WorkspaceRow, row.workspace_id), root.channel, root.slack_ts)


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
    conversation = conversations.of(session, row)
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
        is_gone=deal.deleted_at is not None,
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


def keep(session: Session, thread: Thread, reply: Reply, actor: Actor | str, now: datetime) -> None:
    """As `step`, without a word in Slack."""
    before = thread.conversation
    after = advance(before, reply)
    if after == before:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    # This order makes one statement of both: with two in one savepoint PostgreSQL lets news of the deal come between.
    silences.begin(session, thread.row, after, now)
    conversations.save(session, thread.row, before, after, now)
    if before.status in RESTING and after.status in TALKING:
        absentees.note(session, thread.row, thread.everybody, now)
        seat_offers.wake(session, thread.row, now)
    thread.conversation = after
    teller = actor if isinstance(actor, str) else actor.slack_user
    audit.note_talk(session, thread.row, teller, type(reply).__name__.lower(), now)


def must_be_talking(thread: Thread) -> None:
    """Raise AlreadySettled unless the talk is under way."""
    if thread.conversation.status not in TALKING:
        raise AlreadySettled(deal_name=thread.talk.deal.name)


def say(session: Session, thread: Thread, message: Message, key: str, now: datetime, subject: str | None = None) -> int:
    """Post in the thread. `key` names the message within this retrospective, so that it is never said twice."""
    return _post(session, thread, message, key, now, subject)


def say_at_work(
    session: Session, thread: Thread, message: Message, key: str, whose: Iterable[UUID | None], now: datetime
) -> int:
    """As `say`, of seats, once all these people are at work. What waits for that holds up nothing else in the thread.

    It is not said at all where seats change again before that, as `forget_news` has it.
    """
    at_work = hours.next_open(session, whose, now)
    return _post(session, thread, message, key, at_work, subjects.of_seats(thread.row), is_apart=at_work > now)


def forget_news(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """Seats change: what waits to be said of how they changed before is not so any more."""
    unsaid.about(session, row.workspace_id, subjects.of_seats(row), now)


def _post(
    session: Session,
    thread: Thread,
    message: Message,
    key: str,
    due_at: datetime,
    subject: str | None = None,
    *,
    is_apart: bool = False,
) -> int:
    """`is_apart`: in a lane of its own, not in that of the thread."""
    root = session.get_one(OutboxRow, thread.row.root_id)
    return outbox.post(
        session,
        thread.row.workspace_id,
        lane=f"{root.lane}:{key}" if is_apart else root.lane,
        room_id=thread.row.room_id or root.room_id,  # type: ignore[arg-type]  # an opened retrospective has a room
        thread_id=root.id,
        message=message,
        dedupe_key=f"{thread.row.id}:{key}",
        subject=subject,
        now=due_at,
    )


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

"""Who may do what: the whole matrix in one place. Asked before every effect; no line says yes means no."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from bot.domain.voices import DEFAULT, Voice


class Action(StrEnum):
    ANSWER = "answer"
    ADD_WORDS = "add_words"
    EDIT_ANSWER = "edit_answer"
    WRITE_PRIVATELY = "write_privately"
    SHARE = "share"
    LEAD_CALL = "lead_call"
    WRAP_UP = "wrap_up"
    DECLINE = "decline"
    CHOOSE_MANAGER = "choose_manager"
    RESIZE = "resize"
    START_NOW = "start_now"
    CHOOSE = "choose"
    HAND_OVER = "hand_over"
    ADD_PEOPLE = "add_people"
    STEP_ASIDE = "step_aside"
    TAKE_SEAT = "take_seat"
    MARK_SENSITIVE = "mark_sensitive"
    SNOOZE = "snooze"
    OPEN_TALK = "open_talk"
    CONSENT = "consent"
    TRY_LESSON = "try_lesson"
    START = "start"
    SEE_OWN = "see_own"
    CHANGE_OWN = "change_own"
    READ_LESSON = "read_lesson"
    USE_LESSON = "use_lesson"
    KEEP_LESSON = "keep_lesson"
    SEE_FIGURES = "see_figures"
    FINISH = "finish"
    SEE_HOUSE = "see_house"
    WRITE_GAFFE = "write_gaffe"
    TURN_GAFFE = "turn_gaffe"
    PICK_LOSS = "pick_loss"
    RAISE_ASK = "raise_ask"
    ANSWER_ASK = "answer_ask"
    LIST_ASKS = "list_asks"
    HOLD_WORKSHOP = "hold_workshop"
    END_WORKSHOP = "end_workshop"
    KEEP_PRACTICE = "keep_practice"
    WRITE_PRACTICE = "write_practice"
    VOTE = "vote"
    WRITE_BACK = "write_back"


@dataclass(frozen=True)
class Actor:
    """Who asks, from the signed payload only. `person` is None for somebody we do not know.

    `voice` is how we speak to them in private.
    """

    workspace: UUID
    slack_user: str
    person: UUID | None = None
    is_admin: bool = False
    is_outside: bool = False
    is_guest: bool = False
    voice: Voice = DEFAULT


@dataclass(frozen=True)
class Pair:
    """A retrospective, by the two whose talk it is, the others who were there and take part, and whoever of them leads
    the customer call.
    """

    workspace: UUID
    id: UUID
    rep: UUID | None
    manager: UUID | None
    others: frozenset[UUID] = frozenset()
    leader: UUID | None = None


@dataclass(frozen=True)
class Owned:
    """A deal, by its owner and the owner's manager, as far as they are known. A sensitive one is those two's alone."""

    workspace: UUID
    id: UUID | None
    owner: UUID | None
    manager: UUID | None
    is_sensitive: bool = False


@dataclass(frozen=True)
class OwnAnswer:
    """One answer, by who gave it."""

    workspace: UUID
    id: UUID
    author: UUID | None


@dataclass(frozen=True)
class OwnDrafts:
    """What somebody wrote for themselves in one retrospective, by who wrote it."""

    workspace: UUID
    id: UUID
    author: UUID | None


@dataclass(frozen=True)
class Own:
    """What belongs to one person alone: their own list."""

    workspace: UUID
    person: UUID | None


@dataclass(frozen=True)
class Task:
    """An action of a wrap-up, by whose it is and whose talk it came from."""

    workspace: UUID
    id: UUID
    owner: UUID | None
    rep: UUID | None
    manager: UUID | None


@dataclass(frozen=True)
class House:
    """How the bot does in a workspace: its set-up, its health, its settings."""

    workspace: UUID


@dataclass(frozen=True)
class Published:
    """Something that the team channel has seen."""

    workspace: UUID
    id: UUID


@dataclass(frozen=True)
class Playbook:
    """The lessons that a workspace keeps. `is_leader`: whoever asks leads somebody."""

    workspace: UUID
    is_leader: bool


@dataclass(frozen=True)
class Figures:
    """What is counted in a workspace; nothing in it is about one person."""

    workspace: UUID


@dataclass(frozen=True)
class Offered:
    """The rep's seat in a talk, by whom it is offered to."""

    workspace: UUID
    id: UUID
    person: UUID | None


@dataclass(frozen=True)
class Gaffe:
    """The gaffe of the week, by who goes first with it. `is_open`: they have, and everybody may follow."""

    workspace: UUID
    leader: UUID | None
    is_open: bool = False


@dataclass(frozen=True)
class Proposal:
    """What would be the loss of a week, by whoever is asked about it."""

    workspace: UUID
    head: UUID | None


@dataclass(frozen=True)
class Asks:
    """What departments are asked for in their channels. `is_leader`: whoever asks leads somebody."""

    workspace: UUID
    is_leader: bool = False


@dataclass(frozen=True)
class Workshop:
    """A workshop, by who holds it; one to be held has nobody yet. `is_leader`: whoever asks leads somebody."""

    workspace: UUID
    leader: UUID | None = None
    is_leader: bool = False


@dataclass(frozen=True)
class WorkshopGroup:
    """A group of a workshop, by who is in it."""

    workspace: UUID
    members: frozenset[UUID]


Object = (
    Proposal
    | Asks
    | Workshop
    | WorkshopGroup
    | Gaffe
    | Pair
    | Offered
    | Owned
    | OwnAnswer
    | OwnDrafts
    | Own
    | Task
    | House
    | Published
    | Playbook
    | Figures
)

BY_THE_PAIR = frozenset(
    {
        Action.ANSWER,
        Action.ADD_WORDS,
        Action.LEAD_CALL,
        Action.WRAP_UP,
        Action.DECLINE,
        Action.RESIZE,
        Action.START_NOW,
        Action.CHOOSE,
        Action.SNOOZE,
        Action.HAND_OVER,
        Action.ADD_PEOPLE,
        Action.MARK_SENSITIVE,
        Action.OPEN_TALK,
        Action.RAISE_ASK,
        Action.WRITE_BACK,
    }
)
BY_OTHERS = frozenset({Action.ADD_WORDS, Action.OPEN_TALK})
BY_THE_LEADER = frozenset({Action.LEAD_CALL, Action.OPEN_TALK})
BY_THE_REP = frozenset({Action.CONSENT, Action.TRY_LESSON, Action.CHOOSE_MANAGER, Action.WRITE_PRIVATELY, Action.SHARE})
BY_THE_HOLDER = frozenset({Action.END_WORKSHOP, Action.KEEP_PRACTICE})
BY_ONESELF = frozenset({Action.SEE_OWN, Action.CHANGE_OWN})
BY_THE_MANAGER = frozenset({Action.STEP_ASIDE})
BY_EVERYBODY = frozenset({Action.READ_LESSON, Action.USE_LESSON})


def allow(actor: Actor, action: Action, thing: Object) -> bool:
    """Whether `actor` may do `action` to `thing`. Pure: rights are those of this moment, as the caller read them."""
    if actor.workspace != thing.workspace or actor.is_outside or actor.is_guest:
        return False
    match thing:
        case Pair():
            return _of_pair(actor, action, thing)
        case Owned(owner=owner, manager=manager, is_sensitive=is_sensitive):
            by_admin = actor.is_admin and not is_sensitive
            return action is Action.START and (by_admin or _is(actor, owner) or _is(actor, manager))
        case OwnAnswer(author=author):
            return action is Action.EDIT_ANSWER and _is(actor, author)
        case OwnDrafts(author=author):
            return action is Action.WRITE_PRIVATELY and _is(actor, author)
        case Offered(person=person):
            return action is Action.TAKE_SEAT and _is(actor, person)
        case Own(person=person):
            return action in BY_ONESELF and _is(actor, person)
        case Task(owner=owner, rep=rep, manager=manager):
            return action is Action.FINISH and any(_is(actor, one) for one in (owner, rep, manager))
        case House():
            return action is Action.SEE_HOUSE and actor.is_admin
        case Published():
            return action in BY_EVERYBODY
        case Playbook(is_leader=is_leader):
            return action is Action.READ_LESSON or (action is Action.KEEP_LESSON and (is_leader or actor.is_admin))
        case Figures():
            return action is Action.SEE_FIGURES
        case Asks(is_leader=is_leader):
            return action is Action.ANSWER_ASK or (action is Action.LIST_ASKS and (is_leader or actor.is_admin))
        case Proposal(head=head):
            return action is Action.PICK_LOSS and _is(actor, head)
        case Workshop(leader=leader, is_leader=is_leader):
            if action is Action.HOLD_WORKSHOP:
                return is_leader or actor.is_admin
            return action is Action.VOTE or (action in BY_THE_HOLDER and (actor.is_admin or _is(actor, leader)))
        case WorkshopGroup(members=members):
            return action is Action.WRITE_PRACTICE and actor.person in members
        case Gaffe(leader=leader, is_open=is_open):
            if action is Action.WRITE_GAFFE:
                return is_open or _is(actor, leader)
            return action is Action.TURN_GAFFE and (actor.is_admin or _is(actor, leader))


def _of_pair(actor: Actor, action: Action, pair: Pair) -> bool:
    if action in BY_THE_REP:
        return _is(actor, pair.rep)
    if action in BY_THE_MANAGER:
        return _is(actor, pair.manager)
    if action in BY_THE_LEADER and _is(actor, pair.leader):
        return True
    if action in BY_OTHERS and actor.person in pair.others:
        return True
    return action in BY_THE_PAIR and (_is(actor, pair.rep) or _is(actor, pair.manager))


def _is(actor: Actor, person: UUID | None) -> bool:
    return person is not None and actor.person == person

"""The whole matrix: who may do what, in which workspace."""

from uuid import UUID

import pytest

from bot.access import (
    Action,
    Actor,
    Asks,
    Figures,
    Gaffe,
    House,
    Object,
    Offered,
    Own,
    OwnAnswer,
    OwnDrafts,
    Owned,
    Pair,
    Playbook,
    Proposal,
    Published,
    Task,
    Workshop,
    WorkshopGroup,
    allow,
)

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
REP, MANAGER, COLLEAGUE, OTHER, GUEST, LEADER = (UUID(int=number) for number in range(11, 17))
THING = UUID(int=21)

ACTORS = {
    "rep": Actor(HERE, "U1", REP),
    "manager": Actor(HERE, "U2", MANAGER),
    "colleague": Actor(HERE, "U3", COLLEAGUE),
    "admin": Actor(HERE, "U4", UUID(int=20), is_admin=True),
    "other": Actor(HERE, "U7", OTHER),
    "leader": Actor(HERE, "U9", LEADER),
    "guest": Actor(HERE, "U8", GUEST, is_admin=True, is_guest=True),
    "unknown": Actor(HERE, "U5"),
    "outsider": Actor(HERE, "U6", REP, is_admin=True, is_outside=True),
    "neighbour": Actor(ELSEWHERE, "U1", REP, is_admin=True),
}
PAIR = Pair(HERE, THING, REP, MANAGER, frozenset({OTHER, GUEST, LEADER}), LEADER)
SOLO = Pair(HERE, THING, REP, None)
NOT_YET = Pair(HERE, THING, None, None)
DEAL = Owned(HERE, THING, REP, MANAGER)
SENSITIVE = Owned(HERE, THING, REP, MANAGER, is_sensitive=True)
ORPHAN = Owned(HERE, THING, None, None)
ANSWER = OwnAnswer(HERE, THING, REP)
LOST_AUTHOR = OwnAnswer(HERE, THING, None)
DRAFTS = OwnDrafts(HERE, THING, REP)
LESSON = Published(HERE, THING)
FIGURES = Figures(HERE)
ASKS, ASKS_OF_A_LEADER = Asks(HERE), Asks(HERE, is_leader=True)
PLAYBOOK, OF_A_LEADER = Playbook(HERE, is_leader=False), Playbook(HERE, is_leader=True)
LIST = Own(HERE, REP)
HOUSE = House(HERE)
GAFFE, OPEN_GAFFE, NOBODYS_GAFFE = Gaffe(HERE, LEADER), Gaffe(HERE, LEADER, is_open=True), Gaffe(HERE, None)
PROPOSAL = Proposal(HERE, LEADER)
WORKSHOP, WORKSHOP_OF_A_LEADER = Workshop(HERE, LEADER), Workshop(HERE, is_leader=True)
WORKSHOP_GROUP = WorkshopGroup(HERE, frozenset({REP, OTHER, GUEST}))
OFFERED, OFFERED_TO_NOBODY = Offered(HERE, THING, COLLEAGUE), Offered(HERE, THING, None)
TASK = Task(HERE, THING, COLLEAGUE, REP, MANAGER)
NOBODYS_TASK = Task(HERE, THING, None, REP, None)

BOTH, EVERYBODY = {"rep", "manager"}, {"rep", "manager", "colleague", "admin", "unknown", "other", "leader"}

# Whatever is not in this table is forbidden to everybody.
MAY: dict[tuple[str, Action], set[str]] = {
    ("PAIR", Action.ANSWER): BOTH,
    ("PAIR", Action.LEAD_CALL): {*BOTH, "leader"},
    ("PAIR", Action.WRAP_UP): BOTH,
    ("PAIR", Action.DECLINE): BOTH,
    ("PAIR", Action.RESIZE): BOTH,
    ("PAIR", Action.ADD_WORDS): {*BOTH, "other", "leader"},
    ("PAIR", Action.HAND_OVER): BOTH,
    ("PAIR", Action.ADD_PEOPLE): BOTH,
    ("PAIR", Action.STEP_ASIDE): {"manager"},
    ("PAIR", Action.MARK_SENSITIVE): BOTH,
    ("PAIR", Action.START_NOW): BOTH,
    ("PAIR", Action.CHOOSE): BOTH,
    ("PAIR", Action.SNOOZE): BOTH,
    ("PAIR", Action.OPEN_TALK): {*BOTH, "other", "leader"},
    ("PAIR", Action.RAISE_ASK): BOTH,
    ("SOLO", Action.RAISE_ASK): {"rep"},
    ("PAIR", Action.WRITE_BACK): BOTH,
    ("SOLO", Action.WRITE_BACK): {"rep"},
    ("ASKS", Action.ANSWER_ASK): EVERYBODY,
    ("ASKS", Action.LIST_ASKS): {"admin"},
    ("ASKS_OF_A_LEADER", Action.ANSWER_ASK): EVERYBODY,
    ("ASKS_OF_A_LEADER", Action.LIST_ASKS): EVERYBODY,
    ("PAIR", Action.CONSENT): {"rep"},
    ("PAIR", Action.TRY_LESSON): {"rep"},
    ("PAIR", Action.CHOOSE_MANAGER): {"rep"},
    ("PAIR", Action.WRITE_PRIVATELY): {"rep"},
    ("PAIR", Action.SHARE): {"rep"},
    ("SOLO", Action.ANSWER): {"rep"},
    ("SOLO", Action.LEAD_CALL): {"rep"},
    ("SOLO", Action.WRAP_UP): {"rep"},
    ("SOLO", Action.DECLINE): {"rep"},
    ("SOLO", Action.RESIZE): {"rep"},
    ("SOLO", Action.ADD_WORDS): {"rep"},
    ("SOLO", Action.HAND_OVER): {"rep"},
    ("SOLO", Action.ADD_PEOPLE): {"rep"},
    ("SOLO", Action.MARK_SENSITIVE): {"rep"},
    ("SENSITIVE", Action.START): BOTH,
    ("SOLO", Action.START_NOW): {"rep"},
    ("SOLO", Action.CHOOSE): {"rep"},
    ("SOLO", Action.SNOOZE): {"rep"},
    ("SOLO", Action.OPEN_TALK): {"rep"},
    ("SOLO", Action.CONSENT): {"rep"},
    ("SOLO", Action.TRY_LESSON): {"rep"},
    ("SOLO", Action.CHOOSE_MANAGER): {"rep"},
    ("SOLO", Action.WRITE_PRIVATELY): {"rep"},
    ("SOLO", Action.SHARE): {"rep"},
    ("DEAL", Action.START): {"rep", "manager", "admin"},
    ("ORPHAN", Action.START): {"admin"},
    ("ANSWER", Action.EDIT_ANSWER): {"rep"},
    ("DRAFTS", Action.WRITE_PRIVATELY): {"rep"},
    ("LIST", Action.SEE_OWN): {"rep"},
    ("LIST", Action.CHANGE_OWN): {"rep"},
    ("LESSON", Action.READ_LESSON): EVERYBODY,
    ("LESSON", Action.USE_LESSON): EVERYBODY,
    ("PLAYBOOK", Action.READ_LESSON): EVERYBODY,
    ("PLAYBOOK", Action.KEEP_LESSON): {"admin"},
    ("OF_A_LEADER", Action.READ_LESSON): EVERYBODY,
    ("OF_A_LEADER", Action.KEEP_LESSON): EVERYBODY,
    ("FIGURES", Action.SEE_FIGURES): EVERYBODY,
    ("HOUSE", Action.SEE_HOUSE): {"admin"},
    ("GAFFE", Action.WRITE_GAFFE): {"leader"},
    ("OPEN_GAFFE", Action.WRITE_GAFFE): EVERYBODY,
    ("GAFFE", Action.TURN_GAFFE): {"leader", "admin"},
    ("OPEN_GAFFE", Action.TURN_GAFFE): {"leader", "admin"},
    ("NOBODYS_GAFFE", Action.TURN_GAFFE): {"admin"},
    ("PROPOSAL", Action.PICK_LOSS): {"leader"},
    ("WORKSHOP", Action.HOLD_WORKSHOP): {"admin"},
    ("WORKSHOP", Action.END_WORKSHOP): {"leader", "admin"},
    ("WORKSHOP", Action.KEEP_PRACTICE): {"leader", "admin"},
    ("WORKSHOP", Action.VOTE): EVERYBODY,
    ("WORKSHOP_OF_A_LEADER", Action.HOLD_WORKSHOP): EVERYBODY,
    ("WORKSHOP_OF_A_LEADER", Action.END_WORKSHOP): {"admin"},
    ("WORKSHOP_OF_A_LEADER", Action.KEEP_PRACTICE): {"admin"},
    ("WORKSHOP_OF_A_LEADER", Action.VOTE): EVERYBODY,
    ("WORKSHOP_GROUP", Action.WRITE_PRACTICE): {"rep", "other"},
    ("OFFERED", Action.TAKE_SEAT): {"colleague"},
    ("TASK", Action.FINISH): {"rep", "manager", "colleague"},
    ("NOBODYS_TASK", Action.FINISH): {"rep"},
}
THINGS: dict[str, Object] = {
    "PAIR": PAIR,
    "SOLO": SOLO,
    "NOT_YET": NOT_YET,
    "DEAL": DEAL,
    "ORPHAN": ORPHAN,
    "SENSITIVE": SENSITIVE,
    "ANSWER": ANSWER,
    "LOST_AUTHOR": LOST_AUTHOR,
    "DRAFTS": DRAFTS,
    "LESSON": LESSON,
    "LIST": LIST,
    "TASK": TASK,
    "HOUSE": HOUSE,
    "PROPOSAL": PROPOSAL,
    "WORKSHOP": WORKSHOP,
    "WORKSHOP_OF_A_LEADER": WORKSHOP_OF_A_LEADER,
    "WORKSHOP_GROUP": WORKSHOP_GROUP,
    "ASKS": ASKS,
    "ASKS_OF_A_LEADER": ASKS_OF_A_LEADER,
    "OFFERED": OFFERED,
    "OFFERED_TO_NOBODY": OFFERED_TO_NOBODY,
    "NOBODYS_TASK": NOBODYS_TASK,
    "FIGURES": FIGURES,
    "PLAYBOOK": PLAYBOOK,
    "OF_A_LEADER": OF_A_LEADER,
    "GAFFE": GAFFE,
    "OPEN_GAFFE": OPEN_GAFFE,
    "NOBODYS_GAFFE": NOBODYS_GAFFE,
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("thing", THINGS)
def test_who_may_do_what(thing: str, action: Action) -> None:
    allowed = {name for name, actor in ACTORS.items() if allow(actor, action, THINGS[thing])}
    assert allowed == MAY.get((thing, action), set())


def test_the_table_speaks_of_every_action() -> None:
    assert {action for _, action in MAY} == set(Action)

"""What pairs write back into their CRMs: asked, written and taken back by the worker, outside any transaction.

Each step is done once. What is sent is kept as unsure first, so that after a lost answer it is looked for before it is
sent again: notes and tasks bear a tag of ours.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import TypeVar

from bot import one_by_one
from bot.crm import TASKS, WRITERS, Gone, Http, Note, NotUnderstood, Refused, Writer
from bot.crm.accounts import Account
from bot.crm.configuration import written_fields
from bot.crm.niceties import or_none
from bot.crm.option_lists import OPTIONS
from bot.crm.tasks import Standing, Task, Tasks
from bot.crm.writing import Value
from bot.domain.write_backs import Fate, Held, State, Step, Write, is_open, judged, judged_again, judged_task
from bot.storage import connections, write_backs
from bot.storage.database import Database
from bot.use_cases.write_back import crm_offers, orders
from bot.use_cases.write_back.orders import Order, Overtaken

# Longer than an order can take: some twenty questions and changes, each of which may last ten seconds.
LEASE = timedelta(minutes=10)

T = TypeVar("T")


@dataclass(frozen=True)
class _Desk:
    """One order, and the account in which it is carried out."""

    db: Database
    order: Order
    provider: str
    writer: Writer
    account: Account
    now: datetime

    @property
    def tasks(self) -> Tasks:
        """How tasks are made there; asked for only where a task was planned."""
        return TASKS[self.provider]


def work(db: Database, http: Http, now: datetime) -> int:
    """Carry out what is due first. Returns how many talks were taken in hand: one, so that its lease begins by now.

    Its failure is tried again later, and not for ever. Raises only when the database is away.
    """
    return one_by_one.work(
        "write back",
        claim=lambda: _claim(db, now),
        do=lambda order: _do(db, http, order, now),
        later=lambda order, pause, _: _later(db, order, pause, now),
        most=1,
    )


def _claim(db: Database, now: datetime) -> Order | None:
    with db.read() as session:  # an idle worker must not take the one write lock
        if not write_backs.is_due(session, now):
            return None
    with db.begin() as session:
        return orders.claim(session, now, LEASE)


def _do(db: Database, http: Http, order: Order, now: datetime) -> None:
    if order.state is State.WRITTEN:
        with db.begin() as session:
            orders.end_undo(session, order, now)
        return
    desk = _desk(db, http, order, now)
    if desk is None:
        with db.begin() as session:
            orders.give_up(session, order, now)
        return
    match order.state:
        case State.LOOKING:
            _look(desk)
        case State.WRITING:
            _each(desk, _write)
        case State.UNDOING:
            _each(desk, _undo)


def _desk(db: Database, http: Http, order: Order, now: datetime) -> _Desk | None:
    """None where the deal came from no CRM that can be written."""
    with db.read() as session:
        connection = connections.by_id(session, order.workspace_id, order.connection_id)
    writer = WRITERS.get(connection.provider) if connection else None
    if connection is None or writer is None:
        return None
    account = writer.account(http, connection.config, now)
    return _Desk(db, order, connection.provider, writer, account, now) if account else None


def _look(desk: _Desk) -> None:
    held: dict[Step, Held] = {}
    try:
        fields = written_fields(desk.account.config, desk.writer.FIELDS)
        values = _values(desk, *fields.values()) if fields else {}
        held = {
            Step(what): _held(desk, what, field, values[field]) for what, field in fields.items() if field in values
        }
    except NotUnderstood as error:
        _report(desk, error.reason)  # the note can be written all the same
    except Refused as error:
        _report(desk, error.reason)
        raise
    except Gone:
        with desk.db.begin() as session:
            orders.give_up(session, desk.order, desk.now)
        return
    if desk.provider in TASKS:
        held[Step.TASK] = Held("", None)
    with desk.db.begin() as session:
        crm_offers.show(session, desk.order.id, desk.writer.NAME, held, desk.now)


def _held(desk: _Desk, what: str, field: str, value: Value) -> Held:
    """A CRM that does not let us ask for its lists says itself what it does not take."""
    ask = OPTIONS.get(desk.provider) if what == Step.REASON else None
    options = or_none(ask, desk.account, field) if ask else None
    if options is None:
        return Held(field, value)
    return Held(field, value, crm_offers.meant(options, desk.account.config.get("reason_options", {})))


def _each(desk: _Desk, do: Callable[[_Desk, Write], Write]) -> None:
    """Do every step that is still to be done, and keep at once what became of it."""
    for write in desk.order.writes:
        if not is_open(desk.order.state, write):
            continue
        try:
            done = do(desk, write)
        except Overtaken:
            return
        with desk.db.begin() as session:
            orders.settle(session, desk.order, done, desk.now)
    with desk.db.begin() as session:
        orders.finish(session, desk.order, desk.now)


class _Unseen(Exception):
    """The CRM does not let us see whether what was sent without an answer stands there."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(str(refusal))
        self.reason = refusal.reason


def _seen(write: Write, look: Callable[[], T]) -> T:
    """What `look` finds. Raises _Unseen where that is refused of a step which may stand there."""
    try:
        return look()
    except Refused as error:
        if write.fate is not Fate.UNSURE:
            raise
        raise _Unseen(error) from None


def _write(desk: _Desk, write: Write) -> Write:
    do = {Step.NOTE: _note, Step.TASK: _task}.get(write.step, _put)
    try:
        return do(desk, write)
    except _Unseen as error:
        _report(desk, error.reason, write.step)
        return write
    except Gone:
        return replace(write, fate=Fate.GONE)
    except Refused as error:
        return replace(write, fate=Fate.REFUSED, reason=error.reason)


def _undo(desk: _Desk, write: Write) -> Write:
    do = {Step.NOTE: _take_away, Step.TASK: _call_off}.get(write.step, _put_back)
    try:
        return do(desk, write)
    except Gone:
        return replace(write, fate=Fate.GONE)
    except Refused as error:
        return replace(write, fate=Fate.STUCK, reason=error.reason)


def _put(desk: _Desk, write: Write) -> Write:
    fate = judged(write, _seen(write, lambda: _value(desk, write)))
    if fate is not Fate.OFFERED:
        return replace(write, fate=fate)
    cleared = _cleared(desk, write)
    if cleared.fate is not Fate.UNSURE:
        return cleared
    desk.writer.put(desk.account, desk.order.external_id, cleared.field, cleared.told(cleared.after) or None)
    return replace(cleared, fate=Fate.WRITTEN)


def _task(desk: _Desk, write: Write) -> Write:
    standing = _seen(write, lambda: _standing(desk))
    fate = judged_task(write, standing[0].on if standing else None)
    if fate is not Fate.OFFERED:
        return replace(write, fate=fate)
    cleared = _cleared(desk, write)
    if cleared.fate is not Fate.UNSURE:
        return cleared
    if not standing:
        _make(desk, date.fromisoformat(cleared.after))
    elif cleared.after:
        desk.tasks.move(desk.account, standing[0].id, date.fromisoformat(cleared.after))
    else:
        _away(desk, [one for one in standing if judged_task(write, one.on) is Fate.OFFERED])
    return replace(cleared, fate=Fate.WRITTEN)


def _make(desk: _Desk, day: date) -> None:
    order = desk.order
    task = Task(order.task_title, Note((order.by,), order.task_tag, desk.now, order.link), day)
    try:
        desk.tasks.add(desk.account, order.external_id, task)
    except Refused as error:
        if error.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN):
            raise
        # It may be that the deal's owner has left, or that we must not give tasks to others.
        desk.tasks.add(desk.account, order.external_id, replace(task, is_owners=False))


def _call_off(desk: _Desk, write: Write) -> Write:
    """Should a CRM have made two, both go."""
    fates = {one: judged_again(write, one.on) for one in _standing(desk)}
    _away(desk, (one for one, fate in fates.items() if fate is Fate.WRITTEN))
    return replace(write, fate=Fate.KEPT if Fate.KEPT in fates.values() else Fate.UNDONE)


def _away(desk: _Desk, standing: Iterable[Standing]) -> None:
    for one in standing:
        with suppress(Gone):  # somebody threw it away meanwhile
            desk.tasks.remove(desk.account, one.id)


def _standing(desk: _Desk) -> tuple[Standing, ...]:
    return desk.tasks.find(desk.account, desk.order.external_id, desk.order.task_tag)


def _note(desk: _Desk, write: Write) -> Write:
    note_id = _seen(write, lambda: _found(desk, desk.order.tag)) if write.fate is Fate.UNSURE else None
    if note_id is not None:
        return _in_its_place(desk, write, note_id)
    cleared = _cleared(desk, write)
    if cleared.fate is not Fate.UNSURE:
        return cleared
    order = desk.order
    note = Note((*cleared.after.split("\n"), order.by), order.tag, desk.now, order.link, order.author)
    return _in_its_place(desk, cleared, _added(desk, note))


def _in_its_place(desk: _Desk, write: Write, note_id: str) -> Write:
    """The new note stands: only now the earlier one goes, so that there is always one."""
    earlier = [write.note_id] if write.note_id else _all_found(desk, desk.order.tags[:-1])
    _remove(desk, earlier)
    return replace(write, fate=Fate.WRITTEN, note_id=note_id)


def _added(desk: _Desk, note: Note) -> str:
    try:
        return desk.writer.add_note(desk.account, desk.order.external_id, note)
    except Refused as error:
        if error.status != HTTPStatus.FORBIDDEN or note.author is None:
            raise
    # It may be that we must not write for others: the note's last line says whose it is.
    return desk.writer.add_note(desk.account, desk.order.external_id, replace(note, author=None))


def _cleared(desk: _Desk, write: Write) -> Write:
    with desk.db.begin() as session:
        return orders.clear(session, desk.order, write, desk.now)


def _found(desk: _Desk, tag: str) -> str | None:
    return desk.writer.find_note(desk.account, desk.order.external_id, tag)


def _all_found(desk: _Desk, tags: Iterable[str]) -> list[str]:
    return [note_id for note_id in (_found(desk, tag) for tag in tags) if note_id is not None]


def _remove(desk: _Desk, note_ids: Iterable[str]) -> None:
    for note_id in note_ids:
        with suppress(Gone):  # somebody did so already
            desk.writer.remove_note(desk.account, note_id)


def _put_back(desk: _Desk, write: Write) -> Write:
    fate = judged_again(write, _value(desk, write))
    if fate is not Fate.WRITTEN:
        return replace(write, fate=fate)
    desk.writer.put(desk.account, desk.order.external_id, write.field, write.before)
    return replace(write, fate=Fate.UNDONE)


def _take_away(desk: _Desk, write: Write) -> Write:
    known = [write.note_id] if write.note_id else []
    is_sure = bool(known) and write.fate is Fate.WRITTEN
    _remove(desk, dict.fromkeys(known if is_sure else [*known, *_all_found(desk, desk.order.tags)]))
    return replace(write, fate=Fate.UNDONE)


def _value(desk: _Desk, write: Write) -> Value:
    """What the field holds now. Raises NotUnderstood where the CRM shows it no more."""
    values = _values(desk, write.field)
    if write.field not in values:
        raise NotUnderstood(f"it has no field {write.field} any more")
    return values[write.field]


def _values(desk: _Desk, *fields: str) -> dict[str, Value]:
    return desk.writer.values(desk.account, desk.order.external_id, fields)


def _report(desk: _Desk, reason: str, step: Step | None = None) -> None:
    with desk.db.begin() as session:
        orders.report(session, desk.order, step, reason, desk.now)


def _later(db: Database, order: Order, pause: timedelta, now: datetime) -> None:
    with db.begin() as session:
        orders.put_off(session, order, now + pause, now)

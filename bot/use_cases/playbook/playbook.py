"""The playbook: lessons that the team keeps, found by words; kept, tagged and put together by who leads people."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Pair, Playbook
from bot.domain import likeness, preferences, weeks
from bot.domain import playbook as domain
from bot.domain.playbook import Kept, Page, Shelf
from bot.domain.reasons import Reason
from bot.errors import NotAllowed, NotFound, TooManyTags
from bot.storage import audit, cheers, lessons, people, playbook, practices, tags
from bot.storage.grammar import GRAMMAR
from bot.storage.models import KeptLessonRow, LessonRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.people import leading, oneself
from bot.use_cases.playbook import told_lessons
from bot.use_cases.playbook.told_lessons import Told
from bot.use_cases.talk import threads

MOST_FOUND = MOST_ALIKE = 5
MOST_COMPARED = 20  # lessons that share words with one, to tell which of them read alike
LATELY = timedelta(weeks=4)


def search(session: Session, actor: Actor, words: str, now: datetime) -> Shelf:
    """What is kept that holds the most of `words`; without words what was kept last, and what waits to be kept.

    Raises NotAllowed.
    """
    if not access.allow(actor, Action.READ_LESSON, _playbook(session, actor)):
        raise NotAllowed(action=Action.READ_LESSON, thing="playbook")
    leads = may_keep(session, actor)
    may_rename = leads and bool(tags.of_workspace(session, actor.workspace))
    if words:
        found, is_near = _found(session, actor.workspace, words)
        return Shelf(_with_talks(session, actor, found), may_rename=may_rename, is_near=is_near)
    newest = playbook.newest(session, actor.workspace, MOST_FOUND)
    waiting = playbook.told_lately(session, actor.workspace, now - LATELY, MOST_FOUND) if leads else ()
    return Shelf(_with_talks(session, actor, newest), tuple(waiting), may_rename)


def page(session: Session, actor: Actor, thing_id: UUID) -> Page:
    """All that the team may read of a lesson, by its own id or its celebration's. Raises NotFound or NotAllowed.

    The talk itself stays with the pair; the customer's words appear as the rep agreed to have them read, as far
    as they may stand beside the deal's name still.
    """
    told = told_lessons.load(session, actor, thing_id, Action.READ_LESSON)
    line = playbook.line(session, told.lesson)
    if line is None:
        raise NotFound
    kept = playbook.of_lesson(session, told.lesson.id)
    return Page(
        line,
        ending=told.agreed.get("ending"),
        reasons=tuple(Reason(one) for one in told.agreed.get("reasons", ())),
        quotes=told_lessons.quotes(session, told),
        cheers=cheers.count(session, told.celebration) if told.celebration else 0,
        tags=tuple(tag.name for tag in tags.of(session, kept)) if kept else (),
        parts=tuple((part.deal, part.lesson) for part in _parts(session, kept)) if kept else (),
        practices=tuple(one.text for one in practices.kept(session, told.lesson.id)),
        alike=tuple(_alike(session, told, kept)),
        under=_head_of(session, kept),
        is_kept=kept is not None,
        may_keep=may_keep(session, actor),
        link=threads.link(session, actor, told.retrospective),
        is_own=access.allow(actor, Action.CONSENT, _pair(told.retrospective)),
    )


def may_keep(session: Session, actor: Actor) -> bool:
    """Whether they may put lessons into the playbook: whoever leads somebody, and admins."""
    return access.allow(actor, Action.KEEP_LESSON, _playbook(session, actor))


def all_tags(session: Session, actor: Actor) -> dict[str, str]:
    """Every tag there is, id → name, for who may rename them. Raises NotAllowed."""
    _must(session, actor)
    return {str(tag.id): tag.name for tag in tags.of_workspace(session, actor.workspace)}


def keep(session: Session, actor: Actor, lesson_id: UUID, names: Sequence[str], now: datetime) -> None:
    """Put a lesson into the playbook, or change its tags. Raises NotFound, NotAllowed, or TooManyTags."""
    told = told_lessons.load(session, actor, lesson_id, Action.READ_LESSON)
    person = _must(session, actor)
    kept = playbook.keep(session, told.lesson, person, now)
    playbook.reindex(session, kept)
    if not tags.put(session, kept, domain.tags(names)):
        raise TooManyTags
    _note(session, actor, lesson_id, "kept_lesson", now)


def put_together(session: Session, actor: Actor, lesson_id: UUID, head_id: UUID | None, now: datetime) -> None:
    """Have a kept lesson stand under a like-worded one; None: by itself. Raises NotFound or NotAllowed."""
    told = told_lessons.load(session, actor, lesson_id, Action.READ_LESSON)
    _must(session, actor)
    kept, head = playbook.locked(session, lesson_id), _head(session, told, head_id)
    if kept is None:
        raise NotFound
    if head is None:
        playbook.stand_alone(session, kept)
    else:
        playbook.put_under(session, kept, head)
    _note(session, actor, lesson_id, "put_lesson_together", now)


def let_go(session: Session, actor: Actor, lesson_id: UUID, now: datetime) -> None:
    """Take a lesson out of the playbook; to do so again changes nothing. Raises NotFound or NotAllowed."""
    told = told_lessons.load(session, actor, lesson_id, Action.READ_LESSON)
    _must(session, actor)
    kept = playbook.locked(session, told.lesson.id)
    if kept is not None:
        playbook.drop(session, kept)
        tags.forget_unused(session, actor.workspace)
        _note(session, actor, lesson_id, "let_lesson_go", now)


def see_again(session: Session, actor: Actor, lesson_id: UUID, now: datetime) -> None:
    """They met it again; once a week counts. Raises NotFound or NotAllowed."""
    told = told_lessons.load(session, actor, lesson_id, Action.USE_LESSON)
    person = people.ensure(session, actor.workspace, actor.slack_user)
    settings = session.get_one(WorkspaceRow, actor.workspace).settings
    week = weeks.iso_week(now, preferences.of(settings).timezone)
    playbook.see_again(session, told.lesson, person.id, week)


def rename(session: Session, actor: Actor, tag_id: UUID, name: str, now: datetime) -> None:
    """Give a tag another name; under the name of another tag the two become one. Raises NotFound or NotAllowed."""
    _must(session, actor)
    tag = tags.by_id(session, actor.workspace, tag_id)
    cleaned = domain.tags([name])
    if tag is None or not cleaned:
        raise NotFound
    tags.rename(session, tag, cleaned[0])
    audit.note(session, actor.workspace, actor=actor.slack_user, action="renamed_tag", thing=f"tag:{tag_id}", now=now)


def follow(session: Session, row: RetrospectiveRow) -> None:
    """What may be told of a talk has changed: its lesson is found by the words of now, or by none."""
    lesson = lessons.of(session, row)
    kept = playbook.locked(session, lesson.id) if lesson else None
    if kept is not None and not playbook.reindex(session, kept):
        playbook.stand_alone(session, kept)  # what stood under it must not be lost with it


def _found(session: Session, workspace_id: UUID, words: str) -> tuple[list[UUID], bool]:
    """What is kept that holds the most of these words; else what they may have been meant for, and True."""
    exactly = playbook.search(session, workspace_id, GRAMMAR.sought(words), MOST_FOUND)
    if exactly:
        return exactly, False
    nearly = playbook.search(session, workspace_id, GRAMMAR.nearly_sought(words), MOST_FOUND)
    return nearly, bool(nearly)


def _with_talks(session: Session, actor: Actor, kept_ids: Iterable[UUID]) -> tuple[Kept, ...]:
    """The lines of what was found, and whether they may open its talk."""
    lines = playbook.lines(session, kept_ids)
    return tuple(replace(line, took_part=_may_open(session, actor, line.id)) for line in lines)


def _may_open(session: Session, actor: Actor, lesson_id: UUID) -> bool:
    lesson = session.get_one(LessonRow, lesson_id)
    row = session.get_one(RetrospectiveRow, lesson.retrospective_id)
    return threads.link(session, actor, row) is not None


def _parts(session: Session, kept: KeptLessonRow) -> list[domain.Kept]:
    return playbook.lines(session, [part.id for part in playbook.parts(session, kept)])


def _alike(session: Session, told: Told, kept: KeptLessonRow | None) -> list[domain.Kept]:
    """What it could stand under; that under which it stands comes first."""
    words = likeness.telling(told.words)
    near = playbook.nearest(session, told.lesson.workspace_id, words, told.lesson.id, MOST_COMPARED)
    head = playbook.lines(session, [kept.part_of] if kept and kept.part_of else [])
    alike = [one for one in playbook.lines(session, near) if likeness.are_alike(told.words, one.lesson)]
    return list({one.id: one for one in (*head, *alike[:MOST_ALIKE])}.values())


def _head_of(session: Session, kept: KeptLessonRow | None) -> UUID | None:
    head = session.get(KeptLessonRow, kept.part_of) if kept and kept.part_of else None
    return head.lesson_id if head else None


def _head(session: Session, told: Told, together_with: UUID | None) -> KeptLessonRow | None:
    """Whatever the lesson is to stand under. Raises NotFound for what is not kept here, is no head itself, or may
    not be told by now: under it the lesson would be found no more.
    """
    if together_with is None:
        return None
    head = playbook.locked(session, together_with)
    if head is None or head.workspace_id != told.lesson.workspace_id or head.lesson_id == told.lesson.id:
        raise NotFound
    if head.part_of is not None or told_lessons.find(session, session.get_one(LessonRow, head.lesson_id)) is None:
        raise NotFound
    return head


def _pair(row: RetrospectiveRow) -> Pair:
    return Pair(row.workspace_id, row.id, row.rep_id, row.manager_id)


def _must(session: Session, actor: Actor) -> UUID:
    if not may_keep(session, actor):
        raise NotAllowed(action=Action.KEEP_LESSON, thing="playbook")
    return oneself.load(session, actor, Action.SEE_OWN).id


def _playbook(session: Session, actor: Actor) -> Playbook:
    return Playbook(actor.workspace, is_leader=leading.leads_somebody(session, actor))


def _note(session: Session, actor: Actor, lesson_id: UUID, action: str, now: datetime) -> None:
    thing = f"lesson:{lesson_id}"
    audit.note(session, actor.workspace, actor=actor.slack_user, action=action, thing=thing, now=now)

"""What is one person's own: their talks, what they wrote for themselves, and what is known about them."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session

from bot.domain.sheets import Sheet
from bot.storage.exports import talks
from bot.storage.exports.reading import of_talks, read
from bot.storage.exports.talks import TALK
from bot.storage.models import AnswerRow, DraftRow, HeardRow, PersonRow, RetrospectiveRow, SkillRow, TrialRow


def sheets(session: Session, person: PersonRow) -> Iterator[Sheet]:
    """The tables. Talks are those of which they are rep or manager by now; of others, what they said there."""
    own = _own(person)
    yield from talks.sheets(session, own)
    elsewhere = and_(AnswerRow.author_id == person.id, not_(_is_own(person)))
    yield replace(talks.answers(session, elsewhere), name="said_elsewhere")
    of = SkillRow
    skills = of_talks(of, own, of.text, of.practice)
    yield Sheet("skills", (*TALK, "skill", "how_it_goes"), read(session, skills))
    yield _drafts(session, person)
    yield _trials(session, person)
    yield _messages(session, person)
    yield _me(person)


def _own(person: PersonRow) -> ColumnElement[bool]:
    return or_(RetrospectiveRow.rep_id == person.id, RetrospectiveRow.manager_id == person.id)


def _is_own(person: PersonRow) -> ColumnElement[bool]:
    """Without a seat there a talk is nobody's own: of empty seats no comparison says no."""
    own = select(RetrospectiveRow.id).where(RetrospectiveRow.id == AnswerRow.retrospective_id, _own(person))
    return exists(own.correlate(AnswerRow))


def _drafts(session: Session, person: PersonRow) -> Sheet:
    of = DraftRow
    query = of_talks(of, of.author_id == person.id, of.question, of.written_at, of.text)
    return Sheet("drafts", (*TALK, "question", "written_at", "draft"), read(session, query))


def _trials(session: Session, person: PersonRow) -> Sheet:
    """Without the lessons, which may be another's and taken back by now."""
    of = TrialRow
    query = select(of.deal_name, of.status, of.begun_at).where(of.person_id == person.id).order_by(of.begun_at)
    return Sheet("trials", ("deal", "result", "begun_at"), read(session, query))


def _messages(session: Session, person: PersonRow) -> Sheet:
    of = HeardRow
    query = select(of.week, of.asked, of.unasked).where(of.workspace_id == person.workspace_id)
    rows = read(session, query.where(of.person_id == person.id).order_by(of.week))
    return Sheet("your_messages", ("week", "asked_for", "not_asked_for"), rows)


def _me(person: PersonRow) -> Sheet:
    names = ("name", "email", "slack_user", "role", "country", "zone", "locale", "language", "away_until")
    return Sheet("me", names, [tuple(getattr(person, name) for name in names)])

"""What the team has read follows the last word of rep and customer: another text, no name, or taken back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import celebrations as domain
from bot.domain import digests
from bot.domain.celebrations import CelebrationFacts, Cheered
from bot.domain.message import Message
from bot.domain.preferences import Preferences
from bot.domain.weeks import Holiday
from bot.domain.wrap_ups import Consent
from bot.messages import weekly
from bot.messages.holidays import noted
from bot.messages.prompts import speaking
from bot.storage import celebrations, cheers, digest_posts, lessons, outbox, people, workspaces, wrap_ups
from bot.storage.models import CelebrationRow, DigestRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases import channels
from bot.use_cases.asks import raising
from bot.use_cases.playbook import playbook, trial_questions
from bot.use_cases.week import occasions, proposals
from bot.use_cases.workshop import withdrawals
from bot.use_cases.write_back import crm_offers


def correct(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """Have every post that told of this talk say what may be told now."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    playbook.follow(session, row)
    trial_questions.follow(session, row, now)
    proposals.follow(session, row.workspace_id, now)
    raising.follow(session, row, now)
    withdrawals.follow(session, row, now)
    crm_offers.follow(session, row, now)
    with speaking(preferences.voice):
        _correct_celebration(session, row, preferences, now)
        for told in digest_posts.that_told_of(session, row):
            _correct_digest(session, told, preferences, now)


def is_overheard(session: Session, row: RetrospectiveRow) -> bool:
    """Whether another company reads by now a channel in which this talk was told of."""
    told = (celebrations.of_retrospective(session, row), *digest_posts.that_told_of(session, row))
    return any(channels.is_overheard(session, one.post_id) for one in told if one is not None)


def _correct_celebration(session: Session, row: RetrospectiveRow, preferences: Preferences, now: datetime) -> None:
    told = celebrations.of_retrospective(session, row)
    if told is None:
        return
    for one in (told, *cheers.that_speak_of(session, told)):
        if one.post_id is not None:
            is_silent = channels.is_overheard(session, one.post_id)
            message = weekly.taken_back() if is_silent else _celebration(session, one, preferences)
            outbox.update(session, one.workspace_id, target_id=one.post_id, message=message, now=now)


def _celebration(session: Session, told: CelebrationRow, preferences: Preferences) -> Message:
    talk = session.get_one(RetrospectiveRow, told.retrospective_id)
    if not wrap_ups.may_be_told(session, talk):
        return weekly.taken_back()
    message = weekly.celebration(facts(session, talk, preferences), told.id, cheered(session, told.cheered_id))
    return noted(message, _holiday(preferences, told.week))


def cheered(session: Session, celebration_id: UUID | None) -> Cheered | None:
    """What a post says of the celebration that most colleagues answered in the month before, as long as it may."""
    row = session.get(CelebrationRow, celebration_id) if celebration_id else None
    talk = session.get_one(RetrospectiveRow, row.retrospective_id) if row else None
    if row is None or talk is None or not wrap_ups.may_be_told(session, talk):
        return None
    return Cheered((talk.announced or {})["deal"], cheers.count(session, row))


def illustrate(session: Session, told: DigestRow, file: str, now: datetime) -> None:
    """Show the chart that was uploaded as `file` in the digest's post, beside whatever may be told by now."""
    told.chart_at, told.chart_file = None, file
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, told.workspace_id))
    with speaking(preferences.voice):
        _correct_digest(session, told, preferences, now)


def _correct_digest(session: Session, told: DigestRow, preferences: Preferences, now: datetime) -> None:
    if told.post_id is None:
        return
    digest = digests.of(told.told)
    talks = {source: session.get(RetrospectiveRow, source) for source in digests.sources(digest)}
    agreed = {source: talk.announced or {} for source, talk in talks.items() if talk and _is_told(session, talk)}
    agreed = {} if channels.is_overheard(session, told.post_id) else agreed
    said = lessons.voice_now(session, digest.quote) if digest.quote else None
    right = digests.put_right(digest, agreed, digests.permitted(*said) if said else None)
    message = noted(weekly.digest(right, told.chart_file), _holiday(preferences, told.week))
    outbox.update(session, told.workspace_id, target_id=told.post_id, message=message, now=now)


def _holiday(preferences: Preferences, week: str) -> Holiday | None:
    return occasions.holiday(preferences, occasions.weekly_hour(preferences), week)


def _is_told(session: Session, talk: RetrospectiveRow) -> bool:
    return talk.announced is not None and wrap_ups.may_be_told(session, talk)


def facts(session: Session, row: RetrospectiveRow, preferences: Preferences) -> CelebrationFacts:
    """What the team reads of a talk that may be told: what the rep saw, with or without the name as the rep chose."""
    assert row.announced is not None, "consent is asked for after the announcement was shown"
    consent = celebrations.consent(session, row)
    rep = _slack_user(session, row.workspace_id, consent.person_id) if consent.choice == Consent.NAME else None
    return domain.of(row.announced, rep=rep, show_amount=preferences.show_amounts)


def _slack_user(session: Session, workspace_id: UUID, person_id: UUID) -> str | None:
    person = people.by_id(session, workspace_id, person_id)
    return person.slack_user if person else None

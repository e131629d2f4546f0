"""What happens by the clock. APScheduler only says "now"; what is due stands in the database."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from bot import clock
from bot.storage import calls, departures, moments, silences, slots
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow
from bot.use_cases.app_home import crm_silences, notices
from bot.use_cases.asks import echoes, roll_ups
from bot.use_cases.call import come_backs, plans
from bot.use_cases.gaffe import gaffe_reveals, gaffe_secrets, gaffes
from bot.use_cases.look_alikes import warnings as look_alikes
from bot.use_cases.losses import gatherings, quarter_ends
from bot.use_cases.people import departures as leaving
from bot.use_cases.playbook import finding, givers, trial_questions
from bot.use_cases.talk import pauses, reminders, stranded
from bot.use_cases.week import proposing, reviews, weekly
from bot.use_cases.workshop import outcomes, stages
from bot.use_cases.wrap_up import reminding, skills

# Wall clock and monotonic clock part by more than this between two ticks only when somebody sets the wall clock.
TOLERANCE = timedelta(minutes=5)
CALM_TICKS = 2

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Scheduler:
    """Ticks unless the machine's clock has just jumped: then it waits until the clock has been calm for two ticks.

    A sandbox that moves the day forward moves neither of the two readings.
    """

    def __init__(
        self,
        db: Database,
        wall: Callable[[], datetime] = clock.real_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._wall, self._monotonic = wall, monotonic
        self._origin = self._reading()
        self._waits = 0

    def tick(self, now: datetime) -> int:
        """Do what is due at `now`; returns how much that was."""
        if not self._is_calm():
            log.warning("the machine's clock jumped; timed work waits", ticks=self._waits)
            return 0
        return tick(self._db, now)

    def _is_calm(self) -> bool:
        before, self._origin = self._origin, self._reading()
        self._waits = CALM_TICKS if abs(self._origin - before) > TOLERANCE else max(self._waits - 1, 0)
        return self._waits == 0

    def _reading(self) -> datetime:
        """When, by the wall clock, the monotonic one stood at zero: always the same, unless the wall clock was set."""
        return self._wall() - timedelta(seconds=self._monotonic())


def tick(db: Database, now: datetime) -> int:
    """Do everything that is due at `now`; returns how much that was."""
    return sum(job(db, now) for job in JOBS)


def weekly_posts(db: Database, now: datetime) -> int:
    """The weekly hour of each workspace where it has come."""
    return _at_their_hour(db, now, "weekly posts", slots.WEEKLY, weekly.post)


def loss_proposals(db: Database, now: datetime) -> int:
    """Whoever leads and is to be asked about the loss of the week, on the working day before it."""
    return _at_their_hour(db, now, "proposal", slots.PROPOSAL, proposing.hold)


def gaffe_prompts(db: Database, now: datetime) -> int:
    """Leaders and teams who are to be asked for the gaffe of the week."""
    return _at_their_hour(db, now, "gaffe", slots.GAFFE, gaffes.hold)


def gaffe_lines(db: Database, now: datetime) -> int:
    """Lines of the gaffe of the week that are to be shown together, and those whose writers are to be forgotten."""
    return _one_by_one(db, now, "gaffe lines", gaffe_reveals.due, gaffe_reveals.settle)


def workshops(db: Database, now: datetime) -> int:
    """Workshops that begin, whose timer runs, or whose vote ends."""
    return _one_by_one(db, now, "workshop", stages.due, stages.go_on)


def workshop_asks(db: Database, now: datetime) -> int:
    """People who took part in a workshop, and are to be asked for an open deal."""
    return _one_by_one(db, now, "workshop ask", outcomes.due, outcomes.ask)


def ask_roll_ups(db: Database, now: datetime) -> int:
    """Departments that are to be told which asks are open, once a month."""
    return _at_their_hour(db, now, "asks of the month", slots.ROLL_UP, roll_ups.hold)


def review_hours(db: Database, now: datetime) -> int:
    """Monday's hour of each workspace where it has come."""
    return _at_their_hour(db, now, "review hour", slots.REVIEW, reviews.hold)


def monday_reviews(db: Database, now: datetime) -> int:
    """Reviews that somebody is to read now."""
    return _one_by_one(db, now, "review", reviews.due, reviews.send)


def look_alikes_to_find(db: Database, now: datetime) -> int:
    """The daily look of each workspace at open deals that look like deals that were lost."""
    return _at_their_hour(db, now, "look", slots.LOOK, look_alikes.look)


def look_alikes_to_tell(db: Database, now: datetime) -> int:
    """Owners who are to hear that an open deal looks like deals that were lost."""
    return _one_by_one(db, now, "look-alike", look_alikes.due, look_alikes.tell)


def skill_check_ins(db: Database, now: datetime) -> int:
    """Reps who are to be asked how their skill goes."""
    return _one_by_one(db, now, "skill", skills.due, skills.check_in)


def action_reminders(db: Database, now: datetime) -> int:
    """People who are to be asked how the action went that is due today."""
    return _one_by_one(db, now, "action", reminding.due, reminding.remind)


def trials_to_ask_about(db: Database, now: datetime) -> int:
    """People who tried a lesson, and are to be asked whether it helped."""
    return _one_by_one(db, now, "trial", trial_questions.due, trial_questions.ask)


def decided_asks(db: Database, now: datetime) -> int:
    """Talks that are to hear what a department decided."""
    return _one_by_one(db, now, "decided ask", echoes.due, echoes.tell)


def givers_to_thank(db: Database, now: datetime) -> int:
    """People whose lesson was used on a deal that has ended."""
    return _one_by_one(db, now, "giver", givers.due, givers.tell)


def admin_notices(db: Database, now: datetime) -> int:
    """What admins must hear of things that were given up."""
    return _one_by_one(db, now, "notice", notices.due, notices.tell)


def silent_crms(db: Database, now: datetime) -> int:
    """CRMs that have been silent for longer than usual."""
    return _one_by_one(db, now, "silent CRM", crm_silences.due, crm_silences.tell)


def silent_talks(db: Database, now: datetime) -> int:
    """The talks with which nobody went on for long enough."""
    return _one_by_one(db, now, "silent talk", silences.due, _remind)


def _remind(session: Session, talk: tuple[UUID, UUID], now: datetime) -> bool:
    return reminders.remind(session, *talk, now)


def held_questions(db: Database, now: datetime) -> int:
    """Our questions about deals lost at a quarter's end, once that is over."""
    return _one_by_one(db, now, "held questions", quarter_ends.due, quarter_ends.start)


def unanswered_gatherings(db: Database, now: datetime) -> int:
    """Deals lost together about which nobody said anything in time: they are left alone."""
    return _one_by_one(db, now, "gathering", gatherings.due, gatherings.give_up)


def stranded_talks(db: Database, now: datetime) -> int:
    """Talks whose room Slack did not open: they go on without whom it kept out."""
    return _one_by_one(db, now, "stranded talk", stranded.due, stranded.rescue)


def untold_pauses(db: Database, now: datetime) -> int:
    """Talks that came to rest while their people were not at work."""
    return _one_by_one(db, now, "pause", pauses.due, pauses.tell)


def accounts_gone(db: Database, now: datetime) -> int:
    """Accounts that are gone from Slack: their seats in talks under way go to whoever can go on."""
    return _one_by_one(db, now, "departure", departures.due, leaving.settle)


def call_days(db: Database, now: datetime) -> int:
    """The morning of the day of a customer call."""
    return _one_by_one(db, now, "call", calls.due_nudges, plans.nudge)


def come_back_days(db: Database, now: datetime) -> int:
    """The morning of the day to ask a customer again."""
    return _one_by_one(db, now, "come back", calls.due_come_backs, come_backs.remind)


def lessons_to_find_anew(db: Database, now: datetime) -> int:
    """Kept lessons that are found by the rules of an older release, or by words under an older key."""
    return _one_by_one(db, now, "lesson", finding.outdated, finding.find_anew)


def words_left_over(db: Database, now: datetime) -> int:
    """What is left of the words of lessons that were deleted."""
    return _one_by_one(db, now, "words left over", finding.left_over, finding.tidy)


def names_to_learn(db: Database, now: datetime) -> int:
    """What deals are called that an older release has written, or that stands under an older key."""
    return _one_by_one(db, now, "names", gaffe_secrets.unlearnt, gaffe_secrets.learn)


def _at_their_hour(
    db: Database,
    now: datetime,
    what: str,
    hour: slots.Hour,
    hold: Callable[[Session, WorkspaceRow, datetime], bool | None],
) -> int:
    """Have each workspace whose `hour` has come `hold` it, unless another process does. False: nothing to do."""

    def held(session: Session, workspace_id: UUID, now: datetime) -> bool:
        workspace = slots.claim(session, workspace_id, now, hour)
        return workspace is not None and hold(session, workspace, now) is not False

    return _one_by_one(db, now, what, partial(slots.due, hour=hour), held)


def _one_by_one(
    db: Database,
    now: datetime,
    what: str,
    due: Callable[[Session, datetime], Iterable[T]],
    work: Callable[[Session, T, datetime], bool],
) -> int:
    """Do the `work` that is due, one transaction each; returns how often there was something to do."""
    with db.read() as session:
        waiting = due(session, now)
    done = 0
    for thing in waiting:
        try:
            with db.begin() as session:
                done += work(session, thing, now)
        except Exception as error:
            # One trouble must not keep the others waiting; it stays due and is tried at the next tick.
            log.error("timed work failed", what=what, thing=str(thing), exc_info=error)
    return done


Job = Callable[[Database, datetime], int]

# The moment that each of these waits for, where the clock does not tick but goes from moment to moment.
WAITS_FOR: Mapping[Job, moments.Moment] = {
    gaffe_prompts: moments.GAFFE_HOUR,
    weekly_posts: moments.WEEKLY_HOUR,
    review_hours: moments.REVIEW_HOUR,
    monday_reviews: moments.REVIEW,
    held_questions: moments.HELD_QUESTIONS,
    unanswered_gatherings: moments.UNANSWERED_GATHERING,
}

JOBS: tuple[Job, ...] = (
    gaffe_prompts,
    gaffe_lines,
    loss_proposals,
    weekly_posts,
    workshops,
    workshop_asks,
    ask_roll_ups,
    review_hours,
    monday_reviews,
    look_alikes_to_find,
    look_alikes_to_tell,
    admin_notices,
    silent_crms,
    held_questions,
    unanswered_gatherings,
    skill_check_ins,
    action_reminders,
    trials_to_ask_about,
    decided_asks,
    givers_to_thank,
    stranded_talks,
    accounts_gone,
    silent_talks,
    untold_pauses,
    call_days,
    come_back_days,
    lessons_to_find_anew,
    words_left_over,
    names_to_learn,
)

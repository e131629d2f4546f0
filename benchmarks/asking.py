"""Everything that people, CRMs and the clock ask the database for, one by one.

Each question stands for one request or one round of a worker. What it changes is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from benchmarks import acts, clockwork, departments, workshops, write_backs
from benchmarks.crowd import NOW, Place
from bot.domain.deals import Outcome
from bot.domain.tallies import Dimension
from bot.storage import (
    connections,
    deals,
    known_names,
    notices,
    people,
    set_aside,
    subscriptions,
    tallies,
    workspaces,
)
from bot.storage.exports import house
from bot.storage.models import RetrospectiveRow
from bot.use_cases.app_home import home
from bot.use_cases.asks import lists
from bot.use_cases.losses import quarter_ends, starts
from bot.use_cases.people import footprints
from bot.use_cases.playbook import givers, trial_questions
from bot.use_cases.talk import overviews, pauses
from bot.use_cases.week import figures, patterns
from bot.use_cases.wrap_up import reminding, skills

Ask = Callable[[Session, Place], object]


@dataclass(frozen=True)
class Question:
    """`reads_all` says why it goes through everything, where it has to: for an operator, or once a day."""

    name: str
    who: str
    ask: Ask
    reads_all: str = ""


QUESTIONS = (
    Question("`/retro status`", "person", lambda s, p: overviews.open_with(s, acts.seller(p))),
    Question("Home", "person", lambda s, p: home.open(s, acts.seller(p), NOW)),
    Question("Home of a manager who is admin", "person", lambda s, p: home.open(s, acts.admin(p), NOW)),
    Question("Home: what is stored about me", "person", lambda s, p: footprints.of_oneself(s, acts.seller(p))),
    Question("`/retro patterns`", "person", lambda s, p: patterns.of_year(s, acts.seller(p), NOW)),
    Question(
        "the talks behind a pattern", "person", lambda s, p: patterns.behind(s, acts.seller(p), Dimension.REASON, NOW)
    ),
    Question("`/retro` picker", "person", lambda s, p: starts.closed_deals(s, acts.seller(p))),
    Question(
        "`/retro northwind`", "person", lambda s, p: starts.startable(s, acts.admin(p), "northwind", Outcome.LOST)
    ),
    Question(
        "`/retro` with a name that nobody has", "person", lambda s, p: starts.startable(s, acts.admin(p), "zzyzx", None)
    ),
    Question("`/retro` by hand", "person", acts.begin_by_hand),
    Question("who clicked, and where", "person", clockwork.identity),
    Question("click that answers", "person", acts.click),
    Question("reply in a thread", "person", acts.reply),
    Question("reply, edited and deleted", "person", acts.edit),
    Question("a reply that says what became of the call, edited and deleted", "person", acts.tell_of_the_call),
    Question("wrap-up", "person", acts.wrap_up),
    Question("wrap-up, typed", "person", acts.type_the_wrap_up),
    Question("private words", "person", acts.write_privately),
    Question("wrap-up changed", "person", acts.change),
    Question("asks: sent, answered and told", "person", departments.hear),
    Question("`/retro asks`", "person", lambda s, p: lists.open_ones(s, acts.admin(p))),
    Question("asks of the month", "clock", departments.roll_up),
    Question("talk moves to another room", "person", acts.moved),
    Question("lost again: the next round", "person", acts.lose_again),
    Question("reaction", "person", acts.reaction),
    Question("`I can use this`", "person", lambda s, p: acts.open_deals(s, p)),
    Question("webhook: its connection", "CRM", lambda s, p: connections.by_slug(s, "generic", p.slug)),
    Question("webhook: stored", "CRM", clockwork.store),
    Question("news about a deal, twice", "CRM", clockwork.news),
    Question("inbox: next one", "worker", clockwork.take_from_inbox),
    Question("deal events: next eight", "worker", clockwork.take_deal_events),
    Question("second look: next one", "worker", clockwork.second_look),
    Question("second look: how much to ask", "worker", clockwork.size),
    Question("second look: lost together", "worker", clockwork.lost_together),
    Question("outbox: next sixteen", "worker", clockwork.outbox),
    Question("subscriptions to renew", "worker", lambda s, _: subscriptions.is_due(s, NOW)),
    Question(
        "channels to look at",
        "worker",
        lambda s, _: workspaces.at_work(s),
        "each workspace's settings, once a day in each process",
    ),
    Question("sweeps: whose turn it is, and a page of deals", "worker", clockwork.sweep),
    Question("somebody to meet", "worker", lambda s, _: people.unmet(s)),
    Question("somebody met", "worker", acts.roster),
    Question("room opened", "worker", clockwork.room),
    Question("actions and skills to ask about", "clock", lambda s, _: (reminding.due(s, NOW), skills.due(s, NOW))),
    Question("`/retro lesson`", "person", acts.search_playbook),
    Question("`/retro stats`", "person", lambda s, p: figures.of_quarter(s, acts.seller(p), NOW)),
    Question("Monday: one team's review", "clock", acts.review),
    Question("trials of lessons", "clock", lambda s, _: (trial_questions.due(s, NOW), givers.due(s, NOW))),
    Question(
        "a lesson is taken back",
        "person",
        lambda s, p: trial_questions.follow(s, s.get_one(RetrospectiveRow, p.talk), NOW),
    ),
    Question("CRMs that fell silent", "clock", clockwork.silent_crms),
    Question("what deals are called", "clock", lambda s, _: (known_names.outdated(s), known_names.write_again(s))),
    Question("things given up", "clock", lambda s, _: (notices.given_up(s), notices.told(s))),
    Question("loss of the week", "clock", clockwork.candidates),
    Question("digest", "clock", clockwork.digest),
    Question("chart: next one", "worker", clockwork.chart),
    Question("`/retro export`", "worker", acts.own_export),
    Question("questions that waited, and pauses", "clock", lambda s, _: (quarter_ends.due(s, NOW), pauses.due(s, NOW))),
    Question("the weekly hour", "clock", clockwork.hold_weekly_hour),
    Question("a proposal for the loss of the week", "clock", clockwork.proposal),
    Question("open deals that look like lost ones", "clock", clockwork.look_alikes),
    Question("the gaffe of the week", "clock", clockwork.gaffe),
    Question("a workshop", "person", workshops.hold),
    Question("new owners: next one", "worker", acts.new_owner),
    Question("into a CRM: asked about, pressed, written", "worker", write_backs.write_back),
    Question("accounts gone: one of them", "clock", clockwork.departed),
    Question("silent talks: one of them", "clock", clockwork.break_silence),
    Question("uninstalled", "Slack", clockwork.cancelled),
    Question("`doctor`: what stands still", "operator", clockwork.look_for_standstills),
    Question("`replay`: what was given up", "operator", lambda s, p: set_aside.listing(s, p.workspace_id)),
    Question(
        "`rehearse last-month`: its deals",
        "operator",
        lambda s, p: deals.closed_between(s, p.workspace_id, NOW - timedelta(days=30), NOW),
    ),
    Question(
        "`export`",
        "operator",
        lambda s, p: [list(sheet.rows) for sheet in house.sheets(s, p.workspace_id)],
        "it takes all rows along",
    ),
    Question(
        "`doctor`: figures", "operator", lambda s, p: tallies.drift(s, p.workspace_id), "it compares them with all rows"
    ),
)

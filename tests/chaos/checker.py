"""What must hold after a run. Reads only the database and the sandbox's journal; each complaint is one sentence."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.conversation import Status
from bot.messages import ids
from bot.storage.models import (
    AnswerRow,
    CelebrationRow,
    DealRow,
    InboxRow,
    LessonRow,
    OutboxRow,
    ReactionRow,
    RetrospectiveRow,
    SlotRow,
    WorkspaceRow,
)
from bot.storage.slots import OF_THE_WEEKLY_HOUR
from tests.chaos.records import Heard, Records
from tests.chaos.stage import ZONE, Stage

WORDLESS = {ids.DONT_KNOW: "dont_know", ids.SKIP_QUESTION: "skipped"}
T = TypeVar("T")
FRIDAY, HOUR = 5, 15
NOT_TAKEN = ("pending", "sending", "unsure")


@dataclass
class Findings:
    """What a checker found: broken promises, and how much was looked at."""

    broken: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


def check(stage: Stage) -> Findings:
    """Hold what was left behind against every promise. The run must have settled."""
    found = Findings()
    for cast in stage.casts:
        records = Records(stage, cast)
        _count(records, found.seen)
        for rule in RULES:
            found.broken += [f"{cast.team_id}: {complaint}" for complaint in rule(records)]
    return found


def _count(records: Records, seen: Counter[str]) -> None:
    seen["webhooks taken"] += len(records.news())
    seen["events taken"] += sum(heard.taken for heard in records.heard())
    seen["actions taken"] += sum(entry.direction == "action" and entry.ok for entry in records.journal)
    seen["requests refused or cut off"] += sum(
        entry.direction in ("webhook", "event", "action") and not entry.ok for entry in records.journal
    )
    seen["posts accepted"] += len(records.posts())
    if records.excused:
        seen["posted twice, as the residual risk says"] += len(records.standing()) - len(records.posts())
    seen["answers lost or 500 after accepting"] += sum(
        entry.summary in ("answer lost", "answered with 500") and entry.name == "chat.postMessage"
        for entry in records.journal
    )
    seen["calls refused (429, 500)"] += sum(
        entry.direction == "call" and entry.status >= 429 for entry in records.journal
    )
    seen["retrospectives"] += len(records.own(RetrospectiveRow))
    seen["slots"] += len(records.own(SlotRow))
    seen["unknown"] += sum(row.state == "unknown" for row in records.own(OutboxRow))


def journal_is_whole(records: Records) -> Iterator[str]:
    if not records.is_whole:
        yield "the journal has lost its beginning: the run was too long to be checked"


def what_was_taken_is_done(records: Records) -> Iterator[str]:
    """Promise 1: every 2xx has its row, worked off."""
    states = {(row.source, row.delivery_key): row.state for row in records.all(InboxRow)}
    taken = [("generic", news.key) for news in records.news()] + [
        ("slack", heard.id) for heard in records.heard() if heard.taken and heard.is_for_us
    ]
    for key in taken:
        if states.get(key) != "done":
            yield f"{key} was answered 2xx and is {states.get(key, 'gone')}"


def one_retrospective_for_each_loss(records: Records) -> Iterator[str]:
    """Promise 2: as many rounds as losses at most, one when there was one, and a thread for whoever stays lost."""
    rounds = defaultdict(list)
    for row in records.own(RetrospectiveRow):
        rounds[row.deal_id].append(row)
    deals = {row.external_id: row for row in records.own(DealRow)}
    for name, told in _by_deal(records).items():
        if name in records.doubtful():
            continue
        deal = deals.get(name)
        if deal is None:
            yield f"{name}: the CRM told of it, and there is no such deal"
            continue
        yield from _rounds(name, told, deal, rounds[deal.id])


def _by_deal(records: Records) -> dict[str, list[str]]:
    """The kinds of news of each deal, in the order of the CRM's clock."""
    told: dict[str, list[Any]] = defaultdict(list)
    for news in records.news():
        told[news.deal].append((news.at, news.kind))
    return {name: [kind for _, kind in sorted(found)] for name, found in told.items()}


def _rounds(name: str, told: list[str], deal: Any, rounds: list[Any]) -> Iterator[str]:
    losses = sum(after == "deal.lost" != before for before, after in pairwise(["", *told]))
    is_lost = told[-1] == "deal.lost"
    if not (is_lost <= len(rounds) <= losses) or len({row.loss_no for row in rounds}) != len(rounds):
        yield f"{name}: {losses} losses, {len(rounds)} retrospectives"
    if (deal.outcome == "lost") != is_lost:
        yield f"{name}: ends with {told[-1]} and stands as {deal.outcome}"
    if is_lost and not any(row.root_id and row.loss_no == deal.closings for row in rounds):
        yield f"{name}: is lost, and its retrospective has no thread"


def each_message_stands_once(records: Records) -> Iterator[str]:
    """Promise 3: one message for each row that is sent, one at most for the others, none without a row."""
    standing = Counter(post.marker for post in records.posts())
    rows = {row.marker: row for row in records.own(OutboxRow) if row.method == "post"}
    for marker, times in standing.items():
        if marker not in rows:
            yield f"a message stands that no row of this workspace knows: {marker or 'no marker'}"
        elif times > 1:
            yield f"row {rows[marker].id} stands {times} times"
    for marker, row in rows.items():
        if row.state == "sent" and not standing[marker]:
            yield f"row {row.id} is sent, and Slack never took it"
    for row in records.own(OutboxRow):
        if row.state in NOT_TAKEN or (row.state == "dead" and row.method != "ephemeral"):
            yield f"row {row.id} ({row.method}) ends as {row.state}, {row.reason}"


def messages_stand_in_order(records: Records) -> Iterator[str]:
    """Promise 3: within a lane in the order of the rows, and each reply below its root."""
    posts = {post.marker: post for post in records.posts()}
    rows = sorted((row for row in records.own(OutboxRow) if row.method == "post"), key=lambda row: row.id)
    by_id = {row.id: row for row in rows}
    lanes = defaultdict(list)
    for row in rows:
        post = posts.get(row.marker)
        if post is None:
            continue
        lanes[row.lane].append((float(post.ts), row.id))
        if row.thread_id and post.thread_ts != by_id[row.thread_id].slack_ts:
            yield f"row {row.id} does not stand below its root"
        if row.state == "sent" and (row.channel, row.slack_ts) != (post.channel, post.ts):
            yield f"row {row.id} names another place than Slack"
    for lane, order in lanes.items():
        if order != sorted(order):
            yield f"lane {lane} is out of order: {order}"


def slots_are_taken_once(records: Records) -> Iterator[str]:
    """Promise 4: every Friday 15:00 since the installation has each slot once, and each post at most once."""
    taken = Counter((row.kind, row.period) for row in records.own(SlotRow) if row.kind in OF_THE_WEEKLY_HOUR)
    weeks = _weeks(records.workspace.installed_at, records.now)
    wanted = {(str(kind), week) for week in weeks for kind in OF_THE_WEEKLY_HOUR}
    if set(taken) != wanted or set(taken.values()) - {1}:
        yield f"slots {sorted(taken.items())}, expected once each {sorted(wanted)}"
    told = Counter(
        row.dedupe_key for row in records.own(OutboxRow) if row.dedupe_key.startswith(("digest:", "celebration:"))
    )
    celebrated = Counter(row.week for row in records.own(CelebrationRow))
    for key, times in [*told.items(), *celebrated.items()]:
        if times > 1:
            yield f"{key} happened {times} times"


def _weeks(since: datetime, now: datetime) -> Iterator[str]:
    local = since.astimezone(ZoneInfo(ZONE)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    while local.astimezone(since.tzinfo) <= now:
        year, week, day = local.isocalendar()
        if day == FRIDAY and local > since:
            yield f"{year}-W{week:02d}"
        local += timedelta(days=1)


def replies_are_kept(records: Records) -> Iterator[str]:
    """Promises 1 and 8: each reply that was taken is one answer, with Slack's last word for it."""
    answers = defaultdict(list)
    for row in records.own(AnswerRow):
        answers[row.slack_ts].append(row)
    disturbed = _disturbed(records)
    for ts, versions in _said(records).items():
        kept = answers[ts]
        texts = _possible(versions)
        if len(kept) > 1:
            yield f"reply {ts} is kept {len(kept)} times"
        elif not kept and None not in texts and _deal_of(versions) not in disturbed:
            yield f"reply {ts} was taken and is not kept: {texts}"
        elif kept and kept[0].text not in texts:
            yield f"reply {ts} is kept as {kept[0].text!r}, Slack says {texts!r}"


def _said(records: Records) -> dict[str, list[tuple[Heard, str]]]:
    """What people wrote in threads, and how they changed it, oldest version first, by the reply's ts."""
    versions: dict[str, list[tuple[Heard, str]]] = defaultdict(list)
    for heard in sorted(records.heard("message"), key=lambda heard: heard.at):
        message = heard.event.get("message", heard.event)
        if not message.get("bot_id") and message.get("thread_ts"):
            versions[message["ts"]].append((heard, message["text"]))
    return versions


def _deal_of(versions: list[tuple[Heard, str]]) -> str:
    return versions[0][1].partition(":")[0]


def _possible(versions: Sequence[tuple[Heard, T]]) -> list[T | None]:
    """The last version that was taken, or those of which nobody knows; None: perhaps nothing."""
    possible: list[T | None] = [None]
    for heard, version in versions:
        possible = [version] if heard.taken else [*possible, version]
    return possible


def _disturbed(records: Records) -> set[str]:
    """Deals whose talk rests, or one of whose messages may not stand: nobody promised to listen there."""
    quiet = {row.id for row in records.own(OutboxRow) if row.state in ("unknown", "dead")}
    resting = {
        row.deal_id
        for row in records.own(RetrospectiveRow)
        if row.status in (Status.PAUSED, Status.SKIPPED) or row.root_id in quiet
    }
    reopened = {name for name, told in _by_deal(records).items() if "deal.reopened" in told}
    return reopened | records.doubtful() | {row.external_id for row in records.own(DealRow) if row.id in resting}


def clicks_count_once(records: Records) -> Iterator[str]:
    """Promise 1 for buttons and forms: what was answered 2xx has its effect once."""
    kept = Counter((str(row.retrospective_id), row.question, row.kind) for row in records.own(AnswerRow))
    resting = {str(row.id) for row in records.own(RetrospectiveRow) if row.status in (Status.PAUSED, Status.SKIPPED)}
    for action in records.clicks(*WORDLESS):
        retrospective_id, _, question = action["value"].partition(":")
        times = kept[retrospective_id, question, WORDLESS[action["action_id"]]]
        if times > 1 or (not times and retrospective_id not in resting):
            yield f"{action['action_id']} {action['value']} was taken and counts {times} times"
    lessons = {str(row.retrospective_id) for row in records.own(LessonRow)}
    for form in records.forms(ids.WRAP_UP_MODAL):
        retrospective_id = form.payload["view"]["private_metadata"]
        if retrospective_id not in (lessons | resting):
            yield f"the wrap-up of {retrospective_id} was taken and is gone"


def reactions_are_followed(records: Records) -> Iterator[str]:
    """Each reaction to a celebration that was taken stands as it was last."""
    posts = {row.id: (row.channel, row.slack_ts) for row in records.own(OutboxRow)}
    standing = {posts.get(row.post_id): row.id for row in records.own(CelebrationRow)}
    kept = {(row.celebration_id, row.slack_user, row.name) for row in records.own(ReactionRow)}
    for (place, user, name), versions in _reacted(records).items():
        celebration = standing.get(place)
        possible = [bool(version) for version in _possible(versions)]
        if celebration and ((celebration, user, name) in kept) not in possible:
            yield f"reaction {name} of {user} should {'stand' if possible[0] else 'be gone'}"


def _reacted(records: Records) -> dict[Any, list[tuple[Heard, bool]]]:
    """How reactions came (true) and went (false), oldest first, by place, person and name."""
    versions: dict[Any, list[tuple[Heard, bool]]] = defaultdict(list)
    for heard in sorted(records.heard("reaction_added", "reaction_removed"), key=lambda heard: heard.at):
        event = heard.event
        place = (event["item"]["channel"], event["item"]["ts"])
        key = (place, event["user"], event["reaction"])
        versions[key].append((heard, event["type"] == "reaction_added"))
    return versions


def nothing_is_in_another_workspace(records: Records) -> Iterator[str]:
    """Promise 5, as far as a checker sees it: names carry their team, and no team's name stands elsewhere."""
    others = {row.team_id for row in records.all(WorkspaceRow)} - {records.cast.team_id}
    for post in records.posts():
        if any(f"{other}-" in post.words for other in others):
            yield f"message {post.ts} in {post.channel} speaks of another workspace"
    for row in [*records.own(DealRow), *records.own(AnswerRow), *records.own(LessonRow)]:
        words = str(getattr(row, "name", None) or getattr(row, "text", ""))
        if any(f"{other}-" in words for other in others):
            yield f"a row of {row.__tablename__} belongs to another workspace"


RULES: tuple[Callable[[Records], Iterator[str]], ...] = (
    journal_is_whole,
    what_was_taken_is_done,
    one_retrospective_for_each_loss,
    each_message_stands_once,
    messages_stand_in_order,
    slots_are_taken_once,
    replies_are_kept,
    clicks_count_once,
    reactions_are_followed,
    nothing_is_in_another_workspace,
)

"""What may become of a deal from its first loss on: each line is a life, as the CRM tells it, and its talks then."""

from datetime import timedelta

import pytest

from bot.domain.conversation import Status
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.storage.models import DealRow, RetrospectiveRow
from bot.use_cases.losses import deals
from tests.factories import ANA, KIM, MINUTE, NOW, Scene, event, text

LOST, REOPENED, WON, UNKNOWN = EventKind.LOST, EventKind.REOPENED, EventKind.WON, EventKind.UNKNOWN
OPENED = "the second look"
OUTCOMES = {LOST: Outcome.LOST, REOPENED: Outcome.OPEN, WON: Outcome.WON}

Life = list[EventKind | str]


def live(scene: Scene, life: Life) -> None:
    """Let it happen, a minute apart."""
    for minute, what in enumerate(life, start=-len(life)):
        if isinstance(what, EventKind):
            scene.hear(event(what, minute), OUTCOMES.get(what))
        else:
            scene.begin(next(row for row in scene.rounds() if row.status == Status.HELD))


def tell(scene: Scene, minutes: int, **facts: object) -> None:
    """The CRM shows the deal once more, closed as it was, with something corrected."""
    news = event(LOST, minutes)
    known = {"name": "Northwind", "owner": Person(scene.email(ANA))} | facts
    shown = Deal(news.external_id, outcome=Outcome.LOST, **known)  # type: ignore[arg-type]  # whatever a deal takes
    hear(scene, news, shown)


def hear(scene: Scene, news: DealEvent, shown: Deal) -> None:
    deals.record(
        scene.session,
        workspace_id=scene.workspace.id,
        connection_id=scene.connection_id,
        event=news,
        deal=shown,
        now=scene.tick(),
    )
    scene.session.flush()


def card(scene: Scene, talk: RetrospectiveRow) -> str:
    """The root card as it looks now."""
    rows = [row for row in scene.outbox() if row.id == talk.root_id]
    return text([*rows, *(row for row in scene.outbox("update") if row.target_id == talk.root_id)][-1])


@pytest.mark.parametrize(
    ("life", "talks"),
    [
        ([LOST], [Status.HELD]),
        ([LOST, LOST, LOST], [Status.HELD]),
        ([LOST, REOPENED], [Status.PAUSED]),
        ([LOST, REOPENED, LOST], [Status.PAUSED, Status.HELD]),
        ([LOST, OPENED], [Status.OUR_VIEW]),
        ([LOST, OPENED, LOST], [Status.OUR_VIEW]),
        ([LOST, OPENED, REOPENED], [Status.PAUSED]),
        ([LOST, OPENED, REOPENED, REOPENED], [Status.PAUSED]),
        ([LOST, OPENED, WON], [Status.PAUSED]),
        ([LOST, OPENED, WON, LOST, OPENED], [Status.PAUSED, Status.OUR_VIEW]),
        ([LOST, OPENED, REOPENED, LOST, OPENED], [Status.PAUSED, Status.OUR_VIEW]),
        ([LOST, OPENED, REOPENED, LOST, REOPENED, LOST, OPENED], [Status.PAUSED, Status.PAUSED, Status.OUR_VIEW]),
        ([LOST, EventKind.DELETED], [Status.PAUSED]),
        ([LOST, OPENED, EventKind.DELETED], [Status.OUR_VIEW]),
        ([LOST, EventKind.DELETED, LOST], [Status.HELD]),
        ([WON], []),
        ([WON, LOST, OPENED], [Status.OUR_VIEW]),
        ([REOPENED, LOST, OPENED], [Status.OUR_VIEW]),
    ],
)
def test_lives(scene: Scene, life: Life, talks: list[Status]) -> None:
    live(scene, life)
    assert [row.status for row in scene.rounds()] == talks
    roots = {row.root_id for row in scene.rounds() if row.root_id}
    assert len(roots) <= 1, "one thread for each deal, however often it is lost"


def test_round_two_goes_on_in_the_same_thread_and_says_so(scene: Scene) -> None:
    live(scene, [LOST, OPENED, REOPENED, LOST, OPENED])
    assert "*Northwind was closed lost again.* Round 2, in this same thread. What was written before is kept." in (
        scene.posts()
    )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"name": "Northwind Traders"}, "*Northwind Traders was closed lost.*"),
        ({"stage": "Proposal"}, "Reached Proposal."),
        ({"competitor": "Contoso"}, "Competitor named: Contoso."),
        ({"reason": "Price"}, "CRM reason: Price, a starting point, not the result."),
        ({"created_at": NOW - timedelta(days=9), "closed_at": NOW}, "9 days of work."),
    ],
)
def test_the_card_follows_what_the_crm_corrects(scene: Scene, facts: dict[str, object], says: str) -> None:
    live(scene, [LOST, OPENED])
    tell(scene, 0, **facts)
    (talk,) = scene.rounds()
    assert says in card(scene, talk)
    assert len(scene.posts()) == 3


def test_what_is_told_twice_updates_nothing(scene: Scene) -> None:
    live(scene, [LOST, OPENED])
    for _ in range(3):
        tell(scene, 0, name="Northwind Traders")
    (talk,) = scene.rounds()
    assert len([row for row in scene.outbox("update") if row.target_id == talk.root_id]) == 1


def test_older_news_corrects_nothing(scene: Scene) -> None:
    live(scene, [LOST, OPENED])
    tell(scene, -30, name="Old name")
    assert scene.outbox("update") == []


def test_an_owner_who_comes_before_the_talk_gets_it(scene: Scene) -> None:
    live(scene, [LOST])
    tell(scene, 0, owner=Person(scene.email(KIM)))
    (talk,) = scene.rounds()
    assert scene.session.get_one(DealRow, talk.deal_id).owner_email == scene.email(KIM)
    scene.begin(talk, rep=KIM)
    assert "Owner by now" not in card(scene, talk)


@pytest.mark.parametrize("name", ["Kim Berg", None])
def test_an_owner_who_comes_after_it_began_is_named_and_the_talk_stays(scene: Scene, name: str | None) -> None:
    live(scene, [LOST, OPENED])
    tell(scene, 0, owner=Person(scene.email(KIM), name))
    (talk,) = scene.rounds()
    assert talk.rep_id == scene.person(ANA)
    assert f"Owner by now: {name or scene.email(KIM)}." in card(scene, talk)
    scene.types(talk, "Peace and quiet in the warehouse, and nobody on call at night.")
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.voices")


def test_lost_again_under_a_new_owner_it_is_their_thread(scene: Scene) -> None:
    live(scene, [LOST, OPENED, REOPENED])
    hear(scene, event(LOST), Deal("D1", "Northwind", Outcome.LOST, Person(scene.email(KIM))))
    first, second = scene.rounds()
    scene.begin(second, rep=KIM)
    assert first.root_id != second.root_id
    assert (first.rep_id, second.rep_id) == (scene.person(ANA), scene.person(KIM))


def test_merged_into_an_id_that_we_do_not_know_the_talk_goes_with_it(scene: Scene) -> None:
    live(scene, [LOST, OPENED])
    scene.hear(event(EventKind.MERGED, merged_into="D2"))
    scene.hear(event(REOPENED, 1, deal_id="D2"), Outcome.OPEN)
    assert [row.status for row in scene.rounds()] == [Status.PAUSED]


def test_merged_into_a_deal_with_a_history_of_its_own_a_talk_under_way_is_finished_by_its_people(scene: Scene) -> None:
    live(scene, [LOST, OPENED])
    scene.hear(event(LOST, deal_id="D2"), Outcome.LOST, "Northwind (new)")
    scene.hear(event(EventKind.MERGED, merged_into="D2"))
    (talk,) = [row for row in scene.rounds() if row.root_id]
    assert talk.status == Status.OUR_VIEW
    assert scene.now - NOW < 10 * MINUTE

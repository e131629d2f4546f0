"""The playbook: kept by who leads people, found by everybody, and by nobody once its lesson was taken back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.deals import DealEvent, EventKind, Outcome
from bot.domain.playbook import Shelf
from bot.domain.trials import Record, Result
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed, NotFound, TooManyTags
from bot.storage import people, tags, wrap_ups
from bot.storage import playbook as playbook_rows
from bot.storage.database import Database
from bot.storage.models import (
    ConsentRow,
    DealRow,
    KeptLessonRow,
    LessonRow,
    LessonTextRow,
    OutboxRow,
    RetrospectiveRow,
    TagRow,
    TrialRow,
    WorkspaceRow,
)
from bot.use_cases.losses import deals
from bot.use_cases.playbook import playbook, trials
from bot.use_cases.week import publications
from tests import lost_deals
from tests.lost_deals import ANA, BEN, FRIDAY, KIM

SIGN = "Ask who signs before you show anything."
ALSO_SIGN = "Before you show anything ask who signs it."
SECURITY = "Bring the security papers to the first meeting."


@dataclass
class House:
    """Kim leads Ana and Ben; each of them lost a deal and let the team read what it taught."""

    session: Session
    workspace: WorkspaceRow = field(init=False)

    def __post_init__(self) -> None:
        self.workspace = lost_deals.workspace(self.session)
        kim = lost_deals.person(self.session, self.workspace, KIM)
        for user in (ANA, BEN):
            lost_deals.person(self.session, self.workspace, user).manager_id = kim.id

    def lesson(self, text: str = SIGN, deal: str = "Northwind", rep: str = ANA) -> UUID:
        row = lost_deals.loss(self.session, self.workspace, deal, rep=rep, lesson=text)
        return self.session.scalars(select(LessonRow.id).where(LessonRow.retrospective_id == row.id)).one()

    def actor(self, user: str = KIM) -> Actor:
        return lost_deals.actor(self.session, self.workspace, user)

    def keeps(self, lesson_id: UUID, *tags: str, together_with: UUID | None = None) -> UUID:
        playbook.keep(self.session, self.actor(), lesson_id, tags, FRIDAY)
        if together_with is not None:
            playbook.put_together(self.session, self.actor(), lesson_id, together_with, FRIDAY)
        return lesson_id

    def takes_back(self, lesson_id: UUID) -> None:
        """Its rep says no after all."""
        session = self.session
        row = session.scalars(select(RetrospectiveRow).join(LessonRow).where(LessonRow.id == lesson_id)).one()
        wrap_ups.keep_consent(session, row, Consent.NO, FRIDAY)
        publications.correct(session, row, FRIDAY)

    def finds(self, words: str, user: str = BEN) -> list[str]:
        return [line.lesson for line in self.shelf(words, user).kept]

    def shelf(self, words: str, user: str = BEN) -> Shelf:
        return playbook.search(self.session, self.actor(user), words, FRIDAY)


@pytest.fixture
def house(db: Database) -> Iterator[House]:
    with db.begin() as session:
        yield House(session)


def test_what_is_kept_is_found_by_everybody_and_ranked_by_how_much_it_says(house: House) -> None:
    house.keeps(house.lesson())
    house.keeps(house.lesson(SECURITY, "Fabrikam", BEN))
    assert house.finds("sign") == [SIGN]
    assert house.finds("security meetings") == [SECURITY]
    assert house.finds("sign security paper") == [SECURITY]
    assert house.finds("securty") == house.finds("fabrikam") == house.finds("how do I get security") == [SECURITY]
    assert house.finds("price") == house.finds("it") == house.finds("seventy") == []
    assert sorted(house.finds("")) == [SIGN, SECURITY]


def test_on_the_disk_no_word_of_it_can_be_read(house: House) -> None:
    house.keeps(house.lesson())
    words = str(house.session.scalars(select(LessonTextRow.words)).one()).replace("'", "").split()
    assert len(words) > 10
    assert all(re.fullmatch("[0-9a-f]{20}", word) for word in words)


def test_only_who_leads_people_keeps_and_sees_what_waits(house: House) -> None:
    lesson_id, ben = house.lesson(), house.actor(BEN)
    assert [line.lesson for line in playbook.search(house.session, house.actor(), "", FRIDAY).waiting] == [SIGN]
    assert playbook.search(house.session, ben, "", FRIDAY).waiting == ()
    assert not playbook.page(house.session, ben, lesson_id).may_keep
    for act in (
        lambda: playbook.keep(house.session, ben, lesson_id, (), FRIDAY),
        lambda: playbook.put_together(house.session, ben, lesson_id, None, FRIDAY),
        lambda: playbook.let_go(house.session, ben, lesson_id, FRIDAY),
        lambda: playbook.all_tags(house.session, ben),
    ):
        with pytest.raises(NotAllowed):
            act()
    house.keeps(lesson_id)
    assert playbook.search(house.session, house.actor(), "", FRIDAY).waiting == ()


def test_only_who_took_part_is_led_to_the_talk(house: House) -> None:
    lesson_id = house.lesson()
    row = house.session.scalars(select(RetrospectiveRow)).one()
    row.manager_id = house.actor().person
    assert playbook.page(house.session, house.actor(), lesson_id).link is None  # it stands nowhere yet
    of = {"workspace_id": house.workspace.id, "lane": "x", "dedupe_key": "x", "marker": "x", "method": "post"}
    root = OutboxRow(**of, payload={}, due_at=FRIDAY, state="sent", channel="G0PAIR", slack_ts="1.2")
    house.session.add(root)
    house.session.flush()
    row.root_id = root.id
    links = {user: playbook.page(house.session, house.actor(user), lesson_id).link for user in (KIM, ANA, BEN)}
    assert links[KIM] == links[ANA] != links[BEN] is None
    assert "G0PAIR" in str(links[ANA])


def test_a_search_says_who_may_open_the_talk(house: House) -> None:
    house.keeps(house.lesson())
    row = house.session.scalars(select(RetrospectiveRow)).one()
    of = {"workspace_id": house.workspace.id, "lane": "x", "dedupe_key": "x", "marker": "x", "method": "post"}
    root = OutboxRow(**of, payload={}, due_at=FRIDAY, state="sent", channel="G0PAIR", slack_ts="1.2")
    house.session.add(root)
    house.session.flush()
    row.root_id = root.id
    for words in ("sign", ""):
        assert [house.shelf(words, user).kept[0].took_part for user in (ANA, BEN)] == [True, False]


def test_a_slip_of_the_hand_is_seen_past_and_told(house: House) -> None:
    house.keeps(house.lesson(SECURITY, "Fabrikam", BEN))
    assert [house.shelf(words).is_near for words in ("security", "securty", "price")] == [False, True, False]
    assert house.finds("securty") == [SECURITY]


@pytest.mark.parametrize("words", ["Q4", "q4", "5g", "4 seats in Q4"])
def test_a_letter_with_a_digit_is_found(house: House, words: str) -> None:
    told = "Never close in Q4 over 5G."
    house.keeps(house.lesson(told))
    assert house.finds(words) == [told]
    assert house.finds("Q3") == []


def test_what_was_put_together_takes_no_place_of_what_else_is_found(house: House) -> None:
    head = house.keeps(house.lesson())
    for number in range(60):
        house.keeps(house.lesson(SIGN, f"Deal {number}"), together_with=head)
    other = "Whoever signs waits, and reads all the papers of the security people before they say anything at all."
    house.keeps(house.lesson(other, "Fabrikam"))
    assert house.finds("signs") == [SIGN, other]


def test_a_search_of_any_length_is_answered(house: House) -> None:
    house.keeps(house.lesson())
    assert house.finds(f"signs {' '.join(f'word{number}' for number in range(600))}") == [SIGN]


def test_guests_and_other_workspaces_find_nothing(house: House) -> None:
    lesson_id = house.keeps(house.lesson())
    guest = Actor(house.workspace.id, "U0GUEST", is_guest=True)
    with pytest.raises(NotAllowed):
        playbook.search(house.session, guest, "sign", FRIDAY)
    theirs = lost_deals.workspace(house.session, "T0OTHER")
    stranger = lost_deals.actor(house.session, theirs, KIM)
    assert playbook.search(house.session, stranger, "sign", FRIDAY).kept == ()
    with pytest.raises(NotFound):
        playbook.page(house.session, stranger, lesson_id)


def test_what_was_taken_back_is_found_by_nobody_and_comes_back_with_the_yes(house: House) -> None:
    lesson_id = house.keeps(house.lesson())
    row = house.session.scalars(select(RetrospectiveRow)).one()
    consent = house.session.scalars(select(ConsentRow)).one()
    consent.choice = Consent.NO
    publications.correct(house.session, row, FRIDAY)
    assert house.finds("sign") == house.finds("") == []
    assert house.session.scalar(select(func.count()).select_from(LessonTextRow)) == 0
    with pytest.raises(NotFound):
        playbook.page(house.session, house.actor(), lesson_id)
    consent.choice, row.announced = Consent.NAME, (row.announced or {}) | {"lesson": SECURITY}
    publications.correct(house.session, row, FRIDAY)
    assert (house.finds("sign"), house.finds("security")) == ([], [SECURITY])


def test_a_sensitive_talks_lesson_is_gone(house: House) -> None:
    house.keeps(house.lesson())
    house.session.scalars(select(RetrospectiveRow)).one().is_sensitive = True
    assert house.finds("sign") == []


def test_like_worded_lessons_are_offered_and_stand_as_one(house: House) -> None:
    first = house.keeps(house.lesson())
    house.keeps(house.lesson(SECURITY, "Fabrikam", BEN))
    second = house.lesson(ALSO_SIGN, "Litware", BEN)
    assert [one.id for one in playbook.page(house.session, house.actor(), second).alike] == [first]
    tailspin = lost_deals.deal(house.session, house.workspace, "Tailspin", owner=BEN, outcome=Outcome.OPEN)
    for told in (first, second):
        trials.use_lesson(house.session, house.actor(BEN), told, tailspin.id, "", FRIDAY, form_id=str(told))
    for trial in house.session.scalars(select(TrialRow)):
        trial.status = Result.HELPED
    house.keeps(second, together_with=first)
    assert house.finds("sign anything") == [SIGN]
    page = playbook.page(house.session, house.actor(BEN), first)
    assert page.parts == (("Litware", ALSO_SIGN),)
    assert page.line.record == Record(deals=1, helped=1)
    house.keeps(second, "signing")
    page = playbook.page(house.session, house.actor(), second)
    assert (page.tags, page.under, [one.id for one in page.alike]) == (("signing",), first, [first])
    playbook.put_together(house.session, house.actor(), second, None, FRIDAY)
    assert sorted(house.finds("sign anything")) == sorted([SIGN, ALSO_SIGN])


def test_a_head_that_is_taken_back_or_let_go_leaves_its_parts(house: House) -> None:
    first = house.keeps(house.lesson())
    second = house.keeps(house.lesson(ALSO_SIGN, "Litware", BEN), together_with=first)
    for _ in range(2):
        playbook.let_go(house.session, house.actor(), first, FRIDAY)
    assert house.finds("sign anything") == [ALSO_SIGN]
    house.keeps(first, together_with=second)
    house.takes_back(second)
    assert house.finds("sign anything") == [SIGN]


def test_a_deal_that_the_crm_deleted_hides_its_lesson_and_frees_what_stood_under_it(house: House) -> None:
    first = house.keeps(house.lesson())
    house.keeps(house.lesson(ALSO_SIGN, "Litware", BEN), together_with=first)
    row = house.session.scalars(select(DealRow).where(DealRow.name == "Northwind")).one()
    news = DealEvent(row.external_id, EventKind.DELETED, FRIDAY)
    deals.record(
        house.session,
        workspace_id=row.workspace_id,
        connection_id=row.connection_id,
        event=news,
        deal=None,
        now=FRIDAY,
    )
    assert house.finds("sign anything") == [ALSO_SIGN]
    with pytest.raises(NotFound):
        trials.offer(house.session, house.actor(), first)


def test_whoever_has_no_address_leads_nobody(house: House) -> None:
    people.ensure(house.session, house.workspace.id, "U0NOMAIL")
    assert not playbook.may_keep(house.session, Actor(house.workspace.id, "U0NOMAIL"))


def test_there_are_as_many_tags_as_a_menu_has_room_for(house: House) -> None:
    lesson = house.session.get_one(LessonRow, house.lesson())
    kept = playbook_rows.keep(house.session, lesson, None, FRIDAY)
    assert tags.put(house.session, kept, [f"tag {number}" for number in range(100)])
    with pytest.raises(TooManyTags):
        house.keeps(house.lesson(SECURITY, "Fabrikam", BEN), "one too many")


@pytest.mark.parametrize("which", ["itself", "not kept", "a part", "taken back"])
def test_a_lesson_stands_only_under_one_that_stands_by_itself(house: House, which: str) -> None:
    first, second = house.keeps(house.lesson()), house.lesson(ALSO_SIGN, "Litware", BEN)
    third = house.keeps(house.lesson(ALSO_SIGN, "Woodgrove", BEN), together_with=first)
    gone = house.keeps(house.lesson(SECURITY, "Tailspin", BEN))
    house.takes_back(gone)
    unkept = house.lesson(SECURITY, "Fabrikam")
    head = {"itself": second, "not kept": unkept, "a part": third, "taken back": gone}[which]
    with pytest.raises(NotFound):
        house.keeps(second, together_with=head)
    assert ALSO_SIGN in house.finds("sign anything")


def test_tags_are_put_renamed_and_merged(house: House) -> None:
    first = house.keeps(house.lesson(), "Signing", "Trust")
    second = house.keeps(house.lesson(SECURITY, "Fabrikam", BEN), "security", "signing")
    tags = {name: UUID(id) for id, name in playbook.all_tags(house.session, house.actor()).items()}
    assert list(tags) == ["security", "Signing", "Trust"]
    playbook.rename(house.session, house.actor(), tags["security"], " trust ", FRIDAY)
    assert playbook.page(house.session, house.actor(), second).tags == ("Signing", "Trust")
    playbook.rename(house.session, house.actor(), tags["Trust"], "TRUST", FRIDAY)
    assert playbook.page(house.session, house.actor(), first).tags == ("Signing", "TRUST")
    house.keeps(first)
    house.keeps(second)
    assert house.session.scalars(select(TagRow)).all() == []


def test_seen_again_counts_once_a_week_and_person(house: House) -> None:
    lesson_id = house.keeps(house.lesson())
    for user in (ANA, BEN, BEN):
        playbook.see_again(house.session, house.actor(user), lesson_id, FRIDAY)
    assert playbook.page(house.session, house.actor(), lesson_id).line.seen == 2


def test_keeping_twice_keeps_once(house: House) -> None:
    lesson_id = house.keeps(house.keeps(house.lesson(), "a tag"), "another")
    assert playbook.page(house.session, house.actor(), lesson_id).tags == ("another",)
    assert house.session.scalar(select(func.count()).select_from(KeptLessonRow)) == 1

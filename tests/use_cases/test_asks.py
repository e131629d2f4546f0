"""What the pair has a department hear: nothing that they have not read, nothing that tells which deal it was."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.domain.asks import Status
from bot.domain.conversation import Quotable
from bot.domain.deals import Outcome
from bot.domain.wrap_ups import Department
from bot.errors import AlreadySettled, DepartmentAway, FieldErrors, NotAllowed, NotFound
from bot.messages.guides import guide
from bot.storage import retrospectives
from bot.storage.models import AskWordRow, DealRow, OutboxRow, PersonRow, RoomRow
from bot.use_cases import channels
from bot.use_cases.asks import sending
from bot.use_cases.call import calls
from bot.use_cases.people import participants
from bot.use_cases.talk import sensitivity
from tests.departments import FINANCE, LESSON, PRODUCT, SAME, WORDS, Departments
from tests.factories import ANA, KIM, PRIYA, Scene

POSTED = f"*For Product:* {LESSON}\nHeard in 1 lost deal. In customers' words:\n“Show us the first week.”"


@pytest.fixture
def house(scene: Scene) -> Departments:
    return Departments(scene)


def test_the_pair_reads_what_would_go_out_and_sends_it(house: Departments) -> None:
    talk = house.wraps_up(departments=(Department.PRODUCT, Department.FINANCE))
    assert house.card(talk).startswith("*Northwind:* should Product hear this? It would read exactly this")
    assert house.card(talk).endswith(POSTED)
    assert house.channel() == []
    assert house.sends(talk, by=PRIYA) is None
    assert [post.startswith(POSTED) for post in house.channel()] == [True]
    assert "has it in its channel now" in house.card(talk)
    assert house.card(talk, Department.FINANCE) == ""  # it has no channel


@pytest.mark.parametrize("quotable", [Quotable.NO, None])
def test_what_may_not_be_quoted_goes_nowhere(house: Departments, quotable: Quotable | None) -> None:
    house.raises(quotable=quotable)
    assert not any(words in house.channel()[0] for words in WORDS.values())


def test_names_and_the_amount_stay_in_the_thread(house: Departments) -> None:
    house.session.get_one(PersonRow, house.scene.person(ANA)).name = "Ana Silva"
    talk = house.wraps_up(lesson="Ana promised NORTHWIND €48,000 off.", said={"customers.change": "Ask Ana."})
    assert "For Product:* a colleague promised the customer €… off." in house.card(talk)
    assert "Ask Ana" not in house.card(talk)
    ask_id, mark = house.offered(talk)
    for words in ("Ana forgot.", "northwind's wish", "It was 48.000,00."):
        with pytest.raises(FieldErrors):
            sending.change(house.session, house.scene.actor(), ask_id, words, None, mark, house.scene.tick())
    assert "forgot" not in house.card(talk)


def test_a_quote_that_names_somebody_after_an_edit_is_not_told_whatever_is_allowed(house: Departments) -> None:
    scene, talk = house.scene, house.scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    said = [scene.types(talk, words, by=PRIYA) for words in ("Calm.", "A plan.", "Papers.", "Week one.", "Maybe.")]
    scene.permits(talk, Quotable.NO_NAME, by=PRIYA)
    house.wraps_up_of(talk)
    house.sends(talk)
    assert "“Calm.”" in house.channel()[0]
    scene.edits(talk, said[0], "Northwind paid €48,000 too much.", by=PRIYA)
    scene.permits(talk, Quotable.NO_NAME, by=PRIYA)
    assert "Northwind" not in house.channel()[0]


def test_their_own_words_go_out_with_the_answer_that_they_chose(house: Departments) -> None:
    talk = house.wraps_up()
    ask_id, mark = house.offered(talk)
    wording = sending.to_change(house.session, house.scene.actor(), ask_id)
    assert [one.text for one in wording.quotable] == ["Show us the first week.", "They were calm."]
    winner = wording.quotable[1].id
    sending.change(house.session, house.scene.actor(), ask_id, "Calm demos.", winner, mark, house.scene.tick())
    with pytest.raises(AlreadySettled):  # the other one had the form open as well
        sending.change(house.session, house.scene.actor(PRIYA), ask_id, "No.", None, mark, house.scene.tick())
    told = house.sends(talk, mark=mark)
    assert told is not None
    assert "nothing was sent" in told.text
    assert house.channel() == []
    house.sends(talk)
    assert "Calm demos." in house.channel()[0]
    assert "“They were calm.”" in house.channel()[0]
    with pytest.raises(AlreadySettled):
        sending.to_change(house.session, house.scene.actor(), ask_id)


def test_an_answer_of_another_talk_cannot_go_with_it(house: Departments) -> None:
    talk = house.wraps_up()
    ask_id, mark = house.offered(talk)
    sending.change(house.session, house.scene.actor(), ask_id, "Calm demos.", uuid4(), mark, house.scene.tick())
    assert "“" not in house.card(talk)


def test_a_second_click_sends_nothing_more(house: Departments) -> None:
    talk = house.wraps_up()
    ask_id, mark = house.offered(talk)
    house.sends(talk)
    with pytest.raises(AlreadySettled):
        sending.send(house.session, house.scene.actor(PRIYA), ask_id, mark, house.scene.tick(), together=False)
    assert len(house.channel()) == 1


def test_left_out_and_sent_after_all_and_taken_back(house: Departments) -> None:
    talk = house.wraps_up()
    ask_id, ana = house.ask_id(talk), house.scene.actor()
    sending.leave(house.session, ana, ask_id, house.scene.tick())
    assert "this stays here" in house.card(talk)
    with pytest.raises(AlreadySettled):
        sending.leave(house.session, ana, ask_id, house.scene.tick())
    house.sends(talk)
    sending.leave(house.session, ana, ask_id, house.scene.tick())
    assert ["not told any more" in post for post in house.channel()] == [True]
    assert house.session.scalars(select(AskWordRow)).all() == []
    house.sends(talk)
    assert house.channel()[1].startswith(POSTED)


def test_strangers_neither_send_nor_leave_nor_change(house: Departments) -> None:
    talk = house.wraps_up()
    (ask_id, mark), elsewhere = house.offered(talk), Scene(house.session, "T0OTHER")
    for actor, error in ((house.scene.actor(KIM), NotAllowed), (elsewhere.actor(), NotFound)):
        with pytest.raises(error):
            house.sends(talk, actor=actor)
        with pytest.raises(error):
            sending.leave(house.session, actor, ask_id, house.scene.tick())
        with pytest.raises(error):
            sending.change(house.session, actor, ask_id, "No.", None, mark, house.scene.tick())
    assert house.channel() == []


def test_a_sensitive_talk_is_not_asked_and_what_was_sent_is_taken_back_until_it_is_not(house: Departments) -> None:
    talk, ana = house.raises(), house.scene.actor()
    sensitivity.mark(house.session, ana, talk.id, sensitive=True, now=house.scene.tick())
    assert "not told any more" in house.channel()[0]
    assert "while this talk is sensitive" in house.card(talk)
    sensitivity.mark(house.session, ana, talk.id, sensitive=False, now=house.scene.tick())
    assert house.channel()[0].startswith(POSTED)
    assert "has it in its channel now" in house.card(talk)


def test_what_ended_while_it_was_sensitive_is_asked_about_afterwards(house: Departments) -> None:
    talk, ana = house.scene.open(), house.scene.actor()
    sensitivity.mark(house.session, ana, talk.id, sensitive=True, now=house.scene.tick())
    house.wraps_up_of(talk)
    assert house.card(talk) == ""
    sensitivity.mark(house.session, ana, talk.id, sensitive=False, now=house.scene.tick())
    assert "should Product hear this" in house.card(talk)


def test_words_that_the_customer_takes_back_leave_the_channel(house: Departments) -> None:
    talk = house.raises()
    house.scene.permits(talk, Quotable.NO)
    assert house.channel()[0].startswith(f"*For Product:* {LESSON}\nHeard in 1 lost deal.\n")


def test_a_department_that_is_not_named_any_more_hears_nothing(house: Departments) -> None:
    talk = house.raises()
    house.changes(talk, lesson=LESSON)
    assert "not told any more" in house.channel()[0]
    assert "not for Product any more" in house.card(talk)
    house.changes(talk, lesson="Another.", departments=(Department.PRODUCT,))
    assert "For Product:* Another." in house.card(talk)


def test_what_was_sent_stays_as_it_was_read_when_the_lesson_changes(house: Departments) -> None:
    talk = house.raises()
    house.changes(talk, lesson="Another.", departments=(Department.PRODUCT,))
    assert house.channel()[0].startswith(POSTED)


def test_without_a_channel_nothing_is_asked_and_nothing_sent(house: Departments) -> None:
    talk = house.wraps_up()
    house.sets("product_channel", "none")
    with pytest.raises(DepartmentAway):
        house.sends(talk)
    assert house.card(house.wraps_up("Fabrikam")) == ""


def test_whoever_joined_the_talk_does_not_read_the_question(house: Departments) -> None:
    talk = house.scene.open()
    participants.add(house.session, house.scene.actor(), talk.id, [house.scene.met(KIM)], house.scene.tick())
    house.scene.deliver()
    house.wraps_up_of(talk)
    asked = next(row for row in house.scene.outbox() if ":ask:product" in row.dedupe_key)
    assert house.session.get_one(RoomRow, asked.room_id).members == f"{ANA},{PRIYA}"


def test_the_same_ask_of_another_deal_adds_to_the_post(house: Departments) -> None:
    house.raises()
    second = house.wraps_up("Fabrikam", SAME, said={"customers.change": "Show me Monday."})
    assert "Product has heard something like it before" in house.card(second)
    assert LESSON in house.card(second)
    assert SAME in house.card(second)
    house.sends(second, together=True)
    assert len(house.channel()) == 1
    for told in (LESSON, "Heard in 2 lost deals", "“Show us the first week.”", "“Show me Monday.”"):
        assert told in house.channel()[0]
    assert "heard in 2 deals" in house.card(second)


def test_it_may_stand_by_itself_all_the_same(house: Departments) -> None:
    house.raises()
    second = house.wraps_up("Fabrikam", SAME)
    house.sends(second)
    assert len(house.channel()) == 2


def test_other_words_other_departments_and_other_workspaces_are_not_the_same(house: Departments) -> None:
    house.sets("finance_channel", FINANCE)
    house.raises()
    assert "before" not in house.card(house.wraps_up("Fabrikam", "Publish the price list."))[:70]
    third = house.wraps_up("Litware", SAME, departments=(Department.FINANCE,))
    assert "should Finance hear this" in house.card(third, Department.FINANCE)
    elsewhere = Departments(Scene(house.session, "T0OTHER"))
    assert "should Product hear this" in elsewhere.card(elsewhere.wraps_up("Fabrikam", SAME))


def test_when_the_first_is_taken_back_the_second_stands_for_itself(house: Departments) -> None:
    first = house.raises()
    second = house.wraps_up("Fabrikam", SAME, said={})
    house.sends(second, together=True)
    sending.leave(house.session, house.scene.actor(), house.ask_id(first), house.scene.tick())
    assert house.channel()[0].startswith(f"*For Product:* {SAME}\nHeard in 1 lost deal.\n")


def test_a_deal_that_the_crm_deleted_is_not_added_to(house: Departments) -> None:
    house.raises()
    house.session.scalars(select(DealRow)).one().deleted_at = house.scene.now
    assert "should Product hear this" in house.card(house.wraps_up("Fabrikam", SAME))


def test_an_older_one_that_goes_while_somebody_reads_is_not_added_to(house: Departments) -> None:
    first = house.raises()
    second = house.wraps_up("Fabrikam", SAME)
    sending.leave(house.session, house.scene.actor(), house.ask_id(first), house.scene.tick())
    told = house.sends(second, together=True)
    assert told is not None
    assert "should Product hear this" in house.card(second)


def test_the_post_goes_where_the_department_is(house: Departments) -> None:
    house.raises()
    room = house.session.scalars(select(RoomRow).where(RoomRow.channel == PRODUCT)).one()
    assert [row.channel for row in house.scene.outbox() if row.room_id == room.id] == [PRODUCT]


MOVED = (
    "*For Product:* what stood here was heard again, and has moved with its count to the channel that Product reads "
    "now. There is nothing to answer here."
)


@pytest.mark.both_databases
@pytest.mark.parametrize("is_shared", [True, False])
def test_what_was_heard_moves_with_its_count_to_where_the_department_reads_now(
    house: Departments, is_shared: bool
) -> None:
    house.raises()
    house.answers(Status.SEEN)
    if is_shared:
        channels.share(house.session, house.scene.workspace, PRODUCT, house.scene.now)
    channels.choose(house.session, house.scene.workspace, "product_channel", "C0MOVED", house.scene.now)
    second = house.wraps_up("Fabrikam", SAME)
    assert "Product has heard something like it before" in house.card(second)
    house.sends(second, together=True)
    assert house.channel() == [MOVED]
    [moved] = house.channel("C0MOVED")
    assert "Heard in 2 lost deals" in moved
    assert "Seen, says <@U0KIM>." in moved
    house.sends(house.wraps_up("Litware", SAME), together=True)
    assert len(house.channel("C0MOVED")) == 1
    assert "Heard in 3 lost deals" in house.channel("C0MOVED")[0]


def test_an_ask_moves_back_where_it_stood_once(house: Departments) -> None:
    house.raises()
    for name, channel in (("Fabrikam", "C0MOVED"), ("Litware", PRODUCT)):
        channels.choose(house.session, house.scene.workspace, "product_channel", channel, house.scene.now)
        house.sends(house.wraps_up(name, SAME), together=True)
    assert house.channel()[0] == MOVED
    assert "Heard in 3 lost deals" in house.channel()[1]
    assert house.channel("C0MOVED") == [MOVED]


def test_a_new_ask_of_its_own_leaves_the_older_one_where_it_stands(house: Departments) -> None:
    house.raises()
    channels.choose(house.session, house.scene.workspace, "product_channel", "C0MOVED", house.scene.now)
    house.sends(house.wraps_up("Fabrikam", SAME))
    assert (len(house.channel()), len(house.channel("C0MOVED"))) == (1, 1)
    assert "Heard in 1 lost deal" in house.channel()[0]


def test_own_words_that_name_the_deal_by_now_are_read_again_before_they_go_out(house: Departments) -> None:
    talk = house.wraps_up(said={})
    ask_id, mark = house.offered(talk)
    words = "Fabrikam wants week one before any demo."
    sending.change(house.session, house.scene.actor(), ask_id, words, None, mark, house.scene.tick())
    house.session.scalars(select(DealRow)).one().name = "Fabrikam"
    assert house.sends(talk) is not None
    assert house.channel() == []
    house.sends(talk)
    assert "Fabrikam" not in house.channel()[0]


def test_what_names_somebody_by_now_moves_without_the_name(house: Departments) -> None:
    talk = house.raises(lesson="Fabrikam's importer beat ours, so build one.", said={})
    assert "Fabrikam's importer" in house.channel()[0]
    house.session.get_one(DealRow, talk.deal_id).name = "Fabrikam renewal"
    channels.choose(house.session, house.scene.workspace, "product_channel", "C0MOVED", house.scene.now)
    house.sends(house.wraps_up("Litware", "Build an importer, theirs beat ours.", said={}), together=True)
    assert "For Product:* the customer's importer beat ours" in house.channel("C0MOVED")[0]


def test_whoever_adds_to_it_is_not_named_by_the_older_words_either(house: Departments) -> None:
    house.raises(lesson="Fabrikam's importer beat ours, so build one.", said={})
    house.sends(house.wraps_up("Fabrikam", "An importer beat ours, so build one.", said={}), together=True)
    assert "Heard in 2 lost deals" in house.channel()[0]
    assert "Fabrikam" not in house.channel()[0]


@pytest.mark.both_databases
def test_what_slack_did_not_take_is_posted_once_somebody_adds_to_it(house: Departments) -> None:
    house.raises()
    refused = house.session.scalars(select(OutboxRow).where(OutboxRow.dedupe_key.startswith("ask:"))).one()
    refused.state, refused.slack_ts = "dead", None
    house.sends(house.wraps_up("Fabrikam", SAME), together=True)
    assert len(house.channel()) == 2
    assert "Heard in 2 lost deals" in house.channel()[1]
    assert [row for row in house.scene.outbox("update") if row.target_id == refused.id] == []
    house.sends(house.wraps_up("Litware", SAME), together=True)
    assert len(house.channel()) == 2
    assert "Heard in 3 lost deals" in house.channel()[1]


def test_a_second_round_of_the_same_deal_counts_once_and_the_pair_reads_so(house: Departments) -> None:
    first = house.raises()
    again = house.scene.begin(
        retrospectives.hold(
            house.session,
            house.session.get_one(DealRow, first.deal_id),
            number=2,
            outcome=Outcome.LOST,
            guide=guide(Outcome.LOST),
            due_at=house.scene.now,
        )
    )
    house.wraps_up_of(again, SAME)
    assert "Your deal counts there already" in house.card(again)
    house.sends(again, together=True)
    assert "Heard in 1 lost deal." in house.channel()[0]
    third = house.wraps_up("Fabrikam", SAME, said={})
    assert "It then counts one deal more." in house.card(third)


def test_a_deal_that_was_won_later_is_counted_as_no_lost_one(house: Departments) -> None:
    first = house.raises(said={})
    for name in ("Fabrikam", "Litware"):
        house.sends(house.wraps_up(name, SAME, said={}), together=True)
    house.session.get_one(DealRow, first.deal_id).outcome = Outcome.WON
    house.answers(Status.SEEN)
    assert "Heard in 3 deals, 2 lost." in house.channel()[0]


@pytest.mark.both_databases
def test_longer_asks_that_share_more_words_do_not_hide_the_same_one(house: Departments) -> None:
    house.raises(lesson="Show week one.", said={})
    for number in range(6):
        more = f"prices contracts invoices reports security papers number {'abcdef'[number] * 6}"
        house.raises(f"Deal{number} Fabrikam", f"Show week one before {more} onboarding demo people.", said={})
    fresh = house.wraps_up("Litware", "Show week one demo.", said={})
    assert "has heard something like it before" in house.card(fresh)
    assert "*For Product:* Show week one.\n" in house.card(fresh)

"""A German rep and an English manager: each form, answer and whisper in the person's language, the thread in one."""

from collections.abc import Iterator

import pytest

from bot.storage.database import Database
from tests.house import House, running_house
from tests.journeys.senders import generic

LEO, PRIYA, MARCO = "leo@fabrikam.example", "priya@fabrikam.example", "marco@fabrikam.example"


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    """Languages are no matter of the database: one kind is enough."""
    with running_house(sqlite_db) as built:
        yield built


def lose(house: House, crm: str, deal_id: str, name: str) -> None:
    assert generic(house, crm, "lost", deal_id, name=name, owner={"email": LEO}) == 200
    house.settle()


def test_each_hears_their_own_language_and_the_thread_speaks_one_for_both(house: House, crm: str) -> None:
    house.roster((LEO, PRIYA))
    lose(house, crm, "D-1", "Northwind")
    leo, priya = house.sandbox.person("leo"), house.sandbox.person("priya")
    room = house.sandbox.group_dm("leo", "priya")
    root = house.sandbox.messages(room)[0]
    assert root.text.startswith("*Northwind was closed lost.*")
    asked = house.sandbox.messages(room, thread_ts=root.ts)[-1]

    leo.clicks(asked, "Answer")
    assert "Deine Antwort" in leo.modal_words
    assert leo.submits(unchecked=True, answer=" ") == {
        "answer": "Schreib eine Zeile, oder schließe das hier und wähle „Weiß ich nicht“."
    }
    leo.submits(answer="Sie haben dem anderen Team mehr vertraut.")
    house.settle()
    leo.clicks(asked, "Don't know")
    house.settle()
    assert leo.sees(root)[-1].text == "*Northwind:* danke, das ist schon erledigt. Es wurde nichts geändert."
    priya.clicks(asked, "Don't know")
    house.settle()
    assert priya.sees(root)[-1].text == "*Northwind:* thank you, this has been settled already. Nothing was changed."

    for person, told in ((leo, "*1 Retrospektive ist bei dir offen.*"), (priya, "*1 retrospective is open with you.*")):
        answer = person.command("/retro status")
        assert answer is not None
        assert answer.text.startswith(told)
    for person, told in ((leo, "macht aus einem verlorenen Deal"), (priya, "turns a lost deal")):
        answer = person.command("/retro help")
        assert answer is not None
        assert told in answer.text
    leo.command("/retro")
    assert "Retrospektive starten" in leo.modal_words


def test_two_who_share_a_language_talk_in_it_until_they_do_not(house: House, crm: str) -> None:
    house.roster((LEO, MARCO))
    lose(house, crm, "D-1", "Northwind")
    room = house.sandbox.group_dm("leo", "marco")
    root = house.sandbox.messages(room)[0]
    assert root.text.startswith("*Northwind wurde als verloren geschlossen.*")
    assert "_Sag zuerst:_" in house.sandbox.messages(room, thread_ts=root.ts)[1].text
    house.sandbox.change_person("leo", locale="en-US")
    house.settle()
    lose(house, crm, "D-2", "Fabrikam")
    assert house.sandbox.messages(room)[-1].text.startswith("*Fabrikam was closed lost.*")

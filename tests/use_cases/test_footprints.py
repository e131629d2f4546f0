"""What is stored of somebody is told to them, and nothing that points to people is left out."""

import pytest
from sqlalchemy import Column
from sqlalchemy.sql.visitors import iterate

from bot.access import Actor
from bot.domain.footprints import Footprint
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed
from bot.storage import footprints as stored
from bot.storage import wrap_ups
from bot.storage.models import PersonRow, Row
from bot.use_cases.people import footprints
from tests.factories import ANA, KIM, Scene
from tests.use_cases.homes import wrap_up


def test_what_is_stored_is_counted_for_oneself(scene: Scene) -> None:
    row = scene.open()
    scene.types(row, "Trust.")
    wrap_up(scene, row, "Ask.", ANA, None)
    wrap_ups.keep_consent(scene.session, row, Consent.NAME, scene.tick())
    told = footprints.of_oneself(scene.session, scene.actor())
    assert told.footprint == Footprint(email="u0ana@acme.example", answers=1, talks=1, lessons=1, consents=1, actions=1)
    assert footprints.of_oneself(scene.session, scene.actor(KIM)).footprint == Footprint(email="u0kim@acme.example")
    with pytest.raises(NotAllowed):
        footprints.of_oneself(scene.session, Actor(scene.workspace.id, ANA, scene.person(ANA), is_outside=True))


# Columns that point to people and hold nothing of theirs to count, with the reason.
UNCOUNTED = {
    ("people", "manager_id"): "who leads whom: told among the facts",
    ("gatherings", "person_id"): "our question about several deals: nothing that they did",
    ("gatherings", "manager_id"): "the same",
    ("heard", "person_id"): "how much reached them from us: told on their Home",
    ("departures", "person_id"): "an account that is gone, until its talks are settled",
    ("departures", "heir_id"): "the same",
    ("seat_offers", "person_id"): "our question about a talk: nothing that they did",
    ("reviews", "person_id"): "what we wrote to them on a Monday: nothing that they did",
    ("proposals", "head_id"): "our question about the loss of a week; their word holds for that week",
    ("look_alikes", "person_id"): "what we wrote to them of an open deal of theirs, and whether it was of use",
    ("write_backs", "pressed_by"): "who had the end of a talk written into the CRM: a talk that is counted",
    ("own_exports", "person_id"): "that they asked for a copy of what is theirs, until they have it",
    ("celebrations", "rep_id"): "whose loss was told: counted by the consent",
}


def test_whatever_points_to_people_is_counted() -> None:
    pointing = {
        (table.name, key.parent.name)
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "people"
    }
    asked = [query for some in stored.queries(PersonRow()).values() for query in some]
    counted = {(one.table.name, one.name) for query in asked for one in iterate(query) if isinstance(one, Column)}
    assert pointing - counted == set(UNCOUNTED)

"""CRMs at the front door: signatures over the raw bytes, and what is kept once."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from bot import clock
from bot.storage.database import Database
from tests.crm.samples import config
from tests.crm_signatures import hubspot_v3, standard_webhook
from tests.servers import PUBLIC_URL, Web
from tests.web.knocking import HOSTILE, connect, kept, refused_at, until

GENERIC_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOSTILE_CRM = HOSTILE.parent / "hostile_crm"
DEAL = (HOSTILE.parent / "generic" / "01-deal-lost.json").read_bytes()
SECRET_END = "/om-7Jq2Zr9wTn4Lx8Vb"
signed = partial(standard_webhook, GENERIC_SECRET)


class TestCrm:
    @pytest.mark.parametrize(
        "path", ["/crm/generic/nothing", "/crm/nobody/x", "/crm/slack/x", "/crm/generic/%00", "/crm/by_hand/x"]
    )
    def test_stranger_is_not_known(self, lite: Database, lite_door: Web, path: str) -> None:
        assert lite_door.post(path, b"{}", {}).status_code == 404
        assert kept(lite) == []

    def test_address_of_another_provider_is_not_known(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "hubspot", {"client_secret": "s"})
        assert lite_door.post(address.replace("hubspot", "generic"), b"{}", {}).status_code == 404

    def test_signed_delivery_is_kept_as_it_came(self, db: Database, door: Web) -> None:
        address = connect(db, "generic", {"secret": GENERIC_SECRET})
        assert door.post(address, DEAL, signed("msg_1", DEAL)).status_code == 200
        (row,) = kept(db)
        assert (row.source, row.delivery_key, row.body, row.state) == ("generic", "msg_1", DEAL, "waiting")

    def test_delivery_sent_again_is_kept_once(self, db: Database, door: Web) -> None:
        address = connect(db, "generic", {"secret": GENERIC_SECRET})
        for late_seconds in (5, 0):
            assert door.post(address, DEAL, signed("msg_1", DEAL, late_seconds=late_seconds)).status_code == 200
        assert len(kept(db)) == 1

    @pytest.mark.parametrize("name", ["unsigned.json", "stale-timestamp.json"])
    def test_forged_delivery_is_refused(self, lite: Database, lite_door: Web, name: str) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        body = (HOSTILE_CRM / name).read_bytes()
        headers = {} if name == "unsigned.json" else signed("msg_1", body, late_seconds=600)
        assert lite_door.post(address, body, headers).status_code == 401
        assert kept(lite) == []

    def test_a_refusal_is_noted_once_in_a_while(self, db: Database, door: Web) -> None:
        address = connect(db, "generic", {"secret": GENERIC_SECRET})
        assert door.post(address, DEAL, signed("msg_1", DEAL)).status_code == 200
        assert refused_at(db) is None
        assert door.post(address, DEAL, {}).status_code == 401
        noted = until(lambda: refused_at(db))
        assert door.post(address, DEAL, {}).status_code == 401
        assert door.post(address, DEAL, signed("msg_2", DEAL)).status_code == 200
        assert refused_at(db) == noted

    def test_signature_of_another_body_is_refused(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        assert lite_door.post(address, DEAL, signed("msg_1", DEAL + b" ")).status_code == 401
        odd = signed("msg_1", DEAL) | {
            "webhook-signature": "v1,é".encode(),
            "webhook-id": b"\xff",
        }
        assert lite_door.post(address, DEAL, odd).status_code == 401
        assert kept(lite) == []

    @pytest.mark.parametrize(
        "name",
        [
            "truncated.json",
            "empty.json",
            "top-level-string.json",
            "deep-nesting.json",
            "huge-integer.json",
            "nan-infinity.json",
            "duplicate-keys.json",
            "utf16.json",
        ],
    )
    def test_authentic_rubbish_is_taken_and_set_aside(self, lite: Database, lite_door: Web, name: str) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        body = (HOSTILE_CRM / name).read_bytes()
        assert lite_door.post(address, body, signed("msg_1", body)).status_code == 200
        assert lite_door.post(address, DEAL, signed("msg_2", DEAL)).status_code == 200
        lite_door.intake.work(clock.now())
        rows = kept(lite)
        aside = [row.body for row in rows if row.state == "quarantined"]
        assert aside == [body]
        assert all(row.state == "done" for row in rows if row.body == DEAL)

    def test_compressed_bomb_is_not_opened(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        bomb = gzip.compress(b" " * 10 * 1024 * 1024)
        headers = signed("msg_1", bomb) | {"content-encoding": "gzip"}
        assert lite_door.post(address, bomb, headers).status_code == 415
        assert kept(lite) == []

    def test_address_in_the_signature_is_the_public_one(self, lite: Database, lite_door: Web) -> None:
        """Wherever the request went through, the sender signed the address that the settings name."""
        address = connect(lite, "hubspot", {"client_secret": "shhh", "account": "1"})
        where = f"{address}?tenant=a%20b&x=%C3%A9"
        assert lite_door.post(where, b"[]", hubspot_v3("shhh", f"{PUBLIC_URL}{where}", b"[]")).status_code == 200
        assert lite_door.post(where, b"[]", hubspot_v3("shhh", f"{lite_door.url}{where}", b"[]")).status_code == 401
        assert lite_door.post(address, b"[]", hubspot_v3("shhh", f"{PUBLIC_URL}{where}", b"[]")).status_code == 401
        assert len(kept(lite)) == 1

    def test_burst_asks_for_its_connection_once(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        names = [f"msg_{number}" for number in range(200)]
        with ThreadPoolExecutor(50) as pool:
            answers = pool.map(lambda name: lite_door.post(address, DEAL, signed(name, DEAL)), names)
            assert {answer.status_code for answer in answers} == {200}
        assert {row.delivery_key for row in kept(lite)} == set(names)

    @pytest.mark.parametrize("name", ["sf-billion-laughs.xml", "sf-quadratic-entity.xml", "sf-external-entity.xml"])
    def test_xml_with_a_dtd_is_refused(self, lite: Database, lite_door: Web, name: str) -> None:
        address = connect(lite, "salesforce", config("salesforce")) + SECRET_END
        assert lite_door.post(address, (HOSTILE_CRM / name).read_bytes(), {}).status_code == 400
        assert kept(lite) == []

    def test_a_session_that_came_along_is_stored_nowhere(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "salesforce", config("salesforce")) + SECRET_END
        response = lite_door.post(address, (HOSTILE_CRM / "sf-session-id.xml").read_bytes(), {})
        assert (response.status_code, response.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        assert "<Ack>true</Ack>" in response.text
        [row] = kept(lite)
        assert b"CANARY" not in row.body

    def test_a_secret_at_the_end_of_an_address_is_needed_and_never_logged(
        self, lite: Database, lite_door: Web, capsys: pytest.CaptureFixture[str]
    ) -> None:
        address = connect(lite, "salesforce", config("salesforce"))
        body = (HOSTILE_CRM / "sf-duplicate-notification.xml").read_bytes()
        for end, status in (("", 401), ("/om-0000000000000000", 401), (SECRET_END, 200), (f"{SECRET_END}/x", 404)):
            assert lite_door.post(address + end, body, {}).status_code == status
        lite_door.intake.work(clock.now())
        said = capsys.readouterr()
        for word in (SECRET_END, "om-0000000000000000", address):
            assert word not in said.out + said.err + lite_door.client.get("/metrics").text

    def test_nothing_of_a_request_is_logged(
        self, lite: Database, lite_door: Web, capsys: pytest.CaptureFixture[str]
    ) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        body = b'{"CANARY": '
        lite_door.post(address, body, signed("msg_1", body))
        lite_door.post(f"{address}CANARY?CANARY=1", body, {"x-canary": "CANARY"})
        lite_door.slack(body)
        lite_door.intake.work(clock.now())
        said = capsys.readouterr()
        assert "CANARY" not in said.out + said.err
        assert address not in said.out + said.err
        assert address not in lite_door.client.get("/metrics").text

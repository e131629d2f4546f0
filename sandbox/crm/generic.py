"""A CRM that speaks Standard Webhooks: https://www.standardwebhooks.com"""

import base64
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass

from sandbox.clock import Seconds
from sandbox.crm.deals import Deal, Outcome, iso
from sandbox.crm.news import News, What
from sandbox.crm.webhooks import Hook
from sandbox.payloads import Payload, without_empty
from sandbox.workspace import Workspace

SECRET_PREFIX = "whsec_"
TYPES = {Outcome.LOST: "deal.lost", Outcome.WON: "deal.won", Outcome.OPEN: "deal.reopened"}


@dataclass(frozen=True)
class Generic:
    """Where its webhooks go, and the `whsec_…` secret they are signed with."""

    url: str
    secret: str

    def hook(self, workspace: Workspace, news: News) -> Hook | None:
        """The webhook about this news; None where such a CRM has no word for it.

        It tells of closings and reopenings. A closed deal that is changed is told again as it stands now, as
        automations do that run whenever such a deal is saved; a change of an open one waits until it is closed.
        """
        deal = news.deal
        if news.what is not What.STAGE and not (news.what is What.FIELDS and deal.closed_at):
            return None
        body = json.dumps(
            {"type": TYPES[deal.outcome], "timestamp": iso(deal.changed_at), "data": _data(workspace, deal)}
        ).encode()
        message_id = f"msg_{uuid.uuid4().hex}"
        return Hook(
            self.url,
            lambda attempt: body,
            lambda real, sent: self._headers(message_id, real, sent),
            f"generic {TYPES[deal.outcome]}",
        )

    def _headers(self, message_id: str, real: Seconds, body: bytes) -> dict[str, str]:
        timestamp = str(int(real))
        return {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(self.secret, message_id, timestamp, body),
        }


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _data(workspace: Workspace, deal: Deal) -> Payload:
    owner = workspace.people[deal.owner]
    manager = workspace.people.get(deal.manager or "")
    return without_empty(
        deal_id=deal.id,
        name=deal.name,
        outcome=deal.outcome.value,
        amount=deal.amount,
        currency=deal.currency,
        stage=deal.stage,
        pipeline="Sales",
        lost_reason=deal.reason if deal.outcome is Outcome.LOST else None,
        competitor=deal.competitor,
        owner={"email": owner.email, "name": owner.real_name},
        manager={"email": manager.email} if manager else None,
        created_at=iso(deal.created_at),
        closed_at=iso(deal.closed_at) if deal.closed_at else None,
        url=f"https://crm.{workspace.team.email_host}/deals/{deal.id}",
    )

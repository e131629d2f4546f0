"""Salesforce's outbound messages: SOAP, read with a parser that knows no DTD, no entity and no depth.

https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import NoReturn
from xml.parsers import expat  # builds nothing by itself, and every declaration that could expand is refused below

from bot.crm.incoming import Rejected
from bot.errors import Unreadable

ACK = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
    b'<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>'
    b"</soapenv:Body></soapenv:Envelope>\n"
)
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_OUTBOUND = "http://soap.sforce.com/2005/09/outbound"
_TYPE = "http://www.w3.org/2001/XMLSchema-instance type"
_DEEPEST = 20
_SESSION = re.compile(
    rb"""(<(?:\w+:)?SessionId\b(?:[^>"'/]|"[^"]*"|'[^']*')*>).*?(</(?:\w+:)?SessionId|\Z)""", re.DOTALL
)


@dataclass
class _Element:
    """`name` is "namespace local"."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    children: list["_Element"] = field(default_factory=list)

    @property
    def local_name(self) -> str:
        return self.name.rpartition(" ")[2]

    def all(self, name: str) -> Iterator["_Element"]:
        return (child for child in self.children if child.name == name)


@dataclass(frozen=True)
class Message:
    """One outbound message: whose organization it comes from, and the fields of each Opportunity that it tells of."""

    organization: str
    opportunities: list[dict[str, str]]


def empty(organization: str, remark: str) -> bytes:
    """A message of an organization that tells of no record. The remark is ours: without two hyphens in a row."""
    told = f"<OrganizationId>{escape(organization)}</OrganizationId><!-- {remark} -->"
    notifications = f'<notifications xmlns="{_OUTBOUND}">{told}</notifications>'
    return f'<e:Envelope xmlns:e="{_SOAP}"><e:Body>{notifications}</e:Body></e:Envelope>'.encode()


def is_soap(body: bytes) -> bool:
    """Whether a body is XML at all."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read(body: bytes) -> Message:
    """The message. Raises Rejected for one with a DTD, and Unreadable for anything else that is no outbound message."""
    notifications = [
        inner for soap in _parse(body).all(f"{_SOAP} Body") for inner in soap.all(f"{_OUTBOUND} notifications")
    ]
    if len(notifications) != 1:
        raise Unreadable("no outbound message")
    organization = next((one.text for one in notifications[0].all(f"{_OUTBOUND} OrganizationId")), "")
    told = [inner for one in notifications[0].all(f"{_OUTBOUND} Notification") for inner in _objects(one)]
    return Message(organization.strip(), [{child.local_name: child.text for child in one.children} for one in told])


def without_session(body: bytes) -> bytes:
    """The body without the id of a session, with which anybody could act as whoever it belongs to."""
    return _SESSION.sub(rb"\1\2", body)


def _objects(notification: _Element) -> Iterator[_Element]:
    """Opportunities only: the prefix before the type is the sender's choice."""
    for child in notification.all(f"{_OUTBOUND} sObject"):
        if child.attributes.get(_TYPE, "").rpartition(":")[2] == "Opportunity":
            yield child


def _parse(body: bytes) -> _Element:
    """The outermost element."""
    parser = expat.ParserCreate(encoding="UTF-8", namespace_separator=" ")
    parser.buffer_text = True
    outside = _Element("", {})
    inside = [outside]

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if len(inside) > _DEEPEST:
            raise Unreadable("nested too deeply")
        element = _Element(name, attributes)
        inside[-1].children.append(element)
        inside.append(element)

    def end(_name: str) -> None:
        inside.pop()

    def add(text: str) -> None:
        inside[-1].text += text

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, add
    parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = _refuse, _check_encoding
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise Unreadable(f"not XML from line {error.lineno}") from None
    return outside.children[0]


def _refuse(*_declared: object) -> NoReturn:
    """A DTD can name files, call addresses and grow without end; Salesforce sends none."""
    raise Rejected("a DTD")


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.upper() != "UTF-8":
        raise Unreadable("not said to be UTF-8")

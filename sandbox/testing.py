"""A sandbox for tests: a real server on a free loopback port, and people who act at a word.

with running(app_url=url, signing_secret="secret", pace=200.0) as slack:
    ana = slack.person("ana")
    ana.says(slack.group_dm("ana", "priya"), "We lost Northwind.")
    slack.deliver()                                  # every event has reached the app
    ana.clicks(slack.messages("C0SALES")[-1], "I can use this")
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sandbox import acts, admin_acts, server
from sandbox.actors import Actor
from sandbox.clock import Seconds
from sandbox.faults import Fault
from sandbox.journal import Entry
from sandbox.manifest import Manifest
from sandbox.outbound import ANSWER_WITHIN
from sandbox.payloads import Payload
from sandbox.protocol import Server, in_thread, loopback_socket
from sandbox.seed import TOKEN
from sandbox.seen import Seen, where_of
from sandbox.site import Site
from sandbox.sites import CLIENT_ID, CLIENT_SECRET, Options, Sites

T = TypeVar("T")
SIGNING_SECRET = "sandbox-signing-secret"
POLL: Seconds = 0.005


@contextlib.contextmanager
def running(
    *,
    app_url: str | None = None,
    signing_secret: str = SIGNING_SECRET,
    manifest: Path | None = None,
    pace: float = 1.0,
    token: str | None = TOKEN,
    real: Callable[[], Seconds] = time.time,
    answer_within: Seconds = ANSWER_WITHIN,
    client_id: str = CLIENT_ID,
    client_secret: str = CLIENT_SECRET,
    redirect_urls: tuple[str, ...] = (),
    install_url: str | None = None,
    host: str = "127.0.0.1",
) -> Iterator["Slack"]:
    """A sandbox for the length of the block, seen in its first workspace. The arguments are those of `Options`.

    `host` is the address that it listens at.
    """
    listener = loopback_socket(host)
    base_url = f"http://{host}:{listener.getsockname()[1]}"
    options = Options(
        app_url=app_url,
        signing_secret=signing_secret,
        manifest=manifest,
        pace=pace,
        token=token,
        real=real,
        answer_within=answer_within,
        client_id=client_id,
        client_secret=client_secret,
        redirect_urls=redirect_urls,
        install_url=install_url,
    )
    sites = Sites(base_url, options)
    with in_thread(Server(server.build(sites)), listener):
        try:
            yield Slack(sites)
        finally:
            sites.stop()


class Slack:
    """A running sandbox, seen from a test in one of its workspaces: the first, or that of `site`.

    Channels may be named by id or name, people by handle or id.
    """

    def __init__(self, sites: Sites, site: Site | None = None) -> None:
        self.sites = sites
        self.site = site = site or sites.first
        self.workspace = site.workspace
        self.faults = site.faults
        self.crms = site.crms
        self.signing_secret = site.app.signing_secret
        self.base_url = site.base_url
        self.api_url = f"{site.base_url}/api/"
        self.team_id = site.workspace.team.id
        self.bot_id = site.workspace.bot.id

    @property
    def token(self) -> str:
        """The newest token that the app got here; empty when it never got one."""
        return self.workspace.token

    def team(self, name: str) -> "Slack":
        """The same sandbox, seen in the workspace with this name or id."""
        return Slack(self.sites, self.sites.of_team(name))

    def connect(self, app_url: str, signing_secret: str | None = None) -> None:
        """Send events and interactions there from now on."""
        self.site.app.url = app_url
        self.signing_secret = self.site.app.signing_secret = signing_secret or self.signing_secret

    def grant(self, manifest: Payload) -> None:
        """Install a changed manifest (Slack's format, as an object)."""
        self.site.shared.manifest = self.workspace.manifest = Manifest.parse(manifest)

    def person(self, who: str) -> Actor:
        """Somebody who can act."""
        return Actor(self.site, acts.person_of(self.site, who))

    def group_dm(self, *people: str) -> str:
        """The id of the conversation of these people and the app; one person: the app's DM with them."""
        ids = [acts.person_of(self.site, who).id for who in people]
        with self.workspace.lock:
            return self.workspace.dm(*ids, self.bot_id).id

    dm = group_dm

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Seen]:
        """What stands in a conversation, oldest first; with `thread_ts` the root and its answers."""
        with self.workspace.lock:
            conversation = self.workspace.find_conversation(channel)
            if conversation is None:
                raise LookupError(channel)
            if thread_ts is None:
                return [Seen.of(self.site, message) for message in conversation.roots()]
            root = conversation.messages.get(thread_ts)
            found = [*([root] if root else []), *conversation.replies(thread_ts)]
            return [Seen.of(self.site, message) for message in found]

    def calls(self, *methods: str, accepted: bool = True) -> list[Entry]:
        """The Web API calls so far, oldest first: those that Slack accepted, or all."""
        entries = self.workspace.journal.of("call", methods)
        return [entry for entry in entries if entry.ok] if accepted else entries

    def events(self, *types: str) -> list[Entry]:
        """The events sent so far, each attempt on its own."""
        return self.workspace.journal.of("event", types)

    def deliver(self, timeout: Seconds = 10.0) -> None:
        """Wait until every event that is due has reached the app. Raises TimeoutError."""
        if not self.site.events.wait_idle(timeout):
            raise TimeoutError(f"the app still has not taken every event; faults: {self.faults}")

    def wait_for(self, condition: Callable[[], T], timeout: Seconds = 5.0) -> T:
        """Wait until `condition` gives something true, and return that. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"not within {timeout} s; last calls: {self._last_calls()}; faults: {self.faults}")
            time.sleep(POLL)
        return found

    def _last_calls(self) -> str:
        last = self.workspace.journal.of("call")[-5:]
        return ", ".join(f"{entry.name} {entry.summary or 'ok'}" for entry in last) or "none"

    def fault(self, method: str, kind: str, **details: float) -> Fault:
        """Misbehave: see sandbox.faults. `slack.fault("chat.postMessage", "lost_answer", times=2)`."""
        return self.faults.add(method, kind, **details)

    def read_lag(self, seconds: Seconds) -> None:
        """Hide what is posted from history and replies for so many (Slack's) seconds."""
        self.workspace.read_lag = seconds

    def now(self) -> datetime:
        """The workspace clock's time, aware, UTC."""
        return self.site.clock.now()

    def advance(self, seconds: Seconds = 0.0, to: str | None = None) -> datetime:
        """Move the workspace clock: by seconds, or `to` next_morning, friday_1500 or quarter_end."""
        if to:
            self.site.clock.advance_to(to, self.workspace.team.zone)
        self.site.clock.advance(seconds)
        return self.now()

    def change_person(self, who: str, **changes: object) -> None:
        """Deactivate (`deleted=True`), move (`tz=…`) or rename a person; the app hears `user_change`."""
        person = self.workspace.find_person(who)
        if person is None:
            raise LookupError(who)
        admin_acts.change_person(self.site, person, **changes)

    def archive(self, channel: str, *, on: bool = True) -> None:
        """Archive a channel (or bring it back), as one of its members."""
        where = where_of(channel)
        admin_acts.archive(self.site, admin_acts.some_member(self.site, where), where, on=on)

    def emit(self, event: Payload, channel: str | None = None) -> None:
        """Send the app an event of any kind, such as `{"type": "channel_id_changed", …}`."""
        conversation = self.workspace.find_conversation(channel) if channel else None
        with self.workspace.lock:
            self.site.events.emit(event, conversation)

    def uninstall(self) -> None:
        """Remove the app: its token is dead, and both events come."""
        admin_acts.uninstall(self.site)

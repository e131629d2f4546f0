"""What the page shows: people, conversations and messages, as one person sees them."""

from sandbox import acts, files
from sandbox.clock import moment
from sandbox.conversations import Conversation, Kind, Message
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.site import Site
from sandbox.stage import clock
from sandbox.views import View
from sandbox.workspace import Workspace

Threads = dict[str, list[Message]]


def state(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/state?as=`: everything but the messages; without `as`, as the first person sees it."""
    with site.workspace.lock:
        me = acts.person_of(site, query.get("as") or site.workspace.humans()[0].id)
        if site.workspace.installed:
            site.workspace.app_dm(me.id)
        team = site.workspace.team
        return {
            "me": me.id,
            "people": [_person(person) for person in site.workspace.people.values()],
            "team": {"id": team.id, "name": team.name},
            "teams": [_team(workspace) for workspace in site.shared.workspaces],
            "install_url": site.shared.install_url,
            "conversations": [
                _conversation(site, conversation, me)
                for conversation in site.workspace.conversations.values()
                if me.id in conversation.members
            ],
            "commands": [vars(command) for command in site.workspace.manifest.commands or ()],
            "app_tabs": _app_tabs(site),
            "home": _view(site, site.views.home(me.id)),
            "modal": _view(site, site.views.modal(me.id)),
            "clock": clock(site, {}),
            "crms": site.crms.listing(),
            "story_hint": site.workspace.story_hint,
        }


def _team(workspace: Workspace) -> Payload:
    return {"id": workspace.team.id, "name": workspace.team.name, "installed": workspace.installed}


def _person(person: Person) -> Payload:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "tz": person.tz,
        "color": f"#{person.color}",
        "is_bot": person.is_bot,
        "is_admin": person.is_admin,
        "deleted": person.deleted,
    }


def _app_tabs(site: Site) -> list[str]:
    """The tabs that the app's manifest switches on."""
    manifest = site.workspace.manifest
    return [name for name, on in (("home", manifest.home_tab), ("messages", manifest.messages_tab)) if on]


def _conversation(site: Site, conversation: Conversation, me: Person) -> Payload:
    return {
        "id": conversation.id,
        "kind": _kind(site, conversation),
        "name": _name(site, conversation, me),
        "topic": conversation.topic,
        "member_ids": conversation.members,
        "unread": _unread(conversation, me),
        "archived": conversation.is_archived,
        "private": conversation.kind is Kind.PRIVATE,
        "shared": conversation.is_ext_shared,
    }


def _unread(conversation: Conversation, me: Person) -> int:
    """New messages in the conversation itself, and new replies in the threads that the person follows."""
    seen = conversation.reads.get(me.id, "")
    fresh = sum(1 for message in conversation.roots() if message.ts > seen and message.user != me.id)
    threads = _threads(conversation)
    return fresh + sum(_unread_replies(conversation, me, root_ts, replies) for root_ts, replies in threads.items())


def _threads(conversation: Conversation) -> Threads:
    """The replies of every thread by the root's `ts`, oldest first."""
    found: Threads = {}
    for message in conversation.messages.values():
        if message.is_reply and message.ephemeral_to is None:
            found.setdefault(message.thread_ts or "", []).append(message)
    return found


def _unread_replies(conversation: Conversation, me: Person, root_ts: str, replies: list[Message]) -> int:
    """How many replies of others came after the last look, in a thread that the person follows."""
    if not _follows(conversation, me, root_ts, replies):
        return 0
    own = [reply.ts for reply in replies if reply.user == me.id]
    seen = max(conversation.thread_reads.get((me.id, root_ts), ""), *own, "")
    return sum(1 for reply in replies if reply.ts > seen and reply.user != me.id and not reply.broadcast)


def _follows(conversation: Conversation, me: Person, root_ts: str, replies: list[Message]) -> bool:
    """People follow threads of small rounds, and those that they wrote in or were named in."""
    if conversation.kind in (Kind.IM, Kind.MPIM):
        return True
    root = conversation.messages.get(root_ts)
    said = [*([root] if root else []), *replies]
    return any(message.user == me.id or f"<@{me.id}" in message.text for message in said)


def _kind(site: Site, conversation: Conversation) -> str:
    if conversation.kind is Kind.IM and site.workspace.bot.id in conversation.members:
        return "app"
    return {Kind.IM: "dm", Kind.MPIM: "group_dm"}.get(conversation.kind, "channel")


def _name(site: Site, conversation: Conversation, me: Person) -> str:
    if conversation in site.workspace.channels():
        return conversation.name
    others = [site.workspace.people[member] for member in conversation.members if member != me.id]
    humans = [person.real_name for person in others if not person.is_bot]
    return ", ".join(humans or [person.real_name for person in others]) or me.real_name


def _view(site: Site, view: View | None) -> Payload | None:
    return {**site.views.as_slack(view), "errors": view.errors} if view else None


def messages(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/messages?as=&channel=`: what stands in a conversation; it counts as read unless `peek` is set.

    `unread_from` is the `ts` of the first message of somebody else's that was new until now.
    """
    with site.workspace.lock:
        me = acts.person_of(site, query["as"])
        conversation = acts.place_of(site, me, query["channel"])
        shown = [message for message in conversation.visible_to(me.id) if not message.is_reply or message.broadcast]
        unread_from = _first_new(shown, me, conversation.reads.get(me.id, ""))
        if not query.get("peek"):
            acts.read(site, me, conversation.id)
        return {"messages": _messages(site, conversation, me, shown), "unread_from": unread_from}


def thread(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/thread?as=&channel=&ts=`: a root and its answers; they count as read unless `peek` is set."""
    with site.workspace.lock:
        me = acts.person_of(site, query["as"])
        conversation = acts.place_of(site, me, query["channel"])
        root_ts = query["ts"]
        shown = [message for message in conversation.visible_to(me.id) if root_ts in (message.ts, message.thread_ts)]
        seen = conversation.thread_reads.get((me.id, root_ts), "")
        unread_from = _first_new([message for message in shown if message.is_reply], me, seen) if seen else None
        if shown and shown[-1].ts > seen and not query.get("peek"):
            conversation.thread_reads[me.id, root_ts] = shown[-1].ts
            site.workspace.on_change()
        return {"messages": _messages(site, conversation, me, shown), "unread_from": unread_from}


def _first_new(shown: list[Message], me: Person, seen: str) -> str | None:
    fresh = (message.ts for message in shown if message.ts > seen and me.id not in (message.user, message.ephemeral_to))
    return next(fresh, None)


def _messages(site: Site, conversation: Conversation, me: Person, shown: list[Message]) -> list[Payload]:
    threads = _threads(conversation)
    return [_message(site, conversation, me, message, threads) for message in shown]


def _message(site: Site, conversation: Conversation, me: Person, message: Message, threads: Threads) -> Payload:
    author = site.workspace.people.get(message.user)
    return {
        "ts": message.ts,
        "user": message.user,
        "name": author.real_name if author else "Slackbot",
        "is_bot": author.is_bot if author else True,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": [
            files.as_block(site.workspace, file)
            for file in map(site.workspace.files.get, message.files)
            if file is not None
        ],
        "thread_ts": message.thread_ts,
        "reactions": message.reaction_list(),
        "edited": message.edited,
        "ephemeral": message.ephemeral_to is not None,
        "deleted": message.is_tombstone,
        "at": moment(message.ts).isoformat(),
        **_thread_facts(conversation, me, message, threads),
    }


def _thread_facts(conversation: Conversation, me: Person, message: Message, threads: Threads) -> Payload:
    """What stands below a root, and above a reply that was sent to the channel as well."""
    if message.is_reply:
        root = conversation.messages.get(message.thread_ts or "")
        return {"broadcast": message.broadcast, "root_text": root.text if root else ""}
    replies = threads.get(message.ts, [])
    return {
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts if replies else None,
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "unread_replies": _unread_replies(conversation, me, message.ts, replies),
    }

"""What the page shows: people, conversations and messages, as one person sees them."""

from sandbox import acts
from sandbox.clock import moment
from sandbox.conversations import Conversation, Kind, Message
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.site import Site
from sandbox.stage import clock
from sandbox.views import View
from sandbox.workspace import Workspace


def state(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/state?as=`: everything but the messages; without `as`, as the first person sees it."""
    with site.workspace.lock:
        me = acts.person_of(site, query.get("as") or _first_person(site))
        if site.workspace.installed:
            site.workspace.app_dm(me.id)
        team = site.workspace.team
        return {
            "me": me.id,
            "people": [_person(person) for person in site.workspace.people.values() if not person.deleted],
            "team": {"id": team.id, "name": team.name},
            "teams": [_team(workspace) for workspace in site.shared.workspaces],
            "install_url": site.shared.install_url,
            "conversations": [
                _conversation(site, conversation, me)
                for conversation in site.workspace.conversations.values()
                if me.id in conversation.members
            ],
            "commands": [vars(command) for command in site.workspace.manifest.commands or ()],
            "home": _view(site, site.views.home(me.id)),
            "modal": _view(site, site.views.modal(me.id)),
            "clock": clock(site, {}),
            "crms": site.crms.listing(),
            "story_hint": site.workspace.story_hint,
        }


def _team(workspace: Workspace) -> Payload:
    return {"id": workspace.team.id, "name": workspace.team.name, "installed": workspace.installed}


def _first_person(site: Site) -> str:
    people = site.workspace.people.values()
    return next(person.id for person in people if not person.is_bot and not person.deleted)


def _person(person: Person) -> Payload:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "tz": person.tz,
        "color": f"#{person.color}",
        "is_bot": person.is_bot,
    }


def _conversation(site: Site, conversation: Conversation, me: Person) -> Payload:
    return {
        "id": conversation.id,
        "kind": _kind(site, conversation),
        "name": _name(site, conversation, me),
        "topic": conversation.topic,
        "member_ids": conversation.members,
        "unread": conversation.unread_by(me.id),
        "archived": conversation.is_archived,
    }


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
    """`GET /sandbox/messages?as=&channel=`: what stands in a conversation; it counts as read."""
    with site.workspace.lock:
        me = acts.person_of(site, query["as"])
        conversation = acts.read(site, me, query["channel"])
        shown = [message for message in conversation.visible_to(me.id) if not message.is_reply or message.broadcast]
        return {"messages": [_message(site, conversation, message) for message in shown]}


def thread(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/thread?as=&channel=&ts=`: a root and its answers."""
    with site.workspace.lock:
        me = acts.person_of(site, query["as"])
        conversation = acts.read(site, me, query["channel"])
        shown = [
            message for message in conversation.visible_to(me.id) if query["ts"] in (message.ts, message.thread_ts)
        ]
        return {"messages": [_message(site, conversation, message) for message in shown]}


def _message(site: Site, conversation: Conversation, message: Message) -> Payload:
    author = site.workspace.people.get(message.user)
    replies = [] if message.is_reply else conversation.replies(message.ts)
    return {
        "ts": message.ts,
        "user": message.user,
        "name": author.real_name if author else "Slackbot",
        "is_bot": author.is_bot if author else True,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts if replies else None,
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "reactions": message.reaction_list(),
        "edited": message.edited,
        "ephemeral": message.ephemeral_to is not None,
        "at": moment(message.ts).isoformat(),
    }

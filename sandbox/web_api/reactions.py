"""The app's own reactions."""

import re

from sandbox import posting
from sandbox.conversations import Message
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.rendering import message_as_slack
from sandbox.web_api.base import Api

EMOJI = re.compile(r"^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$")
# Different emoji on one message, and those that one member may add to it.
MOST_KINDS = 50
MOST_OF_ONE = 23


def add(api: Api, args: Payload) -> Payload:
    """`reactions.add`."""
    message = _item(api, args)
    name, bot = _name(args), api.workspace.bot.id
    if bot in message.reactions.get(name, ()):
        raise Refused("already_reacted")
    if name not in message.reactions and len(message.reactions) >= MOST_KINDS:
        raise Refused("too_many_emoji")
    if sum(bot in users for users in message.reactions.values()) >= MOST_OF_ONE:
        raise Refused("too_many_reactions")
    posting.react(api.workspace, message, bot, name, on=True)
    return {}


def remove(api: Api, args: Payload) -> Payload:
    """`reactions.remove`."""
    message = _item(api, args)
    if not posting.react(api.workspace, message, api.workspace.bot.id, _name(args), on=False):
        raise Refused("no_reaction")
    return {}


def get(api: Api, args: Payload) -> Payload:
    """`reactions.get`."""
    message = _item(api, args)
    shown = message_as_slack(api.workspace, message)
    return {"type": "message", "channel": message.channel, "message": shown}


def _item(api: Api, args: Payload) -> Message:
    if not args.get("channel") or not args.get("timestamp"):
        raise Refused("no_item_specified")
    conversation = api.joined(api.conversation(args["channel"]))
    if conversation.is_archived:
        raise Refused("is_archived")
    return api.message(conversation, args["timestamp"], bad="bad_timestamp")


def _name(args: Payload) -> str:
    name = str(args["name"])
    if not EMOJI.match(name):
        raise Refused("invalid_name")
    return name

"""Slack's Web API: one function per method, named in one table.

Each takes the `Api` (what is behind all calls) and checked arguments, and gives the answer without `ok`. It raises
Refused where Slack says no.
"""

from collections.abc import Callable

from sandbox.calls import check_arguments, check_scopes, scopes_of
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.web_api import chat, conversations, files, lookups, reactions, validation, view_methods
from sandbox.web_api.base import Api

Method = Callable[[Api, Payload], Payload]

METHODS: dict[str, Method] = {
    "api.test": lookups.api_test,
    "auth.test": lookups.auth_test,
    "team.info": lookups.team_info,
    "blocks.validate": validation.validate,
    "bots.info": lookups.bots_info,
    "users.info": lookups.users_info,
    "users.list": lookups.users_list,
    "users.lookupByEmail": lookups.users_lookup_by_email,
    "conversations.open": conversations.open_dm,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.members": conversations.members,
    "conversations.list": conversations.listing,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "files.info": files.info,
    "files.delete": files.delete,
    "reactions.add": reactions.add,
    "reactions.remove": reactions.remove,
    "reactions.get": reactions.get,
    "views.open": view_methods.open_modal,
    "views.push": view_methods.push,
    "views.update": view_methods.update,
    "views.publish": view_methods.publish,
    "apps.connections.open": lookups.connections_open,
}

WITHOUT_TOKEN = ("api.test", "blocks.validate")


def call(api: Api, method: str, token: str | None, args: Payload) -> Payload:
    """Slack's answer to a call, `ok` included. Never raises Refused."""
    try:
        _authenticate(api, method, token)
        checked = check_arguments(method, args)
        check_scopes(scopes_of(method), api.workspace.manifest.scopes)
        return {"ok": True, **_find(method)(api, checked)}
    except Refused as refusal:
        return refusal.answer()


def _authenticate(api: Api, method: str, token: str | None) -> None:
    if method in WITHOUT_TOKEN:
        return
    api.workspace.check_token(token)


def _find(method: str) -> Method:
    if method not in METHODS:
        raise Refused("unknown_method", f"the sandbox does not play {method}", req_method=method)
    return METHODS[method]

"""Showing modals and home tabs."""

from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.views import View
from sandbox.web_api.base import Api, structure


def open_modal(api: Api, args: Payload) -> Payload:
    """`views.open`."""
    content = _content(api, args, "modal")
    return _shown(api, api.views.open(_exchange(api, args), content))


def push(api: Api, args: Payload) -> Payload:
    """`views.push`."""
    content = _content(api, args, "modal")
    return _shown(api, api.views.push(_exchange(api, args), content))


def update(api: Api, args: Payload) -> Payload:
    """`views.update`, by view id or external id."""
    view = api.views.find(args.get("view_id"), args.get("external_id"))
    if view is None:
        raise Refused("not_found")
    content = structure(args["view"], "invalid_arguments")
    return _shown(api, api.views.replace(view, content, args.get("hash")))


def publish(api: Api, args: Payload) -> Payload:
    """`views.publish`: the home tab of one person."""
    if not api.workspace.manifest.home_tab:
        raise Refused("not_enabled")
    person = api.person(args["user_id"])
    content = structure(args["view"], "invalid_arguments")
    return _shown(api, api.views.publish(person.id, content, args.get("hash")))


def _content(api: Api, args: Payload, kind: str) -> Payload:
    # Checked before the trigger is used up: a broken view must not cost the one chance.
    return api.views.checked(structure(args["view"], "invalid_arguments"), kind)


def _exchange(api: Api, args: Payload) -> str:
    if not args.get("trigger_id"):
        raise Refused("invalid_arguments", "missing required field: trigger_id")
    return api.views.exchange(args["trigger_id"])


def _shown(api: Api, view: View) -> Payload:
    api.workspace.on_change()
    return {"view": api.views.as_slack(view)}

"""The story over HTTP, for the page and for anybody else."""

from sandbox.payloads import Payload
from sandbox.site import Site

# What only people do; the rest the page does by itself, or it prepares the sandbox.
BY_PEOPLE = frozenset(
    {"say", "edit", "delete", "react", "click", "open_dm", "home/click", "modal/click", "modal/submit", "modal/close"}
    | {"deal", "deals/lose", "clock", "archive", "people", "revoke", "uninstall"}
)


def story(site: Site, query: Payload) -> Payload:
    """`GET /sandbox/story`: how far it is; `story` is null when the sandbox was given none."""
    return {"story": site.story.state() if site.story else None}


def control(site: Site, body: Payload) -> Payload:
    """`POST /sandbox/story` {do: play|pause|next|stop, speed?}."""
    if site.story is None:
        return {"ok": False, "error": "This sandbox was given no story."}
    match body["do"]:
        case "play":
            site.story.play(body.get("speed"))
        case "pause":
            site.story.pause()
        case "next":
            site.story.next()
        case "stop":
            site.story.stop()
        case other:
            raise ValueError(f"do: {other}")
    return {"ok": True, **story(site, {})}


def heard(site: Site, method: str, name: str) -> None:
    """A person did something through the page: the story makes room."""
    if site.story and method != "GET" and name in BY_PEOPLE:
        site.story.interrupt()

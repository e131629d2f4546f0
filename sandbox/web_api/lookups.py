"""Who am I, where am I, who is there."""

from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.rendering import bot_profile
from sandbox.web_api.base import Api, page


def api_test(api: Api, args: Payload) -> Payload:
    """`api.test`."""
    return {"args": args}


def auth_test(api: Api, args: Payload) -> Payload:
    """`auth.test`."""
    team, bot = api.workspace.team, api.workspace.bot
    return {
        "url": api.base_url + "/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "app_id": team.app_id,
        "is_enterprise_install": False,
    }


def team_info(api: Api, args: Payload) -> Payload:
    """`team.info`."""
    team = api.workspace.team
    if args.get("team") not in (None, "", team.id):
        raise Refused("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def bots_info(api: Api, args: Payload) -> Payload:
    """`bots.info`."""
    if args.get("bot") not in (None, "", api.workspace.bot.bot_id):
        raise Refused("bot_not_found")
    return {"bot": {**bot_profile(api.workspace), "user_id": api.workspace.bot.id}}


def users_info(api: Api, args: Payload) -> Payload:
    """`users.info`."""
    person = api.person(args["user"])
    user = _describe(api, person)
    if args.get("include_locale") and "is_stranger" not in user:
        user["locale"] = person.locale
    return {"user": user}


def users_list(api: Api, args: Payload) -> Payload:
    """`users.list`: this workspace's own people, deactivated ones too."""
    home = api.workspace.team.id
    users = [_describe(api, person) for person in api.workspace.people.values() if person.team_id == home]
    members, cursor = page(users, args)
    return {"members": members, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}


def users_lookup_by_email(api: Api, args: Payload) -> Payload:
    """`users.lookupByEmail`; who is deactivated or of another firm is not found."""
    email = args["email"].strip().lower()
    home = api.workspace.team.id
    for person in api.workspace.people.values():
        lives_here = person.team_id == home and not person.deleted and not person.is_bot
        if lives_here and person.email.lower() == email:
            return {"user": _describe(api, person)}
    raise Refused("users_not_found")


def connections_open(api: Api, args: Payload) -> Payload:
    """`apps.connections.open`: Socket Mode is not played, and a bot token would not do for it either."""
    raise Refused("not_allowed_token_type")


def _describe(api: Api, person: Person) -> Payload:
    with_email = "users:read.email" in api.workspace.manifest.scopes
    return person.as_slack(api.workspace.clock.now(), with_email=with_email, team_id=api.workspace.team.id)

"""What bot and sandbox are told before anybody looks: each other, the people, the settings, the CRMs and their past."""

import json
import shutil

from tools.demo.addresses import post, read
from tools.demo.house import CLIENT_ID, CLIENT_SECRET, ROOT, SIGNING_SECRET, Demo

ROSTER = """email,manager_email,role,country
ana@fabrikam.example,priya@fabrikam.example,rep,DE
kim@fabrikam.example,priya@fabrikam.example,rep,US
leo@fabrikam.example,noor@fabrikam.example,rep,AT
mei@fabrikam.example,noor@fabrikam.example,rep,JP
tom@fabrikam.example,noor@fabrikam.example,rep,BR
priya@fabrikam.example,marco@fabrikam.example,manager,GB
noor@fabrikam.example,marco@fabrikam.example,manager,US
marco@fabrikam.example,,head,DE
"""
SETTINGS = {
    "team_channel": "C0SALES",
    "timezone": "Europe/Berlin",
    "grace_minutes": "0",
    "quiet_hours": "no",  # somebody tries it at any hour of the day
    "quarter_hold": "no",  # and on any day of the quarter
    "admin": "ines@fabrikam.example",
}


def set_up(demo: Demo) -> None:
    """Start both and make them known to each other."""
    shutil.rmtree(demo.folder, ignore_errors=True)
    demo.folder.mkdir(parents=True)
    app = ("--app-url", f"{demo.bot}/slack/events", "--signing-secret", SIGNING_SECRET)
    secrets = ("--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET)
    oauth = ("--install-url", f"{demo.bot}/slack/install", "--redirect-url", f"{demo.bot}/slack/oauth_redirect")
    given = ("--manifest", str(ROOT / "manifest.json"), "--story", str(ROOT / "tools" / "story.toml"))
    demo.start("sandbox", "-m", "sandbox", "--port", str(demo.page_port), *app, *secrets, *oauth, *given)
    demo.wait_for(f"{demo.page}/sandbox/clock")
    crms = configure(demo)
    demo.start("bot", str(ROOT / "app.py"))
    demo.wait_for(f"{demo.bot}/readyz")
    post(f"{demo.page}/sandbox/crms", crms)


def configure(demo: Demo) -> dict[str, dict[str, object]]:
    """Give the bot its people, settings and CRMs; what the sandbox's CRMs must know."""
    generic: dict[str, object] = {"secret": demo.generic_secret}
    configs = {"generic": generic, "hubspot": demo.hubspot | {"api_url": f"{demo.page}/hubspot"}}
    for provider, config in configs.items():
        (demo.folder / f"{provider}.json").write_text(json.dumps(config), encoding="utf-8")
        past = read(f"{demo.page}/sandbox/deals.csv?crm={provider}")
        (demo.folder / f"{provider}.csv").write_text(past, encoding="utf-8")
    (demo.folder / "people.csv").write_text(ROSTER, encoding="utf-8")
    printed = demo.commands(
        ["people", "import", "people.csv"],
        *(["settings", "set", name, value] for name, value in SETTINGS.items()),
        *(["connect", provider, "--config", f"{provider}.json"] for provider in configs),
        *(["import", f"{provider}.csv", "--connection", provider] for provider in configs),
    )
    addresses = [line for line in printed if line.startswith(demo.bot)]
    own = {"generic": generic, "hubspot": demo.hubspot}
    return {name: own[name] | {"url": url} for name, url in zip(configs, addresses, strict=True)}

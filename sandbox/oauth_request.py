"""What an address that begins an installation asks for, and whether the app may ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlencode, urlsplit

from sandbox.calls import ORDINARY_SCOPES, SPECIAL_SCOPES
from sandbox.manifest import Manifest
from sandbox.site import Shared


class WrongRequestError(Exception):
    """The address cannot begin an installation: `title` says what is wrong, `mend` what to do about it."""

    def __init__(self, title: str, mend: str) -> None:
        super().__init__(title, mend)
        self.title = title
        self.mend = mend


@dataclass(frozen=True)
class Ask:
    """What the app asks for: scopes, and where the answer goes.

    `named_uri` is the redirect_uri of the address, empty when it had none: exchanging the code has to repeat it.
    """

    scopes: tuple[str, ...]
    redirect_uri: str
    named_uri: str
    state: str

    def answer(self, **fields: str) -> str:
        """The address to which the browser is sent with these fields and the state."""
        given = urlsplit(self.redirect_uri)
        added = urlencode({**fields, "state": self.state} if self.state else fields)
        return given._replace(query="&".join(filter(None, [given.query, added]))).geturl()


def read(shared: Shared, query: Mapping[str, str]) -> Ask:
    """What the address asks for. Raises WrongRequestError."""
    client_id = query.get("client_id", "")
    if client_id != shared.client_id:
        raise WrongRequestError(
            f"There is no app with the client ID “{client_id}”." if client_id else "The address has no client_id.",
            f"Here the app's client_id is {shared.client_id}; the sandbox takes another with --client-id.",
        )
    named = query.get("redirect_uri", "")
    redirect_uri = _redirect(shared.manifest, named)
    return Ask(_scopes(shared.manifest, query), redirect_uri, named, query.get("state", ""))


def _redirect(manifest: Manifest, named: str) -> str:
    listed = manifest.redirect_urls
    if not named:
        if not listed:
            raise WrongRequestError(
                "Nobody says where to send the code.",
                "Give the address a redirect_uri, and list it in the manifest under oauth_config.redirect_urls.",
            )
        return listed[0]
    if not _is_web_address(urlsplit(named)):
        raise WrongRequestError(
            f"The redirect_uri “{named}” is no web address.", "It begins with http:// or https:// and has no fragment."
        )
    if listed is not None and not any(_covers(urlsplit(url), urlsplit(named)) for url in listed):
        raise WrongRequestError(
            f"The app does not list the redirect_uri “{named}”.",
            "Add it to the manifest under oauth_config.redirect_urls, or give it to the sandbox with --redirect-url. "
            f"Listed is: {', '.join(listed) or 'nothing'}.",
        )
    return named


def _is_web_address(url: SplitResult) -> bool:
    return url.scheme in ("http", "https") and bool(url.netloc) and not url.fragment


def _covers(listed: SplitResult, named: SplitResult) -> bool:
    """Slack takes a listed address and everything below it."""
    if (listed.scheme, listed.netloc) != (named.scheme, named.netloc) or ".." in unquote(named.path):
        return False
    folder = listed.path.rstrip("/")
    return named.path.rstrip("/") == folder or named.path.startswith(f"{folder}/")


def _scopes(manifest: Manifest, query: Mapping[str, str]) -> tuple[str, ...]:
    if query.get("user_scope"):
        raise WrongRequestError(
            f"The app asks for a token of the person's own ({query['user_scope']}).",
            "The sandbox gives out bot tokens only: leave user_scope empty.",
        )
    asked = tuple(dict.fromkeys(query.get("scope", "").replace(",", " ").split()))
    if not asked:
        raise WrongRequestError("The app asks for no scopes.", "Name them in scope, with commas between them.")
    allowed = manifest.scopes if manifest.is_given else ORDINARY_SCOPES | SPECIAL_SCOPES
    if strange := [scope for scope in asked if scope not in allowed]:
        raise WrongRequestError(
            f"The app asks for scopes that it may not have: {', '.join(strange)}.",
            f"Add them to the manifest under oauth_config.scopes.bot. Listed is: {', '.join(sorted(allowed))}.",
        )
    return asked

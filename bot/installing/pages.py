"""The installation's two pages: to Slack's consent page and back."""

from starlette.requests import Request
from starlette.responses import Response

from bot import clock
from bot.config import Settings
from bot.domain.voices import Voice, for_browser
from bot.installing.oauth import GOOD_FOR, Installer, Page
from bot.messages import pages
from bot.messages.prompts import speaking
from bot.serving.bounded_threads import Threads

SECONDS = 25.0  # a person waits, and two calls to Slack are made
COOKIE = "silver-lining-install"


class InstallPages:
    """To Slack's consent page and back."""

    def __init__(self, settings: Settings, installer: Installer, threads: Threads) -> None:
        self._is_https = settings.public_url.startswith("https://")
        self._installer = installer
        self._threads = threads

    async def begin(self, _request: Request) -> Response:
        """Off to the consent page, with a cookie that proves who began."""
        departure = self._installer.begin(clock.now())
        response = Response(status_code=302, headers={"location": departure.location, "cache-control": "no-store"})
        response.set_cookie(
            COOKIE,
            departure.secret,
            max_age=int(GOOD_FOR.total_seconds()),
            path="/slack",
            secure=self._is_https,
            httponly=True,
            samesite="lax",  # Slack sends the browser back with a link, which this lets through
        )
        return response

    async def finish(self, request: Request) -> Response:
        """Back from it: the page that says how it went."""
        secret = request.cookies.get(COOKIE, "")
        words = dict(request.query_params)
        voice = for_browser(request.headers.get("accept-language", ""))
        page = await self._threads.run(self._finish, words, secret, voice, within=SECONDS)
        response = Response(page.html, page.status, pages.headers(), "text/html")
        response.delete_cookie(COOKIE, path="/slack")
        return response

    def _finish(self, words: dict[str, str], secret: str, voice: Voice) -> Page:
        with speaking(voice):
            return self._installer.finish(words, secret, clock.now())

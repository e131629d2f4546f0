"""The bytes of files over HTTP: in from the app, out to whoever has the address."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import files
from sandbox.files import File
from sandbox.forms import parts_of
from sandbox.site import Site
from sandbox.sites import Sites

BAD_REQUEST, NOT_FOUND = 400, 404


def routes() -> list[BaseRoute]:
    """Both directions."""
    return [
        Route("/upload/{key}", take, methods=["POST", "PUT"]),
        Route("/files/{key}/{name:path}", give, methods=["GET"]),
    ]


async def take(request: Request) -> Response:
    """`POST /upload/<key>`: the bytes themselves, or one file of a form."""
    content = await _bytes(request)
    site, file = _find(request)
    if file is None or file.shown:
        return PlainTextResponse("no such upload", NOT_FOUND)
    if len(content) != file.length:
        return PlainTextResponse(f"{file.length} bytes were announced, {len(content)} came", BAD_REQUEST)
    with site.workspace.lock:
        file.content = content
    return PlainTextResponse(f"OK - {len(content)}")


async def _bytes(request: Request) -> bytes:
    body = await request.body()
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data"):
        return body
    return next((part.content for part in parts_of(content_type, body) if part.filename is not None), b"")


async def give(request: Request) -> Response:
    """`GET /files/<key>/<name>`: no login is asked for, the key is secret. Only pictures are shown in place."""
    _, file = _find(request)
    if file is None or file.content is None or not file.shown or file.name != request.path_params["name"]:
        return PlainTextResponse("no such file", NOT_FOUND)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    if not file.is_picture:
        headers["Content-Disposition"] = "attachment"
    return Response(file.content, media_type=file.mimetype, headers=headers)


def _find(request: Request) -> tuple[Site, File | None]:
    sites: Sites = request.app.state.sites
    key = request.path_params["key"]
    site = sites.of_address_key(key)
    with site.workspace.lock:
        return site, files.by_key(site.workspace, key)

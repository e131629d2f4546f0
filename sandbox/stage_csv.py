"""The deals as a file, over HTTP."""

from starlette.requests import Request
from starlette.responses import Response

from sandbox.errors import ActFailedError
from sandbox.sites import Sites
from sandbox.stage_deals import table

NOT_FOUND = 404


async def handle(request: Request) -> Response:
    """`GET /sandbox/deals.csv?crm=&team=`: a download."""
    sites: Sites = request.app.state.sites
    try:
        site = sites.of_team(request.query_params.get("team"))
    except ActFailedError as failure:
        return Response(str(failure), NOT_FOUND, media_type="text/plain")
    headers = {"Content-Disposition": 'attachment; filename="deals.csv"', "Cache-Control": "no-store"}
    return Response(table(site, dict(request.query_params)), media_type="text/csv", headers=headers)

"""How slowly to read a CRM's lists, so that at least half of what it allows is left to whatever cannot wait."""

SECONDS = 1.0  # between two pages of a hundred deals; most CRMs allow several questions a second
# Where there is less: Freshsales allows 1,000 an hour in its smallest plan (https://developers.freshworks.com/crm/api/).
SLOWER = {"freshsales": 7.5}


def seconds_between_pages(provider: str, took: float) -> float:
    """How long to wait after a page that `took` so many seconds: a slow answer is a CRM that has much to do."""
    return max(SLOWER.get(provider, SECONDS), took)

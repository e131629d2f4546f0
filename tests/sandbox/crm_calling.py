"""The stand-in CRMs in tests: what they sign with, and where they send."""

from sandbox.testing import Slack

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CLIENT_SECRET = "8f1d2c3b-7a46-4e0b-9c1d-5b6a7e8f9012"


def hook(slack: Slack, url: str) -> None:
    """Let both CRMs send their webhooks there."""
    slack.crms.connect_generic(url, SECRET)
    slack.crms.connect_hubspot(url, CLIENT_SECRET, 48210077, "pat-1")

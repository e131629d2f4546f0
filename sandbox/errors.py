"""What Slack says no with."""

from sandbox.payloads import Payload


class Refused(Exception):
    """A Web API call that Slack would answer with `ok: false`.

    `error` is Slack's code; `messages` name the place of the mistake; `fields` are added to the answer.
    """

    def __init__(self, error: str, *messages: str, **fields: object) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = messages
        self.fields = fields

    def answer(self) -> Payload:
        """The body that Slack sends with HTTP 200."""
        body: Payload = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class ActFailedError(Exception):
    """Something that a person tried and that Slack's own client would show as an error."""

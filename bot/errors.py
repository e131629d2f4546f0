"""Errors that a person can see. Each carries the name of a prompt in `problem/` that tells them what to do."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID


class BotError(Exception):
    """Something a person asked for cannot be done; `prompt` names the sentence that says so kindly."""

    prompt: str
    # The label that says so in a form, beside the words that were not saved; without one the sentence takes its place.
    at_field: str | None = None

    def __init__(self, **words: object) -> None:
        super().__init__(self.__class__.__name__)
        self.words = words


class NotAllowed(BotError):
    """`access.allow` said no."""

    prompt = "problem/not_allowed"
    at_field = "errors.not_allowed"


class NotALeader(NotAllowed):
    """Only whoever leads people, or an admin, sees that."""

    prompt = "problem/not_a_leader"


class NotFound(BotError):
    """No such thing in this workspace, or none that this person may know of."""

    prompt = "problem/not_found"


class AlreadySettled(BotError):
    """A late click: what it asks for has been decided already."""

    prompt = "problem/already_settled"
    at_field = "errors.settled"


class WrappedUpMeanwhile(AlreadySettled):
    """Somebody else has sent the closing form; one may still add to it."""

    at_field = "errors.wrapped_up"


class TextChanged(BotError):
    """What was agreed to is not what is asked about any more."""

    prompt = "problem/text_changed"


class NotAColleague(BotError):
    """Whoever was chosen cannot be asked along; `why` is a `domain.colleagues.Objection`."""

    prompt = "problem/not_a_colleague"

    def __init__(self, why: str, deal_name: str | None = None) -> None:
        super().__init__(why=why, deal_name=deal_name)
        self.why = why
        self.deal_name = deal_name


class Resting(BotError):
    """What was asked for has to wait until the talk goes on; nothing is lost."""

    prompt = "problem/resting"
    at_field = "errors.resting"


class GaffeClosed(BotError):
    """This round of the gaffe of the week takes no lines any more."""

    prompt = "problem/gaffe_closed"
    at_field = "errors.gaffe_closed"


class NoWorkshop(BotError):
    """There can be none; `why` is a `domain.workshops.Unfit`."""

    prompt = "problem/workshop_unfit"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
        self.why = why


class WorkshopClosed(BotError):
    """That part of a workshop is over."""

    prompt = "problem/workshop_closed"
    at_field = "errors.workshop_closed"


class TooManyTags(BotError):
    """The playbook has as many tags as a menu has room for."""

    prompt = "problem/too_many_tags"
    at_field = "errors.too_many_tags"


class ProposalOver(BotError):
    """The loss of that week was told, or was to be told, before somebody chose."""

    prompt = "problem/proposal_over"


class NotToBeTold(BotError):
    """That loss may not be told this week any more."""

    prompt = "problem/not_to_be_told"


class DepartmentAway(BotError):
    """The department that should hear it has no channel any more."""

    prompt = "problem/department_away"


class SharedMeanwhile(BotError):
    """Another company reads by now what would be said there."""

    prompt = "problem/shared_meanwhile"


class MustNotBeContacted(BotError):
    """Somebody noted that this customer is to be left in peace."""

    prompt = "problem/must_not_contact"
    at_field = "errors.left_in_peace"


class WouldRatherNot(BotError):
    """The customer declined to talk, so nobody asks them question by question."""

    prompt = "problem/would_rather_not"


class OddDay(BotError):
    """A day on which nobody can be reminded."""

    prompt = "problem/odd_day"


class SlowClick(BotError):
    """The click took longer to reach us than Slack allows for opening a form."""

    prompt = "problem/slow_click"


class FieldErrors(BotError):
    """Fields of a form need another look: block id → the name of the label that says so.

    `named`: block id → words of the field that the label names.
    """

    def __init__(self, errors: dict[str, str], named: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        super().__init__()
        self.errors = errors
        self.named = named


class SetUpError(Exception):
    """The configuration cannot work. The text is for the person at the terminal; commands print it and exit with 2."""


class Unreadable(ValueError):
    """Authentic input that cannot be understood; it is kept and set aside, never retried by itself."""


class NotMetYet(Exception):
    """Slack has to be asked first who `slack_user` is."""

    def __init__(self, workspace: UUID, slack_user: str) -> None:
        super().__init__("somebody whom Slack has not told us about")
        self.workspace = workspace
        self.slack_user = slack_user


class TryLater(Exception):
    """The outside world did not answer; the same work is done again after a pause."""

    def __init__(self, reason: str, after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds

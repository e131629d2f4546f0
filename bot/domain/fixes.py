"""What only an admin can put right: the kinds, and how the list names what each concerns."""

from enum import StrEnum

_BETWEEN = ": "


class FixKind(StrEnum):
    """What is wrong; in brackets what its rows are about."""

    DELIVERY = "delivery"  # Slack did not take a message (the room's channel, or its members until it has one)
    DIRECTORY = "directory"  # Slack does not let us look people up (the method)
    NO_SLACK_USER = "no_slack_user"  # a deal's owner or their manager is no member of Slack (the address)
    NO_OWNER = "deal_without_owner"  # the CRM names nobody (our id of the deal)
    NOBODY_LEFT = "nobody_left"  # whoever talked about a deal has left Slack (our id of the deal)
    CRM_REFUSED = "crm_refused"  # the CRM does not take our token (our id of the connection)
    CRM_SILENT = "crm_silent"  # the CRM will not go on telling us about deals (our id of the connection)
    CRM_UNWRITTEN = "crm_unwritten"  # the CRM refuses what a pair writes back (our id of the connection)
    CRM_TASKLESS = "crm_taskless"  # the CRM refuses the task to ask again (our id of the connection)
    CRM_UNSWEPT = "crm_unswept"  # the CRM does not tell what closed lately (our id of the connection)
    TEAM_CHANNEL = "team_channel"  # there is nowhere to post the week (the setting)
    SHARED_CHANNEL = "shared_channel"  # another company reads the team's channel (the channel)


OF_CONNECTION = frozenset(
    {FixKind.CRM_REFUSED, FixKind.CRM_SILENT, FixKind.CRM_UNWRITTEN, FixKind.CRM_TASKLESS, FixKind.CRM_UNSWEPT}
)


def subject(about: str, reason: str = "") -> str:
    """How the list names it: what it is about and, where there is one, the reason that Slack gave."""
    return f"{about}{_BETWEEN}{reason}" if reason else about


def concerns(subject: str, about: str) -> bool:
    """Whether a subject is about this, for whatever reason."""
    return subject == about or subject.startswith(f"{about}{_BETWEEN}")


def parts(subject: str) -> tuple[str, str]:
    """What a subject is about, and the reason; empty when it has none."""
    about, _, reason = subject.partition(_BETWEEN)
    return about, reason

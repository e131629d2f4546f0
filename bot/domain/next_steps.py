"""What one person can do next in one talk: never more than one thing."""

from enum import StrEnum

from bot.domain.conversation import Status
from bot.domain.guides import View


class NextStep(StrEnum):
    ANSWER = "answer"  # the question that is being asked is theirs
    ADD = "add"  # it is somebody else's; they may add to the answer
    CAPTURE = "capture"  # the customer's view is theirs to bring home
    AWAIT_CALL = "await_call"  # somebody else does
    REST = "rest"  # the questions wait for their day
    WRAP_UP = "wrap_up"
    FOLLOW = "follow"  # the pair goes on with it; they may add


def next_step(status: Status, asked: View | None, *, is_rep: bool, leads: bool, is_of_pair: bool = True) -> NextStep:
    """The step of somebody in a talk under way. `asked`: whose view the question is about that is being asked.

    A rep without a manager leads the customer call as well; of others who were there somebody may.
    """
    if status is Status.WRAP_UP:
        return NextStep.WRAP_UP if is_of_pair else NextStep.FOLLOW
    match asked:
        case View.OURS:
            return NextStep.ANSWER if is_rep else NextStep.ADD
        case View.CUSTOMERS:
            return NextStep.ANSWER if leads else NextStep.ADD
    if leads:
        return NextStep.CAPTURE
    if status is Status.OPEN:
        return NextStep.REST if is_of_pair else NextStep.FOLLOW
    return NextStep.AWAIT_CALL

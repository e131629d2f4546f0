"""The one list of what comes of what happens to a conversation.

`advance` is pure. A late or repeated click changes nothing, which the caller sees by getting the same value back.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain import calls, permissions, walks
from bot.domain.calls import Call, CustomerCall
from bot.domain.conversation import (
    FINISHED,
    MOST_FOLLOW_UPS,
    TALKING,
    Answer,
    Conversation,
    FollowUp,
    Status,
)
from bot.domain.guides import Guide, View, instead
from bot.domain.permissions import Terms
from bot.domain.replies import (
    Answered,
    AnsweredTogether,
    CallPlanned,
    CallTakenBack,
    CallUnsaid,
    Captured,
    CustomerDeclined,
    Declined,
    Deleted,
    Edited,
    Explained,
    FellSilent,
    LeftAlone,
    MustNotContact,
    NoAnswerYet,
    Opened,
    Overheard,
    Permitted,
    PermittedEach,
    Reopened,
    Reply,
    Resized,
    Restarted,
    Shared,
    Started,
    Sufficed,
    WalkedThrough,
    WentBack,
    WrappedUp,
    WrapUpBegun,
)
from bot.domain.thin import Thin


def advance(conversation: Conversation, reply: Reply) -> Conversation:
    """The conversation after `reply`; the same value when the reply comes too late or changes nothing."""
    reached = _reached(conversation, reply)
    if reached is conversation:
        return conversation
    reached = walks.as_heard(reached)
    is_left = reached.status is not conversation.status and reached.status not in {Status.HELD, *TALKING}
    if not is_left:
        return reached
    reached = walks.without_words(reached) if walks.is_on(conversation) else reached
    return replace(reached, waits=False)  # what is left off waits for no day


def _reached(conversation: Conversation, reply: Reply) -> Conversation:
    match conversation.status, reply:
        case Status.HELD, Opened():
            return _our_turn(conversation)
        case status, Started() if status in TALKING and conversation.waits:
            return _started(conversation)
        case Status.HELD, LeftAlone():
            return replace(conversation, status=Status.SKIPPED)
        case status, Resized(guide) if status in TALKING and guide.is_short is not conversation.guide.is_short:
            return _resized(conversation, guide)
        case _, Edited():
            return _edited(conversation, reply)
        case _, Deleted(ref):
            return replace(conversation, answers=tuple(a for a in conversation.answers if a.ref != ref))
        case status, Reopened() if status not in FINISHED:
            return replace(conversation, status=Status.PAUSED, question=None)
        case Status.SKIPPED | Status.PAUSED | Status.PARTIAL, Restarted():
            return _taken_up(replace(conversation, because=None, waits=False))
        case Status.SKIPPED, Explained(because):
            return replace(conversation, because=because)
        case status, Overheard() if status in TALKING:
            return replace(conversation, status=Status.PAUSED, question=None)
        case status, Declined() if status in TALKING:
            return replace(conversation, status=Status.SKIPPED, question=None)
        case status, FellSilent() if status in TALKING:
            return replace(conversation, status=Status.PARTIAL, question=None)
        case Status.PARTIAL, Answered(answer):
            # The question is asked anew, or the next one: no follow-up comes before it.
            return _reached(_taken_up(conversation, answer.view), replace(reply, lacks=None))
        case Status.PARTIAL, AnsweredTogether(answers):
            return _reached(_taken_up(conversation, answers[0].view), replace(reply, lacks=None))
        case Status.PARTIAL, WrapUpBegun():
            return replace(conversation, status=Status.WRAP_UP)
        case status, Answered(answer, moves_on, _, lacks) if status in TALKING:
            return _with_answer(conversation, answer, moves_on, lacks)
        case status, AnsweredTogether() if status in TALKING:
            return _with_several(conversation, reply)
        case status, Sufficed(question) if question == conversation.question and conversation.asks_again:
            return _go_on(conversation)
        case status, Shared(answers) if status in TALKING:
            return _shared(conversation, answers)
        case Status.DONE, Shared(answers):
            return replace(conversation, answers=conversation.answers + answers)
        case Status.DONE | Status.SKIPPED | Status.PAUSED, Answered(answer, in_time=True):
            return walks.with_words(conversation, (*conversation.answers, answer))
        case Status.OUR_VIEW | Status.CUSTOMERS_VIEW, WentBack(question) if question == conversation.question:
            return replace(conversation, question=_before(conversation.guide, question))
        case status, WalkedThrough() if status in TALKING and walks.may_begin(conversation):
            return _walk(conversation)
        case status, Captured() if status in TALKING:
            return _captured(conversation, reply)
        case Status.PARTIAL, CallPlanned() | CustomerDeclined() | NoAnswerYet() if reply.is_typed:
            return _reached(_taken_up(conversation), reply)
        case status, CallPlanned(on, is_typed) if status in TALKING or is_typed:
            return _after_call(conversation, calls.planned(conversation.customer_call, on))
        case status, CustomerDeclined(is_typed) if status in TALKING or is_typed:
            return _after_call(conversation, calls.ended(conversation.customer_call, Call.DECLINED))
        case status, MustNotContact() if status in TALKING:
            return _after_call(conversation, calls.ended(conversation.customer_call, Call.MUST_NOT))
        case status, NoAnswerYet(on, is_typed) if status in TALKING or is_typed:
            return _after_call(conversation, calls.tried(conversation.customer_call, on))
        case status, CallTakenBack() if status in TALKING and not conversation.said(View.CUSTOMERS):
            return _call_taken_back(conversation)
        case _, CallUnsaid(call):
            return _call_unsaid(conversation, call)
        case status, Permitted(quotable) if status not in {Status.HELD, Status.SKIPPED}:
            return _of_customer(conversation, lambda answer: permissions.permitted(answer, quotable))
        case status, PermittedEach(terms) if status not in {Status.HELD, Status.SKIPPED}:
            return _of_customer(conversation, lambda answer: _on_terms(answer, terms))
        case status, WrappedUp() if status in TALKING:
            return replace(conversation, status=Status.DONE, question=None)
        case _:
            # Late clicks on old messages change nothing.
            return conversation


def _resized(conversation: Conversation, guide: Guide) -> Conversation:
    """Go on with the other questions."""
    left = walks.without_words(conversation) if walks.is_on(conversation) else conversation
    changed = instead(conversation.guide, guide, {answer.question for answer in conversation.answers})
    return _go_on(replace(left, guide=changed, question=None))


def _with_answer(conversation: Conversation, answer: Answer, moves_on: bool, lacks: Thin | None) -> Conversation:
    grown = walks.with_words(conversation, (*conversation.answers, answer))
    if answer.question != conversation.question or not moves_on:
        return grown
    return _followed_up(grown, FollowUp(answer.question, lacks) if lacks else None)


def _with_several(conversation: Conversation, reply: AnsweredTogether) -> Conversation:
    grown = walks.with_words(conversation, conversation.answers + reply.answers)
    is_answered = conversation.question in {answer.question for answer in reply.answers}
    return _followed_up(grown, reply.lacks) if is_answered and reply.moves_on else grown


def _shared(conversation: Conversation, answers: tuple[Answer, ...]) -> Conversation:
    """What was thought over is not asked about again, however short."""
    grown = replace(conversation, answers=conversation.answers + answers)
    if conversation.question not in {answer.question for answer in answers}:
        return grown
    return _go_on(grown)


def _followed_up(conversation: Conversation, again: FollowUp | None) -> Conversation:
    """Ask `again` what was answered thinly: each question once, and two in a whole talk; else go on."""
    if again is None or not _may_follow_up(conversation, again.question):
        return _go_on(conversation)
    return replace(conversation, question=again.question, followed_up=(*conversation.followed_up, again))


def _may_follow_up(conversation: Conversation, key: str) -> bool:
    has_been = key in {one.question for one in conversation.followed_up}
    is_enough = len(conversation.followed_up) >= MOST_FOLLOW_UPS
    return bool(conversation.guide.question(key).follow_up) and not has_been and not is_enough


def _edited(conversation: Conversation, edit: Edited) -> Conversation:
    """Who writes more into the thin reply has answered the follow-up, and who names what is asked has answered that.

    What is named anew may be asked about again, as a reply of its own would be.
    """
    places = [place for place, answer in enumerate(conversation.answers) if answer.ref == edit.ref]
    if not places:
        return conversation
    before, behind = conversation.answers[: places[0]], conversation.answers[places[0] :]
    others = tuple(answer for answer in behind if answer.ref != edit.ref)
    changed = walks.with_words(conversation, (*before, *edit.answers, *others))
    held = {conversation.answers[place].question for place in places}
    is_answered = conversation.question in {answer.question for answer in edit.answers}
    if not is_answered or not edit.moves_on:
        return changed
    if conversation.question not in held:
        return _followed_up(changed, edit.lacks)
    return _go_on(changed) if conversation.asks_again and edit.lacks is None else changed


def _captured(conversation: Conversation, reply: Captured) -> Conversation:
    """What the form showed and does not hold any more is gone; what came in meanwhile, or was typed, stays."""
    kept = tuple(answer for answer in conversation.answers if answer.id not in reply.shown)
    captured = replace(conversation, answers=kept + reply.answers)
    if not walks.has_told(captured):
        return captured
    return _once_settled(replace(captured, customer_call=calls.heard(captured.customer_call, reply.how)))


def _after_call(conversation: Conversation, call: CustomerCall) -> Conversation:
    """What comes of news about the call; the same value when it is none.

    A customer of whom there is news besides their words is not being asked: a walk that was only begun is left.
    """
    if call == conversation.customer_call:
        return conversation
    changed = replace(conversation, customer_call=call)
    return _go_on(replace(changed, question=None)) if walks.is_on(changed) else _once_settled(changed)


def _once_settled(conversation: Conversation) -> Conversation:
    """What comes next once it is known what became of the call.

    A question of our own that is being asked stays, and so does the wrap-up, or a talk that has stopped.
    """
    waits = conversation.status is Status.CUSTOMERS_VIEW
    return _go_on(conversation) if waits and conversation.customer_call.is_settled else conversation


def _call_taken_back(conversation: Conversation) -> Conversation:
    if walks.is_on(conversation):  # only begun: the call is what it was before
        return _go_on(replace(walks.without_words(conversation), question=None))
    call = calls.taken_back(conversation.customer_call)
    if call == conversation.customer_call:
        return conversation
    waiting = replace(conversation, customer_call=call)
    return waiting if waiting.status is Status.OUR_VIEW else _go_on(replace(waiting, question=None))


def _call_unsaid(conversation: Conversation, call: CustomerCall) -> Conversation:
    """The talk waits for the call again where it went on without; one that has stopped only notes it."""
    changed = replace(conversation, customer_call=call)
    waits = conversation.customer_call.is_settled and not call.is_settled
    return _go_on(changed) if waits and conversation.status is Status.WRAP_UP else changed


def _of_customer(conversation: Conversation, change: Callable[[Answer], Answer]) -> Conversation:
    answers = (change(one) if one.view is View.CUSTOMERS else one for one in conversation.answers)
    return replace(conversation, answers=tuple(answers))


def _on_terms(answer: Answer, terms: Mapping[str, Terms]) -> Answer:
    on = terms.get(answer.question)
    return permissions.agreed(answer, on) if on else answer


def _go_on(conversation: Conversation) -> Conversation:
    """What comes next: the open question of the view that is being asked, the other view, or the wrap-up."""
    asking = conversation.guide.question(conversation.question).view if conversation.question else None
    if asking is View.CUSTOMERS and not conversation.answered(View.CUSTOMERS):
        return _ask(conversation, View.CUSTOMERS)
    is_skipped = asking is View.CUSTOMERS and walks.is_skipped(conversation)
    conversation = walks.undone(conversation) if is_skipped else conversation
    if not conversation.answered(View.OURS):
        return _our_turn(conversation)
    if is_skipped or conversation.customer_call.is_settled or not conversation.guide.waits_for_call:
        return replace(conversation, status=Status.WRAP_UP, question=None)
    return replace(conversation, status=Status.CUSTOMERS_VIEW, question=None)


def _taken_up(conversation: Conversation, told: View = View.OURS) -> Conversation:
    """What comes next in a talk that had stopped: its walk, where it stopped inside one, or `told` is from one."""
    is_told = told is View.CUSTOMERS and walks.may_go_on(conversation)
    return _walk(conversation) if is_told or walks.rests(conversation) else _go_on(conversation)


def _walk(conversation: Conversation) -> Conversation:
    """The customer's questions, one by one, from the first that is open. Only answers make it a talk with them."""
    return _ask(conversation, View.CUSTOMERS)


def _our_turn(conversation: Conversation) -> Conversation:
    """Our questions are next: asked now, or when their day has come."""
    if conversation.waits:
        return replace(conversation, status=Status.OPEN, question=None)
    return _ask(conversation, View.OURS)


def _started(conversation: Conversation) -> Conversation:
    """Our questions wait no more. A walk through the customer's goes on first."""
    started = replace(conversation, waits=False)
    return _go_on(started) if conversation.status is Status.OPEN else started


def _ask(conversation: Conversation, view: View) -> Conversation:
    question = conversation.first_open(view)
    status = Status.OUR_VIEW if view is View.OURS else Status.CUSTOMERS_VIEW
    return replace(conversation, status=status, question=question.key if question else None)


def _before(guide: Guide, key: str) -> str:
    """The question before `key` in its own view; the first stays the first."""
    siblings = guide.of(guide.question(key).view)
    place = siblings.index(guide.question(key))
    return siblings[max(place - 1, 0)].key

"""A retrospective's cards: the root card, and the steps between it and the summary."""

from bot.domain.conversation import TALKING, Conversation, Status
from bot.domain.deals import Outcome
from bot.domain.message import Block, Message
from bot.domain.rules import Size, Why
from bot.messages import ids
from bot.messages.blocks import actions, button, context, overflow, section, users_select
from bot.messages.ids import More
from bot.messages.prompts import label, labels, render, short_date
from bot.messages.talks import Talk, of_the_thread, one_sentence

AT_REST = frozenset({Status.SKIPPED, Status.PARTIAL})


@of_the_thread
def root(talk: Talk, conversation: Conversation) -> Message:
    """The card at the head of the thread, as the conversation stands."""
    is_short, status = conversation.guide.is_short, conversation.status
    text = render(
        "retrospective/root",
        deal=talk.deal,
        days=talk.deal.days,
        won=talk.won,
        midway=talk.midway,
        again=talk.again,
        leader=talk.leader,
        short=is_short,
    )
    state = _state(talk, conversation)
    blocks: list[Block] = [section(text), context(state)]
    if status in TALKING:
        reason = why(talk.why or Why.ORDINARY, is_short=is_short)
        state = f"{state}\n{reason}"
        blocks += [context(reason), _root_buttons(talk, conversation)]
    else:
        take_up = [button(label("buttons.take_up"), ids.TAKE_UP, str(talk.id))] if status in AT_REST else []
        blocks += [actions(*take_up, overflow(ids.MORE, _more(talk, _sensitive(talk))))]
    return Message(f"{text}\n{state}", tuple(blocks))


def why(reason: Why, *, is_short: bool) -> str:
    """Why so much is asked, in a sentence."""
    texts = labels()["why_short"] if is_short else labels()["why_full"]
    said: str = texts[reason]
    return said


def _root_buttons(talk: Talk, conversation: Conversation) -> Block:
    is_short = conversation.guide.is_short
    other = Size.FULL if is_short else Size.SHORT
    neutral = [More.NEUTRAL] if talk.manager else []
    waits = conversation.status is Status.OPEN  # it has a day already; there is nothing to put off
    when = _start_now(talk) if waits else button(label("buttons.later"), ids.LATER, str(talk.id))
    return actions(
        when,
        button(label("buttons.full_guide" if is_short else "buttons.just_one"), ids.RESIZE, f"{talk.id}:{other}"),
        button(label("buttons.not_this_one"), ids.NOT_THIS_ONE, str(talk.id)),
        *([] if talk.manager else [button(label("buttons.ask_to_join"), ids.ADD_SOMEONE, str(talk.id))]),
        overflow(ids.MORE, _more(talk, More.ADD, More.HAND_OVER, *neutral, _sensitive(talk))),
    )


def _more(talk: Talk, *choices: More) -> dict[str, str]:
    """What is needed seldom."""
    return {f"{talk.id}:{choice}": labels()["more"][choice] for choice in choices}


def _sensitive(talk: Talk) -> More:
    return More.NOT_SENSITIVE if talk.is_sensitive else More.SENSITIVE


@of_the_thread
def moved_root(talk: Talk) -> Message:
    """The old root card once the talk goes on elsewhere."""
    text = render("retrospective/moved", deal=talk.deal, leader=talk.leader)
    return Message(text, (section(text),))


@of_the_thread
def choose_manager(talk: Talk) -> Message:
    """Ask the rep who should lead."""
    text = render("people/choose_manager", deal=talk.deal)
    select = users_select(label("places.choose_manager"), ids.CHOOSE_MANAGER)
    alone = button(label("buttons.go_alone"), ids.GO_ALONE, str(talk.id))
    return Message(text, (section(text), {**actions(select, alone), "block_id": f"choose_manager:{talk.id}"}))


@of_the_thread
def manager_chosen(talk: Talk) -> Message:
    return one_sentence("people/manager_chosen", talk, leader=talk.leader)


@of_the_thread
def wrap_up(talk: Talk, conversation: Conversation) -> Message:
    """Offer the closing form."""
    call, both = conversation.call, conversation.has_both_views
    text = render("retrospective/wrap_up", deal=talk.deal, call=call, both=both)
    begin = button(label("buttons.wrap_up"), ids.WRAP_UP, str(talk.id), style="primary")
    return Message(text, (section(text), actions(begin)))


@of_the_thread
def step_over(talk: Talk, was: Status, status: Status) -> Message:
    """What stands in place of the card that said what can be done while the talk `was` so, now that it has stopped."""
    return one_sentence("retrospective/step_over", talk, was=was, status=status)


@of_the_thread
def reminder_over(talk: Talk, status: Status) -> Message:
    """The same in place of what brought the talk, or its call, to mind."""
    return one_sentence("retrospective/step_over", talk, was="reminder", status=status)


@of_the_thread
def paused(talk: Talk) -> Message:
    return one_sentence("retrospective/paused", talk, gone=talk.is_gone)


def overheard(talk: Talk) -> Message:
    """Tell the rep, in private, why the talk rests."""
    return one_sentence("retrospective/overheard", talk)


@of_the_thread
def closed_again(talk: Talk) -> Message:
    return one_sentence("retrospective/lost_again", talk, won=talk.won, again=talk.again, number=talk.round)


@of_the_thread
def questions_wait(talk: Talk) -> Message:
    """Until when our questions wait, and how to begin at once."""
    text = render("retrospective/questions_wait", deal=talk.deal, day=_starts_on(talk))
    return Message(text, (section(text), actions(_start_now(talk))))


def _starts_on(talk: Talk) -> str | None:
    """The day on which our questions begin, in words; None where they wait for none."""
    return short_date(talk.starts_on) if talk.starts_on else None


def _start_now(talk: Talk) -> Block:
    return button(label("buttons.start_now"), ids.START_NOW, str(talk.id), style="primary")


def _state(talk: Talk, conversation: Conversation) -> str:
    """Where the talk stands. Nobody else reads along in a guide for one."""
    because = labels()["skip_reasons"][conversation.because] if conversation.because else None
    return render(
        "retrospective/root_state",
        status=conversation.status,
        starts_on=_starts_on(talk),
        because=because,
        reopened=talk.deal.outcome is Outcome.OPEN,
        gone=talk.is_gone,
        alone=talk.manager is None,
        sensitive=talk.is_sensitive,
        owner=talk.owner if conversation.status in TALKING else None,
        until=talk.snoozed_until,
    )

"""A retrospective's cards: the root card, the call card, the steps between and the summary at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from bot.domain.conversation import MOST_TRIES, TALKING, Call, Conversation, Status, texts
from bot.domain.deals import Deal, Outcome
from bot.domain.guides import View
from bot.domain.message import Block, Message
from bot.domain.rules import Size, Why
from bot.domain.text import clip
from bot.domain.voices import DEFAULT, Voice
from bot.domain.wrap_ups import Consent, WrapUp
from bot.messages import ids
from bot.messages.blocks import actions, button, context, divider, quote, section, users_select
from bot.messages.prompts import customer, label, labels, mention, render, short_date, speaking

SUMMARY_LENGTH = 600

P = ParamSpec("P")


@dataclass(frozen=True)
class Talk:
    """What the cards need to know of one retrospective. `rep` and `manager` are Slack ids; no manager: a solo guide.

    `voice` is that of its thread, for all in it alike.
    """

    id: UUID
    deal: Deal
    outcome: Outcome
    round: int
    rep: str
    manager: str | None
    why: Why | None = None
    voice: Voice = DEFAULT

    @property
    def won(self) -> bool:
        return self.outcome is Outcome.WON


def _of_the_thread(card: Callable[Concatenate[Talk, P], Message]) -> Callable[Concatenate[Talk, P], Message]:
    """A card that stands in the thread speaks as the thread does, whoever made us write it."""

    @wraps(card)
    def spoken(talk: Talk, /, *facts: P.args, **more: P.kwargs) -> Message:
        with speaking(talk.voice):
            return card(talk, *facts, **more)

    return spoken


@_of_the_thread
def root(talk: Talk, conversation: Conversation) -> Message:
    """The card at the head of the thread, as the conversation stands."""
    is_short, status = conversation.guide.is_short, conversation.status
    text = render(
        "retrospective/root",
        deal=talk.deal,
        days=talk.deal.days,
        won=talk.won,
        again=talk.round > 1,
        leader=_leader(talk),
        short=is_short,
    )
    state = _state(talk, status)
    blocks: list[Block] = [section(text), context(state)]
    if status in TALKING:
        reasons = labels()["why_short"] if is_short else labels()["why_full"]
        why = reasons[talk.why or Why.ORDINARY]
        state = f"{state}\n{why}"
        blocks += [context(why), _root_buttons(talk, is_short)]
    return Message(f"{text}\n{state}", tuple(blocks))


def _root_buttons(talk: Talk, is_short: bool) -> Block:
    other = Size.FULL if is_short else Size.SHORT
    return actions(
        button(label("buttons.full_guide" if is_short else "buttons.just_one"), ids.RESIZE, f"{talk.id}:{other}"),
        button(label("buttons.not_this_one"), ids.NOT_THIS_ONE, str(talk.id)),
    )


@_of_the_thread
def moved_root(talk: Talk) -> Message:
    """The old root card once the talk goes on elsewhere."""
    text = render("retrospective/moved", deal=talk.deal, leader=_leader(talk))
    return Message(text, (section(text),))


@_of_the_thread
def call_card(talk: Talk, conversation: Conversation) -> Message:
    """The customer call, addressed to whoever leads it."""
    text = render("call/card", deal=talk.deal, rep=mention(talk.rep), leader=_leader(talk), won=talk.won)
    asks = [question.wording(customer(talk.deal)) for question in conversation.guide.of(View.CUSTOMERS)]
    listed = render("call/questions", asks=asks)
    return Message(f"{text}\n{listed}", (section(text), section(listed), call_buttons(talk.id)))


def call_buttons(retrospective_id: UUID) -> Block:
    value = str(retrospective_id)
    return actions(
        button(label("buttons.capture"), ids.CAPTURE, value, style="primary"),
        button(label("buttons.walk_through"), ids.WALK_THROUGH, value),
        button(label("buttons.declined"), ids.DECLINED, value),
        button(label("buttons.no_answer"), ids.NO_ANSWER, value),
    )


@_of_the_thread
def choose_manager(talk: Talk) -> Message:
    """Ask the rep who should lead."""
    text = render("people/choose_manager", deal=talk.deal)
    select = users_select(label("places.choose_manager"), ids.CHOOSE_MANAGER)
    return Message(text, (section(text), {**actions(select), "block_id": f"choose_manager:{talk.id}"}))


@_of_the_thread
def manager_chosen(talk: Talk) -> Message:
    return _plain("people/manager_chosen", talk, leader=_leader(talk))


@_of_the_thread
def our_view_done(talk: Talk) -> Message:
    """Our questions are answered; the customer's wait for the call."""
    text = render("retrospective/our_view_done", deal=talk.deal, leader=_leader(talk))
    return Message(text, (section(text), call_buttons(talk.id), actions(_wrap_up_button(talk.id, None))))


@_of_the_thread
def wrap_up(talk: Talk, call: Call) -> Message:
    """Offer the closing form."""
    text = render("retrospective/wrap_up", deal=talk.deal, call=call)
    return Message(text, (section(text), actions(_wrap_up_button(talk.id, "primary"))))


@_of_the_thread
def summary(talk: Talk, conversation: Conversation, form: WrapUp, owner: str | None) -> Message:
    """What the thread ends with: lesson, then our view and the customer's, kept apart."""
    text = render(
        "retrospective/summary",
        deal=talk.deal,
        lesson=form.lesson,
        ending=labels()["endings"][form.ending] if form.ending else None,
        reasons=[labels()["reasons"][reason] for reason in form.reasons],
        action=form.action,
        owner=mention(owner) if owner else None,
        due_on=short_date(form.due_on) if form.due_on else None,
        departments=[labels()["departments"][department] for department in form.departments],
    )
    views = _views(conversation, talk.deal)
    return Message("\n".join([text, *(spoken for spoken, _ in views)]), (section(text), divider(), *_shown(views)))


@_of_the_thread
def consent(talk: Talk, announcement: str) -> Message:
    """Ask the rep, with the exact text first."""
    text = render("retrospective/consent", deal=talk.deal, rep=mention(talk.rep))
    value = str(talk.id)
    buttons = actions(
        button(label("buttons.consent_name"), ids.CONSENT_NAME, value),
        button(label("buttons.consent_no_name"), ids.CONSENT_NO_NAME, value),
        button(label("buttons.consent_no"), ids.CONSENT_NO, value),
    )
    return Message(f"{text}\n{announcement}", (section(text), divider(), section(announcement), divider(), buttons))


def consent_thanks(talk: Talk, choice: Consent) -> Message:
    """Thank the rep, in private."""
    return _plain("retrospective/consent_thanks", talk, choice=choice)


@_of_the_thread
def paused(talk: Talk) -> Message:
    return _plain("retrospective/paused", talk)


def overheard(talk: Talk) -> Message:
    """Tell the rep, in private, why the talk rests."""
    return _plain("retrospective/overheard", talk)


@_of_the_thread
def closed_again(talk: Talk) -> Message:
    return _plain("retrospective/lost_again", talk, won=talk.won, number=talk.round)


@_of_the_thread
def skipped(talk: Talk) -> Message:
    return _plain("retrospective/skipped", talk)


@_of_the_thread
def tried(talk: Talk, tries: int) -> Message:
    return _plain("call/tried", talk, tries=tries, most=MOST_TRIES)


@_of_the_thread
def silent(talk: Talk) -> Message:
    return _plain("call/silent", talk)


@_of_the_thread
def declined(talk: Talk) -> Message:
    return _plain("call/declined", talk)


@_of_the_thread
def captured(talk: Talk, count: int) -> Message:
    return _plain("call/captured", talk, count=count)


def _plain(prompt: str, talk: Talk, **words: object) -> Message:
    text = render(prompt, deal=talk.deal, **words)
    return Message(text, (section(text),))


def _state(talk: Talk, status: Status) -> str:
    """Where the talk stands. Nobody else reads along in a guide for one."""
    reopened = talk.deal.outcome is Outcome.OPEN
    return render("retrospective/root_state", status=status, reopened=reopened, alone=talk.manager is None)


def _leader(talk: Talk) -> str | None:
    return mention(talk.manager) if talk.manager else None


def _wrap_up_button(retrospective_id: UUID, style: str | None) -> Block:
    return button(label("buttons.wrap_up"), ids.WRAP_UP, str(retrospective_id), style=style)


def _views(conversation: Conversation, deal: Deal) -> list[tuple[str, list[Block]]]:
    """Per view: the words for a screen reader, and the blocks. People's own words stand in quotes, shown literally."""
    ours = _view(render("retrospective/we_think"), conversation, View.OURS, deal)
    customers = _view(render("retrospective/customer_said"), conversation, View.CUSTOMERS, deal)
    return [
        _or_nothing(ours, "retrospective/nothing_from_us"),
        _or_nothing(customers, "retrospective/nothing_from_customer"),
    ]


def _or_nothing(view: tuple[str, list[Block]], prompt: str) -> tuple[str, list[Block]]:
    """A view, or the sentence that says it is empty."""
    if view[1][1:]:
        return view
    nothing = render(prompt)
    return nothing, [section(nothing)]


def _view(title: str, conversation: Conversation, view: View, deal: Deal) -> tuple[str, list[Block]]:
    spoken, blocks = [title], [section(title)]
    for key, text in texts(conversation, view).items():
        asked = conversation.guide.question(key)
        spoken.append(render("retrospective/view_line", ask=asked.short or asked.wording(customer(deal)), text=text))
        blocks += [context(render("retrospective/view_ask", ask=asked.short or asked.wording(customer(deal))))]
        blocks += [quote(clip(text, SUMMARY_LENGTH))]
    return "\n".join(spoken), blocks


def _shown(views: list[tuple[str, list[Block]]]) -> list[Block]:
    return [block for _, blocks in views for block in blocks]

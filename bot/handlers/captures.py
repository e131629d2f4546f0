"""The form that takes what the customer said."""

from datetime import date
from uuid import UUID

from bot.domain.calls import HEARD, Call
from bot.domain.captures import Shown
from bot.domain.conversation import Quotable
from bot.domain.shown import read as read_marks
from bot.errors import FieldErrors, MustNotBeContacted, NotFound, OddDay
from bot.handlers.desk import Desk, actor_of, thing_id
from bot.handlers.interactions import Click, Submission
from bot.handlers.told import chosen_for_each, read
from bot.messages import captures as forms
from bot.messages.blocks import INPUT
from bot.messages.prompts import speaking
from bot.use_cases.answering import weighing
from bot.use_cases.call import captures, come_backs, stops
from bot.use_cases.call.captures import Capture


def open_capture(click: Click, desk: Desk) -> None:
    _open(click, desk, Call.TALKED)


def open_wrote_back(click: Click, desk: Desk) -> None:
    _open(click, desk, Call.WROTE)


def capture(form: Submission, desk: Desk) -> None:
    (retrospective_id, sent), told = _sent(form), read(form)
    try:
        with desk.db.begin() as session:
            actor = actor_of(session, form.sender)
            weighing.keep_customers(session, actor, retrospective_id, told, desk.now)
            captures.capture(session, actor, retrospective_id, sent, desk.now)
            if forms.COME_BACK in form.values:
                come_backs.choose(session, actor, retrospective_id, _day(form), desk.now)
    except OddDay:
        raise FieldErrors({forms.COME_BACK: "errors.date_odd"}) from None
    except MustNotBeContacted:  # noted while the form stood open: what was written into it stays there
        raise FieldErrors({forms.COME_BACK: "errors.must_not_contact"}) from None


def _open(click: Click, desk: Desk, how: Call) -> None:
    with desk.db.begin() as session:
        actor = actor_of(session, click.sender)
        thread = captures.to_capture(session, actor, thing_id(click.value))
        with speaking(actor.voice):
            ranking = weighing.customers_ranking(session, thread)
            day = thread.call.come_back_on if thread.call else None
            may_ask = not stops.is_listed(session, thread)
            form = forms.capture_form(
                thread.conversation, thread.talk.deal, thread.row.id, how, ranking, day, may_ask_again=may_ask
            )
    desk.open_modal(click.trigger_id, form)


def _sent(form: Submission) -> tuple[UUID, Capture]:
    retrospective_id, _, more = form.metadata.partition(":")
    how, _, shown = more.partition(":")
    texts = {key: form.text(key) for key in form.values if key.startswith("customers.")}
    _check(form, texts)
    if how not in HEARD:
        raise NotFound
    quotable = form.text(forms.QUOTABLE)
    return thing_id(retrospective_id), Capture(
        texts,
        Quotable(quotable) if quotable else None,
        form.chosen(forms.VERBATIM),
        _shown(shown),
        Call(how),
        form.view_id,
        chosen_for_each(form),
    )


def _shown(text: str) -> Shown:
    """What the form held when it was opened; nothing is known of one without it."""
    mark, _, held = text.partition(":")
    answers, _, words = held.partition(":")
    ids = (thing_id(one) for one in answers.split(",") if one)
    return Shown(mark, frozenset(ids), read_marks(words))


def _day(form: Submission) -> date | None:
    chosen = form.text(forms.COME_BACK)
    try:
        return date.fromisoformat(chosen) if chosen else None
    except ValueError:
        raise OddDay from None


def _check(form: Submission, texts: dict[str, str]) -> None:
    if not any(texts.values()):
        raise FieldErrors({next(iter(texts), forms.QUOTABLE): "errors.capture_empty"})
    errors = {key: "errors.too_long" for key, text in texts.items() if len(text) > INPUT}
    if form.text(forms.QUOTABLE) not in {"", *map(str, Quotable)}:
        errors[forms.QUOTABLE] = "errors.not_offered"
    if errors:
        raise FieldErrors(errors)

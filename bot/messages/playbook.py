"""The playbook: what a search finds, a lesson's page, and the forms that keep it and rename its tags."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bot.domain.message import Block, Message
from bot.domain.playbook import TAG_LENGTH, Kept, Page, Shelf
from bot.domain.text import clip
from bot.domain.wrap_ups import Consent
from bot.messages import ids
from bot.messages.blocks import (
    QUOTED,
    actions,
    button,
    context,
    modal,
    multi_select_input,
    quote,
    section,
    select_input,
    text_input,
)
from bot.messages.prompts import label, labels, render

TAGS, NEW_TAGS, TOGETHER = "tags", "new_tags", "together"
TAG, NAME = "tag", "name"
BY_ITSELF = "none"
CHOICE_LENGTH = 70


def shelf(found: Shelf, words: str) -> Message:
    """What `/retro lesson` and some `words` find, or without words what was kept last; each opens its page."""
    title = render("playbook/found", words=words, count=len(found.kept), is_near=found.is_near)
    lines, waiting = [_line(one) for one in found.kept], [_line(one) for one in found.waiting]
    between = render("playbook/waiting") if waiting else ""
    talks = render("playbook/talks") if found.kept else ""
    blocks = [section(title), *_opened(found.kept, lines), *([context(talks)] if talks else [])]
    if waiting:
        blocks += [section(between), *_opened(found.waiting, waiting)]
    if found.may_rename:
        blocks.append(actions(button(label("playbook.rename"), ids.RENAME_TAGS)))
    return Message("\n".join(text for text in (title, *lines, talks, between, *waiting) if text), tuple(blocks))


def page(told: Page) -> dict[str, Any]:
    """A lesson's page: what we think and what the customer said, kept apart; what became of it; what one can do."""
    text = render(
        "playbook/page",
        page=told,
        record=told.line.record,
        ending=labels()["endings"][told.ending] if told.ending else None,
        reasons=[labels()["reasons"][reason] for reason in told.reasons],
    )
    said = section(render("playbook/said", quotes=told.quotes))
    words = [quote(clip(words, QUOTED)) for words in told.quotes]
    blocks = [section(text), said, *words, actions(*_buttons(told))]
    title, close = label("weekly.more_title"), label("modals.close")
    return modal("lesson.told", title, blocks, close=close, private_metadata=str(told.line.id))


def taken_down(lesson_id: UUID, deal: str, earlier: Consent) -> dict[str, Any]:
    """In place of a lesson's page, once whoever gave it took it down; `earlier` is what they had said before."""
    text = render("playbook/taken_down", deal=deal)
    undo = button(label("buttons.tell_after_all"), ids.TELL_AFTER_ALL, f"{lesson_id}:{earlier}")
    title, close = label("weekly.more_title"), label("modals.close")
    return modal("lesson.taken_down", title, [section(text), actions(undo)], close=close)


def keep_form(told: Page, tags: Sequence[str]) -> dict[str, Any]:
    """The form that keeps a lesson, or changes its `tags`; those that there are already can be chosen."""
    blocks: list[Block] = [section(render("playbook/keep", page=told))]
    if tags:
        choices = {name: name for name in tags}
        blocks.append(multi_select_input(TAGS, label("playbook.tags"), choices, initial=told.tags, optional=True))
    new_tags = text_input(NEW_TAGS, label("playbook.new_tags"), optional=True, multiline=False, max_length=300)
    blocks.append(new_tags)
    if told.alike:
        alike = {str(one.id): clip(f"{one.deal}: {one.lesson}", CHOICE_LENGTH) for one in told.alike}
        by_itself = {BY_ITSELF: label("playbook.by_itself")}
        blocks.append(
            select_input(TOGETHER, label("playbook.together"), by_itself | alike, initial=str(told.under or BY_ITSELF))
        )
    return modal(
        ids.KEEP_MODAL,
        label("playbook.keep_title"),
        blocks,
        submit=label("modals.save"),
        close=label("modals.close"),
        private_metadata=str(told.line.id),
    )


def rename_form(tags: Mapping[str, str]) -> dict[str, Any]:
    """The form that renames one of `tags`, id → name."""
    name = text_input(NAME, label("playbook.name"), multiline=False, max_length=TAG_LENGTH)
    return modal(
        ids.RENAME_MODAL,
        label("playbook.rename_title"),
        [context(render("playbook/rename")), select_input(TAG, label("playbook.tag"), tags), name],
        submit=label("modals.save"),
        close=label("modals.close"),
    )


def _opened(lessons: Sequence[Kept], lines: Sequence[str]) -> list[Block]:
    return [section(text, _open(one)) for one, text in zip(lessons, lines, strict=True)]


def _open(one: Kept) -> Block:
    return button(label("playbook.open"), ids.TELL_MORE, str(one.id), about=one.deal)


def _line(one: Kept) -> str:
    return render("playbook/line", line=one, record=one.record)


def _buttons(told: Page) -> list[Block]:
    value = str(told.line.id)
    buttons = [
        button(label("weekly.use"), ids.USE_LESSON, value, style="primary"),
        button(label("playbook.see_again"), ids.SEE_AGAIN, value),
    ]
    if told.may_keep:
        buttons.append(button(label("playbook.change" if told.is_kept else "playbook.keep"), ids.KEEP_LESSON, value))
    if told.may_keep and told.is_kept:
        buttons.append(button(label("playbook.let_go"), ids.LET_LESSON_GO, value))
    if told.may_keep:
        buttons.append(button(label("playbook.workshop"), ids.PLAN_WORKSHOP, value))
    if told.link:
        buttons.append(button(label("playbook.talk"), ids.OPEN_THREAD, url=told.link, about=told.line.deal))
    if told.is_own:
        buttons.append(button(label("buttons.take_down"), ids.TAKE_DOWN, value))
    return buttons

"""What the groups of a workshop wrote, put together: voted on, counted, and taken further."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from bot.domain.message import Block, Message
from bot.domain.workshops import MOST_VOTES, Ballot, Stage
from bot.messages import ids
from bot.messages.blocks import actions, button, section
from bot.messages.prompts import label, moment, render


def vote(deal: str, cast: Sequence[Ballot], until: datetime, stage: Stage) -> Message:
    """All practices, with their votes; while it is open, a button beside each. `until` is local."""
    is_open = stage is Stage.VOTING
    head = render("workshop/vote", deal=deal, count=len(cast), most=MOST_VOTES, until=moment(until), stage=str(stage))
    lines = [render("workshop/ballot", ballot=one) for one in cast]
    blocks = [section(text, _vote(one) if is_open else None) for text, one in zip(lines, cast, strict=True)]
    return Message("\n".join([head, *lines]), (section(head), *blocks))


def own_votes(deal: str, chosen: Sequence[Ballot], *, is_full: bool) -> Message:
    """To whoever voted: what they voted for, and a way back from each. `is_full`: this vote was one too many."""
    head = render("workshop/own_votes", deal=deal, count=len(chosen), most=MOST_VOTES, is_full=is_full)
    lines = [render("workshop/own_vote", text=one.text) for one in chosen]
    blocks = [section(text, _take_back(one)) for text, one in zip(lines, chosen, strict=True)]
    return Message("\n".join([head, *lines]), (section(head), *blocks))


def gone() -> Message:
    """In place of what was said of a lesson that was taken back."""
    return _plain("workshop/gone")


def nothing(deal: str) -> Message:
    """No group wrote anything."""
    return _plain("workshop/nothing", deal=deal)


def result(deal: str, adopted: Sequence[Ballot]) -> Message:
    """What the team voted for; nothing, where nobody did."""
    return _plain("workshop/result", deal=deal, adopted=adopted)


def offer(deal: str, offered: Sequence[Ballot], kept: Collection[UUID] = (), *, is_voted: bool = True) -> Message:
    """To whoever held it: what was voted for can stand beside its lesson in the playbook, as what is `kept` does.

    Where there was no vote it is all that was written.
    """
    head = render("workshop/offer", deal=deal, count=len(offered), is_voted=is_voted)
    lines = [render("workshop/offered", ballot=one, is_kept=one.id in kept, is_voted=is_voted) for one in offered]
    blocks = [section(text, None if one.id in kept else _keep(one)) for text, one in zip(lines, offered, strict=True)]
    return Message("\n".join([head, *lines]), (section(head), *blocks))


def try_it(lesson_id: UUID, deal: str, lesson: str, adopted: Sequence[Ballot]) -> Message:
    """To whoever took part: on which open deal of theirs they try it."""
    text = render("workshop/try_it", deal=deal, lesson=lesson, practice=adopted[0].text if adopted else None)
    choose = button(label("buttons.try_on_deal"), ids.USE_LESSON, str(lesson_id), style="primary", about=deal)
    return Message(text, (section(text), actions(choose)))


def _vote(one: Ballot) -> Block:
    return button(label("buttons.vote"), ids.VOTE, str(one.id), about=one.text)


def _take_back(one: Ballot) -> Block:
    return button(label("buttons.unvote"), ids.UNVOTE, str(one.id), about=one.text)


def _keep(one: Ballot) -> Block:
    return button(label("buttons.keep_practice"), ids.KEEP_PRACTICE, str(one.id), about=one.text)


def _plain(name: str, **words: object) -> Message:
    text = render(name, **words)
    return Message(text, (section(text),))

"""Whether what one of a pair typed in its talk's thread stands in the record, and if not, whether they were told."""

import re
from typing import Any, Protocol

from bot.domain.numbered import is_numbered
from bot.domain.typed_lines import ends_with_done, names_a_field
from bot.domain.typed_words import named
from bot.messages.vocabulary import call_words, vocabulary
from bot.storage.models import AnswerRow, CallReplyRow, OutboxRow, PersonRow, RetrospectiveRow, TypedLineRow


class Said(Protocol):
    """A message that somebody wrote, `user` by Slack id."""

    @property
    def channel(self) -> str: ...
    @property
    def ts(self) -> str: ...
    @property
    def thread_ts(self) -> str | None: ...
    @property
    def user(self) -> str: ...


class House(Protocol):
    """Whoever shows the rows of a database, all of one kind that are such."""

    def rows(self, kind: type[Any], **having: Any) -> list[Any]: ...


# Of words that say themselves where they belong this is said each time, of others once while the talk stands so.
ONCE = "unkept:"


def answers_to(house: House, said: Said) -> tuple[int, int]:
    """How often the bot has answered, so far, whoever wrote `said`: in private, and by a sign under it."""
    return len(_whispers(house, said.user)), len(_signs(house, said))


def lost(house: House, said: Said, words: str, answered_before: tuple[int, int]) -> list[str]:
    """The lines of a reply, which reads `words` now, that are kept nowhere and of which its author heard nothing."""
    talks = _talks(house, said)
    missing = [line for line in _lines(words) if _plain(line) not in _record(house, said)]
    if not missing or not talks or _is_answered(house, said, words, answered_before) or _is_noted(house, said, words):
        return []
    return [] if _is_chat(words) and _heard_of_chat(house, said, talks) else missing


def _is_answered(house: House, said: Said, words: str, before: tuple[int, int]) -> bool:
    """Whether they heard of it now; a sign alone does where nothing was to be kept but what became of the call."""
    whispers, signs = answers_to(house, said)
    return whispers > before[0] or (_is_of_call(words) and signs > before[1])


def _is_noted(house: House, said: Said, words: str) -> bool:
    """Whether a call stands as they say."""
    of_reply = house.rows(CallReplyRow, channel=said.channel, slack_ts=said.ts)
    return _is_of_call(words) and any(row.after for row in of_reply)


def _talks(house: House, said: Said) -> list[RetrospectiveRow]:
    """The rounds in whose thread it stands, where its author is one of the pair."""
    [*roots] = house.rows(OutboxRow, channel=said.channel, slack_ts=said.thread_ts)
    [*writers] = house.rows(PersonRow, slack_user=said.user)
    talks = [talk for root in roots for talk in house.rows(RetrospectiveRow, root_id=root.id)]
    return [talk for talk in talks if {talk.rep_id, talk.manager_id} & {writer.id for writer in writers}]


def _record(house: House, said: Said) -> str:
    at = {"channel": said.channel, "slack_ts": said.ts}
    return _plain("\n".join(row.text for row in (*house.rows(AnswerRow, **at), *house.rows(TypedLineRow, **at))))


def _lines(words: str) -> list[str]:
    """What is to be kept of a message, without the names of its places."""
    rows = words.split("\n")[: -1 if ends_with_done(words, vocabulary()) else None]
    told = [named(row)[1] if _is_named(row) else row for row in rows]
    is_all = ends_with_done(f"x\n{words}", vocabulary())
    return [] if is_all else [line for line in told if _plain(line)]


def _is_named(row: str) -> bool:
    return is_numbered(row) or names_a_field(row, vocabulary())


def _is_chat(words: str) -> bool:
    return not _is_named(words)


def _is_of_call(words: str) -> bool:
    known = call_words()
    plain = words.strip().lower()
    return plain in known.they_declined | known.declined | known.no_answer or named(words)[0] in known.plan


def _heard_of_chat(house: House, said: Said, talks: list[RetrospectiveRow]) -> bool:
    """Whether they heard before that nothing of what is no answer is kept, as the talk stands."""
    keys = {f"{ONCE}{talk.id}:{said.user}:{status}:" for talk in talks for status in (talk.status, "walk")}
    return any(row.dedupe_key.startswith(tuple(keys)) for row in _whispers(house, said.user))


def _whispers(house: House, user: str) -> list[OutboxRow]:
    return [row for row in house.rows(OutboxRow, method="ephemeral") if (row.payload or {}).get("user") == user]


def _signs(house: House, said: Said) -> list[OutboxRow]:
    reactions = house.rows(OutboxRow, method="react", channel=said.channel)
    return [row for row in reactions if (row.payload or {}).get("timestamp") == said.ts]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))

"""What stands in the workspace at this moment, as the story looks for it."""

from sandbox.conversations import Conversation, Message
from sandbox.seen import texts_in
from sandbox.site import Site
from sandbox.story.script import Mark, Place, Step, Story
from sandbox.text import unescape
from sandbox.views import View

ANY = "any"


class Sight:
    """One look at the workspace; hold its lock while using it. What was read once is not read again."""

    def __init__(self, site: Site, story: Story) -> None:
        self._site = site
        self._story = story
        self._words: dict[str, list[tuple[Message, str]]] = {}

    def steps_done(self) -> int:
        """How many steps lie behind: whoever did the last one that is done has also done those before it."""
        steps = self._story.steps
        return next((n for n in range(len(steps), 0, -1) if self.holds(steps[n - 1])), 0)

    def holds(self, step: Step) -> bool:
        """Whether this step is done."""
        if step.done.modal:
            return self.modal(step) is not None
        return self.marked(step.done) is not None

    def modal(self, step: Step) -> View | None:
        """The open window that the step leads to."""
        view = self.window(step)
        return view if view and step.done.modal in str(view.content["title"]["text"]) else None

    def window(self, step: Step) -> View | None:
        """The window that stands open before the step's person."""
        person = self._site.workspace.find_person(step.who)
        return self._site.views.modal(person.id) if person else None

    def marked(self, mark: Mark) -> Message | None:
        """The message that shows that something is done."""
        found = self.message(mark.at, mark.text) if mark.at else None
        return found if found and _has_reaction(found, mark.reaction) else None

    def message(self, place: str, text: str) -> Message | None:
        """The newest message of the app's at this place that says `text`."""
        wanted = text.casefold()
        return next((message for message, words in self._said(place) if wanted in words), None)

    def room(self, place: str) -> Conversation | None:
        """The conversation of a place, once there is one."""
        return _room(self._site, self._story.places[place])

    def root(self, place: str) -> Message | None:
        """The root of the thread of a place; None when it is not in a thread, or there is none yet."""
        words = self._story.places[place].thread.casefold()
        room = self.room(place)
        if not words or room is None:
            return None
        return next((one for one in self._by_app(room.roots()) if words in _words(one)), None)

    def _said(self, place: str) -> list[tuple[Message, str]]:
        if place not in self._words:
            self._words[place] = [(message, _words(message)) for message in self._messages(place)]
        return self._words[place]

    def _messages(self, place: str) -> list[Message]:
        room, root = self.room(place), self.root(place)
        if room is None or (root is None and self._story.places[place].thread):
            return []
        everything = self._by_app(list(room.messages.values()))
        if root is None:
            return [message for message in everything if not message.is_reply or message.broadcast]
        return [message for message in everything if root.ts in (message.ts, message.thread_ts)]

    def _by_app(self, messages: list[Message]) -> list[Message]:
        """The app's own, newest first, and those that it showed to one person alone."""
        bot = self._site.workspace.bot.id
        return [message for message in reversed(messages) if message.user == bot]


def _room(site: Site, place: Place) -> Conversation | None:
    workspace = site.workspace
    if place.channel:
        return workspace.find_conversation(place.channel)
    found = [workspace.find_person(handle) for handle in place.people]
    return workspace.find_dm(workspace.bot.id, *(person.id for person in found if person))


def _has_reaction(message: Message, wanted: str) -> bool:
    if wanted == ANY:
        return any(message.reactions.values())
    return not wanted or bool(message.reactions.get(wanted))


def _words(message: Message) -> str:
    return "\n".join([unescape(message.text), *texts_in(message.blocks)]).casefold()

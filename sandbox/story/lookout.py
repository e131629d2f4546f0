"""Looking at the workspace for the player: each look takes its lock for a moment."""

from sandbox.conversations import Message
from sandbox.payloads import Payload
from sandbox.site import Site
from sandbox.story import doing, scenes
from sandbox.story.script import Step, Story
from sandbox.story.sight import Sight


class Lookout:
    """Says how the story stands in the workspace. May be asked from any thread."""

    def __init__(self, site: Site, story: Story) -> None:
        self._site = site
        self._story = story

    def steps_done(self) -> int:
        """How many steps lie behind."""
        with self._site.workspace.lock:
            return self._sight().steps_done()

    def done(self, step: Step) -> bool:
        """Whether this step is done."""
        with self._site.workspace.lock:
            return self._sight().holds(step)

    def used(self, step: Step) -> Message | None:
        """The message that the step uses, once it is there."""
        with self._site.workspace.lock:
            return self._sight().message(step.at, step.on)

    def before(self, step: Step) -> Payload:
        """The scene in which the step happens."""
        with self._site.workspace.lock:
            return scenes.before(self._site, self._sight(), step)

    def after(self, step: Step) -> Payload:
        """The scene that shows what the step led to."""
        with self._site.workspace.lock:
            return scenes.after(self._site, self._sight(), step)

    def fields(self, step: Step) -> Payload:
        """What the step writes into the window that stands open. Raises LookupError for a field that is not there."""
        with self._site.workspace.lock:
            view = self._sight().window(step)
            return doing.filled(self._site, view, step) if view else {}

    def _sight(self) -> Sight:
        return Sight(self._site, self._story)

"""Plays a story: one thread that acts step by step, and can be paused, hurried and left at any moment."""

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TypeVar

from sandbox.clock import Seconds
from sandbox.errors import ActFailedError
from sandbox.payloads import Payload
from sandbox.site import Site
from sandbox.story import doing, pace, scenes
from sandbox.story.lookout import Lookout
from sandbox.story.script import Step, Story

T = TypeVar("T")
POLL: Seconds = 0.05
SLOWEST, FASTEST = 0.25, 1000.0


class Status(StrEnum):
    """Who acts: the story, nobody for the moment, or the people themselves."""

    PLAYING = "playing"
    PAUSED = "paused"
    BY_HAND = "by_hand"


class _LeftError(Exception):
    """The story was paused or left while it waited."""


class _MissingError(Exception):
    """What the story waited for did not come; the text is for the person."""


class Player:
    """A story and how far it is. What lies behind is read from the workspace, never remembered."""

    def __init__(self, site: Site, story: Story) -> None:
        self._site = site
        self._story = story
        self._lookout = Lookout(site, story)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._status = Status.BY_HAND
        self._ended = False
        self._hurried = False
        self._one_step = False
        self._speed = 1.0
        self._beat = 0
        self._number = 0
        self._words = ""
        self._trouble = ""
        self._scene: Payload = {}

    def play(self, speed: float | None = None) -> None:
        """Go on from where the workspace stands; `speed` divides the time for reading and typing."""
        with self._changed:
            self._speed = min(max(float(speed), SLOWEST), FASTEST) if speed else self._speed
            self._go(one_step=False)

    def next(self) -> None:
        """Do this step without further waiting; a paused story does one step and pauses again."""
        with self._changed:
            self._hurried = True
            if self._status is not Status.PLAYING:
                self._go(one_step=True)
            self._changed.notify_all()

    def pause(self) -> None:
        """Stop after what is being done this moment."""
        self._leave(Status.PAUSED)

    def stop(self) -> None:
        """Leave the workspace to the people."""
        self._leave(Status.BY_HAND)

    def close(self) -> None:
        """End for good, and wait until nothing is being done any more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def interrupt(self) -> None:
        """A person acted: the story makes room."""
        if self._status is not Status.BY_HAND:
            self.stop()

    def state(self) -> Payload:
        """The story for the page: words, progress, and the scene to show; `beat` counts its changes."""
        done = self._lookout.steps_done()
        with self._changed:
            playing = self._status is Status.PLAYING
            told = self._number > 0 and self._status is not Status.BY_HAND
            kept = told and (playing or done <= self._number)
            number = self._number if kept else min(done + 1, len(self._story.steps))
            return {
                "title": self._story.title,
                "status": self._status.value,
                "number": number,
                "done": number - 1 if kept and playing else done,
                "total": len(self._story.steps),
                "words": self._trouble or (self._words if kept else self._hint(done, playing=playing)),
                "trouble": bool(self._trouble),
                "who": self._person_id(number),
                "speed": self._speed,
                "beat": self._beat,
                "scene": self._scene if kept else {},
            }

    def _hint(self, done: int, *, playing: bool) -> str:
        """What the next step is: told to those who watch, asked of those who play by hand."""
        if done == len(self._story.steps):
            return self._story.end
        step = self._story.steps[done]
        return step.caption if playing else step.hint if done else self._story.start

    def _person_id(self, number: int) -> str:
        person = self._site.workspace.find_person(self._story.steps[number - 1].who)
        return person.id if person else ""

    # Telling the thread what to do

    def _go(self, *, one_step: bool) -> None:
        if self._status is not Status.PLAYING:
            self._number, self._scene, self._words = 0, {}, ""
        self._status, self._one_step, self._trouble = Status.PLAYING, one_step, ""
        if self._thread is None and not self._ended:
            self._thread = threading.Thread(target=self._run, name="sandbox-story", daemon=True)
            self._thread.start()
        self._tell()

    def _leave(self, status: Status) -> None:
        with self._changed:
            self._status, self._trouble = status, ""
            self._tell()

    def _tell(self) -> None:
        self._beat += 1
        self._changed.notify_all()
        self._site.stream.changed()

    # The thread

    def _run(self) -> None:
        while self._wait_until_playing():
            done = self._lookout.steps_done()
            if done == len(self._story.steps):
                self.stop()
                continue
            self._play_step(done + 1)

    def _wait_until_playing(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._status is Status.PLAYING)
            return not self._ended

    def _play_step(self, number: int) -> None:
        try:
            self._perform(number, self._story.steps[number - 1])
        except _LeftError:
            return
        except (_MissingError, ActFailedError, LookupError, ValueError) as failure:
            self._give_up(_sentence(failure))
        else:
            if self._one_step and self._stays():
                self.pause()
        finally:
            self._hurried = False

    def _give_up(self, sentence: str) -> None:
        with self._changed:
            self._status = Status.PAUSED
            self._trouble = f"{sentence} The log on the stage shows what the app answered. Go on tries again."
            self._tell()

    def _perform(self, number: int, step: Step) -> None:
        self._show(self._lookout.before(step), step.caption, number)
        message = self._wait_for(partial(self._lookout.used, step), f"“{step.on}”") if step.on else None
        scene = self._lookout.before(step)
        self._show(scene)
        self._rest(pace.reading(step.caption))
        self._prepare(step, scene)
        doing.act(self._site, step, message)
        self._hurried = self._one_step  # "Next" was for the act; what it led to is worth a look
        self._show({**scene, "ring": {}})
        self._wait_for(partial(self._lookout.done, step), f"“{step.done.text or step.done.modal}”")
        self._show(self._lookout.after(step), step.then)
        self._rest(pace.reading(step.then) if step.then else pace.LOOK_AT_RESULT)

    def _prepare(self, step: Step, scene: Payload) -> None:
        """Let the page show what is about to happen."""
        seconds = pace.typing(step.text)
        if step.button:
            self._show(scenes.with_button(scene, step.button))
            self._rest(pace.LOOK_AT_BUTTON)
        elif step.text:
            self._show({**scene, "typing": step.text, "seconds": seconds / self._speed})
            self._rest(seconds)
        elif step.values:
            self._show({**scene, "fields": self._lookout.fields(step), "seconds": pace.FILLING / self._speed})
            self._rest(pace.FILLING + pace.LOOK_AT_BUTTON)

    def _show(self, scene: Payload, words: str = "", number: int = 0) -> None:
        with self._changed:
            self._scene = scene
            self._words = words or self._words
            self._number = number or self._number
            self._tell()

    # Waiting

    def _rest(self, seconds: Seconds) -> None:
        """Wait while people read. Raises _LeftError when they pause or leave."""
        deadline = time.monotonic() + seconds / self._speed
        with self._changed:
            while not self._hurried and (left := deadline - time.monotonic()) > 0 and self._stays():
                self._changed.wait(left)
            if not self._stays():
                raise _LeftError

    def _stays(self) -> bool:
        return self._status is Status.PLAYING and not self._ended

    def _wait_for(self, find: Callable[[], T], what: str) -> T:
        """Wait for the app, also while paused: what was begun is seen through. Raises _MissingError."""
        deadline = time.monotonic() + self._story.patience
        while not (found := find()):
            if self._ended:
                raise _LeftError
            if time.monotonic() > deadline:
                raise _MissingError(f"Waited {self._story.patience:g} seconds for {what}; it did not come.")
            time.sleep(POLL)
        return found


def _sentence(failure: Exception) -> str:
    words = str(failure.args[0]) if failure.args else "Something went wrong."
    return words if words.endswith((".", "!", "?")) else f"{words}."

"""Scenes that find set what most tests begin with: each kind of database plays it once, and tests go on from there."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bot.storage.database import Database, Writing
from bot.storage.models import RetrospectiveRow, WorkspaceRow
from tests.factories import Scene


@dataclass(frozen=True)
class Stage:
    """What a committed scene left in `database`, and how far its story had come."""

    database: Database
    workspace_id: UUID
    connection_id: UUID
    now: datetime
    seconds: int
    talk_id: UUID | None = None

    @classmethod
    def installed(cls, database: Database) -> "Stage":
        """A workspace in which nothing has happened."""
        with database.begin() as session:
            scene = Scene(session)
            return cls(database, scene.workspace.id, scene.connection_id, scene.now, scene.seconds)

    @classmethod
    def opened(cls, database: Database) -> "Stage":
        """A workspace in which one talk has just begun, as `Scene.open()` begins it."""
        with database.begin() as session:
            scene = Scene(session)
            talk = scene.open()
            return cls(database, scene.workspace.id, scene.connection_id, scene.now, scene.seconds, talk.id)

    def session(self) -> Session:
        """A transaction that nobody commits."""
        return Writing(self.database.engine, expire_on_commit=False)


@dataclass(frozen=True)
class Stages:
    """Where scenes on one kind of database may begin."""

    installed: Stage
    opened: Stage


class StagedScene(Scene):
    """A scene that begins at the first act: where a talk stands if that is `open()`, else where nothing happened."""

    def __init__(self, stages: Stages, until_the_end: ExitStack) -> None:
        self._stages, self._until_the_end = stages, until_the_end

    def open(self, *args: Any, **details: Any) -> RetrospectiveRow:
        stage = self._stages.opened
        if args or details or not self._is_untouched():
            return super().open(*args, **details)
        self._begin(stage)
        self.now, self.seconds = stage.now, stage.seconds
        return self.session.get_one(RetrospectiveRow, stage.talk_id)

    def __getattr__(self, name: str) -> Any:
        """The first look at what no scene has before it began."""
        if name.startswith("_") or "session" in vars(self):
            raise AttributeError(name)
        self._begin(self._stages.installed)
        return getattr(self, name)

    def _is_untouched(self) -> bool:
        """Whether no act was played, and the test has not moved the time either."""
        return vars(self).keys() == {"_stages", "_until_the_end"}

    def _begin(self, stage: Stage) -> None:
        self.session = self._until_the_end.enter_context(stage.session())
        self.workspace = self.session.get_one(WorkspaceRow, stage.workspace_id)
        self.connection_id = stage.connection_id

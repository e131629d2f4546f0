"""An account of a CRM, asked at one moment. What a CRM answers deeper down than others is dug out in its own module."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.crm.http import Api, Http
from bot.crm.reading import Item, mapping


@dataclass(frozen=True)
class Account:
    """`config` is the connection's; paths begin below `root`. Its questions raise as those of `Http` do."""

    http: Http
    api: Api
    config: Mapping[str, Any]
    now: datetime
    root: str = ""

    def get(self, path: str) -> Item:
        """The object at `path`; an empty one where something else stands there."""
        return mapping(self.http.get(self.api, self.root + path))

    def get_remembered(self, path: str) -> Item:
        """As `get`, but what was answered lately will do."""
        return mapping(self.http.get_remembered(self.api, self.root + path, now=self.now))

    def change(self, method: str, path: str, content: Any = None) -> Item:
        """What is answered to a change at `path`, as `Http.change` has it; an empty object where that is none."""
        return mapping(self.http.change(self.api, method, self.root + path, content))

    def ask(self, path: str, question: Any) -> Item:
        """The object that a question at `path` finds, a search; an empty one where something else comes back."""
        return mapping(self.http.search(self.api, self.root + path, question))

"""Stand-in CRMs."""

from sandbox.workspace import Workspace


class Crms:
    """Two CRMs."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def stop(self) -> None:
        """Nothing."""

"""A Slack workspace on a laptop: real HTTP, real limits, real refusals, no account.

`python -m sandbox` runs it for people; `sandbox.running()` runs it for tests.
"""

from sandbox.testing import running

__all__ = ["running"]

"""The morning of a planned call: said once, whatever the number of workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot import scheduler
from bot.storage.database import Database
from bot.use_cases.call import plans
from tests.factories import PRIYA, Scene

THREE_DAYS = timedelta(days=3)


def test_two_workers_remind_once(db: Database) -> None:
    with db.begin() as session:
        scene = Scene(session)
        talk = scene.open()
        plans.plan(session, scene.actor(PRIYA), talk.id, (scene.now + THREE_DAYS).date(), scene.tick())
        due = scene.now + THREE_DAYS
    with ThreadPoolExecutor() as workers:
        nudged = list(workers.map(lambda _: scheduler.call_days(db, due), range(2)))
    assert sorted(nudged) == [0, 1]
    with db.begin() as session:
        scene = Scene(session)
        assert [post for post in scene.posts() if "today is the day" in post] == [scene.posts()[-1]]

"""Calls a server, given by its two base URLs, with Trophy's official SDK and prints the results."""

import sys

from trophy import CreateMetricRequestItem, TrophyApi, UpsertedUser
from trophy.core.api_error import ApiError
from trophy.environment import TrophyApiEnvironment

application, admin = sys.argv[1:]
trophy = TrophyApi(
    api_key="any",
    environment=TrophyApiEnvironment(api=application, admin=admin),
)

user = trophy.users.identify("ida", name="Ida", tz="Europe/Oslo", attributes={"cohort": "spring"})
print("identify    ", user.id, user.name, user.tz, user.attributes)

user = trophy.users.update("ida", tz=None)
print("update      ", user.name, user.tz)

event = trophy.metrics.event("lessons-finished", user=UpsertedUser(id="ida"), value=120, idempotency_key="key-1")
print("event       ", event.total, [it.name for it in event.achievements], event.idempotent_replayed)
again = trophy.metrics.event("lessons-finished", user=UpsertedUser(id="ida"), value=120, idempotency_key="key-1")
assert again.event_id == event.event_id
print("event again ", again.total, [it.name for it in again.achievements], again.idempotent_replayed)

for it in trophy.users.achievements("ida", include_incomplete="true"):
    print("achievement ", it.name, it.trigger, it.completions, it.achieved_at is not None)

completion = trophy.achievements.complete("grand-tour", user=UpsertedUser(id="ida"))
assert completion.achievement.achieved_at is not None
print("complete    ", completion.achievement.name)
print("achievements", [it.name for it in trophy.users.achievements("ida")])

items = [CreateMetricRequestItem(name=f"Metric {n}", key=f"metric-{n}") for n in range(4)]
created = trophy.admin.metrics.create(request=items)
print("admin create", len(created.created), len(created.issues))
skip = 0
while page := trophy.admin.metrics.list(limit=2, skip=skip):
    print("admin page  ", [it.key for it in page])
    skip += len(page)

try:
    trophy.achievements.complete("no-such-thing", user=UpsertedUser(id="ida"))
except ApiError as error:
    print("refusal     ", type(error).__name__, error.status_code, error.body)

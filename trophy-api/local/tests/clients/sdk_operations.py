"""Calls all operations of Trophy's official SDK against a server, given by its two base URLs, and prints their number.

A response that the SDK cannot decode, and any status that is not a success, is an exception. Requests are dictionaries
with the names of the documents, so that the same script fits several versions of the SDK.
"""

import sys

from trophy import TrophyApi
from trophy.environment import TrophyApiEnvironment

application, admin = sys.argv[1:]
trophy = TrophyApi(
    api_key="any",
    environment=TrophyApiEnvironment(api=application, admin=admin),
)


def operations(client, path=""):
    """The paths of all methods of a client and of the clients in it."""
    for name, member in vars(type(client)).items():
        if isinstance(member, property) and name != "with_raw_response":
            yield from operations(getattr(client, name), f"{path}{name}.")
        elif callable(member) and not name.startswith("_"):
            yield path + name


missing = set(operations(trophy))
count = len(missing)
is_new = "admin.achievements.list" in missing


def call(path, *args, **kwargs):
    missing.discard(path)
    method = trophy
    for name in path.split("."):
        method = getattr(method, name)
    return method(*args, **kwargs)


def resource(path, create, change, parents=(), get=True):
    """Creates, lists, changes, reads and deletes a resource. The first of the new items remains."""
    created = call(f"{path}.create", *parents, request=create)
    assert not created.issues and len(created.created) == 2, created
    kept, deleted = [item.id for item in created.created]
    if change is not None:
        assert kept in [item.id for item in call(f"{path}.list", *parents, limit=100)]
        updated = call(f"{path}.update", *parents, request=[{"id": kept, **change}])
        assert not updated.issues, updated
    if get:
        assert call(f"{path}.get", *parents, kept).id == kept
    assert not call(f"{path}.delete", *parents, ids=[deleted]).issues
    return kept


def two(**fields):
    """Two items, which differ in their names and keys."""
    keys = ["one", "two"]
    return [{"name": key, "key": key, **fields} for key in keys]


# The Admin API.
attribute = resource("admin.attributes", two(type="user"), {"name": "Attribute"})
condition = {"attributeId": attribute, "attributeValue": "yes"}
metric = resource("admin.metrics", two(units="pages"), {"units": "words"})
system = resource("admin.points.systems", two(), {"name": "System"})
resource(
    "admin.leaderboards",
    two(rankBy="metric", metricId=metric, **({"userAttributes": [condition]} if is_new else {})),
    {"status": "active"},
)
resource("admin.points.levels", two(points=1), {"points": 2}, [system])
trigger = {"type": "metric", "points": 1, "metricId": metric, "metricThreshold": 1, "userAttributes": [condition]}
resource("admin.points.triggers", [trigger, trigger], {"points": 2}, [system])
boost = {"name": "Boost", "start": "2099-01-01", "multiplier": 2}
resource("admin.points.boosts", [boost, boost], {"name": "Changed"}, [system])
tenants = [{"customerId": key, "name": key} for key in ["one", "two"]]
resource("admin.tenants", tenants, {"name": "Tenant"})
resource("admin.application_api_keys", [{"userId": "learner-204"}] * 2, None, get=False)
event = {"key": "one", "user": {"id": "ida"}, "value": 1}
call("admin.metrics.batch_events", request=[event])
call("admin.streaks.freezes.create", freezes=[{"userId": "ida"}])
pauses = [{"userId": "ida", "start": "2199-01-01", "end": "2199-01-02"}]
pause = call("admin.streaks.pauses.create", pauses=pauses).created[0].id
call("admin.streaks.pauses.delete", ids=[pause])
call("admin.streaks.restore", users=[{"id": "ida"}])
if is_new:
    achievements = [
        {"name": "Years", "trigger": "anniversary", "anniversaryYears": 2, "status": "active"},
        {"name": "Tour", "trigger": "api", "key": "tour", "userAttributes": [condition]},
    ]
    resource("admin.achievements", achievements, {"badge": {"url": "https://img.example.com/2.png"}})
    call("admin.settings.get")
    settings = call("admin.settings.update", branding={"appName": "Lingua"}, aggregation_period="monthly")
    assert settings.branding.app_name == "Lingua"
    call("admin.streaks.settings.get")
    settings = call(
        "admin.streaks.settings.update",
        days_off=[0, 6],
        metrics=[{"key": "one", "threshold": 2}],
        freezes={"startCount": 1, "maxCount": 2},
    )
    assert settings.days_off == [0, 6] and settings.freezes.max_count == 2
    assert call("admin.streaks.reset", users=[{"id": "ida"}]).reset_users == ["ida"]
    assert call("admin.environments.list")[0].priority == 1

# The Application API.
signed_up = {"sign_up_date": "2024-02-29"} if is_new else {}
call("users.create", id="noor", name="Noor", **signed_up)
user = call("users.identify", "ida", attributes={"one": "yes"}, **signed_up)
assert not is_new or user.sign_up_date == "2024-02-29"
call("users.update", "ida", tz=None)
call("users.get", "ida")
call("users.get_preferences", "ida")
streak = {"enabled": True, **({"days_off": [0, 6]} if is_new else {})}
call("users.update_preferences", "ida", notifications={"recap": ["email"]}, streak=streak)
call("metrics.event", "one", user={"id": "ida"}, value=3, idempotency_key="one")
call("users.all_metrics", "ida")
call("users.single_metric", "ida", "one")
year = {"aggregation": "daily", "start_date": "2026-01-01", "end_date": "2026-02-01"}
call("users.metric_event_summary", "ida", "one", **year)
call("users.points_event_summary", "ida", "one", **year)
own = call("users.achievements", "ida", include_incomplete="true")
assert not is_new or "Years" in [it.name for it in own if it.achieved_at], own
call("users.streak", "ida")
call("users.points", "ida", "one")
call("users.points_boosts", "ida", "one")
call("users.leaderboard", "ida", "one")
call("users.wrapped", "ida")
call("achievements.all_")
call("achievements.complete", "grand-tour", user={"id": "ida"})
boards = call("leaderboards.all_")
if is_new:
    board = next(it for it in boards if it.key == "one")
    assert [(it.key, it.value) for it in board.user_attributes] == [("one", "yes")], board
call("leaderboards.get", "one")
call("points.summary", "one")
call("points.system", "one")
call("points.boosts", "one")
call("points.levels", "one")
call("points.level_summary", "one")
call("streaks.list", user_ids=["ida"])

assert not missing, missing
print(count, "operations")

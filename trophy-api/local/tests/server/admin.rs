//! The Admin API.

use trophy_api::admin::models::{
    AdminAttributeValue as Condition, BatchMetricEvent, BatchMetricEventUser,
    CreateLeaderboardRequestItem, CreateLeaderboardRequestItemStatus, CreateMetricRequestItem,
    CreatePointsLevelRequestItem, CreatePointsSystemRequestItem, CreatePointsTriggerRequestItem,
    CreatePointsTriggerRequestItemStatus, CreatePointsTriggerRequestItemType,
    CreateStreakFreezesRequest, CreateStreakFreezesRequestFreezesItem, CreateStreakPausesRequest,
    CreateStreakPausesRequestPausesItem, RankBy, UpdateLeaderboardRequestItem,
    UpdateMetricRequestItem,
};
use trophy_api::http::StatusCode;
use trophy_api::models::UpdatedUser;
use trophy_api::{Date, Patch, Uuid};

use super::{METRIC, Test, mark, refusal, start};

#[tokio::test]
async fn failed_items_become_issues() -> Test {
    let (_server, trophy) = start().await?;
    let metrics = trophy.admin().metrics();

    let created = metrics
        .create([
            CreateMetricRequestItem::new("Steps", "steps"),
            CreateMetricRequestItem::new("Steps again", "steps"),
            CreateMetricRequestItem::new("Odd", "a key"),
        ])
        .send()
        .await?;

    assert_eq!(created.status(), StatusCode::CREATED);
    let created = created.into_inner();
    assert_eq!(created.created.len(), 1);
    assert_eq!(created.created[0].key, "steps");
    let indexes: Vec<Option<i64>> = created.issues.iter().map(|it| it.index).collect();
    assert_eq!(indexes, [Some(1), Some(2)]);
    assert_eq!(created.issues[0].message, "`key`: `steps` is taken");

    let none = metrics
        .create([CreateMetricRequestItem::new("Steps", "steps")])
        .send()
        .await?;
    assert_eq!(none.status(), StatusCode::OK);
    assert!(none.value().created.is_empty());
    Ok(())
}

#[tokio::test]
async fn lists_have_pages() -> Test {
    let (_server, trophy) = start().await?;
    let metrics = trophy.admin().metrics();
    let more = (1..25).map(|n| CreateMetricRequestItem::new(format!("M{n}"), format!("m{n}")));
    metrics.create(more).await?;

    assert_eq!(metrics.list().await?.len(), 10);
    let page = metrics.list().limit(100).skip(20).await?;
    let keys: Vec<&str> = page.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["m20", "m21", "m22", "m23", "m24"]);
    for invalid in [metrics.list().limit(101), metrics.list().skip(-1)] {
        let (status, _) = refusal(invalid.await)?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(())
}

#[tokio::test]
async fn resources_are_updated_read_and_deleted() -> Test {
    let (_server, trophy) = start().await?;
    let metrics = trophy.admin().metrics();
    let id = metrics.list().await?[0].id;
    let unknown = Uuid::from_u128(7);

    let updated = metrics
        .update([
            UpdateMetricRequestItem::new(id).units("pages"),
            UpdateMetricRequestItem::new(unknown).units("pages"),
        ])
        .await?;
    assert_eq!(updated.updated[0].units, "pages");
    assert_eq!(updated.updated[0].name, "Lessons");
    assert_eq!(updated.issues[0].id, Some(unknown.to_string()));
    assert_eq!(metrics.get(id).await?, updated.updated[0]);

    let deleted = metrics.delete([id, unknown]).await?;
    assert_eq!(deleted.deleted[0].id, id);
    assert_eq!(deleted.issues.len(), 1);
    let (status, message) = refusal(metrics.get(id).await)?;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(message, "no metric has this ID");
    Ok(())
}

#[tokio::test]
async fn points_system_is_created_with_its_levels_and_triggers() -> Test {
    let (_server, trophy) = start().await?;
    let systems = trophy.admin().points().systems();
    let metric = trophy.admin().metrics().list().await?[0].id;
    let trigger =
        CreatePointsTriggerRequestItem::new(CreatePointsTriggerRequestItemType::Metric, 5)
            .status(CreatePointsTriggerRequestItemStatus::Active)
            .metric_id(metric)
            .metric_threshold(1);
    let invalid =
        CreatePointsTriggerRequestItem::new(CreatePointsTriggerRequestItemType::Streak, 5);
    let gems = CreatePointsSystemRequestItem::new("Gems", "gems")
        .levels([CreatePointsLevelRequestItem::new(
            "Resident", "resident", 250,
        )])
        .triggers([trigger]);

    let created = systems
        .create([
            gems,
            CreatePointsSystemRequestItem::new("Coins", "coins").triggers([invalid]),
        ])
        .await?;

    assert_eq!(created.created[0].levels[0].points, 250);
    assert_eq!(
        created.issues[0].message,
        "`streakLength`: required for the type `streak`"
    );
    assert_eq!(systems.list().await?.len(), 1);
    let seen = trophy.points().system("gems").await?;
    assert_eq!(seen.triggers[0].metric_name.as_deref(), Some("Lessons"));
    assert_eq!(trophy.points().levels("gems").await?[0].key, "resident");
    let (status, _) = refusal(trophy.points().system("coins").await)?;
    assert_eq!(status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn leaderboard_settings_are_validated() -> Test {
    let (_server, trophy) = start().await?;
    let leaderboards = trophy.admin().leaderboards();
    let metric = trophy.admin().metrics().list().await?[0].id;
    let league = CreateLeaderboardRequestItem::new("League", "league", RankBy::Metric)
        .status(CreateLeaderboardRequestItemStatus::Active)
        .start_time("08:00");

    let without = leaderboards.create([league.clone()]).await?;
    assert!(without.issues[0].message.starts_with("`metricId`"));
    let cohort = trophy.admin().attributes().list().await?[0].id;
    let league = league
        .metric_id(metric)
        .user_attributes([Condition::new(cohort, "spring")]);
    let created = leaderboards.create([league]).await?;
    let league = &created.created[0];
    assert_eq!(league.max_participants, Some(1000));

    let change = UpdateLeaderboardRequestItem::new(league.id)
        .start_time(Patch::Null)
        .max_participants(Patch::Null);
    let updated = leaderboards.update([change]).await?;
    assert_eq!(updated.updated[0].start_time, None);
    assert_eq!(updated.updated[0].max_participants, None);
    let renamed = UpdateLeaderboardRequestItem::new(league.id).key("premier");
    let open = UpdateLeaderboardRequestItem::new(league.id).user_attributes(Patch::Null);
    let refused = leaderboards.update([renamed, open]).await?;
    assert!(refused.updated.is_empty(), "{refused:?}");

    let seen = trophy.leaderboards().all().await?;
    assert_eq!(seen[0].user_attributes[0].key, "cohort");
    assert_eq!(seen[0].user_attributes[0].value, "spring");
    assert_eq!(seen[0].metric_key.as_deref(), Some(METRIC));
    let rankings = trophy.leaderboards().get("league").send().await?;
    assert_eq!(mark(&rankings), Some("documented-example"));
    Ok(())
}

#[tokio::test]
async fn batch_records_each_idempotency_key_once() -> Test {
    let (_server, trophy) = start().await?;
    let event = |key: &str, value| {
        let user = BatchMetricEventUser::new("noor");
        BatchMetricEvent::new(key, user, value).idempotency_key("key-1")
    };
    let metrics = trophy.admin().metrics();

    let accepted = metrics
        .batch_events([event(METRIC, 3.0), event(METRIC, 4.0)])
        .send()
        .await?;

    assert_eq!(accepted.status(), StatusCode::ACCEPTED);
    assert_eq!(accepted.value().accepted, 2);
    let metric = trophy.users().single_metric("noor", METRIC).await?;
    assert_eq!(metric.current, 3.0);
    let (status, _) = refusal(metrics.batch_events([event("steps", 1.0)]).await)?;
    assert_eq!(status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn freezes_and_pauses_require_existing_users() -> Test {
    let (_server, trophy) = start().await?;
    trophy.users().identify("noor", UpdatedUser::new()).await?;
    let streaks = trophy.admin().streaks();
    let freeze = CreateStreakFreezesRequestFreezesItem::new;

    let freezes = CreateStreakFreezesRequest::new([freeze("noor"), freeze("nobody")]);
    let given = streaks.freezes().create(freezes).send().await?;
    assert_eq!(given.status(), StatusCode::CREATED);
    assert_eq!(mark(&given), Some("no-effect"));
    assert_eq!(given.value().issues[0].user_id.as_deref(), Some("nobody"));

    let (past, future) = (Date::new(2020, 1, 1)?, Date::new(2199, 1, 1)?);
    let pause = |start| CreateStreakPausesRequestPausesItem::new("noor", start, future.clone());
    let pauses = CreateStreakPausesRequest::new([pause(past), pause(future.clone())]);
    let created = streaks.pauses().create(pauses).await?;
    assert_eq!(created.created.len(), 1);
    assert!(created.issues[0].message.starts_with("`start`"));
    let gone = streaks.pauses().delete([created.created[0].id]).await?;
    assert_eq!(gone.deleted.len(), 1);
    Ok(())
}

//! Achievements are completed once and counted.

use trophy_api::admin::models::{
    AdminAttributeValue as Condition, CreateAchievementRequestItem,
    CreateAchievementRequestItemStatus as Status, CreateAchievementRequestItemTrigger as Trigger,
    UpdateAchievementRequestItem, UpdateAchievementRequestItemStatus as NewStatus,
    UpdateAchievementRequestItemTrigger as NewTrigger,
};
use trophy_api::http::StatusCode;
use trophy_api::models::{AchievementResponseTrigger, UpdatedUser, UpsertedUser};
use trophy_api::{Date, Patch, Trophy, Uuid};
use trophy_local::{Achievement, Server};

use super::{METRIC, Test, refusal, seed, start};

#[tokio::test]
async fn call_completes_an_achievement_once() -> Test {
    let (_server, trophy) = start().await?;
    let complete = || {
        let user = UpsertedUser::new("noor");
        trophy.achievements().complete("grand-tour", user).send()
    };

    let first = complete().await?;
    let again = complete().await?;

    assert_eq!(first.status(), StatusCode::CREATED);
    assert!(first.value().achievement.achieved_at.is_some());
    assert_eq!(again.value(), first.value());
    let all = trophy.achievements().all().await?;
    let tour = all
        .iter()
        .find(|it| it.key.as_deref() == Some("grand-tour"));
    let tour = tour.ok_or("the achievement is not in the list")?;
    assert_eq!((tour.completions, tour.rarity), (1, 100.0));

    let (status, _) = refusal(
        trophy
            .achievements()
            .complete("petit-tour", UpsertedUser::new("noor"))
            .await,
    )?;
    assert_eq!(status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn metric_completes_an_achievement_once() -> Test {
    let (_server, trophy) = start().await?;
    trophy
        .metrics()
        .event(METRIC, UpsertedUser::new("ida"), 1.0)
        .await?;
    let event = |value| {
        trophy
            .metrics()
            .event(METRIC, UpsertedUser::new("noor"), value)
    };

    assert!(event(9.0).await?.achievements.is_empty());
    let completed = event(1.0).await?.achievements;
    assert_eq!(completed.len(), 1);
    assert_eq!(completed[0].name, "Ten lessons");
    assert_eq!(completed[0].trigger, AchievementResponseTrigger::Metric);
    assert_eq!(completed[0].metric_name.as_deref(), Some("Lessons"));
    assert!(event(-5.0).await?.achievements.is_empty());
    assert!(event(5.0).await?.achievements.is_empty());

    let own = trophy.users().achievements("noor").await?;
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].completions, own[0].rarity), (1, 50.0));
    assert_eq!(own[0].achieved_at, completed[0].achieved_at);
    let all = trophy
        .users()
        .achievements("noor")
        .include_incomplete(true)
        .await?;
    assert_eq!(all.len(), 2);
    let metric = trophy.users().single_metric("noor", METRIC).await?;
    assert_eq!(metric.achievements, completed);
    Ok(())
}

#[tokio::test]
async fn user_and_event_attributes_are_conditions() -> Test {
    let songs = Achievement::metric("Five songs", METRIC, 5.0)
        .event_attribute("kind", "song")
        .user_attribute("cohort", "spring");
    let server = Server::builder()
        .seed(seed().achievement(songs))
        .start()
        .await?;
    let trophy = server.client()?;
    let event = |user: &str, cohort: &str, kind: &str| {
        let user = UpsertedUser::new(user).attributes([("cohort", cohort)]);
        let event = trophy.metrics().event(METRIC, user, 5.0);
        event.attributes([("kind", kind)])
    };

    assert!(
        event("noor", "spring", "poem")
            .await?
            .achievements
            .is_empty()
    );
    assert!(
        event("ida", "autumn", "song")
            .await?
            .achievements
            .is_empty()
    );
    let completed = event("noor", "spring", "song").await?.achievements;
    let names: Vec<&str> = completed.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Ten lessons", "Five songs"]);

    let achievements = trophy.achievements();
    let open = achievements.all().user_attributes("cohort:autumn").await?;
    assert_eq!(open.len(), 2);
    let open = achievements.all().user_attributes("cohort:spring").await?;
    assert_eq!(open.len(), 3);
    Ok(())
}

#[tokio::test]
async fn achievement_is_completed_with_its_last_dependency() -> Test {
    let [one, two] = [Uuid::from_u128(1), Uuid::from_u128(2)];
    let seed = seed()
        .achievement(Achievement::api("One", "one").id(one))
        .achievement(Achievement::api("Two", "two").id(two))
        .achievement(Achievement::all_of("Both", [one, two]));
    let server = Server::builder().seed(seed).start().await?;
    let trophy = server.client()?;
    let noor = || UpsertedUser::new("noor");

    trophy.achievements().complete("one", noor()).await?;
    assert_eq!(trophy.users().achievements("noor").await?.len(), 1);
    trophy.achievements().complete("two", noor()).await?;

    let own = trophy.users().achievements("noor").await?;
    let names: Vec<&str> = own.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["One", "Two", "Both"]);
    Ok(())
}

#[tokio::test]
async fn created_achievements_are_completed_and_deleted() -> Test {
    let (_server, trophy) = start().await?;
    let admin = trophy.admin().achievements();
    let metric = trophy.admin().metrics().list().await?[0].id;
    let created = admin
        .create([
            active("One lesson", Trigger::Metric)
                .metric_id(metric)
                .metric_value(1.0),
            active("Tour", Trigger::Api).key("tour"),
            active("Tour again", Trigger::Api).key("tour"),
            active("No key", Trigger::Api),
        ])
        .send()
        .await?;
    assert_eq!(created.status(), StatusCode::CREATED);
    let created = created.into_inner();
    let indexes: Vec<Option<i64>> = created.issues.iter().map(|it| it.index).collect();
    assert_eq!(indexes, [Some(2), Some(3)]);
    let ids: Vec<Uuid> = created.created.iter().map(|it| it.id).collect();
    let both = active("Both", Trigger::Achievement).achievement_ids(ids.clone());
    let both = admin.create([both]).await?.created[0].id;

    let noor = || UpsertedUser::new("noor");
    let event = trophy.metrics().event(METRIC, noor(), 1.0).await?;
    assert_eq!(event.achievements[0].id, ids[0].to_string());
    trophy.achievements().complete("tour", noor()).await?;
    assert_eq!(own(&trophy).await?, ["One lesson", "Tour", "Both"]);

    let listed = admin.list().skip(2).await?;
    let names: Vec<&str> = listed.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["One lesson", "Tour", "Both"]);
    let unknown = Uuid::from_u128(7);
    let deleted = admin.delete([both, unknown]).await?;
    assert_eq!((deleted.deleted.len(), deleted.issues.len()), (1, 1));
    assert_eq!(own(&trophy).await?, ["One lesson", "Tour"]);
    let (status, _) = refusal(admin.get(both).await)?;
    assert_eq!(status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn only_active_achievements_are_completed() -> Test {
    let (_server, trophy) = start().await?;
    let admin = trophy.admin().achievements();
    let tour = CreateAchievementRequestItem::new("Tour", Trigger::Api).key("tour");
    let id = admin.create([tour]).await?.created[0].id;
    let complete = |user| {
        let user = UpsertedUser::new(user);
        trophy.achievements().complete("tour", user).send()
    };
    let set = |status| admin.update([UpdateAchievementRequestItem::new(id).status(status)]);

    // New achievements are inactive.
    let (status, _) = refusal(complete("noor").await)?;
    assert_eq!(status, StatusCode::NOT_FOUND);
    set(NewStatus::Active).await?;
    complete("noor").await?;
    set(NewStatus::Locked).await?;
    complete("noor").await?;
    let (status, message) = refusal(complete("ida").await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(message, "the achievement is locked");
    Ok(())
}

#[tokio::test]
async fn achievements_are_changed_with_the_properties_of_their_trigger() -> Test {
    let (_server, trophy) = start().await?;
    let admin = trophy.admin().achievements();
    let cohort = trophy.admin().attributes().list().await?[0].id;
    let tour = active("Tour", Trigger::Api)
        .key("tour")
        .description("Visit every corner")
        .user_attributes([Condition::new(cohort, "spring")]);
    let before = admin.create([tour]).await?.created.remove(0);
    let item = || UpdateAchievementRequestItem::new(before.id);

    let refused = admin
        .update([
            item().streak_length(7),
            item().trigger(NewTrigger::Streak),
            item().key("grand-tour"),
        ])
        .await?;
    assert_eq!((refused.updated.len(), refused.issues.len()), (0, 3));
    assert_eq!(admin.get(before.id).await?, before);

    let change = item()
        .trigger(NewTrigger::Streak)
        .streak_length(7)
        .description(Patch::Null)
        .user_attributes(Patch::Null);
    let changed = admin.update([change]).await?.updated.remove(0);
    assert_eq!(changed.streak_length, Some(7));
    assert_eq!((changed.key, changed.description), (None, None));
    assert!(changed.user_attributes.is_empty());
    Ok(())
}

#[tokio::test]
async fn anniversary_completes_an_achievement() -> Test {
    let seed = seed()
        .achievement(Achievement::anniversary("One year", 1))
        .achievement(Achievement::anniversary("A hundred years", 100));
    let server = Server::builder().seed(seed).start().await?;
    let trophy = server.client()?;

    let noor = UpdatedUser::new().name("Noor");
    trophy.users().identify("noor", noor).await?;
    assert!(own(&trophy).await?.is_empty());
    let signed_up = UpdatedUser::new().sign_up_date("2024-02-29".parse::<Date>()?);
    trophy.users().update("noor", signed_up).await?;

    assert_eq!(own(&trophy).await?, ["One year"]);
    let completed = trophy.users().achievements("noor").await?;
    assert_eq!(completed[0].anniversary_years, Some(1));
    assert_eq!(completed[0].completions, 1);
    Ok(())
}

/// A new active achievement.
fn active(name: &str, trigger: Trigger) -> CreateAchievementRequestItem {
    CreateAchievementRequestItem::new(name, trigger).status(Status::Active)
}

/// The names of the achievements of the user `noor`.
async fn own(trophy: &Trophy) -> trophy_api::Result<Vec<String>> {
    let own = trophy.users().achievements("noor").await?;
    Ok(own.into_iter().map(|it| it.name).collect())
}

//! Achievements are completed once and counted.

use trophy_api::Uuid;
use trophy_api::http::StatusCode;
use trophy_api::models::{AchievementResponseTrigger, UpsertedUser};
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

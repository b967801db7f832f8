//! Decodes responses that do not match the document: required properties are missing, unknown properties occur, and
//! lists are `null`.

#![cfg(feature = "application")]

use std::error::Error;

use apicrate_runtime::{Bytes, Operation};
use serde_json::{Value, json};
use trophy_api::models::{
    AchievementResponse, AchievementResponseTrigger, AchievementWithStatsResponse, AttributeValue,
    StreakFrequency, UpdatedUser, UpsertedUser, UserAchievementResponse,
    UserAchievementWithStatsResponse,
};
use trophy_api::{Patch, Response, Timestamp, achievements, http, streaks, users};

type Test = Result<(), Box<dyn Error>>;

const USERS_ACHIEVEMENTS: &str = include_str!("payloads/users_achievements.json");
const ACHIEVEMENTS_COMPLETE: &str = include_str!("payloads/achievements_complete.json");

/// Decodes the body of an operation's response.
fn decode<O: Operation>(body: impl Into<Bytes>) -> trophy_api::Result<O::Output> {
    O::decode(http::Response::new(body.into())).map(Response::into_inner)
}

/// Decodes an achievement with the required properties and the given ones.
fn achievement(properties: Value) -> serde_json::Result<UserAchievementResponse> {
    let mut achievement = json!({"id": "1", "name": "A", "trigger": "api"});
    if let (Some(achievement), Value::Object(properties)) =
        (achievement.as_object_mut(), properties)
    {
        achievement.extend(properties);
    }
    serde_json::from_value(achievement)
}

#[test]
fn documented_user_achievements_decode() -> Test {
    let achievements = decode::<users::AchievementsRequest>(USERS_ACHIEVEMENTS)?;

    let [onboarding, writer, streak] = achievements.as_slice() else {
        return Err(format!("not three achievements: {achievements:?}").into());
    };
    assert_eq!(onboarding.name, "Completed Onboarding");
    assert_eq!(onboarding.trigger, AchievementResponseTrigger::Api);
    assert_eq!(
        onboarding.achieved_at,
        Some("2021-01-01T00:00:00Z".parse()?)
    );

    assert_eq!(writer.trigger, AchievementResponseTrigger::Metric);
    assert_eq!(writer.metric_name.as_deref(), Some("words written"));
    assert_eq!(writer.metric_value, Some(500.0));

    assert_eq!(streak.trigger, AchievementResponseTrigger::Streak);
    assert_eq!(streak.streak_length, Some(3));

    for achievement in &achievements {
        assert_eq!(achievement.description, None);
        assert!(achievement.user_attributes.is_empty());
        assert!(achievement.event_attributes.is_empty());
        assert_eq!(achievement.completions, 100);
        assert!((achievement.rarity - 50.0).abs() < f64::EPSILON);
    }
    Ok(())
}

#[test]
fn documented_achievement_completion_decodes() -> Test {
    let completion = decode::<achievements::CompleteRequest>(ACHIEVEMENTS_COMPLETE)?;

    assert_eq!(
        completion.completion_id,
        "0040fe51-6bce-4b44-b0ad-bddc4e123534"
    );
    assert!(completion.points.is_empty());

    let achievement = completion.achievement;
    assert_eq!(achievement.id, "5100fe51-6bce-6j44-b0hs-bddc4e123682");
    assert_eq!(achievement.trigger, AchievementResponseTrigger::Api);
    assert_eq!(achievement.key.as_deref(), Some("finish-onboarding"));
    assert_eq!(
        achievement.description.as_deref(),
        Some("Complete the onboarding process.")
    );
    assert!(achievement.user_attributes.is_empty());
    Ok(())
}

#[test]
fn unknown_enum_values_round_trip() -> Test {
    let achievement = achievement(json!({"trigger": "quest"}))?;
    assert_eq!(
        achievement.trigger,
        AchievementResponseTrigger::Unknown("quest".to_owned())
    );
    assert_eq!(achievement.trigger.as_str(), "quest");
    assert_eq!(serde_json::to_value(&achievement)?["trigger"], "quest");

    let frequency: StreakFrequency = serde_json::from_value(json!("fortnightly"))?;
    assert_eq!(serde_json::to_value(frequency)?, "fortnightly");
    Ok(())
}

#[test]
fn unknown_properties_are_ignored() -> Test {
    let plain = achievement(json!({}))?;
    let richer = achievement(json!({"colour": "gold", "nested": {"list": [1, null]}}))?;

    assert_eq!(plain, richer);
    Ok(())
}

#[test]
fn null_lists_and_maps_become_empty() -> Test {
    let nulls = json!({"userAttributes": null, "eventAttributes": null, "achievementIds": null});
    let achievement = achievement(nulls)?;
    assert!(achievement.user_attributes.is_empty());
    assert!(achievement.event_attributes.is_empty());
    assert!(achievement.achievement_ids.is_empty());

    let completion = json!({"completionId": "1", "achievement": achievement, "points": null});
    let completion = decode::<achievements::CompleteRequest>(completion.to_string())?;
    assert!(completion.points.is_empty());

    let streak = json!({"length": 0, "frequency": "daily", "streakHistory": null});
    let streak = decode::<users::StreakRequest>(streak.to_string())?;
    assert!(streak.streak_history.is_empty());
    assert!(streak.pauses.is_empty());
    Ok(())
}

#[test]
fn null_and_absent_are_equal_in_responses() -> Test {
    let null = achievement(json!({"description": null, "key": null, "achievedAt": null}))?;

    assert_eq!(null, achievement(json!({}))?);
    assert_eq!(null.achieved_at, None);

    let streaks = json!([{"userId": "user-18", "streakLength": 0, "extended": null}]);
    let streaks = decode::<streaks::ListRequest>(streaks.to_string())?;
    assert_eq!(streaks[0].extended, None);
    Ok(())
}

#[test]
fn upserted_user_converts_to_updated_user() {
    let user = UpsertedUser::new("user-18")
        .email("user@example.com")
        .tz(Patch::Null)
        .attributes([("plan", "pro")]);

    assert_eq!(
        UpdatedUser::from(user),
        UpdatedUser::new()
            .email("user@example.com")
            .tz(Patch::Null)
            .attributes([("plan", "pro")])
    );
}

#[test]
fn user_achievement_with_stats_converts_to_the_types_it_extends() -> Test {
    let attribute = AttributeValue::new("plan", "pro");
    let trigger = AchievementResponseTrigger::Streak;
    let with_user =
        UserAchievementWithStatsResponse::new("1", "3-Day Streak", trigger.clone(), 7, 0.5)
            .streak_length(3)
            .user_attributes([attribute.clone()])
            .achieved_at("2021-03-01T00:00:00Z".parse::<Timestamp>()?);

    let with_stats = AchievementWithStatsResponse::from(with_user);
    assert_eq!(
        with_stats,
        AchievementWithStatsResponse::new("1", "3-Day Streak", trigger.clone(), 7, 0.5)
            .streak_length(3)
            .user_attributes([attribute.clone()])
    );

    let plain = AchievementResponse::from(with_stats);
    assert_eq!(
        plain,
        AchievementResponse::new("1", "3-Day Streak", trigger)
            .streak_length(3)
            .user_attributes([attribute])
    );
    Ok(())
}

//! Users and their preferences.

use trophy_api::http::StatusCode;
use trophy_api::models::{
    NotificationChannel, NotificationPreferences, StreakMetricPreference, StreakPreferences,
    UpdateUserPreferencesRequest, UpdatedUser, UpsertedUser, UsersMetricEventSummaryAggregation,
};
use trophy_api::users::MetricEventSummaryArguments;
use trophy_api::{Date, Patch};

use super::{METRIC, Test, mark, refusal, start};

#[tokio::test]
async fn user_is_created_once() -> Test {
    let (_server, trophy) = start().await?;
    let noor = UpsertedUser::new("noor")
        .email("noor@example.com")
        .tz("Asia/Amman")
        .attributes([("cohort", "spring")]);

    let created = trophy.users().create(noor.clone()).send().await?;

    assert_eq!(created.status(), StatusCode::CREATED);
    let user = created.into_inner();
    assert_eq!(user.tz.as_deref(), Some("Asia/Amman"));
    assert_eq!(user.subscribe_to_emails, Some(true));
    assert_eq!(trophy.users().get("noor").await?, user);

    let (status, message) = refusal(trophy.users().create(noor).await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(message, "a user with this ID already exists");
    Ok(())
}

#[tokio::test]
async fn update_keeps_absent_fields_and_clears_null_fields() -> Test {
    let (_server, trophy) = start().await?;
    let before = UpdatedUser::new()
        .name("Noor")
        .tz("Asia/Amman")
        .device_tokens(vec!["apns-1".to_owned()]);
    trophy.users().identify("noor", before).await?;

    let absent = trophy
        .users()
        .update("noor", UpdatedUser::new().name("Noor H."))
        .await?;
    assert_eq!(absent.name.as_deref(), Some("Noor H."));
    assert_eq!(absent.tz.as_deref(), Some("Asia/Amman"));
    assert_eq!(absent.device_tokens, ["apns-1"]);

    let nulls = UpdatedUser::new()
        .tz(Patch::Null)
        .device_tokens(Patch::Null);
    let null = trophy.users().update("noor", nulls).await?;
    assert_eq!(null.name.as_deref(), Some("Noor H."));
    assert_eq!(null.tz, None);
    assert!(null.device_tokens.is_empty());
    assert!(null.updated > null.created);
    Ok(())
}

#[tokio::test]
async fn unsubscribed_users_have_no_email_address() -> Test {
    let (_server, trophy) = start().await?;
    let users = trophy.users();
    let noor = UpdatedUser::new().email("noor@example.com");
    users.identify("noor", noor.clone()).await?;

    let unsubscribed = users
        .update("noor", UpdatedUser::new().subscribe_to_emails(false))
        .await?;
    assert_eq!(unsubscribed.email, None);
    assert_eq!(users.update("noor", noor).await?.email, None);

    let subscribed = UpdatedUser::new().subscribe_to_emails(true);
    let (status, message) = refusal(users.update("noor", subscribed).await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(message.starts_with("`email`"), "{message}");
    Ok(())
}

#[tokio::test]
async fn unknown_attributes_are_rejected() -> Test {
    let (_server, trophy) = start().await?;
    let unknown = UpdatedUser::new().attributes([("shoe-size", "41")]);

    let (status, message) = refusal(trophy.users().identify("noor", unknown).await)?;

    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(message.contains("`shoe-size`"), "{message}");
    assert!(trophy.users().get("noor").await.is_err());
    Ok(())
}

#[tokio::test]
async fn unknown_users_get_the_documented_status() -> Test {
    let (_server, trophy) = start().await?;
    let users = trophy.users();

    let (get, _) = refusal(users.get("nobody").await)?;
    let (update, _) = refusal(users.update("nobody", UpdatedUser::new()).await)?;
    let (streak, _) = refusal(users.streak("nobody").await)?;

    // The document has no 404 for `users_get`.
    assert_eq!(get, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(update, StatusCode::NOT_FOUND);
    assert_eq!(streak, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn preferences_are_updated_independently() -> Test {
    let (_server, trophy) = start().await?;
    let users = trophy.users();
    users.identify("noor", UpdatedUser::new()).await?;
    let recap = NotificationPreferences::new().recap([NotificationChannel::Email]);
    let streak = StreakPreferences::new().metrics([StreakMetricPreference::new(METRIC, 3.0)]);

    let first = UpdateUserPreferencesRequest::new().notifications(recap);
    users.update_preferences("noor", first).await?;
    let second = UpdateUserPreferencesRequest::new().streak(streak.clone());
    users.update_preferences("noor", second).await?;

    let preferences = users.get_preferences("noor").await?;
    assert_eq!(
        preferences.notifications.recap,
        Some(vec![NotificationChannel::Email])
    );
    assert_eq!(preferences.notifications.reactivation, None);
    assert_eq!(preferences.streak, Some(streak));

    let unknown = NotificationPreferences::new().recap([NotificationChannel::from("pigeon")]);
    let unknown = UpdateUserPreferencesRequest::new().notifications(unknown);
    let (status, message) = refusal(users.update_preferences("noor", unknown).await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(message.contains("`pigeon`"), "{message}");
    Ok(())
}

#[tokio::test]
async fn documented_examples_are_marked() -> Test {
    let (_server, trophy) = start().await?;
    let users = trophy.users();
    let user = users.identify("noor", UpdatedUser::new()).send().await?;
    assert_eq!(mark(&user), None);

    let streak = users.streak("noor").send().await?;
    let wrapped = users.wrapped("noor").send().await?;

    assert_eq!(mark(&streak), Some("documented-example"));
    assert_eq!(streak.value().length, 12);
    assert_eq!(mark(&wrapped), Some("documented-example"));
    assert_eq!(wrapped.value().user, user.into_inner());
    Ok(())
}

#[tokio::test]
async fn summary_range_is_validated() -> Test {
    let (_server, trophy) = start().await?;
    let users = trophy.users();
    users.identify("noor", UpdatedUser::new()).await?;
    let summary = |start_date: Date, end_date: Date| {
        let range = MetricEventSummaryArguments {
            aggregation: UsersMetricEventSummaryAggregation::Daily,
            start_date,
            end_date,
        };
        users.metric_event_summary("noor", METRIC, range)
    };
    let (first, last) = (Date::new(2026, 8, 1)?, Date::new(2026, 8, 17)?);

    let points = summary(first.clone(), last.clone()).send().await?;
    assert_eq!(mark(&points), Some("documented-example"));

    let (status, _) = refusal(summary(last, first).await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    Ok(())
}

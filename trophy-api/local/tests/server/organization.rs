//! Settings, environments, and streaks that are reset.

use trophy_api::admin::models::{
    AdminAggregationPeriod, AdminEnvironment, AdminStreakEvaluationMode, AdminStreakFrequency,
    ResetStreaksRequest, RestoreStreaksRequestUsersItem as User, StreakSettingsMetric,
    UpdateAdminSettingsBranding, UpdateAdminSettingsExperimentation, UpdateAdminSettingsRequest,
    UpdateStreakSettingsFreezes, UpdateStreakSettingsRequest,
};
use trophy_api::http::StatusCode;
use trophy_api::models::{
    StreakPreferences, UpdateUserPreferencesRequest, UpdatedUser, UpsertedUser,
};
use trophy_api::{Date, Patch};
use trophy_local::Server;

use super::{METRIC, Test, refusal, seed, start};

#[tokio::test]
async fn settings_are_changed_field_by_field() -> Test {
    let (_server, trophy) = start().await?;
    let settings = trophy.admin().settings();
    let before = settings.get().await?;

    let branding = UpdateAdminSettingsBranding::new()
        .app_name("Lingua")
        .brand_color("rgba(58, 110, 165, 0.5)");
    let change = UpdateAdminSettingsRequest::new()
        .branding(branding)
        .experimentation(UpdateAdminSettingsExperimentation::new().control_ratio(10));
    let changed = settings.update(change).await?;

    assert_eq!(changed, settings.get().await?);
    assert_eq!(changed.branding.app_name, "Lingua");
    assert_eq!(changed.branding.font, before.branding.font);
    assert_eq!(changed.experimentation.control_ratio, 10);
    assert_eq!(
        changed.experimentation.user_activation_window,
        before.experimentation.user_activation_window
    );
    Ok(())
}

#[tokio::test]
async fn invalid_settings_are_rejected() -> Test {
    let (_server, trophy) = start().await?;
    let settings = trophy.admin().settings();
    let branding = UpdateAdminSettingsBranding::new;
    let experimentation = UpdateAdminSettingsExperimentation::new;
    let request = UpdateAdminSettingsRequest::new;
    let before = settings.get().await?;

    for (change, expected) in [
        (request().branding(branding().app_name("")), "`appName`"),
        (request().branding(branding().app_url("lingua")), "`appUrl`"),
        (
            request().branding(branding().brand_color("#12345")),
            "`brandColor`",
        ),
        (
            request().branding(branding().brand_color("rgb(0,0,256)")),
            "`brandColor`",
        ),
        (
            request().experimentation(experimentation().control_ratio(101)),
            "`controlRatio`",
        ),
        (
            request().experimentation(experimentation().user_activation_window(2)),
            "`userActivationWindow`",
        ),
        (
            request().aggregation_period(AdminAggregationPeriod::from("daily")),
            "`aggregationPeriod`",
        ),
    ] {
        let (status, message) = refusal(settings.update(change).await)?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message.starts_with(expected), "{message}");
    }
    assert_eq!(settings.get().await?, before);
    Ok(())
}

#[tokio::test]
async fn streak_settings_are_changed_field_by_field() -> Test {
    let (_server, trophy) = start().await?;
    let settings = trophy.admin().streaks().settings();
    let metric = StreakSettingsMetric::new(METRIC, 3);

    let change = UpdateStreakSettingsRequest::new()
        .days_off([0, 6])
        .metrics([metric.clone()])
        .freezes(
            UpdateStreakSettingsFreezes::new(1, 2)
                .auto_earn_interval(7)
                .auto_earn_amount(1),
        );
    let changed = settings.update(change).await?;
    assert_eq!(changed, settings.get().await?);
    assert_eq!(changed.days_off, [0, 6]);
    assert_eq!(changed.metrics, std::slice::from_ref(&metric));
    let freezes = changed.freezes.ok_or("there are no freezes")?;
    assert_eq!((freezes.start_count, freezes.max_count), (1, 2));
    assert_eq!(freezes.auto_earn_interval, Some(7));

    // Only daily streaks have days off.
    let weekly = UpdateStreakSettingsRequest::new()
        .frequency(AdminStreakFrequency::Weekly)
        .freezes(Patch::Null);
    let changed = settings.update(weekly).await?;
    assert!(changed.days_off.is_empty());
    assert_eq!(changed.metrics, [metric]);
    assert_eq!(changed.freezes, None);
    Ok(())
}

#[tokio::test]
async fn invalid_streak_settings_are_rejected() -> Test {
    let (_server, trophy) = start().await?;
    let settings = trophy.admin().streaks().settings();
    let request = UpdateStreakSettingsRequest::new;
    let freezes = UpdateStreakSettingsFreezes::new;
    let metric = |key: &str, threshold| StreakSettingsMetric::new(key, threshold);

    for (change, expected) in [
        (
            request().frequency(AdminStreakFrequency::from("hourly")),
            "`frequency`",
        ),
        (
            request().evaluation_mode(AdminStreakEvaluationMode::from("XOR")),
            "`evaluationMode`",
        ),
        (request().days_off([7]), "`daysOff`"),
        (request().days_off([1, 1]), "`daysOff`"),
        (request().days_off([0, 1, 2, 3, 4, 5, 6]), "`daysOff`"),
        (
            request()
                .frequency(AdminStreakFrequency::from("monthly"))
                .days_off([1]),
            "`daysOff`: only allowed",
        ),
        (request().metrics([]), "`metrics`"),
        (
            request().metrics([metric("pages", 1)]),
            "`metrics`: no metric",
        ),
        (
            request().metrics([metric(METRIC, 1), metric(METRIC, 2)]),
            "`metrics`: the key",
        ),
        (request().metrics([metric(METRIC, 0)]), "`threshold`"),
        (request().freezes(freezes(3, 2)), "`maxCount`"),
        (
            request().freezes(freezes(1, 2).auto_earn_amount(1)),
            "`autoEarnInterval` and",
        ),
    ] {
        let (status, message) = refusal(settings.update(change).await)?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message.starts_with(expected), "{message}");
    }
    Ok(())
}

#[tokio::test]
async fn streak_preferences_require_customization() -> Test {
    let (_server, trophy) = start().await?;
    let users = trophy.users();
    users.identify("noor", UpdatedUser::new()).await?;
    let update = |streak| {
        let preferences = UpdateUserPreferencesRequest::new().streak(streak);
        users.update_preferences("noor", preferences).send()
    };
    let days_off = StreakPreferences::new().days_off([0, 6]);

    let preferences = update(days_off.clone()).await?.into_inner();
    assert_eq!(preferences.streak, Some(days_off.clone()));
    let (status, message) = refusal(update(StreakPreferences::new().days_off([7])).await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(message.starts_with("`streak.daysOff`"), "{message}");

    let fixed = UpdateStreakSettingsRequest::new().customization_enabled(false);
    trophy.admin().streaks().settings().update(fixed).await?;
    let (status, _) = refusal(update(days_off).await)?;
    assert_eq!(status, StatusCode::FORBIDDEN);
    update(StreakPreferences::new().enabled(false)).await?;
    Ok(())
}

#[tokio::test]
async fn reset_streak_is_zero_until_the_next_event() -> Test {
    let (_server, trophy) = start().await?;
    trophy.users().identify("noor", UpdatedUser::new()).await?;
    assert!(trophy.users().streak("noor").await?.length > 0);

    let reset = ResetStreaksRequest::new(["noor", "ida"].map(User::new));
    let reset = trophy.admin().streaks().reset(reset).send().await?;

    assert_eq!(reset.status(), StatusCode::OK);
    assert_eq!(reset.value().reset_users, ["noor"]);
    assert_eq!(reset.value().issues.len(), 1);
    assert_eq!(reset.value().issues[0].user_id.as_deref(), Some("ida"));
    let streak = trophy.users().streak("noor").await?;
    assert_eq!((streak.length, streak.started), (0, None));
    let period = streak.streak_history.last().ok_or("there is no period")?;
    assert_eq!(period.length, 0);
    assert!(period.reset_at.is_some());

    let noor = UpsertedUser::new("noor");
    trophy.metrics().event(METRIC, noor, 1.0).await?;
    assert!(trophy.users().streak("noor").await?.length > 0);
    Ok(())
}

#[tokio::test]
async fn environments_are_those_of_the_seed() -> Test {
    let (_server, trophy) = start().await?;
    let default = trophy.admin().environments().list().await?;
    assert_eq!(default.len(), 1);
    assert_eq!(default[0].priority, 1);

    let seed = seed()
        .environment(AdminEnvironment::new("Staging", "staging", 2))
        .environment(AdminEnvironment::new("Live", "live", 1));
    let server = Server::builder().seed(seed).start().await?;
    let listed = server.client()?.admin().environments().list().await?;
    let keys: Vec<&str> = listed.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["live", "staging"]);
    Ok(())
}

#[tokio::test]
async fn sign_up_date_is_stored_and_not_in_the_future() -> Test {
    let (_server, trophy) = start().await?;
    let users = trophy.users();
    let date: Date = "2024-02-29".parse()?;

    let signed_up = UpdatedUser::new().sign_up_date(date.clone());
    users.identify("noor", signed_up).await?;
    assert_eq!(users.get("noor").await?.sign_up_date, Some(date));
    let null = UpdatedUser::new().sign_up_date(Patch::Null);
    assert_eq!(users.update("noor", null).await?.sign_up_date, None);

    let future = UpdatedUser::new().sign_up_date("9999-01-01".parse::<Date>()?);
    let (status, message) = refusal(users.update("noor", future).await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(message.starts_with("`signUpDate`"), "{message}");
    Ok(())
}

//! The requests that calls send.

use std::error::Error;

use percent_encoding::percent_decode_str;
use trophy_api::models::{UpdatedUser, UpsertedUser, UsersMetricEventSummaryAggregation};
use trophy_api::users::MetricEventSummaryArguments;
use trophy_api::{CallOptions, Date, Patch, Trophy};

use crate::server::{Answer, Received, Server};
use crate::{KEY, Test, builder};

const USER: &str = include_str!("../payloads/users_update.json");
const COMPLETION: &str = include_str!("../payloads/achievements_complete.json");
const EVENT: &str = include_str!("../payloads/metrics_event.json");

/// Makes a call with a server that responds with this body. Returns the received request.
async fn sent<T, C>(
    answer: &str,
    call: impl FnOnce(&Trophy) -> C,
) -> Result<Received, Box<dyn Error>>
where
    C: IntoFuture<Output = trophy_api::Result<T>>,
{
    let server = Server::start(Answer::ok(answer))?;
    call(&builder(&server).build()?).await?;
    server.received()
}

#[tokio::test]
async fn path_parameters_are_percent_encoded() -> Test {
    let id = "a/b c+é%";

    let received = sent("[]", |trophy| trophy.users().achievements(id)).await?;

    assert_eq!(
        received.line(),
        "GET /v1/users/a%2Fb%20c%2B%C3%A9%25/achievements HTTP/1.1"
    );
    let segment = received.target().split('/').nth(3).unwrap_or_default();
    assert_eq!(percent_decode_str(segment).decode_utf8()?, id);
    Ok(())
}

#[tokio::test]
async fn api_key_and_user_agent_are_sent() -> Test {
    let received = sent("[]", |trophy| trophy.users().achievements("user-18")).await?;

    assert_eq!(received.header("X-API-KEY"), [KEY]);
    assert_eq!(
        received.header("User-Agent"),
        [concat!("trophy-api-rust/", env!("CARGO_PKG_VERSION"))]
    );
    Ok(())
}

#[tokio::test]
async fn tenant_is_not_sent_by_default() -> Test {
    let received = sent("[]", |trophy| trophy.users().achievements("user-18")).await?;

    assert!(received.header("Tenant-ID").is_empty());
    Ok(())
}

#[tokio::test]
async fn calls_override_the_tenant_of_the_client() -> Test {
    let server = Server::start(Answer::ok("[]"))?;
    let trophy = builder(&server).tenant("acme").build()?;

    trophy.users().achievements("user-18").await?;
    assert_eq!(server.received()?.header("Tenant-ID"), ["acme"]);

    let call = trophy.users().achievements("user-18").tenant_id("globex");
    call.await?;
    assert_eq!(server.received()?.header("Tenant-ID"), ["globex"]);

    trophy.users().achievements("user-18").await?;
    assert_eq!(server.received()?.header("Tenant-ID"), ["acme"]);
    Ok(())
}

#[cfg(feature = "admin")]
#[tokio::test]
async fn admin_api_can_have_its_own_url_and_api_key() -> Test {
    let (application, admin) = (
        Server::start(Answer::ok("[]"))?,
        Server::start(Answer::ok("[]"))?,
    );
    let trophy = builder(&application)
        .admin_base_url(admin.url())
        .admin_api_key("admin-key")
        .build()?;

    trophy.admin().points().systems().list().limit(10).await?;
    trophy.users().achievements("user-18").await?;

    let received = admin.received()?;
    assert_eq!(received.target(), "/v1/points?limit=10");
    assert_eq!(received.header("X-API-KEY"), ["admin-key"]);
    assert_eq!(application.received()?.header("X-API-KEY"), [KEY]);
    Ok(())
}

#[tokio::test]
async fn headers_of_a_call_are_sent() -> Test {
    let options = CallOptions::new().header("X-Trace", "abc");

    let received = sent("[]", |trophy| {
        trophy.users().achievements("user-18").options(options)
    })
    .await?;

    assert_eq!(received.header("X-Trace"), ["abc"]);
    assert_eq!(received.header("X-API-KEY"), [KEY]);
    Ok(())
}

#[tokio::test]
async fn query_lists_repeat_the_parameter_name() -> Test {
    let received = sent("[]", |trophy| trophy.streaks().list(["user-18", "user 19"])).await?;

    assert_eq!(
        received.target(),
        "/v1/streaks?userIds=user-18&userIds=user%2019"
    );
    Ok(())
}

#[tokio::test]
async fn flags_are_sent_only_when_true() -> Test {
    let on = sent("[]", |trophy| {
        let call = trophy.users().achievements("user-18");
        call.include_incomplete(true)
    });
    let off = sent("[]", |trophy| {
        let call = trophy.users().achievements("user-18");
        call.include_incomplete(false)
    });
    let unset = sent("[]", |trophy| trophy.users().achievements("user-18"));

    let path = "/v1/users/user-18/achievements";
    assert_eq!(on.await?.target(), format!("{path}?includeIncomplete=true"));
    assert_eq!(off.await?.target(), path);
    assert_eq!(unset.await?.target(), path);
    Ok(())
}

#[tokio::test]
async fn dates_and_enums_are_sent_in_the_format_of_the_api() -> Test {
    let received = sent("[]", |trophy| {
        let range = MetricEventSummaryArguments {
            aggregation: UsersMetricEventSummaryAggregation::Weekly,
            start_date: Date::constant(2025, 1, 1),
            end_date: Date::constant(2025, 3, 31),
        };
        trophy
            .users()
            .metric_event_summary("user-18", "words-written", range)
    })
    .await?;

    assert_eq!(
        received.target(),
        "/v1/users/user-18/metrics/words-written/event-summary\
         ?aggregation=weekly&startDate=2025-01-01&endDate=2025-03-31"
    );
    Ok(())
}

#[tokio::test]
async fn null_and_absent_differ_in_requests() -> Test {
    for (update, body) in [
        (UpdatedUser::new(), "{}"),
        (UpdatedUser::new().tz(Patch::Null), r#"{"tz":null}"#),
        (
            UpdatedUser::new().tz("Europe/London"),
            r#"{"tz":"Europe/London"}"#,
        ),
    ] {
        let received = sent(USER, |trophy| trophy.users().update("user-18", update)).await?;

        assert_eq!(received.line(), "PATCH /v1/users/user-18 HTTP/1.1");
        assert_eq!(received.header("Content-Type"), ["application/json"]);
        assert_eq!(received.body(), body);
    }
    Ok(())
}

#[tokio::test]
async fn completion_sends_only_the_given_user_properties() -> Test {
    let user = UpsertedUser::new("user-18").email("user@example.com");

    let received = sent(COMPLETION, |trophy| {
        trophy.achievements().complete("finish-onboarding", user)
    })
    .await?;

    assert_eq!(
        received.line(),
        "POST /v1/achievements/finish-onboarding/complete HTTP/1.1"
    );
    assert_eq!(
        received.body(),
        r#"{"user":{"email":"user@example.com","id":"user-18"}}"#
    );
    Ok(())
}

#[tokio::test]
async fn event_sends_attributes_in_the_body_and_the_idempotency_key_in_a_header() -> Test {
    let user = UpsertedUser::new("user-18");

    let received = sent(EVENT, |trophy| {
        let call = trophy.metrics().event("words-written", user, 5.0);
        call.attributes([("plan", "pro")]).idempotency_key("k")
    })
    .await?;

    assert_eq!(
        received.line(),
        "POST /v1/metrics/words-written/event HTTP/1.1"
    );
    assert_eq!(received.header("Idempotency-Key"), ["k"]);
    assert_eq!(
        received.body(),
        r#"{"user":{"id":"user-18"},"value":5.0,"attributes":{"plan":"pro"}}"#
    );
    Ok(())
}

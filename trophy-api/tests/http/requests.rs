//! What a call puts on the wire.

use std::error::Error;

use percent_encoding::percent_decode_str;
use trophy_api::models::{UpdatedUser, UpsertedUser, UsersMetricEventSummaryAggregation};
use trophy_api::{CallOptions, Date, Patch, Trophy};

use crate::server::{Answer, Received, Server};
use crate::{KEY, Test, builder};

const USER: &str = include_str!("../payloads/users_update.json");
const COMPLETION: &str = include_str!("../payloads/achievements_complete.json");
const EVENT: &str = include_str!("../payloads/metrics_event.json");

/// What arrives of a call that is answered with this body.
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
async fn an_id_arrives_intact_whatever_is_in_it() -> Test {
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
async fn the_key_and_the_name_of_the_crate_arrive() -> Test {
    let received = sent("[]", |trophy| trophy.users().achievements("user-18")).await?;

    assert_eq!(received.header("X-API-KEY"), [KEY]);
    assert_eq!(
        received.header("User-Agent"),
        [concat!("trophy-api-rust/", env!("CARGO_PKG_VERSION"))]
    );
    Ok(())
}

#[tokio::test]
async fn there_is_no_tenant_unless_one_is_set() -> Test {
    let received = sent("[]", |trophy| trophy.users().achievements("user-18")).await?;

    assert!(received.header("Tenant-ID").is_empty());
    Ok(())
}

#[tokio::test]
async fn the_tenant_is_the_one_of_the_client_unless_a_call_names_another() -> Test {
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
async fn the_admin_api_has_an_address_and_a_key_of_its_own() -> Test {
    let (apps, admins) = (
        Server::start(Answer::ok("[]"))?,
        Server::start(Answer::ok("[]"))?,
    );
    let trophy = builder(&apps)
        .admin_base_url(admins.url())
        .admin_api_key("admin-key")
        .build()?;

    trophy.admin().points().systems().list().limit(10).await?;
    trophy.users().achievements("user-18").await?;

    let received = admins.received()?;
    assert_eq!(received.target(), "/v1/points?limit=10");
    assert_eq!(received.header("X-API-KEY"), ["admin-key"]);
    assert_eq!(apps.received()?.header("X-API-KEY"), [KEY]);
    Ok(())
}

#[tokio::test]
async fn a_header_of_one_call_arrives() -> Test {
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
async fn a_list_in_the_query_repeats_its_name() -> Test {
    let received = sent("[]", |trophy| trophy.streaks().list(["user-18", "user 19"])).await?;

    assert_eq!(
        received.target(),
        "/v1/streaks?userIds=user-18&userIds=user%2019"
    );
    Ok(())
}

#[tokio::test]
async fn a_flag_is_sent_only_when_it_is_on() -> Test {
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
async fn dates_and_enums_are_sent_as_the_api_spells_them() -> Test {
    let received = sent("[]", |trophy| {
        trophy.users().metric_event_summary(
            "user-18",
            "words-written",
            UsersMetricEventSummaryAggregation::Weekly,
            Date::constant(2025, 1, 1),
            Date::constant(2025, 3, 31),
        )
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
async fn an_update_tells_absent_null_and_a_value_apart() -> Test {
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
async fn a_completion_sends_the_user_as_given_and_no_more() -> Test {
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
async fn an_event_sends_its_attributes_in_the_body_and_its_idempotency_key_in_a_header() -> Test {
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

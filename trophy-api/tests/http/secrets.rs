//! The API key is never shown.

use std::error::Error;
use std::fmt::Write;
use std::net::TcpListener;
use std::time::Duration;

use trophy_api::http::Request;
use trophy_api::models::UpsertedUser;
use trophy_api::{Application, Body, CallOptions, ErrorKind, Next, Recorder, Trophy};

use crate::server::{Answer, Server};
use crate::{KEY, Test, builder};

/// The `Display` and `Debug` output of an error and its causes.
fn all_output(error: &dyn Error) -> Result<String, std::fmt::Error> {
    let mut output = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(output, "{error} {error:?} {error:#?}")?;
        next = error.source();
    }
    Ok(output)
}

/// Makes a call to a base URL. Returns the output of its error.
async fn failure(url: &str) -> Result<String, Box<dyn Error>> {
    let trophy = Trophy::builder()
        .api_key(KEY)
        .base_url(url)
        .timeout(Duration::from_millis(200))
        .build()?;
    let call = trophy
        .achievements()
        .complete("finish-onboarding", UpsertedUser::new("user-18"));
    Ok(all_output(&call.await.err().ok_or("the call succeeded")?)?)
}

#[test]
fn debug_hides_the_api_key() -> Test {
    let server = Server::start(Answer::Silence)?;
    let builder = builder(&server).admin_api_key(KEY);
    assert!(!format!("{builder:?} {builder:#?}").contains(KEY));

    let trophy = builder.build()?;
    let options = CallOptions::new().sensitive_header("X-API-KEY", KEY);
    let call = trophy.users().achievements("user-18").options(options);
    let event = trophy
        .metrics()
        .event("words-written", UpsertedUser::new("user-18"), 5.0);
    let output = format!("{trophy:#?} {:#?} {call:#?} {event:#?}", trophy.users());

    assert!(!output.contains(KEY), "{output}");
    assert!(output.contains("user-18"), "{output}");
    Ok(())
}

#[tokio::test]
async fn errors_hide_the_api_key() -> Test {
    for answer in [
        Answer::json("401 Unauthorized", r#"{"error":"not an API key"}"#),
        Answer::ok("{}"),
        Answer::ok("<html>"),
        Answer::Bytes(String::new()),
        Answer::Silence,
    ] {
        let output = failure(Server::start(answer)?.url()).await?;
        assert!(!output.contains(KEY), "{output}");
    }

    let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let output = failure(&format!("http://{closed}")).await?;
    assert!(!output.contains(KEY), "{output}");
    Ok(())
}

#[tokio::test]
async fn errors_hide_an_encoded_api_key() -> Test {
    let encoded = |encode: fn(u8) -> String| KEY.bytes().map(encode).collect::<String>();
    let percent = encoded(|byte| format!("%{byte:02x}"));
    let json = encoded(|byte| format!("\\u00{byte:02X}"));
    let html = encoded(|byte| format!("&#{byte};"));
    for repeated in [percent, json.clone(), json.replace('\\', "\\\\"), html] {
        let body = format!(r#"{{"error":"no such key: {repeated}"}}"#);
        let output = failure(Server::start(Answer::json("401 Unauthorized", &body))?.url()).await?;
        assert!(output.contains("no such key: [redacted]"), "{output}");
    }
    Ok(())
}

#[test]
fn empty_api_keys_are_rejected() -> Test {
    for empty in ["", " ", "\t", "\n"] {
        let builder = || Trophy::builder().api_key(KEY);
        for result in [
            Trophy::new(empty),
            builder().api_key(empty).build(),
            builder().admin_api_key(empty).build(),
        ] {
            let error = result.err().ok_or("the key was accepted")?;
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(
                error.to_string(),
                "the API key for the header `X-API-KEY` is empty"
            );
        }
    }
    Ok(())
}

#[test]
fn client_of_trophys_servers_needs_an_api_key() -> Test {
    let error = Trophy::builder().build().err();
    let error = error.ok_or("the client needs no key")?;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(
        error.to_string(),
        "the client has no API key; set it with `api_key`"
    );

    // The key can be added elsewhere.
    let own = "http://localhost:4010/v1";
    for builder in [
        Trophy::builder().admin_api_key(KEY),
        Trophy::builder().base_url(own),
        Trophy::builder().admin_base_url(own),
        Trophy::builder().transport(Recorder::new()),
        Trophy::builder().layer(async |request: Request<Body>, next: Next| next.run(request).await),
        Trophy::builder().application(Application::default()),
    ] {
        builder.build()?;
    }
    Ok(())
}

#[test]
fn settings_that_cannot_be_meant_are_rejected() -> Test {
    let builder = || Trophy::builder().api_key(KEY);
    let zero = Duration::ZERO;
    for (builder, expected) in [
        (
            builder().tenant(""),
            "the default value of the parameter `Tenant-ID` is empty",
        ),
        (
            builder().timeout(zero),
            "`timeout` is zero, so that every call would fail; `Duration::MAX` means no limit",
        ),
        (builder().attempt_timeout(zero), "`attempt_timeout` is zero"),
        (builder().connect_timeout(zero), "`connect_timeout` is zero"),
        (
            builder().base_url("localhost:4010/v1"),
            "the base URL `localhost:4010/v1` does not start with `https://` or `http://`",
        ),
    ] {
        let error = builder.build().err().ok_or(expected)?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(expected), "{error}");
    }
    Ok(())
}

#[test]
fn invalid_api_key_is_rejected_without_showing_it() -> Test {
    for key in [format!("{KEY}\n"), format!("é{KEY}")] {
        let error = Trophy::new(key).err().ok_or("the key was accepted")?;

        let output = all_output(&error)?;
        assert!(output.contains("x-api-key"), "{output}");
        assert!(!output.contains(KEY), "{output}");
    }
    Ok(())
}

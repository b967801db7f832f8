//! What is never shown: the key, whether all goes well or not.

use std::error::Error;
use std::fmt::Write;
use std::net::TcpListener;
use std::time::Duration;

use trophy_api::models::UpsertedUser;
use trophy_api::{CallOptions, Trophy};

use crate::server::{Answer, Server};
use crate::{KEY, Test, builder};

/// All that an error says: its text, its `Debug` and those of its causes.
fn all_of(error: &dyn Error) -> Result<String, std::fmt::Error> {
    let mut said = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(said, "{error} {error:?} {error:#?}")?;
        next = error.source();
    }
    Ok(said)
}

/// What the error of a call says which goes to this URL.
async fn failure(url: &str) -> Result<String, Box<dyn Error>> {
    let trophy = Trophy::builder()
        .api_key(KEY)
        .base_url(url)
        .timeout(Duration::from_millis(200))
        .build()?;
    let call = trophy
        .achievements()
        .complete("finish-onboarding", UpsertedUser::new("user-18"));
    Ok(all_of(&call.await.err().ok_or("the call succeeded")?)?)
}

#[test]
fn debug_of_the_client_and_of_all_that_it_hands_out_hides_the_key() -> Test {
    let server = Server::start(Answer::Silence)?;
    let builder = builder(&server).admin_api_key(KEY);
    assert!(!format!("{builder:?} {builder:#?}").contains(KEY));

    let trophy = builder.build()?;
    let options = CallOptions::new().sensitive_header("X-API-KEY", KEY);
    let call = trophy.users().achievements("user-18").options(options);
    let event = trophy
        .metrics()
        .event("words-written", UpsertedUser::new("user-18"), 5.0);
    let said = format!("{trophy:#?} {:#?} {call:#?} {event:#?}", trophy.users());

    assert!(!said.contains(KEY), "{said}");
    assert!(said.contains("user-18"), "{said}");
    Ok(())
}

#[tokio::test]
async fn no_error_of_a_call_holds_the_key() -> Test {
    for answer in [
        Answer::json("401 Unauthorized", r#"{"error":"not an API key"}"#),
        Answer::ok("{}"),
        Answer::ok("<html>"),
        Answer::Bytes(String::new()),
        Answer::Silence,
    ] {
        let said = failure(Server::start(answer)?.url()).await?;
        assert!(!said.contains(KEY), "{said}");
    }

    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let said = failure(&format!("http://{nobody}")).await?;
    assert!(!said.contains(KEY), "{said}");
    Ok(())
}

#[test]
fn a_key_that_cannot_be_sent_is_refused_and_not_repeated() -> Test {
    for key in [format!("{KEY}\n"), format!("é{KEY}")] {
        let error = Trophy::new(key).err().ok_or("the key was taken")?;

        let said = all_of(&error)?;
        assert!(said.contains("x-api-key"), "{said}");
        assert!(!said.contains(KEY), "{said}");
    }
    Ok(())
}

//! Security requirements: which credentials of a client are sent with which operation.

use apicrate_runtime::{
    CallOptions, Client, ClientBuilder, Credential, Decode, Method, Operation,
    SecurityRequirements, decode,
};

use crate::support::Test;
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};

both! {
    default_requirements_send_all_credentials,
    operations_without_security_receive_no_credentials,
    first_complete_alternative_is_sent,
    incomplete_alternatives_send_available_credentials,
    credentials_of_the_call_count,
    plain_headers_are_sent_with_every_operation,
}

/// Declares operations with different security requirements.
macro_rules! operations {
    ($($name:ident: $security:expr;)*) => {
        $(
            struct $name;

            impl Operation for $name {
                type Output = ();

                const ID: &'static str = "beds_list";
                const METHOD: Method = Method::GET;
                const PATH: &'static str = "/beds";
                const SECURITY: SecurityRequirements = $security;
                const DECODE: Decode<Self::Output> = decode::empty;
            }
        )*
    };
}

use Credential::{Basic, Bearer, Cookie, Header, Query};

operations! {
    Standard: SecurityRequirements::All;
    Open: SecurityRequirements::None;
    TokenOnly: SecurityRequirements::AnyOf(&[&[Bearer]]);
    BasicOnly: SecurityRequirements::AnyOf(&[&[Basic]]);
    HeaderOnly: SecurityRequirements::AnyOf(&[&[Header("authorization")]]);
    KeyAndCookie: SecurityRequirements::AnyOf(&[&[Header("X-Key"), Cookie("sid")], &[Query("key")]]);
    Optional: SecurityRequirements::AnyOf(&[&[Query("key")], &[]]);
}

fn none() -> ClientBuilder {
    Client::builder()
}

fn all() -> ClientBuilder {
    none()
        .bearer_token("t0ken")
        .api_key_in_header("X-Key", "h")
        .api_key_in_query("key", "q")
        .api_key_in_cookie("sid", "c")
}

/// The credentials that arrive with a call: the query, then the values of the headers.
fn received_credentials<O: Operation>(
    mode: Mode,
    client: ClientBuilder,
    operation: &O,
    options: &CallOptions,
) -> Result<String, Box<dyn std::error::Error>> {
    let server = Server::start(Answer::with_headers("204 No Content", "", ""))?;
    let client = client.base_url(server.url()).build()?;
    mode.run(client.call(operation, options))?;
    let received = server.received()?;
    let uri = received.line().split(' ').nth(1).unwrap_or_default();
    let query = uri.strip_prefix("/beds").unwrap_or(uri);
    let headers = ["authorization", "x-key", "cookie"].map(|name| received.header(name));
    let parts = [query].into_iter().chain(headers.into_iter().flatten());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    Ok(parts.join(" | "))
}

fn default_requirements_send_all_credentials(mode: Mode) -> Test {
    let credentials = received_credentials(mode, all(), &Standard, &CallOptions::new())?;
    assert_eq!(credentials, "?key=q | Bearer t0ken | h | sid=c");
    Ok(())
}

fn operations_without_security_receive_no_credentials(mode: Mode) -> Test {
    let credentials = received_credentials(mode, all(), &Open, &CallOptions::new())?;
    assert_eq!(credentials, "");
    Ok(())
}

fn first_complete_alternative_is_sent(mode: Mode) -> Test {
    let options = CallOptions::new();
    assert_eq!(
        received_credentials(mode, all(), &TokenOnly, &options)?,
        "Bearer t0ken"
    );
    assert_eq!(
        received_credentials(mode, all(), &HeaderOnly, &options)?,
        "Bearer t0ken"
    );
    assert_eq!(received_credentials(mode, all(), &BasicOnly, &options)?, "");
    assert_eq!(
        received_credentials(mode, all().basic_auth("a", "b"), &BasicOnly, &options)?,
        "Basic YTpi"
    );
    assert_eq!(
        received_credentials(mode, all(), &KeyAndCookie, &options)?,
        "h | sid=c"
    );
    let no_cookie = none()
        .api_key_in_header("X-Key", "h")
        .api_key_in_query("key", "q");
    assert_eq!(
        received_credentials(mode, no_cookie, &KeyAndCookie, &options)?,
        "?key=q"
    );
    assert_eq!(
        received_credentials(mode, all(), &Optional, &options)?,
        "?key=q"
    );
    let no_key = none().api_key_in_cookie("sid", "c");
    assert_eq!(received_credentials(mode, no_key, &Optional, &options)?, "");
    Ok(())
}

fn incomplete_alternatives_send_available_credentials(mode: Mode) -> Test {
    let half = none().bearer_token("t").api_key_in_header("X-Key", "h");
    assert_eq!(
        received_credentials(mode, half, &KeyAndCookie, &CallOptions::new())?,
        "h"
    );
    assert_eq!(
        received_credentials(mode, none(), &KeyAndCookie, &CallOptions::new())?,
        ""
    );
    Ok(())
}

fn credentials_of_the_call_count(mode: Mode) -> Test {
    let options = CallOptions::new().sensitive_header("X-Key", "own");
    let client = none()
        .api_key_in_query("key", "q")
        .api_key_in_cookie("sid", "c");
    assert_eq!(
        received_credentials(mode, client, &KeyAndCookie, &options)?,
        "own | sid=c"
    );
    assert_eq!(received_credentials(mode, all(), &Open, &options)?, "own");
    Ok(())
}

fn plain_headers_are_sent_with_every_operation(mode: Mode) -> Test {
    let options = CallOptions::new();
    let gateway = all().sensitive_header("X-Key", "gateway");
    assert_eq!(
        received_credentials(mode, gateway, &Open, &options)?,
        "gateway"
    );
    let client = all()
        .header("authorization", "Bearer plain")
        .api_key_in_header("Authorization", "Bearer key");
    assert_eq!(
        received_credentials(mode, client, &TokenOnly, &options)?,
        "Bearer key"
    );
    Ok(())
}

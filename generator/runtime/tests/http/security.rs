//! Which credentials of a client go with which operation.

use apicrate_runtime::{
    CallOptions, Client, ClientBuilder, Credential, Decode, Operation, SecurityRequirements,
    decode, http,
};

use crate::support::Test;
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};

both! {
    all_credentials_go_where_the_document_says_nothing_of_its_own,
    no_credential_goes_where_none_is_asked_for,
    the_first_alternative_that_is_there_in_full_is_shown,
    what_is_missing_is_left_to_the_server,
    what_a_call_shows_by_itself_counts,
    headers_that_are_no_credentials_go_everywhere,
}

/// Operations that differ in what they ask for.
macro_rules! operations {
    ($($name:ident: $security:expr;)*) => {
        $(
            struct $name;

            impl Operation for $name {
                type Output = ();

                const ID: &'static str = "beds_list";
                const METHOD: http::Method = http::Method::GET;
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
    OfToken: SecurityRequirements::AnyOf(&[&[Bearer]]);
    OfLogin: SecurityRequirements::AnyOf(&[&[Basic]]);
    OfAuthorization: SecurityRequirements::AnyOf(&[&[Header("authorization")]]);
    OfBoth: SecurityRequirements::AnyOf(&[&[Header("X-Key"), Cookie("sid")], &[Query("key")]]);
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

/// What of the credentials arrives with a call: `?` and the query, then the values of the headers.
fn shown<O: Operation>(
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

fn all_credentials_go_where_the_document_says_nothing_of_its_own(mode: Mode) -> Test {
    let shown = shown(mode, all(), &Standard, &CallOptions::new())?;
    assert_eq!(shown, "?key=q | Bearer t0ken | h | sid=c");
    Ok(())
}

fn no_credential_goes_where_none_is_asked_for(mode: Mode) -> Test {
    let shown = shown(mode, all(), &Open, &CallOptions::new())?;
    assert_eq!(shown, "");
    Ok(())
}

fn the_first_alternative_that_is_there_in_full_is_shown(mode: Mode) -> Test {
    let options = CallOptions::new();
    assert_eq!(shown(mode, all(), &OfToken, &options)?, "Bearer t0ken");
    assert_eq!(
        shown(mode, all(), &OfAuthorization, &options)?,
        "Bearer t0ken"
    );
    assert_eq!(shown(mode, all(), &OfLogin, &options)?, "");
    assert_eq!(
        shown(mode, all().basic_auth("a", "b"), &OfLogin, &options)?,
        "Basic YTpi"
    );
    assert_eq!(shown(mode, all(), &OfBoth, &options)?, "h | sid=c");
    let no_cookie = none()
        .api_key_in_header("X-Key", "h")
        .api_key_in_query("key", "q");
    assert_eq!(shown(mode, no_cookie, &OfBoth, &options)?, "?key=q");
    assert_eq!(shown(mode, all(), &Optional, &options)?, "?key=q");
    let no_key = none().api_key_in_cookie("sid", "c");
    assert_eq!(shown(mode, no_key, &Optional, &options)?, "");
    Ok(())
}

fn what_is_missing_is_left_to_the_server(mode: Mode) -> Test {
    let half = none().bearer_token("t").api_key_in_header("X-Key", "h");
    assert_eq!(shown(mode, half, &OfBoth, &CallOptions::new())?, "h");
    assert_eq!(shown(mode, none(), &OfBoth, &CallOptions::new())?, "");
    Ok(())
}

fn what_a_call_shows_by_itself_counts(mode: Mode) -> Test {
    let options = CallOptions::new().sensitive_header("X-Key", "own");
    let client = none()
        .api_key_in_query("key", "q")
        .api_key_in_cookie("sid", "c");
    assert_eq!(shown(mode, client, &OfBoth, &options)?, "own | sid=c");
    assert_eq!(shown(mode, all(), &Open, &options)?, "own");
    Ok(())
}

fn headers_that_are_no_credentials_go_everywhere(mode: Mode) -> Test {
    let options = CallOptions::new();
    let gateway = all().sensitive_header("X-Key", "gateway");
    assert_eq!(shown(mode, gateway, &Open, &options)?, "gateway");
    let client = all()
        .header("authorization", "Bearer plain")
        .api_key_in_header("Authorization", "Bearer key");
    assert_eq!(shown(mode, client, &OfToken, &options)?, "Bearer key");
    Ok(())
}

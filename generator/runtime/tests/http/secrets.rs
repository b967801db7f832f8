//! No key in anything that is shown, and none for a host that is not the client's.

use apicrate_runtime::http;
use apicrate_runtime::{Bytes, CallOptions, ErrorKind};

use crate::support::indiscreet::{assert_discreet, client, failing_session};
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, failure, user};

both! {
    nothing_that_a_failing_session_shows_holds_a_key,
    no_redirect_takes_a_key_elsewhere,
    a_request_to_another_host_is_refused,
}

fn nothing_that_a_failing_session_shows_holds_a_key(mode: Mode) -> Test {
    let shown = failing_session(mode)?;
    assert!(shown.contains("[redacted]"));
    assert_discreet(&shown);
    Ok(())
}

fn no_redirect_takes_a_key_elsewhere(mode: Mode) -> Test {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See",
        "307 Temporary",
        "308 Permanent",
    ] {
        let elsewhere = Server::start(Answer::json(r#"{"id":"18"}"#))?;
        let location = format!("location: {}/\r\n", elsewhere.url());
        let server = Server::start(Answer::with_headers(status, &location, ""))?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!((server.count(), elsewhere.count()), (1, 0));
    }
    Ok(())
}

fn a_request_to_another_host_is_refused(mode: Mode) -> Test {
    let elsewhere = Server::start(Answer::json("{}"))?;
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    let request = http::Request::get(format!("{}/users", elsewhere.url())).body(Bytes::new())?;
    let outcome = mode.run(client.execute(request, &CallOptions::new()));
    assert!(outcome.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));

    // What looks like a host in a path is a path.
    let host = elsewhere.url().trim_start_matches("http:");
    for path in [
        format!("{host}/users"),
        format!("/@{}", host.trim_start_matches('/')),
    ] {
        let request = http::Request::get(path).body(Bytes::new())?;
        mode.run(client.execute(request, &CallOptions::new()))?;
    }
    assert_eq!((server.count(), elsewhere.count()), (2, 0));
    Ok(())
}

#[test]
fn the_headers_of_a_request_are_marked() -> Test {
    let server = Server::start(Answer::none())?;
    let request = client(&server)?.request(&user(), &CallOptions::new())?;
    for name in ["x-api-key", "authorization"] {
        assert!(request.headers()[name].is_sensitive());
    }
    assert_discreet(&format!("{request:?}"));
    Ok(())
}

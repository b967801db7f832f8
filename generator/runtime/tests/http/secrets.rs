//! Secrets: error messages and `Debug` output do not contain them, and other hosts do not receive them.

use apicrate_runtime::http;
use apicrate_runtime::{Bytes, CallOptions, ErrorKind};

use crate::support::leaks::{assert_no_secret, client, failing_session};
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, failure, user};

both! {
    errors_and_debug_output_contain_no_secret,
    redirects_are_not_followed_to_other_hosts,
    rejects_requests_to_other_hosts,
}

fn errors_and_debug_output_contain_no_secret(mode: Mode) -> Test {
    let shown = failing_session(mode)?;
    assert!(shown.contains("[redacted]"));
    assert_no_secret(&shown);
    Ok(())
}

fn redirects_are_not_followed_to_other_hosts(mode: Mode) -> Test {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See",
        "307 Temporary",
        "308 Permanent",
    ] {
        let other = Server::start(Answer::json(r#"{"id":"18"}"#))?;
        let location = format!("location: {}/\r\n", other.url());
        let server = Server::start(Answer::with_headers(status, &location, ""))?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!((server.count(), other.count()), (1, 0));
    }
    Ok(())
}

fn rejects_requests_to_other_hosts(mode: Mode) -> Test {
    let other = Server::start(Answer::json("{}"))?;
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    let request = http::Request::get(format!("{}/users", other.url())).body(Bytes::new())?;
    let result = mode.run(client.execute(request, &CallOptions::new()));
    assert!(result.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));

    // A path that looks like a host is still a path.
    let host = other.url().trim_start_matches("http:");
    for path in [
        format!("{host}/users"),
        format!("/@{}", host.trim_start_matches('/')),
    ] {
        let request = http::Request::get(path).body(Bytes::new())?;
        mode.run(client.execute(request, &CallOptions::new()))?;
    }
    assert_eq!((server.count(), other.count()), (2, 0));
    Ok(())
}

#[test]
fn secret_headers_are_marked_as_sensitive() -> Test {
    let server = Server::start(Answer::none())?;
    let request = client(&server)?.request(&user(), &CallOptions::new())?;
    for name in ["x-api-key", "authorization"] {
        assert!(request.headers()[name].is_sensitive());
    }
    assert_no_secret(&format!("{request:?}"));
    Ok(())
}

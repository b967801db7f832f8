//! The length of a request: headers cannot change where its body ends.

use apicrate_runtime::{Bytes, CallOptions, ErrorKind, http};

use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, client};

both! {
    headers_describe_the_body_that_is_sent,
}

/// With another length than that of the body, the server would read the next request of the connection as a part of the
/// body, or a part of the body as the next request.
fn headers_describe_the_body_that_is_sent(mode: Mode) -> Test {
    let server = Server::start(Answer::json("[]"))?;
    let client = client(&server)?;
    let send = |name, value, body: &'static str| {
        let mut request = http::Request::new(Bytes::from(body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = http::Uri::from_static("/badges");
        let options = CallOptions::new().header(name, value);
        mode.run(client.execute(request, &options))
    };
    for (name, value, body) in [
        ("Content-Length", "50", ""),
        ("Content-Length", "0", "ab"),
        ("Content-Length", "1", "ab"),
        ("content-length", "3", "ab"),
        ("Content-Length", "+2", "ab"),
        ("Content-Length", "2, 2", "ab"),
        ("Content-Length", "two", "ab"),
        ("Transfer-Encoding", "chunked", "ab"),
        ("Transfer-Encoding", "chunked", ""),
        ("transfer-encoding", "gzip", "ab"),
        ("Transfer-Encoding", "identity", ""),
    ] {
        let error = send(name, value, body)
            .err()
            .ok_or("the request was sent")?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}: {value}");
    }
    assert_eq!(server.count(), 0);

    send("Content-Length", "2", "ab")?;
    let received = server.received()?;
    assert_eq!(received.header("content-length"), ["2"]);
    assert_eq!(received.body(), "ab");
    Ok(())
}

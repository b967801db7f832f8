//! The messages of errors about connections: they name the host and the reason, and nothing else of the request.

use std::error::Error as StdError;
use std::io::Write;
use std::net::TcpListener;
use std::thread;

use apicrate_runtime::{CallOptions, Client, Transport, TransportError, http};

use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{KEY, Test, failure, quick};

both! {
    messages_name_host_and_reason,
    reasons_of_transports_contain_no_url,
}

fn message(mode: Mode, base_url: &str) -> Result<String, Box<dyn StdError>> {
    let client = Client::builder()
        .base_url(base_url)
        .api_key_in_query("key", KEY)
        .retry(quick());
    let error = failure(mode, &client.build()?, &CallOptions::new())?;
    assert!(error.source().is_none(), "{error:?}");
    Ok(error.to_string())
}

fn messages_name_host_and_reason(mode: Mode) -> Test {
    let unknown = message(mode, "http://api.invalid/v1")?;
    let start = "users_get: could not connect to api.invalid:80: ";
    assert!(unknown.starts_with(start), "{unknown}");
    assert!(unknown.contains("lookup"), "{unknown}");

    // The default port is part of the message.
    let secure = message(mode, "https://api.invalid/v1")?;
    assert!(secure.contains(" to api.invalid:443: "), "{secure}");

    let plain = TcpListener::bind("127.0.0.1:0")?;
    let address = plain.local_addr()?;
    thread::spawn(move || {
        for socket in plain.incoming().flatten() {
            _ = (&socket).write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    assert_eq!(
        message(mode, &format!("https://{address}"))?,
        format!(
            "users_get: could not connect to {address}: this port does not speak TLS; perhaps `http://` was meant"
        )
    );

    let silent = Server::start(Answer::raw(""))?;
    assert_eq!(
        message(mode, silent.url())?,
        format!(
            "users_get: no complete response arrived from {}: connection closed before message completed",
            silent.host()
        )
    );
    Ok(())
}

/// Fails with a text that quotes the URL, as the errors of some clients do.
struct Quoting;

impl Transport for Quoting {
    async fn send(
        &self,
        request: http::Request<apicrate_runtime::Body>,
        _timeout: Option<std::time::Duration>,
    ) -> Result<http::Response<apicrate_runtime::Bytes>, TransportError> {
        let problem = format!("error for url ({})", request.uri());
        Err(TransportError::new(problem))
    }
}

fn reasons_of_transports_contain_no_url(mode: Mode) -> Test {
    let client = Client::builder()
        .base_url("https://api.example.com")
        .retry(quick())
        .transport(Quoting);
    let error = failure(mode, &client.build()?, &CallOptions::new())?;
    assert_eq!(
        error.to_string(),
        "users_get: no complete response arrived from api.example.com:443"
    );
    assert!(error.source().is_some());
    Ok(())
}

/// The errors of `reqwest` are other types, which contain the URL with its key.
#[cfg(feature = "reqwest")]
#[tokio::test]
async fn reqwest_transport_names_host_and_reason() -> Test {
    use apicrate_runtime::transport::ReqwestTransport;

    use crate::support::user;

    let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    for (host, reason) in [
        (closed.to_string(), "connection refused"),
        ("api.invalid:80".to_owned(), "lookup"),
    ] {
        let transport = ReqwestTransport::from(reqwest::Client::builder().no_proxy().build()?);
        let client = Client::builder()
            .base_url(format!("http://{host}/v1"))
            .api_key_in_query("key", KEY)
            .retry(quick())
            .transport(transport)
            .build()?;
        let called = client.call(&user(), &CallOptions::new()).await;
        let error = called.err().ok_or("the call succeeded")?;
        let message = error.to_string();
        let start = format!("users_get: could not connect to {host}: ");
        assert!(
            message.starts_with(&start) && message.contains(reason),
            "{message}"
        );
        assert!(!format!("{message}{error:?}").contains(KEY), "{error:?}");
    }
    Ok(())
}

//! The settings of the default transport that do not concern TLS.

use std::net::TcpListener;
use std::time::Duration;

use apicrate_runtime::transport::HttpTransport;
use apicrate_runtime::{CallOptions, Client, ErrorKind, Secret};

use crate::support::server::{Answer, Server};
use crate::support::{Test, user};
use crate::tls::call;
use crate::tls_server::{CLIENT, CLIENT_KEY};

fn user_server(id: &str) -> std::io::Result<Server> {
    Server::start(Answer::json(&format!(r#"{{"id":"{id}"}}"#)))
}

#[tokio::test]
async fn own_proxy_forwards_requests() -> Test {
    let proxy = user_server("proxy")?;
    let url = proxy.url().replace("http://", "http://Ida:pass%20word@");
    let transport = HttpTransport::builder().proxy(Secret::new(url));
    let result = call("http://api.example.com/a/../b", &transport).await?;
    assert_eq!(result, Ok("proxy".to_owned()));
    let received = proxy.received()?;
    assert_eq!(
        received.line(),
        "GET http://api.example.com/a/../b/users/18 HTTP/1.1"
    );
    assert_eq!(
        received.header("proxy-authorization"),
        ["Basic SWRhOnBhc3Mgd29yZA=="]
    );
    Ok(())
}

#[tokio::test]
async fn own_proxy_is_not_used_for_the_local_machine() -> Test {
    let (server, proxy) = (user_server("18")?, user_server("proxy")?);
    let transport = HttpTransport::builder().proxy(proxy.url());
    assert_eq!(call(server.url(), &transport).await?, Ok("18".to_owned()));
    assert_eq!(proxy.count(), 0);
    Ok(())
}

#[test]
fn invalid_proxy_is_reported_without_its_password() -> Test {
    for url in [
        "",
        "hunter2",
        "socks5://Ida:hunter2@proxy:1080",
        "http://Ida:hunter2@proxy:port",
        "http://Ida:hunter2@proxy/path",
        "http://Ida:hunter2@[::1",
    ] {
        let error = HttpTransport::builder().proxy(url).build().err();
        let error = error.ok_or(url)?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("`http://host:port`"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    Ok(())
}

#[test]
fn connect_timeout_of_zero_is_an_error() -> Test {
    let transport = HttpTransport::builder().connect_timeout(Duration::ZERO);
    let client = Client::builder().connect_timeout(Duration::ZERO);
    for error in [transport.build().err(), client.build().err()] {
        let error = error.ok_or("the timeout is valid")?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let text = "`connect_timeout` is zero, so that no connection could be opened";
        assert!(error.to_string().ends_with(text), "{error}");
    }
    Ok(())
}

#[test]
fn debug_shows_no_secret() -> Test {
    let builder = HttpTransport::builder()
        .proxy("http://Ida:hunter2@proxy:3128")
        .client_certificate(CLIENT, CLIENT_KEY);
    let transport = builder.build()?;
    let client = Client::builder().transport(transport.clone()).build()?;
    let shown = format!("{builder:?} {transport:?} {client:?}");
    for secret in ["hunter2", "aHVudGVyMg", "MIGH", "PRIVATE"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    Ok(())
}

#[tokio::test]
async fn idle_connections_can_be_limited() -> Test {
    use std::io::{BufRead, BufReader, Write};

    for (idle_connections, expected) in [(usize::MAX, 1), (0, 3)] {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let (accepted, connections) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let accepted = accepted.clone();
                std::thread::spawn(move || -> std::io::Result<()> {
                    let mut stream = stream?;
                    let _ = accepted.send(());
                    for line in BufReader::new(stream.try_clone()?).lines() {
                        if line?.is_empty() {
                            stream.write_all(
                                b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"id\":\"18\"}",
                            )?;
                        }
                    }
                    Ok(())
                });
            }
        });
        let transport = HttpTransport::builder()
            .idle_connections(idle_connections)
            .idle_timeout(Duration::from_secs(30))
            .local_address([127, 0, 0, 1].into())
            .build()?;
        let client = Client::builder().base_url(url).transport(transport);
        let client = client.build()?;
        for _ in 0..3 {
            client.call(&user(), &CallOptions::new()).await?;
        }
        assert_eq!(connections.try_iter().count(), expected);
    }
    Ok(())
}

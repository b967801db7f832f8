//! HTTP/2, over TLS and without it.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use apicrate_runtime::transport::HttpTransport;
use apicrate_runtime::{CallOptions, Client, RetryPolicy};

use crate::support::api::SendOnce;
use crate::support::server::{Answer, Server};
use crate::support::{Test, quick, user};
use crate::tls::{BACKENDS, call};
use crate::tls_server::{AUTHORITY, ClientCertificate, TlsServer};

const BOTH: &[&str] = &["h2", "http/1.1"];

#[tokio::test]
async fn server_can_choose_http2_in_the_handshake() -> Test {
    for &backend in BACKENDS {
        let server = TlsServer::start(BOTH, ClientCertificate::Ignored).await?;
        let trusting = HttpTransport::builder()
            .tls(backend)
            .only_ca_certificates(AUTHORITY);
        for (transport, version) in [
            (trusting.clone(), "HTTP/2.0"),
            (trusting.clone().http2_only(), "HTTP/2.0"),
            (trusting.clone().http1_only(), "HTTP/1.1"),
        ] {
            assert_eq!(call(&server.url(), &transport).await?, Ok("18".to_owned()));
            let expected = format!("GET /users/18 {version}");
            assert_eq!(server.requests().pop(), Some(expected));
        }

        let server = TlsServer::start(&[], ClientCertificate::Ignored).await?;
        let result = call(&server.url(), &trusting).await?;
        assert_eq!(result, Ok("18".to_owned()));
        assert_eq!(server.requests(), ["GET /users/18 HTTP/1.1"]);
        let error = call(&server.url(), &trusting.http2_only()).await?.err();
        let error = error.ok_or("the server supports HTTP/2")?;
        assert!(error.contains("does not support HTTP/2"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn concurrent_calls_share_a_connection() -> Test {
    let over_tls = TlsServer::start(BOTH, ClientCertificate::Ignored).await?;
    let plain = TlsServer::start_plain().await?;
    for server in [over_tls, plain] {
        let transport = HttpTransport::builder()
            .only_ca_certificates(AUTHORITY)
            .http2_only()
            .build()?;
        let client = Client::builder()
            .base_url(format!("{}/a/../b//%2e%2E", server.url()))
            .transport(transport)
            .build()?;
        let calls = (0..8).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call(&user(), &CallOptions::new()).await })
        });
        for call in calls.collect::<Vec<_>>() {
            assert_eq!(call.await??.into_inner().id, "18");
        }
        assert_eq!(server.connections(), 1);
        let request = "GET /a/../b//%2e%2E/users/18 HTTP/2.0";
        assert_eq!(server.requests(), [request; 8]);
    }
    Ok(())
}

#[tokio::test]
async fn http2_without_tls_cannot_be_forwarded() -> Test {
    let proxy = Server::start(Answer::json("{}"))?;
    let transport = HttpTransport::builder().proxy(proxy.url()).http2_only();
    let error = call("http://api.example.com", &transport).await?.err();
    let error = error.ok_or("the proxy was used")?;
    assert!(error.contains("cannot forward"), "{error}");
    assert_eq!(proxy.count(), 0);
    Ok(())
}

/// A frame without its length.
const SETTINGS: &[u8] = &[4, 0, 0, 0, 0, 0];
/// Requests from 1 on were not processed; the code is `NO_ERROR`.
const GO_AWAY: &[u8] = &[7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/// Request 1 may have been processed; the code is `NO_ERROR`.
const LAST_REQUEST: &[u8] = &[7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
/// Request 1 was not processed; the code is `REFUSED_STREAM`.
const REFUSED: &[u8] = &[3, 0, 0, 0, 0, 1, 0, 0, 0, 7];
/// Request 1 may have been processed; the code is `INTERNAL_ERROR`.
const FAILED: &[u8] = &[3, 0, 0, 0, 0, 1, 0, 0, 0, 2];
/// Status 204 for request 1.
const NO_CONTENT: &[u8] = &[1, 5, 0, 0, 0, 1, 0x89];

/// Starts a server that answers the first request of each connection with a frame, and closes the connection.
fn answering_with_frames(
    answer: impl Fn(usize) -> &'static [u8] + Send + 'static,
) -> io::Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || -> io::Result<()> {
        for stream in listener.incoming() {
            let mut stream = stream?;
            read_request(&mut stream)?;
            let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
            for frame in [SETTINGS, answer(number)] {
                let length = u32::try_from(frame.len() - 6).unwrap_or_default();
                stream.write_all(length.to_be_bytes().get(1..).unwrap_or_default())?;
                stream.write_all(frame)?;
            }
            // Waits until the client has read the answer.
            stream.shutdown(std::net::Shutdown::Write)?;
            let _ = io::copy(&mut stream, &mut io::sink());
        }
        Ok(())
    });
    Ok((url, count))
}

/// Reads the preface and the frames up to the head of a request.
fn read_request(stream: &mut TcpStream) -> io::Result<()> {
    stream.read_exact(&mut [0; 24])?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head)?;
        let [a, b, c, kind, ..] = head;
        let length = u32::from_be_bytes([0, a, b, c]);
        io::copy(&mut stream.take(length.into()), &mut io::sink())?;
        if kind == 1 {
            return Ok(());
        }
    }
}

/// The request has no idempotency key, so it is repeated only if the server has not processed it.
#[tokio::test]
async fn unprocessed_requests_are_retried() -> Test {
    for (frame, retried) in [
        (GO_AWAY, true),
        (LAST_REQUEST, false),
        (REFUSED, true),
        (FAILED, false),
    ] {
        let (url, count) = answering_with_frames(move |number| match number {
            1 => frame,
            _ => NO_CONTENT,
        })?;
        let client = |policy: RetryPolicy| {
            let transport = HttpTransport::builder().http2_only().build()?;
            Client::builder()
                .base_url(&url)
                .transport(transport)
                .retry(policy)
                .build()
        };
        let result = client(quick())?.call(&SendOnce, &CallOptions::new()).await;
        let sent = count.load(Ordering::SeqCst);
        assert_eq!((result.is_ok(), sent), (retried, 1 + usize::from(retried)));
    }
    Ok(())
}

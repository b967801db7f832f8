//! TLS with own certificates, with each compiled TLS library.

use std::error::Error as StdError;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use apicrate_runtime::transport::{HttpTransport, HttpTransportBuilder, TlsBackend};
use apicrate_runtime::{CallOptions, Client, Error, ErrorKind, RetryPolicy};

use crate::support::{Test, quick, user};
use crate::tls_server::{
    AUTHORITY, CLIENT, CLIENT_KEY, ClientCertificate, OTHER_AUTHORITY, TlsServer,
};

pub(crate) const BACKENDS: &[TlsBackend] = &[
    TlsBackend::RustlsRing,
    #[cfg(feature = "aws-lc")]
    TlsBackend::RustlsAwsLc,
    #[cfg(feature = "native-tls")]
    TlsBackend::Native,
];

/// Gets a user. Returns its ID, or the error and its causes.
pub(crate) async fn call(
    url: &str,
    transport: &HttpTransportBuilder,
) -> Result<Result<String, String>, Box<dyn StdError>> {
    let client = Client::builder()
        .base_url(url)
        .retry(RetryPolicy::none())
        .transport(transport.build()?)
        .build()?;
    let error = match client.call(&user(), &CallOptions::new()).await {
        Ok(user) => return Ok(Ok(user.into_inner().id)),
        Err(error) => error,
    };
    assert!(error.is_connect(), "{error:?}");
    let mut shown = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        shown = format!("{shown}: {error}");
        cause = error.source();
    }
    Ok(Err(shown))
}

fn with(backend: TlsBackend) -> HttpTransportBuilder {
    HttpTransport::builder().tls(backend)
}

#[tokio::test]
async fn own_authorities_are_trusted() -> Test {
    let server = TlsServer::start(&[], ClientCertificate::Ignored).await?;
    let both = format!("{OTHER_AUTHORITY}\n{AUTHORITY}");
    for &backend in BACKENDS {
        let only = with(backend).only_ca_certificates(AUTHORITY);
        assert_eq!(call(&server.url(), &only).await?, Ok("18".to_owned()));
        let second = with(backend).only_ca_certificates(&both);
        assert_eq!(call(&server.url(), &second).await?, Ok("18".to_owned()));
        // Apple's libraries reject certificates that are valid for several years.
        if cfg!(not(target_vendor = "apple")) {
            let also = with(backend).ca_certificates(AUTHORITY);
            assert_eq!(call(&server.url(), &also).await?, Ok("18".to_owned()));
        }
    }
    Ok(())
}

#[tokio::test]
async fn other_authorities_are_rejected() -> Test {
    let server = TlsServer::start(&[], ClientCertificate::Ignored).await?;
    for &backend in BACKENDS {
        for transport in [
            with(backend),
            with(backend).ca_certificates(OTHER_AUTHORITY),
            with(backend).only_ca_certificates(OTHER_AUTHORITY),
        ] {
            let error = call(&server.url(), &transport).await?.err();
            let error = error.ok_or("the server is trusted")?;
            assert!(error.contains("certificate"), "{error}");
        }
    }
    assert!(server.requests().is_empty());
    Ok(())
}

#[tokio::test]
async fn name_of_the_server_is_verified() -> Test {
    let server = TlsServer::start(&[], ClientCertificate::Ignored).await?;
    // The certificate is for 127.0.0.1.
    let localhost = server.url().replace("127.0.0.1", "localhost");
    for &backend in BACKENDS {
        let transport = with(backend).only_ca_certificates(AUTHORITY);
        assert!(call(&localhost, &transport).await?.is_err());
    }
    Ok(())
}

#[tokio::test]
async fn server_can_require_a_client_certificate() -> Test {
    let server = TlsServer::start(&[], ClientCertificate::Required).await?;
    // A file can contain the certificate and the key.
    let both = format!("Client of the tests\n{CLIENT}{CLIENT_KEY}");
    for &backend in BACKENDS {
        let trusting = with(backend).only_ca_certificates(AUTHORITY);
        for transport in [
            trusting.clone().client_certificate(CLIENT, CLIENT_KEY),
            trusting.client_certificate(&both, &both),
        ] {
            assert_eq!(call(&server.url(), &transport).await?, Ok("18".to_owned()));
        }
    }
    assert_eq!(server.certificates(), 2 * BACKENDS.len());

    // With TLS 1.3, the client learns only after the handshake that its certificate is missing.
    let transport = with(TlsBackend::RustlsRing).only_ca_certificates(AUTHORITY);
    let client = Client::builder()
        .base_url(server.url())
        .retry(RetryPolicy::none())
        .transport(transport.build()?)
        .build()?;
    let result = client.call(&user(), &CallOptions::new()).await;
    assert!(result.is_err_and(|error| error.kind() == ErrorKind::Transport));
    assert_eq!(server.requests().len(), 2 * BACKENDS.len());
    Ok(())
}

#[test]
fn invalid_certificates_are_reported_without_their_text() -> Test {
    let truncated_key = CLIENT_KEY.get(..100).ok_or("too short")?;
    let encrypted_key = CLIENT_KEY.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let other_key = include_str!("../certificates/server-key.pem");
    for &backend in BACKENDS {
        let cases = [
            (with(backend).ca_certificates(""), "CA certificates"),
            (with(backend).ca_certificates("hunter2"), "CA certificates"),
            (
                with(backend).only_ca_certificates(CLIENT_KEY),
                "CA certificates",
            ),
            (
                with(backend).client_certificate("hunter2", CLIENT_KEY),
                "client certificate",
            ),
            (
                with(backend).client_certificate(CLIENT, "hunter2"),
                "private key",
            ),
            (
                with(backend).client_certificate(CLIENT, truncated_key),
                "private key",
            ),
            (
                with(backend).client_certificate(CLIENT, &encrypted_key),
                "private key",
            ),
            (
                with(backend).client_certificate(CLIENT, other_key),
                "does not belong to the client certificate",
            ),
        ];
        for (number, (builder, expected)) in cases.into_iter().enumerate() {
            let error = builder.build().err();
            let error = error.ok_or_else(|| format!("{backend:?}: {number}"))?;
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(shown.contains(expected), "{backend:?}: {number}: {shown}");
            for secret in ["hunter2", "MIGH", "gxktZPL4"] {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
    }
    Ok(())
}

/// The proxy is reached over TLS, and the server through a tunnel in this connection.
#[tokio::test]
async fn proxy_receives_no_client_certificate() -> Test {
    for &backend in BACKENDS {
        let proxy = TlsServer::start(&[], ClientCertificate::Optional).await?;
        let server = TlsServer::start(&[], ClientCertificate::Required).await?;
        let transport = with(backend)
            .only_ca_certificates(AUTHORITY)
            .client_certificate(CLIENT, CLIENT_KEY)
            .proxy(proxy.url().replace("https://", "https://Ida:pass%20word@"));
        let url = format!("https://api.example.com:{}", server.address().port());
        assert_eq!(call(&url, &transport).await?, Ok("18".to_owned()));
        assert_eq!(server.requests(), ["GET /users/18 HTTP/1.1"]);
        assert_eq!((server.certificates(), proxy.certificates()), (1, 0));
        let tunnel = proxy.requests().concat();
        let authorization = "Basic SWRhOnBhc3Mgd29yZA==";
        assert!(tunnel.contains(authorization), "{tunnel}");
    }
    Ok(())
}

/// The error of a call with retries.
async fn failure(url: &str, transport: &HttpTransportBuilder) -> Result<Error, Box<dyn StdError>> {
    let client = Client::builder()
        .base_url(url)
        .retry(quick())
        .transport(transport.build()?)
        .build()?;
    let called = client.call(&user(), &CallOptions::new()).await;
    Ok(called.err().ok_or("the call succeeded")?)
}

/// Starts a server without TLS that sends these bytes to each connection after the first bytes of the client. Returns its address
/// and the number of connections.
fn plain_server(answer: &'static [u8]) -> std::io::Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            // A server that closes a connection with unread data resets it, and the client may lose the answer.
            _ = stream.read(&mut [0; 4096]);
            _ = stream.write_all(answer);
        }
    });
    Ok((address, connections))
}

#[tokio::test]
async fn port_without_tls_is_named_and_not_called_again() -> Test {
    for &backend in BACKENDS {
        let (address, connections) = plain_server(b"HTTP/1.1 400 Bad Request\r\n\r\n")?;
        let error = failure(&format!("https://{address}/v1"), &with(backend)).await?;
        assert_eq!(
            error.to_string(),
            format!(
                "users_get: could not connect to {address}: this port does not speak TLS; perhaps `http://` was meant"
            )
        );
        assert!(error.is_connect() && !error.is_retryable(), "{error:?}");
        assert_eq!(
            (error.attempts(), connections.load(Ordering::SeqCst)),
            (1, 1)
        );
    }
    Ok(())
}

#[tokio::test]
async fn port_with_tls_only_is_named_and_not_called_again() -> Test {
    let server = TlsServer::start(&[], ClientCertificate::Ignored).await?;
    let address = server.address();
    let error = failure(&format!("http://{address}"), &HttpTransport::builder()).await?;
    assert_eq!(
        error.to_string(),
        format!(
            "users_get: could not connect to {address}: this port speaks only TLS; perhaps `https://` was meant"
        )
    );
    assert!(error.is_connect() && !error.is_retryable(), "{error:?}");
    assert_eq!((error.attempts(), server.connections()), (1, 1));
    Ok(())
}

#[tokio::test]
async fn proxy_without_tls_is_named() -> Test {
    let (address, connections) = plain_server(b"HTTP/1.1 400 Bad Request\r\n\r\n")?;
    let transport = HttpTransport::builder().proxy(format!("https://{address}"));
    let error = failure("https://api.example.com", &transport).await?;
    assert_eq!(
        error.to_string(),
        format!(
            "users_get: could not connect to api.example.com:443 through the proxy {address}: this port does not speak TLS; \
             perhaps `http://` was meant"
        )
    );
    assert_eq!(
        (error.attempts(), connections.load(Ordering::SeqCst)),
        (1, 1)
    );
    Ok(())
}

#[tokio::test]
async fn untrusted_servers_are_not_called_again() -> Test {
    for &backend in BACKENDS {
        let server = TlsServer::start(&[], ClientCertificate::Ignored).await?;
        let error = failure(&server.url(), &with(backend)).await?;
        assert!(error.is_connect() && !error.is_retryable(), "{error:?}");
        assert_eq!((error.attempts(), server.connections()), (1, 1));
    }
    Ok(())
}

#[tokio::test]
async fn handshakes_that_end_without_an_answer_are_repeated() -> Test {
    for &backend in BACKENDS {
        // Nothing, and the beginning of a record with a part of the handshake.
        for answer in [&b""[..], b"\x16\x03\x03"] {
            let (address, connections) = plain_server(answer)?;
            let error = failure(&format!("https://{address}"), &with(backend)).await?;
            assert!(error.is_connect() && error.is_retryable(), "{error:?}");
            assert_eq!(
                (error.attempts(), connections.load(Ordering::SeqCst)),
                (3, 3)
            );
        }
    }
    Ok(())
}

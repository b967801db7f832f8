//! Requests that a web page in the developer's browser could send: from a foreign origin, with a foreign host name (DNS
//! rebinding), or with a media type that needs no permission.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use trophy_local::Server;

use super::Test;

/// Sends a request with these headers. Returns the status and the body.
async fn send(
    server: &Server,
    line: &str,
    headers: &[&str],
    body: &str,
) -> Result<(u16, String), Box<dyn std::error::Error + Send + Sync>> {
    let address = server.url().replace("http://", "").replace("/v1", "");
    let mut connection = TcpStream::connect(&address).await?;
    let length = format!("content-length: {}", body.len());
    let mut head = vec![
        line.to_owned() + " HTTP/1.1",
        "connection: close".to_owned(),
    ];
    head.extend(headers.iter().map(|header| (*header).to_owned()));
    head.extend((!body.is_empty()).then_some(length));
    let request = format!("{}\r\n\r\n{body}", head.join("\r\n"));
    connection.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).ok_or("no status")?.parse()?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("no body")?;
    Ok((status, body.to_owned()))
}

const USER: &str = r#"{"id":"noor"}"#;

const HOST: &str = "host: localhost";

const JSON: &str = "content-type: application/json";

async fn users(server: &Server) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
    Ok(server.client()?.users().get("noor").await.is_ok())
}

#[tokio::test]
async fn bodies_must_be_json() -> Test {
    let server = Server::start().await?;
    for headers in [
        &[HOST] as &[&str],
        &[HOST, "content-type: text/plain"],
        &[HOST, "content-type: application/x-www-form-urlencoded"],
        &[HOST, "content-type: multipart/form-data; boundary=a"],
        &[HOST, "content-type: text/plain", JSON],
        &[HOST, "content-type: text/plain; application/json"],
    ] {
        for (line, body) in [
            ("POST /v1/users", USER),
            ("POST /v1/nothing", USER),
            ("PUT /v1/users/noor", "{}"),
            ("PATCH /v1/users/noor", "{}"),
            ("DELETE /admin/v1/metrics?ids=1", USER),
        ] {
            let (status, message) = send(&server, line, headers, body).await?;
            assert_eq!(status, 415, "{line} {headers:?}: {message}");
            assert!(message.contains("`application/json`"), "{message}");
        }
    }
    assert!(!users(&server).await?);

    // Every POST of the API needs a body.
    let (status, message) = send(&server, "POST /v1/users", &[HOST], "").await?;
    assert_eq!(status, 400, "{message}");

    let (status, _) = send(&server, "POST /v1/users", &[HOST, JSON], USER).await?;
    assert_eq!(status, 201);
    let charset = "content-type: application/json; charset=utf-8";
    let (status, _) = send(&server, "PUT /v1/users/noor", &[HOST, charset], "{}").await?;
    assert_eq!(status, 200);
    let (status, _) = send(&server, "DELETE /admin/v1/metrics?ids=1", &[HOST], "").await?;
    assert_ne!(status, 415);
    Ok(())
}

#[tokio::test]
async fn foreign_hosts_are_rejected() -> Test {
    let server = Server::start().await?;
    for host in [
        "evil.example",
        "evil.example:4010",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost",
        "localhost@evil.example",
        "evil.example@localhost",
        "0.0.0.0",
        "192.168.0.1",
        "[::2]",
        "",
        "127.0.0.1\r\nhost: evil.example",
    ] {
        let host = format!("host: {host}");
        for line in ["GET /v1/achievements", "POST /v1/users", "GET /nothing"] {
            let (status, message) = send(&server, line, &[&host, JSON], USER).await?;
            assert!(
                [400, 403].contains(&status),
                "{line} {host}: {status} {message}"
            );
        }
    }
    // The host of an absolute URL replaces the header.
    let (status, _) = send(
        &server,
        "GET http://evil.example/v1/achievements",
        &[HOST],
        "",
    )
    .await?;
    assert_eq!(status, 403);
    assert!(!users(&server).await?);

    for host in [
        "localhost",
        "LocalHost:80",
        "trophy.localhost",
        "127.0.0.1:9",
        "127.8.0.1",
        "[::1]:4010",
    ] {
        let (status, body) = send(
            &server,
            "GET /v1/achievements",
            &[&format!("host: {host}")],
            "",
        )
        .await?;
        assert_eq!(status, 200, "{host}: {body}");
    }
    Ok(())
}

#[tokio::test]
async fn foreign_origins_are_rejected() -> Test {
    let server = Server::start().await?;
    for origin in [
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "null",
        "file://",
        "localhost",
        "http://localhost\r\norigin: https://evil.example",
    ] {
        let origin = format!("origin: {origin}");
        let (status, message) =
            send(&server, "POST /v1/users", &[HOST, JSON, &origin], USER).await?;
        assert_eq!(status, 403, "{origin}: {message}");
        assert!(message.contains("`Origin`"), "{message}");
    }
    assert!(!users(&server).await?);

    let own = "origin: http://localhost:3000";
    let (status, _) = send(&server, "POST /v1/users", &[HOST, JSON, own], USER).await?;
    assert_eq!(status, 201);
    Ok(())
}

#[tokio::test]
async fn other_hosts_can_be_allowed() -> Test {
    let server = Server::builder().allow_host("trophy.test").start().await?;
    let headers = ["host: Trophy.test:4010", "origin: https://trophy.test"];
    let (status, _) = send(&server, "GET /v1/achievements", &headers, "").await?;
    assert_eq!(status, 200);
    let (status, _) = send(
        &server,
        "GET /v1/achievements",
        &["host: a.trophy.test"],
        "",
    )
    .await?;
    assert_eq!(status, 403);
    Ok(())
}

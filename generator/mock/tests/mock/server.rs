//! The server on a port, and as a transport.

use std::error::Error;

use apicrate_mock::MockServer;
use apicrate_runtime::{CallOptions, Client, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{Test, pets};

async fn exchange(server: &MockServer, request: &str) -> Result<String, Box<dyn Error>> {
    let mut stream = TcpStream::connect(server.address()).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn serves_on_a_free_port() -> Test {
    let server = MockServer::start(pets()?).await?;
    let answer = exchange(
        &server,
        "GET /pets/7 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    )
    .await?;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\"name\":\"Rex\""), "{answer}");
    // A `HEAD` request has the length of the body, and no body.
    let answer = exchange(
        &server,
        "HEAD /pets/7 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    )
    .await?;
    assert!(
        answer.ends_with("\r\n\r\n") && answer.contains("content-length: "),
        "{answer}"
    );
    assert_eq!(server.mock().exchanges().len(), 2);
    Ok(())
}

#[tokio::test]
async fn is_a_transport_for_clients() -> Test {
    let pets = pets()?;
    let client = Client::builder()
        .base_url("https://api.example.com/v1")
        .transport(pets.clone())
        .build()?;
    let request = http::Request::get("/pets/7").body(apicrate_runtime::Bytes::new())?;
    let answer = client.execute(request, &CallOptions::new()).await?;
    assert_eq!(answer.status(), 200);
    let exchanges = pets.exchanges();
    assert_eq!(
        exchanges[0].to_string().split(" bytes").next(),
        Some("GET /v1/pets/7 → 200 application/json 48")
    );
    Ok(())
}

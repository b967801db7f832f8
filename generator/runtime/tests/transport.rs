//! A client over a transport of one's own, and what a client refuses before anything is sent.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use trophy_runtime::{
    Bytes, CallOptions, Client, ClientBuilder, Encoder, Error, ErrorKind, Operation, OperationInfo,
    Response, Result, Transport, TransportError, decode, http,
};

type Test = Result<(), Box<dyn StdError>>;

struct Ping;

impl Operation for Ping {
    type Output = String;

    const INFO: &'static OperationInfo = &OperationInfo {
        id: "ping",
        method: http::Method::GET,
        path: "/ping",
        server: "https://api.example.com/v1",
        header_parameters: &[],
    };

    fn encode(&self) -> Result<http::Request<Bytes>> {
        Encoder::new(Self::INFO).finish()
    }

    fn decode(response: http::Response<Bytes>) -> Result<Response<String>> {
        decode::text(Self::INFO, response)
    }
}

/// The same under a server that the document gives as a path.
struct RelativePing;

impl Operation for RelativePing {
    type Output = String;

    const INFO: &'static OperationInfo = &OperationInfo {
        id: "relative_ping",
        method: http::Method::GET,
        path: "/ping",
        server: "/v1",
        header_parameters: &[],
    };

    fn encode(&self) -> Result<http::Request<Bytes>> {
        Encoder::new(Self::INFO).finish()
    }

    fn decode(response: http::Response<Bytes>) -> Result<Response<String>> {
        decode::text(Self::INFO, response)
    }
}

/// Keeps what it is given and answers `pong`.
#[derive(Default)]
struct Recorder {
    sent: Mutex<Vec<(String, Option<Duration>)>>,
}

impl Recorder {
    fn sent(&self) -> Vec<(String, Option<Duration>)> {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Transport for Recorder {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push((request.uri().to_string(), timeout));
        Ok(http::Response::new(Bytes::from_static(b"pong")))
    }
}

struct Broken;

impl Transport for Broken {
    async fn send(
        &self,
        _request: http::Request<Bytes>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::new("the line is dead"))
    }
}

fn recorded() -> (Arc<Recorder>, ClientBuilder) {
    let recorder = Arc::new(Recorder::default());
    (Arc::clone(&recorder), Client::builder().transport(recorder))
}

/// What a builder reports.
fn problem(builder: ClientBuilder) -> Result<Error, Box<dyn StdError>> {
    Ok(builder.build().err().ok_or("the client was built")?)
}

#[tokio::test]
async fn a_transport_is_a_plain_async_fn() -> Test {
    let (recorder, builder) = recorded();
    let client = builder.build()?;
    let options = CallOptions::new().timeout(Duration::from_secs(3));
    assert_eq!(client.call(&Ping, &options).await?.value(), "pong");
    let url = "https://api.example.com/v1/ping".to_owned();
    assert_eq!(recorder.sent(), [(url, Some(Duration::from_secs(3)))]);
    Ok(())
}

#[tokio::test]
async fn a_call_can_move_to_another_thread() -> Test {
    let (_, builder) = recorded();
    let client = builder.build()?;
    let call = async move { client.clone().call(&Ping, &CallOptions::new()).await };
    assert_eq!(tokio::spawn(call).await??.into_inner(), "pong");
    Ok(())
}

#[tokio::test]
async fn a_base_url_replaces_the_documented_server() -> Test {
    let (recorder, builder) = recorded();
    let client = builder.base_url("http://localhost:8080/mock/").build()?;
    client.call(&Ping, &CallOptions::new()).await?;
    client.call(&RelativePing, &CallOptions::new()).await?;
    let url = "http://localhost:8080/mock/ping".to_owned();
    assert_eq!(recorder.sent(), [(url.clone(), None), (url, None)]);
    Ok(())
}

#[tokio::test]
async fn an_operation_without_a_server_needs_a_base_url() -> Test {
    let (recorder, builder) = recorded();
    let call = builder
        .build()?
        .call(&RelativePing, &CallOptions::new())
        .await;
    let error = call.err().ok_or("the call succeeded")?;
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::InvalidRequest, Some("relative_ping"))
    );
    assert!(error.to_string().contains("`base_url`"), "{error}");
    assert!(recorder.sent().is_empty());
    Ok(())
}

#[tokio::test]
async fn an_option_that_cannot_be_sent_is_reported_by_the_call() -> Test {
    let (recorder, builder) = recorded();
    let options = CallOptions::new().header("X-Trace", "a\nb");
    let call = builder.build()?.call(&Ping, &options).await;
    let error = call.err().ok_or("the call succeeded")?;
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::InvalidRequest, Some("ping"))
    );
    assert!(error.to_string().contains("`x-trace`"), "{error}");
    assert!(recorder.sent().is_empty());
    Ok(())
}

#[tokio::test]
async fn what_a_transport_reports_is_the_source_of_the_error() -> Test {
    let client = Client::builder().transport(Broken).build()?;
    let error = client
        .call(&Ping, &CallOptions::new())
        .await
        .err()
        .ok_or("the call succeeded")?;
    assert_eq!(error.to_string(), "ping: no complete response arrived");
    assert_eq!(
        error.source().map(ToString::to_string).as_deref(),
        Some("the line is dead")
    );
    Ok(())
}

#[test]
fn settings_are_checked_when_a_client_is_built() -> Test {
    let builder = || recorded().1;
    for (builder, said) in [
        (builder().base_url("api.example.com"), "`api.example.com`"),
        (
            builder().base_url("https://api.example.com?key=a"),
            "a query or a fragment",
        ),
        (builder().header("X Plain", "a"), "`X Plain`"),
        (
            builder().sensitive_header("X-API-KEY", "hunter2\n"),
            "`x-api-key`",
        ),
        (builder().default_parameter("Tenant-ID", "é"), "`tenant-id`"),
    ] {
        let error = problem(builder)?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(said), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    Ok(())
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn a_client_without_any_transport_says_what_to_do() -> Test {
    let error = problem(Client::builder())?;
    assert!(
        error.to_string().contains("`ClientBuilder::transport`"),
        "{error}"
    );
    Ok(())
}

//! Clients with a custom transport, and the errors that occur before a request is sent.

use std::error::Error as StdError;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use apicrate_runtime::transport::BodyLimit;
use apicrate_runtime::{
    Body, Bytes, CallOptions, Client, ClientBuilder, Decode, Error, ErrorKind, Method, Operation,
    RetryPolicy, Transport, TransportError, decode, http,
};

type Test = Result<(), Box<dyn StdError>>;

struct Ping;

impl Operation for Ping {
    type Output = String;

    const ID: &'static str = "ping";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/ping";
    const SERVER: &'static str = "https://api.example.com/v1";
    const DECODE: Decode<Self::Output> = decode::text;
}

/// An operation whose server URL is a relative path.
struct RelativePing;

impl Operation for RelativePing {
    type Output = String;

    const ID: &'static str = "relative_ping";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/ping";
    const SERVER: &'static str = "/v1";
    const DECODE: Decode<Self::Output> = decode::text;
}

/// Records the requests and answers `pong`.
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
        request: http::Request<Body>,
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
        _request: http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::new("connection reset"))
    }
}

/// Returns predefined responses. It does not wait, but records the requested pauses.
struct Scripted {
    responses: Mutex<Vec<Result<http::Response<Bytes>, TransportError>>>,
    pauses: Mutex<Vec<Duration>>,
}

impl Scripted {
    /// Returns the responses from last to first. After them, no connection can be opened.
    fn new(responses: Vec<Result<http::Response<Bytes>, TransportError>>) -> Arc<Self> {
        Arc::new(Self {
            responses: Mutex::new(responses),
            pauses: Mutex::default(),
        })
    }

    fn pauses(&self) -> Vec<Duration> {
        let pauses = self.pauses.lock();
        pauses.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for Scripted {
    async fn send(
        &self,
        _request: http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let responses = self.responses.lock();
        let response = responses.unwrap_or_else(PoisonError::into_inner).pop();
        response.unwrap_or_else(|| Err(TransportError::connect("no connection")))
    }

    async fn sleep(&self, duration: Duration) {
        let pauses = self.pauses.lock();
        pauses
            .unwrap_or_else(PoisonError::into_inner)
            .push(duration);
    }
}

/// The error of calling [`Ping`].
async fn failure(client: &Client, options: &CallOptions) -> Result<Error, Box<dyn StdError>> {
    let result = client.call(&Ping, options).await;
    Ok(result.err().ok_or("the call succeeded")?)
}

fn recorded() -> (Arc<Recorder>, ClientBuilder) {
    let recorder = Arc::new(Recorder::default());
    (Arc::clone(&recorder), Client::builder().transport(recorder))
}

/// The error of building a client.
fn build_error(builder: ClientBuilder) -> Result<Error, Box<dyn StdError>> {
    Ok(builder.build().err().ok_or("the client was built")?)
}

#[tokio::test]
async fn transport_can_be_a_plain_async_fn() -> Test {
    let (recorder, builder) = recorded();
    let client = builder.build()?;
    let options = CallOptions::new().timeout(Duration::from_secs(3));
    assert_eq!(client.call(&Ping, &options).await?.value(), "pong");
    let url = "https://api.example.com/v1/ping".to_owned();
    let [(sent_to, Some(time))] = &recorder.sent()[..] else {
        return Err("not sent exactly once, or without a timeout".into());
    };
    assert_eq!(*sent_to, url);
    assert!(*time <= Duration::from_secs(3) && *time > Duration::from_secs(2));
    Ok(())
}

#[tokio::test]
async fn call_can_move_to_another_thread() -> Test {
    let (_, builder) = recorded();
    let client = builder.build()?;
    let call = async move { client.clone().call(&Ping, &CallOptions::new()).await };
    assert_eq!(tokio::spawn(call).await??.into_inner(), "pong");
    Ok(())
}

#[tokio::test]
async fn call_borrows_nothing_and_sends_nothing_before_await() -> Test {
    let (recorder, builder) = recorded();
    let call = {
        let client = builder.build()?;
        let options = CallOptions::new().timeout(Duration::from_secs(3));
        drop(client.call(&Ping, &options));
        client.call(&Ping, &options)
    };
    assert!(recorder.sent().is_empty());
    assert_eq!(call.await?.value(), "pong");
    assert!(matches!(&recorder.sent()[..], [(_, Some(time))] if *time <= Duration::from_secs(3)));
    Ok(())
}

#[tokio::test]
async fn unimplemented_client_fails_every_call() -> Test {
    let client = Client::unimplemented();
    let error = failure(&client, &CallOptions::new()).await?;
    assert!(error.is_not_implemented());
    let reason = "not implemented: neither a client nor a test double was set";
    assert_eq!(error.to_string(), format!("ping: {reason}"));
    let error = client.call(&RelativePing, &CallOptions::new()).await.err();
    assert!(error.is_some_and(|error| error.is_not_implemented()));

    let request = http::Request::get("/secret?key=hunter2").body(Bytes::new())?;
    let error = client.execute(request, &CallOptions::new()).await.err();
    let error = error.ok_or("the request was executed")?;
    assert_eq!(error.to_string(), format!("GET /secret: {reason}"));
    assert_eq!(error.attempts(), 0);
    Ok(())
}

#[tokio::test]
async fn base_url_replaces_an_absolute_server_and_precedes_a_relative_one() -> Test {
    let (recorder, builder) = recorded();
    let client = builder.base_url("http://localhost:8080/mock/").build()?;
    let endless = CallOptions::new().timeout(Duration::MAX);
    client.call(&Ping, &endless).await?;
    client.call(&RelativePing, &endless).await?;
    let urls = [
        "http://localhost:8080/mock/ping",
        "http://localhost:8080/mock/v1/ping",
    ];
    assert_eq!(recorder.sent(), urls.map(|url| (url.to_owned(), None)));
    Ok(())
}

#[tokio::test]
async fn operation_without_server_requires_base_url() -> Test {
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
async fn call_reports_invalid_options() -> Test {
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
async fn transport_error_shows_its_cause() -> Test {
    let client = Client::builder().transport(Broken).build()?;
    let error = client
        .call(&Ping, &CallOptions::new())
        .await
        .err()
        .ok_or("the call succeeded")?;
    assert_eq!(
        error.to_string(),
        "ping: no complete response arrived from api.example.com:443: connection reset"
    );
    assert!(error.source().is_none());
    let cause = error.transport_error().and_then(StdError::source);
    assert_eq!(
        cause.map(ToString::to_string).as_deref(),
        Some("connection reset")
    );
    Ok(())
}

#[tokio::test]
async fn transport_sleeps_between_retries() -> Test {
    let busy = http::Response::builder()
        .status(503)
        .header("retry-after", "20")
        .body(Bytes::new())?;
    let transport = Scripted::new(vec![Ok(busy)]);
    let client = Client::builder()
        .transport(Arc::clone(&transport))
        .build()?;
    let policy = RetryPolicy::new().retries(9);

    let error = failure(&client, &CallOptions::new().retry(policy)).await?;

    assert_eq!((error.attempts(), error.is_connect()), (10, true));
    let pauses: Vec<u128> = transport.pauses().iter().map(Duration::as_millis).collect();
    let bounds = [20_500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000];
    assert_eq!(pauses.len(), bounds.len());
    assert!(pauses[0] >= 20_000, "{pauses:?}");
    for (pause, longest) in pauses.iter().zip(bounds) {
        assert!(*pause <= longest, "{pauses:?}");
    }
    Ok(())
}

#[tokio::test]
async fn unusable_transport_is_not_retried() -> Test {
    let unusable = TransportError::unusable("no runtime");
    let client = Client::builder().transport(Scripted::new(vec![Err(unusable)]));
    let error = failure(&client.build()?, &CallOptions::new()).await?;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(
        error.to_string(),
        "ping: the request cannot be sent: no runtime"
    );
    // Nothing was sent.
    assert_eq!((error.attempts(), error.is_retryable()), (0, false));
    Ok(())
}

#[tokio::test]
async fn incompatible_server_is_not_called_again() -> Test {
    let incompatible = TransportError::incompatible("no common version");
    let client = Client::builder().transport(Scripted::new(vec![Err(incompatible)]));
    let error = failure(&client.build()?, &CallOptions::new()).await?;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.to_string(),
        "ping: could not connect to api.example.com:443: no common version"
    );
    assert!(error.is_connect() && !error.is_retryable());
    assert_eq!(error.attempts(), 1);
    Ok(())
}

#[tokio::test]
async fn body_limit_applies_to_transports_that_ignore_it() -> Test {
    let (_, builder) = recorded();
    let client = builder.body_limit(3).build()?;
    let error = failure(&client, &CallOptions::new()).await?;
    assert_eq!(error.kind(), ErrorKind::BodyLimit);
    assert_eq!(
        error.to_string(),
        "ping: the response is larger than 3 bytes"
    );
    let wider = CallOptions::new().body_limit(4);
    assert_eq!(client.call(&Ping, &wider).await?.value(), "pong");
    Ok(())
}

#[tokio::test]
async fn request_extensions_contain_the_body_limit() -> Test {
    struct Limit;

    impl Transport for Limit {
        async fn send(
            &self,
            request: http::Request<Body>,
            _timeout: Option<Duration>,
        ) -> Result<http::Response<Bytes>, TransportError> {
            let BodyLimit(bytes) = BodyLimit::from_request(&request);
            Ok(http::Response::new(bytes.to_string().into()))
        }
    }

    let client = Client::builder().transport(Limit).build()?;
    for (options, bytes) in [
        (CallOptions::new(), "67108864"),
        (CallOptions::new().body_limit(1000), "1000"),
    ] {
        assert_eq!(client.call(&Ping, &options).await?.value(), bytes);
    }
    Ok(())
}

/// The errors of a transport may quote the request.
#[tokio::test]
async fn secrets_in_error_causes_are_redacted() -> Test {
    let cause = std::io::Error::other("the proxy rejected `x-api-key: hunter2`");
    let client = Client::builder()
        .transport(Scripted::new(vec![Err(TransportError::new(cause))]))
        .sensitive_header("X-API-KEY", "hunter2")
        .retry(RetryPolicy::none())
        .build()?;
    let error = failure(&client, &CallOptions::new()).await?;
    let cause = error.transport_error().and_then(StdError::source);
    let redacted = "the proxy rejected `x-api-key: [redacted]`";
    assert_eq!(cause.map(ToString::to_string).as_deref(), Some(redacted));
    assert!(error.to_string().ends_with(redacted), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"));
    Ok(())
}

/// The default implementation of `sleep` requires no specific async runtime.
#[test]
fn retries_work_on_any_executor() -> Test {
    struct Flaky(Scripted);

    impl Transport for Flaky {
        async fn send(
            &self,
            request: http::Request<Body>,
            timeout: Option<Duration>,
        ) -> Result<http::Response<Bytes>, TransportError> {
            self.0.send(request, timeout).await
        }
    }

    let responses = vec![
        Ok(http::Response::new(Bytes::from_static(b"pong"))),
        Err(TransportError::new("connection reset")),
    ];
    let client = Client::builder().transport(Flaky(Scripted {
        responses: Mutex::new(responses),
        pauses: Mutex::default(),
    }));
    let client = client.build()?;
    let options = CallOptions::new();
    let mut call = pin!(client.call(&Ping, &options));
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match call.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => break assert_eq!(result?.value(), "pong"),
            Poll::Pending => thread::park_timeout(Duration::from_secs(5)),
        }
    }
    Ok(())
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[test]
fn build_rejects_invalid_settings() -> Test {
    let builder = || recorded().1;
    for (builder, expected) in [
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
        (
            builder().default_parameter("Tenant-ID", " "),
            "the default value of the parameter `Tenant-ID` is empty",
        ),
        (
            builder().timeout(Duration::ZERO),
            "`timeout` is zero, so that every call would fail; `Duration::MAX` means no limit",
        ),
        (
            builder().attempt_timeout(Duration::ZERO),
            "`attempt_timeout` is zero",
        ),
        (
            builder().base_url("localhost:8080/v1"),
            "the base URL `localhost:8080/v1` does not start with `https://` or `http://`",
        ),
    ] {
        let error = build_error(builder)?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    Ok(())
}

#[cfg(not(feature = "http-transport"))]
#[test]
fn client_without_transport_explains_what_to_do() -> Test {
    let error = build_error(Client::builder())?;
    assert!(
        error.to_string().contains("`ClientBuilder::transport`"),
        "{error}"
    );
    Ok(())
}

#[test]
fn api_keys_are_sent_in_header_query_and_cookie() -> Test {
    let client = Client::builder()
        .transport(Broken)
        .bearer_token("t-1")
        .api_key_in_query("a key", "x y&z")
        .api_key_in_cookie("sid", "s;1")
        .build()?;
    let request = client.request(&Ping, &CallOptions::default())?;
    assert_eq!(
        request.uri(),
        "https://api.example.com/v1/ping?a%20key=x%20y%26z"
    );
    assert_eq!(request.headers()["authorization"], "Bearer t-1");
    assert_eq!(request.headers()["cookie"], "sid=s%3B1");
    assert!(request.headers()["cookie"].is_sensitive());
    let shown = format!("{client:?}");
    assert!(
        !shown.contains("x y&z") && !shown.contains("t-1"),
        "{shown}"
    );

    let client = client.to_builder().basic_auth("Ida", "pass word").build()?;
    let request = client.request(&Ping, &CallOptions::default())?;
    assert_eq!(
        request.headers()["authorization"],
        "Basic SWRhOnBhc3Mgd29yZA=="
    );
    assert_eq!(request.uri().query(), Some("a%20key=x%20y%26z"));

    let result = Client::builder()
        .transport(Broken)
        .api_key_in_query("k", "a\nb")
        .build();
    assert!(result.is_err_and(|error| !error.to_string().contains("a\nb")));
    Ok(())
}

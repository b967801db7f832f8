//! What the generated tests do their work through: a double that keeps what it is given and answers what
//! it is told, served over HTTP on the loopback address, and a client that calls it.

use std::any::Any;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use apicrate_runtime::server::{Routes, ServerOperation};
use apicrate_runtime::{CallOptions, Client, Error, Response, Result, RetryPolicy, http};
use axum::Router;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::net::TcpListener;

/// One call: what is sent, and what is answered.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Case {
    operation: String,
    parameters: Map<String, Value>,
    #[serde(default, deserialize_with = "present")]
    body: Option<Value>,
    status: u16,
    output: Option<Value>,
}

/// A body that is `null` is a body.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

fn typed<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value:#}"))
}

impl Case {
    /// The value of a parameter that is always there.
    pub(crate) fn required<T: DeserializeOwned>(&self, name: &str) -> T {
        typed(&self.parameters[name])
    }

    /// The value of a parameter that may be left out.
    pub(crate) fn optional<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.parameters.get(name).map(typed)
    }

    /// Whether a parameter whose only value is `true` is there.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.parameters.contains_key(name)
    }

    /// The body.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> T {
        self.optional_body().expect("the case has a body")
    }

    /// The body, if there is one.
    pub(crate) fn optional_body<T: DeserializeOwned>(&self) -> Option<T> {
        self.body.as_ref().map(typed)
    }

    /// The value that is answered.
    pub(crate) fn output<T: DeserializeOwned>(&self) -> T {
        typed(self.output.as_ref().expect("the case has an answer"))
    }

    /// The status that is answered.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }
}

/// Keeps the request that it is given, and answers what it is told, once.
#[derive(Default)]
pub(crate) struct Double {
    request: Mutex<Option<Box<dyn Any + Send>>>,
    answer: Mutex<Option<Box<dyn Any + Send>>>,
}

impl Double {
    /// What every generated method does.
    pub(crate) fn answer<O>(&self, request: O) -> Result<Response<O::Output>>
    where
        O: ServerOperation + Send + 'static,
        O::Output: 'static,
    {
        *self.request.lock().expect("nobody panicked") = Some(Box::new(request));
        let answer = self.answer.lock().expect("nobody panicked").take();
        let answer = answer.and_then(|answer| answer.downcast::<O::Output>().ok());
        answer
            .map(|answer| Response::new(*answer))
            .ok_or_else(|| Error::invalid_response("no such answer was prepared"))
    }
}

/// Sends each case of an operation, and compares what arrives with what was sent, there and back.
pub(crate) async fn agree<O>(
    cases: &str,
    operation: &str,
    routes: fn(&Arc<Double>) -> Routes,
    make: impl Fn(&Case) -> O,
    answer: impl Fn(&Case) -> O::Output,
) where
    O: ServerOperation + Debug + PartialEq + Send + 'static,
    O::Output: Clone + Debug + PartialEq + Send + 'static,
{
    let cases: Vec<Case> = serde_json::from_str(cases).expect("the cases are JSON");
    let cases = cases.iter().filter(|case| case.operation == operation);
    let double = Arc::new(Double::default());
    let client = client(routes(&double).into()).await;
    let mut count = 0;
    for case in cases {
        let sent = make(case);
        let written = sent.encode().expect("it can be sent");
        match &case.body {
            // How a form is written is for other tests; what it means is compared below.
            Some(body) if !is_form(&written) => assert_written(written.body(), body),
            _ => {}
        }
        let told = answer(case);
        if let Some(output) = &case.output {
            let response = O::write_response(Response::new(told.clone()));
            assert_written(response.expect("it can be answered").body(), output);
        }
        *double.answer.lock().expect("nobody panicked") = Some(Box::new(told.clone()));

        let answered = client.call(&sent, &CallOptions::default()).await;
        let answered = answered.unwrap_or_else(|error| panic!("{error}: {case:#?}"));

        let received = double.request.lock().expect("nobody panicked").take();
        let received = received.expect("the request arrived").downcast::<O>();
        assert_eq!(*received.expect("it arrived where it belongs"), sent);
        assert_eq!(answered.status(), case.status());
        assert_eq!(answered.into_inner(), told);
        count += 1;
    }
    assert!(count > 0, "there is a case for {operation}");
}

fn is_form<T>(request: &http::Request<T>) -> bool {
    let media_type = request.headers().get("content-type");
    media_type.is_some_and(|media_type| media_type == "application/x-www-form-urlencoded")
}

/// What is written is the case's JSON, or its text.
fn assert_written(body: &[u8], expected: &Value) {
    let written = serde_json::from_slice(body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()));
    assert_eq!(written, *expected);
}

/// A client of a server that answers with these routes.
async fn client(app: Router) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("the port has an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    Client::builder()
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::none())
        .build()
        .expect("the client can be built")
}

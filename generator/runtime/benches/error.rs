//! The duration of a call that ends with an error, in memory. Most of it is the search for secrets in the response.
//!
//! ```sh
//! cargo bench -p apicrate-runtime --bench error
//! ```

#![expect(
    clippy::expect_used,
    reason = "a benchmark cannot continue after a failure"
)]

use std::time::Duration;

use apicrate_runtime::http::{Request, Response};
use apicrate_runtime::{Body, Bytes, CallOptions, Client, Transport, TransportError};
use divan::Bencher;

fn main() {
    divan::main();
}

/// Answers every request with the same response.
struct Fixed(Response<Bytes>);

impl Transport for Fixed {
    async fn send(
        &self,
        _request: Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        Ok(self.0.clone())
    }
}

fn bench(bencher: Bencher<'_, '_>, body: String) {
    let mut response = Response::builder().status(404);
    for (name, value) in [
        ("content-type", "application/json; charset=utf-8"),
        ("date", "Thu, 26 Nov 2026 18:00:27 GMT"),
        ("x-request-id", "6f0c9d1e-6c50-4f0f-9d0c-0c8d1a4b7a11"),
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ),
        ("vary", "Accept-Encoding, Origin"),
    ] {
        response = response.header(name, value);
    }
    let response = response.body(Bytes::from(body)).expect("a response");
    let client = Client::builder()
        .base_url("https://api.example.com")
        .api_key_in_header("x-api-key", "5f0c1d2e-0c50-4f0f-9d0c-sk_live")
        .transport(Fixed(response))
        .build()
        .expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime");
    bencher.bench_local(|| {
        let request = Request::get("/users")
            .body(Bytes::new())
            .expect("a request");
        let error = runtime.block_on(client.execute(request, &CallOptions::new()));
        error.expect_err("the status is 404").to_string()
    });
}

#[divan::bench]
fn ordinary(bencher: Bencher<'_, '_>) {
    let body = r#"{"error":"user not found","documentation":"https:\/\/api.example.com\/errors#not-found","status":404}"#;
    bench(bencher, body.to_owned());
}

/// A page of 64 KiB.
#[divan::bench]
fn page(bencher: Bencher<'_, '_>) {
    bench(
        bencher,
        "<p class=\"error\">The page was not found.</p>\n".repeat(1489),
    );
}

/// 64 KiB of characters that may start an escape.
#[divan::bench(args = ["\\", "%25", "&#", "\\u005c"])]
fn hostile(bencher: Bencher<'_, '_>, unit: &str) {
    bench(bencher, unit.repeat(65_536 / unit.len()));
}

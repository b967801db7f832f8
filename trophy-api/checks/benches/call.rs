//! The duration of a call over the loopback address, compared with the same call with bare `reqwest`: the same request,
//! timeout and response, decoded to the same type. The two alternate on warm connections, so that disturbances affect
//! both.
//!
//! ```sh
//! cargo bench -p trophy-checks --bench call
//! ```

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::net::TcpListener;
use trophy_api::Trophy;
use trophy_api::models::{EventResponse, UpsertedUser, UserAchievementWithStatsResponse};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const LIST: &str = include_str!("../../tests/payloads/users_achievements.json");
const EVENT: &str = include_str!("../../tests/payloads/metrics_event.json");

const KEY: &str = "key";
const TIMEOUT: Duration = Duration::from_secs(60);
const WARM_UP: usize = 1_000;
const ROUNDS: usize = 20_000;

fn main() -> Result<()> {
    let url = serve()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let client = Client::new(url)?;
        println!("call                percentile      bare      ours   ratio");
        client.read().await?.report("GET, a list of 3");
        client.send().await?.report("POST, an event");
        Ok(())
    })
}

/// Two clients of the same server: bare `reqwest`, and the SDK.
struct Client {
    url: String,
    bare: reqwest::Client,
    ours: Trophy,
}

impl Client {
    fn new(url: String) -> Result<Self> {
        Ok(Self {
            bare: reqwest::Client::builder()
                .no_proxy()
                .user_agent(concat!("trophy-api-rust/", env!("CARGO_PKG_VERSION")))
                .timeout(TIMEOUT)
                .build()?,
            ours: Trophy::builder()
                .api_key(KEY)
                .base_url(&url)
                .timeout(TIMEOUT)
                .build()?,
            url,
        })
    }

    async fn read(&self) -> Result<Times> {
        let user = black_box("user-18");
        let users = self.ours.users();
        measure(
            async || {
                let url = format!("{}/users/{user}/achievements", self.url);
                let list: Vec<UserAchievementWithStatsResponse> = bare(self.bare.get(url)).await?;
                Ok(list.len())
            },
            async || Ok(users.achievements(user).await?.len()),
        )
        .await
    }

    async fn send(&self) -> Result<Times> {
        let user = black_box("user-18");
        let metrics = self.ours.metrics();
        measure(
            async || {
                let url = format!("{}/metrics/lessons/event", self.url);
                let body = json!({"user": {"id": user}, "value": 4.0}).to_string();
                let request = self.bare.post(url).body(body);
                let request = request
                    .header(CONTENT_TYPE, "application/json")
                    .header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
                let event: EventResponse = bare(request).await?;
                Ok(event.achievements.len())
            },
            async || {
                let event = metrics.event("lessons", UpsertedUser::new(user), 4.0);
                Ok(event.await?.achievements.len())
            },
        )
        .await
    }
}

/// A call with bare `reqwest` and the types of the responses.
async fn bare<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T> {
    let request = request
        .header("X-API-KEY", KEY)
        .header(ACCEPT, "application/json");
    let response = request.send().await?.error_for_status()?;
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

/// The durations of the calls, in ascending order.
struct Times {
    bare: Vec<Duration>,
    ours: Vec<Duration>,
}

async fn measure(
    bare: impl AsyncFn() -> Result<usize>,
    ours: impl AsyncFn() -> Result<usize>,
) -> Result<Times> {
    let mut times = Times {
        bare: Vec::with_capacity(ROUNDS),
        ours: Vec::with_capacity(ROUNDS),
    };
    for _ in 0..WARM_UP {
        time(&bare).await?;
        time(&ours).await?;
    }
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            times.bare.push(time(&bare).await?);
            times.ours.push(time(&ours).await?);
        } else {
            times.ours.push(time(&ours).await?);
            times.bare.push(time(&bare).await?);
        }
    }
    times.bare.sort_unstable();
    times.ours.sort_unstable();
    Ok(times)
}

async fn time(call: impl AsyncFn() -> Result<usize>) -> Result<Duration> {
    let begin = Instant::now();
    black_box(call().await?);
    Ok(begin.elapsed())
}

impl Times {
    fn report(&self, call: &str) {
        for percent in [50, 99] {
            let at = ROUNDS * percent / 100;
            let (bare, ours) = (self.bare[at], self.ours[at]);
            let ratio = ours.as_secs_f64() / bare.as_secs_f64();
            println!("{call:<19} p{percent:<8} {bare:>10.1?} {ours:>9.1?} {ratio:>7.3}");
        }
    }
}

/// Starts a server with constant responses on its own thread. Returns its base URL.
fn serve() -> Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}", listener.local_addr()?);
    let app = Router::new()
        .route(
            "/users/{id}/achievements",
            get(async || json_response(LIST)),
        )
        .route("/metrics/{key}/event", post(async || json_response(EVENT)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener)?;
            axum::serve(listener, app).await
        })
    });
    Ok(url)
}

fn json_response(body: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], body)
}

//! Serves an own implementation of a group of operations over HTTP, and calls it. Operations that are not implemented
//! have the status 501, and requests without the API key 401.
//!
//! ```text
//! cargo run -p trophy-api --example router --features server
//! ```

use std::io::{self, Write};

use axum::Router;
use tokio::net::TcpListener;
use trophy_api::models::{ErrorBody, StreakFrequency, StreakResponse};
use trophy_api::users::{StreakError, StreakRequest};
use trophy_api::{CallOptions, Response, Trophy, UsersApi, UsersClient, server};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// The key that the server requires.
const KEY: &str = "secret-of-the-gateway";

/// Streaks that another system counts.
struct Streaks;

impl UsersApi for Streaks {
    async fn streak(
        &self,
        request: StreakRequest,
        _: CallOptions,
    ) -> trophy_api::Result<Response<StreakResponse>> {
        match request.id.as_str() {
            "noor" => Ok(StreakResponse::new(7, StreakFrequency::Daily).into()),
            _ => Err(StreakError::NotFound(ErrorBody::new("no such user")).into()),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes the results of four calls.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let routes = server::users::routes(&UsersClient::new(Streaks)).api_key("X-API-KEY", KEY);
    let app = Router::new().nest("/v1", routes.into());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, app).await });

    let connect = |key| Trophy::builder().api_key(key).base_url(&url).build();
    let trophy = connect(KEY)?;
    let streak = trophy.users().streak("noor").await?;
    writeln!(out, "noor has a streak of {}", streak.length)?;
    for (user, trophy) in [
        ("ida", trophy.clone()),
        ("noor", connect("another-secret")?),
    ] {
        if let Err(error) = trophy.users().streak(user).await {
            writeln!(out, "{error}")?;
        }
    }
    if let Err(error) = trophy.users().get("noor").await {
        writeln!(out, "{error}")?;
    }
    Ok(())
}

//! A program without `async`: every call has `.wait()` as an alternative to `.await`.
//!
//! Runs against a local Trophy server, on its own thread, without an API key or a network.
//!
//! ```text
//! cargo run -p trophy-api --features blocking --example blocking
//! ```

use std::io::{self, Write};

use tokio::runtime::Builder;
use trophy_api::admin::models::{CreateMetricRequestItem, CreateTenantRequestItem};
use trophy_api::models::UpsertedUser;
use trophy_api::{Blocking, Trophy};
use trophy_local::{Seed, Server};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    run(&mut io::stdout())
}

/// Starts a local server and calls it.
pub(crate) fn run(out: &mut impl Write) -> Result<()> {
    let seed = Seed::new().metric(CreateMetricRequestItem::new("Lessons", "lessons"));
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let server = runtime.block_on(Server::builder().seed(seed).start())?;
    call(&server.client()?, out)
}

/// The program. For Trophy itself, create the client with `Trophy::new(api_key)`.
fn call(trophy: &Trophy, out: &mut impl Write) -> Result<()> {
    let noor = UpsertedUser::new("user-18").name("Noor");
    let event = trophy.metrics().event("lessons", noor, 3.0).wait()?;
    writeln!(out, "event    {} lessons", event.total)?;

    // `.send()` returns the status and headers with the value, as in async code.
    let school = CreateTenantRequestItem::new("school-oslo", "School of Oslo");
    let response = trophy.admin().tenants().create([school]).send().wait()?;
    let created = response.value().created.len();
    writeln!(out, "created  {created} tenant: {}", response.status())?;

    for tenant in trophy.admin().tenants().list().items().collect().wait()? {
        writeln!(out, "tenant   {}", tenant.customer_id)?;
    }

    let refused = trophy.users().get("user-19").wait().err();
    let refused = refused.ok_or("the user exists")?;
    writeln!(out, "refused  {refused}")?;
    Ok(())
}

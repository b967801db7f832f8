//! A program without `async`: `.wait()` takes the place of `.await`, on every call.
//!
//! Needs no key and no network: Trophy is played by `trophy-local`, on a thread of its own.
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

/// Starts a Trophy, and calls it.
pub(crate) fn run(out: &mut impl Write) -> Result<()> {
    let seed = Seed::new().metric(CreateMetricRequestItem::new("Lessons", "lessons"));
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let server = runtime.block_on(Server::builder().seed(seed).start())?;
    call(&server.client()?, out)
}

/// What the program does: with `Trophy::new(api_key)`, against Trophy itself.
fn call(trophy: &Trophy, out: &mut impl Write) -> Result<()> {
    let noor = UpsertedUser::new("user-18").name("Noor");
    let event = trophy.metrics().event("lessons", noor, 3.0).wait()?;
    writeln!(out, "event    {} lessons", event.total)?;

    // `.send()` gives status and headers beside the value, here as there.
    let school = CreateTenantRequestItem::new("school-oslo", "School of Oslo");
    let response = trophy.admin().tenants().create([school]).send().wait()?;
    let created = response.value().created.len();
    writeln!(out, "created  {created} tenant: {}", response.status())?;

    for tenant in trophy.admin().tenants().list().items().collect().wait()? {
        writeln!(out, "tenant   {}", tenant.customer_id)?;
    }

    let refused = trophy.users().get("user-19").wait().err();
    let refused = refused.ok_or("there is no such user")?;
    writeln!(out, "refused  {refused}")?;
    Ok(())
}

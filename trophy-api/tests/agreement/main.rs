//! The generated clients and servers agree with each other and with the documents in `spec/`: every operation of both
//! APIs is called with every optional part, without any, and with `null`, over HTTP. One result per exchange, such as
//! `application/users_get/minimal`.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod exchange;
#[path = "../support/spec.rs"]
mod spec;
mod unchanged;

use std::collections::BTreeSet;

use apicrate_testkit::exchange::exchanges;
use libtest_mimic::{Arguments, Failed, Trial};
use trophy_api::{Application, admin, server};

use exchange::{Exchange, Forward, perform};
use unchanged::assert_unchanged;

fn main() {
    let mut trials = trials("application", |client| {
        server::routes(&Application::new(client))
    });
    trials.extend(self::trials("admin", |client| {
        admin::server::routes(&admin::Admin::new(client))
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn trials(name: &'static str, forward: Forward) -> Vec<Trial> {
    let api = spec::api(name);
    let json = serde_json::to_string(&exchanges(&api)).expect("exchanges can be written as JSON");
    let exchanges: Vec<Exchange> = serde_json::from_str(&json).expect("exchanges are JSON");
    let groups = api.groups.iter();
    let operations = groups.flat_map(|group| group.operations.iter().map(|it| it.id.clone()));
    let missing: BTreeSet<String> = operations
        .filter(|id| {
            let prefix = format!("{id}/");
            !exchanges.iter().any(|it| it.name.starts_with(&prefix))
        })
        .collect();
    let mut trials = vec![Trial::test(
        format!("{name}/every operation has an exchange"),
        move || {
            if missing.is_empty() {
                return Ok(());
            }
            Err(Failed::from(format!("without an exchange: {missing:?}")))
        },
    )];
    trials.extend(exchanges.into_iter().map(|exchange| {
        Trial::test(format!("{name}/{}", exchange.name), move || {
            assert_unchanged(&exchange, &perform(&exchange, forward)?)
        })
    }));
    trials
}

//! The generated clients and servers agree with each other and with the documents in `spec/`: every operation of both
//! APIs is called with every optional part, without any, and with `null`, over HTTP. One result per exchange, such as
//! `application/users_get/minimal`.
//!
//! The clients also agree with [Prism](https://stoplight.io/open-source/prism), a mock server by others: it accepts every
//! request, and the clients decode its answers, which are those of the examples and random ones.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod prism;
#[path = "../support/spec.rs"]
mod spec;

use std::collections::BTreeSet;
use std::sync::Arc;

use apicrate_agreement::{Agreement, Exchange, Forward};
use apicrate_testkit::exchange::exchanges;
use libtest_mimic::{Arguments, Failed, Trial};
use trophy_api::{Application, admin, server};

use prism::Answers;

fn main() {
    let mut trials = trials("application", |client| {
        server::routes(&Application::new(client))
    });
    trials.extend(self::trials("admin", |client| {
        admin::server::routes(&admin::Admin::new(client))
    }));
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    prism::stop();
    conclusion.exit();
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
    let agreement = Arc::new(Agreement::start(forward).expect("the server starts"));
    trials.push(difference_trial(name, &exchanges, &agreement));
    for exchange in exchanges {
        // The values of optional parts are not within the bounds of the document, which Prism checks.
        let is_minimal = exchange.name.ends_with("/minimal");
        for answers in Answers::ALL.into_iter().filter(|_| is_minimal) {
            let exchange = exchange.clone();
            let trial = format!("prism/{answers}/{name}/{}", exchange.name);
            let is_accepted = move || prism::assert_accepted(name, &exchange, answers, forward);
            trials.push(Trial::test(trial, is_accepted));
        }
        let trial = format!("{name}/{}", exchange.name);
        let agreement = Arc::clone(&agreement);
        trials.push(Trial::test(trial, move || Ok(agreement.check(&exchange)?)));
    }
    trials
}

/// The check fails if a message of an exchange is not the one that the document describes.
fn difference_trial(name: &str, exchanges: &[Exchange], agreement: &Arc<Agreement>) -> Trial {
    let with_body = |it: &&Exchange| !it.request.body.is_empty() && !it.response.body.is_empty();
    let exchange = exchanges.iter().find(with_body).cloned();
    let agreement = Arc::clone(agreement);
    Trial::test(format!("{name}/differences are reported"), move || {
        let exchange = exchange.ok_or("no exchange with bodies")?;
        agreement.check(&exchange)?;
        let fails = |part: &str, change: fn(&mut Exchange)| {
            let mut changed = exchange.clone();
            change(&mut changed);
            match agreement.check(&changed) {
                Err(difference) if difference.to_string().starts_with(part) => Ok(()),
                result => Err(Failed::from(format!("{part}: {result:?}"))),
            }
        };
        fails("header `x-other`", |it| {
            let header = ("x-other".to_owned(), "a".to_owned());
            it.request.headers.push(header);
        })?;
        fails("path and query", |it| it.request.target += "?other=a")?;
        fails("the server did not call the client", |it| {
            it.request.body.clear();
        })?;
        fails("status", |it| it.response.body.clear())?;
        Ok(())
    })
}

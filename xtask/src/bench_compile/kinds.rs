//! The cost of each kind of generated item, measured with documents that contain many items of one kind.

use std::error::Error;
use std::time::Duration;

use apicrate::RawDocument;
use apicrate::render::Gate;
use apicrate_testkit::made::kinds::{Kind, document};

use super::measure::{Figure, Way};
use super::scratch::{Items, ScratchCrate};

/// The number of items in each document.
const COUNT: usize = 1000;

/// The cost that 1,000 items of a kind add to a crate.
#[derive(Debug)]
pub(super) struct Cost {
    pub(super) kind: &'static str,
    /// Seconds of processor time for `cargo check`.
    pub(super) seconds: f64,
    /// Bytes of the memory of `rustc`.
    pub(super) memory: Option<f64>,
    /// The number of such items in a crate.
    pub(super) count: fn(&Items) -> usize,
}

/// Measures all kinds.
pub(super) fn costs(runs: u32) -> Result<Vec<Cost>, Box<dyn Error>> {
    let empty = check(&ScratchCrate::empty()?, runs)?;
    let made = |name: &str, kind, server| {
        let text = document(kind, COUNT).to_string();
        let document = RawDocument::parse(format!("{name}.json"), text)?;
        check(&ScratchCrate::generate(name, document, server)?, runs)
    };
    let structs = made("structs", Kind::Struct, Gate::Never)?;
    let enums = made("enums", Kind::Enum, Gate::Never)?;
    let unions = made("unions", Kind::Union, Gate::Never)?;
    let methods = made("methods", Kind::Method, Gate::Never)?;
    let requests = made("requests", Kind::Request, Gate::Never)?;
    let routes = made("routes", Kind::Method, Gate::Always)?;
    let operations: fn(&Items) -> usize = |items| items.operations;
    Ok(vec![
        cost("struct, 6 properties", structs, empty, |it| it.structs),
        cost("enum, 3 values", enums, empty, |it| it.enums),
        cost("union, 2 variants", unions, empty, |it| it.unions),
        cost(
            "handle method, with its call and trait method",
            methods,
            empty,
            operations,
        ),
        cost("request, 3 parameters", requests, methods, operations),
        // The measured crate of a document has no server.
        cost("route of a server", routes, methods, |_| 0),
    ])
}

fn check(krate: &ScratchCrate, runs: u32) -> Result<Figure, Box<dyn Error>> {
    let figure = krate.subject.measure(Way::Check, runs)?;
    Ok(figure.ok_or("every crate can be checked")?)
}

/// The difference between a crate and one without these items.
fn cost(kind: &'static str, with: Figure, without: Figure, count: fn(&Items) -> usize) -> Cost {
    Cost {
        kind,
        seconds: difference(with.work(), without.work()),
        memory: memory_difference(with, without),
        count,
    }
}

/// The difference of two times in seconds.
pub(super) fn difference(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() - other.as_secs_f64()
}

/// The difference of the memory of two figures in bytes.
#[expect(clippy::cast_precision_loss, reason = "figures need few digits")]
pub(super) fn memory_difference(one: Figure, other: Figure) -> Option<f64> {
    Some(one.memory()? as f64 - other.memory()? as f64)
}

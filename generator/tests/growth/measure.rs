//! Counts the work of a run, and compares the work for a document with that for a document of twice the size.
//!
//! The work is the number of allocations and the number of allocated bytes. Both are the same on every machine, and
//! nearly the same in every run. A case runs on a thread with a small stack, so it also shows that the depth of the
//! stack does not depend on the size of the document.

use std::alloc::System;
use std::hint::black_box;
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use apicrate::diagnostic::{Degraded, Severity};
use apicrate::{Api, Diagnostics, Document, Options, RawDocument};
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The largest factor by which the work may grow for a document of twice the size. Logarithms and the capacity of
/// collections need a little more than 2.
const MAX_FACTOR: f64 = 2.3;

/// The stack of the thread that runs a case: the smallest default of a main thread, that of Windows.
const STACK: usize = 1 << 20;

/// Only one case runs at a time, because the allocator counts the allocations of all threads. A case creates its
/// documents in its turn.
static TURN: Mutex<()> = Mutex::new(());

/// Asserts that every step of a run succeeds for `document(2 * size)`, with about twice the work that it needs for
/// `document(size)`: to read the document, to resolve and to render it, to write its outline, to lint it, and to
/// compare it with itself.
pub(crate) fn assert_linear(size: usize, document: impl Fn(usize) -> Value) {
    assert_doubled(size, |size| {
        let text = document(size).to_string();
        on_small_stack(move || {
            let (parsed, read) = work("read", || parse(&text));
            let (api, resolved) = work("resolve", || resolve(&parsed));
            let (_, rendered) = work("render", || render(&api));
            let (_, outlined) = work("outline", || apicrate::outline(&api));
            let (_, compared) = work("diff", || apicrate::diff::diff(&api, &api));
            vec![read, resolved, rendered, outlined, compared, lint(&text)]
        })
    });
}

/// Asserts the same of reading, resolving and linting a document, but does not generate code for it.
pub(crate) fn assert_linear_model(size: usize, document: impl Fn(usize) -> Value) {
    assert_doubled(size, |size| {
        let text = document(size).to_string();
        on_small_stack(move || {
            let (parsed, read) = work("read", || parse(&text));
            let (_, resolved) = work("resolve", || resolve(&parsed));
            vec![read, resolved, lint(&text)]
        })
    });
}

/// Asserts the same of a comparison of two versions of a document.
pub(crate) fn assert_linear_diff(
    size: usize,
    old: impl Fn(usize) -> Value,
    new: impl Fn(usize) -> Value,
) {
    assert_doubled(size, |size| {
        let (old, new) = (old(size).to_string(), new(size).to_string());
        on_small_stack(move || {
            let (old, new) = (resolve(&parse(&old)), resolve(&parse(&new)));
            vec![work("diff", || apicrate::diff::diff(&old, &new)).1]
        })
    });
}

/// Asserts that `document(size)` is refused with an error of this code, or accepted with a warning of this code. The
/// finding has a position in the source, and the work grows as in [`assert_linear`].
pub(crate) fn assert_reported(code: &str, size: usize, document: impl Fn(usize) -> Value) {
    assert_finding(code, || document(size));
    assert_doubled(size, |size| {
        let text = document(size).to_string();
        on_small_stack(move || vec![work("resolve", || findings(&text)).1, lint(&text)])
    });
}

/// Asserts that the errors of a document are tolerated, and that the work for it grows as in [`assert_linear`].
pub(crate) fn assert_tolerated(size: usize, document: impl Fn(usize) -> Value) {
    assert_doubled(size, |size| {
        let text = document(size).to_string();
        on_small_stack(move || {
            let raw = raw(&text);
            let (tolerated, work) = work("tolerate", || apicrate::tolerated(raw));
            let findings = tolerated.unwrap_or_else(|| panic!("not tolerated"));
            assert_ne!(findings.degraded(), Degraded::default());
            vec![work]
        })
    });
}

/// Asserts that code can be generated for a document.
pub(crate) fn assert_renders(document: impl FnOnce() -> Value) {
    let _turn = turn();
    let text = document().to_string();
    on_small_stack(move || render(&resolve(&parse(&text))));
}

/// Asserts that reading and resolving a document reports a finding of this code, with a position.
pub(crate) fn assert_finding(code: &str, document: impl FnOnce() -> Value) {
    let _turn = turn();
    let text = document().to_string();
    on_small_stack({
        let text = text.clone();
        move || lint(&text)
    });
    find(code, &on_small_stack(move || findings(&text)));
}

/// Asserts that the lint reports a finding of this code, with a position, and that its work for `document(size)` grows
/// as in [`assert_linear`].
pub(crate) fn assert_lint_reports(code: &str, size: usize, document: impl Fn(usize) -> Value) {
    assert_lint_finding(code, || document(size));
    assert_doubled(size, |size| {
        let text = document(size).to_string();
        on_small_stack(move || vec![lint(&text)])
    });
}

/// Asserts that the lint reports a finding of this code, with a position.
pub(crate) fn assert_lint_finding(code: &str, document: impl FnOnce() -> Value) {
    let _turn = turn();
    let text = document().to_string();
    let report = on_small_stack(move || apicrate::lint::lint(&raw(&text), Severity::Warning));
    find(code, &report.findings);
}

fn find(code: &str, findings: &Diagnostics) {
    let finding = findings.iter().find(|finding| finding.code == code);
    let finding = finding.unwrap_or_else(|| panic!("no finding `{code}`: {findings}"));
    assert!(finding.position.is_some(), "no position: {finding}");
}

/// The work of a step.
struct Work {
    step: &'static str,
    allocations: usize,
    bytes: usize,
}

/// Returns the result and the work of a step.
fn work<T>(step: &'static str, run: impl FnOnce() -> T) -> (T, Work) {
    let region = Region::new(ALLOCATOR);
    let result = black_box(run());
    let change = region.change();
    let work = Work {
        step,
        allocations: change.allocations + change.reallocations,
        bytes: change.bytes_allocated,
    };
    (result, work)
}

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn assert_doubled(size: usize, work: impl Fn(usize) -> Vec<Work>) {
    let _turn = turn();
    // The first run initializes statics.
    work(size / 8);
    for (one, two) in work(size).into_iter().zip(work(2 * size)) {
        let allocations = factor(one.allocations, two.allocations);
        let bytes = factor(one.bytes, two.bytes);
        assert!(
            allocations <= MAX_FACTOR && bytes <= MAX_FACTOR,
            "{}: a document of twice the size needs {allocations:.2} times as many allocations and {bytes:.2} times \
             as many bytes (allocations: {}, then {}; bytes: {}, then {})",
            one.step,
            one.allocations,
            two.allocations,
            one.bytes,
            two.bytes
        );
    }
}

fn parse(text: &str) -> Document {
    Document::parse("api.json", text.to_owned()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn resolve(document: &Document) -> Api {
    let resolved = apicrate::resolve(document);
    resolved.unwrap_or_else(|errors| panic!("{errors}")).0
}

fn render(api: &Api) -> apicrate::Files {
    apicrate::render(api, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Asserts that the work to generate code with examples grows as in [`assert_linear`].
pub(crate) fn assert_linear_examples(size: usize, document: impl Fn(usize) -> Value) {
    assert_doubled(size, |size| {
        let text = document(size).to_string();
        let call_site =
            json!({ "argument": "api: api::Api", "root": "api", "models": "api::models" });
        let options = Options {
            call_site: serde_json::from_value(call_site).ok(),
            ..Options::default()
        };
        on_small_stack(move || {
            let api = resolve(&parse(&text));
            let render = || apicrate::render(&api, &options).is_ok();
            vec![work("render", render).1]
        })
    });
}

fn lint(text: &str) -> Work {
    let raw = raw(text);
    work("lint", || apicrate::lint::lint(&raw, Severity::Warning)).1
}

fn raw(text: &str) -> RawDocument {
    RawDocument::parse("api.json", text.to_owned()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The findings of reading and resolving a document.
fn findings(text: &str) -> Diagnostics {
    match Document::parse("api.json", text.to_owned()) {
        Ok(document) => match apicrate::resolve(&document) {
            Ok((_, warnings)) => document.warnings.iter().chain(&warnings).cloned().collect(),
            Err(findings) => findings,
        },
        Err(findings) => findings,
    }
}

/// Runs a function on a thread with a stack of [`STACK`] bytes. An overflow ends the process.
fn on_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = thread::Builder::new().stack_size(STACK).spawn(run);
    let thread = thread.unwrap_or_else(|error| panic!("{error}"));
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[expect(clippy::cast_precision_loss, reason = "a factor needs few digits")]
fn factor(one: usize, two: usize) -> f64 {
    two as f64 / one.max(1) as f64
}

//! Growth tests: the work for a document is proportional to its size, or a documented limit refuses the document.
//!
//! Work is counted, not timed; [`measure`] describes how. A case is a size and a function from a size to a document:
//!
//! ```text
//! assert_linear(400, |n| schemas(n, |i| json!({ "type": "string", "title": format!("the {i}th") })));
//! ```

#![expect(clippy::panic, reason = "work that grows too fast fails the test")]
#![expect(
    clippy::needless_pass_by_value,
    clippy::format_collect,
    reason = "a case is a few short lines"
)]

mod comparison;
mod documents;
mod examples;
mod measure;
mod operations;
mod schemas;
mod swagger;
mod tolerance;

//! The commands as a maintainer runs them, one file for each.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

mod corpus;
mod diff;
mod examples;
mod generate;
mod lint;
mod overlay;
mod root;
mod stamp;
mod support;
mod update;
mod workspace;

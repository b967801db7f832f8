//! Runs the commands as a maintainer does. One file for each command.

#![expect(clippy::expect_used, reason = "a panic fails the test")]

mod bench_compile;
mod corpus;
mod diff;
mod examples;
mod lint;
mod mock;
mod root;
mod several_files;
mod stamp;
mod support;
mod update;
mod workspace;

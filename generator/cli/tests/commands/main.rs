//! Runs the command as a user does, in a temporary folder. One file for each command or subject.

#![expect(clippy::expect_used, reason = "a panic fails the test")]

mod config;
mod documentation;
mod external;
mod findings;
mod general;
mod generate;
mod guides;
mod init;
mod lint;
mod mock;
mod module;
mod names_lock;
mod output;
mod overlay;
mod remote;
mod support;

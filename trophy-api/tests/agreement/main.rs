//! Client and router agree: every operation of both APIs, with everything, with as little as allowed and with
//! `null`, over HTTP in both directions. The tests themselves are generated, and what they send is made of the documents in `spec/`.

#![cfg(all(
    feature = "admin",
    feature = "application",
    feature = "reqwest",
    feature = "server"
))]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod cases;
mod harness;

#[rustfmt::skip]
mod generated {
    mod admin;
    mod application;
}

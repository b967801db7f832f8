//! The guides: how to use this crate, and how to test code that uses it.
// Link definitions before a guide replace those at its end, which are for the repository.

pub mod using {
    //! Set-up, errors, retries, pages, webhooks and all other settings.
    //!
    //! [browsers]: apicrate_runtime::guide#browsers-and-other-runtimes
    //! [local-server]: super::testing#a-local-trophy-server
    //! [calling-errors]: apicrate_runtime::guide#errors
    //! [example-backfill]: https://docs.rs/crate/trophy-api/latest/source/examples/backfill.rs
    //! [example-export]: https://docs.rs/crate/trophy-api/latest/source/examples/leaderboard_export.rs
    //! [calling-pages]: apicrate_runtime::guide#pages
    //! [example-axum]: https://docs.rs/crate/trophy-api/latest/source/examples/webhook_axum.rs
    //! [example-http]: https://docs.rs/crate/trophy-api/latest/source/examples/webhook_http.rs
    //! [calling-transports]: apicrate_runtime::guide#transports
    //! [example-reqwest]: https://docs.rs/crate/trophy-api/latest/source/examples/reqwest_transport.rs
    //! [example-middleware]: https://docs.rs/crate/trophy-api/latest/source/examples/middleware.rs
    //! [calling-middleware]: apicrate_runtime::guide#middleware
    //! [guide-testing]: super::testing
    //! [guide-testing-webhooks]: super::testing#a-receiver-of-webhooks
    //!
    #![doc = include_str!("../docs/using.md")]
}

#[allow(
    clippy::test_attr_in_doctest,
    reason = "the tests of the guide run in `trophy-checks`"
)]
pub mod testing {
    //! Test doubles, recorded responses, a local Trophy server and a mock server.
    //!
    //! [`Error::from_response`]: crate::Error::from_response
    //! [`Error::from_status`]: crate::Error::from_status
    //! [`Error::is_not_implemented`]: crate::Error::is_not_implemented
    //! [`Recorder`]: crate::Recorder
    //! [`Transport`]: crate::Transport
    //! [`Trophy::with_application`]: crate::Trophy::with_application
    //! [`TrophyBuilder`]: crate::TrophyBuilder
    //! [`UsersApi`]: crate::UsersApi
    //! [`UsersClient`]: crate::UsersClient
    //! [example-router]: https://docs.rs/crate/trophy-api/latest/source/examples/router.rs
    //! [command-mock]: https://docs.rs/apicrate-cli
    //!
    #![doc = include_str!("../docs/testing.md")]
}

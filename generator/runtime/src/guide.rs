//! Servers, credentials, transports, errors, streams and pages.
//!
//! [trophy]: https://docs.rs/trophy-api/latest/trophy_api/guide/using/
//! [generating]: https://docs.rs/apicrate
//! [generating-servers]: https://docs.rs/apicrate
//! [generating-server]: crate::server
//! [example-servers]: https://docs.rs/crate/apicrate-runtime/latest/source/examples/servers.rs
//! [example-oauth2]: https://docs.rs/crate/apicrate-runtime/latest/source/examples/oauth2.rs
//! [transport-features]: crate#features
//! [example-transport]: https://docs.rs/crate/apicrate-runtime/latest/source/examples/transport_settings.rs
//! [example-events]: https://docs.rs/crate/apicrate-runtime/latest/source/examples/event_stream.rs
//! [example-files]: https://docs.rs/crate/apicrate-runtime/latest/source/examples/large_files.rs
//! [example-tower]: https://docs.rs/crate/apicrate-runtime/latest/source/examples/tower_layers.rs
//!
#![doc = include_str!("../docs/calling.md")]
// Link definitions before the guide replace those at its end, which are for the repository.

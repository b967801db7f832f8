//! The tests in the guide for tests, `trophy-api/docs/testing.md`. Each file contains a code block of the guide; a test of
//! `apicrate-cli` compares them.

mod counting_double;
mod double;
mod local_server;
mod mock;
mod mock_error;
mod paginated_double;
mod recorder;
mod webhook;

//! Checks of `trophy-api` that need the generator: its tests compare the client and the server with the documents in
//! `spec/`, and compile the guide for tests. The benchmark `call` compares the client with `reqwest`.

/// The guides. Their code blocks are doc tests.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../docs/testing.md")]
    struct Testing;
    #[doc = include_str!("../../docs/using.md")]
    struct Using;
}

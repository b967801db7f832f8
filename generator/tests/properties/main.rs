//! What no input can do: make the generator panic, hang, or write something else than Rust. The targets in
//! `fuzz/` look for such inputs for as long as they are let; these tests look for a few seconds in every run.

#![expect(clippy::panic, reason = "a promise that is broken fails the test")]

mod mutation;
mod promise;

use std::path::Path;
use std::sync::LazyLock;

use arbitrary::Unstructured;
use proptest::collection::vec;
use proptest::prelude::*;

use self::mutation::Seeds;
use self::promise::holds;

static SEEDS: LazyLock<Seeds> =
    LazyLock::new(|| Seeds::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")));

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_that_may_be_yaml(text in "(openapi: 3\\.1\\.0\n)?([a-z$]{1,9}|[&*!|>'\"\\[\\]{}:,#%@ \n-]|\\PC){0,80}") {
        holds(&text, None);
    }

    #[test]
    fn documents_that_are_almost_right(bytes in vec(any::<u8>(), 64..512)) {
        if let Ok(document) = SEEDS.mutant(&mut Unstructured::new(&bytes)) {
            holds(&document.to_string(), None);
        }
    }

    #[test]
    fn overlays_that_are_almost_right(bytes in vec(any::<u8>(), 64..512)) {
        let mut u = Unstructured::new(&bytes);
        if let Ok(document) = SEEDS.document(&mut u)
            && let Ok(overlay) = SEEDS.overlay(&mut u, &document)
        {
            holds(&document.to_string(), Some(&overlay.to_string()));
        }
    }
}

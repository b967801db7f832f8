//! Property tests: no input makes the generator panic, hang, or generate invalid Rust. The targets in `fuzz/` search
//! for such inputs without a time limit; these tests search for a few seconds in each run.

#![expect(clippy::panic, reason = "a property that does not hold fails the test")]

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
    fn arbitrary_text_keeps_the_promises(text in "(openapi: 3\\.1\\.0\n)?([a-z$]{1,9}|[&*!|>'\"\\[\\]{}:,#%@ \n-]|\\PC){0,80}") {
        holds(&text, None);
    }

    #[test]
    fn mutated_documents_keep_the_promises(bytes in vec(any::<u8>(), 64..512)) {
        if let Ok(document) = SEEDS.mutant(&mut Unstructured::new(&bytes)) {
            holds(&document.to_string(), None);
        }
    }

    #[test]
    fn generated_overlays_keep_the_promises(bytes in vec(any::<u8>(), 64..512)) {
        let mut u = Unstructured::new(&bytes);
        if let Ok(document) = SEEDS.document(&mut u)
            && let Ok(overlay) = SEEDS.overlay(&mut u, &document)
        {
            holds(&document.to_string(), Some(&overlay.to_string()));
        }
    }
}

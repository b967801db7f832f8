//! Property tests of the server. The targets `server_decoder` and `path_template` in `generator/fuzz/` test the same
//! properties without a time limit; these tests check a few hundred cases in each run.

#![expect(clippy::panic, reason = "a property that does not hold fails the test")]

mod path_template;
mod server_decoder;
mod setters;
mod styles;

use arbitrary::Unstructured;
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_gets_a_response(bytes in vec(any::<u8>(), 64..2048)) {
        if let Ok(request) = server_decoder::request(&mut Unstructured::new(&bytes)) {
            server_decoder::holds(request);
        }
    }

    #[test]
    fn short_templates_match_as_the_reference_does(
        template in "(/|[ab{}.-]|\\{[ab]?\\}){0,8}",
        path in "[/ab.%2d-]{0,12}",
    ) {
        path_template::holds(&template, &path);
    }

    #[test]
    fn none_sets_nothing(before in setters::arguments(), after in setters::arguments()) {
        setters::hold(before, after);
    }

    #[test]
    fn any_template_matches_any_path(template in "\\PC{0,40}", path in "\\PC{0,40}") {
        path_template::holds(&template, &path);
    }
}

proptest! {
    // Each case checks all styles.
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_in_every_style_survive(bytes in vec(any::<u8>(), 0..8192)) {
        // If the bytes end, the rest of the values is zero.
        let _ = styles::hold(&mut Unstructured::new(&bytes));
    }

    #[test]
    fn multipart_bodies_survive(bytes in vec(any::<u8>(), 0..1024)) {
        let _ = styles::multipart_holds(&mut Unstructured::new(&bytes));
    }
}

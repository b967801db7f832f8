//! What each feature of OpenAPI becomes in Rust: one fixture for each, and in its snapshot the files
//! that matter, in full, as a reviewer reads them.

mod fixtures;

use std::fmt::Write;

/// Compares the files of a fixture that are below one of `paths` with the snapshot of its name.
fn snapshot(name: &str, paths: &[&str]) {
    let mut text = String::new();
    for (path, source) in fixtures::generate(name, &fixtures::text(name)) {
        if paths.iter().any(|start| path.starts_with(start)) {
            writeln!(text, "// ---- {path} ----\n\n{source}").expect("a string can be written to");
        }
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// The names that this file has tests for, and the tests.
macro_rules! features {
    ($($(#[$doc:meta])* $test:ident: $fixture:literal, $paths:expr;)*) => {
        $($(#[$doc])* #[test] fn $test() { snapshot($fixture, $paths); })*
    };
}

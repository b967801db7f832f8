//! The programs in the guides compile outside of this workspace, with the dependencies that the guides name. A longer test
//! compiles each without the features of the others: inside of a workspace, another package can turn on a feature that a
//! reader does not have.
//!
//! A `toml` block with dependencies is a manifest. It applies to the Rust blocks below it in its section and in the sections
//! inside of it. There, it adds to the manifest of the section around it, and replaces equal dependencies.
//!
//! An HTML comment in the line above a block, which readers do not see, says what else a block is:
//!
//! - `<!-- file: NAME -->`: a file of the crate, such as `build.rs`, or the document from which the crate `plants` is generated.
//! - `<!-- page -->`: a manifest for the whole page.
//! - `<!-- from: PATH -->`: a part of this file of the repository, which is also compiled there, and tested if it is a test. Only
//!   such a block can have the attribute `ignore`: it is not compiled here.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod page;
mod recipe;
#[path = "../../../tests/support/scratch.rs"]
mod scratch;
mod workspace;

use std::fs;

use page::{Mark, Page};
use workspace::Workspace;

/// The pages with Rust.
const PAGES: [&str; 5] = [
    "README.md",
    "docs/generating.md",
    "generator/runtime/docs/calling.md",
    "trophy-api/docs/testing.md",
    "trophy-api/docs/using.md",
];

fn recipes() -> Workspace {
    let pages = PAGES.map(Page::read);
    Workspace::write(&pages).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn programs_in_the_guides_compile() {
    let checked = recipes().check(&["--workspace"]);
    checked.unwrap_or_else(|faults| panic!("{faults}"));
}

/// Each with the features that its manifest turns on, and no others.
#[test]
#[ignore = "takes minutes: `cargo test -p apicrate-cli --test recipes -- --ignored`"]
fn programs_in_the_guides_compile_with_the_features_that_the_guides_name() {
    let recipes = recipes();
    let faults = recipes.members.iter().filter_map(|member| {
        let faults = recipes.check(&["--package", &member.package]).err()?;
        let (path, line) = &member.manifest;
        Some(format!("with the dependencies of {path}:{line}:\n{faults}"))
    });
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Without indentation, because a part of a function has that of the function.
#[test]
fn parts_of_files_in_the_guides_are_those_of_the_files() {
    let trimmed = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let mut parts = 0;
    for path in PAGES {
        let page = Page::read(path);
        for block in page.blocks() {
            let Some(Mark::From(file)) = &block.mark else {
                continue;
            };
            parts += 1;
            let text = fs::read_to_string(scratch::workspace().join(file));
            let text =
                text.unwrap_or_else(|error| panic!("{path}:{}: {file}: {error}", block.line));
            assert!(
                trimmed(&text).contains(&trimmed(&block.text)),
                "{path}:{}: this is not a part of {file}",
                block.line
            );
        }
    }
    assert_eq!(parts, 9);
}

/// A new page with programs is a line of `PAGES`.
#[test]
fn all_pages_with_rust_are_compiled() {
    let folders = ["docs", "generator/runtime/docs", "trophy-api/docs"].into_iter();
    let paths = folders.flat_map(|folder| {
        let docs = fs::read_dir(scratch::workspace().join(folder)).expect("the folder can be read");
        let names = docs.map(|entry| entry.expect("an entry").file_name());
        names.map(move |name| format!("{folder}/{}", name.display()))
    });
    let mut paths: Vec<String> = paths.chain(["README.md".to_owned()]).collect();
    paths.retain(|path| Page::read(path).blocks().any(page::Block::is_rust));
    paths.sort();
    assert_eq!(paths, PAGES);
}

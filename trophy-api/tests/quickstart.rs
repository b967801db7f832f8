//! The quickstart example does what it says, and what the front page shows of it: the same source, with its
//! lines caught.

#![cfg(feature = "local")]

#[path = "../examples/quickstart.rs"]
#[expect(dead_code, reason = "its `main` is for the example")]
mod quickstart;

use std::error::Error;

/// What it prints.
const LINES: &str = include_str!("quickstart.txt");

/// The front page of the repository.
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");

#[tokio::test]
async fn it_prints_what_came_of_each_call() -> Result<(), Box<dyn Error>> {
    let mut out = Vec::new();

    quickstart::run(&mut out).await?;

    assert_eq!(String::from_utf8(out)?, LINES);
    Ok(())
}

#[test]
fn the_front_page_shows_the_same() -> Result<(), Box<dyn Error>> {
    let readme = std::fs::read_to_string(README)?;
    let shown = format!("```text\n{LINES}```");

    assert!(readme.contains(&shown), "README.md does not show\n{shown}");
    Ok(())
}

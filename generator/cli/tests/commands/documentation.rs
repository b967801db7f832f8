//! `docs/configuration.md` has a row for each key of the configuration, and names the options of the command and the
//! methods of `Build`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use apicrate::Diagnostics;
use apicrate::project::Config;

use super::support::{apicrate, root, text};

/// A key that does not exist, and is similar to no other.
const UNKNOWN: &str = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

/// The tables of the page with their headings: a configuration whose table has an unknown key.
const TABLES: [(&str, &str); 6] = [
    ("Keys for all documents", "documents = []\nUNKNOWN"),
    ("Keys of a document", "[[documents]]\npath = 'a'\nUNKNOWN"),
    (
        "Keys of a crate",
        "[[documents]]\npath = 'a'\n[documents.crate]\nUNKNOWN",
    ),
    (
        "Keys of a selection",
        "[[documents]]\npath = 'a'\n[documents.select]\nUNKNOWN",
    ),
    (
        "Keys of names",
        "[[documents]]\npath = 'a'\n[documents.rename]\nUNKNOWN",
    ),
    (
        "Keys of a call site",
        "[[documents]]\npath = 'a'\n[documents.call-site]\nUNKNOWN",
    ),
];

/// The options of `apicrate generate` that are not keys.
const OTHER_OPTIONS: &[&str] = &[
    // Options that decide how the command runs.
    "--check",
    "--color",
    "--config",
    "--document",
    "--format",
    "--help",
    // It changes the names lock, once.
    "--keep-old-names",
    "--quiet",
    "--verbose",
    "--update-remote",
    "--version",
    // A document in a configuration is a file or a URL.
    "--stdin-path",
];

/// The methods of `Build` that choose the configuration, and not a key.
const OTHER_METHODS: &[&str] = &["from_config"];

/// The rows of each table: the cells after the key.
fn documented() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let page = fs::read_to_string(root().join("docs/configuration.md")).expect("the page");
    let sections = page.split("\n## ").skip(1);
    let sections = sections.map(|section| {
        let (heading, section) = section.split_once('\n').expect("a heading has a section");
        let rows = section.lines().filter_map(|line| {
            let line = line.strip_prefix("| `")?.strip_suffix('|')?;
            let mut cells = line.split('|').map(|cell| cell.trim().to_owned());
            let key = cells.next()?.trim_end_matches('`').to_owned();
            Some((key, cells.collect()))
        });
        (heading.to_owned(), rows.collect())
    });
    sections.collect()
}

/// The keys that a table can have: those in the error about an unknown key.
fn keys(table: &str) -> Result<BTreeSet<String>, Diagnostics> {
    let text = table.replace("UNKNOWN", &format!("{UNKNOWN} = 1\n"));
    let errors = Config::parse(Path::new("apicrate.toml"), &text).expect_err("the key is unknown");
    let help = errors.iter().find_map(|error| error.help.clone());
    let Some(names) = help
        .as_deref()
        .and_then(|it| it.strip_prefix("use one of: "))
    else {
        return Err(errors);
    };
    Ok(names.split(", ").map(str::to_owned).collect())
}

#[test]
fn every_key_has_a_row() {
    let documented = documented();
    for (heading, table) in TABLES {
        let rows = documented
            .get(heading)
            .map(|rows| rows.keys().cloned().collect());
        let rows: BTreeSet<String> = rows.unwrap_or_default();
        let keys = keys(table).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(rows, keys, "{heading}");
    }
}

/// The words of one column that begin with a mark.
fn cells(column: usize) -> BTreeSet<String> {
    let tables = documented();
    let rows = tables.values().flat_map(BTreeMap::values);
    let cells = rows.filter_map(|cells| cells.get(column).cloned());
    let words = cells.flat_map(|cell| cell.split(", ").map(str::to_owned).collect::<Vec<_>>());
    let words = words.filter_map(|word| {
        let word = word.strip_prefix('`')?.strip_suffix('`')?;
        Some(word.to_owned())
    });
    words.collect()
}

#[test]
fn every_option_is_a_key() {
    let help = text(&apicrate(&["generate", "--help"]).stdout);
    let words = help.lines().filter_map(|line| {
        let line = line.trim_start();
        let option = match line.split_once(", --") {
            Some((short, _)) if short.len() == 2 => line.get(4..)?,
            _ => line,
        };
        let name = option.strip_prefix("--")?.split([' ', '=', '[']).next()?;
        Some(format!("--{name}"))
    });
    let mut options: BTreeSet<String> = words.collect();
    assert!(
        options.contains("--out") && options.contains("--quiet"),
        "{options:?}"
    );
    options.retain(|option| !OTHER_OPTIONS.contains(&option.as_str()));
    assert_eq!(cells(3), options);
}

#[test]
fn every_method_of_a_build_is_a_key() {
    let source = fs::read_to_string(root().join("generator/src/build.rs")).expect("a file");
    let methods = source.split("    pub fn ").skip(1);
    let methods = methods.filter_map(|method| method.split('(').next());
    let methods: BTreeSet<String> = methods.map(str::to_owned).collect();
    assert!(methods.contains("tolerant"), "{methods:?}");
    let others = OTHER_METHODS.iter().map(|name| (*name).to_owned());
    let documented: BTreeSet<String> = cells(4).into_iter().chain(others).collect();
    assert_eq!(documented, methods);
}

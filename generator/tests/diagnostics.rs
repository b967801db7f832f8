//! `docs/diagnostics.md` has an entry for each diagnostic code, and no other entries.

#![expect(clippy::panic, reason = "a failed precondition fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

/// The modules that report diagnostics.
const ROOMS: [&str; 7] = [
    "diagnostic",
    "document",
    "lint",
    "project/names_lock.rs",
    "project/toml_text.rs",
    "render/mod.rs",
    "resolve",
];

/// Codes of one word, which cannot be distinguished from other strings.
const WORDS: [&str; 3] = ["malformed", "syntax", "unreadable"];

/// Strings in those modules that look like codes but are not.
const OTHERS: [&str; 17] = [
    "content-type",
    "date-time",
    "date-time-local",
    "double-int",
    "has-next-page",
    "http-date",
    "idn-email",
    "idn-hostname",
    "iri-reference",
    "json-pointer",
    "media-range",
    "next-url",
    "relative-json-pointer",
    "time-local",
    "unix-time",
    "uri-reference",
    "uri-template",
];

#[test]
fn every_code_is_documented() {
    let page = read(&package().join("../docs/diagnostics.md"));
    let explained: BTreeSet<String> = page
        .lines()
        .skip_while(|line| *line != "## Reading a document")
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()))
        .collect();
    let made: BTreeSet<String> = ROOMS
        .iter()
        .flat_map(|room| codes(&package().join("src").join(room)))
        .collect();
    let missing: Vec<_> = made.difference(&explained).collect();
    let idle: Vec<_> = explained.difference(&made).collect();
    assert!(
        missing.is_empty() && idle.is_empty(),
        "docs/diagnostics.md lacks {missing:?} and has unused entries {idle:?}; \
         list strings that are not codes in `OTHERS`"
    );
}

/// Returns the codes in a file, or in all files of a folder.
fn codes(path: &Path) -> Vec<String> {
    let Ok(folder) = fs::read_dir(path) else {
        let tokens: TokenStream = read(path)
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut texts = Vec::new();
        collect(tokens, &mut texts);
        texts.retain(|text| is_code(text));
        return texts;
    };
    let entries = folder.filter_map(|entry| Some(entry.ok()?.path()));
    entries.flat_map(|path| codes(&path)).collect()
}

fn is_code(text: &str) -> bool {
    let mut words = text.split('-');
    let kebab = words.all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
    let extension = text.starts_with("x-");
    WORDS.contains(&text) || kebab && text.contains('-') && !extension && !OTHERS.contains(&text)
}

/// Collects all string literals except in attributes, including doc comments, and in unit tests.
fn collect(tokens: TokenStream, texts: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                tokens.next();
            }
            TokenTree::Ident(word) if word == "mod" => {
                tokens.next();
                tokens.next();
            }
            TokenTree::Group(group) => collect(group.stream(), texts),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                texts.extend(
                    text.strip_prefix('"')
                        .and_then(|text| text.strip_suffix('"'))
                        .map(str::to_owned),
                );
            }
            _ => {}
        }
    }
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

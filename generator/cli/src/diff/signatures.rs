//! The lines of an API's outline for one type, before and after a change.

use std::collections::BTreeMap;
use std::fmt::Write;

use apicrate::{Api, outline};
use similar::{ChangeTag, TextDiff};

/// The number of equal lines around a changed line.
const CONTEXT: usize = 2;

/// The outlines of two versions of an API, by type.
#[derive(Debug)]
pub(super) struct Signatures {
    before: BTreeMap<String, String>,
    after: BTreeMap<String, String>,
}

/// A line of an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Removed(String),
    Added(String),
    Equal(String),
    /// Equal lines that are not shown.
    Gap,
}

impl Signatures {
    pub(super) fn new(before: &Api, after: &Api) -> Self {
        Self {
            before: blocks(before),
            after: blocks(after),
        }
    }

    /// The changed lines of a type or of the trait of a group, with the lines around them. Empty if the outline does not
    /// show the change.
    pub(super) fn difference(&self, before: &str, after: &str) -> Vec<Line> {
        let text = |blocks: &BTreeMap<String, String>, path: &str| {
            let name = path.rsplit("::").next().unwrap_or_default();
            let block = blocks.get(name);
            let block = block.or_else(|| blocks.get(&format!("{name}Api")));
            block.cloned().unwrap_or_default()
        };
        let (before, after) = (text(&self.before, before), text(&self.after, after));
        let difference = TextDiff::from_lines(&before, &after);
        let mut lines = Vec::new();
        for group in difference.grouped_ops(CONTEXT) {
            if !lines.is_empty() {
                lines.push(Line::Gap);
            }
            for change in group.iter().flat_map(|it| difference.iter_changes(it)) {
                let text = change.value().trim_end().to_owned();
                lines.push(match change.tag() {
                    ChangeTag::Delete => Line::Removed(text),
                    ChangeTag::Insert => Line::Added(text),
                    ChangeTag::Equal => Line::Equal(text),
                });
            }
        }
        lines
    }
}

/// The lines of each type by its name. The first line of a type is not indented, and its name is the first word with a
/// capital letter.
fn blocks(api: &Api) -> BTreeMap<String, String> {
    let mut blocks = BTreeMap::new();
    for section in outline(api).values() {
        let mut name = String::new();
        for line in section.lines().filter(|line| !line.is_empty()) {
            if !line.starts_with(' ') {
                let mut words = line.split([' ', ':', '(']);
                let found = words.find(|it| it.starts_with(char::is_uppercase));
                found.unwrap_or(line).clone_into(&mut name);
            }
            let block: &mut String = blocks.entry(name.clone()).or_default();
            _ = writeln!(block, "{line}");
        }
    }
    blocks
}

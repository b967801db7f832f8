//! The tags that name groups: their parents, and the tags that only label operations.

use std::collections::HashMap;

use openapiv3::{Operation as Source, Tag};
use serde_json::Value;

use super::annotations::non_blank;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::recent;

/// The maximum number of words that name a group.
pub(super) const MAX_WORDS: usize = 16;

/// The kind of the tags that name groups, and of those without a kind.
const NAVIGATION: &str = "nav";

/// The tags of a document by name.
#[derive(Default)]
pub(super) struct Tags<'a>(HashMap<&'a str, KnownTag<'a>>);

struct KnownTag<'a> {
    tag: &'a Tag,
    /// The names of its ancestors, from the outside in, and its own name.
    words: Vec<&'a str>,
}

impl<'a> Tags<'a> {
    /// Reports parents that are not declared, and tags that are their own ancestors.
    pub(super) fn new(tags: &'a [Tag], findings: &mut Diagnostics) -> Self {
        // The first of several declarations is used.
        let by_name = tags.iter().rev().map(|tag| (tag.name.as_str(), tag));
        let by_name: HashMap<&str, &Tag> = by_name.collect();
        let mut known = HashMap::with_capacity(by_name.len());
        for (index, tag) in tags.iter().enumerate() {
            let mut words = vec![tag.name.as_str()];
            let mut child = tag;
            while let Some(parent) = text(child, "parent")
                && words.len() <= MAX_WORDS
            {
                let Some(next) = by_name.get(parent) else {
                    // The parent of an ancestor is reported there.
                    if words.len() == 1 {
                        findings.push(ignored(index, tag, parent, "which is not declared"));
                    }
                    break;
                };
                if let Some(first) = words.iter().position(|it| *it == parent) {
                    if first == 0 {
                        let parent = text(tag, "parent").unwrap_or_default();
                        findings.push(ignored(index, tag, parent, "which is also below it"));
                    }
                    // The tags of a cycle have no parents.
                    words.truncate(first + 1);
                    break;
                }
                words.push(parent);
                child = next;
            }
            words.reverse();
            known
                .entry(tag.name.as_str())
                .or_insert(KnownTag { tag, words });
        }
        Self(known)
    }

    /// The words that name the group of an operation: those of its first tag whose kind is `nav` or missing, or else of
    /// its first tag.
    pub(super) fn words(&self, source: &'a Source) -> Option<Vec<&'a str>> {
        let mut tags = source.tags.iter();
        let is_navigation = |tag: &&String| {
            let known = self.0.get(tag.as_str());
            let kind = known.and_then(|it| text(it.tag, "kind"));
            kind.is_none_or(|kind| kind == NAVIGATION)
        };
        let name = tags.find(is_navigation).or(source.tags.first())?;
        Some(match self.0.get(name.as_str()) {
            Some(known) => known.words.clone(),
            None => vec![name],
        })
    }

    /// The documentation of a group: the summary and the description of its tag.
    pub(super) fn docs(&self, words: &[&str]) -> Option<String> {
        let known = self.0.get(words.last()?)?;
        // The words of other groups may be the name of a tag by accident.
        if words.len() > 1 && known.words != words {
            return None;
        }
        let summary = text(known.tag, "summary").map(|summary| {
            let is_open = summary.ends_with(char::is_alphanumeric);
            format!("{summary}{}", if is_open { "." } else { "" })
        });
        let texts = [
            non_blank(summary.as_ref()),
            non_blank(known.tag.description.as_ref()),
        ];
        let texts: Vec<String> = texts.into_iter().flatten().collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }
}

/// Reports a parent that is ignored.
fn ignored(index: usize, tag: &Tag, parent: &str, problem: &str) -> Diagnostic {
    let name = &tag.name;
    let message = format!("the tag `{name}` has the parent `{parent}`, {problem}; ignored");
    Diagnostic::warning("invalid-parent", format!("/tags/{index}/parent"), message)
}

fn text<'a>(tag: &'a Tag, field: &str) -> Option<&'a str> {
    recent(&tag.extensions, field).and_then(Value::as_str)
}

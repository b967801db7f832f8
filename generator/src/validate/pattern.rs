//! Checks the keyword `pattern`, whose dialect is ECMA-262.
//!
//! The crate `regress` parses this dialect, but its search takes exponential time for some patterns. The search uses
//! `fancy-regex`, which has a limit, for a [translation](crate::ecma_pattern) of the pattern. Both are optional, because
//! generated code does not use patterns. Without them, every pattern and every value is accepted.

#[cfg(feature = "patterns")]
use std::collections::BTreeMap;
#[cfg(feature = "patterns")]
use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::document::JsonPointer;
#[cfg(feature = "patterns")]
use crate::ecma_pattern::{Engine, is_deep, translated};
#[cfg(feature = "patterns")]
use fancy_regex::{Regex as Search, RegexBuilder};
#[cfg(feature = "patterns")]
use regress::Regex;

/// The longest pattern that is parsed, in bytes.
#[cfg(feature = "patterns")]
const MAX_PATTERN: usize = 4 << 10;

/// The longest text that is matched, in bytes. Documented values are short.
#[cfg(feature = "patterns")]
const MAX_LENGTH: usize = 256;

/// The maximum number of backtracking steps of a search.
#[cfg(feature = "patterns")]
const MAX_STEPS: usize = 100_000;

/// The maximum size of a compiled pattern, in bytes.
#[cfg(feature = "patterns")]
const MAX_SIZE: usize = 1 << 18;

/// The patterns that examples were compared with.
#[cfg(feature = "patterns")]
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    /// The compiled form of each pattern; `None` if there is none.
    compiled: HashMap<String, Option<Search>>,
    /// The patterns that were not compared with all examples, by their JSON pointer.
    unchecked: BTreeMap<String, String>,
}

#[cfg(feature = "patterns")]
impl Patterns {
    /// Returns whether a pattern matches anywhere in a text; `None` if this is unknown.
    pub(crate) fn matches(
        &mut self,
        pattern: &str,
        text: &str,
        at: &JsonPointer<'_>,
    ) -> Option<bool> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        if !self.compiled.contains_key(pattern) {
            self.compiled.insert(pattern.to_owned(), compiled(pattern));
        }
        let search = self.compiled.get(pattern).and_then(Option::as_ref);
        if let Some(Ok(is_match)) = search.map(|search| search.is_match(text)) {
            return Some(is_match);
        }
        self.unchecked.insert(at.to_string(), pattern.to_owned());
        None
    }

    /// The number of evaluations that a comparison counts for.
    pub(crate) fn cost(&self, pattern: &str) -> usize {
        if self.compiled.contains_key(pattern) {
            10
        } else {
            1000
        }
    }

    /// Returns a finding for each valid pattern that was not compared with all examples.
    pub(crate) fn findings(&self) -> impl Iterator<Item = Diagnostic> {
        let unchecked = self.unchecked.iter();
        let unchecked = unchecked.filter(|(_, pattern)| is_long(pattern) || is_valid(pattern));
        unchecked.map(|(at, pattern)| {
            let pattern = shortened(pattern);
            let message = format!(
                "not all examples are compared with the pattern `{pattern}`, because that takes too many steps or the \
                 pattern has no equivalent"
            );
            Diagnostic::warning("unchecked-pattern", at.as_str(), message)
        })
    }
}

/// Without the feature, no pattern is compared with any example.
#[cfg(not(feature = "patterns"))]
#[derive(Debug, Default)]
pub(crate) struct Patterns {}

#[cfg(not(feature = "patterns"))]
#[expect(
    clippy::unused_self,
    reason = "the signatures are those of the feature"
)]
impl Patterns {
    pub(crate) const fn matches(&mut self, _: &str, _: &str, _: &JsonPointer<'_>) -> Option<bool> {
        None
    }

    pub(crate) const fn cost(&self, _: &str) -> usize {
        1
    }

    pub(crate) fn findings(&self) -> impl Iterator<Item = Diagnostic> {
        std::iter::empty()
    }
}

#[cfg(feature = "patterns")]
fn compiled(pattern: &str) -> Option<Search> {
    if is_long(pattern) || !is_valid(pattern) {
        return None;
    }
    RegexBuilder::new(&translated(pattern, Engine::Backtracking)?)
        .backtrack_limit(MAX_STEPS)
        .delegate_size_limit(MAX_SIZE)
        .build()
        .ok()
}

#[cfg(feature = "patterns")]
fn is_valid(pattern: &str) -> bool {
    Regex::with_flags(pattern, "u").is_ok() || Regex::new(pattern).is_ok()
}

/// Returns whether a pattern is not parsed, because it is too long or nested too deeply.
#[cfg(feature = "patterns")]
pub(crate) fn is_long(pattern: &str) -> bool {
    pattern.len() > MAX_PATTERN || is_deep(pattern)
}

/// The beginning of a pattern.
#[cfg(feature = "patterns")]
pub(crate) fn shortened(pattern: &str) -> String {
    let mut characters = pattern.chars();
    let start: String = characters.by_ref().take(80).collect();
    let rest = if characters.next().is_some() {
        "…"
    } else {
        ""
    };
    start + rest
}

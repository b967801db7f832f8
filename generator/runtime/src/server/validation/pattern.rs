//! Regular expressions. The crate `regex` needs time proportional to the length of the text for each of them.

/// Returns whether a pattern matches a part of a text. `None` if this is unknown: the feature `patterns` is not enabled, or
/// the compiled pattern would be too large.
#[cfg(not(feature = "patterns"))]
pub(super) const fn matches(_pattern: &'static str, _text: &str) -> Option<bool> {
    None
}

#[cfg(feature = "patterns")]
pub(super) use self::compiled::matches;

#[cfg(feature = "patterns")]
mod compiled {
    use std::collections::HashMap;
    use std::sync::{Arc, LazyLock, PoisonError, RwLock};

    use regex::{Regex, RegexBuilder};

    /// The maximum size of a compiled pattern, in bytes.
    const MAX_SIZE: usize = 1 << 18;

    /// The compiled patterns of the process; `None` for those that are too large.
    static COMPILED: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);

    /// A clone of a [`Regex`] would allocate the memory for a search again.
    type Patterns = HashMap<&'static str, Option<Arc<Regex>>>;

    /// Returns whether a pattern matches a part of a text. `None` if the compiled pattern would be too large.
    pub(in crate::server::validation) fn matches(
        pattern: &'static str,
        text: &str,
    ) -> Option<bool> {
        Some(compiled(pattern)?.is_match(text))
    }

    fn compiled(pattern: &'static str) -> Option<Arc<Regex>> {
        let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = known.get(pattern) {
            return regex.clone();
        }
        drop(known);
        let regex = RegexBuilder::new(pattern).size_limit(MAX_SIZE).build();
        let regex = regex.ok().map(Arc::new);
        let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(pattern, regex.clone());
        regex
    }
}

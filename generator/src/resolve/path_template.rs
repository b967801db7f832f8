//! Path templates, such as `/users/{id}`: their parameters, and findings about templates that cannot be used.

use std::collections::HashMap;

use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::order::path_rank;

impl Resolver<'_> {
    /// Reports paths with unmatched braces, and paths that differ only in the names of their parameters.
    pub(super) fn check_paths(&mut self) {
        let paths = &self.document.openapi.paths.paths;
        let mut known: HashMap<Vec<&str>, &str> = HashMap::with_capacity(paths.len());
        let mut sorted: Vec<&str> = paths.keys().map(String::as_str).collect();
        sorted.sort_by_key(|path| path_rank(path));
        for path in sorted {
            let pointer = JsonPointer::new(&["paths", path]);
            if !has_matched_braces(path) {
                let message = format!("the braces of the path `{path}` do not match");
                self.error("invalid-path", &pointer, message);
                continue;
            }
            let first = *known.entry(literals(path)).or_insert(path);
            if first != path {
                let message = format!(
                    "the path `{path}` differs from `{first}` only in the names of its parameters; \
                     a generated server uses the first operation of each method"
                );
                self.warn("duplicate-path", &pointer, message);
            }
        }
    }
}

/// The names in braces in a path template.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The texts before, between and after the parameters of a template. They are equal for templates that match the same
/// paths.
fn literals(path: &str) -> Vec<&str> {
    path.split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, literal)| literal))
        .collect()
}

/// Returns whether each opening brace is followed by its closing brace.
fn has_matched_braces(path: &str) -> bool {
    let mut is_open = false;
    for brace in path.chars().filter(|it| matches!(it, '{' | '}')) {
        if is_open == (brace == '{') {
            return false;
        }
        is_open = !is_open;
    }
    !is_open
}

#[cfg(test)]
mod tests {
    use super::{has_matched_braces, literals, placeholders};

    #[test]
    fn finds_unmatched_braces() {
        for path in ["/", "/a", "/{a}", "/{a}{b}/{}"] {
            assert!(has_matched_braces(path), "{path}");
        }
        for path in ["/{a", "/a}", "/{a{b}}", "/}{", "/{a}/{"] {
            assert!(!has_matched_braces(path), "{path}");
        }
    }

    #[test]
    fn equal_literals_match_equal_paths() {
        assert_eq!(literals("/a/{x}/b"), literals("/a/{y}/b"));
        assert_ne!(literals("/a/{x}"), literals("/a/x"));
        assert_ne!(literals("/{a}{b}"), literals("/{a}"));
    }

    #[test]
    fn placeholders_are_the_names_in_braces() {
        let names: Vec<_> = placeholders("/a/{x}/{y}.{z}").collect();
        assert_eq!(names, ["x", "y", "z"]);
    }
}

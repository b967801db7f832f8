//! Scans the text of a target for the constructs that make its evaluation expensive.
//!
//! The scan does not validate the text, which the parser of `serde_json_path` does. It only distinguishes quoted text,
//! brackets and the segments outside of all brackets.

use std::collections::HashSet;

/// The segments of a target.
#[derive(Debug)]
pub(super) struct TargetText {
    pub(super) segments: Vec<QueryText>,
}

/// A segment of a target, or all of them.
#[derive(Debug, Clone, Default)]
pub(super) struct QueryText {
    pub(super) source: String,
    /// The number of selectors in brackets that can select the same value, multiplied over nested brackets.
    pub(super) selectors: usize,
    /// The number of `..`.
    pub(super) descendants: u32,
    pub(super) has_filter: bool,
    /// The number of `$` in filters.
    roots: usize,
    /// True if filters visit more of the document than one value for each `$`.
    pub(super) visits_root: bool,
    /// The repetitions in regular expressions, multiplied over nested groups; 0 if there are none.
    pub(super) patterns: usize,
}

impl TargetText {
    pub(super) fn has_nested_root(&self) -> bool {
        self.segments.iter().any(|segment| segment.roots > 0)
    }

    /// Returns all segments as one.
    pub(super) fn merged(self) -> QueryText {
        let roots: usize = self.segments.iter().map(|it| it.roots).sum();
        let mut merged = QueryText {
            selectors: 1,
            visits_root: roots > 1,
            roots,
            ..QueryText::default()
        };
        for segment in self.segments {
            merged.selectors = merged.selectors.saturating_mul(segment.selectors);
            merged.descendants += segment.descendants;
            merged.has_filter |= segment.has_filter;
            merged.visits_root |= segment.visits_root;
            merged.patterns = merged.patterns.max(segment.patterns);
        }
        merged
    }
}

impl QueryText {
    /// The number of `..` after the first.
    pub(super) fn nested_descendants(&self) -> u32 {
        self.descendants.saturating_sub(1)
    }
}

/// Returns the maximum depth of brackets and parentheses outside of quoted text.
pub(super) fn depth(target: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for (_, character) in unquoted(target) {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Returns the target with brackets around all names that follow a dot and contain `-`: `$.x-a` becomes `$['x-a']`.
pub(super) fn bracketed(target: &str) -> String {
    let mut text = String::with_capacity(target.len() + 8);
    let mut copied = 0;
    for (at, character) in unquoted(target) {
        let Some(name) = target.get(at + 1..).filter(|_| character == '.') else {
            continue;
        };
        let is_first = |c: char| c.is_alphabetic() || c == '_';
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let end = name.find(|c| !is_part(c)).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default();
        if name.starts_with(is_first) && name.contains('-') {
            // The dots of `..` stay before brackets, a single dot does not.
            let before = target.get(copied..at).unwrap_or_default();
            text.push_str(before);
            if before.ends_with('.') {
                text.push('.');
            }
            text.extend(["['", name, "']"]);
            copied = at + 1 + end;
        }
    }
    text.push_str(target.get(copied..).unwrap_or_default());
    text
}

/// Splits a target into its segments.
pub(super) fn scan(target: &str) -> TargetText {
    let mut starts = Vec::new();
    let mut depth = 0usize;
    let mut previous = ' ';
    for (at, character) in unquoted(target) {
        let begins = match character {
            '[' | '.' => depth == 0 && previous != '.',
            _ => false,
        };
        if begins {
            starts.push(at);
        }
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !character.is_whitespace() {
            previous = character;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([target.len()]);
    let segments = starts.iter().zip(ends);
    TargetText {
        segments: segments
            .filter_map(|(start, end)| target.get(*start..end))
            .map(|source| segment(source.trim_end()))
            .collect(),
    }
}

fn segment(source: &str) -> QueryText {
    let mut text = QueryText {
        source: source.to_owned(),
        selectors: 1,
        ..QueryText::default()
    };
    let mut brackets: Vec<(char, usize, Selectors<'_>)> = Vec::new();
    let mut previous = ' ';
    for (at, character) in unquoted(source) {
        match character {
            '[' | '(' => brackets.push((character, at + 1, Selectors::default())),
            ',' => {
                if let Some(('[', start, selectors)) = brackets.last_mut() {
                    selectors.add(source.get(*start..at).unwrap_or_default());
                    *start = at + 1;
                }
            }
            ']' | ')' => {
                if let Some(('[', start, mut selectors)) = brackets.pop() {
                    selectors.add(source.get(start..at).unwrap_or_default());
                    text.selectors = text.selectors.saturating_mul(selectors.count());
                }
            }
            '.' if previous == '.' => text.descendants += 1,
            '?' => text.has_filter = true,
            '$' => {
                text.roots += 1;
                let rest = source.get(at + 1..).unwrap_or_default();
                text.visits_root |= text.roots > 1 || !is_singular(rest);
            }
            _ => {}
        }
        // Three dots are two segments to no parser.
        previous = if previous == '.' { ' ' } else { character };
    }
    text.patterns = patterns(source);
    text
}

/// The selectors in a pair of brackets.
#[derive(Default)]
struct Selectors<'t> {
    names: HashSet<&'t str>,
    others: usize,
}

impl<'t> Selectors<'t> {
    fn add(&mut self, selector: &'t str) {
        let selector = selector.trim();
        let is_name = selector.starts_with(['\'', '"']) || selector.parse::<i64>().is_ok();
        if !(is_name && self.names.insert(selector)) {
            self.others += 1;
        }
    }

    /// The number of selectors that can select the same value.
    fn count(&self) -> usize {
        self.others + usize::from(!self.names.is_empty())
    }
}

/// Returns true if the query at the start of a text, without its `$`, selects at most one value.
fn is_singular(query: &str) -> bool {
    let mut rest = query;
    loop {
        if let Some(name) = rest.strip_prefix('.') {
            let is_part = |character: char| character.is_alphanumeric() || character == '_';
            let end = name
                .find(|character| !is_part(character))
                .unwrap_or(name.len());
            if end == 0 {
                return false;
            }
            rest = name.get(end..).unwrap_or_default();
        } else if let Some(selector) = rest.strip_prefix('[') {
            let Some((end, _)) = unquoted(selector).find(|(_, character)| *character == ']') else {
                return false;
            };
            let selector_text = selector.get(..end).unwrap_or_default().trim();
            let is_name = selector_text.starts_with(['\'', '"']);
            if !(is_name || selector_text.parse::<i64>().is_ok()) || selector_text.contains(',') {
                return false;
            }
            rest = selector.get(end + 1..).unwrap_or_default();
        } else {
            return true;
        }
    }
}

/// Returns the repetitions in the regular expressions of a segment. A pattern from the document counts as the largest
/// one that can be compiled.
fn patterns(source: &str) -> usize {
    const LARGEST: usize = 100_000;
    let parentheses = unquoted(source).filter(|(_, character)| *character == '(');
    let mut total = 0usize;
    for (at, _) in parentheses {
        let (name, call) = source.split_at(at);
        if !name.ends_with("match") && !name.ends_with("search") {
            continue;
        }
        let pattern = unquoted(call)
            .find(|(_, character)| *character == ',')
            .and_then(|(comma, _)| call.get(comma + 1..))
            .map(str::trim_start)
            .filter(|pattern| pattern.starts_with(['\'', '"']));
        total = total.saturating_add(pattern.map_or(LARGEST, repetitions));
    }
    total
}

/// Returns the repetitions `{n}` and `{n,m}` in a text: the sum, multiplied by the repetitions of groups.
fn repetitions(pattern: &str) -> usize {
    let mut sum = 1usize;
    let mut groups = 1usize;
    let mut previous = "";
    for part in pattern.split('{') {
        let numbers = part.split('}').next().unwrap_or_default().split(',');
        let number = numbers
            .filter_map(|number| number.trim().parse::<usize>().ok())
            .max();
        if let Some(number) = number.filter(|number| *number > 0) {
            if previous.ends_with(')') {
                groups = groups.saturating_mul(number);
            } else {
                sum = sum.saturating_add(number);
            }
        }
        previous = part;
    }
    sum.saturating_mul(groups)
}

/// Returns the characters of a target outside of quoted text, with their offsets.
fn unquoted(target: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let mut is_escaped = false;
    target.char_indices().filter(move |(_, character)| {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if *character == '\\' => is_escaped = true,
            Some(open) if open == *character => quote = None,
            Some(_) => {}
            None if matches!(character, '\'' | '"') => quote = Some(*character),
            None => return true,
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::{bracketed, depth, scan};

    #[test]
    fn splits_targets_into_segments() {
        let segments = |target| -> Vec<String> {
            let segments = scan(target).segments.into_iter();
            segments.map(|segment| segment.source).collect()
        };
        let expected = [
            ".paths",
            "['/a[].b']",
            "..*",
            "..[?@.a[0] == '..']",
            "[1]",
            " .x",
        ];
        assert_eq!(
            segments("$.paths['/a[].b']..*..[?@.a[0] == '..'][1] .x").join("|"),
            expected.map(str::trim_start).join("|")
        );
        assert_eq!(segments("$"), Vec::<String>::new());
    }

    #[test]
    fn names_with_hyphens_get_brackets() {
        let cases = [
            ("$.x-a.b", "$['x-a'].b"),
            ("$..x-a[0].y-b", "$..['x-a'][0]['y-b']"),
            ("$.*[?@.x-a.b == '.x-c']", "$.*[?@['x-a'].b == '.x-c']"),
            ("$.a[?@.b==-1.5]", "$.a[?@.b==-1.5]"),
            ("$.名-é", "$['名-é']"),
        ];
        for (target, expected) in cases {
            assert_eq!(bracketed(target), expected);
        }
    }

    #[test]
    fn counts_what_makes_a_segment_expensive() {
        let counts = |target| {
            let text = scan(target).merged();
            (
                text.selectors,
                text.descendants,
                text.visits_root,
                text.patterns,
            )
        };
        assert_eq!(counts("$['a','b'].c[0,1]"), (1, 0, false, 0));
        assert_eq!(counts("$[*,*,'a','a'][1:2,?@.b]"), (8, 0, false, 0));
        assert_eq!(counts("$..*..[?@..a]"), (1, 3, false, 0));
        assert_eq!(counts("$..[?@.a == $.b['c'][0]]"), (1, 1, false, 0));
        assert_eq!(counts("$..[?$.a == $.b]"), (1, 1, true, 0));
        assert_eq!(counts("$..[?count($..*) > 1]"), (1, 2, true, 0));
        assert_eq!(
            counts("$[?match(@.a, '[a-z]{2,3}(x{5}){10}')]"),
            (1, 0, false, 90)
        );
        assert_eq!(counts("$[?search(@.a, @.b)]"), (1, 0, false, 100_000));
        assert_eq!(depth("$[?(@['((('])]"), 3);
    }
}

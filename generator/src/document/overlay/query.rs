//! Finds the targets of an action with a limited number of steps.
//!
//! `serde_json_path` evaluates a query without a limit, and returns a value once for each way to reach it: for
//! `$..*..*..*`, the number of results grows with a power of the depth. So a query is evaluated one segment after the
//! other. Between two segments, each value is kept once, and the work for the next segment is known before it is done.

use std::collections::HashSet;
use std::ptr;

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use super::scan::{QueryText, scan};
use crate::document::limits::MAX_DEPTH;
use crate::document::pointer::escape;
use crate::similar::SuggestionBudget;

/// The steps for compiling a regular expression. The parser of targets compiles it for each value that is tested.
const PATTERN_STEPS: usize = 2000;

/// A parsed target.
#[derive(Debug, Clone)]
pub(super) struct TargetQuery {
    /// The segments. A query whose filters contain `$` is not split, because `$` is the whole document.
    segments: Vec<QuerySegment>,
}

#[derive(Debug, Clone)]
struct QuerySegment {
    path: JsonPath,
    text: QueryText,
}

/// The values in a value, and the sum of the sizes of all of them: the steps for visiting each, and for visiting all
/// values in each.
#[derive(Default, Clone, Copy)]
struct Size {
    values: usize,
    nested: usize,
}

/// A selected value.
struct Selected<'v> {
    path: Vec<PathElement<'v>>,
    value: &'v Value,
}

impl TargetQuery {
    /// Creates the query for a target that is already parsed as a whole.
    pub(super) fn new(target: &str, whole: JsonPath) -> Self {
        let unsplit = |whole| QuerySegment {
            path: whole,
            text: scan(target).merged(),
        };
        let scanned = scan(target);
        if scanned.has_nested_root() {
            return Self {
                segments: vec![unsplit(whole)],
            };
        }
        let segments = scanned.segments.iter().map(|text| {
            let path = JsonPath::parse(&format!("${}", text.source)).ok()?;
            let text = text.clone();
            Some(QuerySegment { path, text })
        });
        let segments = segments.collect::<Option<Vec<_>>>();
        Self {
            segments: segments.unwrap_or_else(|| vec![unsplit(whole)]),
        }
    }

    /// Returns the pointers of all selected values. Deeper values and later items come first, so that no change
    /// invalidates the pointers after it. Returns `None` if more than `steps` steps are needed, which is then 0.
    pub(super) fn evaluate(&self, document: &Value, steps: &mut usize) -> Option<Vec<String>> {
        let mut selected = vec![Selected::root(document)];
        for segment in &self.segments {
            selected = segment.select(&selected, steps)?;
        }
        // Two paths in one document first differ in two names or in two indices, which are comparable.
        selected.sort_by(|one, other| {
            let order = other.path.partial_cmp(&one.path);
            order.unwrap_or(std::cmp::Ordering::Equal)
        });
        Some(selected.iter().map(|it| pointer(&it.path)).collect())
    }

    /// Returns a similar query that selects a value, if this one selects none because of one name.
    pub(super) fn similar(
        &self,
        document: &Value,
        steps: &mut usize,
        suggestions: &mut SuggestionBudget,
    ) -> Option<String> {
        let mut selected = vec![Selected::root(document)];
        let mut segments = self.segments.iter();
        let mut corrected = "$".to_owned();
        for segment in segments.by_ref() {
            let next = segment.select(&selected, steps)?;
            if !next.is_empty() {
                corrected.push_str(&segment.text.source);
                selected = next;
                continue;
            }
            let objects = selected.iter().filter_map(|it| it.value.as_object());
            let names = objects.flat_map(|it| it.keys().map(String::as_str));
            let name = single_name(&segment.text.source)?;
            let similar = suggestions.closest(name, names)?;
            corrected.push_str(&selector(similar));
            break;
        }
        segments.for_each(|segment| corrected.push_str(&segment.text.source));
        let query = JsonPath::parse(&corrected).ok()?;
        let found = Self::new(&corrected, query).evaluate(document, steps)?;
        (!found.is_empty()).then_some(corrected)
    }
}

/// The name that a segment selects, if it selects one: `.pets`, `['pets']` or `["pets"]`.
fn single_name(segment: &str) -> Option<&str> {
    let name = match segment.strip_prefix('[') {
        Some(rest) => {
            let quoted = rest.strip_suffix(']')?.trim();
            let single = quoted
                .strip_prefix('\'')
                .and_then(|it| it.strip_suffix('\''));
            single.or_else(|| quoted.strip_prefix('"')?.strip_suffix('"'))?
        }
        None => segment.strip_prefix('.')?,
    };
    (!name.contains(['\'', '"', '\\', '*', '.']) || segment.starts_with('[')).then_some(name)
}

/// The segment that selects a name.
fn selector(name: &str) -> String {
    let mut characters = name.chars();
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_short = characters.next().is_some_and(is_start)
        && characters.all(|c| is_start(c) || c.is_ascii_digit());
    if is_short {
        return format!(".{name}");
    }
    format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

impl<'v> Selected<'v> {
    const fn root(value: &'v Value) -> Self {
        let path = Vec::new();
        Self { path, value }
    }
}

impl QuerySegment {
    /// Returns what the segment selects in the values. Returns `None` if that needs more than `steps` steps, which is then 0.
    fn select<'v>(&self, values: &[Selected<'v>], steps: &mut usize) -> Option<Vec<Selected<'v>>> {
        let mut seen = HashSet::new();
        let mut next = Vec::new();
        for Selected { path, value } in values {
            let left = steps.checked_sub(self.steps(value));
            *steps = left.unwrap_or(0);
            left?;
            for found in self.path.query_located(value).all() {
                let value = found.node();
                if seen.insert(ptr::from_ref(value)) {
                    let rest = found.to_location().into_iter();
                    let path = path.iter().cloned().chain(rest).collect();
                    next.push(Selected { path, value });
                }
            }
        }
        Some(next)
    }

    /// Returns an upper bound of the steps for evaluating the segment for a value.
    fn steps(&self, value: &Value) -> usize {
        let text = &self.text;
        let visited = if text.has_filter {
            let size = size(value);
            let nested = MAX_DEPTH.saturating_pow(text.nested_descendants());
            let roots = if text.visits_root { size.values } else { 1 };
            let pattern = if text.patterns > 0 { PATTERN_STEPS } else { 1 };
            size.nested
                .saturating_mul(nested)
                .saturating_mul(roots)
                .saturating_mul(pattern)
                .saturating_mul(text.patterns.max(1))
        } else if text.descendants > 0 {
            // Each result contains its path.
            size(value).nested
        } else {
            match value {
                Value::Array(items) => items.len(),
                Value::Object(entries) => entries.len(),
                _ => 0,
            }
        };
        text.selectors.saturating_mul(visited).saturating_add(1)
    }
}

fn size(value: &Value) -> Size {
    let mut size = match value {
        Value::Array(items) => sum(items.iter()),
        Value::Object(entries) => sum(entries.values()),
        _ => Size::default(),
    };
    size.values += 1;
    size.nested = size.nested.saturating_add(size.values);
    size
}

fn sum<'v>(values: impl Iterator<Item = &'v Value>) -> Size {
    values.map(size).fold(Size::default(), |sum, size| Size {
        values: sum.values + size.values,
        nested: sum.nested.saturating_add(size.nested),
    })
}

fn pointer(path: &[PathElement<'_>]) -> String {
    let mut pointer = String::new();
    for element in path {
        pointer.push('/');
        match element {
            PathElement::Name(name) => pointer.push_str(&escape(name)),
            PathElement::Index(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

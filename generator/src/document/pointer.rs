//! JSON pointers (RFC 6901), which identify the values of a document.
//!
//! During a walk over a document, the pointer is a chain of [`JsonPointer`]s on the stack, without allocation. It is
//! formatted as text only if a diagnostic needs it.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// The path from the root of a document to one of its values.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub enum JsonPointer<'a> {
    /// A pointer in text form; the empty text is the whole document.
    Start(&'a str),
    /// An entry of an object.
    Name(&'a JsonPointer<'a>, &'a str),
    /// An item of a list.
    Item(&'a JsonPointer<'a>, usize),
}

impl<'a> JsonPointer<'a> {
    /// The pointer of the whole document.
    pub const ROOT: JsonPointer<'static> = JsonPointer::Start("");

    /// Returns the pointer of an entry of this object.
    #[must_use]
    pub const fn name(&'a self, name: &'a str) -> Self {
        Self::Name(self, name)
    }

    /// Returns the pointer of an item of this list.
    #[must_use]
    pub const fn item(&'a self, index: usize) -> Self {
        Self::Item(self, index)
    }

    /// Formats the pointer, with capacity for `extra` more bytes.
    fn text(&self, extra: usize) -> String {
        match self {
            Self::Start(start) => {
                let mut text = String::with_capacity(start.len() + extra);
                text.push_str(start);
                text
            }
            Self::Name(parent, name) => {
                let name = escape(name);
                let mut text = parent.text(extra + 1 + name.len());
                text.push('/');
                text.push_str(&name);
                text
            }
            Self::Item(parent, index) => parent.text(extra + 4) + "/" + &index.to_string(),
        }
    }
}

impl fmt::Display for JsonPointer<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from(self))
    }
}

impl From<&JsonPointer<'_>> for String {
    fn from(pointer: &JsonPointer<'_>) -> Self {
        pointer.text(0)
    }
}

/// Escapes a name for use as a segment of a pointer.
pub(crate) fn escape(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Adds a name to a pointer.
#[doc(hidden)]
#[must_use]
pub fn join_pointer(pointer: &str, name: &str) -> String {
    JsonPointer::Start(pointer).name(name).to_string()
}

/// Returns the unescaped segments of a pointer: names and indices, from the root down.
#[doc(hidden)]
pub fn segments(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// Returns the name that a segment of a pointer represents.
pub(crate) fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// Returns the pointers of the scalars in a value for which `is_wanted` is true. `at` is the pointer of the value.
pub(super) fn scalars(
    value: &Value,
    at: &JsonPointer<'_>,
    is_wanted: fn(&Value) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    collect_scalars(value, at, is_wanted, &mut found);
    found
}

fn collect_scalars(
    value: &Value,
    at: &JsonPointer<'_>,
    is_wanted: fn(&Value) -> bool,
    found: &mut Vec<String>,
) {
    match value {
        Value::Object(entries) => {
            for (name, entry) in entries {
                collect_scalars(entry, &at.name(name), is_wanted, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_scalars(item, &at.item(index), is_wanted, found);
            }
        }
        scalar if is_wanted(scalar) => found.push(at.to_string()),
        _ => {}
    }
}

/// Returns the part of `pointer` after `ancestor`, or `None` if `ancestor` does not contain it.
pub(super) fn below<'p>(pointer: &'p str, ancestor: &str) -> Option<&'p str> {
    let rest = pointer.strip_prefix(ancestor)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

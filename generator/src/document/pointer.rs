//! JSON pointers (RFC 6901), the only way this room and the later ones say where something stands.
//!
//! While a document is walked, the way down is a chain of [`JsonPointer`]s on the stack, which costs
//! nothing; it becomes text when a finding needs it.

use std::borrow::Cow;
use std::fmt;

/// The way from the root of a document to one of its values.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub enum JsonPointer<'a> {
    /// A starting point that is already text; the empty text is the whole document.
    Start(&'a str),
    /// The value of a name in an object.
    Name(&'a JsonPointer<'a>, &'a str),
    /// An item of a list.
    Item(&'a JsonPointer<'a>, usize),
}

impl<'a> JsonPointer<'a> {
    /// The whole document.
    pub const ROOT: JsonPointer<'static> = JsonPointer::Start("");

    /// One step down an object.
    #[must_use]
    pub const fn name(&'a self, name: &'a str) -> Self {
        Self::Name(self, name)
    }

    /// One step down a list.
    #[must_use]
    pub const fn item(&'a self, index: usize) -> Self {
        Self::Item(self, index)
    }

    /// The pointer as text, with room for as many bytes more.
    fn text(&self, room: usize) -> String {
        match self {
            Self::Start(start) => {
                let mut text = String::with_capacity(start.len() + room);
                text.push_str(start);
                text
            }
            Self::Name(parent, name) => {
                let name = escape(name);
                let mut text = parent.text(room + 1 + name.len());
                text.push('/');
                text.push_str(&name);
                text
            }
            Self::Item(parent, index) => parent.text(room + 4) + "/" + &index.to_string(),
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

/// Writes a name as a segment of a pointer.
pub(crate) fn escape(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The names and indices of a pointer, from the root down.
#[doc(hidden)]
pub fn segments(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// The name that a segment of a pointer stands for.
pub(crate) fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// What is left of `pointer` below `ancestor`; `None` if it does not stand there.
pub(super) fn below<'p>(pointer: &'p str, ancestor: &str) -> Option<&'p str> {
    let rest = pointer.strip_prefix(ancestor)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

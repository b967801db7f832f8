//! Deserialization of values that are texts, such as those of a query.

use std::cell::Cell;

thread_local! {
    /// True while a value is deserialized from texts.
    static FROM_TEXTS: Cell<bool> = const { Cell::new(false) };
    /// The last value of any type that has no texts.
    static ABSENT: Cell<Option<AbsentValue>> = const { Cell::new(None) };
}

/// The values of which a client sends no texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "server"), allow(dead_code))]
pub(crate) enum AbsentValue {
    List,
    ListOrObject,
}

impl AbsentValue {
    /// Notes that the next value of any type has no texts. It is deserialized as an empty list.
    #[cfg(feature = "server")]
    pub(crate) fn note(self) {
        ABSENT.set(Some(self));
    }

    /// The last value that was noted, if it was not taken yet.
    pub(crate) fn take() -> Option<Self> {
        ABSENT.take()
    }
}

/// While it exists, values are deserialized from texts, such as those of a query: a number or boolean may be a string.
#[cfg_attr(not(feature = "server"), allow(dead_code))]
pub(crate) struct FromTexts {
    before: bool,
}

#[cfg_attr(not(feature = "server"), allow(dead_code))]
impl FromTexts {
    pub(crate) fn new() -> Self {
        Self {
            before: FROM_TEXTS.replace(true),
        }
    }
}

/// Returns whether values are deserialized from texts.
pub(crate) fn is_from_texts() -> bool {
    FROM_TEXTS.get()
}

impl Drop for FromTexts {
    fn drop(&mut self) {
        FROM_TEXTS.set(self.before);
    }
}

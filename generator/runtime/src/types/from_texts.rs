//! Deserialization of values that are texts, such as those of a query.

use std::cell::Cell;

thread_local! {
    /// True while a value is deserialized from texts.
    static FROM_TEXTS: Cell<bool> = const { Cell::new(false) };
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

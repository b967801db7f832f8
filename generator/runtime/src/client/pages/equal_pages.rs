//! Finds out whether a server ignores the position of pages: it returns the same page for each of them, so that the list would
//! never end.

use std::hash::{DefaultHasher, Hasher};

use serde::Serialize;

use crate::error::{Error, Result};

/// The number of equal pages in a row that is an error. A list can grow by a page between two requests, so that the second
/// page is the first one again.
const EQUAL_PAGES: u32 = 3;

/// The number of equal pages in a row.
#[derive(Debug, Default)]
pub(super) struct EqualPages {
    /// The hash of the last page.
    last: u64,
    count: u32,
}

impl EqualPages {
    /// Adds a page. Fails if the server ignores the position of pages. Only pages of objects are compared: those of numbers or
    /// texts can be equal by chance.
    pub(super) fn add<T: Serialize>(&mut self, items: &[T]) -> Result<()> {
        let items = serde_json::to_vec(items).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        hasher.write(&items);
        let hash = hasher.finish();
        let is_equal = self.last == hash && items.starts_with(b"[{");
        self.count = if is_equal { self.count + 1 } else { 1 };
        self.last = hash;
        if self.count < EQUAL_PAGES {
            return Ok(());
        }
        Err(Error::invalid_page(
            "the server returned the same page for three positions in a row; it ignores the position",
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::EqualPages;

    /// The number of pages before the error; `None` without an error.
    fn pages_before_error(pages: &[Value]) -> Option<usize> {
        let mut equal = EqualPages::default();
        pages.iter().position(|page| equal.add(&[page]).is_err())
    }

    #[test]
    fn the_third_equal_page_is_an_error() {
        let [a, b] = ["a", "b"].map(|id| json!({ "id": id }));
        let pages = [&a, &a, &b, &b, &a, &a, &a, &a].map(Value::clone);
        assert_eq!(pages_before_error(&pages), Some(6));
    }

    #[test]
    fn pages_without_objects_can_be_equal() {
        for item in [json!(0), json!("a"), json!([1])] {
            assert_eq!(pages_before_error(&vec![item; 9]), None);
        }
    }
}

//! Finds out whether a server ignores the position of pages: it returns the same page for each of them, so that the list would
//! never end.

use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};

use serde::Serialize;

use crate::error::{Error, Result};

/// The number of equal pages in a row that is an error. A list can grow by a page between two requests, so that the second
/// page is the first one again.
const EQUAL_PAGES: u32 = 3;

/// The number of equal pages in a row.
#[derive(Debug, Default)]
pub(super) struct EqualPages {
    /// The last page.
    edges: Edges,
    /// The digest of the whole last page, if the page before it had the same edges.
    whole: Option<Digest>,
    count: u32,
}

/// The length of a page, and the digests of its first and last item.
#[derive(Debug, Default, PartialEq)]
struct Edges {
    length: usize,
    first: Digest,
    last: Digest,
}

impl EqualPages {
    /// Adds a page. Fails if the server ignores the position of pages. Only pages of objects are compared: those of numbers or
    /// texts can be equal by chance. The first and the last item of most pages differ from those of the page before, so that the
    /// others are not compared.
    pub(super) fn add<T: Serialize>(&mut self, items: &[T]) -> Result<()> {
        let [first, last] = [items.first(), items.last()].map(|item| Digest::of(&item));
        let length = items.len();
        let edges = Edges {
            length,
            first,
            last,
        };
        if self.edges != edges || edges.first.start != Some(b'{') {
            *self = Self {
                edges,
                whole: None,
                count: 1,
            };
            return Ok(());
        }
        let whole = Digest::of(&items);
        let is_equal = self.whole.is_none_or(|last| last == whole);
        self.count = if is_equal { self.count + 1 } else { 1 };
        self.whole = Some(whole);
        if self.count < EQUAL_PAGES {
            return Ok(());
        }
        Err(Error::invalid_page(
            "the server returned the same page for three positions in a row; it ignores the position",
        ))
    }
}

/// The hash of the JSON text of a value, and the first byte of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Digest {
    hash: u64,
    /// `None` if the value is not JSON.
    start: Option<u8>,
}

impl Digest {
    fn of(value: &impl Serialize) -> Self {
        let mut writer = DigestWriter::default();
        let written = serde_json::to_writer(&mut writer, value);
        Self {
            hash: writer.hasher.finish(),
            start: writer.start.filter(|_| written.is_ok()),
        }
    }
}

/// Hashes a text while it is written.
#[derive(Default)]
struct DigestWriter {
    hasher: DefaultHasher,
    start: Option<u8>,
}

impl Write for DigestWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.start = self.start.or(bytes.first().copied());
        self.hasher.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde::Serializer;
    use serde_json::{Value, json};

    use super::{EqualPages, Serialize};

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
    fn pages_with_equal_edges_can_differ() {
        let mut equal = EqualPages::default();
        let [a, z] = ["a", "z"].map(|id| json!({ "id": id }));
        for id in [1, 2, 3, 4, 5, 5] {
            let page = [&a, &json!({ "id": id }), &z];
            assert!(equal.add(&page).is_ok(), "{id}");
        }
        assert!(equal.add(&[&a, &json!({ "id": 5 }), &z]).is_err());
    }

    /// An item that counts how often it is serialized.
    struct Counted<'a>(usize, &'a Cell<usize>);

    impl Serialize for Counted<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.1.set(self.1.get() + 1);
            json!({ "id": self.0 }).serialize(serializer)
        }
    }

    #[test]
    fn different_pages_are_compared_by_two_items() {
        let count = Cell::new(0);
        let mut equal = EqualPages::default();
        for page in 0..10 {
            let items = (0..100).map(|item| Counted(page * 100 + item, &count));
            assert!(equal.add(&items.collect::<Vec<_>>()).is_ok());
        }
        assert_eq!(count.get(), 20);
    }

    #[test]
    fn pages_without_objects_can_be_equal() {
        for item in [json!(0), json!("a"), json!([1])] {
            assert_eq!(pages_before_error(&vec![item; 9]), None);
        }
    }
}

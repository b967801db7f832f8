//! A page of a list, and the position of the next one.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The position of the next page. `None` for the last page.
    pub next: Option<PagePosition>,
    /// The number of items of the whole list, if the API returns it.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// Creates a page without a next one.
    #[must_use]
    pub fn new(items: Vec<T>) -> Self {
        Self {
            items,
            next: None,
            total: None,
        }
    }

    /// Sets the position of the next page.
    #[must_use]
    pub fn with_next(mut self, next: impl Into<PagePosition>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Sets the number of items of the whole list.
    #[must_use]
    pub fn with_total(mut self, total: u64) -> Self {
        self.total = Some(total);
        self
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// The position of a page in a list. It can be stored as text, and [`Pages::start_at`](crate::Pages::start_at)
/// continues from it, also in another process.
///
/// The text is what the API uses: the number of items to skip, the number of a page, a cursor, the ID of the last item, or
/// a URL. It belongs to the operation and to its other parameters, which it does not contain.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PagePosition(String);

impl PagePosition {
    /// The position as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for PagePosition {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for PagePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for PagePosition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PagePosition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

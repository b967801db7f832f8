//! The configured pagination of operations, which replaces the one that names and extensions imply.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The configured pagination of operations, by `operationId`.
pub type PaginationOverrides = BTreeMap<String, PaginationOverride>;

/// The configured pagination of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "expected `\"off\"`, `\"link\"` or a table such as `{ cursor = \"after\", next = \"meta.next\" }`"
)]
pub enum PaginationOverride {
    /// `"off"` or `"link"`.
    Named(NamedPagination),
    /// A table.
    Rule(Box<PaginationRule>),
}

/// A pagination without parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedPagination {
    /// The operation is not paginated.
    Off,
    /// The header `Link` of the response contains the URL of the next page.
    Link,
}

/// The pagination of an operation, by the names in the document.
///
/// Exactly one of `offset`, `page`, `cursor`, `next_url` and `link` is set. The other names are found in the document unless
/// they are set. A property inside of another one is a path with dots, such as `meta.next`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PaginationRule {
    /// The parameter with the number of items to skip.
    pub offset: Option<String>,
    /// The parameter with the number of the page.
    pub page: Option<String>,
    /// The parameter with a cursor. It needs [`next`](Self::next) or [`last_item`](Self::last_item).
    pub cursor: Option<String>,
    /// The property of the response with the cursor of the next page.
    pub next: Option<String>,
    /// The property of the last item that is the cursor of the next page.
    pub last_item: Option<String>,
    /// The property of the response with the URL of the next page.
    pub next_url: Option<String>,
    /// The header `Link` of the response contains the URL of the next page.
    pub link: bool,
    /// The parameter with the number of items of a page.
    pub size: Option<String>,
    /// The property of the response with the list.
    pub items: Option<String>,
    /// The property of the response that is true if there are more pages.
    pub has_more: Option<String>,
    /// The property of the response with the number of items of the whole list.
    pub total: Option<String>,
    /// The property of the response with the number of pages.
    pub page_count: Option<String>,
}

impl From<PaginationRule> for PaginationOverride {
    fn from(rule: PaginationRule) -> Self {
        Self::Rule(Box::new(rule))
    }
}

impl From<NamedPagination> for PaginationOverride {
    fn from(named: NamedPagination) -> Self {
        Self::Named(named)
    }
}

impl PaginationOverride {
    /// The rule; `None` if the operation is not paginated.
    #[must_use]
    pub fn rule(&self) -> Option<PaginationRule> {
        match self {
            Self::Named(NamedPagination::Off) => None,
            Self::Named(NamedPagination::Link) => Some(PaginationRule {
                link: true,
                ..PaginationRule::default()
            }),
            Self::Rule(rule) => Some((**rule).clone()),
        }
    }
}

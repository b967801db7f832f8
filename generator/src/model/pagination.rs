//! The pagination of an operation.

use std::fmt;

use super::types::Type;

/// The pagination of an operation: how its request selects a page, and how its response describes the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The values that select a page.
    pub kind: PagingKind,
    /// The parameter for the number of items of a page.
    pub size: Option<PageSize>,
    /// The path of the items in the output. Empty if the output is the list.
    pub items: FieldPath,
    /// The type of an item.
    pub item: Type,
    /// The facts about the next page in the output.
    pub facts: Vec<(PageFact, FieldPath)>,
    /// The part of the input that decided it.
    pub source: PaginationSource,
}

/// The kind of the values that select a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagingKind {
    /// The number of items to skip.
    Offset(PageParameter),
    /// The number of the page.
    PageNumber {
        /// The parameter.
        parameter: PageParameter,
        /// The documented number of the first page.
        first: Option<i64>,
    },
    /// A value of the previous output: its [`PageFact::Next`].
    Cursor(PageParameter),
    /// A property of the last item of the previous page.
    LastItem {
        /// The parameter.
        parameter: PageParameter,
        /// The path of the property in the item.
        key: FieldPath,
    },
    /// The URL in the previous output: its [`PageFact::Next`]. The parameters may occur in its query.
    Url(Vec<PageParameter>),
    /// The URL in the header `Link` of the previous response. The parameters may occur in its query.
    Link(Vec<PageParameter>),
}

/// A fact in an output about the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageFact {
    /// The cursor or URL of the next page.
    Next,
    /// True if there are more pages.
    HasMore,
    /// True if this is the last page.
    IsLast,
    /// The number of items of the whole list.
    Total,
    /// The number of this page.
    Number,
    /// The number of pages.
    PageCount,
}

/// The parameter for the number of items of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSize {
    /// The parameter.
    pub parameter: PageParameter,
    /// The documented default.
    pub default: Option<u64>,
    /// The documented maximum.
    pub maximum: Option<u64>,
}

/// A parameter of the request, or a property of its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageParameter {
    /// The path in the request.
    pub path: FieldPath,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
}

/// A path of fields, from a value to a value inside of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldPath(pub Vec<FieldStep>);

/// A field in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldStep {
    /// The name on the wire.
    pub wire: String,
    /// The Rust name.
    pub name: String,
    /// The type that contains the value.
    pub wrapper: Wrapper,
}

/// The type around the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    /// The value itself.
    Plain,
    /// `Option<T>`.
    Option,
    /// `Patch<T>`.
    Patch,
}

/// The part of the input that decides the pagination of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaginationSource {
    /// The names and types of parameters and properties.
    Names,
    /// An extension of the document, by its name.
    Extension(&'static str),
    /// The configuration.
    Configuration,
}

impl Pagination {
    /// All parameters that the pages of a call change or read.
    pub fn parameters(&self) -> impl Iterator<Item = &PageParameter> {
        let positions = match &self.kind {
            PagingKind::Offset(parameter)
            | PagingKind::Cursor(parameter)
            | PagingKind::PageNumber { parameter, .. }
            | PagingKind::LastItem { parameter, .. } => std::slice::from_ref(parameter),
            PagingKind::Url(parameters) | PagingKind::Link(parameters) => parameters,
        };
        let size = self.size.iter().map(|size| &size.parameter);
        positions.iter().chain(size)
    }

    /// The path of a fact in the output.
    #[must_use]
    pub fn fact(&self, fact: PageFact) -> Option<&FieldPath> {
        let mut facts = self.facts.iter();
        facts
            .find(|(known, _)| *known == fact)
            .map(|(_, path)| path)
    }
}

/// For readers: "by the cursor `next_marker` in `marker`; items: `entries`; total: `total_count`".
impl fmt::Display for Pagination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = || self.fact(PageFact::Next).map(FieldPath::to_string);
        match &self.kind {
            PagingKind::Offset(parameter) => write!(f, "by the offset `{parameter}`")?,
            PagingKind::PageNumber { parameter, first } => {
                write!(f, "by the page number `{parameter}`")?;
                if let Some(first) = first {
                    write!(f, ", from {first}")?;
                }
            }
            PagingKind::Cursor(parameter) => {
                let next = next().unwrap_or_default();
                write!(f, "by the cursor `{parameter}` from `{next}`")?;
            }
            PagingKind::LastItem { parameter, key } => {
                write!(f, "by `{parameter}`, the `{key}` of the last item")?;
            }
            PagingKind::Url(_) => write!(f, "by the URL `{}`", next().unwrap_or_default())?,
            PagingKind::Link(_) => f.write_str("by the header `Link`")?,
        }
        if let Some(size) = &self.size {
            write!(f, "; size: `{}`", size.parameter)?;
        }
        if !self.items.0.is_empty() {
            write!(f, "; items: `{}`", self.items)?;
        }
        let names = [
            (PageFact::HasMore, "more"),
            (PageFact::IsLast, "last"),
            (PageFact::Total, "total"),
            (PageFact::PageCount, "pages"),
        ];
        for (fact, name) in names {
            if let Some(path) = self.fact(fact) {
                write!(f, "; {name}: `{path}`")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for PageParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

/// The names on the wire, separated by dots.
impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|step| step.wire.as_str()).collect();
        f.write_str(&names.join("."))
    }
}

impl fmt::Display for PaginationSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Names => "names",
            Self::Extension(name) => name,
            Self::Configuration => "configuration",
        })
    }
}

//! The description of a paginated operation: the parameters of its request that select a page, and the facts about the
//! next page in its response.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use crate::wire::operation::Operation;

/// An operation that returns a list page by page. Its calls have the methods `pages` and `items`.
///
/// ```
/// use apicrate_runtime::{Decode, Encoder, Method, Operation, PageFacts, PagedOperation, Paging, ReceivedPage, decode};
/// use apicrate_runtime::serde::{self, Deserialize};
///
/// #[derive(Clone)]
/// struct ListPlants {
///     cursor: Option<String>,
/// }
///
/// #[derive(Deserialize)]
/// # #[serde(crate = "apicrate_runtime::serde")]
/// struct Plants {
///     plants: Vec<String>,
///     next_cursor: Option<String>,
/// }
///
/// impl Operation for ListPlants {
///     type Output = Plants;
///     const ID: &'static str = "plants_list";
///     const METHOD: Method = Method::GET;
///     const PATH: &'static str = "/plants";
///     const DECODE: Decode<Self::Output> = decode::json;
///
///     fn write(&self, request: Encoder) -> Encoder {
///         request.query("cursor", &self.cursor)
///     }
/// }
///
/// impl PagedOperation for ListPlants {
///     type Item = String;
///
///     fn paging(&mut self) -> Paging<'_> {
///         Paging::cursor(&mut self.cursor)
///     }
///
///     fn page(output: Plants) -> ReceivedPage<String> {
///         PageFacts::new().next(&output.next_cursor).items(output.plants)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the operation of `{Self}` does not return pages",
    label = "this call has no pages",
    note = "send the call with `.await` instead"
)]
pub trait PagedOperation: Operation + Clone {
    /// The type of an item.
    type Item: Serialize + Send + 'static;

    /// The parameters that select a page.
    fn paging(&mut self) -> Paging<'_>;

    /// The items of a response, and the facts about the next page.
    fn page(output: Self::Output) -> ReceivedPage<Self::Item>;
}

/// A parameter, or a property of a body, whose value selects a page. The text of a string is the string itself; that of any
/// other value is JSON.
pub trait PageParameter {
    /// The value as text. `None` if it is absent, `null`, `false` or an empty string.
    fn text(&self) -> Option<String>;

    /// Sets the value. Returns whether the text is a value of this type.
    fn set(&mut self, text: &str) -> bool;
}

impl<T: Serialize + DeserializeOwned> PageParameter for T {
    fn text(&self) -> Option<String> {
        text(self)
    }

    fn set(&mut self, text: &str) -> bool {
        // A number first, because some types accept both numbers and strings. A text such as `1e5` is not a number here,
        // because it would be sent back as `100000.0`.
        let number = text.parse::<Number>().ok();
        let number = number.filter(|number| number.to_string() == text);
        let values = number.map(Value::Number).into_iter();
        let values = values.chain([Value::from(text)]);
        let mut values = values.filter_map(|value| serde_json::from_value(value).ok());
        let value = values.next().or_else(|| serde_json::from_str(text).ok());
        value.map(|value| *self = value).is_some()
    }
}

/// The text of a value.
fn text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    match serde_json::to_value(value).unwrap_or_default() {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) => (!text.is_empty()).then_some(text),
        // An integer that is a float in the document.
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 => Some(format!("{float:.0}")),
            _ => Some(number.to_string()),
        },
        value => Some(value.to_string()),
    }
}

/// The parameters of a request that select a page, and the kind of their values.
pub struct Paging<'a> {
    pub(super) kind: PagingKind,
    /// The parameters, by their names in the URL of a next page.
    pub(super) parameters: Vec<(&'static str, &'a mut dyn PageParameter)>,
    pub(super) size: Option<PageSize<'a>>,
}

/// The parameter for the number of items of a page.
pub(super) struct PageSize<'a> {
    pub(super) parameter: &'a mut dyn PageParameter,
    pub(super) default: Option<u64>,
    pub(super) maximum: Option<u64>,
}

/// The kind of the position of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PagingKind {
    /// The number of items to skip.
    Offset,
    /// The number of the page.
    PageNumber {
        /// The documented number of the first page.
        first: Option<i64>,
    },
    /// A value of the response.
    Cursor,
    /// A URL in the response.
    Url,
    /// The header `Link` of the response.
    Link,
}

impl<'a> Paging<'a> {
    /// A parameter with the number of items to skip.
    pub fn offset(parameter: &'a mut dyn PageParameter) -> Self {
        Self::new(PagingKind::Offset).parameter("", parameter)
    }

    /// A parameter with the number of the page. `first` is the number of the first page, if the API documents it.
    pub fn page_number(
        parameter: &'a mut dyn PageParameter,
        first: impl Into<Option<i64>>,
    ) -> Self {
        let first = first.into();
        Self::new(PagingKind::PageNumber { first }).parameter("", parameter)
    }

    /// A parameter with a value of the previous response: a cursor, a token, or the ID of the last item.
    pub fn cursor(parameter: &'a mut dyn PageParameter) -> Self {
        Self::new(PagingKind::Cursor).parameter("", parameter)
    }

    /// The response contains the URL of the next page.
    #[must_use]
    pub fn url() -> Self {
        Self::new(PagingKind::Url)
    }

    /// The header `Link` of the response contains the URL of the next page.
    #[must_use]
    pub fn link() -> Self {
        Self::new(PagingKind::Link)
    }

    fn new(kind: PagingKind) -> Self {
        Self {
            kind,
            parameters: Vec::new(),
            size: None,
        }
    }

    /// Adds a query parameter that the URL of the next page may contain. Implementations other than clients receive the
    /// request with these parameters instead of the URL.
    #[must_use]
    pub fn parameter(mut self, name: &'static str, parameter: &'a mut dyn PageParameter) -> Self {
        self.parameters.push((name, parameter));
        self
    }

    /// Sets the parameter for the number of items of a page. A page with fewer items than requested is the last one, if no more
    /// than the default or the maximum are requested. Many APIs return fewer items if too many are requested.
    #[must_use]
    pub fn size(mut self, parameter: &'a mut dyn PageParameter) -> Self {
        self.size = Some(PageSize {
            parameter,
            default: None,
            maximum: None,
        });
        self
    }

    /// Sets the number of items of a page to request by default.
    #[must_use]
    pub fn default_size(mut self, default: u64) -> Self {
        if let Some(size) = &mut self.size {
            size.default = Some(default);
        }
        self
    }

    /// Sets the largest number of items that the API returns.
    #[must_use]
    pub fn maximum_size(mut self, maximum: u64) -> Self {
        if let Some(size) = &mut self.size {
            size.maximum = Some(maximum);
        }
        self
    }
}

impl fmt::Debug for Paging<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paging")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The facts of a response about the pages after it.
///
/// Each method takes a reference to a property of the response, which may be absent or `null`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    pub(super) next: Option<String>,
    pub(super) has_more: Option<bool>,
    pub(super) total: Option<u64>,
    pub(super) number: Option<i64>,
    pub(super) last_number: Option<i64>,
}

impl PageFacts {
    /// No facts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The cursor or the URL of the next page. The number zero is none, because it selects the first page.
    #[must_use]
    pub fn next(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.next = text(&value).filter(|_| value.as_f64() != Some(0.0));
        self
    }

    /// Whether there are more pages.
    #[must_use]
    pub fn has_more(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.has_more = truth(value);
        self
    }

    /// Whether this is the last page.
    #[must_use]
    pub fn is_last(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.has_more = truth(value).map(|is_last| !is_last);
        self
    }

    /// The number of items of the whole list.
    #[must_use]
    pub fn total(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.total = text(value).and_then(|text| text.parse().ok());
        self
    }

    /// The number of this page.
    #[must_use]
    pub fn number(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.number = text(value).and_then(|text| text.parse().ok());
        self
    }

    /// The number of pages.
    #[must_use]
    pub fn page_count(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.last_number = text(value).and_then(|text| text.parse().ok());
        self
    }

    /// Adds the items of the page.
    #[must_use]
    pub fn items<T>(self, items: Vec<T>) -> ReceivedPage<T> {
        ReceivedPage { items, facts: self }
    }
}

/// The Boolean that a value is.
fn truth<T: Serialize + ?Sized>(value: &T) -> Option<bool> {
    match serde_json::to_value(value).unwrap_or_default() {
        Value::Bool(truth) => Some(truth),
        _ => None,
    }
}

/// The items of a response, and its facts about the pages after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedPage<T> {
    pub(super) items: Vec<T>,
    pub(super) facts: PageFacts,
}

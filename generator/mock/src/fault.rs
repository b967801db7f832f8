//! The faults of a request.

use std::fmt;

use apicrate::validate::SchemaViolation;
use serde::Serialize;

/// A fault of a request: the place, and the problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The place for people, such as `body.tags[0].name` or `query.limit`.
    pub place: String,
    /// The location: `path`, `query`, `header`, `cookie`, `body` or `credentials`.
    #[serde(rename = "in")]
    pub location: String,
    /// The name of the parameter, or of the security scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// JSON pointer of the wrong value inside of the body or the parameter.
    pub pointer: String,
    /// The violated keyword of the document, such as `maximum`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// The problem, as the rest of a sentence about the place: "is missing".
    pub message: String,
}

impl Fault {
    pub(crate) fn new(location: &str, name: Option<&str>, message: impl Into<String>) -> Self {
        Self {
            place: place(location, name, ""),
            location: location.to_owned(),
            name: name.map(str::to_owned),
            pointer: String::new(),
            keyword: None,
            message: message.into(),
        }
    }

    /// The fault of a value inside of the body or of a parameter.
    pub(crate) fn at(
        location: &str,
        name: Option<&str>,
        pointer: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            place: place(location, name, pointer),
            pointer: pointer.to_owned(),
            ..Self::new(location, name, message)
        }
    }

    pub(crate) fn with_keyword(mut self, keyword: &str) -> Self {
        self.keyword = Some(keyword.to_owned());
        self
    }

    /// The fault of a value that violates its schema.
    pub(crate) fn of_violation(
        location: &str,
        name: Option<&str>,
        violation: SchemaViolation,
    ) -> Self {
        Self::at(location, name, &violation.pointer, violation.message)
            .with_keyword(&violation.keyword)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.place, self.message)
    }
}

/// `body`, `body.tags[0]` or `query.filter.name`.
fn place(location: &str, name: Option<&str>, pointer: &str) -> String {
    let mut place = location.to_owned();
    if let Some(name) = name {
        place.push('.');
        place.push_str(name);
    }
    for segment in pointer.split('/').skip(1) {
        if !segment.is_empty() && segment.bytes().all(|it| it.is_ascii_digit()) {
            place.push('[');
            place.push_str(segment);
            place.push(']');
        } else {
            place.push('.');
            place.push_str(&segment.replace("~1", "/").replace("~0", "~"));
        }
    }
    place
}

//! The selected operations, webhooks and models of a document.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use glob::{MatchOptions, Pattern};
use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::one_line::one_line;

/// The operations and webhooks for which code is generated. By default, these are all.
///
/// ```
/// use apicrate::document::Selection;
///
/// let selection = Selection {
///     include: vec!["tag:users".parse()?, "GET /points/**".parse()?],
///     exclude: vec!["delete*".parse()?],
///     ..Selection::default()
/// };
/// assert!("users".parse::<apicrate::document::SelectionPattern>().is_ok());
/// # Ok::<(), apicrate::document::PatternError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Selection {
    /// The patterns of what is included. Without patterns, everything is.
    pub include: Vec<SelectionPattern>,
    /// The patterns of operations and webhooks that are left out, although they are included.
    pub exclude: Vec<SelectionPattern>,
    /// Leave out deprecated operations.
    pub without_deprecated: bool,
    /// Accept patterns that match nothing, as for an older version of the document. Otherwise they are errors.
    #[serde(skip)]
    pub allow_unused: bool,
}

impl Selection {
    /// Returns whether everything is selected.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        let Self {
            include,
            exclude,
            without_deprecated,
            allow_unused: _,
        } = self;
        include.is_empty() && exclude.is_empty() && !without_deprecated
    }

    /// Returns whether something is included and not excluded. `matches` compares it with a pattern.
    pub(crate) fn contains(&self, matches: impl Fn(&SelectionPattern) -> bool) -> bool {
        let is_included = self.include.is_empty() || self.include.iter().any(&matches);
        is_included && !self.exclude.iter().any(matches)
    }

    /// Returns whether an operation is selected.
    pub(crate) fn contains_operation(&self, facts: &OperationFacts<'_>) -> bool {
        !(self.without_deprecated && facts.is_deprecated)
            && self.contains(|pattern| pattern.matches_operation(facts))
    }

    /// Adds the patterns of another selection.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.include.extend(other.include);
        self.exclude.extend(other.exclude);
        self.without_deprecated |= other.without_deprecated;
        self.allow_unused |= other.allow_unused;
        self
    }
}

/// A pattern of operations, webhooks or models:
///
/// | pattern | meaning |
/// | --- | --- |
/// | `users_get`, `users_*` | the operations with this `operationId` |
/// | `/users/{id}`, `/users/*`, `/users/**` | the operations of these paths |
/// | `GET /users/*` | those with this method |
/// | `tag:users` | those with this tag |
/// | `webhook:streak.*` | the webhooks with this name |
/// | `model:User`, `model:*` | the components with this name among the schemas, and the types that they contain |
///
/// `*` is any text, in a path any text without `/`; `**` in a path is any number of segments; `?` is one character; `[ab]`
/// is one of these characters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SelectionPattern {
    text: String,
    subject: Subject,
    pattern: Pattern,
}

/// The thing that a pattern is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    OperationId,
    /// The path, and the method in capitals if the pattern has one.
    Path(Option<String>),
    Tag,
    Webhook,
    Model,
}

/// The prefixes of patterns.
const PREFIXES: [(&str, Subject); 3] = [
    ("tag:", Subject::Tag),
    ("webhook:", Subject::Webhook),
    ("model:", Subject::Model),
];

impl SelectionPattern {
    /// Returns whether it is a pattern of operations, and not of webhooks or models.
    pub(crate) fn is_of_operations(&self) -> bool {
        !matches!(self.subject, Subject::Webhook | Subject::Model)
    }

    /// The error for a pattern that has no effect, which is probably misspelled.
    pub(crate) fn unused(&self, problem: &str) -> Diagnostic {
        let message = format!("the pattern `{self}` {problem}");
        let finding = Diagnostic::error("unused-pattern", "", message);
        finding.with_entry("select", &self.to_string()).with_help(
            "a pattern is an `operationId`, a path, a method and a path, `tag:NAME`, `webhook:NAME` or `model:NAME`; \
             `apicrate outline` lists the operations",
        )
    }

    /// Returns whether it is a pattern of models.
    #[must_use]
    pub fn is_of_models(&self) -> bool {
        self.subject == Subject::Model
    }

    /// Returns whether it matches an operation.
    pub(crate) fn matches_operation(&self, facts: &OperationFacts<'_>) -> bool {
        match &self.subject {
            Subject::OperationId => self.matches(facts.id),
            Subject::Path(method) => {
                let is_method = |method: &String| method == facts.method;
                method.as_ref().is_none_or(is_method) && self.matches(facts.path)
            }
            Subject::Tag => facts.tags.iter().any(|tag| self.matches(tag)),
            Subject::Webhook | Subject::Model => false,
        }
    }

    /// Returns whether it matches a webhook.
    pub(crate) fn matches_webhook(&self, name: &str) -> bool {
        self.subject == Subject::Webhook && self.matches(name)
    }

    /// Returns whether it matches a component among the schemas.
    pub(crate) fn matches_model(&self, name: &str) -> bool {
        self.subject == Subject::Model && self.matches(name)
    }

    fn matches(&self, text: &str) -> bool {
        let options = MatchOptions {
            require_literal_separator: matches!(self.subject, Subject::Path(_)),
            ..MatchOptions::new()
        };
        // A name may contain characters that have a meaning in patterns.
        self.pattern.as_str() == text || self.pattern.matches_with(text, options)
    }
}

/// The facts about an operation that patterns are compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OperationFacts<'a> {
    pub(crate) id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) tags: &'a [String],
    pub(crate) is_deprecated: bool,
}

impl fmt::Display for SelectionPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for SelectionPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let trimmed = text.trim();
        let prefixed = PREFIXES.iter().find_map(|(prefix, subject)| {
            let rest = trimmed.strip_prefix(prefix)?;
            Some((subject.clone(), rest.trim()))
        });
        let (subject, rest) = prefixed.unwrap_or_else(|| address(trimmed));
        if rest.is_empty() {
            return Err(PatternError::new(text, "it contains no name"));
        }
        let pattern = Pattern::new(rest).map_err(|error| PatternError::new(text, error.msg))?;
        Ok(Self {
            text: trimmed.to_owned(),
            subject,
            pattern,
        })
    }
}

/// The subject of a pattern without a prefix.
fn address(text: &str) -> (Subject, &str) {
    if text.starts_with('/') {
        return (Subject::Path(None), text);
    }
    match text.split_once(' ') {
        Some((method, path)) if path.trim_start().starts_with('/') => {
            let method = (method != "*").then(|| method.to_uppercase());
            (Subject::Path(method), path.trim_start())
        }
        _ => (Subject::OperationId, text),
    }
}

impl TryFrom<String> for SelectionPattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        text.parse()
    }
}

/// The reason why a text is not a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    text: String,
    reason: &'static str,
}

impl PatternError {
    fn new(text: &str, reason: &'static str) -> Self {
        let text = one_line(text);
        Self { text, reason }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a pattern: {}", self.text, self.reason)
    }
}

impl Error for PatternError {}

#[cfg(test)]
mod tests {
    use super::*;

    type Test = Result<(), PatternError>;

    fn matches(pattern: &str) -> Result<bool, PatternError> {
        let tags = ["Users".to_owned(), "Paid plans".to_owned()];
        let facts = OperationFacts {
            id: "users/get-by-id",
            method: "GET",
            path: "/users/{id}/[draft]",
            tags: &tags,
            is_deprecated: false,
        };
        Ok(pattern
            .parse::<SelectionPattern>()?
            .matches_operation(&facts))
    }

    #[test]
    fn patterns_match_operations() -> Test {
        for pattern in [
            "users/get-by-id",
            "users*",
            "*",
            "*-id",
            "/users/{id}/[draft]",
            "/users/*/*",
            "/users/**",
            "GET /users/**",
            "get  /users/{??}/*",
            "* /**",
            "tag:Users",
            "tag: Paid *",
        ] {
            assert!(matches(pattern)?, "{pattern}");
        }
        for pattern in [
            "users",
            "/users",
            "/users/*",
            "users/get-by-id/*",
            "POST /users/**",
            "tag:users",
            "webhook:*",
            "model:*",
        ] {
            assert!(!matches(pattern)?, "{pattern}");
        }
        Ok(())
    }

    #[test]
    fn invalid_patterns_are_errors() {
        for (text, reason) in [
            (" ", "it contains no name"),
            ("tag:", "it contains no name"),
            (
                "/users/**a",
                "recursive wildcards must form a single path component",
            ),
            ("[", "invalid range pattern"),
        ] {
            let error = text.parse::<SelectionPattern>().err();
            let message = error.map(|error| error.to_string());
            let expected = format!("`{text}` is not a pattern: {reason}");
            assert_eq!(message.as_deref(), Some(expected.as_str()));
        }
    }
}

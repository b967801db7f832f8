//! Describes violations: the problem with the example, the violated keyword, and the consequence for generated code.

use serde_json::Value;

use super::check::{Violation, ViolationKind};
use super::example::{Example, ExampleForm};
use super::relax::Verdict;
use crate::diagnostic::{Diagnostic, Severity};

/// Maximum length of a quoted value, in characters.
const MAX_VALUE_LENGTH: usize = 40;

/// Returns the finding for a violation. `rule` is the pointer of the violated keyword in the source, and `declared` its
/// position.
pub(super) fn finding(
    example: &Example<'_>,
    violation: &Violation,
    verdict: &Verdict,
    severity: Severity,
    rule: &str,
    declared: &str,
) -> Diagnostic {
    let pointer = match example.form {
        ExampleForm::Text => example.pointer.clone(),
        _ => format!("{}{}", example.pointer, violation.at),
    };
    let value = example.value.pointer(&violation.at).unwrap_or(&Value::Null);
    let message = format!("{example} {}", predicate(&violation.kind, value));
    let mut finding = Diagnostic::error(code(&violation.kind), pointer, message);
    finding.severity = severity;
    finding.with_help(format!(
        "violates `#{rule}`{declared}{}",
        consequence(verdict)
    ))
}

const fn code(kind: &ViolationKind) -> &'static str {
    match kind {
        ViolationKind::Missing(_) | ViolationKind::MissingBeside { .. } => {
            "example-misses-property"
        }
        ViolationKind::Null => "example-is-null",
        ViolationKind::Type { .. } => "example-of-wrong-type",
        ViolationKind::NotListed => "example-not-listed",
        ViolationKind::Format(_) => "example-breaks-format",
        ViolationKind::Bound(_) => "example-breaks-bound",
        ViolationKind::Pattern => "example-breaks-pattern",
        ViolationKind::Undeclared(_) | ViolationKind::PropertyName(_) => {
            "example-has-undeclared-property"
        }
        ViolationKind::NoAlternative => "example-fits-no-alternative",
        ViolationKind::SeveralAlternatives => "example-fits-several-alternatives",
        ViolationKind::Forbidden => "example-is-forbidden",
    }
}

fn predicate(kind: &ViolationKind, value: &Value) -> String {
    match kind {
        ViolationKind::Missing(name) => format!("does not contain the required property `{name}`"),
        ViolationKind::Null => "is `null`, which is not allowed".to_owned(),
        ViolationKind::Type { expected, found } => {
            format!("has a value of type {found} instead of {expected}")
        }
        ViolationKind::MissingBeside { name, present } => format!(
            "does not contain the property `{name}`, which is required because of `{present}`"
        ),
        ViolationKind::NotListed => {
            format!(
                "has {}, which is not one of the allowed values",
                shown(value)
            )
        }
        ViolationKind::Format(format) => {
            format!("has {}, which is not a valid `{format}`", shown(value))
        }
        ViolationKind::Bound(broken) => format!("has {}, which {broken}", shown(value)),
        ViolationKind::Pattern => format!("has {}, which does not match the pattern", shown(value)),
        ViolationKind::Undeclared(name) => format!("has the undeclared property `{name}`"),
        ViolationKind::PropertyName(name) => {
            format!("has the property `{name}`, whose name is not allowed")
        }
        ViolationKind::NoAlternative => "matches none of the alternatives".to_owned(),
        ViolationKind::SeveralAlternatives => "matches several alternatives of `oneOf`".to_owned(),
        ViolationKind::Forbidden => "has a value where the schema allows none".to_owned(),
    }
}

/// A value, truncated for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => {
            let text = scalar.to_string();
            if text.chars().count() <= MAX_VALUE_LENGTH {
                return format!("the value `{text}`");
            }
            let start: String = text.chars().take(MAX_VALUE_LENGTH).collect();
            format!("the value `{start}…`")
        }
    }
}

const fn consequence(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Relax(_) => {
            "; a client with this schema cannot decode the payload; relax the schema with an overlay"
        }
        Verdict::Empty => "; decodes as empty",
        Verdict::Absent => "; decodes as `None`",
        Verdict::Unread => "; the schema does not declare the property, so no field decodes it",
        Verdict::SentToo => "; no relaxation is proposed, because requests use the same schema",
        Verdict::Tag => "; no relaxation is proposed, because the property is a discriminator",
        Verdict::None => "",
    }
}

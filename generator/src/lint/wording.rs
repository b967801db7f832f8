//! Describes violations: the problem with the example, the violated keyword, and the consequence for generated code.

use serde_json::Value;

use super::example::{Example, ExampleForm};
use super::relax::Verdict;
use crate::diagnostic::{Diagnostic, Severity};
use crate::validate::{Violation, ViolationKind};

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
    let message = format!("{example} {}", violation.kind.predicate(value));
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

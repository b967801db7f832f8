//! Breaches in the words of a finding: what is wrong with the example, which keyword says so, and what it
//! means for the code that is generated.

use serde_json::Value;

use super::check::{Breach, Fault};
use super::example::Example;
use super::relax::Verdict;
use crate::diagnostic::{Diagnostic, Severity};

/// The longest value that is shown, in characters.
const SHOWN: usize = 40;

/// The finding about a breach. `declared` is where in the source its rule stands.
pub(super) fn finding(
    example: &Example<'_>,
    breach: &Breach,
    verdict: &Verdict,
    severity: Severity,
    declared: &str,
) -> Diagnostic {
    let pointer = format!("{}{}", example.pointer, breach.at);
    let value = example.value.pointer(&breach.at).unwrap_or(&Value::Null);
    let message = format!("{example} {}", predicate(&breach.fault, value));
    let mut finding = Diagnostic::error(code(&breach.fault), pointer, message);
    finding.severity = severity;
    let rule = &breach.rule;
    finding.with_help(format!(
        "`#{rule}` says otherwise{declared}{}",
        consequence(verdict)
    ))
}

const fn code(fault: &Fault) -> &'static str {
    match fault {
        Fault::Missing(_) => "example-misses-property",
        Fault::Null => "example-is-null",
        Fault::Type { .. } => "example-of-wrong-type",
        Fault::NotListed => "example-not-listed",
        Fault::Format(_) => "example-breaks-format",
        Fault::Bound(_) => "example-breaks-bound",
        Fault::Pattern => "example-breaks-pattern",
        Fault::Undeclared(_) => "example-has-undeclared-property",
        Fault::NoAlternative => "example-fits-no-alternative",
        Fault::SeveralAlternatives => "example-fits-several-alternatives",
        Fault::Forbidden => "example-is-forbidden",
    }
}

fn predicate(fault: &Fault, value: &Value) -> String {
    match fault {
        Fault::Missing(name) => format!("leaves out the required property `{name}`"),
        Fault::Null => "is `null` here, which is not allowed".to_owned(),
        Fault::Type { expected, found } => {
            format!("has a value of type {found} here, not {expected}")
        }
        Fault::NotListed => format!(
            "has {} here, which is none of the listed values",
            shown(value)
        ),
        Fault::Format(format) => format!("has {} here, which is no `{format}`", shown(value)),
        Fault::Bound(broken) => format!("has {} here, which {broken}", shown(value)),
        Fault::Pattern => format!(
            "has {} here, which the pattern does not match",
            shown(value)
        ),
        Fault::Undeclared(name) => format!("has the property `{name}`, which is not declared"),
        Fault::NoAlternative => "fits none of the alternatives here".to_owned(),
        Fault::SeveralAlternatives => {
            "fits several alternatives here, of which only one may fit".to_owned()
        }
        Fault::Forbidden => "has a value here, where none is allowed".to_owned(),
    }
}

/// A value, as far as it fits a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => {
            let text = scalar.to_string();
            if text.chars().count() <= SHOWN {
                return format!("`{text}`");
            }
            let start: String = text.chars().take(SHOWN).collect();
            format!("`{start}…`")
        }
    }
}

const fn consequence(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Relax(_) => {
            "; a client that believes it cannot read this payload, unless an overlay relaxes it"
        }
        Verdict::Empty => "; it is read as empty all the same",
        Verdict::Absent => "; it is read as `None` all the same",
        Verdict::Unread => "; no schema declares the property here, so nothing reads it",
        Verdict::SentToo => "; requests are made of the same schema, so it is not relaxed",
        Verdict::Tag => "; payloads are told apart by it, so it is not relaxed",
        Verdict::None => "",
    }
}

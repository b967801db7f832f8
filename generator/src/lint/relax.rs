//! Derives the smallest schema changes that let the document's own example payloads decode.
//!
//! A change is derived only if a payload could not be decoded without it. Absent arrays and maps decode as empty, and
//! a nullable or optional property decodes as `None` whether it is `null` or absent, so these schemas stay unchanged.
//! A schema that requests use also stays unchanged, unless an example request needs the same change.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::effective::{effective, is_collection, is_constant, is_nullable};
use super::example::{Example, ExampleLocation};
use super::unused::used;
use crate::document::{JsonPointer, segments};
use crate::validate::{Violation, ViolationKind};

/// A schema change with the payloads that need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relaxation {
    pub(super) change: SchemaChange,
    /// The examples that violate the schema.
    pub(super) evidence: Vec<Evidence>,
}

impl Relaxation {
    /// Replaces the pointers by those in the document as its author wrote it.
    pub(super) fn at_origins(&self, origin: impl Fn(&str) -> String) -> Self {
        let evidence = self.evidence.iter().map(|it| Evidence {
            title: it.title.clone(),
            pointer: origin(&it.pointer),
        });
        Self {
            change: match &self.change {
                SchemaChange::Optional { required, name } => SchemaChange::Optional {
                    required: origin(required),
                    name: name.clone(),
                },
                SchemaChange::Nullable { schema } => SchemaChange::Nullable {
                    schema: origin(schema),
                },
            },
            evidence: evidence.collect(),
        }
    }
}

/// An example that violates a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Evidence {
    /// The description of the example, such as "the response 200 of `GET /users`".
    pub(super) title: String,
    pub(super) pointer: String,
}

/// A constraint that a relaxation removes from a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SchemaChange {
    /// A property becomes optional.
    Optional {
        /// JSON pointer to the `required` array.
        required: String,
        name: String,
    },
    /// A value becomes nullable.
    Nullable {
        /// JSON pointer to its schema.
        schema: String,
    },
}

impl SchemaChange {
    /// JSON pointer to the value that changes.
    pub(super) fn pointer(&self) -> &str {
        match self {
            Self::Optional { required, .. } => required,
            Self::Nullable { schema } => schema,
        }
    }
}

/// The consequence of a violation for the generated types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The payload cannot be decoded unless the schema changes.
    Relax(SchemaChange),
    /// An array or map, which decodes as empty.
    Empty,
    /// An optional or nullable value, which decodes as `None`.
    Absent,
    /// The generated type has no field with this name.
    Unread,
    /// Requests use the same schema.
    SentToo,
    /// The property is a discriminator.
    Tag,
    /// The violation does not affect decoding, or no relaxation can help.
    None,
}

/// Determines the consequences of violations for the generated types.
pub(super) struct Judge<'d> {
    document: &'d Value,
    /// JSON pointers to the parameters and bodies of requests.
    requests: HashSet<String>,
    /// JSON pointers to the components that requests use.
    sent: HashSet<String>,
    /// The changes that example requests need.
    needed_by_requests: BTreeSet<SchemaChange>,
}

impl<'d> Judge<'d> {
    /// Collects the schemas of requests and the changes that example requests need.
    pub(super) fn new(document: &'d Value, violations: &[(Example<'_>, Vec<Violation>)]) -> Self {
        let requests = requests(document);
        let needed_by_requests = violations
            .iter()
            .filter(|(example, _)| example.location == ExampleLocation::RequestBody)
            .flat_map(|(_, violations)| violations)
            .filter_map(change)
            .collect();
        Self {
            document,
            sent: used(document, requests.clone()),
            requests: requests.into_iter().collect(),
            needed_by_requests,
        }
    }

    /// Returns the consequence of a violation.
    pub(super) fn verdict(&self, example: &Example<'_>, violation: &Violation) -> Verdict {
        let Some(change) = change(violation).filter(|_| example.location.is_payload()) else {
            return Verdict::None;
        };
        let reading = match (&violation.kind, &violation.property) {
            (ViolationKind::Missing(name), _) => self.reading(&violation.schema, name, false),
            (_, Some(property)) => self.reading(&property.owner, &property.name, true),
            (_, None) => self.element(violation),
        };
        match reading {
            Some(verdict) => verdict,
            None if self.is_sent(&change) && !self.needed_by_requests.contains(&change) => {
                Verdict::SentToo
            }
            None => Verdict::Relax(change),
        }
    }

    /// The reason why a property can be decoded when it is absent or `null`; `None` if it cannot.
    fn reading(&self, owner: &str, name: &str, is_null: bool) -> Option<Verdict> {
        let property = effective(self.document, owner, name);
        let declarations = &property.declarations;
        let Some(last) = declarations.last() else {
            return Some(Verdict::Unread);
        };
        if declarations
            .iter()
            .any(|schema| is_collection(self.document, schema))
        {
            Some(Verdict::Empty)
        } else if is_nullable(self.document, last) || is_null && !property.is_required {
            Some(Verdict::Absent)
        } else if is_constant(self.document, last) {
            Some(Verdict::Tag)
        } else {
            None
        }
    }

    /// Like [`reading`](Self::reading), for a value that is not a property: `None` for an array item or a map value
    /// that must become nullable.
    fn element(&self, violation: &Violation) -> Option<Verdict> {
        let is_element =
            !violation.at.is_empty() && !is_collection(self.document, &violation.schema);
        (!is_element).then_some(Verdict::None)
    }

    /// Returns whether requests use the schema that would change.
    fn is_sent(&self, change: &SchemaChange) -> bool {
        let pointer = match change {
            SchemaChange::Optional {
                required: pointer, ..
            }
            | SchemaChange::Nullable { schema: pointer } => pointer,
        };
        let mut prefix = String::new();
        segments(pointer).any(|segment| {
            let is_request = self.requests.contains(&prefix);
            prefix = JsonPointer::Start(&prefix).name(&segment).to_string();
            is_request || self.sent.contains(&prefix)
        })
    }
}

/// The schema change that would resolve a violation.
fn change(violation: &Violation) -> Option<SchemaChange> {
    match &violation.kind {
        ViolationKind::Missing(name) => Some(SchemaChange::Optional {
            required: violation.rule.clone(),
            name: name.clone(),
        }),
        ViolationKind::Null => Some(SchemaChange::Nullable {
            schema: violation.schema.clone(),
        }),
        _ => None,
    }
}

/// JSON pointers to the parameters and bodies of requests, and to the responses of webhooks.
fn requests(document: &Value) -> Vec<String> {
    let mut requests = Vec::new();
    for (section, parts) in [
        ("paths", ["parameters", "requestBody"].as_slice()),
        ("webhooks", &["responses"]),
    ] {
        let section_at = JsonPointer::ROOT.name(section);
        for (name, item) in document
            .get(section)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let item_at = section_at.name(name);
            requests.push(item_at.name("parameters").to_string());
            for method in item.as_object().into_iter().flat_map(|item| item.keys()) {
                let method_at = item_at.name(method);
                requests.extend(parts.iter().map(|part| method_at.name(part).to_string()));
            }
        }
    }
    requests
}

/// Returns the required schema changes in a stable order, each with all examples that require it.
pub(super) fn relaxations(
    violations: &[(Example<'_>, Vec<Violation>)],
    judge: &Judge<'_>,
) -> Vec<Relaxation> {
    let mut changes: BTreeMap<SchemaChange, BTreeSet<Evidence>> = BTreeMap::new();
    for (example, violation) in violations
        .iter()
        .flat_map(|(example, all)| all.iter().map(move |violation| (example, violation)))
    {
        if let Verdict::Relax(change) = judge.verdict(example, violation) {
            let evidence = Evidence {
                title: example.to_string(),
                pointer: example.pointer.clone(),
            };
            changes.entry(change).or_default().insert(evidence);
        }
    }
    let relaxations = changes.into_iter();
    relaxations
        .map(|(change, evidence)| Relaxation {
            change,
            evidence: evidence.into_iter().collect(),
        })
        .collect()
}

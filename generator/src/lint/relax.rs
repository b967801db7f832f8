//! What a document's own payloads say against its schemas, as the smallest changes of the schemas.
//!
//! A change is derived only where a payload could not be read otherwise. Lists and maps that are missing
//! are read as empty, and what may be `null` or left out is read as `None`, whichever of the two the
//! payload does; so those schemas stay as strict as they are. So do schemas that requests are made
//! of, as long as no request leaves the property out, too.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::check::{Breach, Fault};
use super::effective::{effective, is_collection, is_constant, is_nullable};
use super::example::{Example, Place};
use super::unused::used;
use crate::document::{JsonPointer, segments};

/// A change of a schema, with the payloads that call for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relaxation {
    pub(super) change: Change,
    /// What the examples are, and where they stand.
    pub(super) evidence: Vec<Evidence>,
}

/// An example that breaks a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Evidence {
    /// What it is an example of.
    pub(super) title: String,
    pub(super) pointer: String,
}

/// What a schema no longer demands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// A property may be left out.
    Optional {
        /// The pointer of the list of required names.
        required: String,
        name: String,
    },
    /// A value may be `null`.
    Nullable {
        /// The pointer of its schema.
        schema: String,
    },
}

/// What follows from a breach for the types that are generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The payload cannot be read unless the schema changes.
    Relax(Change),
    /// A list or map, which is read as empty.
    Empty,
    /// Something that may be missing or `null`, which is read as `None`.
    Absent,
    /// No type has a field of this name.
    Unread,
    /// Requests are made of this, too.
    SentToo,
    /// It tells payloads apart.
    Tag,
    /// It has no bearing on whether a payload is read, or none that could be mended.
    None,
}

/// Judges breaches: what they mean for the types that are generated.
pub(super) struct Judge<'d> {
    document: &'d Value,
    /// The pointers of what operations are sent.
    requests: Vec<String>,
    /// The components that requests are made of.
    sent: HashSet<String>,
    /// The changes that examples of requests call for.
    called_for: BTreeSet<Change>,
}

impl<'d> Judge<'d> {
    /// A judge who knows all examples and how they break their schemas.
    pub(super) fn new(document: &'d Value, breaches: &[(Example<'_>, Vec<Breach>)]) -> Self {
        let requests = requests(document);
        let called_for = breaches
            .iter()
            .filter(|(example, _)| example.place == Place::RequestBody)
            .flat_map(|(_, breaches)| breaches)
            .filter_map(change)
            .collect();
        Self {
            document,
            sent: used(document, requests.clone()),
            requests,
            called_for,
        }
    }

    /// What a breach by an example means.
    pub(super) fn verdict(&self, example: &Example<'_>, breach: &Breach) -> Verdict {
        let Some(change) = change(breach).filter(|_| example.place.is_payload()) else {
            return Verdict::None;
        };
        let reading = match (&breach.fault, &breach.property) {
            (Fault::Missing(name), _) => self.reading(&breach.schema, name, false),
            (_, Some(property)) => self.reading(&property.owner, &property.name, true),
            (_, None) => self.element(breach),
        };
        match reading {
            Some(verdict) => verdict,
            None if self.is_sent(&change) && !self.called_for.contains(&change) => Verdict::SentToo,
            None => Verdict::Relax(change),
        }
    }

    /// Why a property can be missing or `null` as it is; `None` if it cannot.
    fn reading(&self, owner: &str, name: &str, is_null: bool) -> Option<Verdict> {
        let object = effective(self.document, owner);
        let Some(declarations) = object.properties.get(name) else {
            return Some(Verdict::Unread);
        };
        let last = declarations.last()?;
        if declarations
            .iter()
            .any(|schema| is_collection(self.document, schema))
        {
            Some(Verdict::Empty)
        } else if is_nullable(self.document, last) || is_null && !object.required.contains(name) {
            Some(Verdict::Absent)
        } else if is_constant(self.document, last) {
            Some(Verdict::Tag)
        } else {
            None
        }
    }

    /// The same for an item of a list or a value of a map. The whole payload is never one.
    fn element(&self, breach: &Breach) -> Option<Verdict> {
        let is_element = !breach.at.is_empty() && !is_collection(self.document, &breach.schema);
        (!is_element).then_some(Verdict::None)
    }

    /// Whether requests are made of what would change.
    fn is_sent(&self, change: &Change) -> bool {
        let pointer = match change {
            Change::Optional {
                required: pointer, ..
            }
            | Change::Nullable { schema: pointer } => pointer,
        };
        let mut way = String::new();
        segments(pointer).any(|segment| {
            way = JsonPointer::Start(&way).name(&segment).to_string();
            self.sent.contains(&way)
        }) || self
            .requests
            .iter()
            .any(|request| pointer.starts_with(&format!("{request}/")))
    }
}

/// The change that would make a breach none.
fn change(breach: &Breach) -> Option<Change> {
    match &breach.fault {
        Fault::Missing(name) => Some(Change::Optional {
            required: breach.rule.clone(),
            name: name.clone(),
        }),
        Fault::Null => Some(Change::Nullable {
            schema: breach.schema.clone(),
        }),
        _ => None,
    }
}

/// The pointers of what operations are sent, and of what webhooks are answered.
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

/// The changes that are called for, in a fixed order, each with all its evidence.
pub(super) fn relaxations(
    breaches: &[(Example<'_>, Vec<Breach>)],
    judge: &Judge<'_>,
) -> Vec<Relaxation> {
    let mut changes: BTreeMap<Change, BTreeSet<Evidence>> = BTreeMap::new();
    for (example, breach) in breaches
        .iter()
        .flat_map(|(example, all)| all.iter().map(move |breach| (example, breach)))
    {
        if let Verdict::Relax(change) = judge.verdict(example, breach) {
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

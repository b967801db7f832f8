//! Checks `oneOf` and `anyOf`. If a value matches no alternative, the violations of the intended alternative are
//! reported, provided that the discriminator, the types or the constants identify it.

use std::borrow::Cow;
use std::mem;

use serde_json::Value;

use super::{Check, Site, Subject, Violation, ViolationKind};
use crate::document::{JsonPointer, local_pointer, mapping_names, segments};

impl Check<'_> {
    pub(super) fn choice(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        keyword: &str,
        alternatives: &[Value],
    ) {
        if alternatives.is_empty() {
            return;
        }
        self.spend(alternatives.len());
        let list = site.at.name(keyword);
        if let Some(index) = discriminated(subject.value, site, alternatives)
            && let Some(alternative) = alternatives.get(index)
        {
            return self.alternative(subject, alternative, &list.item(index));
        }
        let trials = alternatives.iter().enumerate();
        let trials: Vec<Vec<Violation>> = trials
            .map(|(index, alternative)| self.trial(subject, alternative, &list.item(index)))
            .collect();
        match trials
            .iter()
            .filter(|violations| violations.is_empty())
            .count()
        {
            0 => self.closest(subject, trials, &list),
            1 => {}
            _ if keyword == "oneOf" => {
                self.violation(subject, ViolationKind::SeveralAlternatives, &list);
            }
            _ => {}
        }
    }

    /// Returns the violations of a schema without recording them.
    pub(super) fn trial(
        &mut self,
        subject: Subject<'_>,
        schema: &Value,
        at: &JsonPointer<'_>,
    ) -> Vec<Violation> {
        let before = mem::take(&mut self.violations);
        self.alternative(subject, schema, at);
        mem::replace(&mut self.violations, before)
    }

    fn alternative(&mut self, subject: Subject<'_>, schema: &Value, at: &JsonPointer<'_>) {
        let own = at.to_string();
        self.schema(
            Subject {
                schema: &own,
                ..subject
            },
            schema,
            at,
        );
    }

    fn closest(
        &mut self,
        subject: Subject<'_>,
        mut trials: Vec<Vec<Violation>>,
        list: &JsonPointer<'_>,
    ) {
        if subject.value.is_null() {
            return self.violation(subject, ViolationKind::Null, list);
        }
        let here = subject.at.to_string();
        trials.retain(|violations| {
            !violations
                .iter()
                .any(|violation| is_another_kind(violation, &here))
        });
        if trials.len() > 1 {
            trials.retain(|violations| {
                !violations
                    .iter()
                    .any(|violation| is_another_tag(violation, &here))
            });
        }
        match <[Vec<Violation>; 1]>::try_from(trials) {
            Ok([violations]) => self.violations.extend(violations),
            Err(_) => self.violation(subject, ViolationKind::NoAlternative, list),
        }
    }
}

/// Returns whether a violation shows that the value itself has another type than the alternative.
fn is_another_kind(violation: &Violation, here: &str) -> bool {
    violation.at == here
        && matches!(
            violation.kind,
            ViolationKind::Type { .. }
                | ViolationKind::NotListed
                | ViolationKind::NoAlternative
                | ViolationKind::Forbidden
        )
}

/// Returns whether a violation is an unlisted value of a direct property, which is usually a discriminator.
fn is_another_tag(violation: &Violation, here: &str) -> bool {
    let below = violation.at.strip_prefix(here);
    violation.kind == ViolationKind::NotListed
        && below.is_some_and(|below| segments(below).count() == 1)
}

/// The index of the alternative that the discriminator's value selects, or that `defaultMapping` names.
pub(super) fn discriminated(
    value: &Value,
    site: Site<'_>,
    alternatives: &[Value],
) -> Option<usize> {
    let discriminator = site.keywords.get("discriminator")?;
    let text = |name: &str| discriminator.get(name)?.as_str();
    let object = value.as_object()?;
    let selected = object.get(text("propertyName")?).and_then(|tag| {
        let tag = tag.as_str()?;
        let mapping = discriminator.get("mapping");
        match mapping.and_then(|mapping| mapping.get(tag)?.as_str()) {
            Some(mapped) => named(mapped, alternatives),
            None => alternative_of(alternatives, |_, name| name == Some(tag)),
        }
    });
    selected.or_else(|| named(text("defaultMapping")?, alternatives))
}

/// The index of the alternative that a value of `mapping` names.
fn named(mapped: &str, alternatives: &[Value]) -> Option<usize> {
    let names: Vec<Cow<'_, str>> = mapping_names(mapped).collect();
    alternative_of(alternatives, |reference, name| {
        mapped == reference || name.is_some_and(|name| names.iter().any(|it| it == name))
    })
}

/// The index of the first alternative with such a reference and such a name.
fn alternative_of(
    alternatives: &[Value],
    is_wanted: impl Fn(&str, Option<&str>) -> bool,
) -> Option<usize> {
    alternatives.iter().position(|alternative| {
        let Some(reference) = alternative.get("$ref").and_then(Value::as_str) else {
            return false;
        };
        let pointer = local_pointer(reference);
        let name = pointer
            .as_deref()
            .and_then(|pointer| segments(pointer).last());
        is_wanted(reference, name.as_deref())
    })
}

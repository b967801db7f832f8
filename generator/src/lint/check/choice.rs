//! `oneOf` and `anyOf`: which alternative a value was meant to be. Of one that fits none of them the
//! faults are those of the alternative that it was meant to be, if that can be told.

use std::borrow::Cow;
use std::mem;

use serde_json::Value;

use super::{Breach, Check, Fault, Site, Subject};
use crate::document::{JsonPointer, local_pointer, segments};

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
        let list = site.at.name(keyword);
        if let Some(index) = discriminated(subject.value, site, alternatives)
            && let Some(alternative) = alternatives.get(index)
        {
            return self.alternative(subject, alternative, &list.item(index));
        }
        let trials = alternatives.iter().enumerate();
        let trials: Vec<Vec<Breach>> = trials
            .map(|(index, alternative)| self.trial(subject, alternative, &list.item(index)))
            .collect();
        match trials.iter().filter(|breaches| breaches.is_empty()).count() {
            0 => self.closest(subject, trials, &list),
            1 => {}
            _ if keyword == "oneOf" => self.breach(subject, Fault::SeveralAlternatives, &list),
            _ => {}
        }
    }

    /// What would be wrong if the value had to fit a schema.
    pub(super) fn trial(
        &mut self,
        subject: Subject<'_>,
        schema: &Value,
        at: &JsonPointer<'_>,
    ) -> Vec<Breach> {
        let before = mem::take(&mut self.breaches);
        self.alternative(subject, schema, at);
        mem::replace(&mut self.breaches, before)
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
        mut trials: Vec<Vec<Breach>>,
        list: &JsonPointer<'_>,
    ) {
        if subject.value.is_null() {
            return self.breach(subject, Fault::Null, list);
        }
        let here = subject.at.to_string();
        trials.retain(|breaches| !breaches.iter().any(|breach| is_another_kind(breach, &here)));
        if trials.len() > 1 {
            trials.retain(|breaches| !breaches.iter().any(|breach| is_another_tag(breach, &here)));
        }
        match <[Vec<Breach>; 1]>::try_from(trials) {
            Ok([breaches]) => self.breaches.extend(breaches),
            Err(_) => self.breach(subject, Fault::NoAlternative, list),
        }
    }
}

/// Whether the value itself is not of the kind that an alternative describes.
fn is_another_kind(breach: &Breach, here: &str) -> bool {
    breach.at == here
        && matches!(
            breach.fault,
            Fault::Type { .. } | Fault::NotListed | Fault::NoAlternative | Fault::Forbidden
        )
}

/// Whether a property has a value that an alternative does not list, as the properties have by which
/// alternatives are told apart.
fn is_another_tag(breach: &Breach, here: &str) -> bool {
    let below = breach.at.strip_prefix(here);
    breach.fault == Fault::NotListed && below.is_some_and(|below| segments(below).count() == 1)
}

/// The alternative that the value of the discriminating property names.
fn discriminated(value: &Value, site: Site<'_>, alternatives: &[Value]) -> Option<usize> {
    let discriminator = site.keywords.get("discriminator")?;
    let tag = value
        .get(discriminator.get("propertyName")?.as_str()?)?
        .as_str()?;
    let mapped = discriminator
        .get("mapping")
        .and_then(|mapping| mapping.get(tag)?.as_str());
    alternatives.iter().position(|alternative| {
        let Some(reference) = alternative.get("$ref").and_then(Value::as_str) else {
            return false;
        };
        let name = local_pointer(reference)
            .and_then(|pointer| segments(&pointer).last().map(Cow::into_owned));
        mapped == Some(reference) || name.as_deref() == Some(mapped.unwrap_or(tag))
    })
}

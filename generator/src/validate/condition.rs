//! Checks the keywords whose schemas apply to the same value: `allOf`, `not`, `if` and `dependentSchemas`. `oneOf` and
//! `anyOf` are in `choice.rs`.

use std::mem;

use serde_json::{Map, Value};

use super::{Check, JsonPointer, Site, Subject, ViolationKind};

impl Check<'_> {
    pub(super) fn parts(&mut self, subject: Subject<'_>, site: Site<'_>) {
        let all = site.at.name("allOf");
        for (index, part) in site.list("allOf").iter().enumerate() {
            self.schema(subject, part, &all.item(index));
        }
        for keyword in ["oneOf", "anyOf"] {
            self.choice(subject, site, keyword, site.list(keyword));
        }
        if let Some(not) = site.keywords.get("not") {
            let at = site.at.name("not");
            if self.is_match(subject, not, &at) {
                self.violation(subject, ViolationKind::Forbidden, &at);
            }
        }
        if let Some((keyword, schema)) = self.branch(subject, site) {
            self.schema(subject, schema, &site.at.name(keyword));
        }
        let dependent = site.at.name("dependentSchemas");
        for (name, schema) in dependent_schemas(subject, site) {
            self.schema(subject, schema, &dependent.name(name));
        }
    }

    /// Returns `then` or `else`, which a value must satisfy because of `if`.
    pub(super) fn branch<'s>(
        &mut self,
        subject: Subject<'_>,
        site: Site<'s>,
    ) -> Option<(&'static str, &'s Value)> {
        let [then, otherwise] = ["then", "else"].map(|name| Some((name, site.keywords.get(name)?)));
        let condition = site.keywords.get("if")?;
        if then.is_none() && otherwise.is_none() {
            return None;
        }
        if self.is_match(subject, condition, &site.at.name("if")) {
            then
        } else {
            otherwise
        }
    }

    /// Returns whether the current value satisfies a schema.
    pub(super) fn is_match(
        &mut self,
        subject: Subject<'_>,
        schema: &Value,
        at: &JsonPointer<'_>,
    ) -> bool {
        self.trial(subject, schema, at).is_empty()
    }

    /// Returns whether a value inside of the current one satisfies a schema.
    pub(super) fn is_match_below(
        &mut self,
        value: &Value,
        subject: Subject<'_>,
        schema: &Value,
        at: &JsonPointer<'_>,
    ) -> bool {
        let followed = mem::take(&mut self.followed);
        let is_match = self.is_match(Subject { value, ..subject }, schema, at);
        self.followed = followed;
        is_match
    }
}

/// The schemas that apply because the value has a property.
pub(super) fn dependent_schemas<'s>(
    subject: Subject<'_>,
    site: Site<'s>,
) -> impl Iterator<Item = (&'s String, &'s Value)> {
    let schemas = site.keywords.get("dependentSchemas");
    let schemas = schemas
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter);
    schemas.filter(move |(name, _)| subject.value.get(name.as_str()).is_some())
}

//! Checks arrays: their items, and the number of items.

use std::collections::HashSet;

use serde_json::Value;

use super::equality::canonical;
use super::scalar::count_bound;
use super::{Check, JsonPointer, Site, Subject, ViolationKind};
use crate::counted::counted;

impl Check<'_> {
    pub(super) fn items(&mut self, subject: Subject<'_>, site: Site<'_>, items: &[Value]) {
        let members = site.list("prefixItems");
        for (index, value) in items.iter().enumerate() {
            let (schema, at) = match (members.get(index), site.keywords.get("items")) {
                (Some(schema), _) => (schema, site.at.name("prefixItems").item(index).to_string()),
                (None, Some(schema)) => (schema, site.at.name("items").to_string()),
                (None, None) => continue,
            };
            self.item(subject, index, value, schema, &JsonPointer::Start(&at));
        }
        self.contains(subject, site, items);
        self.count(subject, site, items.len(), ["minItems", "maxItems"], "item");
        if site.is_set("uniqueItems") {
            let mut seen = HashSet::new();
            if !items.iter().all(|item| seen.insert(canonical(item))) {
                let kind = ViolationKind::Bound("contains an item twice".to_owned());
                self.violation(subject, kind, &site.at.name("uniqueItems"));
            }
        }
    }

    /// Checks one item.
    pub(super) fn item(
        &mut self,
        subject: Subject<'_>,
        index: usize,
        value: &Value,
        schema: &Value,
        at: &JsonPointer<'_>,
    ) {
        let schema_at = at.to_string();
        let item = Subject {
            value,
            at: subject.at.item(index),
            schema: &schema_at,
            property: None,
        };
        self.descend(item, schema, at);
    }

    fn contains(&mut self, subject: Subject<'_>, site: Site<'_>, items: &[Value]) {
        let Some(schema) = site.keywords.get("contains") else {
            return;
        };
        let at = site.at.name("contains");
        let mut found = 0;
        for item in items {
            found += u64::from(self.is_match_below(item, subject, schema, &at));
        }
        let least = count_bound(site, "minContains");
        let (keyword, relation, bound) =
            match (least.unwrap_or(1), count_bound(site, "maxContains")) {
                (bound, _) if found < bound => ("minContains", "fewer", bound),
                (_, Some(bound)) if found > bound => ("maxContains", "more", bound),
                _ => return,
            };
        let is_default = keyword == "minContains" && least.is_none();
        let keyword = if is_default { "contains" } else { keyword };
        let found = counted(usize::try_from(found).unwrap_or(usize::MAX), "item");
        let broken = format!("has {found} that match `contains`, {relation} than {bound}");
        self.violation(
            subject,
            ViolationKind::Bound(broken),
            &site.at.name(keyword),
        );
    }
}

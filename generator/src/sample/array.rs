//! Makes arrays.

use serde_json::Value;

use super::Sampler;
use super::merged::Merged;
use crate::document::join_pointer;

/// The maximum number of items.
const MAX_ITEMS: usize = 1000;

/// The number of items that are made for each one that differs from the others.
const TRIALS: usize = 4;

impl Sampler<'_> {
    pub(super) fn array(&mut self, merged: &Merged<'_>, depth: usize) -> Option<Value> {
        let least = merged.largest("minItems").unwrap_or(0);
        let most = merged.smallest("maxItems").unwrap_or(usize::MAX);
        if least > MAX_ITEMS || least > most {
            return None;
        }
        let prefixes = prefixes(merged);
        let contains = merged.schemas("contains");
        let contained = if contains.is_empty() {
            0
        } else {
            merged.largest("minContains").unwrap_or(1).min(MAX_ITEMS)
        };
        let rest = rest(merged);
        let optional = if !self.has_optional(depth) {
            0
        } else if self.random.is_some() {
            self.pick(3) + 1
        } else {
            1
        };
        let mut count = least
            .max(contained)
            .max(optional.max(prefixes.len()).min(most));
        if self.is_minimal {
            count = least.max(contained);
        }
        let is_unique = merged.is_set("uniqueItems");
        let variant = self.variant;
        let mut items: Vec<Value> = Vec::new();
        for index in 0..count.saturating_mul(if is_unique { TRIALS } else { 1 }) {
            let position = items.len();
            if position >= count {
                break;
            }
            let mut schemas = match prefixes.get(position) {
                Some(schemas) => schemas.clone(),
                None => rest.clone(),
            };
            if position < contained {
                schemas.extend(contains.iter().cloned());
            }
            if position >= least.max(contained) && self.is_recursive(&schemas) {
                break;
            }
            if is_unique {
                self.variant = variant + u64::try_from(index).unwrap_or_default();
            }
            let item = self.value(&schemas, &[], depth + 1);
            self.variant = variant;
            match item {
                Some(item) if is_unique && items.contains(&item) => {}
                Some(item) => items.push(item),
                None => break,
            }
        }
        (items.len() >= least).then_some(Value::Array(items))
    }
}

/// The schemas of the first items.
fn prefixes(merged: &Merged<'_>) -> Vec<Vec<String>> {
    let mut prefixes: Vec<Vec<String>> = Vec::new();
    for (pointer, keywords) in &merged.sites {
        let list = keywords.get("prefixItems").and_then(Value::as_array);
        let at = join_pointer(pointer, "prefixItems");
        for index in 0..list.map_or(0, Vec::len) {
            let schema = join_pointer(&at, &index.to_string());
            match prefixes.get_mut(index) {
                Some(schemas) => schemas.push(schema),
                None => prefixes.push(vec![schema]),
            }
        }
    }
    // A schema without `prefixItems` describes all items.
    let others = merged.sites.iter().filter(|(_, keywords)| {
        keywords.contains_key("items") && !keywords.contains_key("prefixItems")
    });
    let others: Vec<String> = others
        .map(|(pointer, _)| join_pointer(pointer, "items"))
        .collect();
    for schemas in &mut prefixes {
        schemas.extend(others.iter().cloned());
    }
    prefixes
}

/// The schemas of the other items. Items that `items` describes are evaluated.
fn rest(merged: &Merged<'_>) -> Vec<String> {
    if merged.has("items") {
        merged.schemas("items")
    } else {
        merged.schemas("unevaluatedItems")
    }
}

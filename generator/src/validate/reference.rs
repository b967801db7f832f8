//! Follows `$ref`, and `$dynamicRef`, whose target depends on the schemas around it.

use serde_json::Value;

use super::{Check, Site};
use crate::document::{JsonPointer, local_pointer, resolve_pointer};

/// Maximum length of a chain of references.
const MAX_REFERENCES: usize = 64;

impl Check<'_> {
    /// Returns the pointers of the schemas to which a schema refers.
    pub(super) fn targets(&mut self, site: Site<'_>) -> Vec<String> {
        let document = self.document;
        let target = |keyword: &str| {
            let pointer = local_pointer(site.text(keyword)?)?;
            resolve_pointer(document, &pointer)
        };
        let dynamic = target("$dynamicRef").map(|target| self.outermost(target));
        target("$ref").into_iter().chain(dynamic).collect()
    }

    /// Returns true if OpenAPI 3.0 ignores the other keywords of a schema.
    pub(super) fn is_replaced(&self, site: Site<'_>) -> bool {
        self.version.ignores_siblings() && site.text("$ref").is_some()
    }

    /// Returns the schema with the same dynamic anchor in the outermost resource that has one.
    fn outermost(&mut self, target: String) -> String {
        self.spend(self.scope.len());
        let schema = self.document.pointer(&target);
        let name = schema.and_then(|schema| schema.get("$dynamicAnchor")?.as_str());
        let found = name.and_then(|name| {
            let mut scope = self.scope.iter();
            scope.find_map(|resource| self.anchors.find(resource, name))
        });
        found.map_or(target, str::to_owned)
    }

    /// Evaluates the target of a reference, unless it is already evaluated for the same value.
    pub(super) fn follow(
        &mut self,
        target: &str,
        evaluate: impl FnOnce(&mut Self, &Value, &JsonPointer<'_>),
    ) {
        if self.followed.iter().any(|followed| followed == target)
            || self.followed.len() >= MAX_REFERENCES
        {
            return;
        }
        let document = self.document;
        if let Some(schema) = document.pointer(target) {
            self.followed.push(target.to_owned());
            evaluate(self, schema, &JsonPointer::Start(target));
            self.followed.pop();
        }
    }

    /// Adds the resource of a schema to the scope during its evaluation.
    pub(super) fn in_scope(&mut self, at: &JsonPointer<'_>, evaluate: impl FnOnce(&mut Self)) {
        if self.anchors.is_empty() {
            return evaluate(self);
        }
        let at = at.to_string();
        self.scope.push(self.anchors.resource(&at).to_owned());
        evaluate(self);
        self.scope.pop();
    }
}

//! The state of converting a Swagger 2.0 document and its files while their references are found.

use std::collections::HashSet;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::grammar::{Grammar, ObjectKind};
use crate::document::limits::{TOO_LARGE, max_added_bytes, size};
use crate::document::origins::{Origins, PointerMap};
use crate::document::swagger::{self, Defaults, SharedPart, SharedParts};
use crate::document::version::OpenApiVersion;

/// The values that were converted, and what conversions need.
pub(super) struct SwaggerState {
    defaults: Defaults,
    /// The size of the values that conversions may still add.
    budget: usize,
    /// The pointers of the regions that are converted, or that need no conversion.
    converted: HashSet<String>,
    /// The new pointers of values by the original ones.
    aliases: PointerMap,
}

impl SwaggerState {
    /// Returns `None` for a document of another version.
    pub(super) fn new(document: &Value, version: OpenApiVersion) -> Option<Self> {
        (version == OpenApiVersion::V2_0).then(|| Self {
            defaults: Defaults::new(document),
            budget: max_added_bytes(size(document)),
            converted: HashSet::new(),
            aliases: PointerMap::default(),
        })
    }

    /// Returns true if a region is not converted yet.
    pub(super) fn is_pending(&self, region: &str) -> bool {
        !self.converted.contains(region)
    }

    /// Marks a region as converted.
    pub(super) fn mark(&mut self, region: &str) {
        self.converted.insert(region.to_owned());
    }

    /// The fields of the objects in a region.
    pub(super) fn grammar(&self, region: &str) -> Grammar {
        if self.is_pending(region) {
            swagger::field
        } else {
            ObjectKind::field
        }
    }

    /// Returns the new pointer of a value, if a conversion moved it.
    pub(super) fn alias(&self, original: &str) -> Option<String> {
        self.aliases.step(original)
    }

    /// Returns the target of a reference to a parameter or response, or an error if all of them together are too large.
    pub(super) fn shared_part(
        &mut self,
        target: &Value,
        original: String,
        at: &str,
    ) -> Result<Option<SharedPart>, Diagnostics> {
        let object = target.as_object();
        let Some(part) = object.map(|object| SharedPart::new(object, original)) else {
            return Ok(None);
        };
        let left = self.budget.checked_sub(part.size()).ok_or_else(|| {
            let message = "references to form parameters and responses make the document too large";
            Diagnostic::error(TOO_LARGE, at, message)
        })?;
        self.budget = left;
        Ok(Some(part))
    }

    /// Converts the value of a region.
    pub(super) fn convert(
        &mut self,
        value: Value,
        kind: ObjectKind,
        pointer: &str,
        parts: &SharedParts,
        origins: &mut Origins,
        findings: &mut Diagnostics,
    ) -> Value {
        let conversion = swagger::convert(
            value,
            kind,
            pointer,
            &self.defaults,
            parts,
            &mut self.budget,
        );
        for step in conversion.moves {
            if step.is_target {
                let (original, converted) = (step.original.clone(), step.converted.clone());
                self.aliases.add_first(original, converted);
            }
            origins.add_converted(step.converted, step.original);
        }
        findings.extend(conversion.findings);
        conversion.value
    }
}

//! The state of converting a Swagger 2.0 document or file while references are found.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::grammar::{Grammar, ObjectKind};
use crate::document::limits::{TOO_LARGE, max_added_bytes, size};
use crate::document::origins::{Origins, PointerMap};
use crate::document::swagger::{self, Defaults, SharedPart, SharedParts};
use crate::document::version::OpenApiVersion;

/// The values that were converted, and what conversions need.
pub(super) struct SwaggerState {
    /// The defaults of the main document, if it is written in Swagger 2.0. They apply to its files, too.
    main: Option<Defaults>,
    /// The defaults of the files of another document, by their pointers.
    files: HashMap<String, Defaults>,
    /// The defaults of a file without any.
    none: Defaults,
    /// The size of the values that conversions may still add.
    budget: usize,
    /// The pointers of the regions that are converted, or that need no conversion.
    converted: HashSet<String>,
    /// The new pointers of values by the original ones.
    aliases: PointerMap,
}

impl SwaggerState {
    pub(super) fn new(document: &Value, version: OpenApiVersion) -> Self {
        let is_main = version == OpenApiVersion::V2_0;
        Self {
            main: is_main.then(|| Defaults::new(document)),
            files: HashMap::new(),
            none: Defaults::new(&Value::Null),
            budget: max_added_bytes(size(document)),
            converted: HashSet::new(),
            aliases: PointerMap::default(),
        }
    }

    /// Adds a file of a document that is not written in Swagger 2.0.
    pub(super) fn add_file(&mut self, file: &str, value: &Value) {
        self.files.insert(file.to_owned(), Defaults::new(value));
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
    /// `is_later` is true if the target is written in a later version.
    pub(super) fn shared_part(
        &mut self,
        target: &Value,
        original: String,
        is_later: bool,
        at: &str,
    ) -> Result<Option<SharedPart>, Diagnostics> {
        let object = target.as_object();
        let Some(part) = object.map(|object| SharedPart::new(object, original, is_later)) else {
            return Ok(None);
        };
        let left = self.budget.checked_sub(part.size()).ok_or_else(|| {
            let message = "references to form parameters and responses make the document too large";
            Diagnostic::error(TOO_LARGE, at, message)
        })?;
        self.budget = left;
        Ok(Some(part))
    }

    /// Converts the value of a region of a file.
    pub(super) fn convert(
        &mut self,
        value: Value,
        (kind, file): (ObjectKind, &str),
        pointer: &str,
        parts: &SharedParts,
        origins: &mut Origins,
        findings: &mut Diagnostics,
    ) -> Value {
        let own = self.main.as_ref().or_else(|| self.files.get(file));
        let conversion = swagger::convert(
            value,
            kind,
            pointer,
            own.unwrap_or(&self.none),
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

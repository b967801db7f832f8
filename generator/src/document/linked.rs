//! A document as its author wrote it, with the other files that it refers to, for `lint`.

use std::borrow::Cow;

use serde_json::Value;

use super::extension::EXTERNAL_FILES;
use super::grammar::{ObjectKind, walk};
use super::limits::ReferenceBudget;
use super::pointer::JsonPointer;
use super::raw_document::RawDocument;
use super::references::{DynamicAnchors, discover, has_identifiers, localize};
use super::sources::Sources;
use super::version::OpenApiVersion;
use crate::diagnostic::Diagnostics;

/// A document whose references are all local. If it refers to other files, they are part of it.
pub(crate) struct LinkedDocument<'r> {
    raw: &'r RawDocument,
    version: OpenApiVersion,
    value: Cow<'r, Value>,
    /// The values in other files, with their kinds.
    regions: Vec<(String, ObjectKind)>,
    /// The texts, if there are other files.
    sources: Option<Box<Sources>>,
    /// The dynamic anchors, if there are no other files.
    pub(crate) anchors: DynamicAnchors,
}

impl<'r> LinkedDocument<'r> {
    /// Loads the other files of a document, and converts Swagger 2.0. Files that cannot be loaded are left out.
    pub(crate) fn new(raw: &'r RawDocument, version: OpenApiVersion) -> Self {
        if version == OpenApiVersion::V2_0 {
            return Self::linked(raw, version);
        }
        if !refers_to_files(raw.value()) {
            return Self::without_files(raw, version);
        }
        let linked = Self::linked(raw, version);
        let sources = linked.sources.as_ref();
        if sources.is_some_and(|it| !it.files.is_empty()) {
            linked
        } else {
            Self::without_files(raw, version)
        }
    }

    /// Finds the targets of all references.
    fn linked(raw: &'r RawDocument, version: OpenApiVersion) -> Self {
        let (mut value, source, _) = raw.clone().into_parts();
        let mut sources = Sources::new(source);
        let mut budget = ReferenceBudget::new(&value);
        // The findings are those of `Document::from_raw`, which reports them.
        let mut findings = Diagnostics::new();
        let found = discover(
            &mut value,
            version,
            &mut sources,
            &mut budget,
            &mut findings,
        );
        Self {
            raw,
            version,
            value: Cow::Owned(value),
            regions: found.regions,
            sources: Some(Box::new(sources)),
            anchors: DynamicAnchors::default(),
        }
    }

    /// Uses the document alone, if its version is not 2.0.
    pub(crate) fn without_files(raw: &'r RawDocument, version: OpenApiVersion) -> Self {
        if version == OpenApiVersion::V2_0 {
            return Self::linked(raw, version);
        }
        let mut value = Cow::Borrowed(raw.value());
        let mut anchors = DynamicAnchors::default();
        if has_identifiers(&value) {
            anchors = localize(value.to_mut());
        }
        Self {
            raw,
            version,
            value,
            regions: Vec::new(),
            sources: None,
            anchors,
        }
    }

    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// The name of the main file.
    pub(crate) fn name(&self) -> &str {
        self.raw.name()
    }

    /// Calls `look` with the kind, the position and the value of each object.
    pub(crate) fn visit(&self, mut look: impl FnMut(ObjectKind, &JsonPointer<'_>, &Value)) {
        // `walk` takes a mutable value because normalization changes objects in place.
        let mut value = self.value().clone();
        let mut look = |kind: ObjectKind, at: &JsonPointer<'_>, value: &mut Value| {
            look(kind, at, value);
        };
        walk(
            &mut value,
            ObjectKind::Document,
            &JsonPointer::ROOT,
            &mut look,
        );
        for (pointer, kind) in &self.regions {
            if let Some(value) = value.pointer_mut(pointer) {
                walk(value, *kind, &JsonPointer::Start(pointer), &mut look);
            }
        }
    }

    /// The main document as its author wrote it, after overlays.
    pub(crate) fn raw(&self) -> &Value {
        self.raw.value()
    }

    /// The pointer of a value in its file, if it was moved.
    pub(crate) fn origin(&self, pointer: &str) -> String {
        match &self.sources {
            Some(sources) => sources.origins.origin(pointer),
            None => pointer.to_owned(),
        }
    }

    /// Returns true if a value is part of the main file. In documents of OpenAPI 3, it also has the same pointer there.
    pub(crate) fn is_in_main_file(&self, pointer: &str) -> bool {
        self.sources.as_ref().is_none_or(|sources| {
            let origin = sources.origins.origin(pointer);
            let is_in_place = match self.version {
                OpenApiVersion::V2_0 => self.raw().pointer(&origin).is_some(),
                _ => origin == pointer,
            };
            !pointer.starts_with(&format!("/{EXTERNAL_FILES}/")) && is_in_place
        })
    }

    /// Fills in file, position and excerpt of diagnostics about the value.
    #[must_use]
    pub(crate) fn locate(&self, diagnostics: Diagnostics) -> Diagnostics {
        match &self.sources {
            Some(sources) => sources.locate(diagnostics),
            None => self.raw.locate(diagnostics),
        }
    }
}

/// Returns true if a value contains a reference that is not local. The value of any other `$ref` has no effect.
fn refers_to_files(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.iter().any(|(name, value)| match value {
            Value::String(text) => name == "$ref" && !text.starts_with('#'),
            value => refers_to_files(value),
        }),
        Value::Array(items) => items.iter().any(refers_to_files),
        _ => false,
    }
}

//! Selects the media types of a body: one per kind, and more than one only if their meaning differs.

use openapiv3::{Content, MediaType};

use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::limits::MAX_REFERENCES;
use super::schema_path::SchemaPath;
use super::schema_view::SchemaNode;
use crate::media_type::{
    is_json, is_multipart, is_range, is_stream, is_text, is_urlencoded, is_xml,
};

/// A kind of media types. Of each kind, one media type is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaKind {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

impl MediaKind {
    pub(super) fn from_media_type(media_type: &str) -> Self {
        if is_json(media_type) {
            Self::Json
        } else if is_multipart(media_type) {
            Self::Multipart
        } else if is_urlencoded(media_type) {
            Self::Form
        } else if is_text(media_type) {
            Self::Text
        } else {
            Self::Bytes
        }
    }

    /// The word for this kind in Rust names.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "Json",
            Self::Form => "Form",
            Self::Multipart => "Multipart",
            Self::Text => "Text",
            Self::Bytes => "Bytes",
        }
    }
}

impl<'a> Resolver<'a> {
    /// The media types with different meanings: the preferred one, then one of each other kind. Media types with the
    /// same schema have the same meaning, except multipart bodies with files. Reports the media types that are ignored
    /// although their meaning differs.
    pub(super) fn distinct_media_types(
        &mut self,
        content: &'a Content,
        pointer: &JsonPointer,
        in_request: bool,
    ) -> Vec<(&'a str, &'a MediaType)> {
        let Some(preferred) = preferred_media_type(content) else {
            return Vec::new();
        };
        let mut selected = vec![preferred];
        for (media_type, other) in content.iter().filter(|(it, _)| *it != preferred.0) {
            let kind = MediaKind::from_media_type(media_type);
            let is_known = selected
                .iter()
                .any(|(it, _)| MediaKind::from_media_type(it) == kind);
            let is_same = selected.iter().any(|(_, it)| have_same_schema(it, other));
            let is_distinct = match kind {
                MediaKind::Multipart => {
                    self.files(other).next().is_some()
                        || self.has_file_parts(media_type, other, pointer)
                }
                // Bodies of bytes differ only in their media type.
                MediaKind::Bytes => true,
                MediaKind::Text => is_known,
                MediaKind::Json | MediaKind::Form => false,
            };
            if is_same && !(in_request && is_distinct) {
                continue;
            }
            let is_supported =
                !is_stream(preferred.0) && !is_stream(media_type) && !is_xml(media_type);
            if is_supported && !is_known {
                selected.push((media_type, other));
            } else {
                self.warn_skipped_media_type(media_type, pointer);
            }
        }
        selected
    }

    /// Reports a media type that is ignored.
    pub(super) fn warn_skipped_media_type(&mut self, media_type: &str, pointer: &JsonPointer) {
        let message = format!(
            "media type `{media_type}` is not supported together with the other media types; ignored"
        );
        self.warn("untranslated-keyword", &pointer.child(media_type), message);
    }

    /// Returns whether a part without a name is a file.
    fn has_file_parts(
        &self,
        media_type: &str,
        content: &'a MediaType,
        pointer: &JsonPointer,
    ) -> bool {
        let path = SchemaPath::new(pointer.child(media_type).child("schema"), String::new());
        let parts = self.part_schemas(media_type, content, &path);
        parts.is_some_and(|parts| self.has_file_part(&parts))
    }

    /// The properties that are files in a multipart body.
    pub(super) fn files(&self, content: &'a MediaType) -> impl Iterator<Item = &'a str> {
        let mut open: Vec<SchemaNode<'a>> = content.schema.iter().map(SchemaNode::from).collect();
        let mut properties = Vec::new();
        for _ in 0..MAX_REFERENCES {
            let Some(node) = open.pop() else { break };
            let Some(view) = self.target(node) else {
                continue;
            };
            properties.extend(view.properties());
            open.extend(view.all_of.iter().map(SchemaNode::from));
        }
        properties
            .into_iter()
            .filter(|(_, property)| self.file_type(*property).is_some())
            .map(|(name, _)| name)
    }
}

/// JSON, or else the first media type. A range of media types comes after other JSON.
pub(super) fn preferred_media_type(content: &Content) -> Option<(&str, &MediaType)> {
    let json = content.iter().filter(|(media_type, _)| is_json(media_type));
    let json = json.min_by_key(|(media_type, _)| is_range(media_type));
    json.or_else(|| content.first())
        .map(|(media_type, content)| (media_type.as_str(), content))
}

fn have_same_schema(one: &MediaType, other: &MediaType) -> bool {
    one.schema.is_some() && one.schema == other.schema
}

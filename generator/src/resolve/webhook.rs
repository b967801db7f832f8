//! Webhooks, and the property that discriminates their payloads. Callbacks are webhooks of one operation. They need no
//! such property, since each callback has its own URL.

use std::collections::{HashMap, HashSet};

use openapiv3::{Operation as Source, ReferenceOr};

use super::annotations::non_blank;
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::limits::MAX_CANDIDATES;
use super::media_kind::preferred_media_type;
use super::names::{self, NameScope};
use super::order::{canonical, rank};
use super::schema_path::SchemaPath;
use crate::model::{Content, EnumValues, Field, Type, TypeKind, Webhook};

impl<'a> Resolver<'a> {
    /// All webhooks, in the order of the document.
    pub(super) fn webhooks(&mut self) -> Vec<Webhook> {
        let mut scope = NameScope::default();
        let mut webhooks = Vec::new();
        let document = self.document;
        for (wire, item) in canonical(&document.webhooks) {
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            for (position, source) in document.operations(item) {
                let pointer = JsonPointer::new(&["webhooks", wire]);
                let pointer = pointer.descendant(&position.names);
                webhooks.extend(self.webhook(wire, source, pointer, "", &mut scope));
            }
        }
        self.set_webhook_tags(&mut webhooks);
        webhooks.sort_by_cached_key(|webhook| document.webhooks.get_index_of(&webhook.wire));
        webhooks
    }

    /// The callbacks of an operation.
    pub(super) fn callbacks(&mut self, source: &'a Source, operation: &SchemaPath) -> Vec<Webhook> {
        let mut scope = NameScope::default();
        let mut callbacks = Vec::new();
        let document = self.document;
        for (wire, callback) in canonical(&source.callbacks) {
            let pointer = operation.pointer.entry("callbacks", wire);
            for (expression, item) in canonical(callback) {
                for (position, source) in document.operations(item) {
                    let pointer = pointer.child(expression).descendant(&position.names);
                    callbacks.extend(self.webhook(
                        wire,
                        source,
                        pointer,
                        &operation.type_name,
                        &mut scope,
                    ));
                }
            }
        }
        callbacks.sort_by_cached_key(|callback| source.callbacks.get_index_of(&callback.wire));
        callbacks
    }

    /// A webhook, if it has a payload. The name of its payload type begins with `owner`.
    fn webhook(
        &mut self,
        wire: &str,
        source: &'a Source,
        pointer: JsonPointer,
        owner: &str,
        scope: &mut NameScope,
    ) -> Option<Webhook> {
        let (name, renamed) = scope.take(names::variant_name(wire));
        if renamed || names::is_marked_variant(&name) {
            let message = format!("the name of `{wire}` is taken in Rust; using `{name}`");
            self.warn("name-collision", &pointer, message);
        }
        let path = SchemaPath::new(pointer, names::composed(owner, &format!("{name}Event")));
        let content = self.payload(source, &path)?;
        let docs =
            non_blank(source.description.as_ref()).or_else(|| non_blank(source.summary.as_ref()));
        Some(Webhook {
            wire: wire.to_owned(),
            name,
            docs,
            content,
            tag: None,
            pointer: path.pointer.into(),
        })
    }

    fn payload(&mut self, source: &'a Source, path: &SchemaPath) -> Option<Content> {
        let (body, pointer) = self.request_body(source.request_body.as_ref()?, path)?;
        let (media_type, content) = preferred_media_type(&body.content)?;
        let pointer = pointer.entry("content", media_type).child("schema");
        let path = SchemaPath::new(pointer, path.type_name.clone());
        Some(self.content(media_type, content, &path))
    }

    /// Sets the tag of each webhook: a property with a different constant in each payload.
    fn set_webhook_tags(&mut self, webhooks: &mut [Webhook]) {
        let Some(first) = webhooks.first() else {
            return;
        };
        let candidates = self.constants(&first.content.ty);
        let candidates = candidates.into_iter().map(|(property, _)| property);
        let mut candidates: Vec<String> = candidates.collect();
        candidates.sort_by(|one, other| rank(one).cmp(&rank(other)));
        candidates.truncate(MAX_CANDIDATES);
        let constants = webhooks.iter().map(|webhook| {
            let all = self.constants(&webhook.content.ty);
            all.into_iter().collect::<HashMap<String, String>>()
        });
        let constants: Vec<_> = constants.collect();
        for property in candidates {
            let values = constants
                .iter()
                .map(|of_webhook| of_webhook.get(&property).cloned());
            let Some(values) = values.collect::<Option<Vec<_>>>() else {
                continue;
            };
            let distinct = values.iter().collect::<HashSet<_>>().len() == values.len();
            if distinct {
                for (webhook, value) in webhooks.iter_mut().zip(values) {
                    webhook.tag = Some((property.clone(), value));
                }
                return;
            }
        }
        let webhooks = JsonPointer::new(&["webhooks"]);
        self.warn(
            "indistinguishable-webhooks",
            &webhooks,
            "no property has a different constant in each payload; the enum of all webhooks is not generated",
        );
    }

    /// The constant properties of a payload, with their values.
    fn constants(&self, ty: &Type) -> Vec<(String, String)> {
        let fields = match self.kind_after_aliases(ty) {
            Some(TypeKind::Struct(structure)) => structure.fields.as_slice(),
            _ => &[],
        };
        let value = |field: &Field| match self.kind_after_aliases(&field.ty) {
            Some(TypeKind::Enum(values)) if values.values == EnumValues::Text => {
                values.variants.first().map(|variant| variant.wire.clone())
            }
            _ => None,
        };
        let constants = fields.iter().filter(|field| field.constant);
        let constants = constants.filter_map(|field| Some((field.wire.clone(), value(field)?)));
        constants.collect()
    }
}

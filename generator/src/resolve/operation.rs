//! Operations: their names, parameters, bodies and responses.

use std::iter;

use super::annotations::non_blank;
use super::context::Resolver;
use super::error::error_enum;
use super::group::PendingGroup;
use super::json_pointer::JsonPointer;
use super::media_kind::MediaKind;
use super::names;
use super::output::output;
use super::parameter::set_media_type_parameter;
use super::path_operation::PathOperation;
use super::schema_path::SchemaPath;
use crate::model::{Body, Operation, plain};

impl<'a> Resolver<'a> {
    pub(super) fn operation(
        &mut self,
        operation: &PathOperation<'a>,
        pointer: &JsonPointer,
        group: &mut PendingGroup<'a>,
    ) -> Vec<Operation> {
        let PathOperation {
            path,
            source,
            position,
            ..
        } = operation;
        let method = &*position.method;
        let id = operation.id().into_owned();
        let (server, servers) = self.server(operation, pointer);
        let stated = self.stated.of_operation(operation);
        let name = if let Some(stated) = stated {
            stated.name.clone()
        } else if let Some(name) = group.published.remove(pointer.as_str()) {
            name
        } else {
            let wanted = self.method_name(operation, &group.words);
            self.name(&wanted, pointer, group)
        };
        let stem = self.stem(&name, pointer, group);
        // Inline types get their names from the whole id, since the models of all groups share one module.
        let schema_path = SchemaPath::new(
            pointer.clone(),
            names::composed("", &names::type_name_part(&id)),
        );
        let parameters = self.parameters(operation, &schema_path);
        let body = source.request_body.as_ref();
        let mut bodies = body
            .map(|body| self.bodies(body, &schema_path))
            .unwrap_or_default();
        if !self.may_repeat(&parameters, &bodies, pointer) {
            bodies.clear();
        }
        let not_served = self.undecidable_parameter(&parameters);
        let mut bodies = bodies.into_iter();
        let responses = self.responses(source, method, &schema_path);
        let output = output(&responses, &stem);
        let error = error_enum(&responses, &stem);
        let callbacks = self.callbacks(source, &schema_path);
        let facts = &mut self.pagination;
        facts.read(self.document, source, pointer.as_str());
        let mut preferred = Operation {
            output,
            id,
            name,
            aliases: Vec::new(),
            stem,
            tags: source.tags.clone(),
            method: method.to_owned(),
            path: (*path).to_owned(),
            server,
            servers,
            security: self.own_security(source, pointer),
            summary: non_blank(source.summary.as_ref()),
            docs: non_blank(source.description.as_ref()),
            deprecated: source.deprecated,
            pointer: pointer.clone().into(),
            parameters,
            body: None,
            not_served,
            is_variant: false,
            error,
            responses,
            pagination: None,
            callbacks,
        };
        self.set_body(&mut preferred, bodies.next(), pointer);
        let variants = bodies.map(|body| self.variant(&preferred, body, pointer, group));
        let variants: Vec<Operation> = variants.collect();
        iter::once(preferred).chain(variants).collect()
    }

    /// The same operation with a body of another media type. Its name ends in the kind of media type.
    fn variant(
        &mut self,
        preferred: &Operation,
        body: Body,
        operation: &JsonPointer,
        group: &mut PendingGroup<'a>,
    ) -> Operation {
        let media_type = &body.content.media_type;
        let content = operation.child("requestBody").child("content");
        let pointer = content.child(media_type);
        let kind = MediaKind::from_media_type(media_type).name().to_lowercase();
        let wanted = format!("{}_{kind}", plain(&preferred.name).trim_end_matches('_'));
        let name = self.name(&wanted, &pointer, group);
        let stem = self.stem(&name, &pointer, group);
        let mut variant = Operation {
            name,
            stem,
            pointer: pointer.clone().into(),
            body: None,
            not_served: preferred.not_served_parameter(),
            is_variant: true,
            ..preferred.clone()
        };
        self.set_body(&mut variant, Some(body), operation);
        variant
    }

    /// Sets the body and the values that depend on it.
    fn set_body(&mut self, operation: &mut Operation, body: Option<Body>, pointer: &JsonPointer) {
        let undecidable = body
            .as_ref()
            .and_then(|body| self.undecidable_body(body, pointer));
        operation.not_served = operation.not_served.take().or(undecidable);
        operation.body = body;
        set_media_type_parameter(operation);
    }

    /// Reserves the name of a method.
    fn name(
        &mut self,
        wanted: &str,
        pointer: &JsonPointer,
        group: &mut PendingGroup<'a>,
    ) -> String {
        let (name, renamed) = group.methods.take(wanted.to_owned());
        if renamed {
            match group.stated.get(&names::collision_key(wanted)) {
                Some(stated) => self.report_clash(stated, &format!("`#{pointer}`")),
                None => self.warn_renamed("method", wanted, &name, pointer),
            }
        }
        name
    }

    /// Reserves the stem of the types of a method.
    fn stem(&mut self, name: &str, pointer: &JsonPointer, group: &mut PendingGroup<'a>) -> String {
        let wanted = names::type_stem(plain(name));
        let (stem, renamed) = group
            .types
            .take_family(wanted.clone(), Operation::type_names_of);
        if renamed {
            let [wanted, ..] = Operation::type_names_of(&wanted);
            let [name, ..] = Operation::type_names_of(&stem);
            self.warn_renamed("type", &wanted, &name, pointer);
        }
        stem
    }
}

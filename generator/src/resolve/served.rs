//! Requests that a server cannot decode. If two exploded objects with any properties are in one query, form or header
//! `Cookie`, nothing decides which of them an entry belongs to.

use std::collections::HashSet;

use super::context::Resolver;
use super::json_pointer::JsonPointer;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Body, BodyFormat, FormStyle, Parameter, ParameterLocation, ParameterPresence, ParameterStyle,
    PropertyEncoding, Type, TypeKind,
};

impl Resolver<'_> {
    /// The name of a parameter that a server cannot decode, if there is one. Reports it.
    pub(super) fn undecidable_parameter(&mut self, parameters: &[Parameter]) -> Option<String> {
        let is_exploded = |it: &Parameter, location| {
            let style = match location {
                ParameterLocation::Query => it.style == ParameterStyle::Standard,
                _ => it.style == ParameterStyle::Cookie { explode: true },
            };
            it.location == location && style && it.presence != ParameterPresence::Flag
        };
        for location in [ParameterLocation::Query, ParameterLocation::Cookie] {
            let exploded = parameters.iter().filter(|it| is_exploded(it, location));
            let mut open = exploded.filter(|it| self.is_open(&it.ty));
            if let (Some(first), Some(second)) = (open.next(), open.next()) {
                let message = undecidable(&first.wire, &second.wire);
                self.warn_undecidable(&second.pointer, message);
                return Some(second.wire.clone());
            }
        }
        let whole = parameters
            .iter()
            .find(|it| it.style == ParameterStyle::Form)?;
        let is_undecidable = self.is_undecidable_form(&whole.ty, &whole.encodings, &whole.pointer);
        is_undecidable.then(|| whole.wire.clone())
    }

    /// The media type of a body that a server cannot decode. Reports the reason.
    pub(super) fn undecidable_body(
        &mut self,
        body: &Body,
        operation: &JsonPointer,
    ) -> Option<String> {
        let content = &body.content;
        if content.format() != BodyFormat::Form {
            return None;
        }
        let pointer = operation.child("requestBody");
        let is_undecidable =
            self.is_undecidable_form(&content.ty, &content.encodings, pointer.as_str());
        is_undecidable.then(|| content.media_type.clone())
    }

    /// Returns whether two parts of a form are open. Reports them.
    fn is_undecidable_form(
        &mut self,
        ty: &Type,
        encodings: &[PropertyEncoding],
        pointer: &str,
    ) -> bool {
        let exploded = encodings
            .iter()
            .filter(|it| it.style == Some(FormStyle::Exploded));
        let is_open = |name: &str| {
            let property = self.property(ty, name);
            property.is_some_and(|ty| self.is_open(ty))
        };
        let properties = exploded.map(|it| it.property.as_str());
        let mut open = properties.filter(|name| is_open(name));
        let first = open.next();
        let second = if self.is_open(ty) {
            first.map(|_| "additionalProperties")
        } else {
            open.next()
        };
        let message = first
            .zip(second)
            .map(|(first, second)| undecidable(first, second));
        let is_undecidable = message.is_some();
        if let Some(message) = message {
            self.warn_undecidable(pointer, message);
        }
        is_undecidable
    }

    fn warn_undecidable(&mut self, pointer: &str, message: String) {
        let warning = Diagnostic::warning("undecidable-names", pointer, message);
        self.diagnostics.push(warning);
    }

    /// The type of a property.
    fn property<'t>(&'t self, ty: &'t Type, name: &str) -> Option<&'t Type> {
        match self.kind_after_aliases(ty)? {
            TypeKind::Struct(structure) => {
                let mut fields = structure.fields.iter();
                fields
                    .find(|field| field.wire == name)
                    .map(|field| &field.ty)
            }
            _ => None,
        }
    }

    /// Returns whether a type is an object with any properties, or a union with such an alternative.
    fn is_open(&self, ty: &Type) -> bool {
        let mut pending = vec![ty];
        let mut unions = HashSet::new();
        while let Some(ty) = pending.pop() {
            let name = match self.shaped(ty) {
                Type::Map(_) => return true,
                Type::Named(name) => name,
                _ => continue,
            };
            match self.types.get(name).map(|definition| &definition.kind) {
                Some(TypeKind::Struct(structure)) if structure.additional.is_some() => return true,
                Some(TypeKind::Union(union)) if unions.insert(name) => {
                    pending.extend(union.variants.iter().map(|variant| &variant.ty));
                }
                _ => {}
            }
        }
        false
    }
}

fn undecidable(first: &str, second: &str) -> String {
    format!(
        "`{first}` and `{second}` are objects with any properties, which are sent side by side: a server cannot decide \
         which of them a property belongs to; a generated server responds with the status 501"
    )
}

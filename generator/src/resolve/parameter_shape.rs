//! The style of parameters and their type: the style of a list means nothing for a text, and no style is defined for a list
//! of objects.

use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::nesting::Nesting;
use crate::model::{ParameterLocation, ParameterStyle, Type, TypeKind};

impl Resolver<'_> {
    /// Reports a parameter with lists or objects inside of others, unless its style is defined for them.
    pub(super) fn check_shape(
        &mut self,
        ty: &Type,
        name: &str,
        location: ParameterLocation,
        style: ParameterStyle,
        pointer: &JsonPointer,
    ) {
        let most = match (location, style) {
            // Generated code writes any nesting in these styles.
            (_, ParameterStyle::Json | ParameterStyle::DeepObject | ParameterStyle::Form) => return,
            (ParameterLocation::Query, ParameterStyle::Standard) => Nesting::ObjectOfLists,
            _ => Nesting::Object,
        };
        if self.nesting(ty) > most {
            let message = format!(
                "OpenAPI does not define how lists and objects inside of the parameter `{name}` are written; \
                 they are written as JSON text"
            );
            self.warn("undefined-style", pointer, message);
        }
    }

    /// The style for a type. Those that differ only in lists and objects are the default style for any other value.
    pub(super) fn style_of(&self, ty: &Type, style: ParameterStyle) -> ParameterStyle {
        match style {
            ParameterStyle::Delimited(_) | ParameterStyle::Exploded if self.is_single_text(ty) => {
                ParameterStyle::Standard
            }
            style => style,
        }
    }

    /// Returns whether all values of a type are written as one text.
    fn is_single_text(&self, ty: &Type) -> bool {
        match self.shaped(ty) {
            Type::Named(name) => {
                let kind = self.types.get(name).map(|definition| &definition.kind);
                matches!(kind, Some(TypeKind::Enum(_)))
            }
            Type::External(external) => self.is_single_text(&external.json),
            Type::Value
            | Type::Bytes
            | Type::Body
            | Type::File
            | Type::List(_)
            | Type::Tuple(_)
            | Type::Map(_)
            | Type::Nullable(_) => false,
            _ => true,
        }
    }

    fn nesting(&mut self, ty: &Type) -> Nesting {
        let name = match self.shaped(ty) {
            Type::List(item) => return list_of(self.is_composite(item)),
            Type::Map(value) => return self.object_of(value),
            Type::Tuple(items) => return list_of(items.iter().any(|it| self.is_composite(it))),
            Type::Named(name) => name.clone(),
            _ => return Nesting::Scalar,
        };
        if let Some(known) = self.nestings.get(&name) {
            return *known;
        }
        let nesting = match self.types.get(&name).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(structure)) => {
                let fields = structure.fields.iter().map(|field| &field.ty);
                let types = fields.chain(&structure.additional);
                types
                    .map(|ty| self.object_of(ty))
                    .max()
                    .unwrap_or(Nesting::Object)
            }
            _ => Nesting::Scalar,
        };
        self.nestings.insert(name, nesting);
        nesting
    }

    /// The nesting of an object with a property of this type.
    fn object_of(&self, property: &Type) -> Nesting {
        match self.shaped(property) {
            Type::List(item) if !self.is_composite(item) => Nesting::ObjectOfLists,
            _ if self.is_composite(property) => Nesting::Deep,
            _ => Nesting::Object,
        }
    }

    fn is_composite(&self, ty: &Type) -> bool {
        match self.shaped(ty) {
            Type::List(_) | Type::Map(_) | Type::Tuple(_) => true,
            Type::Named(name) => {
                let kind = self.types.get(name).map(|definition| &definition.kind);
                matches!(kind, Some(TypeKind::Struct(_)))
            }
            _ => false,
        }
    }

    /// The type without aliases and without `null`.
    pub(super) fn shaped<'t>(&'t self, ty: &'t Type) -> &'t Type {
        match self.after_aliases(ty) {
            Type::Nullable(inner) => self.after_aliases(inner),
            ty => ty,
        }
    }
}

fn list_of(is_composite: bool) -> Nesting {
    if is_composite {
        Nesting::Deep
    } else {
        Nesting::List
    }
}

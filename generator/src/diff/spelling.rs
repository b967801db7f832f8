//! How the code spells a type, so that two spellings are the same exactly when the compiler takes one for the
//! other: aliases stand for what they name, and types that have a new name are spelled with that.

use std::collections::BTreeMap;

use crate::model::{Api, Field, Parameter, ParameterPresence, Presence, Type, TypeKind};

/// Aliases are followed this far; those that go round in circles are told apart by name.
const LONGEST_CHAIN: usize = 16;

/// Spells the types of one version.
#[derive(Clone, Copy)]
pub(super) struct Speller<'a> {
    pub(super) api: &'a Api,
    /// New names by old ones.
    pub(super) names: Option<&'a BTreeMap<&'a str, &'a str>>,
    /// Whether aliases are left as they are.
    pub(super) by_name: bool,
}

impl<'a> Speller<'a> {
    pub(super) fn ty(&self, ty: &Type) -> String {
        self.followed(ty, 0)
    }

    fn followed(&self, ty: &Type, depth: usize) -> String {
        match ty {
            Type::List(item) => format!("Vec<{}>", self.followed(item, depth)),
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.followed(item, depth));
                format!("({})", items.collect::<Vec<_>>().join(", "))
            }
            Type::Map(value) => format!("BTreeMap<String, {}>", self.followed(value, depth)),
            Type::Nullable(inner) => format!("Option<{}>", self.followed(inner, depth)),
            Type::Named(name) => match self.alias(name) {
                Some(target) if depth < LONGEST_CHAIN && !self.by_name => {
                    self.followed(target, depth + 1)
                }
                _ => self.name(name).to_owned(),
            },
            other => other.to_string(),
        }
    }

    fn name<'s>(&'s self, name: &'s str) -> &'s str {
        let renamed = self.names.and_then(|names| names.get(name));
        renamed.copied().unwrap_or(name)
    }

    fn alias(&self, name: &str) -> Option<&'a Type> {
        match &self.api.type_named(name)?.kind {
            TypeKind::Alias(target) => Some(target),
            _ => None,
        }
    }

    pub(super) fn boxed(&self, ty: &Type, boxed: bool) -> String {
        let ty = self.ty(ty);
        if boxed { format!("Box<{ty}>") } else { ty }
    }

    pub(super) fn field(&self, field: &Field) -> String {
        let ty = self.boxed(&field.ty, field.boxed);
        match field.presence {
            Presence::Required | Presence::Collection { .. } => ty,
            Presence::Optional | Presence::Nullable { .. } => format!("Option<{ty}>"),
            Presence::Patch => format!("Patch<{ty}>"),
        }
    }

    pub(super) fn parameter(&self, parameter: &Parameter) -> String {
        spelled_parameter(&self.ty(&parameter.ty), parameter.presence)
    }

    /// What a constructor or setter takes for a field.
    pub(super) fn field_argument(&self, field: &Field) -> String {
        match field.presence {
            Presence::Patch => format!("impl Into<Patch<{}>>", self.ty(&field.ty)),
            Presence::Nullable { argument: true } => format!("Option<{}>", self.ty(&field.ty)),
            _ => self.argument(&field.ty),
        }
    }

    /// What is taken for a value of this type.
    pub(super) fn argument(&self, ty: &Type) -> String {
        match self.target(ty) {
            Type::String => "impl Into<String>".to_owned(),
            Type::Value => "impl Into<Value>".to_owned(),
            Type::List(item) => format!("impl IntoIterator<Item = {}>", self.part(item)),
            Type::Map(value) => format!(
                "impl IntoIterator<Item = (impl Into<String>, {})>",
                self.part(value)
            ),
            _ => self.ty(ty),
        }
    }

    /// An item or value, which is taken as it is unless it says outright that it is text.
    fn part(&self, ty: &Type) -> String {
        match ty {
            Type::String => "impl Into<String>".to_owned(),
            ty => self.ty(ty),
        }
    }

    fn target<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        let mut target = ty;
        for _ in 0..LONGEST_CHAIN {
            match target {
                Type::Named(name) => match self.alias(name) {
                    Some(next) => target = next,
                    None => return ty,
                },
                _ => return target,
            }
        }
        ty
    }
}

/// A parameter's field, given the type of a value that is there.
pub(super) fn spelled_parameter(ty: &str, presence: ParameterPresence) -> String {
    match presence {
        ParameterPresence::Required => ty.to_owned(),
        ParameterPresence::Optional => format!("Option<{ty}>"),
        ParameterPresence::Flag => "bool".to_owned(),
    }
}

/// Whether whatever is given for `old` may be given for `new`, too.
pub(super) fn accepts(new: &str, old: &str) -> bool {
    let loosened = old
        .replace("Item = String>", "Item = impl Into<String>>")
        .replace(", String)>", ", impl Into<String>)>");
    new == old || new == loosened
}

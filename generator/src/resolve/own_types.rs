//! Types of the user in place of schemas: `types = { Money = "rust_money::Money" }`.
//!
//! The schema is resolved as without this option, so that all other names stay the same. Then its type is replaced by the
//! path everywhere, and removed together with the types that only it contains.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::context::Resolver;
use super::group::PendingGroup;
use super::json_pointer::JsonPointer;
use super::limits::MAX_REFERENCES;
use super::reach::{of_all, of_type, reached_from};
use super::type_references::types_of_operation;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{TypeOptions, TypePath};
use crate::model::{
    Body, BodyFormat, Content, ExternalType, Field, FormStyle, Operation, ParameterLocation,
    ParameterStyle, Presence, TagWriter, Type, TypeDef, TypeKind, ValueKind, Webhook,
};
use crate::similar::closest;

/// The types and properties that are replaced, found before anything is changed.
#[derive(Default)]
pub(super) struct OwnTypes {
    /// The new types, by the Rust names of the replaced ones.
    types: HashMap<String, Type>,
    /// The new types, by the Rust names of aliases of the replaced ones.
    aliases: HashMap<String, Type>,
    /// The new types, by the pointers to the replaced properties.
    fields: HashMap<String, Type>,
}

impl OwnTypes {
    /// Finds the components and properties. An entry that does not exist is an error, unless `allow_unused` is set.
    pub(super) fn find(
        options: &TypeOptions,
        allow_unused: bool,
        resolver: &mut Resolver<'_>,
        groups: &[PendingGroup<'_>],
    ) -> Self {
        let mut own = Self::default();
        for (key, path) in &options.types {
            let found = match definition(resolver, key) {
                Some(definition) => own.add_type(definition, path),
                None if resolver.event_components.contains(key.as_str()) => Err(Problem::Events),
                None => own.add_property(resolver, key, path),
            };
            match found {
                Ok(()) => {}
                Err(Problem::Missing) if allow_unused => {}
                Err(Problem::Missing) => report_missing(resolver, key),
                Err(Problem::Events) => {
                    let pointer = JsonPointer::of_component(key);
                    let place = "the events of a stream, whose names decide about their data";
                    let finding = unsupported(pointer.as_str(), key, place);
                    resolver.diagnostics.push(finding);
                }
            }
        }
        let operations = groups.iter().flat_map(|group| &group.group().operations);
        for operation in operations.filter(|_| !own.types.is_empty()) {
            own.report_unsupported(operation, &resolver.types, &mut resolver.diagnostics);
        }
        own
    }

    fn add_type(&mut self, definition: &TypeDef, path: &TypePath) -> Result<(), Problem> {
        let json = match &definition.kind {
            TypeKind::Events(_) => return Err(Problem::Events),
            TypeKind::Struct(_) => Type::Map(Box::new(Type::Value)),
            TypeKind::Alias(ty) if ty.names().is_empty() => ty.clone(),
            TypeKind::Enum(_) => Type::String,
            TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Union(_) => Type::Value,
        };
        let own = external(path, json);
        self.types.insert(definition.name.clone(), own);
        Ok(())
    }

    /// Adds the property of `COMPONENT.PROPERTY`. Both names may contain dots.
    fn add_property(
        &mut self,
        resolver: &Resolver<'_>,
        key: &str,
        path: &TypePath,
    ) -> Result<(), Problem> {
        let dots = key.match_indices('.').map(|(index, _)| index);
        let field = dots.into_iter().find_map(|index| {
            let (component, property) = (key.get(..index)?, key.get(index + 1..)?);
            field(definition(resolver, component)?, property)
        });
        let field = field.ok_or(Problem::Missing)?;
        let json = match &field.ty {
            ty if ty.names().is_empty() => ty.clone(),
            _ => Type::Value,
        };
        let own = external(path, json);
        self.fields.insert(field.pointer.clone(), own);
        Ok(())
    }

    /// Replaces the types everywhere. The unions have chosen their variants by the schemas before.
    pub(super) fn replace(
        mut self,
        types: &mut BTreeMap<String, TypeDef>,
        groups: &mut [PendingGroup<'_>],
        webhooks: &mut [Webhook],
    ) {
        if self.types.is_empty() && self.fields.is_empty() {
            return;
        }
        self.find_aliases(types);
        let inside = self.types_inside(types);
        types.retain(|name, _| !self.types.contains_key(name));
        for definition in types.values_mut() {
            self.replace_in_definition(definition);
        }
        for operation in groups.iter_mut().flat_map(PendingGroup::operations) {
            types_of_operation(operation, &mut |ty| self.replace_in(ty));
        }
        for webhook in &mut *webhooks {
            self.replace_in(&mut webhook.content.ty);
        }
        let operations = groups.iter().flat_map(|group| &group.group().operations);
        let named = of_all(operations, webhooks).flat_map(Type::names);
        let others = types.keys().filter(|name| !inside.contains(*name));
        let named = named.chain(others.map(String::as_str));
        let reached = reached_from(named, |name| types.get(name));
        types.retain(|name, _| reached.contains(name));
    }

    /// Finds the aliases of the replaced types.
    fn find_aliases(&mut self, types: &BTreeMap<String, TypeDef>) {
        for (name, definition) in types {
            let mut target = definition;
            for _ in 0..MAX_REFERENCES {
                let TypeKind::Alias(Type::Named(next)) = &target.kind else {
                    break;
                };
                if let Some(own) = self.types.get(next) {
                    self.aliases.insert(name.clone(), own.clone());
                    break;
                }
                let Some(next) = types.get(next) else { break };
                target = next;
            }
        }
    }

    /// The names of the types that the replaced types and properties contain.
    fn types_inside(&self, types: &BTreeMap<String, TypeDef>) -> HashSet<String> {
        let of_types = self.types.keys().filter_map(|name| types.get(name));
        let of_types = of_types.flat_map(of_type);
        let fields = types
            .values()
            .filter_map(|definition| match &definition.kind {
                TypeKind::Struct(structure) => Some(&structure.fields),
                _ => None,
            });
        let fields = fields.flatten();
        let fields = fields.filter(|field| self.fields.contains_key(&field.pointer));
        let replaced = of_types.chain(fields.map(|field| &field.ty));
        reached_from(replaced.flat_map(Type::names), |name| types.get(name))
    }

    /// Replaces the types in a type.
    fn replace_in(&self, ty: &mut Type) {
        match ty {
            Type::Named(name) => {
                let own = self.types.get(name).or_else(|| self.aliases.get(name));
                if let Some(own) = own {
                    *ty = own.clone();
                }
            }
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.replace_in(inner),
            Type::Tuple(items) => items.iter_mut().for_each(|item| self.replace_in(item)),
            _ => {}
        }
    }

    fn replace_in_definition(&self, definition: &mut TypeDef) {
        match &mut definition.kind {
            TypeKind::Struct(structure) => {
                for field in &mut structure.fields {
                    self.replace_in_field(field);
                }
                let additional = structure.additional.iter_mut();
                additional.for_each(|ty| self.replace_in(ty));
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    self.replace_in(&mut variant.ty);
                    if matches!(variant.ty, Type::External(_)) {
                        // Nothing is known about the properties of the type.
                        variant.value_kind = ValueKind::Any;
                        if variant.tags.len() == 1 && variant.tag_writer == TagWriter::Value {
                            variant.tag_writer = TagWriter::Union;
                        }
                    }
                }
            }
            TypeKind::Events(events) => {
                let variants = events.variants.iter_mut();
                variants.for_each(|variant| self.replace_in(&mut variant.ty));
            }
            TypeKind::Alias(ty) => self.replace_in(ty),
            TypeKind::Newtype(newtype) => self.replace_in(&mut newtype.ty),
            TypeKind::Enum(_) => {}
        }
    }

    fn replace_in_field(&self, field: &mut Field) {
        match self.fields.get(&field.pointer) {
            Some(own) => field.ty = own.clone(),
            None => self.replace_in(&mut field.ty),
        }
        if matches!(field.ty, Type::External(_)) {
            field.constant = false;
            field.fixed = None;
            field.presence = match field.presence {
                // Another type need not be empty by default.
                Presence::Collection { required: true } => Presence::Required,
                Presence::Collection { required: false } => Presence::Optional,
                presence => presence,
            };
        }
    }

    /// Reports the places of an operation whose encoding depends on the fields of a type.
    fn report_unsupported(
        &self,
        operation: &Operation,
        types: &BTreeMap<String, TypeDef>,
        findings: &mut Diagnostics,
    ) {
        for parameter in &operation.parameters {
            let is_exploded = matches!(
                (parameter.location, parameter.style),
                (ParameterLocation::Query, ParameterStyle::Standard)
                    | (
                        ParameterLocation::Cookie,
                        ParameterStyle::Cookie { explode: true }
                    )
            );
            if is_exploded && let Some(name) = self.replaced_object(&parameter.ty, types) {
                let place = "a parameter whose properties are sent one by one";
                findings.push(unsupported(&parameter.pointer, name, place));
            }
        }
        let Some(Body { content, .. }) = &operation.body else {
            return;
        };
        let explodes = |content: &Content| {
            let mut encodings = content.encodings.iter();
            encodings.any(|encoding| encoding.style == Some(FormStyle::Exploded))
        };
        let place = match content.format() {
            BodyFormat::Multipart => "a multipart body, whose parts are its fields",
            BodyFormat::Form if explodes(content) => {
                "a form that sends the properties of an object one by one"
            }
            _ => return,
        };
        if let Some(name) = self.replaced_object(&content.ty, types) {
            findings.push(unsupported(&operation.pointer, name, place));
        }
    }

    /// The replaced type whose values are objects, possibly behind aliases.
    fn replaced_object<'t>(
        &self,
        ty: &'t Type,
        types: &'t BTreeMap<String, TypeDef>,
    ) -> Option<&'t str> {
        let mut ty = ty;
        let mut replaced = None;
        for _ in 0..=types.len() {
            match ty {
                Type::Nullable(inner) => ty = inner,
                Type::Named(name) => {
                    if self.types.contains_key(name) {
                        replaced = Some(name.as_str());
                    }
                    match &types.get(name)?.kind {
                        TypeKind::Alias(target) => ty = target,
                        TypeKind::Struct(_) | TypeKind::Union(_) => return replaced,
                        _ => return None,
                    }
                }
                Type::Map(_) => return replaced,
                _ => return None,
            }
        }
        None
    }
}

/// The reason why an entry has no effect.
enum Problem {
    /// The component or property does not exist.
    Missing,
    /// The component describes events of a stream.
    Events,
}

fn external(path: &TypePath, json: Type) -> Type {
    let path = path.as_str().to_owned();
    Type::External(Box::new(ExternalType {
        path,
        json,
        item: None,
        example: None,
    }))
}

/// The type of a component.
fn definition<'r>(resolver: &'r Resolver<'_>, key: &str) -> Option<&'r TypeDef> {
    resolver.types.get(resolver.component_names.get(key)?)
}

fn field<'t>(definition: &'t TypeDef, property: &str) -> Option<&'t Field> {
    let TypeKind::Struct(structure) = &definition.kind else {
        return None;
    };
    let mut fields = structure.fields.iter();
    fields.find(|field| field.wire == property)
}

fn report_missing(resolver: &mut Resolver<'_>, key: &str) {
    let message = format!("`types` contains `{key}`, which is not a component or property");
    let mut finding = Diagnostic::error("unused-entry", "", message).with_entry("types", key);
    let property = key.split_once('.').and_then(|(component, property)| {
        let definition = definition(resolver, component)?;
        let TypeKind::Struct(structure) = &definition.kind else {
            return None;
        };
        let names = structure.fields.iter().map(|field| field.wire.as_str());
        Some(format!("{component}.{}", closest(property, names)?))
    });
    let components = resolver.component_names.keys().copied();
    let similar = property.or_else(|| closest(key, components).map(str::to_owned));
    finding.help = Some(match similar {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => {
            "a key is the name of a component among the schemas, or `COMPONENT.PROPERTY`".to_owned()
        }
    });
    resolver.diagnostics.push(finding);
}

fn unsupported(pointer: &str, name: &str, place: &str) -> Diagnostic {
    let message = format!("`{name}` cannot be a type of your own: it is {place}");
    let help = "replace another schema, such as that of one of its properties";
    Diagnostic::error("unsupported-own-type", pointer, message).with_help(help)
}

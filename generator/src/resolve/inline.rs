//! Inline types. Each gets its name from its path, but equal types are declared once, under one name. Two structs can
//! be equal even if the names of their enums and unions differ.
//!
//! Enums and unions depend more on their context than structs do: the `status` of a tenant and the `status` of a pause
//! can have the same values without the same meaning. So equal enums or unions become one type only if their paths have
//! a [`SharingKey`] in common.

use std::borrow::Cow;
use std::collections::HashMap;

use super::context::Resolver;
use super::fingerprint::fingerprint;
use super::inline_types::{DeclaredType, SharingKey};
use super::json_pointer::JsonPointer;
use super::names;
use super::schema_path::SchemaPath;
use super::schema_view::SchemaNode;
use crate::model::{Field, Type, TypeKind};

impl<'a> Resolver<'a> {
    /// Resolves an inline schema. The schemas that it merges may contain it again: if resolution reaches `path` a
    /// second time, the type gets its name at that moment.
    pub(super) fn inline(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        kind: impl FnOnce(&mut Self) -> TypeKind,
    ) -> Type {
        if let Some(name) = self.declared.get(&path.pointer) {
            return Type::Named(name.clone());
        }
        if let Some(ty) = self.inline_types.shared_aliases.get(&path.pointer) {
            return ty.clone();
        }
        if let Some(name) = self.inline_types.in_progress.get(&path.pointer).cloned() {
            let name = name.unwrap_or_else(|| self.take_recursive_name(path));
            self.inline_types
                .in_progress
                .insert(path.pointer.clone(), Some(name.clone()));
            return Type::Named(name);
        }
        self.inline_types
            .in_progress
            .insert(path.pointer.clone(), None);
        let kind = kind(self);
        let own_name = self
            .inline_types
            .in_progress
            .remove(&path.pointer)
            .flatten();
        match (own_name, kind) {
            (Some(name), kind) => {
                self.add_named(&name, node, path, kind);
                self.add_place(path, &name);
                Type::Named(name)
            }
            (None, TypeKind::Alias(ty)) => {
                let shared = &mut self.inline_types.shared_aliases;
                if path.pointer.is_in_shared_component() {
                    shared.insert(path.pointer.clone(), ty.clone());
                }
                ty
            }
            (None, kind) => self.declare(node, path, kind),
        }
    }

    /// Declares an inline type under the name of an equal type, or else under the name of its path.
    pub(super) fn declare(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        kind: TypeKind,
    ) -> Type {
        let shape = self.inline_types.number_of_shape(&kind);
        let fingerprint = self.fingerprint(&kind);
        let published = fingerprint.as_ref().and_then(|fingerprint| {
            let published = self.published.inline_type_at(&path.pointer, fingerprint)?;
            self.may_publish(path, published)
        });
        let name = if matches!(kind, TypeKind::Struct(_)) {
            self.declare_struct(node, path, kind, shape, published.as_ref())
        } else {
            self.declare_enum_or_union(node, path, kind, shape, published.as_ref())
        };
        let inline_types = &mut self.inline_types;
        if let Some(published) = published {
            let known = inline_types.published.entry(name.clone());
            known.or_insert(published);
        }
        if let Some(fingerprint) = fingerprint {
            let known = inline_types.fingerprints.entry(name.clone());
            known.or_insert(fingerprint);
        }
        self.add_place(path, &name);
        Type::Named(name)
    }

    /// The fingerprint of a type, if names are kept or listed.
    fn fingerprint(&self, kind: &TypeKind) -> Option<String> {
        self.published.names()?;
        Some(fingerprint(kind, &self.inline_types.fingerprints))
    }

    /// Returns the published name of the type at a path, unless names are configured that exclude it.
    fn may_publish(&self, path: &SchemaPath, published: &str) -> Option<String> {
        let is_stated = self.stated.of_type(&path.pointer).is_some();
        let is_free = !self.is_stated_type(published) && !names::is_of_models(published);
        (!is_stated && is_free).then(|| published.to_owned())
    }

    /// Reserves the name of an inline type that contains itself.
    fn take_recursive_name(&mut self, path: &SchemaPath) -> String {
        let published = self.published.type_at(&path.pointer);
        let published = published.and_then(|published| self.may_publish(path, published));
        let name = self.take_inline_name(path, published.as_ref());
        if let Some(published) = published {
            let known = self.inline_types.published.entry(name.clone());
            known.or_insert(published);
        }
        name
    }

    fn add_place(&mut self, path: &SchemaPath, name: &str) {
        self.declared.insert(path.pointer.clone(), name.to_owned());
        self.inline_types.places.push(path.clone());
    }

    fn declare_struct(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        kind: TypeKind,
        shape: usize,
        published: Option<&String>,
    ) -> String {
        if let Some(name) = self.inline_types.struct_of(shape, published) {
            let name = name.clone();
            if published.is_some() && !self.inline_types.published.contains_key(&name) {
                self.take_over(&kind, &name);
            } else {
                self.remove_below(&path.pointer, &kind, &name);
            }
            return name;
        }
        let name = self.declare_new(node, path, kind, published);
        let inline_types = &mut self.inline_types;
        inline_types.add_struct(shape, name.clone());
        let shape_name = format!("#{shape}");
        inline_types.shape_names.insert(name.clone(), shape_name);
        name
    }

    fn declare_enum_or_union(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        kind: TypeKind,
        shape: usize,
        published: Option<&String>,
    ) -> String {
        let published_key = published.map(|published| (shape, published.clone()));
        let keys = SharingKey::all_of_path(path);
        let mut keys: Vec<_> = keys.map(|key| (shape, key)).collect();
        let known = self.inline_types.shared_enum(&keys, published_key.as_ref());
        let known = known.cloned();
        let is_new = known.is_none();
        let name = known.unwrap_or_else(|| self.declare_new(node, path, kind, published));
        let inline_types = &mut self.inline_types;
        if is_new {
            let shape_name = format!("#{shape}");
            inline_types.shape_names.insert(name.clone(), shape_name);
        }
        keys.retain(|key| !inline_types.shared.contains_key(key));
        for key in &keys {
            inline_types.shared.insert(key.clone(), name.clone());
        }
        if let Some(key) = published_key {
            inline_types.published_enums.insert(key, name.clone());
        }
        inline_types.log.push(DeclaredType {
            pointer: path.pointer.clone(),
            name: name.clone(),
            shape,
            is_new,
            keys,
        });
        name
    }

    fn declare_new(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        kind: TypeKind,
        published: Option<&String>,
    ) -> String {
        let name = self.take_inline_name(path, published);
        self.add_named(&name, node, path, kind);
        name
    }

    /// Reserves the name of an inline type: the configured one, or else the published one, or else that of its path.
    fn take_inline_name(&mut self, path: &SchemaPath, published: Option<&String>) -> String {
        if let Some(stated) = self.stated.of_type(&path.pointer)
            && !self.types.contains_key(&stated.name)
        {
            return stated.name.clone();
        }
        if let Some(published) = published
            && self.take_published_type(published)
        {
            return published.clone();
        }
        self.take_type_name(&names::type_name(&path.type_name), &path.pointer)
    }

    /// The names that follow from the paths of the places from `start` on, if they begin with `owner`, by the names of
    /// the types.
    pub(super) fn own_names(&self, owner: &str, start: usize) -> HashMap<&str, &str> {
        let places = self.inline_types.places.get(start..).unwrap_or_default();
        let own = places
            .iter()
            .filter(|path| path.type_name.starts_with(owner));
        let named = own.filter_map(|path| {
            let name = self.declared.get(&path.pointer)?;
            Some((name.as_str(), path.type_name.as_str()))
        });
        named.collect()
    }

    /// The path with its configured type name, from which those of inline types below it follow.
    pub(super) fn with_stated_name<'p>(&self, path: &'p SchemaPath) -> Cow<'p, SchemaPath> {
        match self.stated.of_type(&path.pointer) {
            Some(stated) => Cow::Owned(SchemaPath {
                type_name: stated.name.clone(),
                ..path.clone()
            }),
            None => Cow::Borrowed(path),
        }
    }

    fn add_named(&mut self, name: &str, node: SchemaNode<'a>, path: &SchemaPath, kind: TypeKind) {
        let own = SchemaPath {
            type_name: name.to_owned(),
            ..path.clone()
        };
        self.add_type(own, node, kind);
    }

    /// Gives the places of the enums and unions inside of an existing struct the types of an equal struct, which has
    /// published names.
    fn take_over(&mut self, kind: &TypeKind, existing: &str) {
        let Some(definition) = self.types.get(existing) else {
            return;
        };
        let equal = self.equal_types(&definition.kind, kind);
        let pointer = JsonPointer::from_text(definition.pointer.clone());
        for declared in &self.inline_types.log {
            if declared.pointer.is_below(&pointer)
                && let Some(name) = equal.get(&declared.name)
            {
                self.declared.insert(declared.pointer.clone(), name.clone());
            }
        }
    }

    /// Removes the enums and unions that were declared for the struct at `pointer`, because an equal struct already
    /// exists and has its own enums and unions, which their places get.
    fn remove_below(&mut self, pointer: &JsonPointer, kind: &TypeKind, existing: &str) {
        let last = self.inline_types.log.last();
        if !last.is_some_and(|declared| declared.pointer.is_below(pointer)) {
            return;
        }
        let existing = self.types.get(existing);
        let equal = existing.map(|existing| self.equal_types(kind, &existing.kind));
        let equal = equal.unwrap_or_default();
        let is_below = |declared: &mut DeclaredType| declared.pointer.is_below(pointer);
        while let Some(declared) = self.inline_types.log.pop_if(is_below) {
            for key in &declared.keys {
                self.inline_types.shared.remove(key);
            }
            if let Some(name) = equal.get(&declared.name) {
                self.declared.insert(declared.pointer, name.clone());
            } else if declared.is_new {
                self.declared.remove(&declared.pointer);
            }
            if declared.is_new {
                self.types.remove(&declared.name);
                let inline_types = &mut self.inline_types;
                inline_types.shape_names.remove(&declared.name);
                inline_types.fingerprints.remove(&declared.name);
                if let Some(published) = inline_types.published.remove(&declared.name) {
                    let key = (declared.shape, published);
                    inline_types.published_enums.remove(&key);
                }
            }
        }
    }

    /// The types inside of a struct, by the names of the equal types inside of another struct of the same shape.
    fn equal_types(&self, one: &TypeKind, other: &TypeKind) -> HashMap<String, String> {
        let mut equal = HashMap::new();
        let mut pending = vec![(one, other)];
        while let Some((one, other)) = pending.pop() {
            let names = named_types(one).into_iter().zip(named_types(other));
            for (one, other) in names {
                if one == other || equal.insert(one.to_owned(), other.to_owned()).is_some() {
                    continue;
                }
                if let (Some(one), Some(other)) = (self.types.get(one), self.types.get(other)) {
                    pending.push((&one.kind, &other.kind));
                }
            }
        }
        equal
    }
}

/// The named types in a type. Those of types of equal shape have the same order.
fn named_types(kind: &TypeKind) -> Vec<&str> {
    let types: Vec<&Type> = match kind {
        TypeKind::Struct(structure) => {
            let mut fields: Vec<&Field> = structure.fields.iter().collect();
            fields.sort_by_key(|field| &field.wire);
            let types = fields.into_iter().map(|field| &field.ty);
            types.chain(&structure.additional).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|it| &it.ty).collect(),
        TypeKind::Events(events) => events.variants.iter().map(|it| &it.ty).collect(),
        TypeKind::Alias(ty) => vec![ty],
        TypeKind::Newtype(newtype) => vec![&newtype.ty],
        TypeKind::Enum(_) => Vec::new(),
    };
    types.into_iter().flat_map(Type::names).collect()
}

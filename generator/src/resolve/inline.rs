//! Inline types. Each gets its name from its path, but equal types are declared once, under one name. Two structs can
//! be equal even if the names of their enums and unions differ.
//!
//! Enums and unions depend more on their context than structs do: the `status` of a tenant and the `status` of a pause
//! can have the same values without the same meaning. So equal enums or unions become one type only if their paths have
//! a [`SharingKey`] in common.

use std::borrow::Cow;

use super::context::Resolver;
use super::inline_types::{DeclaredType, SharingKey};
use super::json_pointer::JsonPointer;
use super::names;
use super::schema_path::SchemaPath;
use super::schema_view::SchemaNode;
use crate::model::{Type, TypeKind};

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
            let name = name.unwrap_or_else(|| self.take_inline_name(path));
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
                self.declared.insert(path.pointer.clone(), name.clone());
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
        let name = if matches!(kind, TypeKind::Struct(_)) {
            self.declare_struct(node, path, kind, shape)
        } else {
            self.declare_enum_or_union(node, path, kind, shape)
        };
        self.declared.insert(path.pointer.clone(), name.clone());
        Type::Named(name)
    }

    fn declare_struct(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        kind: TypeKind,
        shape: usize,
    ) -> String {
        if let Some(name) = self.inline_types.structs.get(&shape) {
            let name = name.clone();
            self.remove_below(&path.pointer);
            return name;
        }
        let name = self.declare_new(node, path, kind);
        self.inline_types.structs.insert(shape, name.clone());
        name
    }

    fn declare_enum_or_union(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        kind: TypeKind,
        shape: usize,
    ) -> String {
        let keys = SharingKey::all_of_path(path);
        let mut keys: Vec<_> = keys.map(|key| (shape, key)).collect();
        let known = keys
            .iter()
            .find_map(|key| self.inline_types.shared.get(key));
        let known = known.cloned();
        let is_new = known.is_none();
        let name = known.unwrap_or_else(|| self.declare_new(node, path, kind));
        let inline_types = &mut self.inline_types;
        if is_new {
            let shape_name = format!("#{shape}");
            inline_types.shape_names.insert(name.clone(), shape_name);
        }
        keys.retain(|key| !inline_types.shared.contains_key(key));
        for key in &keys {
            inline_types.shared.insert(key.clone(), name.clone());
        }
        inline_types.log.push(DeclaredType {
            pointer: path.pointer.clone(),
            name: name.clone(),
            is_new,
            keys,
        });
        name
    }

    fn declare_new(&mut self, node: SchemaNode<'a>, path: &SchemaPath, kind: TypeKind) -> String {
        let name = self.take_inline_name(path);
        self.add_named(&name, node, path, kind);
        name
    }

    /// Reserves the name of an inline type: the configured one, or else that of its path.
    fn take_inline_name(&mut self, path: &SchemaPath) -> String {
        if let Some(stated) = self.stated.of_type(&path.pointer)
            && !self.types.contains_key(&stated.name)
        {
            return stated.name.clone();
        }
        self.take_type_name(&names::type_name(&path.type_name), &path.pointer)
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

    /// Removes the enums and unions that were declared for the struct at `pointer`, because an equal struct already
    /// exists and has its own enums and unions.
    fn remove_below(&mut self, pointer: &JsonPointer) {
        let log = &mut self.inline_types.log;
        while let Some(declared) = log.pop_if(|declared| declared.pointer.is_below(pointer)) {
            self.declared.remove(&declared.pointer);
            for key in &declared.keys {
                self.inline_types.shared.remove(key);
            }
            if declared.is_new {
                self.types.remove(&declared.name);
                self.inline_types.shape_names.remove(&declared.name);
            }
        }
    }
}

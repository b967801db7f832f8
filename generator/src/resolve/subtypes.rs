//! The types of components that have subtypes: a union where the component is used, and a struct for its own values.

use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::mapping::LocatedDiscriminator;
use super::names::{self, NameScope};
use super::order::canonical;
use super::schema_path::SchemaPath;
use super::schema_view::{SchemaNode, SchemaView};
use crate::model::{
    DefaultFor, TagValues, TagWriter, Type, TypeKind, UnionDef, UnionVariant, ValueKind,
};

impl<'a> Resolver<'a> {
    /// Reserves the names of the structs of components that have subtypes, such as `PetBase` for `Pet`.
    pub(super) fn name_bases(&mut self) {
        for (key, _) in self.schemas().map(canonical).unwrap_or_default() {
            let hierarchy = self.hierarchies.get(key);
            if hierarchy.is_some_and(|hierarchy| hierarchy.includes_base)
                && let Some(name) = self.component_names.get(key)
            {
                let pointer = JsonPointer::of_component(key);
                let wanted = format!("{name}Base");
                let own_pointer = pointer.child("properties");
                let stated = self.stated.of_type(&own_pointer);
                let name = stated.map(|stated| stated.name.clone());
                let name = name.or_else(|| self.take_published_component(&own_pointer));
                let name = name.unwrap_or_else(|| self.take_type_name(&wanted, &pointer));
                self.base_names.insert(key, name);
            }
        }
    }

    /// The name of the struct of a component. `None` if no value has exactly this type.
    pub(super) fn struct_name(&self, key: &str) -> Option<&String> {
        match self.hierarchies.get(key) {
            Some(_) => self.base_names.get(key),
            None => self.component_names.get(key),
        }
    }

    /// The definition of a component without subtypes.
    pub(super) fn kind_of_component(
        &mut self,
        key: &str,
        node: SchemaNode<'a>,
        path: &SchemaPath,
    ) -> TypeKind {
        match node {
            // It would be another name for the union of its base.
            SchemaNode::Schema(schema) if self.hierarchies.is_empty_subtype(key) => {
                self.merged(&SchemaView::new(schema), path)
            }
            node => self.kind_of(node, path),
        }
    }

    /// Adds the struct of a component that has subtypes.
    pub(super) fn define_base(&mut self, key: &'a str, node: SchemaNode<'a>, path: &SchemaPath) {
        let Some(name) = self.base_names.get(key).cloned() else {
            return;
        };
        let kind = self.kind_of_component(key, node, path);
        if let TypeKind::Struct(_) = kind {
            let pointer = path.pointer.child("properties");
            self.add_type(SchemaPath::new(pointer, name), node, kind);
        } else {
            self.base_names.remove(key);
        }
    }

    /// Adds the unions of all components that have subtypes.
    pub(super) fn define_hierarchies(&mut self) {
        for (key, node) in self.schemas().map(canonical).unwrap_or_default() {
            let path = self.component_path(key);
            if let Some(union) = self.union_of_subtypes(key, &path) {
                self.add_type(path.clone(), node.into(), TypeKind::Union(union));
            }
            self.check_mapping(key, node.into(), &path);
        }
    }

    fn union_of_subtypes(&self, base: &'a str, path: &SchemaPath) -> Option<UnionDef> {
        let hierarchy = self.hierarchies.get(base)?;
        let mut scope = NameScope::default();
        let members = hierarchy.subtypes.iter().copied().chain([base]);
        let variants = members.filter_map(|key| {
            let has_other_tag = self
                .hierarchies
                .get(key)
                .is_some_and(|it| it.property != hierarchy.property);
            let ty = if has_other_tag {
                self.component_names.get(key)
            } else {
                self.struct_name(key)
            };
            let words = match key {
                _ if key == base => "Base",
                _ => self.component_names.get(key)?,
            };
            let own = words
                .strip_prefix(path.type_name.as_str())
                .filter(|own| own.starts_with(char::is_uppercase));
            let (name, _) = scope.take(names::variant_name(own.unwrap_or(words)));
            let tags = hierarchy.tags.get(key).cloned();
            let tags = tags.unwrap_or_else(|| vec![key]).into_iter();
            Some(UnionVariant {
                name,
                ty: Type::Named(ty?.clone()),
                boxed: false,
                tags: tags.map(str::to_owned).collect(),
                tag_writer: TagWriter::default(),
                default_for: if hierarchy.default == Some(key) {
                    DefaultFor::OtherTags
                } else {
                    DefaultFor::Nothing
                },
                value_kind: ValueKind::Any,
            })
        });
        Some(UnionDef {
            variants: variants.collect(),
            tag: Some(hierarchy.property.to_owned()),
            tag_values: TagValues::default(),
        })
    }

    /// Reports the entries of the `mapping` of a component without `oneOf` and `anyOf` that match no subtype.
    fn check_mapping(&mut self, base: &'a str, node: SchemaNode<'a>, path: &SchemaPath) {
        let SchemaNode::Schema(schema) = node else {
            return;
        };
        let view = SchemaView::new(schema);
        let Some(located) = LocatedDiscriminator::of(&view, path) else {
            return;
        };
        if view.alternatives().is_some() {
            return;
        }
        let is_subtype = |it: &Self, target: &str| {
            let key = it.mapped_component(target);
            key.is_some_and(|key| key == base || it.bases(key).contains(&base))
        };
        for (value, target) in &located.discriminator.mapping {
            if !is_subtype(self, target) {
                self.report_unmatched(&located.pointer, value, target);
            }
        }
        if let Some(target) = located.default_target()
            && !is_subtype(self, target)
        {
            self.report_unmatched_default(&located.pointer, target);
        }
    }
}

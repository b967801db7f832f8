//! Merges `allOf` into one struct: nested members, components among them, properties with several declarations, and
//! `required` lists that name properties of other members. If a member has `oneOf` or `anyOf`, each alternative becomes a
//! struct with the properties of all members.

use openapiv3::AdditionalProperties;

use super::all_of_parts::{AllOfParts, LocatedSchema};
use super::context::Resolver;
use super::schema_path::SchemaPath;
use super::schema_view::{Primitive, SchemaNode, SchemaView};
use crate::model::{Extends, StructDef, Type, TypeKind};

/// The maximum number of components that extend each other in a chain. Real documents have fewer than ten.
const MAX_DEPTH: usize = 64;

impl<'a> Resolver<'a> {
    /// Merges the members of an `allOf` into one type.
    pub(super) fn merged(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> TypeKind {
        let mut parts = AllOfParts::default();
        self.collect_view(view, path, &mut parts, &mut Vec::new(), true);
        self.kind_of_parts(parts, path)
    }

    /// Resolves an object without `allOf` into a struct.
    pub(super) fn structure(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> TypeKind {
        let mut parts = AllOfParts::default();
        if self.may_name_properties(view, &path.pointer) {
            parts.add_own(view, path);
        }
        let closed = matches!(view.additional, Some(AdditionalProperties::Any(false)));
        TypeKind::Struct(StructDef {
            closed,
            ..self.struct_of(parts, path)
        })
    }

    /// Resolves a component again as a struct at another path. Its properties have the same types, except files.
    pub(super) fn kind_of_multipart(&mut self, key: &str, path: &SchemaPath) -> TypeKind {
        let Some(node) = self.schemas().and_then(|schemas| schemas.get(key)) else {
            return TypeKind::Alias(Type::Value);
        };
        let mut parts = AllOfParts::default();
        let component = self.component_path(key);
        self.collect(node.into(), &component, &mut parts, &mut Vec::new(), true);
        self.kind_of_parts(parts, path)
    }

    /// Merges several declarations of the same property into one type.
    pub(super) fn merged_declarations(
        &mut self,
        declarations: &[LocatedSchema<'a>],
        path: &SchemaPath,
    ) -> Type {
        let Some(last) = declarations.last() else {
            return Type::Value;
        };
        if declarations.iter().any(|it| it.node.is_any_value()) {
            return Type::Value;
        }
        let path = &*self.with_stated_name(path);
        self.inline(last.node, path, |it| {
            let mut parts = AllOfParts::default();
            for LocatedSchema { node, path } in declarations {
                it.collect(*node, path, &mut parts, &mut Vec::new(), true);
            }
            it.kind_of_parts(parts, path)
        })
    }

    pub(super) fn kind_of_parts(
        &mut self,
        mut parts: AllOfParts<'a>,
        path: &SchemaPath,
    ) -> TypeKind {
        if !parts.choices.is_empty()
            && let Some(kind) = self.resolve_choices(&mut parts, path)
        {
            return kind;
        }
        let is_object = if parts.others.is_empty() {
            parts.any_object
        } else {
            parts.declares_object
        };
        match (is_object, parts.others.is_empty()) {
            (true, true) if parts.properties.is_empty() => TypeKind::Alias(self.map_of(parts)),
            (true, true) => TypeKind::Struct(self.struct_of(parts, path)),
            (false, false) => match self.merged_enum(&parts.others, path) {
                Some(kind) => kind,
                None => TypeKind::Alias(self.narrowest(&parts.others, path)),
            },
            (false, true) => TypeKind::Alias(Type::Value),
            (true, false) => {
                let kinds = parts
                    .others
                    .iter()
                    .filter_map(|other| self.target(other.node))
                    .filter_map(|view| view.primitive);
                let kinds: Vec<_> = kinds.map(Primitive::name).collect();
                self.contradiction(
                    path,
                    &format!("both an object and of type {}", kinds.join(", ")),
                );
                TypeKind::Alias(Type::Value)
            }
        }
    }

    pub(super) fn contradiction(&mut self, path: &SchemaPath, what: &str) {
        self.error(
            "contradictory-all-of",
            &path.pointer,
            format!("the members of `allOf` contradict each other: a value cannot be {what}"),
        );
    }

    fn map_of(&mut self, parts: AllOfParts<'a>) -> Type {
        let values = match parts.additional {
            Some(additional) => self.type_of(additional.node, &additional.path),
            None => Type::Value,
        };
        Type::Map(Box::new(values))
    }

    fn struct_of(&mut self, parts: AllOfParts<'a>, path: &SchemaPath) -> StructDef {
        let extends = parts.bases.iter().filter_map(|base| self.struct_name(base));
        let extends = extends
            .map(|target| Extends {
                target: target.clone(),
                fields: Vec::new(),
            })
            .collect();
        let fields = self.fields(&parts, path);
        let additional = parts
            .additional
            .map(|additional| self.type_of(additional.node, &additional.path));
        StructDef {
            fields,
            additional,
            closed: false,
            extends,
        }
    }

    pub(super) fn collect(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        parts: &mut AllOfParts<'a>,
        ancestors: &mut Vec<&'a str>,
        is_direct: bool,
    ) {
        if !self.may_merge(1, &path.pointer) {
            return;
        }
        match node {
            SchemaNode::Reference(reference) => {
                let Some((key, target)) = self.component(reference) else {
                    return self.error(
                        "dangling-reference",
                        &path.pointer,
                        format!("`{reference}` does not exist"),
                    );
                };
                if ancestors.contains(&key) {
                    return self.error(
                        "reference-cycle",
                        &path.pointer,
                        format!("`{key}` contains itself through `allOf`"),
                    );
                }
                if ancestors.len() == MAX_DEPTH {
                    let message =
                        format!("more than {MAX_DEPTH} components extend each other in a chain");
                    return self.error("too-deep", &path.pointer, message);
                }
                if is_direct {
                    parts.bases.insert(key);
                }
                ancestors.push(key);
                parts.collected.insert(key);
                let before = parts.others.len();
                let choices = parts.choices.len();
                self.collect(target, &self.component_path(key), parts, ancestors, false);
                // A component that is only a choice keeps its own type name.
                if let [choice] = parts.choices.get_mut(choices..).unwrap_or_default()
                    && self
                        .target(target)
                        .is_some_and(|view| view.is_only_choice())
                {
                    choice.node = node;
                }
                // A component that is not an object keeps its own type name, too.
                let named = parts.others.drain(before..).next();
                let named = named.map(|other| LocatedSchema { node, ..other });
                parts.others.extend(named);
                ancestors.pop();
            }
            SchemaNode::Schema(schema) => {
                let view = SchemaView::new(schema);
                self.content_schemas.add_text(&view, path);
                if view.all_of.is_empty() && !view.is_object() && view.alternatives().is_none() {
                    if view.primitive.is_some() || view.has_values() {
                        parts.others.push(LocatedSchema {
                            node,
                            path: path.clone(),
                        });
                    } else {
                        parts.require(&view);
                    }
                } else {
                    self.collect_view(&view, path, parts, ancestors, is_direct);
                }
            }
        }
    }

    fn collect_view(
        &mut self,
        view: &SchemaView<'a>,
        path: &SchemaPath,
        parts: &mut AllOfParts<'a>,
        ancestors: &mut Vec<&'a str>,
        is_direct: bool,
    ) {
        for (index, part) in view.all_of.iter().enumerate() {
            self.collect(
                part.into(),
                &path.to_member("allOf", index),
                parts,
                ancestors,
                is_direct,
            );
        }
        parts.add_choice(view, path);
        if view.has_values() {
            parts.others.push(LocatedSchema {
                node: SchemaNode::Schema(view.schema),
                path: path.clone(),
            });
        }
        let properties = view.properties().count();
        if self.may_merge(properties, &path.pointer)
            && self.may_name_properties(view, &path.pointer)
        {
            parts.add_own(view, path);
        }
    }
}

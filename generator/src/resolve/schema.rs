//! Resolves a schema into a type: properties become a struct, `enum` becomes an enum. An inline type gets its name
//! from its path.

use openapiv3::{AdditionalProperties, Schema, SchemaData};
use serde_json::Value;

use super::all_of_choices::only_restrict;
use super::context::Resolver;
use super::integer::{excess, integer_type};
use super::limits::MAX_REFERENCES;
use super::mapping::LocatedDiscriminator;
use super::order::canonical;
use super::schema_path::SchemaPath;
use super::schema_view::{Primitive, SchemaNode, SchemaView, address, single_member_of};
use crate::document::{NULL_ONLY, PREFIX_ITEMS};
use crate::model::{Type, TypeKind};

/// The maximum number of choices inside of each other that can make a schema nullable.
const MAX_CHOICES: usize = 8;

impl<'a> Resolver<'a> {
    /// The type of a value, neither absent nor `null`, of an inline schema or a reference.
    pub(super) fn type_of(&mut self, node: SchemaNode<'a>, path: &SchemaPath) -> Type {
        match node {
            SchemaNode::Reference(reference) => self.named_type(reference, path),
            SchemaNode::Schema(schema) => {
                let path = &*self.with_stated_name(path);
                let view = SchemaView::new(schema);
                if merges_schemas(&view) {
                    return self.inline(node, path, |it| it.kind_of_schema(&view, path));
                }
                if let Some(name) = self.declared.get(&path.pointer) {
                    return Type::Named(name.clone());
                }
                match self.kind_of_schema(&view, path) {
                    TypeKind::Alias(ty) => ty,
                    kind => self.declare(node, path, kind),
                }
            }
        }
    }

    fn named_type(&mut self, reference: &str, path: &SchemaPath) -> Type {
        let known = self
            .component(reference)
            .and_then(|(key, _)| self.component_names.get(key));
        if let Some(name) = known {
            return Type::Named(name.clone());
        }
        self.error(
            "dangling-reference",
            &path.pointer,
            format!("`{reference}` does not exist"),
        );
        Type::Value
    }

    /// Adds the types of all schema components.
    pub(super) fn define_components(&mut self) {
        let mut components = self.schemas().map(canonical).unwrap_or_default();
        components.retain(|(key, _)| !self.event_components.contains(key));
        components.sort_by_cached_key(|(_, node)| self.definition_phase(SchemaNode::from(*node)));
        for (key, node) in components {
            let path = self.component_path(key);
            if self.hierarchies.get(key).is_some() {
                self.define_base(key, node.into(), &path);
            } else {
                let kind = self.kind_of_component(key, node.into(), &path);
                self.add_type(path, node.into(), kind);
            }
        }
        self.define_hierarchies();
    }

    /// Enums are defined first, then merged schemas that are not objects, then all others: the fields of a struct
    /// depend on the number of values of their enums.
    fn definition_phase(&self, node: SchemaNode<'a>) -> usize {
        let SchemaNode::Schema(schema) = node else {
            return 2;
        };
        let view = SchemaView::new(schema);
        if view.has_values() && node.is_scalar() {
            return 0;
        }
        let mut members = view.all_of.iter().map(SchemaNode::from);
        let is_scalar = |member| {
            let target = self.target_schema(member);
            target.is_some_and(|schema| SchemaNode::Schema(schema).is_scalar())
        };
        if view.all_of.is_empty() || !members.all(is_scalar) {
            2
        } else {
            1
        }
    }

    /// The definition of the type of a component.
    pub(super) fn kind_of(&mut self, node: SchemaNode<'a>, path: &SchemaPath) -> TypeKind {
        match node {
            SchemaNode::Reference(reference) => TypeKind::Alias(self.named_type(reference, path)),
            SchemaNode::Schema(schema) => self.kind_of_schema(&SchemaView::new(schema), path),
        }
    }

    fn kind_of_schema(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> TypeKind {
        self.content_schemas.add_text(view, path);
        if let Some((index, part)) = view.single_member_with_index() {
            return self.kind_of(part, &path.to_member("allOf", index));
        }
        if merges_schemas(view) {
            return self.merged(view, path);
        }
        let choice = view.alternatives();
        if let Some((keyword, members)) =
            choice.filter(|(_, members)| !only_restrict(view, members))
        {
            let discriminator = LocatedDiscriminator::of(view, path);
            return self.union(discriminator, keyword, members, path);
        }
        if !view.strings.is_empty() && matches!(view.primitive, None | Some(Primitive::String))
            || !view.integers.is_empty()
                && matches!(view.primitive, None | Some(Primitive::Integer))
        {
            return TypeKind::Enum(self.enumeration(view, path));
        }
        if view.is_object() {
            return self.object(view, path);
        }
        if view.has_other_values {
            self.warn(
                "untranslated-keyword",
                &path.pointer.child("enum"),
                "only strings and signed integers of 64 bits are supported in `enum`; treated as any value of the type",
            );
        }
        TypeKind::Alias(self.scalar_or_list(view, path))
    }

    fn object(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> TypeKind {
        if view.has_properties() {
            return self.structure(view, path);
        }
        let values = match view.additional {
            Some(AdditionalProperties::Schema(schema)) => self.element_type(
                schema.as_ref().into(),
                &path.to_keyword("additionalProperties", "Value"),
            ),
            _ => Type::Value,
        };
        TypeKind::Alias(Type::Map(Box::new(values)))
    }

    fn scalar_or_list(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> Type {
        match view.primitive {
            Some(Primitive::Array) => self.list(view, path),
            None if view.items.is_some() => self.list(view, path),
            Some(Primitive::Integer) => {
                let default = self.integer(view, path);
                self.type_of_format(view, path, default)
            }
            Some(primitive) => self.type_of_format(view, path, scalar(primitive, view.format)),
            None => Type::Value,
        }
    }

    fn integer(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> Type {
        if let Some(reason) = excess(view) {
            let message = format!("{reason}; decoding such a value fails");
            self.warn("integer-range", &path.pointer, message);
        }
        integer_type(view)
    }

    fn list(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> Type {
        if let Some(items) = tuple_items(view) {
            let types = items.into_iter().enumerate().map(|(index, item)| {
                let path =
                    path.to_named_member("prefixItems", index, &format!("Item{}", index + 1));
                self.element_type(item, &path)
            });
            return Type::Tuple(types.collect());
        }
        let item = match view.items {
            Some(items) => self.element_type(items, &path.to_keyword("items", "Item")),
            None => Type::Value,
        };
        Type::List(Box::new(item))
    }

    /// The type of a list's items or a map's values. A nullable schema becomes [`Type::Nullable`]. Only fields have a
    /// `Presence`, which expresses `null` otherwise.
    pub(super) fn element_type(&mut self, node: SchemaNode<'a>, path: &SchemaPath) -> Type {
        let ty = self.type_of(node, path);
        if self.is_nullable(node) && ty != Type::Value {
            Type::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    /// True if the schema is nullable, after references.
    pub(super) fn is_nullable(&self, node: SchemaNode<'a>) -> bool {
        self.may_be_null(node, MAX_CHOICES)
    }

    /// True if the schema is nullable, or one of its alternatives. At most `depth` choices are nested.
    fn may_be_null(&self, node: SchemaNode<'a>, depth: usize) -> bool {
        if self.has_flag(node, |data| data.nullable) {
            return true;
        }
        let (Some(schema), Some(depth)) = (self.target_schema(node), depth.checked_sub(1)) else {
            return false;
        };
        let view = SchemaView::new(schema);
        if !view.is_only_choice() {
            return false;
        }
        let key = address(schema);
        if let Some(known) = self.nullable_choices.borrow().get(&key) {
            return *known;
        }
        let members = view
            .alternatives()
            .into_iter()
            .flat_map(|(_, members)| members);
        let is_nullable = members
            .into_iter()
            .any(|it| self.may_be_null(it.into(), depth));
        self.nullable_choices.borrow_mut().insert(key, is_nullable);
        is_nullable
    }

    /// True if `null` is the only value of the schema, after references.
    pub(super) fn is_only_null(&self, node: SchemaNode<'a>) -> bool {
        let schema = self.target_schema(node);
        schema.is_some_and(|schema| schema.schema_data.extensions.contains_key(NULL_ONLY))
    }

    /// True if a flag of the schema is set, after references.
    pub(super) fn has_flag(&self, node: SchemaNode<'a>, flag: fn(&SchemaData) -> bool) -> bool {
        let mut node = node;
        for _ in 0..MAX_REFERENCES {
            match node {
                SchemaNode::Reference(reference) => match self.component(reference) {
                    Some((_, target)) => node = target,
                    None => return false,
                },
                SchemaNode::Schema(schema) if flag(&schema.schema_data) => return true,
                SchemaNode::Schema(schema) => match single_member_of(schema) {
                    Some(part) => node = part,
                    None => return false,
                },
            }
        }
        false
    }

    /// A view of the schema after references and single `allOf` members.
    pub(super) fn target(&self, node: SchemaNode<'a>) -> Option<SchemaView<'a>> {
        self.target_schema(node).map(SchemaView::new)
    }

    /// The schema after references and single `allOf` members.
    pub(super) fn target_schema(&self, node: SchemaNode<'a>) -> Option<&'a Schema> {
        let mut node = node;
        for _ in 0..MAX_REFERENCES {
            match node {
                SchemaNode::Reference(reference) => node = self.component(reference)?.1,
                SchemaNode::Schema(schema) => match single_member_of(schema) {
                    Some(part) => node = part,
                    None => return Some(schema),
                },
            }
        }
        None
    }

    /// True for lists and maps. They can be empty instead of absent.
    pub(super) fn is_collection(&self, node: SchemaNode<'a>) -> bool {
        let mut node = node;
        for _ in 0..MAX_REFERENCES {
            let Some(view) = self.target(node) else {
                return false;
            };
            let Some((_, members)) = view.alternatives() else {
                return view.all_of.is_empty()
                    && match view.primitive {
                        Some(Primitive::Array) => tuple_items(&view).is_none(),
                        Some(Primitive::Object) | None => {
                            view.is_object() && !view.has_properties()
                        }
                        Some(_) => false,
                    };
            };
            // A choice of one type is this type.
            let members = members.iter().map(SchemaNode::from);
            let mut members = members.filter(|member| !self.is_only_null(*member));
            match (members.next(), members.next()) {
                (Some(only), None) if view.is_only_choice() => node = only,
                _ => return false,
            }
        }
        false
    }
}

/// True if a schema merges other schemas, possibly itself.
fn merges_schemas(view: &SchemaView<'_>) -> bool {
    !view.all_of.is_empty() || view.has_properties() && view.alternatives().is_some()
}

/// The item schemas of a tuple.
pub(super) fn tuple_items<'a>(view: &SchemaView<'a>) -> Option<Vec<SchemaNode<'a>>> {
    let indices = view.data.extensions.get(PREFIX_ITEMS)?.as_array()?;
    items_at(view, indices)
}

/// The schemas at indices among the alternatives of the items of a list. The indices include all alternatives.
pub(super) fn items_at<'a, 'i>(
    view: &SchemaView<'a>,
    indices: impl IntoIterator<Item = &'i Value>,
) -> Option<Vec<SchemaNode<'a>>> {
    let index = |it: &Value| it.as_u64()?.try_into().ok();
    let indices: Vec<usize> = indices.into_iter().map(index).collect::<Option<_>>()?;
    if indices.iter().all(|index| *index == 0) {
        return Some(vec![view.items?; indices.len()]);
    }
    let SchemaNode::Schema(schema) = view.items? else {
        return None;
    };
    let (_, members) = SchemaView::new(schema).alternatives()?;
    let item = |index: usize| members.get(index).map(SchemaNode::from);
    indices.into_iter().map(item).collect()
}

/// The Rust type of a string, number or boolean.
fn scalar(primitive: Primitive, format: Option<&str>) -> Type {
    match (primitive, format) {
        (Primitive::Boolean, _) => Type::Bool,
        (Primitive::Integer, _) => Type::I64,
        (Primitive::Number, Some("float")) => Type::F32,
        (Primitive::Number, _) => Type::F64,
        (Primitive::String, Some("date")) => Type::Date,
        (Primitive::String, Some("date-time")) => Type::Timestamp,
        (Primitive::String, Some("uuid")) => Type::Uuid,
        (Primitive::String, _) => Type::String,
        (Primitive::Object, _) => Type::Map(Box::new(Type::Value)),
        (Primitive::Array, _) => Type::List(Box::new(Type::Value)),
    }
}

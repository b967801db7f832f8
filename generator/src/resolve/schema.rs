//! From a schema to a type: what has properties becomes a struct, a list of strings an enum, and so on;
//! what needs a name but has none is named by its place.

use openapiv3::{AdditionalProperties, Schema, SchemaData};

use super::view::{Node, Primitive, View, lone_part_of};
use super::{Place, Resolver};
use crate::document::PREFIX_ITEMS;
use crate::model::{Type, TypeKind};

/// How many references may lead to references before a chain counts as endless.
const LONGEST_CHAIN: usize = 64;

impl<'a> Resolver<'a> {
    /// The type of a value that is there, for a schema that has no name of its own.
    pub(super) fn type_of(&mut self, node: Node<'a>, place: &Place) -> Type {
        match node {
            Node::Reference(reference) => self.named(reference, place),
            Node::Schema(schema) => {
                let view = View::of(schema);
                if is_merged(&view) {
                    return self.inline(node, place, |it| it.kind_of_schema(&view, place));
                }
                if let Some(name) = self.declared.get(&place.pointer) {
                    return Type::Named(name.clone());
                }
                match self.kind_of_schema(&view, place) {
                    TypeKind::Alias(ty) => ty,
                    kind => self.declare(node, place, kind),
                }
            }
        }
    }

    fn named(&mut self, reference: &str, place: &Place) -> Type {
        let known = self
            .component(reference)
            .and_then(|(key, _)| self.component_names.get(key));
        if let Some(name) = known {
            return Type::Named(name.clone());
        }
        self.error(
            "dangling-reference",
            &place.pointer,
            format!("`{reference}` leads nowhere"),
        );
        Type::Value
    }

    /// What a component is.
    pub(super) fn kind_of(&mut self, node: Node<'a>, place: &Place) -> TypeKind {
        match node {
            Node::Reference(reference) => TypeKind::Alias(self.named(reference, place)),
            Node::Schema(schema) => self.kind_of_schema(&View::of(schema), place),
        }
    }

    fn kind_of_schema(&mut self, view: &View<'a>, place: &Place) -> TypeKind {
        if let Some((index, part)) = view.lone_part_with_index() {
            return self.kind_of(part, &place.part("allOf", index));
        }
        if is_merged(view) {
            return self.merged(view, place);
        }
        if let Some((keyword, members)) = view.alternatives() {
            let discriminator = view.data.discriminator.as_ref();
            return self.union(discriminator, keyword, members, place);
        }
        if !view.strings.is_empty() && matches!(view.primitive, None | Some(Primitive::String))
            || !view.integers.is_empty()
                && matches!(view.primitive, None | Some(Primitive::Integer))
        {
            return TypeKind::Enum(self.enumeration(view, place));
        }
        if view.is_object() {
            return self.object(view, place);
        }
        if view.has_other_values {
            self.warn(
                "untranslated-keyword",
                &place.pointer.child("enum"),
                "only lists of strings or of whole numbers become enums; any value of the type is taken here",
            );
        }
        TypeKind::Alias(self.scalar_or_list(view, place))
    }

    fn object(&mut self, view: &View<'a>, place: &Place) -> TypeKind {
        if view.has_properties() {
            return self.structure(view, place);
        }
        let values = match view.additional {
            Some(AdditionalProperties::Schema(schema)) => self.element_type(
                schema.as_ref().into(),
                &place.inside("additionalProperties", "Value"),
            ),
            _ => Type::Value,
        };
        TypeKind::Alias(Type::Map(Box::new(values)))
    }

    fn scalar_or_list(&mut self, view: &View<'a>, place: &Place) -> Type {
        match view.primitive {
            Some(Primitive::Array) => self.list(view, place),
            None if view.items.is_some() => self.list(view, place),
            Some(primitive) => scalar(primitive, view.format),
            None => Type::Value,
        }
    }

    fn list(&mut self, view: &View<'a>, place: &Place) -> Type {
        if let Some(items) = tuple_items(view) {
            let types = items.into_iter().enumerate().map(|(index, item)| {
                let place = place.alternative("prefixItems", index, &format!("Item{}", index + 1));
                self.element_type(item, &place)
            });
            return Type::Tuple(types.collect());
        }
        let item = match view.items {
            Some(items) => self.element_type(items, &place.inside("items", "Item")),
            None => Type::Value,
        };
        Type::List(Box::new(item))
    }

    /// The type of an item or a map's value, which has no key to leave out and so keeps its `null`.
    fn element_type(&mut self, node: Node<'a>, place: &Place) -> Type {
        let ty = self.type_of(node, place);
        if self.is_nullable(node) && ty != Type::Value {
            Type::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    /// Whether `null` is among the values, here or where references lead.
    pub(super) fn is_nullable(&self, node: Node<'a>) -> bool {
        self.says(node, |data| data.nullable)
    }

    /// Whether a schema says something, here or where references lead.
    pub(super) fn says(&self, node: Node<'a>, something: fn(&SchemaData) -> bool) -> bool {
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            match node {
                Node::Reference(reference) => match self.component(reference) {
                    Some((_, target)) => node = target,
                    None => return false,
                },
                Node::Schema(schema) if something(&schema.schema_data) => return true,
                Node::Schema(schema) => match lone_part_of(schema) {
                    Some(part) => node = part,
                    None => return false,
                },
            }
        }
        false
    }

    /// The schema at the end of references and lone `allOf` parts, looked at.
    pub(super) fn target(&self, node: Node<'a>) -> Option<View<'a>> {
        self.target_schema(node).map(View::of)
    }

    /// The schema at the end of references and lone `allOf` parts.
    pub(super) fn target_schema(&self, node: Node<'a>) -> Option<&'a Schema> {
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            match node {
                Node::Reference(reference) => node = self.component(reference)?.1,
                Node::Schema(schema) => match lone_part_of(schema) {
                    Some(part) => node = part,
                    None => return Some(schema),
                },
            }
        }
        None
    }

    /// Whether a value is a list or a map, which has an empty value of its own.
    pub(super) fn is_collection(&self, node: Node<'a>) -> bool {
        self.target(node).is_some_and(|view| {
            view.all_of.is_empty()
                && view.alternatives().is_none()
                && match view.primitive {
                    Some(Primitive::Array) => tuple_items(&view).is_none(),
                    Some(Primitive::Object) | None => view.is_object() && !view.has_properties(),
                    Some(_) => false,
                }
        })
    }
}

/// Whether a schema takes in what others say, which may be anything: also itself.
fn is_merged(view: &View<'_>) -> bool {
    !view.all_of.is_empty() || view.has_properties() && view.alternatives().is_some()
}

/// The schemas of a tuple's items.
fn tuple_items<'a>(view: &View<'a>) -> Option<Vec<Node<'a>>> {
    let places = view.data.extensions.get(PREFIX_ITEMS)?.as_array()?;
    let places: Vec<usize> = places
        .iter()
        .map(|place| place.as_u64()?.try_into().ok())
        .collect::<Option<_>>()?;
    let items = view.items?;
    if places.iter().all(|place| *place == 0) {
        return Some(vec![items; places.len()]);
    }
    let Node::Schema(schema) = items else {
        return None;
    };
    let (_, members) = View::of(schema).alternatives()?;
    let item = |place: usize| members.get(place).map(Node::from);
    places.into_iter().map(item).collect()
}

/// The Rust type of a string, number or boolean.
fn scalar(primitive: Primitive, format: Option<&str>) -> Type {
    match (primitive, format) {
        (Primitive::Boolean, _) => Type::Bool,
        (Primitive::Integer, Some("int32" | "int8" | "int16")) => Type::I32,
        (Primitive::Integer, Some("uint32" | "uint8" | "uint16")) => Type::U32,
        (Primitive::Integer, Some("uint64" | "uint")) => Type::U64,
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

//! The enum of several `allOf` members that are not objects: its values are those that all members list.

use indexmap::IndexSet;
use openapiv3::Schema;

use super::all_of_parts::LocatedSchema;
use super::context::Resolver;
use super::enumeration::has_texts;
use super::limits::MAX_REFERENCES;
use super::schema_path::SchemaPath;
use super::schema_view::{Primitive, SchemaNode, SchemaView};
use crate::model::{Type, TypeKind};

/// The values that a schema lists, as JSON text without the quotes of a string.
struct ListedValues<'a> {
    primitive: Primitive,
    wires: IndexSet<String>,
    /// The schema that describes the values: the one with the fewest values, or one that has a text for each.
    schema: &'a Schema,
}

impl<'a> Resolver<'a> {
    /// The enum that satisfies all declarations. `None` if none of them lists values.
    pub(super) fn merged_enum(
        &mut self,
        declarations: &[LocatedSchema<'a>],
        path: &SchemaPath,
    ) -> Option<TypeKind> {
        let mut all: Option<ListedValues<'a>> = None;
        let mut named = Vec::new();
        for declaration in declarations {
            let Some(values) = self.listed_values(declaration.node, path, 0) else {
                continue;
            };
            if let SchemaNode::Reference(_) = declaration.node {
                named.push((declaration, values.wires.len()));
            }
            all = Some(match all {
                None => values,
                Some(others) => values.intersection(others),
            });
        }
        let values = all?;
        let fits = |primitive| match values.primitive {
            Primitive::String => primitive == Primitive::String,
            _ => matches!(primitive, Primitive::Integer | Primitive::Number),
        };
        let mut primitives = declarations.iter().filter_map(|declaration| {
            let view = self.target(declaration.node)?;
            view.primitive.filter(|primitive| !fits(*primitive))
        });
        if let Some(other) = primitives.next() {
            let what = format!(
                "both of type {} and of type {}",
                values.primitive.name(),
                other.name()
            );
            self.contradiction(path, &what);
            return Some(TypeKind::Alias(Type::Value));
        }
        if values.wires.is_empty() {
            self.contradiction(path, "in all lists of `enum`");
            return Some(TypeKind::Alias(Type::Value));
        }
        // A component that has no other values keeps its name.
        let same = named
            .into_iter()
            .find(|(_, count)| *count == values.wires.len());
        if let Some((component, _)) = same {
            return Some(TypeKind::Alias(
                self.type_of(component.node, &component.path),
            ));
        }
        let mut merged = self.enumeration(&SchemaView::new(values.schema), path);
        merged
            .variants
            .retain(|variant| values.wires.contains(&variant.wire));
        Some(TypeKind::Enum(merged))
    }

    /// True if no value satisfies all declarations, judged by their types and their listed values.
    pub(super) fn excludes_all(
        &mut self,
        declarations: &[LocatedSchema<'a>],
        path: &SchemaPath,
    ) -> bool {
        let mut primitive: Option<Primitive> = None;
        let mut all: Option<ListedValues<'a>> = None;
        for declaration in declarations {
            let values = self.listed_values(declaration.node, path, 0);
            let own = values.as_ref().map(|values| values.primitive);
            let own = own.or_else(|| self.target(declaration.node)?.primitive);
            primitive = match (primitive, own) {
                (Some(one), Some(other)) => match one.intersection(other) {
                    None => return true,
                    both => both,
                },
                (one, other) => one.or(other),
            };
            all = match (all, values) {
                (Some(others), Some(values)) => Some(values.intersection(others)),
                (one, other) => one.or(other),
            };
        }
        all.is_some_and(|values| values.wires.is_empty())
    }

    /// The values that a schema lists, itself and in its `allOf`, after references.
    fn listed_values(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
        depth: usize,
    ) -> Option<ListedValues<'a>> {
        let schema = self.target_schema(node)?;
        let view = SchemaView::new(schema);
        let mut all = ListedValues::new(&view);
        if depth < MAX_REFERENCES && self.may_merge(view.all_of.len(), &path.pointer) {
            for part in view.all_of {
                let Some(values) = self.listed_values(part.into(), path, depth + 1) else {
                    continue;
                };
                all = Some(match all {
                    None => values,
                    Some(others) => values.intersection(others),
                });
            }
        }
        all
    }
}

impl<'a> ListedValues<'a> {
    fn new(view: &SchemaView<'a>) -> Option<Self> {
        let (primitive, wires): (_, IndexSet<String>) = if view.strings.is_empty() {
            let wires = view.integers.iter().map(ToString::to_string);
            (Primitive::Integer, wires.collect())
        } else {
            let wires = view.strings.iter().map(ToString::to_string);
            (Primitive::String, wires.collect())
        };
        let listed = Self {
            primitive,
            wires,
            schema: view.schema,
        };
        Some(listed).filter(|listed| !listed.wires.is_empty())
    }

    fn intersection(self, other: Self) -> Self {
        let (mut few, many) = if self.wires.len() < other.wires.len() {
            (self, other)
        } else {
            (other, self)
        };
        let is_same_type = few.primitive == many.primitive;
        few.wires
            .retain(|wire| is_same_type && many.wires.contains(wire));
        if is_same_type && !has_texts(few.schema) && has_texts(many.schema) {
            few.schema = many.schema;
        }
        few
    }
}

//! `allOf` merged into one struct: parts nested to any depth, components among them, properties declared
//! more than once, and `required` lists that speak of another part's properties. Where a part offers a
//! choice, there is a struct for each alternative, with everything that the other parts say.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{AdditionalProperties, Discriminator, ReferenceOr, Schema};

use super::pointer::Pointer;
use super::view::{Node, Primitive, View};
use super::{Place, Resolver};
use crate::model::{Extends, StructDef, Type, TypeKind};

/// How many components may extend each other in a chain. Documents that people write have fewer than ten.
const DEEPEST: usize = 64;

/// One declaration of a property.
#[derive(Clone, Debug)]
pub(super) struct Declaration<'a> {
    pub(super) node: Node<'a>,
    pub(super) place: Place,
}

/// A part that offers a choice.
#[derive(Clone, Debug)]
pub(super) struct Choice<'a> {
    /// The part, as a schema or as the name of one.
    pub(super) node: Node<'a>,
    pub(super) place: Place,
    pub(super) keyword: &'static str,
    pub(super) members: &'a [ReferenceOr<Schema>],
    pub(super) discriminator: Option<&'a Discriminator>,
}

/// What the parts of an `allOf` say, taken together.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) properties: IndexMap<&'a str, Vec<Declaration<'a>>>,
    pub(super) required: IndexSet<&'a str>,
    pub(super) additional: Option<Declaration<'a>>,
    /// Components that are extended, the nearest only.
    bases: IndexSet<&'a str>,
    /// Parts that are no objects.
    others: Vec<Declaration<'a>>,
    /// Parts that offer a choice.
    pub(super) choices: Vec<Choice<'a>>,
    /// The choices that were made on the way to these parts.
    pub(super) made: Vec<Pointer>,
    /// How many ways there are to make these choices.
    pub(super) ways: usize,
    /// All components that were collected.
    pub(super) through: HashSet<&'a str>,
    any_object: bool,
}

impl<'a> Resolver<'a> {
    /// The one type that all parts of an `allOf` describe.
    pub(super) fn merged(&mut self, view: &View<'a>, place: &Place) -> TypeKind {
        let mut parts = Parts::default();
        self.collect_view(view, place, &mut parts, &mut Vec::new(), true);
        self.kind_of_parts(parts, place)
    }

    /// The struct of an object without `allOf`.
    pub(super) fn structure(&mut self, view: &View<'a>, place: &Place) -> TypeKind {
        let mut parts = Parts::default();
        parts.add_own(view, place);
        TypeKind::Struct(self.struct_of(parts, place))
    }

    /// The one type of several declarations of the same property.
    pub(super) fn merged_declarations(
        &mut self,
        declarations: &[Declaration<'a>],
        place: &Place,
    ) -> Type {
        let Some(last) = declarations.last() else {
            return Type::Value;
        };
        self.inline(last.node, place, |it| {
            let mut parts = Parts::default();
            for Declaration { node, place } in declarations {
                it.collect(*node, place, &mut parts, &mut Vec::new(), true);
            }
            it.kind_of_parts(parts, place)
        })
    }

    pub(super) fn kind_of_parts(&mut self, mut parts: Parts<'a>, place: &Place) -> TypeKind {
        if !parts.choices.is_empty()
            && let Some(kind) = self.chosen(&mut parts, place)
        {
            return kind;
        }
        match (parts.any_object, parts.others.is_empty()) {
            (true, true) if parts.properties.is_empty() => TypeKind::Alias(self.map_of(parts)),
            (true, true) => TypeKind::Struct(self.struct_of(parts, place)),
            (false, false) => TypeKind::Alias(self.narrowest(&parts.others, place)),
            (false, true) => TypeKind::Alias(Type::Value),
            (true, false) => {
                let kinds = parts
                    .others
                    .iter()
                    .filter_map(|other| self.target(other.node))
                    .filter_map(|view| view.primitive);
                let kinds: Vec<_> = kinds.map(Primitive::name).collect();
                self.contradiction(
                    place,
                    &format!("an object and a value of type {}", kinds.join(", ")),
                );
                TypeKind::Alias(Type::Value)
            }
        }
    }

    pub(super) fn contradiction(&mut self, place: &Place, what: &str) {
        self.error(
            "contradictory-all-of",
            &place.pointer,
            format!("no value can be all of this: {what}"),
        );
    }

    fn map_of(&mut self, parts: Parts<'a>) -> Type {
        let values = match parts.additional {
            Some(additional) => self.type_of(additional.node, &additional.place),
            None => Type::Value,
        };
        Type::Map(Box::new(values))
    }

    fn struct_of(&mut self, parts: Parts<'a>, place: &Place) -> StructDef {
        let extends = parts
            .bases
            .iter()
            .filter_map(|base| self.component_names.get(base));
        let extends = extends
            .map(|target| Extends {
                target: target.clone(),
                fields: Vec::new(),
            })
            .collect();
        let fields = self.fields(&parts, place);
        let additional = parts
            .additional
            .map(|additional| self.type_of(additional.node, &additional.place));
        StructDef {
            fields,
            additional,
            extends,
        }
    }

    /// The type that fits all of several declarations that are no objects.
    fn narrowest(&mut self, declarations: &[Declaration<'a>], place: &Place) -> Type {
        if let [_, _, ..] = declarations
            && let Some(items) = self.items_of_all(declarations)
        {
            return Type::List(Box::new(self.merged_items(&items, place)));
        }
        let mut found: Option<Type> = None;
        for declaration in declarations {
            let ty = self.type_of(declaration.node, &declaration.place);
            found = Some(match found {
                None => ty,
                Some(before) => self.narrower(&before, &ty, DEEPEST).unwrap_or_else(|| {
                    self.contradiction(place, &format!("`{before}` and `{ty}`"));
                    ty
                }),
            });
        }
        found.unwrap_or(Type::Value)
    }

    /// The items of several lists, if lists are all there is.
    fn items_of_all(&self, declarations: &[Declaration<'a>]) -> Option<Vec<Declaration<'a>>> {
        let items = declarations.iter().map(|declaration| {
            let place = match declaration.node {
                Node::Reference(reference) => self.component_place(self.component(reference)?.0),
                Node::Schema(_) => declaration.place.clone(),
            };
            let node = self.target(declaration.node)?.items?;
            let place = place.inside("items", "Item");
            Some(Declaration { node, place })
        });
        items.collect()
    }

    /// The type of an item that is in several lists at once.
    fn merged_items(&mut self, items: &[Declaration<'a>], place: &Place) -> Type {
        let place = place.inside("items", "Item");
        let ty = self.type_of_all(items, &place);
        let nullable = items.iter().all(|item| self.is_nullable(item.node));
        if nullable && ty != Type::Value {
            Type::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    /// Of two types the one whose values the other has, too. Aliases of lists of themselves are followed so
    /// far and no further.
    fn narrower(&self, one: &Type, other: &Type, depth: usize) -> Option<Type> {
        use Type::{
            Bool, Date, F32, F64, I32, I64, List, Named, String, Timestamp, U32, U64, Uuid, Value,
        };
        let depth = depth.checked_sub(1)?;
        if one == other {
            return Some(other.clone());
        }
        Some(match (one, other) {
            (Value, ty) | (ty, Value) => ty.clone(),
            (String, text @ (Date | Timestamp | Uuid))
            | (text @ (Date | Timestamp | Uuid), String) => text.clone(),
            (F64 | F32, whole @ (I32 | I64 | U32 | U64))
            | (whole @ (I32 | I64 | U32 | U64), F64 | F32) => whole.clone(),
            (I64, I32) | (I32, I64) => I32,
            (F64, F32) | (F32, F64) => F32,
            (U64, U32) | (U32, U64) => U32,
            (List(one), List(other)) => List(Box::new(self.narrower(one, other, depth)?)),
            (Named(_), Named(_)) if self.is_enum(one) && self.is_enum(other) => other.clone(),
            (String | I32 | I64 | U32 | U64, ty) | (ty, String | I32 | I64 | U32 | U64)
                if self.is_enum(ty) =>
            {
                ty.clone()
            }
            (Bool, _) | (_, Bool) => return None,
            (Named(name), ty) | (ty, Named(name)) => {
                match self.types.get(name).map(|definition| &definition.kind) {
                    Some(TypeKind::Alias(alias)) => self.narrower(alias, ty, depth)?,
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    fn is_enum(&self, ty: &Type) -> bool {
        let Type::Named(name) = ty else { return false };
        match self.types.get(name) {
            Some(definition) => matches!(definition.kind, TypeKind::Enum(_)),
            None => self
                .component_named(name)
                .is_some_and(|node| self.target(node).is_some_and(|view| view.has_values())),
        }
    }

    fn component_named(&self, name: &str) -> Option<Node<'a>> {
        let (key, _) = self
            .component_names
            .iter()
            .find(|(_, known)| *known == name)?;
        self.schemas()?.get(*key).map(Node::from)
    }

    pub(super) fn collect(
        &mut self,
        node: Node<'a>,
        place: &Place,
        parts: &mut Parts<'a>,
        above: &mut Vec<&'a str>,
        near: bool,
    ) {
        match node {
            Node::Reference(reference) => {
                let Some((key, target)) = self.component(reference) else {
                    return self.error(
                        "dangling-reference",
                        &place.pointer,
                        format!("`{reference}` leads nowhere"),
                    );
                };
                if above.contains(&key) {
                    return self.error(
                        "reference-cycle",
                        &place.pointer,
                        format!("`{key}` is part of itself"),
                    );
                }
                if above.len() == DEEPEST {
                    let message =
                        format!("components extend each other more than {DEEPEST} times over");
                    return self.error("too-deep", &place.pointer, message);
                }
                if near {
                    parts.bases.insert(key);
                }
                above.push(key);
                parts.through.insert(key);
                let before = parts.others.len();
                let choices = parts.choices.len();
                self.collect(target, &self.component_place(key), parts, above, false);
                // A component that is nothing but a choice is meant by its name, too.
                if let [choice] = parts.choices.get_mut(choices..).unwrap_or_default()
                    && self.target(target).is_some_and(|view| view.is_choice())
                {
                    choice.node = node;
                }
                // A component that is no object is meant by its name, not by its schema.
                let named = parts.others.drain(before..).next();
                let named = named.map(|other| Declaration { node, ..other });
                parts.others.extend(named);
                above.pop();
            }
            Node::Schema(schema) => {
                let view = View::of(schema);
                if view.all_of.is_empty() && !view.is_object() && view.alternatives().is_none() {
                    if view.primitive.is_some() || view.has_values() {
                        parts.others.push(Declaration {
                            node,
                            place: place.clone(),
                        });
                    } else {
                        parts.require(&view);
                    }
                } else {
                    self.collect_view(&view, place, parts, above, near);
                }
            }
        }
    }

    fn collect_view(
        &mut self,
        view: &View<'a>,
        place: &Place,
        parts: &mut Parts<'a>,
        above: &mut Vec<&'a str>,
        near: bool,
    ) {
        for (index, part) in view.all_of.iter().enumerate() {
            self.collect(part.into(), &place.part("allOf", index), parts, above, near);
        }
        parts.add_choice(view, place);
        parts.add_own(view, place);
    }
}

impl<'a> Parts<'a> {
    fn add_choice(&mut self, view: &View<'a>, place: &Place) {
        if let Some((keyword, members)) = view.alternatives() {
            self.choices.push(Choice {
                node: Node::Schema(view.schema),
                place: place.clone(),
                keyword,
                members,
                discriminator: view.data.discriminator.as_ref(),
            });
        }
    }

    /// Whether there is nothing but choices.
    pub(super) fn is_only_choices(&self) -> bool {
        self.properties.is_empty()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.others.is_empty()
    }

    /// Whether there are parts that are no objects.
    pub(super) fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// What a schema says of its own properties.
    fn add_own(&mut self, view: &View<'a>, place: &Place) {
        self.any_object |= view.is_object();
        for (name, node) in view.properties() {
            let declaration = Declaration {
                node,
                place: place.below("properties", name),
            };
            self.properties.entry(name).or_default().push(declaration);
        }
        if let Some(AdditionalProperties::Schema(schema)) = view.additional {
            let place = place.inside("additionalProperties", "Value");
            self.additional = Some(Declaration {
                node: schema.as_ref().into(),
                place,
            });
        }
        self.require(view);
    }

    fn require(&mut self, view: &View<'a>) {
        self.required
            .extend(view.required.iter().map(String::as_str));
    }
}

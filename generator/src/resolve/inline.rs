//! Inline types: each is named by its place, but equal ones are one type with one name. Objects are equal if
//! the lists of values and the choices in them are, whatever these are called.
//!
//! Enums and unions say less about what they are for than objects do: a tenant's `status` may well have the values
//! of a pause's. So equal ones are one type only where a bond between their places makes one name fit both.

use std::collections::HashMap;

use super::pointer::Pointer;
use super::view::Node;
use super::{Place, Resolver, names};
use crate::model::{Type, TypeKind};

/// The inline types that are known.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// The places of types that are being made, and the names of those that were met again meanwhile.
    under_way: HashMap<Pointer, Option<String>>,
    /// The shapes of types, numbered.
    numbers: HashMap<TypeKind, usize>,
    /// Names of objects by the number of their shape.
    objects: HashMap<usize, String>,
    /// Names of enums and unions by the number of their shape and a bond with their place.
    bound: HashMap<(usize, Bond), String>,
    /// What stands for an enum or a union in the shape of an object that holds it.
    signatures: HashMap<String, String>,
    /// Enums and unions in the order in which they were met.
    log: Vec<Entry>,
}

/// What places have in common whose enums and unions are one type if they are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Bond {
    /// Properties of one name below the same component or path.
    Top { role: String, top: String },
    /// Properties of one name, in properties of one name; or parameters of one name.
    Owner { role: String, owner: String },
    /// Properties or parameters of one name that is of several words, and so says itself what it is about.
    Words { role: String },
}

/// An enum or a union that was met.
#[derive(Debug)]
struct Entry {
    pointer: Pointer,
    name: String,
    /// Whether it is a type of its own.
    is_new: bool,
    /// By what others may have the same type.
    bonds: Vec<(usize, Bond)>,
}

impl<'a> Resolver<'a> {
    /// An inline type that may hold itself, by way of what it takes in: then it is under way when it is met again,
    /// and has its name from there on.
    pub(super) fn inline(
        &mut self,
        node: Node<'a>,
        place: &Place,
        kind: impl FnOnce(&mut Self) -> TypeKind,
    ) -> Type {
        if let Some(name) = self.declared.get(&place.pointer) {
            return Type::Named(name.clone());
        }
        if let Some(name) = self.inline.under_way.get(&place.pointer).cloned() {
            let name = name.unwrap_or_else(|| {
                self.take_type_name(&names::type_name(&place.name), &place.pointer)
            });
            let own = Some(name.clone());
            self.inline.under_way.insert(place.pointer.clone(), own);
            return Type::Named(name);
        }
        self.inline.under_way.insert(place.pointer.clone(), None);
        let kind = kind(self);
        let own_name = self.inline.under_way.remove(&place.pointer).flatten();
        match (own_name, kind) {
            (Some(name), kind) => {
                self.add_named(&name, node, place, kind);
                self.declared.insert(place.pointer.clone(), name.clone());
                Type::Named(name)
            }
            (None, TypeKind::Alias(ty)) => ty,
            (None, kind) => self.declare(node, place, kind),
        }
    }

    /// Gives an inline type its name: the one of an equal inline type, or that of its place.
    pub(super) fn declare(&mut self, node: Node<'a>, place: &Place, kind: TypeKind) -> Type {
        let shape = self.inline.number_of_shape(&kind);
        let name = if matches!(kind, TypeKind::Struct(_)) {
            self.declare_object(node, place, kind, shape)
        } else {
            self.declare_values(node, place, kind, shape)
        };
        self.declared.insert(place.pointer.clone(), name.clone());
        Type::Named(name)
    }

    fn declare_object(
        &mut self,
        node: Node<'a>,
        place: &Place,
        kind: TypeKind,
        shape: usize,
    ) -> String {
        if let Some(name) = self.inline.objects.get(&shape) {
            let name = name.clone();
            self.forget_below(&place.pointer);
            return name;
        }
        let name = self.declare_new(node, place, kind);
        self.inline.objects.insert(shape, name.clone());
        name
    }

    /// Gives an enum or a union its name.
    fn declare_values(
        &mut self,
        node: Node<'a>,
        place: &Place,
        kind: TypeKind,
        shape: usize,
    ) -> String {
        let mut bonds: Vec<_> = bonds(place).map(|bond| (shape, bond)).collect();
        let known = bonds.iter().find_map(|bond| self.inline.bound.get(bond));
        let known = known.cloned();
        let is_new = known.is_none();
        let name = known.unwrap_or_else(|| self.declare_new(node, place, kind));
        if is_new {
            self.inline
                .signatures
                .insert(name.clone(), format!("#{shape}"));
        }
        bonds.retain(|bond| !self.inline.bound.contains_key(bond));
        for bond in &bonds {
            self.inline.bound.insert(bond.clone(), name.clone());
        }
        self.inline.log.push(Entry {
            pointer: place.pointer.clone(),
            name: name.clone(),
            is_new,
            bonds,
        });
        name
    }

    fn declare_new(&mut self, node: Node<'a>, place: &Place, kind: TypeKind) -> String {
        let name = self.take_type_name(&names::type_name(&place.name), &place.pointer);
        self.add_named(&name, node, place, kind);
        name
    }

    fn add_named(&mut self, name: &str, node: Node<'a>, place: &Place, kind: TypeKind) {
        let own = Place {
            name: name.to_owned(),
            ..place.clone()
        };
        self.add_type(own, node, kind);
    }

    /// Takes back the enums and unions that were declared for an object which turns out to be another one:
    /// that one has its own.
    fn forget_below(&mut self, pointer: &Pointer) {
        let log = &mut self.inline.log;
        while let Some(entry) = log.pop_if(|entry| entry.pointer.is_below(pointer)) {
            self.declared.remove(&entry.pointer);
            for bond in &entry.bonds {
                self.inline.bound.remove(bond);
            }
            if entry.is_new {
                self.types.remove(&entry.name);
                self.inline.signatures.remove(&entry.name);
            }
        }
    }
}

/// What a place has in common with others, the closest first.
fn bonds(place: &Place) -> impl Iterator<Item = Bond> {
    let role = || place.role.clone();
    let top = || Bond::Top {
        role: role(),
        top: place.pointer.top().to_owned(),
    };
    let owner = || Bond::Owner {
        role: role(),
        owner: place.owner.clone(),
    };
    let words = || Bond::Words { role: role() };
    let name = place.role.split(' ').next().unwrap_or_default();
    let has_role = !place.role.is_empty();
    [
        has_role.then(top),
        (has_role && !place.owner.is_empty()).then(owner),
        names::are_several(name).then(words),
    ]
    .into_iter()
    .flatten()
}

impl Inline {
    /// The number that equal types share.
    fn number_of_shape(&mut self, kind: &TypeKind) -> usize {
        let shape = self.shape(kind);
        let next = self.numbers.len();
        *self.numbers.entry(shape).or_insert(next)
    }

    /// The shape of a type, by which equal ones are found: prose does not count, and neither do the names of
    /// inline enums and unions.
    fn shape(&self, kind: &TypeKind) -> TypeKind {
        let mut shape = kind.clone();
        match &mut shape {
            TypeKind::Struct(structure) => {
                for field in &mut structure.fields {
                    field.docs = None;
                    field.pointer.clear();
                    field.bounds.clear();
                    self.sign(&mut field.ty);
                }
                structure.additional.iter_mut().for_each(|ty| self.sign(ty));
            }
            TypeKind::Enum(values) => {
                values
                    .variants
                    .iter_mut()
                    .for_each(|variant| variant.docs = None);
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    variant.name.clear();
                    self.sign(&mut variant.ty);
                }
            }
            TypeKind::Alias(ty) => self.sign(ty),
        }
        shape
    }

    fn sign(&self, ty: &mut Type) {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.sign(inner),
            Type::Tuple(items) => items.iter_mut().for_each(|item| self.sign(item)),
            Type::Named(name) => {
                if let Some(signature) = self.signatures.get(name) {
                    name.clone_from(signature);
                }
            }
            _ => {}
        }
    }
}

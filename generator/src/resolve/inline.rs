//! Inline types: each is named by its place, but equal objects are one type with one name. Objects are equal
//! if the lists of values and the choices in them are, whatever these are called.

use std::collections::HashMap;

use super::names;
use super::pointer::Pointer;
use super::view::Node;
use super::{Place, Resolver};
use crate::model::{Type, TypeKind};

/// The inline types that are known.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// Names of objects by their shape.
    shapes: HashMap<TypeKind, String>,
    /// The shapes of enums and unions, numbered.
    numbers: HashMap<TypeKind, usize>,
    /// What stands for an enum or a union in the shape of an object that holds it.
    signatures: HashMap<String, String>,
    /// Enums and unions in the order in which they were declared.
    log: Vec<(Pointer, String)>,
}

impl<'a> Resolver<'a> {
    /// Gives an inline type its name: the one of an equal inline object, or that of its place.
    pub(super) fn declare(&mut self, node: Node<'a>, place: &Place, kind: TypeKind) -> Type {
        let shape = self.inline.shape(&kind);
        let is_object = matches!(kind, TypeKind::Struct(_));
        let name = match self.inline.shapes.get(&shape) {
            Some(name) if is_object => {
                let name = name.clone();
                self.forget_below(&place.pointer);
                name
            }
            _ => self.declare_new(node, place, kind, shape),
        };
        self.declared.insert(place.pointer.clone(), name.clone());
        Type::Named(name)
    }

    fn declare_new(
        &mut self,
        node: Node<'a>,
        place: &Place,
        kind: TypeKind,
        shape: TypeKind,
    ) -> String {
        let name = self.take_type_name(&names::type_name(&place.name), &place.pointer);
        if matches!(kind, TypeKind::Struct(_)) {
            self.inline.shapes.insert(shape, name.clone());
        } else {
            let signature = self.inline.signature(shape);
            self.inline.signatures.insert(name.clone(), signature);
            self.inline.log.push((place.pointer.clone(), name.clone()));
        }
        let own = Place {
            name: name.clone(),
            ..place.clone()
        };
        self.add_type(own, node, kind);
        name
    }

    /// Takes back the enums and unions that were declared for an object which turns out to be another one:
    /// that one has its own.
    fn forget_below(&mut self, pointer: &Pointer) {
        while let Some((at, name)) = self.inline.log.pop_if(|(at, _)| at.is_below(pointer)) {
            self.declared.remove(&at);
            self.types.remove(&name);
            self.inline.signatures.remove(&name);
        }
    }
}

impl Inline {
    /// What equal enums and unions share.
    fn signature(&mut self, shape: TypeKind) -> String {
        let next = self.numbers.len();
        format!("#{}", self.numbers.entry(shape).or_insert(next))
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
            Type::Named(name) => {
                if let Some(signature) = self.signatures.get(name) {
                    name.clone_from(signature);
                }
            }
            _ => {}
        }
    }
}

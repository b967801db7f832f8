//! The inline types so far, and the keys that decide whether equal enums or unions become one type.

use std::collections::HashMap;

use super::json_pointer::JsonPointer;
use super::names;
use super::schema_path::SchemaPath;
use crate::model::{Type, TypeKind};

/// The inline types that are already resolved or under construction.
#[derive(Debug, Default)]
pub(super) struct InlineTypes {
    /// The paths of the types under construction. A type that contains itself already has a name.
    pub(super) in_progress: HashMap<JsonPointer, Option<String>>,
    /// An index for each distinct shape of a type. See [`Self::number_of_shape`].
    numbers: HashMap<TypeKind, usize>,
    /// The name of the struct with each shape index. Structs of equal shape share one name.
    pub(super) structs: HashMap<usize, String>,
    /// The names of enums and unions, by their shape index and a sharing key of their path.
    pub(super) shared: HashMap<(usize, SharingKey), String>,
    /// The types of merged schemas without a name of their own, in components that several operations share.
    pub(super) shared_aliases: HashMap<JsonPointer, Type>,
    /// By the name of an enum or union: the text that replaces this name in the shapes of structs. It depends on the
    /// shape of the enum or union only.
    pub(super) shape_names: HashMap<String, String>,
    /// Enums and unions in the order of their declaration.
    pub(super) log: Vec<DeclaredType>,
}

/// A part of a path. Enums and unions of equal shape become one type if their paths have a sharing key in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum SharingKey {
    /// The same property name below the same component or path.
    Root { property: String, root: String },
    /// The same property name in properties of the same name, or the same parameter name.
    Owner { property: String, owner: String },
    /// The same property or parameter name of several words. Such a name describes its values without context.
    Words { property: String },
}

impl SharingKey {
    /// The sharing keys of a path, the most specific one first.
    pub(super) fn all_of_path(path: &SchemaPath) -> impl Iterator<Item = Self> {
        let property = || path.property.clone();
        let root = || Self::Root {
            property: property(),
            root: path.pointer.root().to_owned(),
        };
        let owner = || Self::Owner {
            property: property(),
            owner: path.owner.clone(),
        };
        let words = || Self::Words {
            property: property(),
        };
        let name = path.property.split(' ').next().unwrap_or_default();
        let has_property = !path.property.is_empty();
        [
            has_property.then(root),
            (has_property && !path.owner.is_empty()).then(owner),
            names::has_several_words(name).then(words),
        ]
        .into_iter()
        .flatten()
    }
}

/// One declaration of an enum or union.
#[derive(Debug)]
pub(super) struct DeclaredType {
    pub(super) pointer: JsonPointer,
    pub(super) name: String,
    /// True if the declaration added a type.
    pub(super) is_new: bool,
    /// The sharing keys that the declaration added.
    pub(super) keys: Vec<(usize, SharingKey)>,
}

impl InlineTypes {
    /// Returns the index of a type's shape. Types of equal shape have the same index.
    pub(super) fn number_of_shape(&mut self, kind: &TypeKind) -> usize {
        let shape = self.shape(kind);
        let next = self.numbers.len();
        *self.numbers.entry(shape).or_insert(next)
    }

    /// Returns the shape of a type: the type without documentation, bounds, pointers and the names of inline enums and
    /// unions. The order of properties is not part of it. Neither is [`Field::constant`], because it follows from the
    /// type of the field, which may not be defined yet.
    ///
    /// [`Field::constant`]: crate::model::Field::constant
    fn shape(&self, kind: &TypeKind) -> TypeKind {
        let mut shape = kind.clone();
        match &mut shape {
            TypeKind::Struct(structure) => {
                structure.closed = false;
                for field in &mut structure.fields {
                    field.docs = None;
                    field.pointer.clear();
                    field.bounds.clear();
                    field.constant = false;
                    self.replace_names(&mut field.ty);
                }
                structure
                    .fields
                    .sort_by(|one, other| one.wire.cmp(&other.wire));
                let additional = structure.additional.iter_mut();
                additional.for_each(|ty| self.replace_names(ty));
            }
            TypeKind::Enum(values) => {
                let variants = values.variants.iter_mut();
                variants.for_each(|variant| variant.docs = None);
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    variant.name.clear();
                    self.replace_names(&mut variant.ty);
                }
            }
            TypeKind::Events(events) => {
                let variants = events.variants.iter_mut();
                variants.for_each(|variant| self.replace_names(&mut variant.ty));
            }
            TypeKind::Alias(ty) => self.replace_names(ty),
            TypeKind::Newtype(newtype) => self.replace_names(&mut newtype.ty),
        }
        shape
    }

    fn replace_names(&self, ty: &mut Type) {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => {
                self.replace_names(inner);
            }
            Type::Tuple(items) => items.iter_mut().for_each(|item| self.replace_names(item)),
            Type::Named(name) => {
                if let Some(replacement) = self.shape_names.get(name) {
                    name.clone_from(replacement);
                }
            }
            _ => {}
        }
    }
}

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
    /// The names of the structs with each shape index. Structs of equal shape share one name, except those with different
    /// published names.
    structs: HashMap<usize, Vec<String>>,
    /// The names of enums and unions, by their shape index and a sharing key of their path.
    pub(super) shared: HashMap<(usize, SharingKey), String>,
    /// The types of merged schemas without a name of their own, in components that several operations share.
    pub(super) shared_aliases: HashMap<JsonPointer, Type>,
    /// By the name of a type: the text that replaces this name in the shapes of structs. It depends on the shape of the
    /// type only.
    pub(super) shape_names: HashMap<String, String>,
    /// Enums and unions in the order of their declaration.
    pub(super) log: Vec<DeclaredType>,
    /// All places of inline types, in the order of their resolution.
    pub(super) places: Vec<SchemaPath>,
    /// The published names of types, by the names under which they are declared.
    pub(super) published: HashMap<String, String>,
    /// The names of enums and unions, by their shape index and published name.
    pub(super) published_enums: HashMap<(usize, String), String>,
    /// The fingerprints of types, by name. Empty if names are neither kept nor listed.
    pub(super) fingerprints: HashMap<String, String>,
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
    pub(super) shape: usize,
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

    /// The name of the struct with a shape and this published name, or that of another one that can have this name. A
    /// struct without a published name shares that of any other.
    pub(super) fn struct_of(&self, shape: usize, published: Option<&String>) -> Option<&String> {
        let names = self.structs.get(&shape)?;
        let same = |name: &&String| self.published.get(*name) == published;
        names
            .iter()
            .find(|name| published.is_none() || same(name))
            .or_else(|| {
                names
                    .iter()
                    .find(|name| !self.published.contains_key(*name))
            })
    }

    pub(super) fn add_struct(&mut self, shape: usize, name: String) {
        self.structs.entry(shape).or_default().push(name);
    }

    /// The name of the enum or union with a shape and one of the sharing keys.
    pub(super) fn shared_enum(
        &self,
        keys: &[(usize, SharingKey)],
        published: Option<&(usize, String)>,
    ) -> Option<&String> {
        if let Some(known) = published.and_then(|key| self.published_enums.get(key)) {
            return Some(known);
        }
        let shared = keys.iter().find_map(|key| self.shared.get(key))?;
        let can_share = match (self.published.get(shared), published) {
            (Some(one), Some((_, other))) => one == other,
            _ => true,
        };
        can_share.then_some(shared)
    }

    /// Returns the shape of a type: the type without documentation, bounds, pointers and the names of inline types. The order of properties is not part of it. Neither is [`Field::constant`], because it follows from the
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

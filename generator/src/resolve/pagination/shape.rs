//! The parts of a type that pagination can use: its lists, and the values beside them.

use std::collections::HashMap;
use std::collections::HashSet;
use std::rc::Rc;

use super::words::{CONTAINERS, is_noise, key};
use crate::model::{
    Api, Field, FieldPath, FieldStep, Presence, StructDef, Type, TypeKind, Wrapper,
};

/// The largest number of lists and of values of a type.
const MAX_PARTS: usize = 64;

/// The depth of the objects whose values are found.
const MAX_DEPTH: usize = 3;

/// The lists and values of a type.
#[derive(Debug, Default)]
pub(super) struct Shape<'a> {
    pub(super) lists: Vec<ListField<'a>>,
    pub(super) values: Vec<ValueField<'a>>,
}

/// A list.
#[derive(Debug)]
pub(super) struct ListField<'a> {
    pub(super) path: FieldPath,
    pub(super) item: &'a Type,
    /// The name in a form that does not depend on its spelling.
    pub(super) key: String,
}

/// A value.
#[derive(Debug)]
pub(super) struct ValueField<'a> {
    pub(super) field: &'a Field,
    pub(super) path: FieldPath,
    /// The name in a form that does not depend on its spelling.
    pub(super) key: String,
    pub(super) class: ValueClass,
    /// True if the document describes it as a URL.
    pub(super) is_url: bool,
    /// The key of the object that contains it; empty for the type itself.
    pub(super) parent: String,
}

/// The values that a type has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueClass {
    Text,
    Integer,
    /// A number that need not be an integer.
    Number,
    Bool,
    /// A date or a time.
    Time,
    /// Any value, or one of several types.
    Any,
    /// An object, a list or a file.
    Other,
}

impl ValueClass {
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }

    /// Returns whether a value of this class can be sent back as a cursor.
    pub(super) fn is_cursor(self) -> bool {
        !matches!(self, Self::Bool | Self::Other)
    }
}

/// The types of an API.
pub(super) struct Shapes<'a> {
    pub(super) api: &'a Api,
    /// The pointers of the properties that the document describes as URLs.
    urls: &'a HashSet<String>,
    known: HashMap<&'a str, Rc<Shape<'a>>>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(api: &'a Api, urls: &'a HashSet<String>) -> Self {
        Self {
            api,
            urls,
            known: HashMap::new(),
        }
    }

    /// The struct that a type is.
    pub(super) fn structure(&self, ty: &'a Type) -> Option<(&'a str, &'a StructDef)> {
        let Type::Named(name) = self.api.aliased(ty) else {
            return None;
        };
        match &self.api.type_named(name)?.kind {
            TypeKind::Struct(structure) => Some((name, structure)),
            _ => None,
        }
    }

    /// The item type of a list.
    pub(super) fn item(&self, ty: &'a Type) -> Option<&'a Type> {
        match self.api.aliased(ty) {
            Type::List(item) => Some(item),
            _ => None,
        }
    }

    pub(super) fn class(&self, ty: &Type) -> ValueClass {
        match self.api.aliased(ty) {
            Type::String | Type::Uuid => ValueClass::Text,
            Type::Timestamp | Type::Date => ValueClass::Time,
            Type::F32 | Type::F64 => ValueClass::Number,
            Type::Bool => ValueClass::Bool,
            Type::Value => ValueClass::Any,
            Type::External(external) => self.class(&external.json),
            Type::Named(name) => match self.api.type_named(name).map(|it| &it.kind) {
                Some(TypeKind::Union(union)) => {
                    let mut variants = union.variants.iter();
                    let is_scalar = variants.all(|it| {
                        !matches!(it.ty, Type::Named(_)) && self.class(&it.ty).is_cursor()
                    });
                    if is_scalar {
                        ValueClass::Any
                    } else {
                        ValueClass::Other
                    }
                }
                _ => ValueClass::Other,
            },
            ty if ty.integer_range().is_some() => ValueClass::Integer,
            _ => ValueClass::Other,
        }
    }

    /// The lists and values of a type. They are found once for each type.
    pub(super) fn shape(&mut self, ty: &'a Type) -> Option<Rc<Shape<'a>>> {
        let (name, structure) = self.structure(ty)?;
        if let Some(shape) = self.known.get(name) {
            return Some(Rc::clone(shape));
        }
        let mut shape = Shape::default();
        self.add(structure, &FieldPath::default(), "", &mut shape);
        if shape.lists.is_empty() {
            self.add_nested_lists(structure, &mut shape);
        }
        let shape = Rc::new(shape);
        self.known.insert(name, Rc::clone(&shape));
        Some(shape)
    }

    fn add(&self, structure: &'a StructDef, path: &FieldPath, parent: &str, shape: &mut Shape<'a>) {
        let depth = path.0.len();
        for field in &structure.fields {
            if depth == 0 {
                shape.lists.extend(self.list(path, field));
            }
            let inner = self.structure(&field.ty);
            if shape.values.len() >= MAX_PARTS || (inner.is_none() && depth > MAX_DEPTH) {
                continue;
            }
            let (path, mut name) = (child(path, field), key(&field.wire));
            // `href` of the object `next` is the same as `nexthref`.
            if parent == "next" {
                name.insert_str(0, parent);
            }
            match inner {
                Some((_, inner)) if depth < MAX_DEPTH => {
                    let is_next = name == "next" && !parent.is_empty();
                    if CONTAINERS.contains(&&*name) || is_next {
                        self.add(inner, &path, &name, shape);
                    }
                }
                Some(_) => {}
                None => {
                    let class = self.class(&field.ty);
                    if class != ValueClass::Other && !is_noise(&name) {
                        shape.values.push(ValueField {
                            is_url: self.urls.contains(&field.pointer),
                            field,
                            path,
                            key: name,
                            class,
                            parent: parent.to_owned(),
                        });
                    }
                }
            }
        }
        shape.lists.truncate(MAX_PARTS);
    }

    fn add_nested_lists(&self, structure: &'a StructDef, shape: &mut Shape<'a>) {
        for field in &structure.fields {
            let is_container = CONTAINERS.contains(&&*key(&field.wire));
            if let Some((_, inner)) = self.structure(&field.ty).filter(|_| is_container) {
                let path = child(&FieldPath::default(), field);
                let lists = inner.fields.iter().filter_map(|it| self.list(&path, it));
                shape.lists.extend(lists.take(MAX_PARTS));
            }
        }
        shape.lists.truncate(MAX_PARTS);
    }

    fn list(&self, path: &FieldPath, field: &'a Field) -> Option<ListField<'a>> {
        let item = self.item(&field.ty)?;
        Some(ListField {
            path: child(path, field),
            item,
            key: key(&field.wire),
        })
    }

    /// The path of a property, whose names are separated by dots. A name may contain dots itself.
    pub(super) fn lookup(&self, ty: &'a Type, names: &str) -> Option<(FieldPath, &'a Field)> {
        let (_, structure) = self.structure(ty)?;
        let find = |name: &str| structure.fields.iter().find(|field| field.wire == name);
        if let Some(field) = find(names) {
            return Some((child(&FieldPath::default(), field), field));
        }
        names
            .rmatch_indices('.')
            .take(MAX_DEPTH)
            .find_map(|(dot, _)| {
                let field = find(names.get(..dot)?)?;
                let (rest, last) = self.lookup(&field.ty, names.get(dot + 1..)?)?;
                let mut path = child(&FieldPath::default(), field);
                path.0.extend(rest.0);
                Some((path, last))
            })
    }
}

/// The path of a field of the value at a path.
pub(super) fn child(path: &FieldPath, field: &Field) -> FieldPath {
    let mut path = path.clone();
    path.0.push(FieldStep {
        wire: field.wire.clone(),
        name: field.name.clone(),
        wrapper: match field.presence {
            Presence::Required | Presence::Collection { .. } => Wrapper::Plain,
            Presence::Optional | Presence::Nullable { .. } => Wrapper::Option,
            Presence::Patch => Wrapper::Patch,
        },
    });
    path
}

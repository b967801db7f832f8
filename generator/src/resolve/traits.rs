//! The types that can derive a trait: all of their values must have it, too.

use std::collections::HashMap;

use crate::model::{ExternalType, RustType, Type, TypeDef, TypeKind};

/// A trait of which is known what a type needs to derive it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Trait {
    Copy,
    Default,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    /// The trait of `schemars`, which the runtime derives.
    JsonSchema,
}

impl Trait {
    pub(super) const ALL: [Self; 7] = [
        Self::Copy,
        Self::Default,
        Self::Eq,
        Self::PartialOrd,
        Self::Ord,
        Self::Hash,
        Self::JsonSchema,
    ];

    /// The derive of the trait.
    pub(super) const fn derive(self) -> &'static str {
        match self {
            Self::Copy => "Copy",
            Self::Default => "Default",
            Self::Eq => "Eq",
            Self::PartialOrd => "PartialOrd",
            Self::Ord => "Ord",
            Self::Hash => "Hash",
            Self::JsonSchema => "schemars::JsonSchema",
        }
    }

    /// The derive as generated code has it.
    pub(super) const fn written(self) -> &'static str {
        match self {
            Self::JsonSchema => "apicrate_runtime::JsonSchema",
            other => other.derive(),
        }
    }

    /// The trait of a derive.
    pub(super) fn from_derive(derive: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.derive() == derive)
    }

    /// The trait itself, and the traits without which it cannot be derived. All types have `Clone` and `PartialEq`.
    pub(super) const fn with_required(self) -> &'static [Self] {
        match self {
            Self::Copy => &[Self::Copy],
            Self::Default => &[Self::Default],
            Self::Eq => &[Self::Eq],
            Self::PartialOrd => &[Self::PartialOrd],
            Self::Ord => &[Self::Eq, Self::PartialOrd, Self::Ord],
            Self::Hash => &[Self::Hash],
            Self::JsonSchema => &[Self::JsonSchema],
        }
    }

    /// Returns whether a type has the trait without a configured derive.
    pub(super) fn is_own(self, definition: &TypeDef) -> bool {
        match &definition.kind {
            TypeKind::Struct(structure) => self == Self::Default && structure.has_default(),
            TypeKind::Newtype(newtype) => self == Self::Default && newtype.has_default(),
            TypeKind::Enum(values) => match self {
                Self::Copy => values.is_copy(),
                Self::Default => values.variants.len() == 1,
                Self::Eq | Self::PartialOrd | Self::Ord | Self::Hash => true,
                Self::JsonSchema => false,
            },
            TypeKind::Union(_) | TypeKind::Events(_) | TypeKind::Alias(_) => false,
        }
    }
}

/// The part of a definition that prevents a trait, or needs the trait of another type.
#[derive(Clone, Debug)]
struct Member<'a> {
    /// Its name for readers, such as "field `price`". Empty for a definition without parts.
    name: String,
    /// JSON pointer to it in the document.
    pointer: &'a str,
    /// Its type.
    ty: String,
}

/// The reason why a type does not have a trait.
#[derive(Clone, Debug)]
enum Obstacle<'a> {
    /// The definition has a property that prevents it.
    Kind(&'static str),
    /// A value in it has a type without the trait.
    Value(Member<'a>, String),
    /// A value in it has a type of the API without the trait, which has this number.
    Named(Member<'a>, usize),
}

/// The types of an API that can derive one trait.
pub(super) struct Deriving<'a> {
    types: &'a [TypeDef],
    /// The numbers of the types whose trait each type needs.
    needs: Vec<Vec<usize>>,
    obstacles: Vec<Option<Obstacle<'a>>>,
}

impl<'a> Deriving<'a> {
    /// Finds the types. `trusts` is true if types about which nothing is known have every trait.
    pub(super) fn new(types: &'a [TypeDef], of: Trait, trusts: bool) -> Self {
        let names = types.iter().map(|definition| definition.name.as_str());
        let numbers: HashMap<&str, usize> = names.zip(0..).collect();
        let mut obstacles = Vec::with_capacity(types.len());
        let mut needs = Vec::with_capacity(types.len());
        let mut users: Vec<Vec<(usize, Member<'a>)>> = types.iter().map(|_| Vec::new()).collect();
        for (number, definition) in types.iter().enumerate() {
            let mut check = Check {
                of,
                trusts,
                named: Vec::new(),
            };
            let obstacle = check.definition(definition);
            if obstacle.is_none() {
                for (member, name) in &check.named {
                    let needed = numbers.get(name).and_then(|needed| users.get_mut(*needed));
                    if let Some(users) = needed {
                        users.push((number, member.clone()));
                    }
                }
            }
            let required = check.named.iter();
            let required = required.filter_map(|(_, name)| numbers.get(name).copied());
            needs.push(required.collect());
            obstacles.push(obstacle);
        }
        let mut pending: Vec<usize> = (0..types.len())
            .filter(|number| matches!(obstacles.get(*number), Some(Some(_))))
            .collect();
        // The first types come first, so that the reasons are the shortest ones.
        let mut next = 0;
        while let Some(number) = pending.get(next).copied() {
            next += 1;
            for (user, member) in users
                .get_mut(number)
                .map(std::mem::take)
                .unwrap_or_default()
            {
                if let Some(obstacle @ None) = obstacles.get_mut(user) {
                    *obstacle = Some(Obstacle::Named(member, number));
                    pending.push(user);
                }
            }
        }
        Self {
            types,
            needs,
            obstacles,
        }
    }

    /// Returns whether a type can derive the trait.
    pub(super) fn is_possible(&self, number: usize) -> bool {
        matches!(self.obstacles.get(number), Some(None))
    }

    /// The types whose trait a type needs.
    pub(super) fn needs(&self, number: usize) -> &[usize] {
        self.needs.get(number).map_or(&[], Vec::as_slice)
    }

    /// The reason why a type cannot derive the trait, as the end of a sentence about the type, and the pointer to the
    /// cause.
    pub(super) fn reason(&self, number: usize) -> (String, String) {
        let mut number = number;
        let mut first = None;
        loop {
            let Some(definition) = self.types.get(number) else {
                return Default::default();
            };
            let Some(Some(obstacle)) = self.obstacles.get(number) else {
                return Default::default();
            };
            let outer = first.map(|member: &Member<'_>| {
                format!("its {} contains `{}`", member.name, definition.name)
            });
            let (text, pointer) = match obstacle {
                Obstacle::Named(member, next) => {
                    first.get_or_insert(member);
                    number = *next;
                    continue;
                }
                Obstacle::Kind(reason) => {
                    let outer = outer.map_or_else(String::new, |outer| outer + ": ");
                    (outer + reason, definition.pointer.as_str())
                }
                Obstacle::Value(member, ty) => {
                    let outer = outer.map_or_else(|| "its".to_owned(), |outer| outer + ", whose");
                    let verb = if member.ty == *ty { "is" } else { "contains" };
                    (
                        format!("{outer} {} {verb} `{ty}`", member.name),
                        member.pointer,
                    )
                }
            };
            return (text, pointer.to_owned());
        }
    }
}

/// The check of one definition.
struct Check<'a> {
    of: Trait,
    trusts: bool,
    /// The types of the API that must have the trait.
    named: Vec<(Member<'a>, &'a str)>,
}

impl<'a> Check<'a> {
    fn definition(&mut self, definition: &'a TypeDef) -> Option<Obstacle<'a>> {
        if self.of.is_own(definition) {
            return None;
        }
        let pointer = definition.pointer.as_str();
        match &definition.kind {
            TypeKind::Enum(_) if self.of == Trait::JsonSchema => None,
            TypeKind::Enum(_) if self.of == Trait::Copy => {
                Some(Obstacle::Kind("it keeps unknown values, which are texts"))
            }
            TypeKind::Enum(_) => Some(Obstacle::Kind("it has several values")),
            TypeKind::Struct(structure) => {
                for field in &structure.fields {
                    if self.of == Trait::JsonSchema && field.ty.is_file() {
                        // A file is not part of the JSON.
                        continue;
                    }
                    let name = format!("field `{}`", field.name);
                    if self.of == Trait::Default && field.fixed.is_some() {
                        return Some(Obstacle::Kind("one of its fields has a fixed value"));
                    }
                    let obstacle = self.member(name, &field.pointer, &field.ty, &field.rust_type());
                    if obstacle.is_some() {
                        return obstacle;
                    }
                }
                let additional = structure.additional.as_ref()?;
                let map = structure.additional_type()?;
                let name = "field of additional properties".to_owned();
                self.member(name, pointer, additional, &map)
            }
            TypeKind::Newtype(newtype) => {
                let name = "value".to_owned();
                self.member(name, pointer, &newtype.ty, &newtype.rust_type())
            }
            TypeKind::Alias(ty) => {
                let plain = RustType::Plain(ty.clone());
                self.member("value".to_owned(), pointer, ty, &plain)
            }
            TypeKind::Union(union) => match self.of {
                Trait::Copy | Trait::PartialOrd | Trait::Ord => Some(Obstacle::Kind(
                    "it keeps unknown values, which are any JSON values",
                )),
                Trait::Default => Some(Obstacle::Kind("it has several alternatives")),
                Trait::Eq | Trait::Hash | Trait::JsonSchema => {
                    union.variants.iter().find_map(|variant| {
                        let name = format!("alternative `{}`", variant.name);
                        self.member(name, pointer, &variant.ty, &variant.rust_type())
                    })
                }
            },
            TypeKind::Events(events) => match self.of {
                Trait::Copy | Trait::PartialOrd | Trait::Ord => {
                    Some(Obstacle::Kind("it keeps the data of unknown events"))
                }
                Trait::Default => Some(Obstacle::Kind("it has several alternatives")),
                Trait::JsonSchema => Some(Obstacle::Kind("it is the data of events")),
                Trait::Eq | Trait::Hash => events.variants.iter().find_map(|variant| {
                    let name = format!("alternative `{}`", variant.name);
                    let plain = RustType::Plain(variant.ty.clone());
                    self.member(name, pointer, &variant.ty, &plain)
                }),
            },
        }
    }

    /// Checks a value of a definition. `ty` is the type of a present value, and `whole` that in the definition.
    fn member(
        &mut self,
        name: String,
        pointer: &'a str,
        ty: &'a Type,
        whole: &RustType,
    ) -> Option<Obstacle<'a>> {
        let member = Member {
            name,
            pointer,
            ty: whole.to_string(),
        };
        let without = self.wrapper(whole).or_else(|| {
            if self.is_certain(whole) {
                return None;
            }
            let mut named = Vec::new();
            let without = self.ty(ty, &mut named);
            self.named
                .extend(named.into_iter().map(|name| (member.clone(), name)));
            without
        });
        without.map(|ty| Obstacle::Value(member, ty))
    }

    /// The type around a value that prevents the trait.
    fn wrapper(&self, ty: &RustType) -> Option<String> {
        match ty {
            // By default, a value in a box would contain itself without an end.
            RustType::Boxed(_) if matches!(self.of, Trait::Copy | Trait::Default) => {
                Some(ty.to_string())
            }
            RustType::Plain(Type::Map(_)) if self.of == Trait::Copy => Some(ty.to_string()),
            RustType::Option(inner) | RustType::Patch(inner) if self.of != Trait::Default => {
                self.wrapper(inner)
            }
            _ => None,
        }
    }

    /// Returns whether a type has the trait, regardless of its contents.
    fn is_certain(&self, ty: &RustType) -> bool {
        self.of == Trait::Default
            && matches!(
                ty,
                RustType::Option(_) | RustType::Patch(_) | RustType::Plain(Type::Map(_))
            )
    }

    /// Returns the type in a type that does not have the trait. Adds the types of the API that must have it to `named`.
    fn ty(&self, ty: &'a Type, named: &mut Vec<&'a str>) -> Option<String> {
        let has_trait = match ty {
            Type::Named(name) => {
                named.push(name);
                true
            }
            Type::List(_) | Type::Map(_) if self.of == Trait::Copy => false,
            Type::List(_) | Type::Map(_) | Type::Nullable(_) if self.of == Trait::Default => true,
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => {
                return self.ty(inner, named);
            }
            Type::Tuple(items) => return items.iter().find_map(|item| self.ty(item, named)),
            Type::Bool
            | Type::I8
            | Type::I16
            | Type::I32
            | Type::I64
            | Type::U8
            | Type::U16
            | Type::U32
            | Type::U64
            | Type::Uuid => true,
            Type::F32 | Type::F64 => !matches!(self.of, Trait::Eq | Trait::Ord | Trait::Hash),
            Type::String => self.of != Trait::Copy,
            Type::Bytes => !matches!(self.of, Trait::Copy | Trait::JsonSchema),
            Type::Date | Type::Timestamp => !matches!(self.of, Trait::Copy | Trait::Default),
            Type::Value => !matches!(self.of, Trait::Copy | Trait::PartialOrd | Trait::Ord),
            Type::Body | Type::File => matches!(self.of, Trait::Default | Trait::Eq),
            Type::External(external) => match of_external(external) {
                Some(traits) => self.of == Trait::JsonSchema || traits.contains(&self.of),
                None => self.trusts,
            },
        };
        (!has_trait).then(|| ty.to_string())
    }
}

/// The traits of the types of formats, besides `JsonSchema`. `None` for a type about which nothing is known.
pub(super) fn of_external(external: &ExternalType) -> Option<&'static [Trait]> {
    match external.path.as_str() {
        "chrono::DateTime<chrono::Utc>"
        | "chrono::NaiveDate"
        | "chrono::NaiveTime"
        | "formats::DecimalNumber"
        | "jiff::civil::Time"
        | "rust_decimal::Decimal" => Some(&Trait::ALL),
        "formats::Base64" => Some(&[
            Trait::Default,
            Trait::Eq,
            Trait::PartialOrd,
            Trait::Ord,
            Trait::Hash,
        ]),
        "formats::CalendarDate"
        | "formats::OffsetDateTime"
        | "std::net::IpAddr"
        | "std::net::Ipv4Addr"
        | "std::net::Ipv6Addr" => Some(&[
            Trait::Copy,
            Trait::Eq,
            Trait::PartialOrd,
            Trait::Ord,
            Trait::Hash,
        ]),
        "formats::Duration" => Some(&[Trait::Copy, Trait::Default, Trait::Eq, Trait::Hash]),
        "url::Url" => Some(&[Trait::Eq, Trait::PartialOrd, Trait::Ord, Trait::Hash]),
        _ => None,
    }
}

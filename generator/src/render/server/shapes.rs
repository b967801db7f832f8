//! The names under which the properties of exploded objects are sent: reading such an object requires them.

use std::collections::HashSet;

use crate::model::{
    Api, Credential, FormStyle, Operation, Parameter, ParameterLocation, ParameterPresence,
    ParameterStyle, PropertyEncoding, Type, TypeKind,
};
use crate::render::form;

/// The shape of a value in a request.
pub(super) enum Shape<'a> {
    /// An object with these properties.
    Closed(Vec<&'a str>),
    /// An object with any properties.
    Open,
    /// Any other value.
    Other,
}

impl<'a> Shape<'a> {
    /// The shape of a type, with aliases resolved. That of a union is the shape of its objects.
    pub(super) fn of(api: &'a Api, ty: &'a Type) -> Self {
        let alternatives = Alternatives::of(api, ty);
        if alternatives.is_open {
            Self::Open
        } else if alternatives.has_object {
            Self::Closed(alternatives.names)
        } else {
            Self::Other
        }
    }
}

/// The alternatives of a type: those of a union, or the type itself.
#[derive(Default)]
struct Alternatives<'a> {
    /// The properties of the objects.
    names: Vec<&'a str>,
    known_names: HashSet<&'a str>,
    has_object: bool,
    /// True if an object has any properties.
    is_open: bool,
    /// True if an alternative is not an object.
    has_other: bool,
    /// The unions that were added.
    unions: HashSet<&'a str>,
}

impl<'a> Alternatives<'a> {
    fn of(api: &'a Api, ty: &'a Type) -> Self {
        let mut alternatives = Self::default();
        alternatives.add(api, ty);
        alternatives
    }

    fn add(&mut self, api: &'a Api, ty: &'a Type) {
        let mut ty = api.aliased(ty);
        if let Type::Nullable(inner) = ty {
            ty = api.aliased(inner);
        }
        let name = match ty {
            Type::Named(name) => name,
            Type::Map(_) => {
                self.has_object = true;
                self.is_open = true;
                return;
            }
            _ => {
                self.has_other = true;
                return;
            }
        };
        match api.type_named(name).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(structure)) => {
                self.has_object = true;
                self.is_open |= structure.additional.is_some();
                structure
                    .fields
                    .iter()
                    .for_each(|it| self.add_name(&it.wire));
            }
            Some(TypeKind::Union(union)) => {
                if self.unions.insert(name) {
                    union.tag.iter().for_each(|tag| self.add_name(tag));
                    union.variants.iter().for_each(|it| self.add(api, &it.ty));
                }
            }
            _ => self.has_other = true,
        }
    }

    fn add_name(&mut self, name: &'a str) {
        if self.known_names.insert(name) {
            self.names.push(name);
        }
    }
}

/// A value in a query, form or header `Cookie`.
struct Sent<'a> {
    wire: &'a str,
    is_deep: bool,
    is_exploded: bool,
    ty: &'a Type,
}

impl<'a> Sent<'a> {
    /// Adds the names of the value. `filter[` represents all names that begin with it.
    fn add_names(&self, api: &'a Api, names: &mut Vec<String>) {
        if self.is_deep {
            names.push(format!("{}[", self.wire));
            return;
        }
        let alternatives = Alternatives::of(api, self.ty);
        let is_spread = self.is_exploded && alternatives.has_object && !alternatives.is_open;
        if !is_spread || alternatives.has_other {
            names.push(self.wire.to_owned());
        }
        if is_spread {
            names.extend(alternatives.names.into_iter().map(str::to_owned));
        }
    }
}

/// The names in the query or among the cookies that are not properties of an open object: those of other parameters, of
/// credentials, and of the path template.
pub(super) fn other_parameter_names(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
) -> Vec<String> {
    let mut names = Vec::new();
    let location = parameter.location;
    if Alternatives::of(api, &parameter.ty).has_other {
        // A value that is not an object has the name of the parameter.
        names.push(parameter.wire.clone());
    }
    let others = operation.parameters.iter();
    for other in others.filter(|it| it.location == location && it.wire != parameter.wire) {
        let sent = Sent {
            wire: &other.wire,
            is_deep: other.style == ParameterStyle::DeepObject,
            is_exploded: is_exploded(other),
            ty: &other.ty,
        };
        sent.add_names(api, &mut names);
    }
    let security = operation.security.as_ref().unwrap_or(&api.security);
    for scheme in security.iter().flatten() {
        match (&scheme.credential, location) {
            (Credential::Query(name), ParameterLocation::Query)
            | (Credential::Cookie(name), ParameterLocation::Cookie)
                if !names.contains(name) =>
            {
                names.push(name.clone());
            }
            _ => {}
        }
    }
    if location == ParameterLocation::Query
        && let Some((_, query)) = operation.path.split_once('?')
    {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        names.extend(pairs.map(|pair| pair.split('=').next().unwrap_or(pair).to_owned()));
    }
    names
}

/// Returns whether each property of an object is sent under its own name.
pub(super) fn is_exploded(parameter: &Parameter) -> bool {
    parameter.presence != ParameterPresence::Flag
        && matches!(
            (parameter.location, parameter.style),
            (ParameterLocation::Query, ParameterStyle::Standard)
                | (
                    ParameterLocation::Cookie,
                    ParameterStyle::Cookie { explode: true }
                )
        )
}

/// The properties of a form that are sent under the names of their own properties, and those names.
pub(super) fn exploded_properties<'a>(
    api: &'a Api,
    ty: &'a Type,
    encodings: &'a [PropertyEncoding],
) -> Vec<(&'a str, ExplodedNames<'a>)> {
    let Some(structure) = form::structure(api, ty) else {
        return Vec::new();
    };
    let sent: Vec<Sent<'_>> = structure
        .fields
        .iter()
        .map(|field| {
            let mut encodings = encodings.iter();
            let encoding = encodings.find(|encoding| encoding.property == field.wire);
            let style = encoding.and_then(|encoding| encoding.style);
            Sent {
                wire: &field.wire,
                is_deep: style == Some(FormStyle::Deep),
                is_exploded: style == Some(FormStyle::Exploded),
                ty: &field.ty,
            }
        })
        .collect();
    let exploded = sent.iter().filter(|it| it.is_exploded);
    let names = exploded.filter_map(|it| match Shape::of(api, it.ty) {
        Shape::Closed(names) => Some((it.wire, ExplodedNames::Names(names))),
        Shape::Open => {
            let mut names = Vec::new();
            if Alternatives::of(api, it.ty).has_other {
                names.push(it.wire.to_owned());
            }
            for other in sent.iter().filter(|other| other.wire != it.wire) {
                other.add_names(api, &mut names);
            }
            Some((it.wire, ExplodedNames::AllBut(names)))
        }
        Shape::Other => None,
    });
    names.collect()
}

/// The names under which the properties of an object are sent.
pub(super) enum ExplodedNames<'a> {
    /// These names.
    Names(Vec<&'a str>),
    /// All names but these.
    AllBut(Vec<String>),
}

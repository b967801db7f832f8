//! The spelling of fields, arguments and setters in Rust, decided once.
//!
//! `render` writes these values as tokens, `diff` compares them, and the checks of generated code build calls from
//! them.

use std::collections::HashSet;
use std::fmt;

use super::api::Api;
use super::names::{call_setter_name, setter_name};
use super::operation::{
    Body, BodyFormat, Content, ErrorVariant, Operation, Output, OutputVariant, Parameter,
    ParameterLocation, ParameterPresence, Webhook,
};
use super::types::{Field, NewtypeDef, Presence, StructDef, Type, TypeDef, TypeKind, UnionVariant};

/// The largest number of arguments of a method that takes the properties of a body one by one.
pub const MAX_ARGUMENTS: usize = 7;

/// The type of a field, parameter or output.
///
/// Equal values are spelled equally in Rust, and unequal ones differently: an `Option<T>` of an unboxed type is always
/// [`Plain`](Self::Plain) with [`Type::Nullable`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RustType {
    /// `()`.
    Unit,
    /// `T`.
    Plain(Type),
    /// `Box<T>`.
    Boxed(Type),
    /// `Option<T>`. Made by [`RustType::optional`] only.
    Option(Box<RustType>),
    /// `Patch<T>`.
    Patch(Box<RustType>),
    /// `stream::Events<T>`.
    Events(Type),
    /// `stream::Lines<T>`.
    Lines(Type),
    /// The enum of an operation that returns different types, by its Rust name.
    OutputEnum(String),
}

impl RustType {
    /// A value that may be behind a `Box`.
    #[must_use]
    pub fn new(ty: Type, is_boxed: bool) -> Self {
        if is_boxed {
            Self::Boxed(ty)
        } else {
            Self::Plain(ty)
        }
    }

    /// `Option<T>` for `T`.
    #[must_use]
    pub fn optional(self) -> Self {
        match self {
            Self::Plain(ty) => Self::Plain(Type::Nullable(Box::new(ty))),
            other => Self::Option(Box::new(other)),
        }
    }

    /// The same type with each [`Type`] in it replaced.
    #[must_use]
    pub fn map(&self, replace: &impl Fn(&Type) -> Type) -> Self {
        match self {
            Self::Unit => Self::Unit,
            Self::Plain(ty) => Self::Plain(replace(ty)),
            Self::Boxed(ty) => Self::Boxed(replace(ty)),
            Self::Option(inner) => inner.map(replace).optional(),
            Self::Patch(inner) => Self::Patch(Box::new(inner.map(replace))),
            Self::Events(ty) => Self::Events(replace(ty)),
            Self::Lines(ty) => Self::Lines(replace(ty)),
            Self::OutputEnum(name) => Self::OutputEnum(name.clone()),
        }
    }
}

impl fmt::Display for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => f.write_str("()"),
            Self::Plain(ty) => write!(f, "{ty}"),
            Self::Boxed(ty) => write!(f, "Box<{ty}>"),
            Self::Option(inner) => write!(f, "Option<{inner}>"),
            Self::Patch(inner) => write!(f, "Patch<{inner}>"),
            Self::Events(ty) => write!(f, "stream::Events<{ty}>"),
            Self::Lines(ty) => write!(f, "stream::Lines<{ty}>"),
            Self::OutputEnum(name) => f.write_str(name),
        }
    }
}

/// The type of an argument of a constructor, setter or method.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentType {
    /// `T`.
    Plain(Type),
    /// `impl Into<T>`.
    Into(Type),
    /// `impl IntoIterator<Item = T>`, for a list.
    IntoIterator(ItemType),
    /// `impl IntoIterator<Item = (impl Into<String>, T)>`, for a map.
    Pairs(ItemType),
    /// `impl Into<Option<T>>`, for a setter.
    Optional(Type),
    /// `impl IntoOption<T, M>`, for a setter of text, JSON, a file, a list or a map.
    IntoOption(Type),
    /// `impl Into<Patch<T>>`, for a setter of a nullable field.
    Patch(Type),
    /// `impl IntoPatch<T, M>`, for a setter of nullable text, JSON, a list or a map.
    IntoPatch(Type),
}

/// The type of an item of a list argument, or of a value of a map argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ItemType {
    /// `T`.
    Plain(Type),
    /// `impl Into<String>`.
    IntoString,
}

impl ItemType {
    fn new(ty: &Type) -> Self {
        match ty {
            Type::String => Self::IntoString,
            ty => Self::Plain(ty.clone()),
        }
    }

    fn map(&self, replace: &impl Fn(&Type) -> Type) -> Self {
        match self {
            Self::Plain(ty) => Self::Plain(replace(ty)),
            Self::IntoString => Self::IntoString,
        }
    }

    /// Returns whether each item that fits `old` fits this type, too.
    fn accepts(&self, old: &Self) -> bool {
        self == old || (*self == Self::IntoString && *old == Self::Plain(Type::String))
    }
}

impl ArgumentType {
    /// The same type with each [`Type`] in it replaced.
    #[must_use]
    pub fn map(&self, replace: &impl Fn(&Type) -> Type) -> Self {
        match self {
            Self::Plain(ty) => Self::Plain(replace(ty)),
            Self::Into(ty) => Self::Into(replace(ty)),
            Self::IntoIterator(item) => Self::IntoIterator(item.map(replace)),
            Self::Pairs(value) => Self::Pairs(value.map(replace)),
            Self::Optional(ty) => Self::Optional(replace(ty)),
            Self::IntoOption(ty) => Self::IntoOption(replace(ty)),
            Self::Patch(ty) => Self::Patch(replace(ty)),
            Self::IntoPatch(ty) => Self::IntoPatch(replace(ty)),
        }
    }

    /// Returns whether a setter with this argument has the type parameter `M`.
    #[must_use]
    pub fn has_marker(&self) -> bool {
        matches!(self, Self::IntoOption(_) | Self::IntoPatch(_))
    }

    /// Returns whether each argument that compiles for `old` compiles for this type, too.
    #[must_use]
    pub fn accepts(&self, old: &Self) -> bool {
        match (self, old) {
            (Self::IntoIterator(new), Self::IntoIterator(old))
            | (Self::Pairs(new), Self::Pairs(old)) => new.accepts(old),
            (new, old) => new == old,
        }
    }
}

impl fmt::Display for ItemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(ty) => write!(f, "{ty}"),
            Self::IntoString => f.write_str("impl Into<String>"),
        }
    }
}

impl fmt::Display for ArgumentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(ty) => write!(f, "{ty}"),
            Self::Into(ty) => write!(f, "impl Into<{ty}>"),
            Self::IntoIterator(item) => write!(f, "impl IntoIterator<Item = {item}>"),
            Self::Pairs(value) => {
                write!(f, "impl IntoIterator<Item = (impl Into<String>, {value})>")
            }
            Self::Optional(ty) => write!(f, "impl Into<Option<{ty}>>"),
            Self::IntoOption(ty) => write!(f, "impl IntoOption<{ty}, M>"),
            Self::Patch(ty) => write!(f, "impl Into<Patch<{ty}>>"),
            Self::IntoPatch(ty) => write!(f, "impl IntoPatch<{ty}, M>"),
        }
    }
}

/// The parameter, body or field that an argument sets.
#[derive(Clone, Copy, Debug)]
pub enum ArgumentSource<'a> {
    /// A parameter of the operation.
    Parameter(&'a Parameter),
    /// The whole body.
    Body(&'a Body),
    /// A property of a struct, or of a body whose properties are arguments.
    Field(&'a Field),
}

impl ArgumentSource<'_> {
    fn is_in_path(&self) -> bool {
        match self {
            Self::Parameter(parameter) => parameter.location == ParameterLocation::Path,
            Self::Body(_) | Self::Field(_) => false,
        }
    }
}

/// An argument of a constructor or method.
#[derive(Clone, Debug)]
pub struct Argument<'a> {
    /// The Rust name.
    pub name: &'a str,
    /// The type of the argument.
    pub ty: ArgumentType,
    /// The type of the field that stores the value.
    pub stored: RustType,
    /// The part of the model that it sets.
    pub source: ArgumentSource<'a>,
}

impl Argument<'_> {
    /// The type of the field for a [named](Signature::named) argument.
    #[must_use]
    pub fn named_type(&self) -> RustType {
        match &self.stored {
            RustType::Boxed(ty) => RustType::Plain(ty.clone()),
            RustType::Option(inner) => match &**inner {
                RustType::Boxed(ty) => RustType::Plain(ty.clone()).optional(),
                inner => inner.clone().optional(),
            },
            stored => stored.clone(),
        }
    }
}

/// A method that sets an optional value.
#[derive(Clone, Debug)]
pub struct Setter<'a> {
    /// The name of the method.
    pub method: String,
    /// Its argument, which has the name of the field.
    pub argument: Argument<'a>,
}

/// The arguments and setters of an operation.
///
/// Arguments are passed by position, unless two that are not in the path have the same type: the compiler would not detect if
/// a caller swapped them. All arguments that are not in the path are then fields of a struct
/// ([`Operation::arguments_name`]).
#[derive(Clone, Debug)]
pub struct Signature<'a> {
    /// The positional arguments of the request's constructor.
    pub request: Vec<Argument<'a>>,
    /// The positional arguments of the handle's method: those of the request, or with [`spread`](Self::spread), those of the
    /// parameters and of the body's constructor.
    pub method: Vec<Argument<'a>>,
    /// The fields of the last argument of the handle's method, and without [`spread`](Self::spread) also of the request's
    /// constructor. Empty if all arguments are positional.
    pub named: Vec<Argument<'a>>,
    /// The setters of the call: for each optional parameter, then for the optional body, or with
    /// [`spread`](Self::spread), for each optional property of the body.
    pub setters: Vec<Setter<'a>>,
    /// The body whose properties are arguments of the method.
    pub spread: Option<(&'a TypeDef, &'a StructDef)>,
}

impl Api {
    /// The arguments and setters of an operation.
    #[must_use]
    pub fn signature<'a>(&'a self, operation: &'a Operation) -> Signature<'a> {
        let is_required =
            |parameter: &&Parameter| parameter.presence == ParameterPresence::Required;
        let parameters = operation.parameters.iter();
        let required = parameters.clone().filter(is_required);
        let required: Vec<_> = required.map(|it| self.parameter_argument(it)).collect();
        let optional = parameters.filter(|it| !is_required(it));
        let mut setters: Vec<_> = optional
            .map(|it| call_setter(self.parameter_setter(it)))
            .collect();
        let body = operation.body.as_ref();
        let required_body = body.filter(|body| body.required);
        let required_body = required_body.map(|body| self.body_argument(body));
        let mut request: Vec<_> = required.iter().cloned().chain(required_body).collect();
        let spread = self.spread_body(operation);
        let mut method: Vec<_> = if let Some((_, structure)) = spread {
            setters.extend(self.optional_fields(structure).map(call_setter));
            required
                .into_iter()
                .chain(self.constructor(structure))
                .collect()
        } else {
            let optional_body = body.filter(|body| !body.required);
            setters.extend(optional_body.map(|body| call_setter(self.body_setter(body))));
            Vec::clone(&request)
        };
        let named = self.take_named(&mut method);
        if spread.is_none() && !named.is_empty() {
            request.clone_from(&method);
        }
        Signature {
            request,
            method,
            named,
            setters,
            spread,
        }
    }

    /// Removes the arguments that are not in the path, if two of them have the same type.
    fn take_named<'a>(&self, arguments: &mut Vec<Argument<'a>>) -> Vec<Argument<'a>> {
        let (in_path, others): (Vec<_>, Vec<_>) = arguments
            .iter()
            .cloned()
            .partition(|argument| argument.source.is_in_path());
        let mut types = HashSet::new();
        let resolved = |argument: &Argument<'_>| argument.ty.map(&|ty| self.aliased(ty).clone());
        if others.iter().all(|it| types.insert(resolved(it))) {
            return Vec::new();
        }
        *arguments = in_path;
        others
    }

    /// The arguments of a struct's constructor.
    #[must_use]
    pub fn constructor<'a>(&self, structure: &'a StructDef) -> Vec<Argument<'a>> {
        let fields = structure.required();
        let arguments = fields.map(|field| field_as(field, self.field_argument(field)));
        arguments.collect()
    }

    /// The setters of a struct.
    #[must_use]
    pub fn setters<'a>(&self, structure: &'a StructDef) -> Vec<Setter<'a>> {
        let arguments = self.optional_fields(structure);
        let setters = arguments.map(|argument| Setter {
            method: setter_name(argument.name),
            argument,
        });
        setters.collect()
    }

    fn optional_fields<'a>(&self, structure: &'a StructDef) -> impl Iterator<Item = Argument<'a>> {
        let fields = structure.fields.iter().filter(|field| field.is_set());
        fields.map(|field| field_as(field, self.field_setter(field)))
    }

    fn parameter_argument<'a>(&self, parameter: &'a Parameter) -> Argument<'a> {
        parameter_as(parameter, self.argument(&parameter.ty))
    }

    fn parameter_setter<'a>(&self, parameter: &'a Parameter) -> Argument<'a> {
        parameter_as(parameter, self.setter(&parameter.ty))
    }

    fn body_argument<'a>(&self, body: &'a Body) -> Argument<'a> {
        self.body(body, self.argument(self.body_type(body)))
    }

    fn body_setter<'a>(&self, body: &'a Body) -> Argument<'a> {
        self.body(body, self.setter(self.body_type(body)))
    }

    fn body<'a>(&self, body: &'a Body, ty: ArgumentType) -> Argument<'a> {
        Argument {
            name: "body",
            ty,
            stored: self.body_field(body),
            source: ArgumentSource::Body(body),
        }
    }

    /// The argument of a constructor for a field.
    fn field_argument(&self, field: &Field) -> ArgumentType {
        match field.presence {
            Presence::Nullable { argument: true } => {
                ArgumentType::Plain(Type::Nullable(Box::new(field.ty.clone())))
            }
            _ => self.argument(&field.ty),
        }
    }

    /// The argument of the setter for a field.
    #[must_use]
    pub fn field_setter(&self, field: &Field) -> ArgumentType {
        match (field.presence, self.setter(&field.ty)) {
            (Presence::Patch, ArgumentType::IntoOption(ty)) => ArgumentType::IntoPatch(ty),
            (Presence::Patch, _) => ArgumentType::Patch(field.ty.clone()),
            (_, setter) => setter,
        }
    }

    /// The argument of a setter for a value of a type: the value or an `Option` of it. Text, JSON, files, lists and maps
    /// are converted; other types are exact, so that the types of literals are inferred.
    #[must_use]
    pub fn setter(&self, ty: &Type) -> ArgumentType {
        let is_converted = match ty {
            Type::String | Type::Value | Type::File | Type::Body | Type::List(_) | Type::Map(_) => {
                true
            }
            ty => self.is_named_text_or_collection(ty),
        };
        if is_converted {
            ArgumentType::IntoOption(ty.clone())
        } else {
            ArgumentType::Optional(ty.clone())
        }
    }

    /// The argument of a constructor or method for a value of a type.
    #[must_use]
    pub fn argument(&self, ty: &Type) -> ArgumentType {
        match ty {
            Type::String | Type::Value | Type::File | Type::Body => ArgumentType::Into(ty.clone()),
            Type::Named(_) if self.is_named_text_or_collection(ty) => {
                ArgumentType::Into(ty.clone())
            }
            Type::List(item) => ArgumentType::IntoIterator(ItemType::new(item)),
            Type::Map(value) => ArgumentType::Pairs(ItemType::new(value)),
            ty => ArgumentType::Plain(ty.clone()),
        }
    }

    /// Returns whether a type is an alias of a string, any value, a list or a map: its argument is `impl Into<Alias>`.
    #[must_use]
    pub fn is_named_text_or_collection(&self, ty: &Type) -> bool {
        matches!(ty, Type::Named(_))
            && matches!(
                self.aliased(ty),
                Type::String | Type::Value | Type::List(_) | Type::Map(_)
            )
    }

    /// The type of a value in the request's field `body`: an alias of a list or map is replaced by its target, so
    /// that callers pass any iterator.
    #[must_use]
    pub fn body_type<'a>(&'a self, body: &'a Body) -> &'a Type {
        match self.aliased(&body.content.ty) {
            target @ (Type::List(_) | Type::Map(_)) => target,
            _ => &body.content.ty,
        }
    }

    /// The type of the request's field `body`.
    #[must_use]
    pub fn body_field(&self, body: &Body) -> RustType {
        body.rust_type(self.body_type(body))
    }

    /// The body of an operation whose properties are arguments of the method.
    fn spread_body(&self, operation: &Operation) -> Option<(&TypeDef, &StructDef)> {
        let body = operation.body.as_ref().filter(|body| body.spread)?;
        let definition = self.type_named(body.content.ty.named()?)?;
        let TypeKind::Struct(structure) = &definition.kind else {
            return None;
        };
        let parameters = operation.parameters.iter();
        let names = parameters.flat_map(|it| [it.name.clone(), call_setter_name(&it.name)]);
        let names: HashSet<String> = names.collect();
        let clashes = |field: &Field| {
            names.contains(&field.name) || names.contains(&call_setter_name(&field.name))
        };
        let fits =
            structure.required().count() <= MAX_ARGUMENTS && !structure.fields.iter().any(clashes);
        fits.then_some((definition, structure))
    }
}

fn field_as(field: &Field, ty: ArgumentType) -> Argument<'_> {
    Argument {
        name: &field.name,
        ty,
        stored: field.rust_type(),
        source: ArgumentSource::Field(field),
    }
}

fn parameter_as(parameter: &Parameter, ty: ArgumentType) -> Argument<'_> {
    Argument {
        name: &parameter.name,
        ty,
        stored: parameter.rust_type(),
        source: ArgumentSource::Parameter(parameter),
    }
}

fn call_setter(argument: Argument<'_>) -> Setter<'_> {
    Setter {
        method: call_setter_name(argument.name),
        argument,
    }
}

impl Field {
    /// The type of the field, for example `Option<String>`.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        let ty = RustType::new(self.ty.clone(), self.boxed);
        match self.presence {
            Presence::Required | Presence::Collection { .. } => ty,
            Presence::Optional | Presence::Nullable { .. } => ty.optional(),
            Presence::Patch => RustType::Patch(Box::new(ty)),
        }
    }
}

impl NewtypeDef {
    /// The type of the only field.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        RustType::new(self.ty.clone(), self.boxed)
    }
}

impl StructDef {
    /// The type of the field of additional properties, if the struct has one.
    #[must_use]
    pub fn additional_type(&self) -> Option<RustType> {
        let value = self.additional.clone()?;
        Some(RustType::Plain(Type::Map(Box::new(value))))
    }
}

impl Parameter {
    /// The type of the request's field.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        let ty = RustType::Plain(self.ty.clone());
        match self.presence {
            ParameterPresence::Required => ty,
            ParameterPresence::Optional => ty.optional(),
            ParameterPresence::Flag => RustType::Plain(Type::Bool),
        }
    }
}

impl Body {
    /// The type of a field for this body, whose values have the type `ty`.
    #[must_use]
    pub fn rust_type(&self, ty: &Type) -> RustType {
        let ty = RustType::Plain(ty.clone());
        if self.required { ty } else { ty.optional() }
    }
}

impl Content {
    /// The type of the value, or of the stream of values.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        let ty = self.ty.clone();
        match self.format() {
            BodyFormat::Events => RustType::Events(ty),
            BodyFormat::Lines => RustType::Lines(ty),
            _ => RustType::Plain(ty),
        }
    }
}

impl Output {
    /// The type of the value that a successful call returns.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        match self {
            Self::Empty => RustType::Unit,
            Self::One(content) => content.rust_type(),
            Self::Location => RustType::Plain(Type::String),
            Self::Many { name, .. } => RustType::OutputEnum(name.clone()),
        }
    }
}

impl Webhook {
    /// The type of the payload in the enum of all events. Named types are boxed, so that the enum stays small.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        let is_boxed = matches!(self.content.ty, Type::Named(_));
        RustType::new(self.content.ty.clone(), is_boxed)
    }
}

impl OutputVariant {
    /// The type of the variant's value.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        let content = self.content.as_ref();
        content.map_or(RustType::Unit, |content| {
            RustType::Plain(content.ty.clone())
        })
    }
}

impl ErrorVariant {
    /// The type of the variant's body.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        let content = self.content.as_ref();
        content.map_or(RustType::Unit, |content| {
            RustType::Plain(content.ty.clone())
        })
    }
}

impl UnionVariant {
    /// The type of the variant's value.
    #[must_use]
    pub fn rust_type(&self) -> RustType {
        RustType::new(self.ty.clone(), self.boxed)
    }
}

#[cfg(test)]
mod tests {
    use super::{ArgumentType, ItemType, RustType, Type};

    #[test]
    fn equal_spellings_are_equal_values() {
        let nullable = Type::Nullable(Box::new(Type::I64));
        assert_eq!(
            RustType::Plain(Type::I64).optional(),
            RustType::Plain(nullable)
        );
        assert_eq!(
            RustType::Boxed(Type::I64).optional().to_string(),
            "Option<Box<i64>>"
        );
    }

    #[test]
    fn text_arguments_accept_strings_but_not_the_other_way_round() {
        let any_text = ArgumentType::IntoIterator(ItemType::IntoString);
        let strings = ArgumentType::IntoIterator(ItemType::Plain(Type::String));
        assert!(any_text.accepts(&strings));
        assert!(!strings.accepts(&any_text));
        assert!(!ArgumentType::Pairs(ItemType::IntoString).accepts(&any_text));
    }
}

//! A uniform view of a schema. `openapiv3` has one variant per common shape and one for everything else; this view has
//! the same fields for all of them.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, Components, Discriminator, IntegerFormat, NumberFormat, ReferenceOr,
    Schema, SchemaData, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use super::json_pointer::component_name;
use crate::document::{ANY_VALUE, CONTENT_SCHEMA, DEFAULT_MAPPING};

/// A schema or a reference to one.
#[derive(Clone, Copy, Debug)]
pub(super) enum SchemaNode<'a> {
    Reference(&'a str),
    Schema(&'a Schema),
}

impl<'a> SchemaNode<'a> {
    /// The key and the schema of the component that `reference` names.
    pub(super) fn component(
        components: Option<&'a Components>,
        reference: &str,
    ) -> Option<(&'a str, Self)> {
        let key = component_name(reference, "schemas")?;
        let (key, node) = components?.schemas.get_key_value(key.as_ref())?;
        Some((key, node.into()))
    }

    /// True if it has an error that is tolerated, so that other declarations of the same property may be wrong.
    pub(super) fn is_any_value(self) -> bool {
        let Self::Schema(schema) = self else {
            return false;
        };
        schema.schema_data.extensions.contains_key(ANY_VALUE)
    }

    /// True if it is a reference, or a schema without other schemas in it.
    pub(super) fn is_scalar(self) -> bool {
        let Self::Schema(schema) = self else {
            return true;
        };
        let view = SchemaView::new(schema);
        view.all_of.is_empty()
            && view.alternatives().is_none()
            && view.items.is_none()
            && !view.is_object()
    }

    /// True if it is a schema with annotations only.
    pub(super) fn is_annotation_only(self) -> bool {
        let Self::Schema(schema) = self else {
            return false;
        };
        let view = SchemaView::new(schema);
        view.is_bare()
            && view.primitive.is_none()
            && !view.has_other_values
            && view.all_of.is_empty()
            && view.alternatives().is_none()
    }
}

impl<'a> From<&'a ReferenceOr<Schema>> for SchemaNode<'a> {
    fn from(node: &'a ReferenceOr<Schema>) -> Self {
        match node {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for SchemaNode<'a> {
    fn from(node: &'a ReferenceOr<Box<Schema>>) -> Self {
        match node {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

/// The values of the keyword `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Primitive {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
}

impl Primitive {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "object" => Self::Object,
            "array" => Self::Array,
            _ => return None,
        })
    }

    /// The type of the values that are of both types; `None` if the types exclude each other.
    pub(super) fn intersection(self, other: Self) -> Option<Self> {
        match (self, other) {
            (one, other) if one == other => Some(one),
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Some(Self::Integer),
            _ => None,
        }
    }

    /// The value of the keyword, for messages.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
        }
    }
}

/// The keywords of a schema that affect its Rust type.
#[derive(Debug)]
pub(super) struct SchemaView<'a> {
    pub(super) schema: &'a Schema,
    pub(super) data: &'a SchemaData,
    pub(super) primitive: Option<Primitive>,
    pub(super) format: Option<&'a str>,
    /// The smallest value of an integer that the schema declares or shows, rounded.
    pub(super) minimum: Option<f64>,
    /// The largest value of an integer that the schema declares or shows, rounded.
    pub(super) maximum: Option<f64>,
    /// The values of `enum`. Empty unless all of them are strings.
    pub(super) strings: Vec<&'a str>,
    /// The values of `enum`. Empty unless all of them are integers.
    pub(super) integers: Vec<i64>,
    /// The value of `enum`, if it is one boolean.
    pub(super) boolean: Option<bool>,
    /// True if `enum` has values, but they are not all strings, all integers, or one boolean.
    pub(super) has_other_values: bool,
    pub(super) properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(super) required: &'a [String],
    pub(super) additional: Option<&'a AdditionalProperties>,
    pub(super) items: Option<SchemaNode<'a>>,
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) one_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: &'a [ReferenceOr<Schema>],
}

impl<'a> SchemaView<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut view = Self {
            schema,
            data: &schema.schema_data,
            primitive: None,
            format: None,
            minimum: None,
            maximum: None,
            strings: Vec::new(),
            integers: Vec::new(),
            boolean: None,
            has_other_values: false,
            properties: None,
            required: &[],
            additional: None,
            items: None,
            all_of: &[],
            one_of: &[],
            any_of: &[],
        };
        match &schema.schema_kind {
            SchemaKind::Type(ty) => view.read_type(ty),
            SchemaKind::OneOf { one_of } => view.one_of = one_of,
            SchemaKind::AllOf { all_of } => view.all_of = all_of,
            SchemaKind::AnyOf { any_of } => view.any_of = any_of,
            SchemaKind::Not { .. } => {}
            SchemaKind::Any(any) => view.read_any(any),
        }
        let shown = [&view.data.default, &view.data.example];
        shown
            .into_iter()
            .flatten()
            .for_each(|value| view.extend_bounds(value));
        view
    }

    fn read_type(&mut self, ty: &'a Type) {
        match ty {
            Type::String(string) => {
                self.primitive = Some(Primitive::String);
                self.format = string_format(&string.format);
                self.strings = string
                    .enumeration
                    .iter()
                    .flatten()
                    .map(String::as_str)
                    .collect();
            }
            Type::Number(number) => {
                self.primitive = Some(Primitive::Number);
                self.format = number_format(&number.format);
                self.has_other_values = !number.enumeration.is_empty();
            }
            Type::Integer(integer) => {
                self.primitive = Some(Primitive::Integer);
                self.format = integer_format(&integer.format);
                let step = |is_exclusive| i64::from(is_exclusive);
                let least = |least: i64| least.saturating_add(step(integer.exclusive_minimum));
                let most = |most: i64| most.saturating_sub(step(integer.exclusive_maximum));
                self.minimum = integer.minimum.map(least).map(rounded);
                self.maximum = integer.maximum.map(most).map(rounded);
                self.integers = integer.enumeration.iter().flatten().copied().collect();
            }
            Type::Boolean(boolean) => {
                self.primitive = Some(Primitive::Boolean);
                self.boolean = match boolean.enumeration.as_slice() {
                    [only] => *only,
                    _ => None,
                };
                self.has_other_values = !boolean.enumeration.is_empty() && self.boolean.is_none();
            }
            Type::Object(object) => {
                self.primitive = Some(Primitive::Object);
                self.properties = Some(&object.properties);
                self.required = &object.required;
                self.additional = object.additional_properties.as_ref();
            }
            Type::Array(array) => {
                self.primitive = Some(Primitive::Array);
                self.items = array.items.as_ref().map(SchemaNode::from);
            }
        }
    }

    fn read_any(&mut self, any: &'a openapiv3::AnySchema) {
        self.primitive = any.typ.as_deref().and_then(Primitive::named);
        self.format = any.format.as_deref();
        self.strings = any
            .enumeration
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .unwrap_or_default();
        if self.primitive != Some(Primitive::Number) {
            let integers = any.enumeration.iter().map(Value::as_i64);
            self.integers = integers.collect::<Option<_>>().unwrap_or_default();
        }
        if let (None | Some(Primitive::Boolean), [only]) =
            (self.primitive, any.enumeration.as_slice())
        {
            self.boolean = only.as_bool();
        }
        self.has_other_values = !any.enumeration.is_empty()
            && self.strings.is_empty()
            && self.integers.is_empty()
            && self.boolean.is_none();
        if self.primitive == Some(Primitive::Integer) {
            let step = |is_exclusive: Option<bool>| f64::from(is_exclusive == Some(true));
            self.minimum = any.minimum.map(|it| it + step(any.exclusive_minimum));
            self.maximum = any.maximum.map(|it| it - step(any.exclusive_maximum));
            any.enumeration
                .iter()
                .for_each(|value| self.extend_bounds(value));
        }
        self.properties = Some(&any.properties);
        self.required = &any.required;
        self.additional = any.additional_properties.as_ref();
        self.items = any.items.as_ref().map(SchemaNode::from);
        self.all_of = &any.all_of;
        self.one_of = &any.one_of;
        self.any_of = &any.any_of;
    }

    /// Extends the bounds of an integer by a value that the document shows.
    fn extend_bounds(&mut self, value: &Value) {
        if let Some(value) = value
            .as_f64()
            .filter(|_| self.primitive == Some(Primitive::Integer))
        {
            self.minimum = Some(self.minimum.map_or(value, |it| it.min(value)));
            self.maximum = Some(self.maximum.map_or(value, |it| it.max(value)));
        }
    }

    /// The schemas in this schema, except those of its `allOf`.
    pub(super) fn nested(&self) -> Vec<SchemaNode<'a>> {
        let mut nodes: Vec<_> = self.properties().map(|(_, property)| property).collect();
        let alternatives = self.one_of.iter().chain(self.any_of);
        nodes.extend(alternatives.map(SchemaNode::from));
        nodes.extend(self.items);
        if let Some(AdditionalProperties::Schema(values)) = self.additional {
            nodes.push(values.as_ref().into());
        }
        nodes.extend(self.content_schema());
        nodes
    }

    /// True if the schema has a `contentSchema`.
    pub(super) fn has_content_schema(&self) -> bool {
        self.data.extensions.contains_key(CONTENT_SCHEMA)
    }

    /// The schema of the JSON in a string (`contentSchema`).
    pub(super) fn content_schema(&self) -> Option<SchemaNode<'a>> {
        let is_json = self.data.extensions.get(CONTENT_SCHEMA)?.as_bool()?;
        let not = match &self.schema.schema_kind {
            SchemaKind::Not { not } => Some(not.as_ref()),
            SchemaKind::Any(any) => any.not.as_deref(),
            _ => None,
        };
        not.filter(|_| is_json).map(SchemaNode::from)
    }

    /// True if the schema becomes an enum.
    pub(super) fn has_values(&self) -> bool {
        !self.strings.is_empty() || !self.integers.is_empty()
    }

    /// The properties, in the order of the document.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'a str, SchemaNode<'a>)> + use<'a> {
        self.properties
            .into_iter()
            .flatten()
            .map(|(name, node)| (name.as_str(), SchemaNode::from(node)))
    }

    pub(super) fn has_properties(&self) -> bool {
        self.properties
            .is_some_and(|properties| !properties.is_empty())
    }

    /// True if the schema is an object, by its type or by its keywords.
    pub(super) fn is_object(&self) -> bool {
        match self.primitive {
            Some(primitive) => primitive == Primitive::Object,
            None => self.has_properties() || self.additional.is_some(),
        }
    }

    /// True if the schema has no constraints except `allOf`, `oneOf` and `anyOf`.
    pub(super) fn is_bare(&self) -> bool {
        self.strings.is_empty()
            && self.integers.is_empty()
            && !self.has_properties()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.items.is_none()
            && matches!(self.primitive, None | Some(Primitive::Object))
    }

    /// The only member of `allOf`, in a schema without other constraints: a reference with annotations or nullability
    /// around it. Members with annotations only do not count.
    pub(super) fn single_member(&self) -> Option<SchemaNode<'a>> {
        self.single_member_with_index().map(|(_, part)| part)
    }

    pub(super) fn single_member_with_index(&self) -> Option<(usize, SchemaNode<'a>)> {
        if self.all_of.is_empty() || !self.is_bare() || self.alternatives().is_some() {
            return None;
        }
        let parts = self.all_of.iter().map(SchemaNode::from).enumerate();
        let mut parts = parts.filter(|(_, part)| !part.is_annotation_only());
        parts.next().filter(|_| parts.next().is_none())
    }

    /// True if the schema has only `oneOf` or `anyOf`.
    pub(super) fn is_only_choice(&self) -> bool {
        self.is_bare() && self.all_of.is_empty() && self.alternatives().is_some()
    }

    /// The keyword and the members of `oneOf`, or else of `anyOf`.
    pub(super) fn alternatives(&self) -> Option<(&'static str, &'a [ReferenceOr<Schema>])> {
        if !self.one_of.is_empty() {
            Some(("oneOf", self.one_of))
        } else if !self.any_of.is_empty() {
            Some(("anyOf", self.any_of))
        } else {
            None
        }
    }
}

/// The target of the `defaultMapping` of a discriminator.
pub(super) fn default_target(discriminator: &Discriminator) -> Option<&str> {
    discriminator.extensions.get(DEFAULT_MAPPING)?.as_str()
}

/// An integer as a float. Bounds of more than 53 bits are rounded.
#[expect(
    clippy::cast_precision_loss,
    reason = "bounds are compared after rounding"
)]
fn rounded(bound: i64) -> f64 {
    bound as f64
}

/// The [single member](SchemaView::single_member) of a schema. Most schemas have no `allOf`, so this avoids a view of
/// them.
pub(super) fn single_member_of(schema: &Schema) -> Option<SchemaNode<'_>> {
    let has_parts = match &schema.schema_kind {
        SchemaKind::AllOf { .. } => true,
        SchemaKind::Any(any) => !any.all_of.is_empty(),
        _ => false,
    };
    has_parts
        .then(|| SchemaView::new(schema).single_member())
        .flatten()
}

fn string_format(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<&str> {
    Some(match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "date",
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => "date-time",
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => "password",
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => "byte",
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => "binary",
        VariantOrUnknownOrEmpty::Unknown(format) => format,
        VariantOrUnknownOrEmpty::Empty => return None,
    })
}

fn number_format(format: &VariantOrUnknownOrEmpty<NumberFormat>) -> Option<&str> {
    Some(match format {
        VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => "float",
        VariantOrUnknownOrEmpty::Item(NumberFormat::Double) => "double",
        VariantOrUnknownOrEmpty::Unknown(format) => format,
        VariantOrUnknownOrEmpty::Empty => return None,
    })
}

fn integer_format(format: &VariantOrUnknownOrEmpty<IntegerFormat>) -> Option<&str> {
    Some(match format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => "int32",
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => "int64",
        VariantOrUnknownOrEmpty::Unknown(format) => format,
        VariantOrUnknownOrEmpty::Empty => return None,
    })
}

/// The address of a schema, which identifies it as long as the document exists.
pub(super) fn address(schema: &Schema) -> usize {
    std::ptr::from_ref(schema).addr()
}

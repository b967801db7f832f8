//! The outline of an API: a line for each type, field and signature, in small sections, so that a change of the API is
//! a small diff.

use std::collections::BTreeMap;
use std::fmt::Write;

use heck::ToLowerCamelCase;

use super::api::Api;
use super::names::plain;
use super::operation::{BodyFormat, Group, Operation, Output, Parameter, ParameterPresence};
use super::server::ServerType;
use super::types::{
    Bounds, DefaultFor, EnumValues, EnumVariant, EventVariant, Field, StructDef, TypeDef, TypeKind,
    UnionVariant,
};

/// The maximum width of a signature on one line.
const WIDTH: usize = 100;

/// The outline of an API: text by section. Each group has a section (`group users`), each set of models with the same
/// first word has one (`models points`), and webhooks have one.
pub type Outline = BTreeMap<String, String>;

/// Writes the outline of an API.
#[must_use]
pub fn outline(api: &Api) -> Outline {
    let mut sections = Outline::new();
    for group in &api.groups {
        sections.insert(format!("group {}", group.module), group_lines(api, group));
    }
    if let Some(servers) = &api.server_type {
        sections.insert("servers".to_owned(), server_lines(servers));
    }
    for definition in &api.types {
        let section = sections
            .entry(format!("models {}", family(&definition.name)))
            .or_default();
        if !section.is_empty() {
            section.push('\n');
        }
        type_lines(definition, section);
    }
    if !api.webhooks.is_empty() {
        let lines = api.webhooks.iter().map(|webhook| {
            format!(
                "{} = {:?}: {}\n",
                webhook.name, webhook.wire, webhook.content.ty
            )
        });
        sections.insert("webhooks".to_owned(), lines.collect());
    }
    sections
}

/// The type of the servers, and its structs and enums.
fn server_lines(servers: &ServerType) -> String {
    let mut text = String::new();
    if servers.only().is_none() {
        _ = writeln!(text, "enum {}", servers.name);
        for choice in &servers.choices {
            let structure = choice.structure.as_deref();
            let fields = structure.map(|name| format!("({name})"));
            let fields = fields.unwrap_or_default();
            line(
                &mut text,
                &format!("{}{fields} = {:?}", choice.name, choice.url),
            );
        }
    }
    for choice in &servers.choices {
        let Some(name) = &choice.structure else {
            continue;
        };
        let url = servers.only().map(|only| format!(" = {:?}", only.url));
        _ = writeln!(text, "struct {name}{}", url.unwrap_or_default());
        for field in &choice.fields {
            let (name, ty) = (&field.name, field.type_name());
            line(
                &mut text,
                &format!("{name}: {ty} = {:?}", field.variable.default),
            );
        }
    }
    for definition in &servers.enums {
        type_lines(definition, &mut text);
    }
    text
}

/// The first word of a type's name, in lower case.
fn family(name: &str) -> String {
    let mut letters = name.chars();
    let first: String = letters.by_ref().take(1).collect();
    let rest: String = letters.take_while(|c| !c.is_uppercase()).collect();
    (first + &rest).to_lowercase()
}

fn group_lines(api: &Api, group: &Group) -> String {
    let mut text = format!("trait {}\n", group.trait_name());
    for operation in &group.operations {
        line(&mut text, &signature(api, operation));
        for alias in &operation.aliases {
            let (old, new) = (&alias.name, &operation.name);
            line(&mut text, &format!("{old} = {new}{}", deprecated(true)));
        }
        if let Some(error) = operation.error.as_ref().filter(|_| !operation.is_variant) {
            let variants = error.variants.iter().map(|variant| match &variant.content {
                Some(content) => format!("{} {}({})", variant.status, variant.name, content.ty),
                None => format!("{} {}", variant.status, variant.name),
            });
            let variants = variants.collect::<Vec<_>>().join(" | ");
            line(&mut text, &format!("    {}: {variants}", error.name));
        }
    }
    text
}

/// `get(id: String, [tenant_id: String]) -> User  GET /users/{id}`, with optional arguments in brackets. A long
/// signature has a line for each argument, so that a new argument is a new line. The names of named arguments follow.
fn signature(api: &Api, operation: &Operation) -> String {
    let Operation {
        name, method, path, ..
    } = operation;
    let mut arguments: Vec<String> = operation.parameters.iter().map(parameter).collect();
    if let Some(body) = &operation.body {
        let text = format!("body: {}", body.content.ty);
        arguments.push(if body.required {
            text
        } else {
            format!("[{text}]")
        });
    }
    let deprecated = deprecated(operation.deprecated);
    let pages = match &operation.pagination {
        Some(pagination) => format!("  pages of {} {pagination}", pagination.item),
        None => String::new(),
    };
    let named = api.signature(operation).named;
    let named: Vec<&str> = named.iter().map(|argument| argument.name).collect();
    let named = if named.is_empty() {
        String::new()
    } else {
        format!("  named: {}", named.join(", "))
    };
    let rest = format!(
        " -> {}  {method} {path}{deprecated}{pages}{named}",
        output(operation)
    );
    let line = format!("{name}({}){rest}", arguments.join(", "));
    if line.chars().count() <= WIDTH || arguments.is_empty() {
        return line;
    }
    let mut lines = format!("{name}(\n");
    for argument in &arguments {
        _ = writeln!(lines, "        {argument}");
    }
    lines + "    )" + &rest
}

/// The result of an operation. Each variant of an output enum has its status.
fn output(operation: &Operation) -> String {
    match &operation.output {
        Output::Empty => "()".to_owned(),
        Output::Location => "Location".to_owned(),
        Output::One(content) => match content.format() {
            BodyFormat::Events => format!("events of {}", content.ty),
            BodyFormat::Lines => format!("lines of {}", content.ty),
            _ => content.ty.to_string(),
        },
        Output::Many { variants, .. } => {
            let variants = variants.iter().map(|variant| match &variant.content {
                Some(content) => format!("{} {}({})", variant.status, variant.name, content.ty),
                None => format!("{} {}", variant.status, variant.name),
            });
            variants.collect::<Vec<_>>().join(" | ")
        }
    }
}

fn deprecated(is_deprecated: bool) -> &'static str {
    if is_deprecated { "  deprecated" } else { "" }
}

fn parameter(parameter: &Parameter) -> String {
    let Parameter { name, ty, .. } = parameter;
    let facts = facts(parameter.default.as_deref(), &parameter.bounds);
    match parameter.presence {
        ParameterPresence::Required => format!("{name}: {ty}{facts}"),
        ParameterPresence::Optional | ParameterPresence::Flag => format!("[{name}: {ty}{facts}]"),
    }
}

/// The default and the constraints of a value: `  {default: 20, maximum: 100}`.
fn facts(default: Option<&str>, bounds: &Bounds) -> String {
    let default = default.map(|value| format!("default: {value}"));
    let bounds = bounds
        .iter()
        .map(|(keyword, value)| format!("{keyword}: {value}"));
    let facts: Vec<String> = default.into_iter().chain(bounds).collect();
    if facts.is_empty() {
        String::new()
    } else {
        format!("  {{{}}}", facts.join(", "))
    }
}

fn type_lines(definition: &TypeDef, text: &mut String) {
    let name = &definition.name;
    let end = end(definition);
    match &definition.kind {
        TypeKind::Struct(structure) => struct_lines(name, structure, &end, text),
        TypeKind::Enum(values) => {
            let open = if values.open { "open " } else { "" };
            _ = writeln!(text, "{open}enum {name}{end}");
            for EnumVariant { name, wire, .. } in &values.variants {
                let variant = match values.values {
                    EnumValues::Text => format!("{name} = {wire:?}"),
                    EnumValues::Integers => format!("{name} = {wire}"),
                };
                line(text, &variant);
            }
        }
        TypeKind::Union(union) => {
            _ = writeln!(text, "union {name}{end}");
            for UnionVariant {
                name,
                ty,
                default_for,
                ..
            } in &union.variants
            {
                let default = match default_for {
                    DefaultFor::Nothing => "",
                    DefaultFor::MissingTags => "  default without a tag",
                    DefaultFor::OtherTags => "  default",
                };
                line(text, &format!("{name}({ty}){default}"));
            }
        }
        TypeKind::Events(events) => {
            _ = writeln!(text, "events {name}{end}");
            for variant in &events.variants {
                let EventVariant { name, event, .. } = variant;
                line(text, &format!("{name} = {event:?}: {}", variant.data()));
            }
        }
        TypeKind::Newtype(newtype) => {
            _ = writeln!(text, "newtype {name}({}){end}", newtype.rust_type());
        }
        TypeKind::Alias(ty) => _ = writeln!(text, "type {name} = {ty}{end}"),
    }
    for alias in &definition.aliases {
        _ = writeln!(text, "type {alias} = {name}{}", deprecated(true));
    }
}

fn struct_lines(name: &str, structure: &StructDef, end: &str, text: &mut String) {
    let extends = structure.extends.iter();
    let extends: Vec<&str> = extends.map(|extends| extends.target.as_str()).collect();
    let into = if extends.is_empty() {
        String::new()
    } else {
        format!(" into {}", extends.join(", "))
    };
    _ = writeln!(text, "struct {name}{into}{end}");
    let required = structure.required().map(|field| field.name.as_str());
    let required: Vec<&str> = required.collect();
    line(text, &format!("new({})", required.join(", ")));
    let is_snake_case = is_snake_case(&structure.fields);
    for field in &structure.fields {
        line(text, &field_line(field, is_snake_case));
    }
    if let Some(ty) = &structure.additional {
        line(text, &format!("..: BTreeMap<String, {ty}>"));
    }
}

/// The end of the first line of a type: its configured derives, and whether it is deprecated.
fn end(definition: &TypeDef) -> String {
    let deprecated = deprecated(definition.deprecated);
    if definition.derives.is_empty() {
        return deprecated.to_owned();
    }
    format!(": {}{deprecated}", definition.derives.join(" + "))
}

/// Returns whether the properties with several words have the names of their fields, and none is in camel case.
fn is_snake_case(fields: &[Field]) -> bool {
    fields.iter().all(|field| {
        let plain = plain(&field.name);
        let camel_case = plain.to_lower_camel_case();
        field.wire != camel_case || camel_case == plain
    })
}

fn field_line(field: &Field, is_snake_case: bool) -> String {
    let plain = plain(&field.name);
    // The wire name is omitted if it follows from the field's name: in camel case, or unchanged if no other property of the
    // struct is in camel case.
    let follows = field.wire == plain.to_lower_camel_case() || is_snake_case && field.wire == plain;
    let wire = if follows {
        String::new()
    } else {
        format!(" = {:?}", field.wire)
    };
    let facts = facts(field.default.as_deref(), &field.bounds);
    let deprecated = deprecated(field.deprecated);
    format!(
        "{}: {}{wire}{facts}{deprecated}",
        field.name,
        field.rust_type()
    )
}

fn line(text: &mut String, line: &str) {
    text.push_str("    ");
    text.push_str(line);
    text.push('\n');
}

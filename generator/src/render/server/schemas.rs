//! The file with the schemas of requests: a constant for each component and each operation.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::bodies::{exploded, files, json_parts};
use super::shapes::{Shape, is_exploded, other_parameter_names};
use super::used::has_paths;
use crate::model::{
    Api, Body, BodyFormat, Content, CountKeyword, JsonType, Keyword, NumberKeyword, Operation,
    Parameter, ParameterLocation, ParameterPresence, ParameterStyle, RequestSchema, Schema,
    TextFormat,
};
use crate::render::names::ident;
use crate::render::operation_docs::http_line;
use crate::render::options::Options;
use crate::render::style::explicit_style;
use crate::render::{docs, form, group_features};

/// The module of the schemas. No group has this name.
pub(in crate::render) fn module(api: &Api) -> String {
    let mut name = "schemas".to_owned();
    while api.groups.iter().any(|group| group.module == name) {
        name.push('_');
    }
    name
}

/// The constant of the schema of an operation's requests; `None` if there is nothing to validate.
pub(super) fn constant(api: &Api, operation: &Operation) -> Option<TokenStream> {
    if operation.not_served.is_some() {
        return None;
    }
    let schema = api.request_schemas.operations.get(&operation.pointer)?;
    let written = Request::new(api, operation, schema);
    if written.is_empty() {
        return None;
    }
    let module = ident(&module(api));
    let name = ident(&schema.name);
    Some(quote! {
        const SCHEMA: Option<&'static RequestSchema> = Some(&super::#module::#name);
    })
}

/// The items of the file.
pub(in crate::render) fn items(api: &Api, options: &Options) -> Vec<TokenStream> {
    let mut names = Names::default();
    let mut statics = Vec::new();
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let is_written = |it: &&Operation| it.not_served.is_none();
    for operation in operations.filter(is_written) {
        let schema = api.request_schemas.operations.get(&operation.pointer);
        if let Some(schema) = schema {
            statics.extend(Request::new(api, operation, schema).item(&mut names));
        }
    }
    let components = &api.request_schemas.components;
    let mut written = BTreeMap::new();
    while let Some(name) = names.pending.pop() {
        let Some(schema) = components.get(&name) else {
            continue;
        };
        let constant = ident(&name);
        let keywords = match schema {
            Schema::Keywords(keywords) => names.keywords(keywords),
            // An alias. `resolve` writes it as a schema with one part.
            Schema::Component(_) => names.keywords(&[Keyword::AllOf(vec![schema.clone()])]),
        };
        written.insert(name, quote!(static #constant: Schema = Schema(#keywords);));
    }
    statics.extend(written.into_values());
    let mut items = vec![docs::inner_lines(docs::own("The schemas of requests."))];
    // The schemas of groups that are turned off are unused.
    let is_conditional = group_features::is_conditional(api, options);
    items.extend(is_conditional.then(|| quote!(#![allow(dead_code)])));
    items.extend(names.imports());
    items.extend(statics);
    items
}

/// Returns whether there is a file.
pub(super) fn is_written(api: &Api) -> bool {
    let mut operations = api.groups.iter().flat_map(|group| &group.operations);
    operations.any(|operation| constant(api, operation).is_some())
}

/// The validated parts of a request.
struct Request<'a> {
    api: &'a Api,
    operation: &'a Operation,
    schema: &'a RequestSchema,
    /// The parameters, each with its source, its name and its schema.
    parameters: Vec<(Source, bool, &'a str, &'a Schema)>,
    body: Option<(&'a Body, &'a Schema)>,
}

impl<'a> Request<'a> {
    fn new(api: &'a Api, operation: &'a Operation, schema: &'a RequestSchema) -> Self {
        let parameters = operation.parameters.iter().zip(&schema.parameters);
        let parameters = parameters.filter_map(|(parameter, schema)| {
            let is_required = parameter.presence == ParameterPresence::Required;
            // A path without a parameter is another path.
            let may_be_missing = !is_required || parameter.location == ParameterLocation::Path;
            if parameter.is_media_type() || may_be_missing && is_any_text(schema) {
                return None;
            }
            let source = Source::new(api, operation, parameter)?;
            Some((source, is_required, parameter.wire.as_str(), schema))
        });
        let body = operation.body.as_ref().zip(schema.body.as_ref());
        let body = body.filter(|(body, schema)| match body.content.format() {
            BodyFormat::Json | BodyFormat::Form => true,
            BodyFormat::Text => !is_any_text(schema),
            BodyFormat::Multipart => body.content.parts.is_empty(),
            _ => false,
        });
        Self {
            api,
            operation,
            schema,
            parameters: parameters.collect(),
            body,
        }
    }

    fn is_empty(&self) -> bool {
        self.parameters.is_empty() && self.body.is_none()
    }

    fn item(&self, names: &mut Names) -> Option<TokenStream> {
        if self.is_empty() {
            return None;
        }
        let parameters: Vec<TokenStream> = self
            .parameters
            .iter()
            .map(|(source, is_required, name, schema)| {
                names.items.insert("ParameterSchema");
                let source = names.source(source);
                let schema = names.reference(schema);
                let presence = presence(*is_required);
                quote!(ParameterSchema::#presence(#source, #name, #schema))
            })
            .collect();
        let body = self.body.map(|(body, schema)| {
            names.items.extend(["BodyFormat", "BodySchema"]);
            let format = self.body_format(&body.content, names);
            let schema = names.reference(schema);
            let presence = presence(body.required);
            quote!(BodySchema::#presence(#format, #schema))
        });
        let body = optional(body);
        names.items.insert("RequestSchema");
        let name = ident(&self.schema.name);
        let docs = docs::lines(http_line(self.operation) + ".");
        Some(quote! {
            #docs
            pub(super) static #name: RequestSchema = RequestSchema {
                parameters: &[#(#parameters),*],
                body: #body,
            };
        })
    }

    /// The variant of the runtime's `BodyFormat`, and its arguments.
    fn body_format(&self, content: &Content, names: &mut Names) -> TokenStream {
        match content.format() {
            BodyFormat::Text => quote!(BodyFormat::Text),
            BodyFormat::Form => {
                let styles = form::styles(&content.encodings);
                let styles = quote!(&[#(#styles),*]);
                let exploded = exploded(self.api, &content.ty, &content.encodings);
                let format = exploded.map_or_else(
                    || quote!(BodyFormat::Form(#styles)),
                    |exploded| quote!(BodyFormat::FormWith(#styles, #exploded)),
                );
                names.add_uses(&format);
                format
            }
            BodyFormat::Multipart => {
                let media_type = &content.media_type;
                let structure = form::structure(self.api, &content.ty);
                let files = structure.into_iter().flat_map(files);
                let files = files.map(|(name, _)| name);
                let json = json_parts(content);
                quote!(BodyFormat::Multipart(#media_type, &[#(#files),*], &[#(#json),*]))
            }
            _ => quote!(BodyFormat::Json),
        }
    }
}

/// The variant of the runtime's `ParameterSource`, and its arguments.
struct Source {
    variant: String,
    arguments: Option<TokenStream>,
}

impl Source {
    /// The source of a parameter; `None` for a query string that is any text.
    fn new(api: &Api, operation: &Operation, parameter: &Parameter) -> Option<Self> {
        let location = match parameter.location {
            ParameterLocation::Path => "Path",
            ParameterLocation::Query => "Query",
            ParameterLocation::Header => "Header",
            ParameterLocation::Cookie => "Cookie",
            ParameterLocation::QueryString => return Self::of_query_string(api, parameter),
        };
        let new = |suffix, arguments| {
            let variant = format!("{location}{suffix}");
            Some(Self { variant, arguments })
        };
        if is_exploded(parameter) {
            match Shape::of(api, &parameter.ty) {
                Shape::Closed(names) => return new("Properties", Some(quote!(&[#(#names),*]))),
                Shape::Open => {
                    let others = other_parameter_names(api, operation, parameter);
                    return new("Rest", Some(quote!(&[#(#others),*])));
                }
                Shape::Other => {}
            }
        }
        match explicit_style(parameter) {
            None => new("", None),
            style => new("With", style),
        }
    }

    fn of_query_string(api: &Api, parameter: &Parameter) -> Option<Self> {
        let (variant, arguments) = match parameter.style {
            ParameterStyle::Form => {
                let styles = form::styles(&parameter.encodings);
                let exploded = exploded(api, &parameter.ty, &parameter.encodings);
                let exploded = exploded.unwrap_or_else(|| quote!(&[]));
                ("QueryForm", Some(quote!(&[#(#styles),*], #exploded)))
            }
            ParameterStyle::Json => ("QueryJson", None),
            _ => return None,
        };
        let variant = variant.to_owned();
        Some(Self { variant, arguments })
    }
}

/// An expression for an `Option`.
fn optional(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn presence(is_required: bool) -> Ident {
    ident(if is_required { "Required" } else { "Optional" })
}

/// Returns whether every text is valid.
fn is_any_text(schema: &Schema) -> bool {
    match schema {
        Schema::Component(_) => false,
        Schema::Keywords(keywords) => keywords
            .iter()
            .all(|keyword| matches!(keyword, Keyword::Type(JsonType::String) | Keyword::Nullable)),
    }
}

/// The names that the file imports.
#[derive(Default)]
struct Names {
    /// The components that are referred to.
    components: BTreeSet<String>,
    /// Those of them that are not written yet.
    pending: Vec<String>,
    keywords: BTreeSet<&'static str>,
    types: BTreeSet<&'static str>,
    sources: BTreeSet<String>,
    /// The other items.
    items: BTreeSet<&'static str>,
    has_styles: bool,
    has_exploded: bool,
}

impl Names {
    fn imports(&self) -> Vec<TokenStream> {
        let idents = |names: &BTreeSet<&'static str>| -> Vec<Ident> {
            names.iter().map(|name| ident(name)).collect()
        };
        let (keywords, types) = (idents(&self.keywords), idents(&self.types));
        let sources: Vec<Ident> = self.sources.iter().map(|name| ident(name)).collect();
        let items = idents(&self.items);
        let style = self.has_styles.then(|| {
            quote!(
                use apicrate_runtime::ParameterStyle;
            )
        });
        let exploded = self.has_exploded.then(|| {
            quote!(
                use apicrate_runtime::server::ExplodedProperty;
            )
        });
        let mut imports: Vec<TokenStream> = style.into_iter().chain(exploded).collect();
        for (module, names) in [
            ("JsonType", types),
            ("Keyword", keywords),
            ("ParameterSource", sources),
        ] {
            if !names.is_empty() {
                let module = ident(module);
                imports.push(quote!(use apicrate_runtime::server::schema::#module::{#(#names),*};));
            }
        }
        imports.push(quote!(use apicrate_runtime::server::schema::{#(#items),*};));
        imports
    }

    fn source(&mut self, source: &Source) -> TokenStream {
        let Source { variant, arguments } = source;
        self.sources.insert(variant.clone());
        let name = ident(variant);
        match arguments {
            None => quote!(#name),
            Some(arguments) => {
                self.add_uses(arguments);
                quote!(#name(#arguments))
            }
        }
    }

    /// Adds the types of the runtime that the arguments of a source or format contain.
    fn add_uses(&mut self, arguments: &TokenStream) {
        let names = ["ParameterStyle", "ExplodedProperty"];
        let [has_styles, has_exploded] = has_paths([arguments.clone()], names);
        self.has_styles |= has_styles;
        self.has_exploded |= has_exploded;
    }

    /// A reference to a schema.
    fn reference(&mut self, schema: &Schema) -> TokenStream {
        match schema {
            Schema::Component(name) => {
                if self.components.insert(name.clone()) {
                    self.pending.push(name.clone());
                }
                let name = ident(name);
                quote!(&#name)
            }
            Schema::Keywords(keywords) => {
                let constant = match keywords.as_slice() {
                    [] => Some("ANY"),
                    [Keyword::Type(JsonType::Boolean)] => Some("BOOLEAN"),
                    [Keyword::Type(JsonType::Integer)] => Some("INTEGER"),
                    [Keyword::Type(JsonType::Number)] => Some("NUMBER"),
                    [Keyword::Type(JsonType::String)] => Some("STRING"),
                    _ => None,
                };
                if let Some(constant) = constant {
                    self.items.insert(constant);
                    let constant = ident(constant);
                    return quote!(&#constant);
                }
                self.items.insert("Schema");
                let keywords = self.keywords(keywords);
                quote!(&Schema(#keywords))
            }
        }
    }

    fn references(&mut self, schemas: &[Schema]) -> TokenStream {
        let schemas = schemas.iter().map(|schema| self.reference(schema));
        let schemas: Vec<TokenStream> = schemas.collect();
        quote!(&[#(#schemas),*])
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> TokenStream {
        let keywords = keywords.iter().map(|keyword| self.keyword(keyword));
        let keywords: Vec<TokenStream> = keywords.collect();
        self.items.insert("Schema");
        quote!(&[#(#keywords),*])
    }

    fn keyword(&mut self, keyword: &Keyword) -> TokenStream {
        let (name, arguments) = match keyword {
            Keyword::Nullable => ("Nullable", None),
            Keyword::Type(ty) => ("Type", Some(self.json_type(*ty))),
            Keyword::Enum(values) => ("Enum", Some(quote!(&[#(#values),*]))),
            Keyword::EnumJson(values) => ("EnumJson", Some(quote!(&[#(#values),*]))),
            Keyword::Format(format) => ("Format", Some(self.format(*format))),
            Keyword::Count(keyword, count) => {
                let count = Literal::u64_unsuffixed(*count);
                (count_name(*keyword), Some(quote!(#count)))
            }
            Keyword::Number(keyword, number) => (number_name(*keyword), Some(quote!(#number))),
            Keyword::Pattern {
                pattern,
                translated,
            } => {
                let (name, arguments) = pattern_check(pattern, translated.as_deref());
                (name, Some(arguments))
            }
            Keyword::Items(schema) => ("Items", Some(self.reference(schema))),
            Keyword::PrefixItems(schemas) => ("PrefixItems", Some(self.references(schemas))),
            Keyword::NoOtherItems => ("NoOtherItems", None),
            Keyword::UniqueItems => ("UniqueItems", None),
            Keyword::Properties(properties) => ("Properties", Some(self.properties(properties))),
            Keyword::Required(names) => ("Required", Some(quote!(&[#(#names),*]))),
            Keyword::AdditionalProperties(schema) => {
                ("AdditionalProperties", Some(self.reference(schema)))
            }
            Keyword::NoOtherProperties => ("NoOtherProperties", None),
            Keyword::NoUnevaluatedProperties => ("NoUnevaluatedProperties", None),
            Keyword::AllOf(schemas) => ("AllOf", Some(self.references(schemas))),
            Keyword::AnyOf(schemas) => ("AnyOf", Some(self.references(schemas))),
            Keyword::OneOf(schemas) => ("OneOf", Some(self.references(schemas))),
            Keyword::Discriminator {
                property,
                tags,
                default,
            } => (
                "Discriminator",
                Some(discriminator(property, tags, *default)),
            ),
            Keyword::Not(schema) => ("Not", Some(self.reference(schema))),
            Keyword::ReadOnly => ("ReadOnly", None),
            Keyword::Secret => ("Secret", None),
        };
        self.keywords.insert(name);
        let name = ident(name);
        let arguments = arguments.map(|arguments| quote!((#arguments)));
        quote!(#name #arguments)
    }

    fn json_type(&mut self, ty: JsonType) -> TokenStream {
        let name = type_name(ty);
        self.types.insert(name);
        let name = ident(name);
        quote!(#name)
    }

    fn format(&mut self, format: TextFormat) -> TokenStream {
        self.items.insert("TextFormat");
        let format = ident(match format {
            TextFormat::Date => "Date",
            TextFormat::DateTime => "DateTime",
            TextFormat::Uuid => "Uuid",
        });
        quote!(TextFormat::#format)
    }

    fn properties(&mut self, properties: &[(String, Schema)]) -> TokenStream {
        let properties = properties.iter().map(|(name, schema)| {
            let schema = self.reference(schema);
            quote!((#name, #schema))
        });
        let properties: Vec<TokenStream> = properties.collect();
        quote!(&[#(#properties),*])
    }
}

/// The name and the arguments of the keyword that checks a pattern.
fn pattern_check(pattern: &str, translated: Option<&str>) -> (&'static str, TokenStream) {
    match translated {
        None => ("UncheckedPattern", quote!(#pattern)),
        Some(same) if same == pattern => ("Pattern", quote!(#pattern)),
        Some(other) => ("TranslatedPattern", quote!(#pattern, #other)),
    }
}

fn discriminator(property: &str, tags: &[(String, usize)], default: Option<usize>) -> TokenStream {
    let tags = tags.iter().map(|(tag, index)| {
        let index = Literal::usize_unsuffixed(*index);
        quote!((#tag, #index))
    });
    let default = default.map(|index| {
        let index = Literal::usize_unsuffixed(index);
        quote!(#index)
    });
    let default = optional(default);
    quote!(#property, &[#(#tags),*], #default)
}

const fn type_name(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Null => "Null",
        JsonType::Boolean => "Boolean",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::String => "String",
        JsonType::Array => "Array",
        JsonType::Object => "Object",
    }
}

const fn count_name(keyword: CountKeyword) -> &'static str {
    match keyword {
        CountKeyword::MinLength => "MinLength",
        CountKeyword::MaxLength => "MaxLength",
        CountKeyword::MinItems => "MinItems",
        CountKeyword::MaxItems => "MaxItems",
        CountKeyword::MinProperties => "MinProperties",
        CountKeyword::MaxProperties => "MaxProperties",
    }
}

const fn number_name(keyword: NumberKeyword) -> &'static str {
    match keyword {
        NumberKeyword::Minimum => "Minimum",
        NumberKeyword::Maximum => "Maximum",
        NumberKeyword::ExclusiveMinimum => "ExclusiveMinimum",
        NumberKeyword::ExclusiveMaximum => "ExclusiveMaximum",
        NumberKeyword::MultipleOf => "MultipleOf",
    }
}

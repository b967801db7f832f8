//! What a document means: components become types, `allOf` becomes one struct, operations become methods.
//!
//! The document has been brought to OpenAPI 3.0 and its references are known to lead somewhere. Here it is
//! read once and turned into [`crate::model::Api`], which no longer knows that there was a document.

mod all_of;
mod apart;
mod bounds;
mod choice;
mod content;
mod direction;
mod enumeration;
mod extends;
mod field;
mod form;
mod group;
mod inline;
mod media_kind;
mod names;
mod operation;
mod output;
mod pagination;
mod parameter;
mod pointer;
mod recursion;
mod response;
mod schema;
mod security;
mod union;
mod view;
mod webhook;

use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{Components, Example, ReferenceOr, Schema};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::model::{Api, TypeDef, TypeKind};

use direction::Directions;
use inline::Inline;
use names::Scope;
use pointer::{Pointer, component_name};
use view::Node;

/// Reads a document as an API.
///
/// # Errors
///
/// Everything in the document that contradicts itself, all findings at once.
pub fn resolve(document: &Document) -> Result<(Api, Diagnostics), Diagnostics> {
    match unlocated(document) {
        Ok((api, warnings)) => Ok((api, document.locate(warnings))),
        Err(findings) => Err(document.locate(findings)),
    }
}

/// As [`resolve`], with findings that do not say yet where in the text they stand.
pub(crate) fn unlocated(document: &Document) -> Result<(Api, Diagnostics), Diagnostics> {
    let mut resolver = Resolver::new(document);
    resolver.define_components();
    let mut services = resolver.services();
    let webhooks = resolver.webhooks();
    let (servers, security) = (resolver.servers(), resolver.security(&mut services));
    let Resolver {
        mut types,
        diagnostics: mut findings,
        ..
    } = resolver;
    if findings.has_errors() {
        return Err(findings);
    }
    union::leave_out_circles(&mut types, &mut findings);
    apart::tell_apart(&mut types);
    recursion::box_cycles(&mut types);
    extends::fill_conversions(&mut types);
    let info = &document.openapi.info;
    let api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        docs: prose(info.description.as_ref()),
        servers,
        security,
        groups: services,
        types: by_component(types.into_values().collect()),
        webhooks,
    };
    Ok((api, findings))
}

/// Where a schema stands, and what it is called should it need a name.
#[derive(Clone, Debug)]
struct Place {
    pointer: Pointer,
    name: String,
    /// The property or parameter whose values the schema describes, and the way from there: `labels Item`.
    /// Empty where there is none.
    role: String,
    /// The role of the object that the property is of.
    owner: String,
}

impl Place {
    /// A place that belongs to no property or parameter.
    fn new(pointer: Pointer, name: String) -> Self {
        Self {
            pointer,
            name,
            role: String::new(),
            owner: String::new(),
        }
    }

    /// The place of something below, named by what leads there.
    fn below(&self, keyword: &str, key: &str) -> Self {
        Self {
            pointer: self.pointer.entry(keyword, key),
            name: [self.name.as_str(), &names::type_name_part(key)].concat(),
            role: key.to_owned(),
            owner: self.role.clone(),
        }
    }

    /// The place of the items of a list or the values of a map.
    fn inside(&self, keyword: &str, part: &str) -> Self {
        Self {
            pointer: self.pointer.child(keyword),
            name: format!("{}{part}", self.name),
            role: self.role_inside(part),
            owner: self.owner.clone(),
        }
    }

    /// The place of a member of `allOf`, which has no name of its own.
    fn part(&self, keyword: &str, index: usize) -> Self {
        Self {
            pointer: self.pointer.child(keyword).item(index),
            ..self.clone()
        }
    }

    /// The place of an alternative of a choice, named by what tells it from the others.
    fn alternative(&self, keyword: &str, index: usize, part: &str) -> Self {
        Self {
            pointer: self.pointer.child(keyword).item(index),
            ..self.inside(keyword, part)
        }
    }

    fn role_inside(&self, part: &str) -> String {
        if self.role.is_empty() {
            String::new()
        } else {
            format!("{} {part}", self.role)
        }
    }
}

/// A description that says something.
fn prose(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

/// The values that a document shows for something.
fn shown(example: Option<&Value>, examples: &IndexMap<String, ReferenceOr<Example>>) -> Vec<Value> {
    let named = examples
        .values()
        .filter_map(ReferenceOr::as_item)
        .filter_map(|example| example.value.as_ref());
    example.into_iter().chain(named).cloned().collect()
}

/// The state of one reading.
struct Resolver<'a> {
    document: &'a Document,
    components: Option<&'a Components>,
    directions: Directions,
    /// Components in which binary strings are files.
    multipart_components: HashSet<&'a str>,
    /// Rust names of the schemas in `components`.
    component_names: HashMap<&'a str, String>,
    type_names: Scope,
    module_names: Scope,
    types: BTreeMap<String, TypeDef>,
    /// Names of inline types by their place, so that what is inherited is not declared again.
    declared: HashMap<Pointer, String>,
    inline: Inline,
    diagnostics: Diagnostics,
}

impl<'a> Resolver<'a> {
    fn new(document: &'a Document) -> Self {
        let mut resolver = Self {
            document,
            components: document.openapi.components.as_ref(),
            directions: Directions::of(document),
            multipart_components: form::described_by(document),
            component_names: HashMap::new(),
            type_names: Scope::default(),
            module_names: Scope::default(),
            types: BTreeMap::new(),
            declared: HashMap::new(),
            inline: Inline::default(),
            diagnostics: Diagnostics::default(),
        };
        let keys = resolver.schemas().into_iter().flat_map(IndexMap::keys);
        let keys = keys.map(String::as_str);
        let names = names::take_all(keys.clone(), names::type_name, |key, name| {
            let pointer = Pointer::to(&["components", "schemas", key]);
            (resolver.take_type_name(&name, &pointer), false)
        });
        let names = names.into_iter().map(|(name, _)| name);
        resolver.component_names = keys.zip(names).collect();
        resolver
    }

    fn schemas(&self) -> Option<&'a IndexMap<String, ReferenceOr<Schema>>> {
        self.components.map(|components| &components.schemas)
    }

    /// The schema that a reference names, with its key.
    fn component(&self, reference: &str) -> Option<(&'a str, Node<'a>)> {
        let key = component_name(reference, "schemas")?;
        let (key, node) = self.schemas()?.get_key_value(key.as_ref())?;
        Some((key, node.into()))
    }

    /// The place of a component: its name is taken, whatever else wants it.
    fn component_place(&self, key: &str) -> Place {
        let name = self.component_names.get(key).cloned();
        Place::new(
            Pointer::to(&["components", "schemas", key]),
            name.unwrap_or_else(|| names::type_name(key)),
        )
    }

    /// A type's name that nothing else has. Taking another than the wanted one is reported.
    fn take_type_name(&mut self, wanted: &str, pointer: &Pointer) -> String {
        let (name, renamed) = self.type_names.take(wanted.to_owned());
        if renamed {
            self.warn(
                "name-collision",
                pointer,
                format!("`{wanted}` is the name of something else already; this one is `{name}`"),
            );
        }
        name
    }

    fn define_components(&mut self) {
        for (key, node) in self.schemas().into_iter().flatten() {
            let place = self.component_place(key);
            let kind = self.kind_of(node.into(), &place);
            self.add_type(place, node.into(), kind);
        }
    }

    fn add_type(&mut self, place: Place, node: Node<'a>, kind: TypeKind) {
        let (docs, deprecated) = match node {
            Node::Reference(_) => (None, false),
            Node::Schema(schema) => (
                prose(schema.schema_data.description.as_ref()),
                schema.schema_data.deprecated,
            ),
        };
        let (module, _) = self
            .module_names
            .take(names::module_beside(&place.name, &place.name));
        let definition = TypeDef {
            name: place.name.clone(),
            module,
            docs,
            deprecated,
            pointer: place.pointer.into(),
            kind,
        };
        self.types.insert(place.name, definition);
    }

    fn warn(&mut self, code: &'static str, pointer: &Pointer, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::warning(code, pointer.as_str(), message));
    }

    fn error(&mut self, code: &'static str, pointer: &Pointer, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::error(code, pointer.as_str(), message));
    }
}

/// Puts the inline types of a component into its module.
fn by_component(mut types: Vec<TypeDef>) -> Vec<TypeDef> {
    let components = types.iter().filter(|definition| !definition.is_inline());
    let modules: HashMap<String, String> = components
        .map(|definition| (definition.pointer.clone(), definition.module.clone()))
        .collect();
    for definition in &mut types {
        let module = definition.component().and_then(|it| modules.get(it));
        if let Some(module) = module {
            definition.module.clone_from(module);
        }
    }
    types
}

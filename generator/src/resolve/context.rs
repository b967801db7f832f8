//! The resolver: the document and the state of its resolution.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::{Components, ReferenceOr, Schema};

use super::annotations::non_blank;
use super::api_keys::ApiKeys;
use super::budget::Budgets;
use super::content_schemas::ContentSchemas;
use super::direction::Directions;
use super::inheritance::Hierarchies;
use super::inline_types::InlineTypes;
use super::json_pointer::JsonPointer;
use super::listed_server::ListedServer;
use super::multipart::MultipartComponents;
use super::names::{self, NameScope};
use super::nesting::Nesting;
use super::order::canonical;
use super::pagination::PaginationFacts;
use super::path_groups::Grouping;
use super::published_names::PublishedNames;
use super::schema_path::SchemaPath;
use super::schema_view::SchemaNode;
use super::stated_names::StatedNames;
use super::tags::Tags;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Document, Names};
use crate::model::{Type, TypeDef, TypeKind};

/// Resolves one document. Each file of this module adds the methods for one part of OpenAPI.
pub(super) struct Resolver<'a> {
    pub(super) document: &'a Document,
    pub(super) components: Option<&'a Components>,
    pub(super) directions: Directions,
    pub(super) hierarchies: Hierarchies<'a>,
    /// The names of the structs of components that have subtypes, by the key in `components/schemas`.
    pub(super) base_names: HashMap<&'a str, String>,
    /// Components of multipart bodies. Their binary strings are files.
    pub(super) multipart_components: MultipartComponents<'a>,
    /// The types with files of components that are also used elsewhere; `None` for those without files.
    pub(super) multipart_types: HashMap<&'a str, Option<Type>>,
    /// The pointers of these types.
    pub(super) multipart_pointers: HashSet<JsonPointer>,
    /// Type names by the key in `components/schemas`.
    pub(super) component_names: HashMap<&'a str, String>,
    /// The reverse of [`Self::component_names`].
    pub(super) component_keys: HashMap<String, &'a str>,
    type_names: NameScope,
    /// The names of an earlier version of the document.
    pub(super) published: PublishedNames<'a>,
    /// The published names of components.
    pub(super) published_components: HashSet<String>,
    /// The names of this version, if they are listed.
    pub(super) names: Option<Names>,
    /// The names of types that are not those that follow from the document.
    pub(super) type_collisions: Vec<TypeCollision>,
    /// The names of types in the order of their definition.
    pub(super) definition_order: Vec<String>,
    /// The types so far, by name.
    pub(super) types: BTreeMap<String, TypeDef>,
    /// The types of components that were compared before they were defined; `None` for those that are not aliases.
    pub(super) early_aliases: HashMap<String, Option<Type>>,
    /// The number of comparisons of types in progress, each inside of the definition of the next.
    pub(super) narrowing: usize,
    /// Names of inline types by pointer. A type that several structs inherit is declared once.
    pub(super) declared: HashMap<JsonPointer, String>,
    pub(super) inline_types: InlineTypes,
    pub(super) budgets: Budgets,
    pub(super) content_schemas: ContentSchemas,
    /// The components that only describe events of streams.
    pub(super) event_components: HashSet<&'a str>,
    /// The API keys that the document requires by default.
    pub(super) api_keys: Option<Rc<ApiKeys>>,
    /// The nesting of the types of parameters, by name.
    pub(super) nestings: HashMap<String, Nesting>,
    /// The schemas that have only alternatives, by address: true if the schema is nullable.
    pub(super) nullable_choices: RefCell<HashMap<usize, bool>>,
    /// The configured formats that the document has.
    pub(super) used_formats: HashSet<&'a str>,
    /// The features of the runtime that the types of formats need.
    pub(super) features: BTreeSet<&'static str>,
    pub(super) tags: Tags<'a>,
    pub(super) grouping: Grouping<'a>,
    /// The first word of all groups, if it is the same.
    pub(super) common_group: Option<&'a str>,
    /// The words of groups by their names, if operations are moved to another group.
    pub(super) groups_by_accessor: HashMap<Vec<String>, Vec<&'a str>>,
    /// The configured names.
    pub(super) stated: StatedNames<'a>,
    /// The entries of the configuration with the names of types, by the keys of these names.
    stated_types: HashMap<String, String>,
    pub(super) pagination: PaginationFacts,
    /// The URL of the document's first server.
    pub(super) server: String,
    /// The servers of the document to which requests can be sent.
    pub(super) listed_servers: Vec<ListedServer<'a>>,
    /// The names of the types in the root file.
    pub(super) root_names: NameScope,
    pub(super) diagnostics: Diagnostics,
}

/// A name of a type that differs from the one that follows from the document, which is taken.
#[derive(Debug)]
pub(super) struct TypeCollision {
    pub(super) wanted: String,
    pub(super) name: String,
    pub(super) pointer: JsonPointer,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(document: &'a Document, names: Option<&'a Names>) -> Self {
        let components = document.openapi.components.as_ref();
        let mut diagnostics = Diagnostics::default();
        let hierarchies = Hierarchies::new(components, &mut diagnostics);
        let tags = Tags::new(&document.openapi.tags, &mut diagnostics);
        let mut resolver = Self {
            document,
            components,
            directions: Directions::new(document, &hierarchies),
            hierarchies,
            base_names: HashMap::new(),
            multipart_components: MultipartComponents::new(document),
            multipart_types: HashMap::new(),
            multipart_pointers: HashSet::new(),
            component_names: HashMap::new(),
            component_keys: HashMap::new(),
            type_names: NameScope::of_models(),
            published: PublishedNames::new(names),
            published_components: HashSet::new(),
            names: None,
            type_collisions: Vec::new(),
            definition_order: Vec::new(),
            types: BTreeMap::new(),
            early_aliases: HashMap::new(),
            nullable_choices: RefCell::default(),
            narrowing: 0,
            declared: HashMap::new(),
            inline_types: InlineTypes::default(),
            budgets: Budgets::default(),
            content_schemas: ContentSchemas::default(),
            event_components: HashSet::new(),
            api_keys: None,
            nestings: HashMap::new(),
            used_formats: HashSet::new(),
            features: BTreeSet::new(),
            tags,
            grouping: Grouping::default(),
            common_group: None,
            groups_by_accessor: HashMap::new(),
            stated: StatedNames::new(document, &mut diagnostics),
            stated_types: HashMap::new(),
            pagination: PaginationFacts::default(),
            server: String::new(),
            listed_servers: Vec::new(),
            root_names: NameScope::of_root(),
            diagnostics,
        };
        let keys = resolver.schemas().map(canonical).unwrap_or_default();
        let keys: Vec<&str> = keys.into_iter().map(|(key, _)| key).collect();
        for key in &keys {
            resolver.may_name(key, &JsonPointer::of_component(key));
        }
        resolver.take_stated_types();
        resolver.name_components(keys);
        resolver.name_bases();
        resolver
    }

    /// Gives names to the components with these keys: first those that the configuration states, then those of an
    /// earlier version of the document, and then those that follow from the keys.
    fn name_components(&mut self, mut keys: Vec<&'a str>) {
        let stated = keys.iter().filter_map(|key| {
            let stated = self.stated.of_type(&JsonPointer::of_component(key))?;
            Some((*key, stated.name.clone()))
        });
        let mut names: HashMap<&str, String> = stated.collect();
        for key in &keys {
            if !names.contains_key(key)
                && let Some(name) = self.take_published_component(&JsonPointer::of_component(key))
            {
                names.insert(key, name);
            }
        }
        keys.retain(|key| !names.contains_key(key));
        let derived = names::take_all(keys.iter().copied(), names::type_name, |key, name| {
            (
                self.take_type_name(&name, &JsonPointer::of_component(key)),
                false,
            )
        });
        let derived = derived.into_iter().map(|(name, _)| name);
        names.extend(keys.into_iter().zip(derived));
        let reverse = names.iter().map(|(key, name)| (name.clone(), *key));
        self.component_keys = reverse.collect();
        self.component_names = names;
    }

    /// The schemas in `components`.
    pub(super) fn schemas(&self) -> Option<&'a IndexMap<String, ReferenceOr<Schema>>> {
        self.components.map(|components| &components.schemas)
    }

    /// The key and the schema of the component that `reference` names.
    pub(super) fn component(&self, reference: &str) -> Option<(&'a str, SchemaNode<'a>)> {
        SchemaNode::component(self.components, reference)
    }

    /// The path of a component, with its reserved type name.
    pub(super) fn component_path(&self, key: &str) -> SchemaPath {
        let name = self.component_names.get(key).cloned();
        SchemaPath::new(
            JsonPointer::of_component(key),
            name.unwrap_or_else(|| names::type_name(key)),
        )
    }

    /// Reserves a unique type name. Reports later that it differs from `wanted`, unless the type gets another final name.
    pub(super) fn take_type_name(&mut self, wanted: &str, pointer: &JsonPointer) -> String {
        let (name, renamed) = self.type_names.take(wanted.to_owned());
        if renamed {
            match self.stated_types.get(&names::collision_key(wanted)) {
                Some(stated) => self.report_clash(&stated.clone(), &format!("`#{pointer}`")),
                None => self.type_collisions.push(TypeCollision {
                    wanted: wanted.to_owned(),
                    name: name.clone(),
                    pointer: pointer.clone(),
                }),
            }
        }
        name
    }

    /// Reserves the published name of a type. Returns false if it is taken.
    pub(super) fn take_published_type(&mut self, name: &str) -> bool {
        let is_free = self.type_names.is_free(name);
        if is_free {
            self.type_names.reserve(name);
        }
        is_free
    }

    /// Reserves the published name of a component, if it has one.
    pub(super) fn take_published_component(&mut self, pointer: &JsonPointer) -> Option<String> {
        let name = self.published.type_at(pointer)?;
        if !self.take_published_type(name) {
            return None;
        }
        self.published_components.insert(name.to_owned());
        Some(name.to_owned())
    }

    /// Returns whether a configured name equals a name.
    pub(super) fn is_stated_type(&self, name: &str) -> bool {
        let is_empty = self.stated_types.is_empty();
        !is_empty && self.stated_types.contains_key(&names::collision_key(name))
    }

    /// Reserves the configured names of types.
    fn take_stated_types(&mut self) {
        let stated = self.stated.types();
        let stated: Vec<_> = stated.map(|it| (it.name.clone(), it.label())).collect();
        for (name, label) in stated {
            let key = names::collision_key(&name);
            if self.type_names.take(name).1 {
                let other = self.stated_types.get(&key).cloned();
                self.report_stated_clash(&label, other.as_deref(), "another type");
            } else {
                self.stated_types.insert(key, label);
            }
        }
    }

    /// Reports that the name of something is not the one that follows from the document.
    pub(super) fn warn_renamed(
        &mut self,
        what: &str,
        wanted: &str,
        name: &str,
        pointer: &JsonPointer,
    ) {
        self.diagnostics
            .push(renamed_warning(what, wanted, name, pointer.as_str()));
    }

    /// Adds the type of `node` under the name of `path`.
    pub(super) fn add_type(&mut self, path: SchemaPath, node: SchemaNode<'a>, kind: TypeKind) {
        let text = path.pointer.as_str().len() + path.type_name.len();
        if !self.may_add_text(text, &path.pointer) {
            return;
        }
        let (docs, deprecated) = match node {
            SchemaNode::Reference(_) => (None, false),
            SchemaNode::Schema(schema) => (
                non_blank(schema.schema_data.description.as_ref()),
                schema.schema_data.deprecated,
            ),
        };
        self.definition_order.push(path.type_name.clone());
        let definition = TypeDef {
            name: path.type_name.clone(),
            aliases: Vec::new(),
            // Set when all names are final.
            module: String::new(),
            docs,
            deprecated,
            pointer: path.pointer.into(),
            derives: Vec::new(),
            kind,
        };
        self.types.insert(path.type_name, definition);
    }

    pub(super) fn warn(
        &mut self,
        code: &'static str,
        pointer: &JsonPointer,
        message: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::warning(code, pointer.as_str(), message));
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        pointer: &JsonPointer,
        message: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::error(code, pointer.as_str(), message));
    }
}

/// Reports that the name of something is not the one that follows from the document.
pub(super) fn renamed_warning(what: &str, wanted: &str, name: &str, pointer: &str) -> Diagnostic {
    Diagnostic::warning(
        "name-collision",
        pointer,
        format!("the {what} name `{wanted}` is taken; using `{name}`"),
    )
}

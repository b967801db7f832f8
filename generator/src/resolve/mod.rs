//! Resolves the meaning of a document: components become types, `allOf` becomes one struct, operations become
//! methods.
//!
//! The document has been lowered to OpenAPI 3.0, and its references are valid. [`resolve`] reads it once and
//! returns [`crate::model::Api`], which does not depend on the document.

mod aliases;
mod all_of;
mod all_of_choices;
mod all_of_parts;
mod alternative_name;
mod annotations;
mod api_keys;
mod bounds;
mod budget;
mod case;
mod content;
mod content_schemas;
mod context;
mod cycles;
mod derives;
mod direction;
mod discriminate;
mod enumeration;
mod error;
mod events;
mod extends;
mod features;
mod field;
mod final_names;
mod fingerprint;
mod form;
mod formats;
mod group;
mod grouping;
mod inheritance;
mod inline;
mod inline_types;
mod integer;
mod intersection;
mod json_pointer;
mod kept_names;
mod limits;
mod links;
mod listed_server;
mod mapping;
mod media_kind;
mod modules;
mod multipart;
mod multipart_type;
mod names;
mod narrow;
mod nesting;
mod old_names;
mod operation;
mod order;
mod output;
mod own_types;
mod package;
mod pagination;
mod parameter;
mod parameter_conflicts;
mod parameter_shape;
mod parts;
mod path_groups;
mod path_operation;
mod path_template;
mod published_names;
mod reach;
mod recursion;
mod renames;
mod request_annotations;
mod request_keywords;
mod request_schemas;
mod response;
mod schema;
mod schema_path;
mod schema_roots;
mod schema_view;
mod security;
mod selection;
mod served;
mod server;
mod server_name;
mod server_type;
mod setters;
mod short;
mod stated_names;
mod subtypes;
mod tags;
mod traits;
mod type_graph;
mod type_references;
mod union;
mod webhook;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::document::{Document, MAX_ROUNDS, Names};
use crate::model::{Api, PackageInfo, TypeDef};

use annotations::non_blank;
use context::Resolver;
use derives::Derives;
use group::PendingGroup;
use own_types::OwnTypes;
use pagination::PaginationFacts;
pub use pagination::PaginationNote;
pub(crate) use request_schemas::unvalidated_patterns;

/// The maximum number of further resolutions for names that are kept. One is enough, except for documents with errors.
const MAX_SETTLING: usize = 2;

/// A resolved document.
#[derive(Debug)]
pub(crate) struct Resolution {
    pub(crate) api: Api,
    /// The warnings.
    pub(crate) findings: Diagnostics,
    /// Notes about the pagination of operations.
    pub(crate) notes: Vec<PaginationNote>,
    /// The names of this version, if the document keeps names.
    pub(crate) names: Option<Names>,
}

/// Resolves a document into an API.
///
/// # Errors
///
/// All contradictions in the document.
pub fn resolve(document: &Document) -> Result<(Api, Diagnostics), Diagnostics> {
    let (api, _, warnings) = resolve_with_names(document)?;
    Ok((api, warnings))
}

/// Like [`resolve`], and returns the names of the API as well. They are empty unless the document
/// [keeps names](crate::RawDocument::keep_names).
///
/// # Errors
///
/// All contradictions in the document.
pub fn resolve_with_names(document: &Document) -> Result<(Api, Names, Diagnostics), Diagnostics> {
    match resolve_unlocated(document) {
        Ok(Resolution {
            api,
            findings,
            names,
            ..
        }) => Ok((api, names.unwrap_or_default(), document.locate(findings))),
        Err(findings) => Err(document.locate(findings)),
    }
}

/// Like [`resolve`], but the findings have no source positions yet.
///
/// The parts of a tolerant document that have errors are degraded, and it is resolved again.
pub(crate) fn resolve_unlocated(document: &Document) -> Result<Resolution, Diagnostics> {
    let mut errors = match resolve_settled(document) {
        Ok(resolved) => return Ok(resolved),
        Err(errors) => errors,
    };
    let mut tolerated = Diagnostics::new();
    let mut document = Cow::Borrowed(document);
    for _ in 0..MAX_ROUNDS {
        let Some(degraded) = document.degraded(&mut errors) else {
            break;
        };
        document = Cow::Owned(degraded);
        tolerated.extend(errors);
        match resolve_settled(&document) {
            Ok(resolved) => {
                tolerated.extend(resolved.findings);
                return Ok(Resolution {
                    findings: tolerated,
                    ..resolved
                });
            }
            Err(new) => errors = new,
        }
    }
    tolerated.extend(errors);
    Err(tolerated)
}

/// Resolves a document until the names that it keeps are those that it has, so that a names lock that is up to date changes
/// nothing.
fn resolve_settled(document: &Document) -> Result<Resolution, Diagnostics> {
    let mut resolved = resolve_once(document, document.names.as_ref())?;
    let mut kept = document.names.clone();
    for _ in 0..MAX_SETTLING {
        if resolved.names == kept {
            break;
        }
        kept = resolved.names;
        resolved = resolve_once(document, kept.as_ref())?;
    }
    Ok(resolved)
}

fn resolve_once(document: &Document, names: Option<&Names>) -> Result<Resolution, Diagnostics> {
    let mut resolver = Resolver::new(document, names);
    resolver.check_references();
    resolver.set_server();
    if resolver.diagnostics.has_errors() {
        return Err(resolver.diagnostics);
    }
    resolver.check_paths();
    resolver.find_event_components();
    resolver.define_components();
    let mut groups = resolver.groups();
    let mut webhooks = resolver.webhooks();
    let servers = resolver.servers();
    let server_type = resolver.server_type();
    resolver.finish_names(&mut groups, &mut webhooks);
    let security = resolver.security(groups.iter_mut().flat_map(PendingGroup::operations));
    let request_schemas = resolver.request_schemas(&groups);
    resolver.report_content_schemas();
    resolver.report_formats();
    resolver.report_unused_renames(&groups);
    let own_types = OwnTypes::find(
        &document.type_options,
        document.selection.allow_unused,
        &mut resolver,
        &groups,
    );
    let derives = Derives::find(&mut resolver);
    let Resolver {
        mut types,
        pagination: facts,
        features,
        names,
        diagnostics: mut findings,
        ..
    } = resolver;
    if findings.has_errors() {
        return Err(findings);
    }
    union::remove_circular_variants(&mut types, &mut findings);
    discriminate::discriminate_unions(&mut types);
    own_types.replace(&mut types, &mut groups, &mut webhooks);
    recursion::box_cycles(&mut types, &mut findings);
    extends::fill_conversions(&mut types);
    let info = &document.openapi.info;
    let mut types: Vec<TypeDef> = types.into_values().collect();
    modules::share_modules(&mut types);
    let mut api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        docs: non_blank(info.description.as_ref()),
        package: PackageInfo {
            runtime_features: features,
            ..package::package(&document.openapi)
        },
        servers,
        server_type,
        security,
        groups: Vec::new(),
        types,
        webhooks,
        model_features: BTreeMap::new(),
        request_schemas,
    };
    let notes = complete(&mut api, document, groups, &facts, &derives, &mut findings);
    let Some(notes) = notes else {
        return Err(findings);
    };
    Ok(Resolution {
        api,
        findings,
        notes,
        names,
    })
}

/// Adds the groups to an API, and decides all that depends on them. Returns notes about the pagination of operations; `None`
/// if there are errors.
fn complete(
    api: &mut Api,
    document: &Document,
    groups: Vec<PendingGroup<'_>>,
    facts: &PaginationFacts,
    derives: &Derives<'_>,
    findings: &mut Diagnostics,
) -> Option<Vec<PaginationNote>> {
    api.groups = group::with_modules(groups, api, document, findings);
    let mut notes = pagination::paginate(api, document, facts, findings);
    if findings.has_errors() {
        return None;
    }
    setters::report_renamed(api, findings);
    selection::select(api, &document.selection, findings);
    if findings.has_errors() {
        return None;
    }
    links::make_absolute(api, &document.openapi);
    derives.apply(api, findings);
    if findings.has_errors() {
        return None;
    }
    selection::retain_notes(&mut notes, api);
    features::set_features(api);
    Some(notes)
}

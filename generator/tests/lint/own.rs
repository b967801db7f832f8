//! Findings of this project's own documents and of the upstream documents.

use std::fs;
use std::path::{Path, PathBuf};

use apicrate::diagnostic::Severity;
use apicrate::lint::{Report, lint};
use apicrate::model::{Api, Presence, Type, TypeKind};
use apicrate::{Document, Overlay, RawDocument, resolve};

use crate::ok;

fn spec(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../spec")
        .join(name)
}

fn own(name: &str, overlays: &[Overlay]) -> RawDocument {
    ok(RawDocument::read(&spec(name)).and_then(|document| document.with_overlays(overlays)))
}

#[test]
fn own_documents_have_no_errors() {
    let overlay = ok(Overlay::read(&spec("overlay.yaml")));
    for name in ["application.yaml", "admin.yaml"] {
        let report = lint(&own(name, std::slice::from_ref(&overlay)), Severity::Error);
        assert!(!report.findings.has_errors(), "{report}");
        assert!(report.payloads > 0);
    }
}

/// Number of relaxations among the actions of `spec/overlay.yaml`.
const RELAXATIONS: usize = 8;

#[test]
fn relaxations_of_spec_leave_lists_and_maps_unchanged() {
    let text = fs::read_to_string(spec("overlay.yaml")).unwrap_or_default();
    let relaxations = text
        .lines()
        .filter(|line| line.contains(".required[?@ == '"))
        .count();
    assert_eq!(relaxations, RELAXATIONS);

    let overlay = ok(Overlay::read(&spec("overlay.yaml")));
    for name in ["application.yaml", "admin.yaml"] {
        let api =
            |overlays: &[Overlay]| ok(resolve(&ok(Document::from_raw(own(name, overlays))))).0;
        assert_eq!(
            optional_collections(&api(&[])),
            optional_collections(&api(std::slice::from_ref(&overlay))),
            "{name}"
        );
    }
}

/// Returns the optional fields that are lists or maps, as `Type.field`.
fn optional_collections(api: &Api) -> Vec<String> {
    let mut found = Vec::new();
    for definition in &api.types {
        let TypeKind::Struct(structure) = &definition.kind else {
            continue;
        };
        let fields = structure.fields.iter();
        let optional = fields
            .filter(|field| is_collection(api, &field.ty) && field.presence == Presence::Optional);
        found.extend(optional.map(|field| format!("{}.{}", definition.name, field.wire)));
    }
    found
}

fn is_collection(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) => true,
        Type::Named(name) => api.types.iter().any(|definition| {
            definition.name == *name
                && matches!(
                    &definition.kind,
                    TypeKind::Alias(Type::List(_) | Type::Map(_))
                )
        }),
        _ => false,
    }
}

/// Returns the newest upstream document, if it is available.
fn upstream(kind: &str) -> Option<RawDocument> {
    let newest = crate::shared::shared(&format!("upstream/{kind}")).pop();
    newest.map(|path| ok(RawDocument::read(&path)))
}

#[test]
fn upstream_documents_have_a_known_number_of_invalid_payloads() {
    let counts = |report: &Report| (report.broken_payloads, report.payloads);
    if let Some(application) = upstream("application") {
        assert_eq!(counts(&lint(&application, Severity::Warning)), (26, 39));
    }
    if let Some(admin) = upstream("admin") {
        assert_eq!(counts(&lint(&admin, Severity::Warning)), (0, 72));
    }
}

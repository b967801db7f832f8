//! The documents of this project, and those that they are made from.

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
    ok(RawDocument::read(&spec(name)).and_then(|written| written.with_overlays(overlays)))
}

#[test]
fn our_own_documents_are_clean() {
    let overlay = ok(Overlay::read(&spec("overlay.yaml")));
    for name in ["application.yaml", "admin.yaml"] {
        let report = lint(&own(name, std::slice::from_ref(&overlay)), Severity::Error);
        assert!(!report.findings.has_errors(), "{report}");
        assert!(report.payloads > 0);
    }
}

/// How many of the actions in `spec/overlay.yaml` relax something.
const RELAXATIONS: usize = 8;

#[test]
fn relaxations_are_few_and_spare_lists_and_maps() {
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

/// The fields of structs that are lists or maps and may be absent, as `Type.field`.
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

/// The newest of the documents that stand beside the project, if they do.
fn upstream(kind: &str) -> Option<RawDocument> {
    let newest = crate::shared::shared(&format!("upstream/{kind}")).pop();
    newest.map(|path| ok(RawDocument::read(&path)))
}

#[test]
fn upstream_payloads_that_break_their_schemas_are_known() {
    let counts = |report: &Report| (report.broken_payloads, report.payloads);
    if let Some(application) = upstream("application") {
        assert_eq!(counts(&lint(&application, Severity::Warning)), (26, 39));
    }
    if let Some(admin) = upstream("admin") {
        assert_eq!(counts(&lint(&admin, Severity::Warning)), (0, 72));
    }
}

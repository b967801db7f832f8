//! Dangling references in schemas that no operation uses. They are warnings, because no operation depends on them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::collect::{all_references, references_within};
use super::discover::DiscoveredReferences;
use super::target::local_pointer;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::extension::EXTERNAL_FILES;
use crate::document::pointer::JsonPointer;

/// Changes the errors about dangling references to warnings if no operation uses the schema that contains the reference.
pub(super) fn tolerate_unused(
    document: &mut Value,
    references: &DiscoveredReferences,
    findings: &mut Diagnostics,
) {
    let is_candidate = |finding: &Diagnostic| {
        finding.severity == Severity::Error
            && finding.code == "dangling-reference"
            && finding.pointer.starts_with("/components/schemas/")
    };
    if !findings.iter().any(is_candidate) {
        return;
    }
    let used = used_parts(document, references);
    let tolerated = std::mem::take(findings).into_iter().map(|mut finding| {
        if is_candidate(&finding) && !used.contains(part(&finding.pointer)) {
            finding.severity = Severity::Warning;
            finding
                .message
                .push_str("; ignored, because no operation uses the schema");
        }
        finding
    });
    *findings = tolerated.collect();
}

/// Returns the components and files to which paths and webhooks refer, directly or through others.
fn used_parts(document: &mut Value, references: &DiscoveredReferences) -> HashSet<String> {
    let mut all = all_references(document);
    for (pointer, kind) in &references.regions {
        if let Some(value) = document.pointer_mut(pointer) {
            all.extend(references_within(
                value,
                *kind,
                &JsonPointer::Start(pointer),
            ));
        }
    }
    let mut targets: HashMap<&str, Vec<String>> = HashMap::new();
    for reference in &all {
        if let Some(target) = local_pointer(&reference.text) {
            let target = part(&target).to_owned();
            targets.entry(part(&reference.at)).or_default().push(target);
        }
    }
    let mut used = HashSet::new();
    let mut pending = vec![String::new()];
    while let Some(next) = pending.pop() {
        if let Some(targets) = targets.remove(next.as_str()) {
            pending.extend(targets);
        }
        used.insert(next);
    }
    used
}

/// The part of a document that contains a value: a component, or another file. It is empty for all others.
fn part(pointer: &str) -> &str {
    let first = pointer.split('/').nth(1);
    let count = match first {
        Some("components") => 3,
        Some(EXTERNAL_FILES) => 2,
        _ => return "",
    };
    let end = pointer.match_indices('/').nth(count);
    end.and_then(|(end, _)| pointer.get(..end))
        .unwrap_or(pointer)
}

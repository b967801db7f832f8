//! The support for each field of Overlay 1.0 and 1.1.

use std::fmt::Write;

use super::support::Support::{self, Full, Irrelevant, Partly};
use crate::document::overlay::{OVERLAY_FIELDS, OverlayObject, OverlayVersion};

/// The fields of each kind of object. Fields with the same support share a row.
const OVERLAY_ROWS: &[(OverlayObject, &str, Support)] = &[
    (OverlayObject::Overlay, "overlay info actions", Full),
    (
        OverlayObject::Overlay,
        "extends",
        Partly(
            "the overlay is applied to every given document, unless `extends` is the path of another file; nothing is loaded",
        ),
    ),
    (OverlayObject::Info, "title version description", Irrelevant),
    (OverlayObject::Action, "target update remove copy", Full),
    (
        OverlayObject::Action,
        "description",
        Partly("can be required, as the reason for the action"),
    ),
];

/// Returns the section of the page in Markdown.
pub(super) fn section() -> String {
    let mut section = "\n## Overlays\n\n\
        The fields of OpenAPI Overlay 1.0 and 1.1. Extensions (`x-`) are ignored, apart from `x-document` of an action, \
        which is the path of the only document to which the action applies.\n\n\
        | object | field | |\n| --- | --- | --- |\n"
        .to_owned();
    for (object, fields, support) in OVERLAY_ROWS {
        let fields: Vec<String> = fields
            .split_whitespace()
            .map(|field| match since(*object, field) {
                Some(OverlayVersion::V1_0) | None => format!("`{field}`"),
                Some(version) => format!("`{field}` ({version})"),
            })
            .collect();
        let fields = fields.join(", ");
        let _ = writeln!(section, "| {object:?} | {fields} | {support} |");
    }
    section
}

fn since(object: OverlayObject, field: &str) -> Option<OverlayVersion> {
    let mut fields = OVERLAY_FIELDS.iter();
    let (_, _, since) = fields.find(|(holder, name, _)| *holder == object && *name == field)?;
    Some(*since)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    /// The fields of the rows.
    fn listed(is_included: impl Fn(&Support) -> bool) -> BTreeSet<(OverlayObject, &'static str)> {
        let rows = OVERLAY_ROWS
            .iter()
            .filter(|(.., support)| is_included(support));
        rows.flat_map(|(object, fields, _)| fields.split_whitespace().map(|field| (*object, field)))
            .collect()
    }

    /// The fields of the overlays in the fixtures.
    fn shown() -> BTreeSet<(OverlayObject, String)> {
        let mut shown = BTreeSet::new();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/overlays");
        for entry in fs::read_dir(folder).expect("the fixtures").flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            let case: Value = serde_yaml::from_str(&text).unwrap_or_default();
            let overlay = &case["overlay"];
            let actions = overlay["actions"].as_array().into_iter().flatten();
            let objects = [
                (OverlayObject::Overlay, overlay),
                (OverlayObject::Info, &overlay["info"]),
            ];
            let objects = objects
                .into_iter()
                .chain(actions.map(|action| (OverlayObject::Action, action)));
            for (object, value) in objects {
                let fields = value.as_object().into_iter().flat_map(|value| value.keys());
                shown.extend(fields.map(|field| (object, field.clone())));
            }
        }
        shown
    }

    #[test]
    fn table_has_every_field_of_overlays() {
        let known = OVERLAY_FIELDS.iter();
        let known: BTreeSet<_> = known.map(|(object, field, _)| (*object, *field)).collect();
        assert_eq!(listed(|_| true), known);
    }

    #[test]
    fn supported_fields_are_in_fixtures() {
        let shown = shown();
        let supported = listed(|support| matches!(support, Full | Partly(_)));
        let missing: Vec<_> = supported
            .iter()
            .filter(|(object, field)| !shown.contains(&(*object, (*field).to_owned())))
            .collect();
        assert!(missing.is_empty(), "no fixture has {missing:?}");
    }
}

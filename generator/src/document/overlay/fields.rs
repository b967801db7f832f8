//! The fields of overlays, with the first version that defines each.

use super::version::OverlayVersion::{self, V1_0, V1_1};

/// A kind of object in an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::document) enum OverlayObject {
    Overlay,
    Info,
    Action,
}

/// All fields, apart from extensions.
pub(in crate::document) const OVERLAY_FIELDS: &[(OverlayObject, &str, OverlayVersion)] = &[
    (OverlayObject::Overlay, "overlay", V1_0),
    (OverlayObject::Overlay, "info", V1_0),
    (OverlayObject::Overlay, "extends", V1_0),
    (OverlayObject::Overlay, "actions", V1_0),
    (OverlayObject::Info, "title", V1_0),
    (OverlayObject::Info, "version", V1_0),
    (OverlayObject::Info, "description", V1_1),
    (OverlayObject::Action, "target", V1_0),
    (OverlayObject::Action, "description", V1_0),
    (OverlayObject::Action, "update", V1_0),
    (OverlayObject::Action, "remove", V1_0),
    (OverlayObject::Action, "copy", V1_1),
];

/// Returns the first version that defines a field, or `None` for an unknown field.
pub(in crate::document) fn overlay_field(
    object: OverlayObject,
    name: &str,
) -> Option<OverlayVersion> {
    let mut fields = OVERLAY_FIELDS.iter();
    let (_, _, since) = fields.find(|(holder, field, _)| *holder == object && *field == name)?;
    Some(*since)
}

//! The enum of the errors of an operation: its variants and their bodies.

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::operation::parent;
use super::pairs::Pairing;
use crate::model::{ErrorEnum, ErrorStatus, ErrorVariant, Operation};

impl Comparison<'_> {
    pub(super) fn error(
        &mut self,
        path: &ChangePath,
        request: &ChangePath,
        old: &Operation,
        new: &Operation,
    ) {
        // The same operation with a body of another media type has the same enum.
        if old.is_variant && new.is_variant {
            return;
        }
        let before = |error: &ErrorEnum| format!("{}::{}", parent(&request.before), error.name);
        let after = |error: &ErrorEnum| format!("{}::{}", parent(&request.after), error.name);
        match (&old.error, &new.error) {
            (Some(old), Some(new)) => {
                let path = ChangePath::new(before(old), after(new), &path.pointer);
                self.error_variants(&path, &old.variants, &new.variants);
            }
            (Some(error), None) => {
                let note = "was removed: the document describes no body of an error";
                self.removed(&before(error), &path.pointer, note);
            }
            (None, Some(error)) => {
                let note = "was added: the documented errors";
                self.added(&after(error), &path.pointer, note);
            }
            (None, None) => {}
        }
    }

    fn error_variants(
        &mut self,
        path: &ChangePath,
        old_variants: &[ErrorVariant],
        new: &[ErrorVariant],
    ) {
        let pairs = Pairing::new(old_variants, new)
            .by(
                |old| Some((old.status, &old.name)),
                |new| Some((new.status, &new.name)),
            )
            .by(|old| Some(old.status), |new| Some(new.status))
            .pairs();
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let path = path.join(&old.name, &new.name, &path.pointer);
                    if old.name != new.name {
                        self.renamed(&path);
                    }
                    if self.differ(&old.rust_type(), &new.rust_type()) {
                        let note = format!(
                            "now contains {} (before: {}): adapt to the new type",
                            body(new),
                            body(old)
                        );
                        self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                    }
                    self.error_content(&path, old, new);
                }
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    let note = "was removed: the document has no such response";
                    self.removed(&gone, &path.pointer, note);
                }
                (None, Some(new)) => {
                    let fresh = path.new_member(&new.name);
                    let before = variant_before(old_variants, new.status);
                    let note = format!(
                        "was added: the response with status {}, which was `{before}` before",
                        new.status
                    );
                    self.added(&fresh, &path.pointer, note);
                }
                (None, None) => {}
            }
        }
    }

    /// Compares the media types, which the Rust API does not show.
    fn error_content(&mut self, path: &ChangePath, old: &ErrorVariant, new: &ErrorVariant) {
        if let (Some(old), Some(new)) = (&old.content, &new.content) {
            self.wire_fact(path, "the media type", &old.media_type, &new.media_type);
        }
    }
}

/// The name of the variant that a response with this status had in the old version.
fn variant_before(old: &[ErrorVariant], status: ErrorStatus) -> &str {
    let wider = match status {
        ErrorStatus::Exact(code) => Some(ErrorStatus::Range(code / 100)),
        ErrorStatus::Range(_) | ErrorStatus::Default => None,
    };
    let statuses = [Some(status), wider, Some(ErrorStatus::Default)];
    let mut names = statuses.into_iter().flatten().filter_map(|status| {
        let variant = old.iter().find(|variant| variant.status == status)?;
        Some(variant.name.as_str())
    });
    names.next().unwrap_or("Unknown")
}

/// The body of a variant, in a note.
fn body(variant: &ErrorVariant) -> String {
    let content = variant.content.as_ref();
    content.map_or_else(|| "no body".to_owned(), |it| format!("`{}`", it.ty))
}

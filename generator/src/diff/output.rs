//! The results of an operation: the type of a success, and all documented responses.

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::operation::parent;
use super::pairs::Pairing;
use crate::model::{Content, Operation, Output, OutputVariant, Pagination, Response, RustType};

impl Comparison<'_> {
    pub(super) fn output(
        &mut self,
        path: &ChangePath,
        request: &ChangePath,
        old: &Operation,
        new: &Operation,
    ) {
        match (&old.output, &new.output) {
            (
                Output::Many {
                    name: before,
                    variants: old,
                },
                Output::Many {
                    name: after,
                    variants: new,
                },
            ) => {
                let path = ChangePath::new(
                    format!("{}::{before}", parent(&request.before)),
                    format!("{}::{after}", parent(&request.after)),
                    &path.pointer,
                );
                self.variants(&path, old, new);
            }
            (before, after) => {
                let (old_type, new_type) = (before.rust_type(), after.rust_type());
                if self.differ(&old_type, &new_type) {
                    let note = format!(
                        "now returns `{new_type}` (before: `{old_type}`): adapt to the new type"
                    );
                    self.changed(Bump::Major, ChangeKind::Retyped, path, note);
                }
                if let (Output::One(old), Output::One(new)) = (before, after) {
                    self.content(path, old, new);
                }
            }
        }
    }

    fn variants(&mut self, path: &ChangePath, old: &[OutputVariant], new: &[OutputVariant]) {
        let pairs = Pairing::new(old, new)
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
                        let holds = |variant: &OutputVariant| {
                            let content = variant.content.as_ref();
                            content
                                .map_or_else(|| "no value".to_owned(), |it| format!("`{}`", it.ty))
                        };
                        let note = format!(
                            "now contains {} (before: {}): adapt to the new type",
                            holds(new),
                            holds(old)
                        );
                        self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                    }
                    self.docs(&path, &old.docs, &new.docs);
                    if let (Some(old), Some(new)) = (&old.content, &new.content) {
                        self.content(&path, old, new);
                    }
                }
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    self.removed(
                        &gone,
                        &path.pointer,
                        "was removed: the document has no such response",
                    );
                }
                (None, Some(new)) => {
                    let fresh = path.new_member(&new.name);
                    self.added(
                        &fresh,
                        &path.pointer,
                        format!("was added: the response with status {}", new.status),
                    );
                }
                (None, None) => {}
            }
        }
    }

    pub(super) fn pagination(
        &mut self,
        path: &ChangePath,
        old: Option<&Pagination>,
        new: Option<&Pagination>,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => {
                let item = |pagination: &Pagination| RustType::Plain(pagination.item.clone());
                if self.differ(&item(old), &item(new)) {
                    let note = format!(
                        "now has pages of `{}` (before: `{}`): adapt to the new type",
                        new.item, old.item
                    );
                    self.changed(Bump::Major, ChangeKind::Retyped, path, note);
                }
                let (before, after) = (old.to_string(), new.to_string());
                if before != after {
                    let note = format!("the pagination is now {after} (before: {before})");
                    self.wire(path, note);
                }
                let default = |pagination: &Pagination| {
                    let size = pagination.size.as_ref().and_then(|size| size.default);
                    size.map_or_else(|| "none".to_owned(), |size| size.to_string())
                };
                self.wire_fact(path, "the default page size", &default(old), &default(new));
            }
            (Some(_), None) => {
                let note = "no longer has `pages` and `items`: request each page";
                self.changed(Bump::Major, ChangeKind::Removed, path, note);
            }
            (None, Some(_)) => {
                let note = "now has `pages` and `items`, which fetch page by page";
                self.changed(Bump::Minor, ChangeKind::Added, path, note);
            }
            (None, None) => {}
        }
    }

    pub(super) fn responses(&mut self, path: &ChangePath, old: &Operation, new: &Operation) {
        // The enum of errors shows the statuses and bodies of errors.
        let has_enums = old.error.is_some() && new.error.is_some();
        let is_shown = |response: &Response| has_enums && response.is_error;
        let pairs = Pairing::new(&old.responses, &new.responses)
            .by(|old| Some(&old.status), |new| Some(&new.status))
            .pairs();
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let ty = |content: Option<&Content>, spell: &dyn Fn(&Content) -> String| {
                        content.map_or_else(|| "none".to_owned(), spell)
                    };
                    let before = ty(old.content.as_ref(), &|it| {
                        self.old_types().ty(&it.ty).to_string()
                    });
                    let after = ty(new.content.as_ref(), &|it| {
                        self.new_types().ty(&it.ty).to_string()
                    });
                    if !old.status.starts_with('2') && !is_shown(new) {
                        let name = format!("the body of status {}", new.status);
                        self.wire_fact(path, &name, &before, &after);
                    }
                    let examples = |response: &Response| {
                        response
                            .content
                            .as_ref()
                            .map(|content| content.examples.clone())
                    };
                    self.docs(
                        path,
                        &(&old.docs, &old.headers, examples(old)),
                        &(&new.docs, &new.headers, examples(new)),
                    );
                }
                (Some(old), None) if !is_shown(old) => self.wire(
                    path,
                    format!("status {} is no longer documented", old.status),
                ),
                (None, Some(new)) if !is_shown(new) => {
                    self.wire(path, format!("status {} is now documented", new.status));
                }
                _ => {}
            }
        }
    }
}

//! What an operation gives: on success as a type, and all answers as the document has them.

use super::operation::parent;
use super::pairs::pair;
use super::spelling::Speller;
use super::{Bump, ChangeKind, Comparison, Path};
use crate::model::{
    BodyFormat, Content, Operation, Output, OutputVariant, Pagination, Response, Type,
};

impl Comparison<'_> {
    pub(super) fn output(&mut self, path: &Path, request: &Path, old: &Operation, new: &Operation) {
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
                let path = Path::new(
                    format!("{}::{before}", parent(&request.before)),
                    format!("{}::{after}", parent(&request.after)),
                    &path.pointer,
                );
                self.variants(&path, old, new);
            }
            (before, after) => {
                if self.differ(
                    |it| given(before, |ty| it.ty(ty)),
                    |it| given(after, |ty| it.ty(ty)),
                ) {
                    let note = format!(
                        "gives `{}`, gave `{}`: follow the type",
                        given(after, ToString::to_string),
                        given(before, ToString::to_string)
                    );
                    self.changed(Bump::Major, ChangeKind::Retyped, path, note);
                }
                if let (Output::One(old), Output::One(new)) = (before, after) {
                    self.content(path, old, new);
                }
            }
        }
    }

    fn variants(&mut self, path: &Path, old: &[OutputVariant], new: &[OutputVariant]) {
        let pairs = pair(
            old,
            new,
            &[
                &|old: &OutputVariant, new: &OutputVariant| {
                    (old.status, &old.name) == (new.status, &new.name)
                },
                &|old, new| old.status == new.status,
            ],
        );
        let spelled = |speller: Speller<'_>, outcome: &OutputVariant| {
            let content = outcome.content.as_ref();
            content.map_or_else(String::new, |content| speller.ty(&content.ty))
        };
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let path = path.join(&old.name, &new.name, &path.pointer);
                    if old.name != new.name {
                        self.renamed(&path);
                    }
                    if self.differ(|it| spelled(it, old), |it| spelled(it, new)) {
                        let holds = |outcome: &OutputVariant| {
                            let content = outcome.content.as_ref();
                            content
                                .map_or_else(|| "nothing".to_owned(), |it| format!("`{}`", it.ty))
                        };
                        let note =
                            format!("holds {}, held {}: follow the type", holds(new), holds(old));
                        self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                    }
                    self.docs(&path, &old.docs, &new.docs);
                }
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    self.removed(
                        &gone,
                        &path.pointer,
                        "is gone: this status is not answered any more",
                    );
                }
                (None, Some(new)) => {
                    let fresh = path.new_member(&new.name);
                    self.added(
                        &fresh,
                        &path.pointer,
                        format!("may arrive: status {}", new.status),
                    );
                }
                (None, None) => {}
            }
        }
    }

    pub(super) fn pagination(
        &mut self,
        path: &Path,
        old: Option<&Pagination>,
        new: Option<&Pagination>,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => {
                self.wire_fact(path, "the size of a page", &old.size, &new.size);
            }
            (Some(_), None) => {
                let note = "has no `pages` and `items` any more: ask for each page";
                self.changed(Bump::Major, ChangeKind::Removed, path, note);
            }
            (None, Some(_)) => {
                let note = "has `pages` and `items`, which fetch page by page";
                self.changed(Bump::Minor, ChangeKind::Added, path, note);
            }
            (None, None) => {}
        }
    }

    pub(super) fn responses(&mut self, path: &Path, old: &[Response], new: &[Response]) {
        let pairs = pair(
            old,
            new,
            &[&|old: &Response, new: &Response| old.status == new.status],
        );
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let ty = |content: Option<&Content>, spell: &dyn Fn(&Content) -> String| {
                        content.map_or_else(|| "nothing".to_owned(), spell)
                    };
                    let before = ty(old.content.as_ref(), &|it| self.old_speller().ty(&it.ty));
                    let after = ty(new.content.as_ref(), &|it| self.new_speller().ty(&it.ty));
                    if !old.status.starts_with('2') {
                        let name = format!("the body with status {}", new.status);
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
                        &(&old.docs, examples(old)),
                        &(&new.docs, examples(new)),
                    );
                }
                (Some(old), None) => self.wire(
                    path,
                    format!("status {} is not documented any more", old.status),
                ),
                (None, Some(new)) => {
                    self.wire(path, format!("status {} is documented", new.status));
                }
                (None, None) => {}
            }
        }
    }
}

fn given(output: &Output, spell: impl Fn(&Type) -> String) -> String {
    match output {
        Output::Empty => "()".to_owned(),
        Output::One(content) => match content.format() {
            BodyFormat::Events => format!("stream::Events<{}>", spell(&content.ty)),
            BodyFormat::Lines => format!("stream::Lines<{}>", spell(&content.ty)),
            _ => spell(&content.ty),
        },
        Output::Many { name, .. } => format!("one {name} of several"),
    }
}

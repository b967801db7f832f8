//! What an operation is given: its parameters and its body.

use super::pairs::pair;
use super::spelling::{accepts, spelled_parameter};
use super::structure::retyped;
use super::{Bump, ChangeKind, Comparison, Path};
use crate::model::{Body, Operation, Parameter, ParameterLocation, ParameterPresence};

/// A parameter before and after.
pub(super) type ParameterPair<'o, 'n> = (Option<&'o Parameter>, Option<&'n Parameter>);

impl Comparison<'_> {
    pub(super) fn parameters(&mut self, request: &Path, old: &Parameter, new: &Parameter) {
        let path = request.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        let (before, after) = (self.old_speller(), self.new_speller());
        let set = |parameter: &Parameter| parameter.presence != ParameterPresence::Required;
        if self.differ(|it| it.parameter(old), |it| it.parameter(new)) {
            let spelled = |it: &Parameter| spelled_parameter(&it.ty.to_string(), it.presence);
            let note = retyped(&spelled(old), &spelled(new));
            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
        } else if before.ty(&old.ty) == after.ty(&new.ty) && set(old) && set(new) {
            let (before, after) = (before.argument(&old.ty), after.argument(&new.ty));
            if !accepts(&after, &before) {
                let note = format!("takes `{after}`, took `{before}`");
                self.changed(Bump::Major, ChangeKind::Arguments, &path, note);
            }
        }
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(
            &path,
            &(&old.docs, &old.example),
            &(&new.docs, &new.example),
        );
        self.wire_fact(&path, "the name", &old.wire, &new.wire);
        let place = |it: &Parameter| format!("{:?} parameter", it.location).to_lowercase();
        self.wire_fact(&path, "it", &place(old), &place(new));
        let style = |it: &Parameter| format!("{:?}", it.style);
        self.wire_fact(&path, "the style", &style(old), &style(new));
        self.default_and_bounds(
            &path,
            (&old.default, &old.bounds),
            (&new.default, &new.bounds),
        );
    }

    pub(super) fn body(&mut self, request: &Path, old: &Operation, new: &Operation) {
        let path = request.join("body", "body", &format!("{}/requestBody", new.pointer));
        let spelled = |body: &Body, ty: String| {
            if body.required {
                ty
            } else {
                format!("Option<{ty}>")
            }
        };
        match (&old.body, &new.body) {
            (Some(old), Some(new)) => {
                if self.differ(
                    |it| spelled(old, it.ty(&old.content.ty)),
                    |it| spelled(new, it.ty(&new.content.ty)),
                ) {
                    let shown = |body: &Body| spelled(body, body.content.ty.to_string());
                    let note = retyped(&shown(old), &shown(new));
                    self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                }
                self.content(&path, &old.content, &new.content);
                self.docs(&path, &old.docs, &new.docs);
            }
            (Some(_), None) => self.removed(&path.before, &old.pointer, "is gone: send nothing"),
            (None, Some(body)) => {
                let ty = spelled(body, body.content.ty.to_string());
                self.added(&path.after, &path.pointer, format!("may be used: `{ty}`"));
            }
            (None, None) => {}
        }
    }
}

/// Which parameters are the same: by wire name and place, by wire name alone, by Rust name, by place in the path.
pub(super) fn parameter_pairs<'o, 'n>(
    old: &'o Operation,
    new: &'n Operation,
) -> Vec<ParameterPair<'o, 'n>> {
    let in_path = |operation: &Operation, parameter: &Parameter| {
        let marker = format!("{{{}}}", parameter.wire);
        let before = operation.path.split(&marker).next();
        before
            .filter(|_| parameter.location == ParameterLocation::Path)
            .map(|before| before.matches('{').count())
    };
    pair(
        &old.parameters,
        &new.parameters,
        &[
            &|old, new| old.wire == new.wire && old.location == new.location,
            &|old, new| old.wire == new.wire,
            &|old, new| old.name == new.name,
            &|one, other| in_path(old, one).is_some() && in_path(old, one) == in_path(new, other),
        ],
    )
}

//! Operations: which are the same, what they are called, and what calling them takes.

use std::collections::BTreeSet;

use super::access::asked_for;
use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::input::{ParameterPair, parameter_pairs};
use super::pairs::GroupedOperation;
use super::structure::field_key;
use crate::model::{Argument, ArgumentSource, Operation, Parameter, plain};

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let pairs = std::mem::take(&mut self.pairs.operations);
        for (old, new) in &pairs {
            self.operation_pair(*old, *new);
        }
        let addresses = |places: Vec<GroupedOperation<'_>>| -> BTreeSet<String> {
            places
                .iter()
                .map(|(_, operation)| operation.pointer.clone())
                .collect()
        };
        let before = addresses(pairs.iter().map(|(old, _)| *old).collect());
        let after = addresses(pairs.iter().map(|(_, new)| *new).collect());
        let (old, new) = (self.old, self.new);
        for service in &old.groups {
            for operation in service
                .operations
                .iter()
                .filter(|it| !before.contains(&it.pointer))
            {
                let note = format!(
                    "is gone: `{} {}` is no operation any more",
                    operation.method, operation.path
                );
                self.removed(&name((service, operation)), &operation.pointer, note);
            }
        }
        for service in &new.groups {
            for operation in service
                .operations
                .iter()
                .filter(|it| !after.contains(&it.pointer))
            {
                let note = format!("may be called: `{} {}`", operation.method, operation.path);
                self.added(&name((service, operation)), &operation.pointer, note);
            }
        }
        self.pairs.operations = pairs;
    }

    fn operation_pair(&mut self, old: GroupedOperation<'_>, new: GroupedOperation<'_>) {
        let path = ChangePath::new(name(old), name(new), &new.1.pointer);
        let stays = self.pairs.modules.get(old.0.module.as_str()) == Some(&new.0.module.as_str());
        if old.1.name != new.1.name || !stays {
            self.renamed(&path);
        } else if old.1.stem != new.1.stem {
            self.renamed(&request_path(old, new));
        }
        let request = request_path(old, new);
        let (old, new) = (old.1, new.1);
        let pairs = parameter_pairs(old, new);
        for pair in &pairs {
            match *pair {
                (Some(old), Some(new)) => self.parameters(&request, old, new),
                (Some(old), None) => {
                    let gone = request.old_member(&old.name);
                    self.removed(&gone, &old.pointer, "is gone: do without it");
                }
                (None, Some(new)) => {
                    let fresh = request.new_member(&new.name);
                    let ty = new.rust_type();
                    self.added(&fresh, &new.pointer, format!("may be used: `{ty}`"));
                }
                (None, None) => {}
            }
        }
        self.body(&request, old, new);
        self.call(&path, &request, &pairs, (old, new));
        self.output(&path, &request, old, new);
        self.pagination(&path, old.pagination.as_ref(), new.pagination.as_ref());
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(
            &path,
            &(&old.summary, &old.docs),
            &(&new.summary, &new.docs),
        );
        self.wire_fact(&path, "the method", &old.method, &new.method);
        self.wire_fact(&path, "the path", &old.path, &new.path);
        self.wire_fact(&path, "the server", &old.server, &new.server);
        self.wire_fact(
            &path,
            "what has to be shown",
            &asked_for(old),
            &asked_for(new),
        );
        self.wire_fact(&path, "the name in errors and traces", &old.id, &new.id);
        self.responses(&path, &old.responses, &new.responses);
    }

    /// The method of the handle and the constructor of the request, which ask for the same in two forms.
    fn call(
        &mut self,
        path: &ChangePath,
        request: &ChangePath,
        pairs: &[ParameterPair<'_, '_>],
        (old, new): (&Operation, &Operation),
    ) {
        let (before, after) = (self.old.signature(old), self.new.signature(new));
        if old.body.is_some()
            && new.body.is_some()
            && before.spread.is_some() != after.spread.is_some()
        {
            let note = if after.spread.is_some() {
                "takes the body's properties one by one"
            } else {
                "takes the body as a whole: make one of its properties"
            };
            self.changed(Bump::Major, ChangeKind::Arguments, path, note);
            return;
        }
        let fields = before.spread.map_or_else(Vec::new, |(_, fields)| {
            let fields_now = after.spread.map_or(fields, |(_, fields)| fields);
            self.field_pairs(fields, fields_now)
        });
        let key = |argument: &Argument<'_>| match argument.source {
            ArgumentSource::Parameter(parameter) => parameter_key(pairs, parameter),
            ArgumentSource::Body(_) => Some(argument.name.to_owned()),
            ArgumentSource::Field(_) => field_key(&fields, argument),
        };
        let method_before = self.old_arguments(&before.method, key);
        let method_after = self.new_arguments(&after.method);
        let request_before = self.old_arguments(&before.request, key);
        let request_after = self.new_arguments(&after.request);
        let handle = ChangePath::new(parent(&path.before), parent(&path.after), &path.pointer);
        let renamed = last(&path.before) != last(&path.after);
        let function = last(&path.after).to_owned();
        let reported = self.compare_arguments(&handle, &function, &method_before, &method_after);
        if reported && renamed {
            // The path before is that of the old name.
            if let Some(change) = self.changes.api.last_mut() {
                change.before = Some(path.before.clone());
            }
        }
        if !reported {
            self.compare_arguments(request, "new", &request_before, &request_after);
        }
    }
}

/// `Users::get`.
fn name((service, operation): GroupedOperation<'_>) -> String {
    format!("{}::{}", service.name, plain(&operation.name))
}

/// What a path leads through.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn last(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, last)| last)
}

/// `users::GetRequest`.
fn request_path(old: GroupedOperation<'_>, new: GroupedOperation<'_>) -> ChangePath {
    let spelled = |(service, operation): GroupedOperation<'_>| {
        format!("{}::{}", service.module, operation.request_name())
    };
    ChangePath::new(spelled(old), spelled(new), &new.1.pointer)
}

/// The new name of a parameter.
fn parameter_key(pairs: &[ParameterPair<'_, '_>], parameter: &Parameter) -> Option<String> {
    let is_parameter = |old: &Parameter| std::ptr::eq(old, parameter);
    let pair = pairs.iter().find(|(old, _)| old.is_some_and(is_parameter));
    pair.and_then(|(_, new)| *new).map(|new| new.name.clone())
}

//! Operations: their names, arguments, results and wire format.

use std::collections::{BTreeSet, HashMap};

use super::access::{security, template};
use super::arguments::ComparedArgument;
use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::input::{ParameterPair, parameter_pairs};
use super::pairs::GroupedOperation;
use super::structure::{field_key, new_names};
use crate::model::{Argument, ArgumentSource, Operation, plain};

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
        for group in &old.groups {
            for operation in group
                .operations
                .iter()
                .filter(|it| !before.contains(&it.pointer))
            {
                let note = format!(
                    "was removed: the document has no `{} {}`",
                    operation.method, operation.path
                );
                self.removed(&name((group, operation)), &operation.pointer, note);
            }
        }
        for group in &new.groups {
            for operation in group
                .operations
                .iter()
                .filter(|it| !after.contains(&it.pointer))
            {
                let note = format!("was added: `{} {}`", operation.method, operation.path);
                self.added(&name((group, operation)), &operation.pointer, note);
            }
        }
        self.pairs.operations = pairs;
    }

    fn operation_pair(&mut self, old: GroupedOperation<'_>, new: GroupedOperation<'_>) {
        let path = ChangePath::new(name(old), name(new), &new.1.pointer);
        let stays = self.pairs.modules.get(old.0.module.as_str()) == Some(&new.0.module.as_str());
        if old.1.name != new.1.name || !stays {
            if stays && new.1.has_name(&old.1.name, &old.1.stem) {
                self.renamed_with_alias(&path);
            } else {
                self.renamed(&path);
            }
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
                    self.removed(&gone, &old.pointer, "was removed: stop using it");
                }
                (None, Some(new)) => {
                    let fresh = request.new_member(&new.name);
                    let ty = new.rust_type();
                    self.added(&fresh, &new.pointer, format!("was added: `{ty}`"));
                }
                (None, None) => {}
            }
        }
        self.body(&request, old, new);
        self.call(&path, &request, &pairs, (old, new));
        self.output(&path, &request, old, new);
        self.error(&path, &request, old, new);
        self.pagination(&path, old.pagination.as_ref(), new.pagination.as_ref());
        self.method_aliases(&path, old, new);
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
            "the list of own servers",
            &own_servers(old),
            &own_servers(new),
        );
        self.wire_fact(
            &path,
            "the security requirement",
            &security(old),
            &security(new),
        );
        self.wire_fact(&path, "the operation id", &old.id, &new.id);
        self.responses(&path, old, new);
    }

    /// Compares the arguments of the handle's method, and if they are equal, those of the request's constructor.
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
                "now takes the properties of the body (before: the whole body)"
            } else {
                "now takes the whole body (before: its properties): construct the body"
            };
            self.changed(Bump::Major, ChangeKind::Arguments, path, note);
            return;
        }
        let fields = before.spread.map_or_else(Vec::new, |(_, fields)| {
            let fields_now = after.spread.map_or(fields, |(_, fields)| fields);
            self.field_pairs(fields, fields_now)
        });
        let fields = new_names(&fields);
        let both = pairs.iter().filter_map(|(old, new)| old.zip(*new));
        let parameter_names: HashMap<_, _> = both
            .map(|(old, new)| ((&old.wire, old.location), &new.name))
            .collect();
        let key = |argument: &Argument<'_>| match argument.source {
            ArgumentSource::Parameter(parameter) => {
                let name = parameter_names.get(&(&parameter.wire, parameter.location));
                name.map(|name| (*name).clone())
            }
            ArgumentSource::Body(_) => Some(argument.name.to_owned()),
            ArgumentSource::Field(_) => field_key(&fields, argument),
        };
        let method_before = self.old_arguments(&before.method, key);
        let method_after = self.new_arguments(&after.method);
        let request_before = self.old_arguments(&before.request, key);
        let request_after = self.new_arguments(&after.request);
        let handle = ChangePath::new(parent(&path.before), parent(&path.after), &path.pointer);
        let keys = |arguments: Vec<ComparedArgument>| -> BTreeSet<String> {
            arguments.into_iter().map(|argument| argument.key).collect()
        };
        let named_before = keys(self.old_arguments(&before.named, key));
        let named_after = keys(self.new_arguments(&after.named));
        if named_before != named_after {
            let spelled = |arguments: &[Argument<'_>]| match arguments {
                [] => "no named arguments".to_owned(),
                arguments => {
                    let names: Vec<&str> = arguments.iter().map(|it| it.name).collect();
                    format!("the named arguments {}", names.join(", "))
                }
            };
            let note = format!(
                "now has {} (before: {}): adapt the arguments",
                spelled(&after.named),
                spelled(&before.named)
            );
            self.changed(Bump::Major, ChangeKind::Arguments, path, note);
            return;
        }
        let renamed = last(&path.before) != last(&path.after);
        let function = last(&path.after).to_owned();
        let reported = self.compare_arguments(&handle, &function, &method_before, &method_after);
        if reported && renamed {
            // The change has the new name only.
            if let Some(change) = self.changes.api.last_mut() {
                change.before = Some(path.before.clone());
            }
        }
        if !reported {
            self.compare_arguments(request, "new", &request_before, &request_after);
        }
    }
}

/// The servers of an operation, if the chosen server decides which of them is used, or their variables.
fn own_servers(operation: &Operation) -> String {
    let servers: Vec<String> = operation.servers.iter().map(template).collect();
    if servers.is_empty() {
        "none".to_owned()
    } else {
        servers.join(", ")
    }
}

/// `Users::get`.
fn name((group, operation): GroupedOperation<'_>) -> String {
    format!("{}::{}", group.handle_name(), plain(&operation.name))
}

/// The path without its last segment.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn last(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, last)| last)
}

/// `users::GetRequest`.
fn request_path(old: GroupedOperation<'_>, new: GroupedOperation<'_>) -> ChangePath {
    let spelled = |(group, operation): GroupedOperation<'_>| {
        format!("{}::{}", group.module, operation.request_name())
    };
    ChangePath::new(spelled(old), spelled(new), &new.1.pointer)
}

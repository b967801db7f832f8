//! Findings about configured names.
//!
//! A configured name is used as it is. It is reserved before the names that follow from the document, and it is an error if
//! another item has the same name. A key that matches nothing is an error.

use std::collections::{BTreeMap, HashMap};

use super::context::Resolver;
use super::group::PendingGroup;
use super::json_pointer::JsonPointer;
use super::path_operation::PathOperation;
use super::stated_names::{Kind, SCHEMAS, pointer_of_type};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::unescape;
use crate::model::{TypeDef, TypeKind};
use crate::similar::SuggestionBudget;

impl<'a> Resolver<'a> {
    /// Reports that a configured name is also the name of something else.
    pub(super) fn report_clash(&mut self, stated: &str, other: &str) {
        let message = format!("{stated}, which is also the name of {other}");
        let finding = self.collision(stated, message);
        self.diagnostics
            .push(finding.with_help("choose another name, or rename both"));
    }

    /// The finding about the configured name with this label.
    fn collision(&self, stated: &str, message: String) -> Diagnostic {
        let finding = Diagnostic::error("rename-collision", "", message);
        let mut names = self.stated.names.iter();
        match names.find(|name| name.label() == stated) {
            Some(name) => finding.with_entry(name.kind.texts().0, name.key),
            None => finding,
        }
    }

    /// Reports that a configured name is also another configured name, or else that of `item`.
    pub(super) fn report_stated_clash(&mut self, stated: &str, other: Option<&str>, item: &str) {
        let Some(other) = other else {
            return self.report_clash(stated, item);
        };
        let message = format!("{stated}, and {other}");
        let finding = self.collision(stated, message);
        self.diagnostics
            .push(finding.with_help("choose another name for one of them"));
    }

    /// Reports configured names that match nothing in the document.
    pub(super) fn report_unused_renames(&mut self, groups: &[PendingGroup<'a>]) {
        if self.document.selection.allow_unused || self.stated.names.is_empty() {
            return;
        }
        let mut findings = Diagnostics::new();
        let mut budget = SuggestionBudget::default();
        let known = self.known_names(groups);
        let types: HashMap<&str, &TypeDef> = self
            .types
            .values()
            .map(|definition| (definition.pointer.as_str(), definition))
            .collect();
        for stated in &self.stated.names {
            let pointer = JsonPointer::from_text(pointer_of_type(stated.key));
            let is_used = match stated.kind {
                Kind::Type => {
                    types.contains_key(pointer.as_str())
                        || self.is_component(pointer.as_str())
                        || self.declared.get(&pointer) == Some(&stated.name)
                }
                _ => stated.is_used.get(),
            };
            if is_used {
                continue;
            }
            let (option, _) = stated.kind.texts();
            let message = format!(
                "`{option}`: `{}` matches nothing in the document",
                stated.key
            );
            let finding = Diagnostic::error("unused-entry", "", message);
            let mut finding = finding.with_entry(option, stated.key);
            let names = known.get(&stated.kind).into_iter().flatten();
            let shared = self.declared.get(&pointer);
            let shared = shared.filter(|_| stated.kind == Kind::Type);
            let shared = shared.and_then(|name| self.types.get(name));
            finding.help = match shared {
                Some(shared) => Some(format!(
                    "the type of this schema is `{}`, whose key is `#{}`",
                    shared.name, shared.pointer
                )),
                None => budget.did_you_mean(stated.key, names),
            };
            findings.push(finding);
        }
        self.diagnostics.extend(findings);
    }

    fn is_component(&self, pointer: &str) -> bool {
        let key = pointer.strip_prefix(SCHEMAS).map(unescape);
        key.is_some_and(|key| self.component_names.contains_key(key.as_ref()))
    }

    /// The keys that match something.
    fn known_names(&self, groups: &[PendingGroup<'a>]) -> BTreeMap<Kind, Vec<String>> {
        let components = self.component_names.keys();
        let mut known: Vec<_> = components
            .map(|key| (Kind::Type, (*key).to_owned()))
            .collect();
        for definition in self.types.values() {
            let pointer = &definition.pointer;
            known.push((Kind::Type, format!("#{pointer}")));
            if let TypeKind::Enum(values) = &definition.kind {
                let component = pointer.strip_prefix(SCHEMAS).filter(|it| !it.contains('/'));
                let schema =
                    component.map_or(format!("#{pointer}"), |it| unescape(it).into_owned());
                for variant in &values.variants {
                    known.push((Kind::Variant, format!("{schema}.{}", variant.wire)));
                }
            }
            if let TypeKind::Struct(structure) = &definition.kind {
                let component = pointer.strip_prefix(SCHEMAS);
                let component = component.map(|it| it.trim_end_matches("/properties"));
                for field in &structure.fields {
                    known.push((Kind::Field, format!("#{}", field.pointer)));
                    if let Some(component) = component.filter(|it| !it.contains('/')) {
                        let name = format!("{}.{}", unescape(component), field.wire);
                        known.push((Kind::Field, name));
                    }
                }
            }
        }
        for operation in self.operations() {
            let PathOperation { path, position, .. } = &operation;
            let by_path = format!("{} {path}", position.method);
            let id = operation.source.operation_id.clone();
            let names = id.into_iter().chain([by_path]);
            known.extend(names.map(|name| (Kind::Operation, name)));
        }
        let words = groups.iter().flat_map(|group| &group.words);
        known.extend(words.map(|word| (Kind::Group, (*word).to_owned())));
        known.sort();
        known.dedup();
        let mut by_kind: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
        for (kind, name) in known {
            by_kind.entry(kind).or_default().push(name);
        }
        by_kind
    }
}

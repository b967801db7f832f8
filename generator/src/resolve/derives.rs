//! Configured derives: `derives = { "*" = ["Hash"], Pet = ["Eq"] }`.
//!
//! A derive of the standard library compiles only if all values of a type have the trait. It is therefore also added to
//! the types that a matched type contains. A type that cannot have it is an error if the configuration names the type, and
//! left out if a pattern matches it.

use std::collections::{BTreeSet, HashMap};

use super::context::Resolver;
use super::stated_names::{SCHEMAS, pointer_of_type};
use super::traits::{Deriving, Trait};
use crate::counted::counted;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Derive, SelectionPattern, unescape};
use crate::model::{Api, TypeDef, TypeKind};
use crate::similar::closest;

/// The derives that all types have.
const OF_ALL: [&str; 3] = ["Clone", "Debug", "PartialEq"];

/// The configured derives, whose keys are checked.
pub(super) struct Derives<'d> {
    rules: Vec<Rule<'d>>,
}

/// One entry of the configuration.
struct Rule<'d> {
    key: &'d str,
    derives: &'d [Derive],
    subject: Subject,
}

/// The types that an entry is about.
enum Subject {
    All,
    /// The components that match a pattern.
    Pattern(SelectionPattern),
    /// The type of the schema with this pointer.
    Schema(String),
}

impl<'d> Derives<'d> {
    /// Reads the entries. An entry that names nothing is an error, unless unused entries are allowed.
    pub(super) fn find(resolver: &mut Resolver<'d>) -> Self {
        let document = resolver.document;
        let mut rules = Vec::new();
        for (key, derives) in &document.type_options.derives {
            let subject = resolver.subject(key);
            rules.extend(subject.map(|subject| Rule {
                key,
                derives,
                subject,
            }));
        }
        Self { rules }
    }

    /// Adds the derives to the types of an API.
    pub(super) fn apply(&self, api: &mut Api, findings: &mut Diagnostics) {
        if self.rules.is_empty() {
            return;
        }
        let mut added = Added::new(&api.types);
        for rule in &self.rules {
            added.add(rule, findings);
        }
        let derives = added.standard.into_iter().zip(added.others);
        let derives = derives.map(|(standard, others)| {
            let standard = standard.into_iter().map(Trait::written);
            let derives = standard.map(str::to_owned);
            derives
                .chain(others.into_iter().map(str::to_owned))
                .collect()
        });
        let derives: Vec<Vec<String>> = derives.collect();
        let written = Trait::JsonSchema.written();
        if derives.iter().flatten().any(|derive| derive == written) {
            api.package.runtime_features.insert("schemars");
        }
        for (definition, derives) in api.types.iter_mut().zip(derives) {
            if !is_alias(definition) {
                definition.derives = derives;
            }
        }
    }
}

impl<'d> Resolver<'d> {
    /// The subject of an entry. Reports a key that names no type.
    fn subject(&mut self, key: &'d str) -> Option<Subject> {
        if key == "*" {
            return Some(Subject::All);
        }
        let allow_unused = self.document.selection.allow_unused;
        let is_component = self.component_names.contains_key(key);
        if !is_component && !key.starts_with('#') && key.contains(['*', '?', '[']) {
            let Ok(pattern) = format!("model:{key}").parse::<SelectionPattern>() else {
                let message = format!("`derives`: `{key}` is not a pattern");
                let help = "`*` is any text, `?` one character, and `[ab]` one of these characters";
                self.unused_derive(key, message, help);
                return None;
            };
            let mut components = self.component_names.keys();
            if allow_unused || components.any(|name| pattern.matches_model(name)) {
                return Some(Subject::Pattern(pattern));
            }
            let message = format!("`derives`: the pattern `{key}` matches no component");
            self.unused_derive(
                key,
                message,
                "a pattern is compared with the names of the schemas",
            );
            return None;
        }
        let pointer = pointer_of_type(key);
        let mut types = self.types.values();
        let definition = types.find(|definition| definition.pointer == pointer);
        if self.document.type_options.types.contains_key(key) {
            let message =
                format!("`derives`: `{key}` is a type of your own, which is not generated");
            self.unused_derive(key, message, "add the derive to that type");
            return None;
        }
        match definition.map(|definition| &definition.kind) {
            Some(TypeKind::Alias(ty)) => {
                let message = format!(
                    "`derives`: `{key}` is another name for `{ty}`, which has no derives of its own"
                );
                self.unused_derive(key, message, "name the types in it");
                None
            }
            Some(_) => Some(Subject::Schema(pointer)),
            None if allow_unused => None,
            None => {
                let message = format!("`derives`: `{key}` matches nothing in the document");
                let help = self.similar_schema(key);
                self.unused_derive(key, message, &help);
                None
            }
        }
    }

    /// The help for a key that names no schema.
    fn similar_schema(&self, key: &str) -> String {
        let pointers;
        let similar = if key.starts_with('#') {
            let types = self.types.values();
            pointers = types
                .map(|it| format!("#{}", it.pointer))
                .collect::<Vec<_>>();
            closest(key, &pointers).map(String::as_str)
        } else {
            closest(key, self.component_names.keys().copied())
        };
        match similar {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => "a key is the name of a component among the schemas, a JSON pointer that begins with `#`, a pattern such as `New*`, or `*`".to_owned(),
        }
    }

    fn unused_derive(&mut self, key: &str, message: String, help: &str) {
        let finding = Diagnostic::error("unused-entry", "", message).with_entry("derives", key);
        self.diagnostics.push(finding.with_help(help));
    }
}

/// The derives that are added to the types, by the numbers of the types.
struct Added<'a, 'd> {
    types: &'a [TypeDef],
    standard: Vec<BTreeSet<Trait>>,
    others: Vec<BTreeSet<&'d str>>,
    /// The types that can derive a trait, with and without trust in unknown types.
    deriving: HashMap<(Trait, bool), Deriving<'a>>,
}

impl<'a, 'd> Added<'a, 'd> {
    fn new(types: &'a [TypeDef]) -> Self {
        Self {
            types,
            standard: vec![BTreeSet::new(); types.len()],
            others: vec![BTreeSet::new(); types.len()],
            deriving: HashMap::new(),
        }
    }

    /// Adds the derives of an entry to the types that it matches. These are none if the types are not selected.
    fn add(&mut self, rule: &Rule<'d>, findings: &mut Diagnostics) {
        let types = self.types.iter().enumerate();
        let matched = types.filter(|(_, it)| !is_alias(it) && rule.subject.matches(it));
        let matched: Vec<usize> = matched.map(|(number, _)| number).collect();
        if matched.is_empty() {
            return;
        }
        for derive in rule.derives {
            let derive = derive.as_str();
            if OF_ALL.contains(&derive) {
                findings.push(redundant(rule.key, derive));
            } else if let Some(of) = Trait::from_derive(derive) {
                self.add_trait(rule, &matched, of, findings);
            } else {
                for number in &matched {
                    self.others.get_mut(*number).map(|it| it.insert(derive));
                }
            }
        }
    }

    /// Adds a trait to the types that an entry matches, and to the types that they contain.
    fn add_trait(
        &mut self,
        rule: &Rule<'d>,
        matched: &[usize],
        of: Trait,
        findings: &mut Diagnostics,
    ) {
        let Self {
            types,
            standard,
            deriving,
            ..
        } = self;
        let types = *types;
        let is_own = |number: usize| types.get(number).is_some_and(|it| of.is_own(it));
        if matched.iter().all(|number| is_own(*number)) {
            findings.push(redundant(rule.key, of.derive()));
            return;
        }
        let trusts = matches!(rule.subject, Subject::Schema(_));
        let deriving = deriving.entry((of, trusts));
        let deriving = deriving.or_insert_with(|| Deriving::new(types, of, trusts));
        let is_possible = |number: &usize| deriving.is_possible(*number);
        let (mut pending, omitted): (Vec<usize>, Vec<usize>) =
            matched.iter().partition(|number| is_possible(number));
        if let Some(first) = omitted.first()
            && let Some(definition) = types.get(*first)
        {
            let (reason, pointer) = deriving.reason(*first);
            let derive = of.derive();
            findings.push(if trusts {
                let message = format!("`{}` cannot derive `{derive}`: {reason}", definition.name);
                Diagnostic::error("unsupported-derive", pointer, message)
                    .with_help("remove the derive from `derives`, or change the type of this value")
            } else {
                let message = format!(
                    "`{derive}` is left out of {} of {} that `{}` matches; the first is `{}`: {reason}",
                    omitted.len(),
                    counted(matched.len(), "type"),
                    rule.key,
                    definition.name
                );
                Diagnostic::warning("omitted-derive", pointer, message)
                    .with_help("if a type needs the derive, name the type in `derives`: this is then an error")
            });
        }
        while let Some(number) = pending.pop() {
            if let Some(added) = standard.get_mut(number)
                && !is_own(number)
                && added.insert(of)
            {
                added.extend(of.with_required());
                pending.extend(deriving.needs(number));
            }
        }
    }
}

impl Subject {
    fn matches(&self, definition: &TypeDef) -> bool {
        match self {
            Self::All => true,
            Self::Pattern(pattern) => {
                let name = definition.pointer.strip_prefix(SCHEMAS);
                let name = name.filter(|name| !name.contains('/'));
                name.is_some_and(|name| pattern.matches_model(&unescape(name)))
            }
            Self::Schema(pointer) => definition.pointer == *pointer,
        }
    }
}

fn is_alias(definition: &TypeDef) -> bool {
    matches!(definition.kind, TypeKind::Alias(_))
}

fn redundant(key: &str, derive: &str) -> Diagnostic {
    let message =
        format!("all types that `{key}` matches in `derives` have `{derive}` already; ignored");
    let finding = Diagnostic::warning("redundant-derive", "", message);
    finding.with_entry("derives", key).with_help("remove it")
}

//! Damaged names locks: each is an error with positions, or gives code that compiles.

use std::collections::BTreeMap;
use std::path::Path;

use apicrate::document::Names;
use apicrate::project::NamesLock;
use apicrate::{Api, Document, Files, Options, RawDocument, render, resolve_with_names};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::ALL_NAMES;

/// The name of the document in the lock.
const SOURCE: &str = "names.json";

/// A change of one entry of a lock.
#[derive(Clone, Debug)]
pub(crate) struct Damage {
    kind: Kind,
    /// The entry.
    entry: Index,
    /// Another entry.
    other: Index,
    /// A name that generated code uses.
    name: String,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    RenameType,
    SwapTypes,
    MoveType,
    RemoveType,
    RenameMethod,
    SwapMethods,
    RenameVariant,
    ChangeShape,
    AddTypeAlias,
    AddMethodAlias,
}

const KINDS: [Kind; 10] = [
    Kind::RenameType,
    Kind::SwapTypes,
    Kind::MoveType,
    Kind::RemoveType,
    Kind::RenameMethod,
    Kind::SwapMethods,
    Kind::RenameVariant,
    Kind::ChangeShape,
    Kind::AddTypeAlias,
    Kind::AddMethodAlias,
];

pub(crate) fn damages(count: usize) -> impl Strategy<Value = Vec<Damage>> {
    let names = select(ALL_NAMES.clone());
    let damage = (
        select(KINDS.to_vec()),
        any::<Index>(),
        any::<Index>(),
        names,
    );
    let damage = damage.prop_map(|(kind, entry, other, name)| Damage {
        kind,
        entry,
        other,
        name,
    });
    prop::collection::vec(damage, count)
}

/// A document and the lock of its names.
pub(crate) struct Locked {
    text: String,
    api: Api,
    names: Names,
}

impl Locked {
    pub(crate) fn new(text: String) -> Self {
        let (api, names) = resolved(&text, Names::default());
        Self { text, api, names }
    }

    /// The text of the lock.
    pub(crate) fn lock(&self) -> String {
        lock(&self.names)
    }

    /// A lock with the damages that it can have without an error, and the code that follows from it.
    pub(crate) fn damaged(&self, damages: &[Damage], options: &Options) -> (String, Files) {
        let mut names = self.names.clone();
        for damage in damages {
            let mut changed = names.clone();
            damage.apply(&mut changed, &self.api);
            match NamesLock::parse(Path::new("names.lock"), &lock(&changed)) {
                Ok(_) => names = changed,
                Err(findings) => assert_located(&findings),
            }
        }
        let text = lock(&names);
        let api = self.assert_kept(&text);
        let files = api.map(|api| render(&api, options).unwrap_or_else(|error| panic!("{error}")));
        (text, files.unwrap_or_default())
    }

    /// Resolves the document with a lock. Returns the API, unless the lock has errors. Each entry that has no effect is reported.
    pub(crate) fn assert_kept(&self, text: &str) -> Option<Api> {
        let mut lock = match NamesLock::parse(Path::new("names.lock"), text) {
            Ok(lock) => lock,
            Err(findings) => {
                assert_located(&findings);
                return None;
            }
        };
        let before = lock.names(SOURCE);
        let (api, after) = resolved(&self.text, before.clone());
        let findings = lock.set(SOURCE, &after).to_string();
        let differs = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
            let entries = one
                .iter()
                .filter(|(key, name)| other.get(*key) != Some(name));
            entries.map(|(key, _)| key.clone()).collect::<Vec<_>>()
        };
        let aliases = before
            .aliases
            .keys()
            .filter(|it| !after.aliases.contains_key(*it));
        let entries = [
            differs(&before.methods, &after.methods),
            differs(&before.types, &after.types),
            aliases.cloned().collect(),
        ];
        for entry in entries.into_iter().flatten() {
            assert!(
                findings.contains(&format!("`{entry}`")),
                "{entry}\n{findings}"
            );
        }
        Some(api)
    }
}

impl Damage {
    fn apply(&self, names: &mut Names, api: &Api) {
        let Self {
            entry, other, name, ..
        } = self;
        match self.kind {
            Kind::RenameType => set(&mut names.types, *entry, name),
            Kind::SwapTypes => swap(&mut names.types, *entry, *other),
            Kind::MoveType => {
                if let Some((place, ty)) = at(&names.types, *entry) {
                    names.types.remove(&place);
                    names.types.insert(format!("{place}/{name}"), ty);
                }
            }
            Kind::RemoveType => {
                if let Some((place, _)) = at(&names.types, *entry) {
                    names.types.remove(&place);
                }
            }
            Kind::RenameMethod => set(&mut names.methods, *entry, name),
            Kind::SwapMethods => swap(&mut names.methods, *entry, *other),
            Kind::RenameVariant => {
                let index = entry.index(names.variants.len().max(1));
                if let Some(variants) = names.variants.values_mut().nth(index) {
                    set(variants, *other, name);
                }
            }
            Kind::ChangeShape => {
                if let Some((_, shape)) = at(&names.shapes, *other) {
                    set(&mut names.shapes, *entry, &shape);
                }
            }
            Kind::AddTypeAlias => {
                let index = entry.index(api.types.len().max(1));
                if let Some(definition) = api.types.get(index) {
                    names.aliases.insert(name.clone(), definition.name.clone());
                }
            }
            Kind::AddMethodAlias => {
                let operations = api.groups.iter().flat_map(|group| {
                    let path = group.path.join(".").replace("r#", "");
                    let operations = group.operations.iter();
                    operations.map(move |operation| (path.clone(), operation.name.clone()))
                });
                let operations: Vec<_> = operations.collect();
                if let Some((path, method)) = operations.get(entry.index(operations.len().max(1))) {
                    names
                        .aliases
                        .insert(format!("{path}.{name}"), method.clone());
                }
            }
        }
    }
}

fn at(entries: &BTreeMap<String, String>, index: Index) -> Option<(String, String)> {
    let entry = entries.iter().nth(index.index(entries.len().max(1)))?;
    Some((entry.0.clone(), entry.1.clone()))
}

fn set(entries: &mut BTreeMap<String, String>, index: Index, name: &str) {
    if let Some((key, _)) = at(entries, index) {
        entries.insert(key, name.to_owned());
    }
}

fn swap(entries: &mut BTreeMap<String, String>, one: Index, other: Index) {
    if let (Some(one), Some(other)) = (at(entries, one), at(entries, other)) {
        entries.insert(one.0, other.1);
        entries.insert(other.0, one.1);
    }
}

fn lock(names: &Names) -> String {
    let mut lock = NamesLock::default();
    lock.set(SOURCE, names);
    lock.to_text()
}

fn resolved(text: &str, names: Names) -> (Api, Names) {
    let raw = RawDocument::parse(SOURCE, text).map(|raw| raw.keep_names(names));
    let document = raw
        .and_then(Document::from_raw)
        .unwrap_or_else(|errors| panic!("{errors}"));
    let resolved = resolve_with_names(&document).unwrap_or_else(|errors| panic!("{errors}"));
    (resolved.0, resolved.1)
}

/// Checks that the findings about a lock are errors with positions.
fn assert_located(findings: &apicrate::Diagnostics) {
    assert!(findings.has_errors(), "{findings}");
    for finding in findings.clone() {
        assert!(finding.position.is_some(), "{finding}");
    }
}

//! `enum` and `const`: strings or integers become an enum. The variants of integers are named by common extensions.

use indexmap::{IndexMap, IndexSet};
use openapiv3::Schema;
use serde_json::Value;

use super::context::Resolver;
use super::names::{self, NameScope};
use super::schema_path::SchemaPath;
use super::schema_view::SchemaView;
use crate::document::{ENUM_DESCRIPTIONS, ENUM_NAMES};
use crate::model::{EnumDef, EnumValues, EnumVariant};

/// Extensions with one name per value. The first holds the titles of `oneOf` constants.
const NAMES: [&str; 3] = [ENUM_NAMES, "x-enum-varnames", "x-enumNames"];

/// Extensions with one description per value.
const DESCRIPTIONS: [&str; 2] = [ENUM_DESCRIPTIONS, "x-enum-descriptions"];

impl<'a> Resolver<'a> {
    pub(super) fn enumeration(&mut self, view: &SchemaView<'a>, path: &SchemaPath) -> EnumDef {
        let (values, wires): (EnumValues, Vec<String>) = if view.strings.is_empty() {
            let wires = view.integers.iter().map(ToString::to_string);
            (EnumValues::Integers, wires.collect())
        } else {
            let wires = view.strings.iter().map(ToString::to_string);
            (EnumValues::Text, wires.collect())
        };
        let wires: IndexSet<String> = wires.into_iter().collect();
        let extension_texts = match values {
            EnumValues::Integers => extension_texts(view, &NAMES, wires.len()),
            // A string is its own name.
            EnumValues::Text => None,
        };
        let words = extension_texts.unwrap_or_else(|| wires.iter().map(String::as_str).collect());
        let taken = self.variant_names(&wires, &words, path);
        let docs = extension_docs(view, wires.len());
        let docs = docs.into_iter().chain(std::iter::repeat(None));
        let variants = wires.into_iter().zip(taken).zip(docs);
        EnumDef {
            variants: variants
                .map(|((wire, (name, renamed)), docs)| {
                    if renamed || names::is_marked_variant(&name) {
                        let message = format!(
                            "the name of the value `{wire}` is taken in Rust; using `{name}`"
                        );
                        self.warn("name-collision", &path.pointer, message);
                    }
                    EnumVariant { wire, name, docs }
                })
                .collect(),
            values,
            open: self.directions.at(&path.pointer).in_response,
        }
    }

    /// The names of the variants, and whether the one that follows from the document is taken. Configured names are reserved
    /// first, and published names are kept.
    fn variant_names(
        &mut self,
        wires: &IndexSet<String>,
        words: &[&str],
        path: &SchemaPath,
    ) -> Vec<(String, bool)> {
        let mut scope = NameScope::with_capacity(words.len());
        let stated = self.stated_variants(wires, path, &mut scope);
        let published = self.published.variants_at(&path.pointer);
        let kept = wires.iter().map(|wire| {
            let name = published?
                .get(wire)
                .filter(|_| !stated.contains_key(wire.as_str()))?;
            let name = Some(name).filter(|name| !names::is_reserved_variant(name))?;
            let (name, is_taken) = scope.take(name.clone());
            (!is_taken).then_some(name)
        });
        let kept: Vec<Option<String>> = kept.collect();
        let others = kept.iter().zip(wires).zip(words);
        let others = others
            .filter(|((kept, wire), _)| kept.is_none() && !stated.contains_key(wire.as_str()));
        let others = others.map(|(_, words)| *words);
        let others = names::take_all(others, names::variant_name, |_, name| scope.take(name));
        let mut others = others.into_iter();
        let mut names = Vec::with_capacity(words.len());
        for ((kept, wire), words) in kept.into_iter().zip(wires).zip(words) {
            let own = names::variant_name(words);
            let is_kept = kept.is_some();
            let (name, is_taken) = match (stated.get(wire.as_str()), kept) {
                (Some((name, _)), _) => (name.clone(), false),
                // A published name can also be a choice.
                (None, Some(name)) => {
                    let is_taken = own != name && !scope.is_free(&own);
                    (name, is_taken)
                }
                (None, None) => others.next().unwrap_or_default(),
            };
            let mut clashes = stated.values().filter(|(name, _)| *name == own);
            let clash = clashes.next().filter(|_| is_taken && !is_kept);
            if let Some((_, label)) = clash {
                self.report_clash(label, &format!("the value `{wire}`"));
            }
            names.push((name, is_taken && clash.is_none()));
        }
        names
    }

    /// Reserves the configured names of the variants of an enum. Returns them with their labels, by value.
    fn stated_variants<'w>(
        &mut self,
        wires: &'w IndexSet<String>,
        path: &SchemaPath,
        scope: &mut NameScope,
    ) -> IndexMap<&'w str, (String, String)> {
        let stated = wires.iter().filter_map(|wire| {
            let stated = self.stated.of_variant(&path.pointer, wire)?;
            Some((wire.as_str(), (stated.name.clone(), stated.label())))
        });
        let stated: IndexMap<_, _> = stated.collect();
        for (index, (name, label)) in stated.values().enumerate() {
            if scope.take(name.clone()).1 {
                let mut earlier = stated.values().take(index);
                let other = earlier.find(|(other, _)| other == name);
                let other = other.map(|(_, label)| label.as_str());
                self.report_stated_clash(label, other, "another value");
            }
        }
        stated
    }
}

/// Returns whether a schema has an extension with the names or descriptions of its values.
pub(super) fn has_texts(schema: &Schema) -> bool {
    let mut keys = NAMES.iter().chain(&DESCRIPTIONS);
    keys.any(|key| schema.schema_data.extensions.contains_key(*key))
}

/// Returns the texts of the first extension in `keys` that the schema has. Returns `None` unless there is one text per
/// value.
fn extension_texts<'a>(view: &SchemaView<'a>, keys: &[&str], count: usize) -> Option<Vec<&'a str>> {
    let texts = keys.iter().find_map(|key| view.data.extensions.get(*key))?;
    let texts: Vec<&str> = texts
        .as_array()?
        .iter()
        .map(Value::as_str)
        .collect::<Option<_>>()?;
    (texts.len() == count && texts.iter().all(|text| !text.is_empty())).then_some(texts)
}

fn extension_docs(view: &SchemaView<'_>, count: usize) -> Vec<Option<String>> {
    let texts = DESCRIPTIONS
        .iter()
        .find_map(|key| view.data.extensions.get(*key)?.as_array())
        .filter(|texts| texts.len() == count);
    let text = |text: &Value| Some(text.as_str()?.to_owned()).filter(|text| !text.is_empty());
    texts.into_iter().flatten().map(text).collect()
}

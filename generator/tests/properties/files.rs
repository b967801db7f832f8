//! A document in several files describes the same API as the same document in one file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::{fs, io};

use apicrate::Document;
use apicrate::document::{FieldShape, ObjectKind, reference};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::order::{Description, describe, random};

/// The main file.
const MAIN: &str = "api.json";

/// The start of a reference to a file, before the path is made relative.
const FILE: &str = "file:";

/// The sections of the components. Examples stay in the main file: nothing shows that a file contains one.
const SECTIONS: [(&str, ObjectKind); 9] = [
    ("schemas", ObjectKind::Schema),
    ("responses", ObjectKind::Response),
    ("parameters", ObjectKind::Parameter),
    ("requestBodies", ObjectKind::RequestBody),
    ("headers", ObjectKind::Header),
    ("securitySchemes", ObjectKind::SecurityScheme),
    ("links", ObjectKind::Link),
    ("callbacks", ObjectKind::Callback),
    ("pathItems", ObjectKind::PathItem),
];

/// Checks that a document and a random layout of it in several files describe the same API.
pub(crate) fn files_mean_the_same(name: &str, document: &Value, seed: u64) {
    let Ok(expected) = Document::parse(MAIN, document.to_string()) else {
        return;
    };
    let Some(mut layout) = Layout::new(document, seed) else {
        return;
    };
    layout.split();
    let folder = match layout.written() {
        Ok(folder) => folder,
        Err(error) => panic!("the files cannot be written: {error}"),
    };
    let found = Document::read(&folder.path().join(MAIN));
    let found = found.unwrap_or_else(|errors| panic!("{name}: {errors}\n{}", layout.text()));
    let internal = found
        .warnings
        .iter()
        .find(|it| it.to_string().contains('\0'));
    assert!(internal.is_none(), "{internal:?}");
    let (found, expected) = (described(&found), described(&expected));
    for key in expected.keys().chain(found.keys()) {
        let (found, expected) = (found.get(key), expected.get(key));
        assert!(
            found == expected,
            "{name}: `{key}` depends on the layout\n{found:#?}\n{expected:#?}\n{}",
            layout.text()
        );
    }
}

fn described(document: &Document) -> Description {
    describe(document).map_or_else(
        // The positions are not the same.
        |errors| {
            let messages = errors.iter().map(|it| it.message.clone());
            Description::from([("errors".to_owned(), messages.collect())])
        },
        |(description, _)| description,
    )
}

/// A component: the index of its section and its name.
type Component = (usize, String);

struct Layout {
    files: BTreeMap<String, (FieldShape, Value)>,
    /// The files and pointers at which a component can be found.
    places: HashMap<Component, Vec<(String, String)>>,
    /// The components to which something other than a component that is only a reference refers.
    referenced: HashSet<Component>,
    /// The components to which a component refers that is only a reference.
    aliased: HashSet<Component>,
    seed: u64,
}

impl Layout {
    /// Returns `None` for a document with references to other places than components and the values in them.
    fn new(document: &Value, seed: u64) -> Option<Self> {
        let mut document = document.clone();
        let mut referenced = HashSet::new();
        let mut aliased = HashSet::new();
        let mut is_supported = true;
        let root = FieldShape::One(ObjectKind::Document);
        visit(&mut document, root, &mut |_, value| {
            each_reference(value, &mut |text, is_sole| match component(text) {
                Some((component, _)) if is_sole => _ = aliased.insert(component),
                Some((component, _)) => _ = referenced.insert(component),
                None => is_supported &= !text.starts_with('#'),
            });
            // These depend on the resource, and so on the file, that contains them.
            let has_id = |name| value.get(name).is_some_and(Value::is_string);
            is_supported &= !["$id", "$anchor", "$dynamicAnchor"].into_iter().any(has_id);
        });
        is_supported.then(|| Self {
            files: BTreeMap::from([(MAIN.to_owned(), (root, document))]),
            places: HashMap::new(),
            referenced,
            aliased,
            seed,
        })
    }

    fn text(&self) -> String {
        let files = self.files.iter();
        let files = files.map(|(path, (_, value))| format!("{path}: {value}\n"));
        files.collect()
    }

    /// Writes the files to a folder, which is removed on drop.
    fn written(&self) -> io::Result<TempDir> {
        let folder = TempDir::new()?;
        for (path, (_, value)) in &self.files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
            fs::write(path, value.to_string())?;
        }
        Ok(folder)
    }

    fn chance(&mut self, of: usize) -> bool {
        random(&mut self.seed).is_multiple_of(of)
    }

    fn split(&mut self) {
        let Some((_, mut document)) = self.files.remove(MAIN) else {
            return;
        };
        for (index, (section, kind)) in SECTIONS.into_iter().enumerate() {
            let pointer = format!("/components/{section}");
            if let Some(Value::Object(components)) = document.pointer_mut(&pointer) {
                self.split_components(index, kind, components);
            }
        }
        for name in ["paths", "webhooks"] {
            let items = document.get_mut(name).and_then(Value::as_object_mut);
            for (index, (path, item)) in items.into_iter().flatten().enumerate() {
                if !path.starts_with("x-") && self.chance(2) {
                    self.extract(item, ObjectKind::PathItem, &format!("{name}/{index}.json"));
                }
            }
        }
        let root = FieldShape::One(ObjectKind::Document);
        self.files.insert(MAIN.to_owned(), (root, document));
        self.extract_sections();
        self.extract_objects();
        self.write_references();
    }

    /// Moves some components to other files.
    fn split_components(
        &mut self,
        index: usize,
        kind: ObjectKind,
        components: &mut Map<String, Value>,
    ) {
        let section = SECTIONS[index].0;
        let names: Vec<String> = components.keys().cloned().collect();
        for name in names {
            let component = (index, name.clone());
            let main = (MAIN.to_owned(), format!("/components/{section}/{name}"));
            let value = components.get_mut(&name).filter(|value| {
                let is_object = value.as_object().is_some_and(|object| !object.is_empty());
                // A component with such a name is not named after the file.
                let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
                let is_plain =
                    is_plain && name.starts_with(|first: char| first.is_ascii_uppercase());
                is_object && is_plain && !is_sole(value) && !name.starts_with("x-")
            });
            let Some(value) = value.filter(|_| !random(&mut self.seed).is_multiple_of(3)) else {
                self.places.insert(component, vec![main]);
                continue;
            };
            let is_needed = !self.referenced.contains(&component)
                || self.aliased.contains(&component)
                || section == "securitySchemes";
            let keeps_alias = is_needed || self.chance(2);
            let whole = (format!("{section}/{name}.json"), String::new());
            let places = if self.chance(4) {
                let file = format!("bundle{}.json", random(&mut self.seed) % 2);
                self.bundle(&file, section, &name, value.take());
                vec![(file, format!("/{section}/{name}"))]
            } else if self.chance(3) {
                // A chain of two files.
                let end = format!("{section}/{name}/{name}.json");
                self.extract(value, kind, &end);
                self.extract(value, kind, &whole.0);
                vec![whole, (end, String::new())]
            } else {
                self.extract(value, kind, &whole.0);
                vec![whole]
            };
            let (file, pointer) = &places[0];
            *value = json!({ "$ref": format!("{FILE}{file}#{pointer}") });
            let alias = keeps_alias.then_some(main);
            if alias.is_none() {
                components.shift_remove(&name);
            }
            let places = places.into_iter().chain(alias).collect();
            self.places.insert(component, places);
        }
    }

    /// Moves a value to a file.
    fn extract(&mut self, value: &mut Value, kind: ObjectKind, file: &str) {
        let reference = json!({ "$ref": format!("{FILE}{file}") });
        let value = std::mem::replace(value, reference);
        self.files
            .insert(file.to_owned(), (FieldShape::One(kind), value));
    }

    /// Adds a value to a file with components.
    fn bundle(&mut self, file: &str, section: &str, name: &str, value: Value) {
        let empty = || (FieldShape::One(ObjectKind::Components), json!({}));
        let (_, bundle) = self.files.entry(file.to_owned()).or_insert_with(empty);
        if bundle.get(section).is_none() {
            bundle[section] = json!({});
        }
        bundle[section][name] = value;
    }

    /// Moves some whole sections to other files.
    fn extract_sections(&mut self) {
        for (section, kind) in SECTIONS {
            if !self.chance(4) {
                continue;
            }
            let pointer = format!("/components/{section}");
            let Some((_, document)) = self.files.get_mut(MAIN) else {
                continue;
            };
            if let Some(value) = document.pointer_mut(&pointer).filter(|value| {
                let mut entries = value.as_object().into_iter().flatten();
                entries.next().is_some() && entries.all(|(_, entry)| is_sole(entry))
            }) {
                let file = format!("{section}/_index.json");
                let reference = json!({ "$ref": format!("{FILE}{file}") });
                let value = std::mem::replace(value, reference);
                self.files.insert(file, (FieldShape::Map(kind), value));
            }
        }
    }

    /// Moves some operations and media types to other files.
    fn extract_objects(&mut self) {
        let mut seed = self.seed;
        let mut extracted = Vec::new();
        for (shape, value) in self.files.values_mut() {
            visit(value, *shape, &mut |kind, value| {
                let is_typical = match kind {
                    ObjectKind::Operation => value.get("responses").is_some(),
                    ObjectKind::MediaType => value.get("schema").is_some(),
                    _ => false,
                };
                if is_typical && random(&mut seed).is_multiple_of(3) {
                    let file = format!("objects/{}.json", extracted.len());
                    let reference = json!({ "$ref": format!("{FILE}{file}") });
                    let value = std::mem::replace(value, reference);
                    extracted.push((file, (FieldShape::One(kind), value)));
                }
            });
        }
        self.seed = seed;
        self.files.extend(extracted);
    }

    /// Writes each reference as it is correct in its file, to one of the places of its target.
    fn write_references(&mut self) {
        let (mut seed, places) = (self.seed, &self.places);
        for (file, (shape, value)) in &mut self.files {
            visit(value, *shape, &mut |_, value| {
                each_reference(value, &mut |text, is_sole| {
                    let (path, fragment) = if let Some(rest) = text.strip_prefix(FILE) {
                        let (path, fragment) = rest.split_once('#').unwrap_or((rest, ""));
                        (path.to_owned(), fragment.to_owned())
                    } else if let Some((component, rest)) = component(text) {
                        let Some(places) = places.get(&component) else {
                            return;
                        };
                        // A component that is only a reference stays an alias of the other component.
                        let index = if is_sole {
                            places.len() - 1
                        } else {
                            random(&mut seed) % places.len()
                        };
                        let (path, pointer) = &places[index];
                        (path.clone(), format!("{pointer}{rest}"))
                    } else {
                        return;
                    };
                    let path = if path == *file && random(&mut seed).is_multiple_of(2) {
                        String::new()
                    } else {
                        format!("{}{path}", "../".repeat(file.matches('/').count()))
                    };
                    let fragment = match random(&mut seed) % 3 {
                        0 => fragment.replace('e', "%65"),
                        _ => fragment,
                    };
                    *text = if fragment.is_empty() && !path.is_empty() {
                        path
                    } else {
                        format!("{path}#{fragment}")
                    };
                });
            });
        }
        self.seed = seed;
    }
}

/// Returns the component that a reference names, and the rest of the pointer.
fn component(text: &str) -> Option<(Component, &str)> {
    let rest = text.strip_prefix("#/components/")?;
    let (section, rest) = rest.split_once('/')?;
    let index = SECTIONS.iter().position(|(name, _)| *name == section)?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    (!name.contains(['%', '~'])).then(|| ((index, name.to_owned()), rest))
}

/// Returns true for an object that contains only a reference.
fn is_sole(value: &Value) -> bool {
    reference(value).is_some() && value.as_object().is_some_and(|object| object.len() == 1)
}

/// Visits the references in one object: `$ref` and the values of a discriminator's mapping.
fn each_reference(value: &mut Value, visit: &mut dyn FnMut(&mut String, bool)) {
    let is_sole = is_sole(value);
    let Value::Object(object) = value else {
        return;
    };
    if let Some(Value::String(text)) = object.get_mut("$ref") {
        visit(text, is_sole);
    }
    if object.contains_key("propertyName")
        && let Some(Value::Object(mapping)) = object.get_mut("mapping")
    {
        for (_, target) in mapping {
            if let Value::String(text) = target {
                if !text.contains(['#', '/']) {
                    *text = format!("#/components/schemas/{text}");
                }
                visit(text, false);
            }
        }
    }
}

/// Visits all OpenAPI objects in a value, outer objects first.
fn visit(value: &mut Value, shape: FieldShape, found: &mut dyn FnMut(ObjectKind, &mut Value)) {
    let kind = match shape {
        FieldShape::One(kind) => kind,
        FieldShape::SchemaOrFlag => ObjectKind::Schema,
        FieldShape::List(kind) => {
            for item in value.as_array_mut().into_iter().flatten() {
                visit(item, FieldShape::One(kind), found);
            }
            return;
        }
        FieldShape::Map(kind) => {
            if is_sole(value) {
                return found(kind, value);
            }
            for (_, entry) in value.as_object_mut().into_iter().flatten() {
                visit(entry, FieldShape::One(kind), found);
            }
            return;
        }
        _ => return,
    };
    found(kind, value);
    for (name, entry) in value.as_object_mut().into_iter().flatten() {
        if let Some(shape) = kind.field(name) {
            visit(entry, shape, found);
        }
    }
}

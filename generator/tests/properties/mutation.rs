//! Mutated documents: fixtures in which a few values were removed, duplicated, replaced, renamed, wrapped, or changed
//! to references. The input bytes decide which, so that a fuzzer can learn from coverage.

use std::fs;
use std::path::Path;

use apicrate::RawDocument;
use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

/// The documents and names from which mutants are created.
pub(crate) struct Seeds {
    documents: Vec<Value>,
    /// The file name of each document.
    files: Vec<String>,
    /// All names in the documents, and other valid names.
    names: Vec<String>,
}

/// Names that the fixtures may not contain: keywords, and names that are difficult to convert to Rust identifiers.
const NAMES: &str = "$anchor $defs $ref additionalProperties allOf anyOf callbacks components const content \
    contentEncoding cookie default deepObject deprecated dependentRequired dependentSchemas description \
    discriminator else encoding enum example examples exclusiveMaximum exclusiveMinimum explode format headers \
    if in items links mapping maxLength maximum minItems minimum multipleOf name not nullable oneOf openapi \
    operationId parameters pathItems pattern patternProperties prefixItems propertyName properties \
    readOnly requestBody requestBodies required responses schema schemas security securitySchemes \
    servers style tags then title trace type unevaluatedProperties uniqueItems variables webhooks \
    basePath collectionFormat consumes definitions flow formData host produces schemes securityDefinitions swagger \
    x-discriminator-value x-example x-nullable writeOnly x-fern-pagination x-fern-sdk-group-name x-fern-sdk-method-name \
    200 204 2XX 404 default application/json text/plain multipart/form-data \
    application/x-www-form-urlencoded text/event-stream self Self crate r#fn type async 1st _ __ é 名 a.b a/b a-b \
    {id} /{id} /{id}/{id} /pets Option String Vec Unknown";

/// Values of other types, and edge cases.
fn scalars() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "null",
        "object",
        "string",
        "integer",
        "number",
        "array",
        "boolean",
        "date-time",
        "date",
        "uuid",
        "binary",
        "byte",
        "int64",
        "uint8",
        "query",
        "path",
        "header",
        "cookie",
        "body",
        "formData",
        "file",
        "multi",
        "pipes",
        "tsv",
        "2.0",
        "#/definitions/Plant",
        "#/parameters/PlantBody",
        "form",
        "deepObject",
        "simple",
        "3.0.3",
        "3.1.0",
        "^a+$",
        "(",
        "*/",
        "{",
        "}",
        "{{",
        "\"#",
        "\\",
        "```\n",
        "\u{0}",
        "\u{202e}",
        "#/components/schemas",
        "#/paths",
        "#",
        "#/components/schemas/",
        "other.yaml#/a",
    ];
    let others = json!([
        null, true, false, 0, 1, -1, 0.5, 1e300, -1e300, i64::MIN, u64::MAX, 256, [], {}, [null], ["null"],
        ["string", "null"], ["string", "integer"], [[]], [{}], { "type": "string" }, { "type": "object" },
        { "properties": {} }, { "additionalProperties": false }
    ]);
    let others = others.as_array().cloned().unwrap_or_default();
    texts.into_iter().map(Value::from).chain(others).collect()
}

impl Seeds {
    /// Reads all documents of a folder.
    pub(crate) fn read(folder: &Path) -> Self {
        let entries =
            fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut paths: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "yaml" || extension == "json")
            })
            .collect();
        // The order of folder entries depends on the file system.
        paths.sort();
        let parsed = paths.iter().filter_map(|path| {
            let text = fs::read_to_string(path).ok()?;
            let file = path.file_name()?.to_string_lossy().into_owned();
            let raw = RawDocument::parse(file.clone(), text).ok()?;
            Some((file, raw.value().clone()))
        });
        let (files, documents): (Vec<String>, Vec<Value>) = parsed.unzip();
        assert!(
            !documents.is_empty(),
            "no documents in {}",
            folder.display()
        );
        let mut names: Vec<String> = NAMES.split(' ').map(str::to_owned).collect();
        for document in &documents {
            for pointer in pointers(document) {
                names.extend(pointer.last().cloned());
            }
        }
        names.sort();
        names.dedup();
        Self {
            documents,
            files,
            names,
        }
    }

    /// Returns all documents with their file names.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.files.iter().map(String::as_str).zip(&self.documents)
    }

    /// Returns one of the documents.
    pub(crate) fn document(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        u.choose(&self.documents).cloned()
    }

    /// Returns one of the documents with a few mutations.
    pub(crate) fn mutant(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let document = self.document(u)?;
        self.mutated(u, document)
    }

    /// Returns one of the documents of Swagger 2.0 with a few mutations.
    pub(crate) fn swagger_mutant(&self, u: &mut Unstructured<'_>) -> Result<Value> {
        let documents = self.documents.iter();
        let documents = documents.filter(|document| document.get("swagger").is_some());
        let document = u.choose(&documents.collect::<Vec<_>>())?.to_owned().clone();
        self.mutated(u, document)
    }

    fn mutated(&self, u: &mut Unstructured<'_>, mut document: Value) -> Result<Value> {
        for _ in 0..u.int_in_range(1..=6)? {
            self.mutate(u, &mut document)?;
        }
        Ok(document)
    }

    /// Creates an overlay with a few actions that probably match values of a document.
    pub(crate) fn overlay(&self, u: &mut Unstructured<'_>, document: &Value) -> Result<Value> {
        let mut actions = Vec::new();
        for _ in 0..u.int_in_range(1..=4)? {
            let mut action =
                json!({ "description": "So it is.", "target": self.target(u, document)? });
            if u.ratio(1, 3)? {
                action["remove"] = true.into();
            } else {
                action["update"] = self.value(u, document)?;
            }
            actions.push(action);
        }
        let mut overlay = json!({
            "overlay": "1.0.0",
            "info": { "title": "Corrections", "version": "1" },
            "actions": actions,
        });
        if u.ratio(1, 4)? {
            self.mutate(u, &mut overlay)?;
        }
        Ok(overlay)
    }

    /// Creates the `JSONPath` of a value of the document, with some segments replaced by other selectors.
    fn target(&self, u: &mut Unstructured<'_>, document: &Value) -> Result<String> {
        let mut path = "$".to_owned();
        for step in choose_pointer(u, document)? {
            let step = match u.int_in_range(0..=47)? {
                0 => "[*]".to_owned(),
                1 => "..*".to_owned(),
                2 => format!("..['{step}']"),
                3 => "[0]".to_owned(),
                4 => "[-1:]".to_owned(),
                5 => format!("[?@['{}']]", u.choose(&self.names)?),
                6 => format!("[?@ == '{step}' || length(@) > 1]"),
                _ => match step.parse::<usize>() {
                    Ok(index) => format!("[{index}]"),
                    Err(_) => format!("['{step}']"),
                },
            };
            path.push_str(&step);
        }
        Ok(path)
    }

    fn mutate(&self, u: &mut Unstructured<'_>, document: &mut Value) -> Result<()> {
        let pointer = choose_pointer(u, document)?;
        let replacement = match u.int_in_range(0..=8)? {
            0 => {
                drop_at(document, &pointer);
                return Ok(());
            }
            1 => return self.duplicate(u, document, &pointer),
            2 => return self.rename(u, document, &pointer),
            3 => return self.insert(u, document, &pointer),
            4 => json!({ "$ref": reference(u, document)? }),
            5 => self.wrapped(u, document, &pointer)?,
            6 => u.choose(&scalars())?.clone(),
            _ => self.value(u, document)?,
        };
        if let Some(value) = at(document, &pointer) {
            *value = replacement;
        }
        Ok(())
    }

    /// Returns a value of this document or of another one, a scalar, or a reference.
    fn value(&self, u: &mut Unstructured<'_>, document: &Value) -> Result<Value> {
        let from = match u.int_in_range(0..=3)? {
            0 => return u.choose(&scalars()).cloned(),
            1 => return Ok(json!({ "$ref": reference(u, document)? })),
            2 => document,
            _ => u.choose(&self.documents)?,
        };
        let pointer = choose_pointer(u, from)?;
        Ok(at(&mut from.clone(), &pointer)
            .map(Value::take)
            .unwrap_or_default())
    }

    fn duplicate(
        &self,
        u: &mut Unstructured<'_>,
        document: &mut Value,
        pointer: &[String],
    ) -> Result<()> {
        let Some((name, parent)) = pointer.split_last() else {
            return Ok(());
        };
        match at(document, parent) {
            Some(Value::Array(items)) => {
                if let Some(item) = name
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index))
                    .cloned()
                {
                    items.push(item);
                }
            }
            Some(Value::Object(entries)) => {
                if let Some(value) = entries.get(name).cloned() {
                    entries.insert(u.choose(&self.names)?.clone(), value);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Renames an entry of an object and keeps its position.
    fn rename(
        &self,
        u: &mut Unstructured<'_>,
        document: &mut Value,
        pointer: &[String],
    ) -> Result<()> {
        let Some((name, parent)) = pointer.split_last() else {
            return Ok(());
        };
        if let Some(Value::Object(entries)) = at(document, parent) {
            let new = u.choose(&self.names)?;
            let renamed: Map<String, Value> = std::mem::take(entries)
                .into_iter()
                .map(|(key, value)| {
                    if key == *name {
                        (new.clone(), value)
                    } else {
                        (key, value)
                    }
                })
                .collect();
            *entries = renamed;
        }
        Ok(())
    }

    fn insert(
        &self,
        u: &mut Unstructured<'_>,
        document: &mut Value,
        pointer: &[String],
    ) -> Result<()> {
        let value = self.value(u, document)?;
        let name = u.choose(&self.names)?.clone();
        match at(document, pointer) {
            Some(Value::Object(entries)) => drop(entries.insert(name, value)),
            Some(Value::Array(items)) => items.push(value),
            _ => {}
        }
        Ok(())
    }

    /// Returns the value inside another schema.
    fn wrapped(
        &self,
        u: &mut Unstructured<'_>,
        document: &mut Value,
        pointer: &[String],
    ) -> Result<Value> {
        let other = self.value(u, document)?;
        let value = at(document, pointer).cloned().unwrap_or_default();
        Ok(match u.int_in_range(0..=8)? {
            0 => json!({ "allOf": [value, other] }),
            1 => json!({ "oneOf": [value, other] }),
            2 => json!({ "anyOf": [other, value] }),
            3 => json!({ "type": "array", "items": value }),
            4 => json!({ "additionalProperties": value }),
            5 => json!({ "not": value, "default": other }),
            6 => json!({ "prefixItems": [value, other] }),
            7 => json!({ "properties": { "it": value }, "required": ["it"], "enum": [other] }),
            _ => json!([value, other]),
        })
    }
}

/// Returns the pointers of all values of a document, including the document itself.
fn pointers(document: &Value) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    collect(document, &mut Vec::new(), &mut all);
    all
}

fn collect(value: &Value, way: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    all.push(way.clone());
    let children: Vec<(String, &Value)> = match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (index.to_string(), item))
            .collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        way.push(step);
        collect(child, way, all);
        way.pop();
    }
}

fn choose_pointer(u: &mut Unstructured<'_>, document: &Value) -> Result<Vec<String>> {
    u.choose(&pointers(document)).cloned()
}

/// Returns a reference to a value of the document, in most cases a component.
fn reference(u: &mut Unstructured<'_>, document: &Value) -> Result<String> {
    let mut pointers = pointers(document);
    if u.ratio(3, 4)? {
        pointers.retain(|pointer| {
            pointer.len() == 3 && pointer.starts_with(&["components".to_owned()])
        });
    }
    if pointers.is_empty() {
        return Ok("#/components/schemas/Nowhere".to_owned());
    }
    let steps = u.choose(&pointers)?.iter();
    let steps = steps.map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")));
    Ok(format!("#{}", steps.collect::<String>()))
}

fn at<'v>(document: &'v mut Value, pointer: &[String]) -> Option<&'v mut Value> {
    pointer
        .iter()
        .try_fold(document, |value, step| match value {
            Value::Object(entries) => entries.get_mut(step),
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
}

fn drop_at(document: &mut Value, pointer: &[String]) {
    if let Some((name, parent)) = pointer.split_last() {
        match at(document, parent) {
            Some(Value::Object(entries)) => drop(entries.shift_remove(name)),
            Some(Value::Array(items)) => {
                if let Some(index) = name
                    .parse()
                    .ok()
                    .filter(|index: &usize| *index < items.len())
                {
                    items.remove(index);
                }
            }
            _ => {}
        }
    }
}

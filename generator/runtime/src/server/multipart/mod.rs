//! Multipart bodies of requests: the counterpart of [`Multipart`](crate::Multipart).

mod parameters;
mod part;
mod split;
mod values;

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::part::Part;
use self::values::{PartValue, PartValues};
use super::limits::RequestLimits;
use super::rejection::Rejection;
use super::texts::Texts;
use super::texts::error::Entries;
use super::texts::node::JsonNode;
use crate::types::from_texts::FromTexts;
use crate::types::interpreted::MustFit;
use crate::types::object::{Fields, JsonObject};
use crate::wire::multipart::FilePart;

/// The parts of a multipart body. The parts of a form have names, and can be in any order. Other parts are read by their
/// position.
#[derive(Debug)]
pub struct Parts {
    parts: VecDeque<Part>,
}

impl Parts {
    /// Splits a body with this `Content-Type`.
    pub(super) fn new(
        content_type: &str,
        body: &Bytes,
        limits: RequestLimits,
    ) -> Result<Self, Rejection> {
        let boundary = split::boundary(content_type)?;
        let parts = split::parts(body, &boundary, limits.parameters)?;
        let parts = parts.into_iter().enumerate();
        let parts = parts.map(|(index, part)| Part::parse(index + 1, part));
        Ok(Self {
            parts: parts.collect::<Result<_, _>>()?,
        })
    }

    /// Takes the files of this name: one [`FilePart`], an optional one, or a list.
    ///
    /// # Errors
    ///
    /// If a required file is missing, or if there are several files, but one is expected.
    pub fn files<T: FromFiles>(&mut self, name: &str) -> Result<T, Rejection> {
        let parts = std::mem::take(&mut self.parts).into_iter();
        let (named, others) = parts.partition::<VecDeque<_>, _>(|part| part.has_name(name));
        self.parts = others;
        T::from_files(Files { name, parts: named })
    }

    /// Takes all other parts, as the fields of a struct. `json` are the names of the parts that the document describes as
    /// JSON. Other parts are JSON if their media type is, and otherwise text. Parts that the struct does not have are
    /// ignored.
    ///
    /// # Errors
    ///
    /// If the parts do not match the struct, or if a part has no name.
    pub fn fields<T: JsonObject + DeserializeOwned>(
        &mut self,
        json: &[&str],
    ) -> Result<T, Rejection> {
        // A required list may be empty.
        let names = T::NAMES.iter().enumerate();
        let required = names
            .filter(|(number, _)| T::Fields::is_required(*number))
            .map(|(_, name)| ((*name).to_owned(), PartValues::default()));
        let mut fields: BTreeMap<String, PartValues> = required.collect();
        for part in std::mem::take(&mut self.parts) {
            let Some(name) = &part.name else {
                return Err(Rejection::malformed(format!("{part} has no name")));
            };
            if T::Fields::KEEPS_ALL || T::NAMES.contains(&name.as_str()) {
                let is_json = json.contains(&name.as_str());
                let value = PartValue::parse(&part, is_json)?;
                let values = fields.entry(name.clone()).or_default();
                values.push(value, is_json);
            }
        }
        let _must_fit = MustFit::new(true);
        let _from_texts = FromTexts::new();
        T::deserialize(Entries::new(fields)).map_err(|error| error.rejection("the multipart body"))
    }

    /// The contents of the parts of each name. `files` are the names of the parts that are files, and `json` those of the
    /// parts that the document describes as JSON.
    pub(in crate::server) fn into_contents(
        self,
        files: &[&str],
        json: &[&str],
    ) -> Result<BTreeMap<String, Vec<PartContent>>, Rejection> {
        let mut contents: BTreeMap<String, Vec<PartContent>> = BTreeMap::new();
        for mut part in self.parts {
            let Some(name) = part.name.take() else {
                return Err(Rejection::malformed(format!("{part} has no name")));
            };
            let is_file = files.contains(&name.as_str());
            if is_file && part.is_unselected_file() {
                continue;
            }
            let content = if is_file {
                PartContent::File
            } else {
                match PartValue::parse(&part, json.contains(&name.as_str()))? {
                    PartValue::Json(JsonNode(value)) => PartContent::Json(value),
                    PartValue::Text(texts) => PartContent::Text(texts),
                }
            };
            contents.entry(name).or_default().push(content);
        }
        Ok(contents)
    }

    /// Reads each part. `kind` returns the kind of a part by its index and its name. Public for servers of documents that are
    /// read at run time, such as `apicrate-mock`.
    ///
    /// # Errors
    ///
    /// If a part is not JSON although its media type or its kind says so.
    #[doc(hidden)]
    pub fn read(
        self,
        kind: impl Fn(usize, Option<&str>) -> PartKind,
    ) -> Result<Vec<ReadPart>, Rejection> {
        let mut read = Vec::new();
        for (index, part) in self.parts.into_iter().enumerate() {
            let kind = kind(index, part.name.as_deref());
            let value = match kind {
                PartKind::File if part.is_unselected_file() => continue,
                PartKind::File => None,
                _ => Some(match PartValue::parse(&part, kind == PartKind::Json)? {
                    PartValue::Json(JsonNode(value)) => value,
                    PartValue::Text(texts) => texts.whole.concat().into(),
                }),
            };
            read.push(ReadPart {
                name: part.name,
                media_type: part.content_type,
                value,
            });
        }
        Ok(read)
    }

    /// Takes the next part. It is JSON if its media type is, and otherwise text.
    ///
    /// # Errors
    ///
    /// If the body has no other part, or if the part does not match the type.
    pub fn next_value<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        let part = self.next_part()?;
        value(&part)
    }

    /// Takes the next part, as a file.
    ///
    /// # Errors
    ///
    /// If the body has no other part.
    pub fn next_file(&mut self) -> Result<FilePart, Rejection> {
        self.next_part().map(Part::into_file)
    }

    /// Takes the last part, as [`next_value`](Self::next_value).
    ///
    /// # Errors
    ///
    /// As [`next_value`](Self::next_value), and if the body has other parts after it.
    pub fn last_value<T: DeserializeOwned>(&mut self) -> Result<T, Rejection> {
        let part = self.next_part()?;
        self.expect_end()?;
        value(&part)
    }

    /// Takes the last part, as a file.
    ///
    /// # Errors
    ///
    /// If the body has not exactly one other part.
    pub fn last_file(&mut self) -> Result<FilePart, Rejection> {
        let part = self.next_part()?;
        self.expect_end()?;
        Ok(part.into_file())
    }

    /// Takes all other parts, each as [`next_value`](Self::next_value).
    ///
    /// # Errors
    ///
    /// If a part does not match the type.
    pub fn rest<T: DeserializeOwned>(&mut self) -> Result<Vec<T>, Rejection> {
        self.parts.drain(..).map(|part| value(&part)).collect()
    }

    /// Takes all other parts, as files.
    ///
    /// # Errors
    ///
    /// This function never fails. Its signature is the same as for other parts.
    pub fn rest_files(&mut self) -> Result<Vec<FilePart>, Rejection> {
        Ok(self.parts.drain(..).map(Part::into_file).collect())
    }

    fn next_part(&mut self) -> Result<Part, Rejection> {
        let part = self.parts.pop_front();
        part.ok_or_else(|| Rejection::unprocessable("the body has fewer parts than expected"))
    }

    fn expect_end(&self) -> Result<(), Rejection> {
        match self.parts.front() {
            None => Ok(()),
            Some(part) => Err(Rejection::unprocessable(format!("{part} is not expected"))),
        }
    }
}

/// The kind of a part, for [`Parts::read`].
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Bytes.
    File,
    /// JSON, whatever its media type is.
    Json,
    /// JSON if its media type is, and otherwise text.
    Other,
}

/// A part that [`Parts::read`] has read.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct ReadPart {
    /// The name of the field.
    pub name: Option<String>,
    /// The media type.
    pub media_type: Option<String>,
    /// The JSON value, a string for a text; `None` for a file.
    pub value: Option<Value>,
}

/// The content of a part, for its validation.
pub(in crate::server) enum PartContent {
    File,
    Json(Value),
    Text(Texts),
}

/// Deserializes a part that is identified by its position.
fn value<T: DeserializeOwned>(part: &Part) -> Result<T, Rejection> {
    let value = PartValue::parse(part, false)?;
    let _must_fit = MustFit::new(true);
    let _from_texts = FromTexts::new();
    T::deserialize(value).map_err(|error| error.rejection(&part.to_string()))
}

/// The files of one name in a multipart body.
#[derive(Debug)]
pub struct Files<'a> {
    name: &'a str,
    parts: VecDeque<Part>,
}

impl Files<'_> {
    /// The files without those of file inputs for which no file was selected.
    fn selected(self) -> impl Iterator<Item = FilePart> {
        let parts = self.parts.into_iter();
        parts
            .filter(|part| !part.is_unselected_file())
            .map(Part::into_file)
    }

    fn single(
        name: &str,
        mut files: impl Iterator<Item = FilePart>,
    ) -> Result<Option<FilePart>, Rejection> {
        let first = files.next();
        match files.count() {
            0 => Ok(first),
            others => Err(Rejection::unprocessable(format!(
                "part `{name}` is present {} times, but a single file is expected",
                others + 1
            ))),
        }
    }
}

/// One file, an optional file, or a list of files.
pub trait FromFiles: Sized {
    /// Converts the files of one name.
    ///
    /// # Errors
    ///
    /// If the number of files does not match.
    fn from_files(files: Files<'_>) -> Result<Self, Rejection>;
}

impl FromFiles for FilePart {
    fn from_files(files: Files<'_>) -> Result<Self, Rejection> {
        let name = files.name;
        let file = Files::single(name, files.parts.into_iter().map(Part::into_file))?;
        file.ok_or_else(|| Rejection::unprocessable(format!("part `{name}` is missing")))
    }
}

impl FromFiles for Option<FilePart> {
    fn from_files(files: Files<'_>) -> Result<Self, Rejection> {
        Files::single(files.name, files.selected())
    }
}

impl FromFiles for Vec<FilePart> {
    fn from_files(files: Files<'_>) -> Result<Self, Rejection> {
        Ok(files.selected().collect())
    }
}

/// `None` without files.
impl FromFiles for Option<Vec<FilePart>> {
    fn from_files(files: Files<'_>) -> Result<Self, Rejection> {
        let files: Vec<FilePart> = files.selected().collect();
        Ok(Some(files).filter(|files| !files.is_empty()))
    }
}

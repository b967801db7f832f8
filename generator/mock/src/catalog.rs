//! The list of the operations, for the page.

use serde::Serialize;
use serde_json::Value;

use crate::api::Api;
use crate::node::Node;
use crate::operation::Operation;

/// The title of the document, and its operations.
#[derive(Debug, Serialize)]
pub(crate) struct Catalog<'a> {
    title: Option<&'a str>,
    version: Option<&'a str>,
    /// The names of the tags, in the order of the document.
    tags: Vec<&'a str>,
    operations: Vec<Entry<'a>>,
}

/// An operation in the list.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    /// The `operationId`, or the method and the path.
    name: &'a str,
    method: &'a str,
    path: &'a str,
    summary: Option<&'a str>,
    /// The first tag, or else the first segment of the path.
    group: &'a str,
    deprecated: bool,
}

impl<'a> Catalog<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let root = api.description.value();
        let text = |pointer: &str| root.pointer(pointer).and_then(Value::as_str);
        let tags = Node::at(root, "").map(|document| document.items("tags"));
        let tags = tags.into_iter().flatten();
        Self {
            title: text("/info/title"),
            version: text("/info/version"),
            tags: tags.filter_map(|tag| tag.text("name")).collect(),
            operations: api.selected().map(|it| entry(root, it)).collect(),
        }
    }
}

fn entry<'a>(root: &'a Value, operation: &'a Operation) -> Entry<'a> {
    let value = root.pointer(&operation.pointer);
    let tag = value.and_then(|it| it.get("tags")?.get(0)?.as_str());
    let mut segments = operation.path.split('/');
    let segment = segments.find(|segment| !segment.is_empty());
    Entry {
        name: &operation.name,
        method: operation.method.as_str(),
        path: &operation.path,
        summary: operation.summary.as_deref(),
        group: tag.or(segment).unwrap_or("/"),
        deprecated: value.and_then(|it| it.get("deprecated")) == Some(&Value::Bool(true)),
    }
}

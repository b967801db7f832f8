//! An operation of a path, with its position in the document.

use std::borrow::Cow;

use openapiv3::{Operation as Source, PathItem};

use super::json_pointer::JsonPointer;
use crate::document::OperationPosition;

/// An operation of the document, with the path item that contains it.
pub(super) struct PathOperation<'a> {
    pub(super) path: &'a str,
    pub(super) item: &'a PathItem,
    pub(super) position: OperationPosition<'a>,
    pub(super) source: &'a Source,
}

impl PathOperation<'_> {
    /// The pointer of the path item.
    pub(super) fn item_pointer(&self) -> JsonPointer {
        JsonPointer::new(&["paths", self.path])
    }

    pub(super) fn pointer(&self) -> JsonPointer {
        self.item_pointer().descendant(&self.position.names)
    }

    /// The `operationId`, or else the method and the path.
    pub(super) fn id(&self) -> Cow<'_, str> {
        if let Some(id) = &self.source.operation_id {
            return Cow::Borrowed(id);
        }
        let method = self.position.names.last().copied();
        let method = method.unwrap_or(&self.position.method);
        Cow::Owned(format!("{method} {}", self.path))
    }
}

//! An operation of a path, with its position in the document.

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
}

//! The documentation of callbacks: requests that the API sends because of a call.

use super::docs::{self, Markdown};
use super::names::ident;
use crate::model::{Operation, Type, Webhook};

/// The callbacks of an operation, as a list.
pub(super) fn of_operation(operation: &Operation) -> Markdown {
    if operation.callbacks.is_empty() {
        return Markdown::default();
    }
    let callbacks = operation.callbacks.iter().map(callback);
    docs::own("\n\nThe API sends these callbacks:\n\n") + Markdown::join(callbacks, "\n")
}

fn callback(callback: &Webhook) -> Markdown {
    let payload = match &callback.content.ty {
        Type::Named(name) => {
            // The file imports the module only for its own code.
            docs::own("[") + docs::code(name) + "](super::models::" + &ident(name) + ")"
        }
        ty => docs::code(&ty.to_string()),
    };
    let name = docs::code(&callback.wire) + " with " + payload;
    docs::list_item(name, callback.docs.as_deref())
}

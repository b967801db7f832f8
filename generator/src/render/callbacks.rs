//! The documentation of callbacks: requests that the API sends because of a call.

use super::docs;
use crate::model::{Operation, Type, Webhook};

/// The callbacks of an operation, as a list.
pub(super) fn of_operation(operation: &Operation) -> String {
    if operation.callbacks.is_empty() {
        return String::new();
    }
    let callbacks = operation.callbacks.iter().map(callback);
    let callbacks: String = callbacks.collect();
    format!("\n\nThe API sends these callbacks:\n\n{callbacks}")
}

fn callback(callback: &Webhook) -> String {
    let payload = match &callback.content.ty {
        Type::Named(name) => format!("[`{name}`](models::{name})"),
        ty => format!("`{ty}`"),
    };
    let name = format!("{} with {payload}", docs::code(&callback.wire));
    docs::list_item(&name, callback.docs.as_deref())
}

//! Converts the operations that `openapiv3::PathItem` has no field for: `query` and `additionalOperations`.

use serde_json::{Map, Value};

use super::{Converter, convert_entry};
use crate::diagnostic::Diagnostic;
use crate::document::extension::ADDITIONAL_OPERATIONS;
use crate::document::path_item::{ADDITIONAL, AdditionalOperation, method_of_field, operations};
use crate::document::pointer::JsonPointer;
use crate::media_type::is_token;

impl Converter<'_> {
    /// Takes these operations out of a path item, and out of the path items of its callbacks. An extension of the path
    /// item has their index in [`additional`](Converter::additional).
    pub(super) fn take_operations(&mut self, item: &mut Value, at: &JsonPointer<'_>) {
        let positions = operations(item);
        let positions: Vec<Vec<String>> = positions
            .map(|it| it.names.into_iter().map(str::to_owned).collect())
            .collect();
        for names in positions {
            match names.as_slice() {
                [field] => {
                    if let Some(operation) = item.get_mut(field) {
                        self.take_from_callbacks(operation, &at.name(field));
                    }
                }
                [field, method] => {
                    if let Some(operation) = item.get_mut(field).and_then(|it| it.get_mut(method)) {
                        self.take_from_callbacks(operation, &at.name(field).name(method));
                    }
                }
                _ => {}
            }
        }
        let Value::Object(item) = item else { return };
        let mut found = Vec::new();
        if let Some(query) = item.shift_remove("query") {
            found.extend(self.operation("QUERY".to_owned(), None, query, &at.name("query")));
        }
        if let Some(Value::Object(others)) = item.shift_remove(ADDITIONAL) {
            let at = at.name(ADDITIONAL);
            let mut others: Vec<(String, Value)> = others.into_iter().collect();
            others.sort_by(|(one, _), (other, _)| (one.len(), one).cmp(&(other.len(), other)));
            for (name, operation) in others.into_iter().filter(|(_, it)| !it.is_null()) {
                let at = at.name(&name);
                let method = self.method(item, &name, &found, &at);
                let operation =
                    method.and_then(|it| self.operation(it, Some(&name), operation, &at));
                found.extend(operation);
            }
        }
        if !found.is_empty() {
            let index = self.additional.len();
            self.additional.push(found);
            item.insert(ADDITIONAL_OPERATIONS.to_owned(), index.into());
        }
    }

    fn take_from_callbacks(&mut self, operation: &mut Value, at: &JsonPointer<'_>) {
        let Some(Value::Object(callbacks)) = operation.get_mut("callbacks") else {
            return;
        };
        let at = at.name("callbacks");
        for (name, callback) in callbacks {
            let at = at.name(name);
            for (expression, item) in callback.as_object_mut().into_iter().flatten() {
                self.take_operations(item, &at.name(expression));
            }
        }
    }

    /// The HTTP method of an entry of `additionalOperations`. Reports entries that are not allowed.
    fn method(
        &mut self,
        item: &Map<String, Value>,
        name: &str,
        before: &[AdditionalOperation],
        at: &JsonPointer<'_>,
    ) -> Option<String> {
        if !is_token(name) {
            let message = format!("`{name}` is not a valid HTTP method");
            self.findings
                .push(Diagnostic::error("invalid-method", at, message));
            return None;
        }
        let field = name.to_ascii_lowercase();
        if let Some(method) = method_of_field(&field) {
            let is_free = item.get(&field).is_none_or(Value::is_null)
                && before.iter().all(|it| it.method != method);
            let message = if is_free {
                format!("the method `{name}` has its own field; treated as `{field}`")
            } else {
                format!("the method `{name}` has its own field, and the path has `{field}` as well")
            };
            let finding = if is_free {
                Diagnostic::warning("misplaced-operation", at, message)
            } else {
                Diagnostic::error("misplaced-operation", at, message)
            };
            self.findings.push(finding);
            return is_free.then_some(method);
        }
        if field == "connect" {
            let message =
                "a request with the method `CONNECT` has no path; the operation is left out";
            let finding = Diagnostic::warning("untranslated-operation", at, message);
            self.findings.push(finding);
            return None;
        }
        Some(name.to_owned())
    }

    fn operation(
        &mut self,
        method: String,
        name: Option<&String>,
        operation: Value,
        at: &JsonPointer<'_>,
    ) -> Option<AdditionalOperation> {
        if operation.is_null() {
            return None;
        }
        let operation = convert_entry(serde_json::from_value, operation, at);
        Some(AdditionalOperation {
            method,
            name: name.cloned(),
            operation: self.keep(operation)?,
        })
    }
}

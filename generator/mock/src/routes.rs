//! Finds the operation of a request.

use std::cmp::Reverse;

use apicrate_runtime::http::Method;
use apicrate_runtime::server::PathValues;

use crate::operation::Operation;

/// The result of a search.
#[derive(Debug)]
pub(crate) enum Route<'a> {
    Found(&'a Operation, PathValues<'a>),
    /// The path has operations with these methods only.
    WrongMethod(Vec<Method>),
    NotFound,
}

/// Sorts operations such that the first one that matches a path is the most specific: literal segments precede parameters.
pub(crate) fn sort(operations: &mut [Operation]) {
    operations.sort_by_cached_key(|operation| {
        let segments = operation.path.split('/').map(|segment| {
            let literal = segment.find('{').unwrap_or(segment.len());
            (segment.contains('{'), Reverse(literal))
        });
        let length = Reverse(operation.template.literal_length());
        (segments.collect::<Vec<_>>(), length)
    });
}

/// Finds the operation with a method and a path. The path may begin with the path of a server. A `HEAD` request without an
/// operation of its own is one for `GET`.
pub(crate) fn find<'a>(operations: &'a [Operation], method: &Method, path: &'a str) -> Route<'a> {
    let mut allowed: Vec<Method> = Vec::new();
    let mut get = None;
    for operation in operations {
        let Some(values) = values(operation, path) else {
            continue;
        };
        if operation.method == *method {
            return Route::Found(operation, values);
        }
        if operation.method == Method::GET && get.is_none() {
            get = Some((operation, values));
        }
        if !allowed.contains(&operation.method) {
            allowed.push(operation.method.clone());
        }
    }
    match get {
        Some((operation, values)) if *method == Method::HEAD => Route::Found(operation, values),
        _ if allowed.is_empty() => Route::NotFound,
        _ => Route::WrongMethod(allowed),
    }
}

/// The values of the path parameters; `None` if the path is another one.
fn values<'a>(operation: &Operation, path: &'a str) -> Option<PathValues<'a>> {
    let with_base = operation.bases.iter().filter_map(|base| {
        let rest = path.strip_prefix(base.as_str())?;
        rest.starts_with('/').then_some(rest)
    });
    let mut paths = with_base.chain([path]);
    paths.find_map(|path| operation.template.values(path))
}

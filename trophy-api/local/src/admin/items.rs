//! Functions that all resources of the Admin API share: lists in pages, and requests whose items succeed or fail
//! one by one.

use std::ops::RangeInclusive;

use trophy_api::admin::models::{AdminIssue, AdminIssueSeverity, DeletedResource};
use trophy_api::http::StatusCode;
use trophy_api::{Error, Response, Result, Uuid};

use crate::random;
use crate::refusal::{check_in_range, not_found, unprocessable};

/// The minimum and maximum number of items in a request.
const ITEMS: RangeInclusive<usize> = 1..=100;

/// The default number of items in a page.
const DEFAULT_LIMIT: i64 = 10;

/// A resource with an ID.
pub(super) trait Resource: Clone {
    /// The name of the resource in messages.
    const NAME: &'static str;

    fn id(&self) -> Uuid;
}

macro_rules! resource {
    ($type:ty, $name:literal) => {
        impl $crate::admin::items::Resource for $type {
            const NAME: &'static str = $name;

            fn id(&self) -> trophy_api::Uuid {
                self.id
            }
        }
    };
}
pub(super) use resource;

/// The results of the items of a request.
pub(super) struct ItemResults<T> {
    pub(super) succeeded: Vec<T>,
    pub(super) issues: Vec<AdminIssue>,
}

/// The property by which an issue refers to its item.
pub(super) enum ItemName {
    Index,
    Id(String),
    User(String),
}

/// Processes items one by one. An error becomes the message of an issue.
pub(super) fn process_each<I, T>(
    items: Vec<I>,
    name: impl Fn(&I) -> ItemName,
    mut process: impl FnMut(I) -> Result<T, String>,
) -> ItemResults<T> {
    let mut results = ItemResults {
        succeeded: Vec::new(),
        issues: Vec::new(),
    };
    for (index, item) in (0..).zip(items) {
        let name = name(&item);
        match process(item) {
            Ok(value) => results.succeeded.push(value),
            Err(message) => {
                let mut issue = AdminIssue::new(AdminIssueSeverity::Error, message);
                match name {
                    ItemName::Index => issue.index = Some(index),
                    ItemName::Id(id) => issue.id = Some(id),
                    ItemName::User(user) => issue.user_id = Some(user),
                }
                results.issues.push(issue);
            }
        }
    }
    results
}

/// The response to a request that creates items: 201 if at least one was created, otherwise 200.
pub(super) fn created<T, R>(
    results: ItemResults<T>,
    response: impl FnOnce(Vec<T>, Vec<AdminIssue>) -> R,
) -> Response<R> {
    let status = if results.succeeded.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Response::new(response(results.succeeded, results.issues)).with_status(status)
}

pub(super) fn check_count<T>(items: &[T]) -> Result<()> {
    if ITEMS.contains(&items.len()) {
        return Ok(());
    }
    Err(unprocessable(format!(
        "the request has {} items; it must have {} to {}",
        items.len(),
        ITEMS.start(),
        ITEMS.end()
    )))
}

/// Returns one page of a list.
pub(super) fn page<T: Clone>(items: &[T], limit: Option<i64>, skip: Option<i64>) -> Result<Vec<T>> {
    check_in_range("limit", limit, 1..=100)?;
    check_in_range("skip", skip, 0..=i64::MAX)?;
    let skip = usize::try_from(skip.unwrap_or_default()).unwrap_or(usize::MAX);
    let limit = usize::try_from(limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or(usize::MAX);
    Ok(items.iter().skip(skip).take(limit).cloned().collect())
}

/// Returns the item with this ID, or 404.
pub(super) fn get<T: Resource>(items: &[T], id: Uuid) -> Result<T> {
    items
        .iter()
        .find(|item| item.id() == id)
        .cloned()
        .ok_or_else(|| not_found(no_such_id::<T>()))
}

/// Returns the item with this ID. The error is the message of an issue.
pub(super) fn get_mut<T: Resource>(items: &mut [T], id: Uuid) -> Result<&mut T, String> {
    items
        .iter_mut()
        .find(|item| item.id() == id)
        .ok_or_else(no_such_id::<T>)
}

/// Removes the items with these IDs.
pub(super) fn delete<T: Resource>(
    items: &mut Vec<T>,
    ids: Vec<Uuid>,
) -> ItemResults<DeletedResource> {
    process_each(
        ids,
        |id| ItemName::Id(id.to_string()),
        |id| {
            let index = items.iter().position(|item| item.id() == id);
            items.remove(index.ok_or_else(no_such_id::<T>)?);
            Ok(DeletedResource::new(id))
        },
    )
}

fn no_such_id<T: Resource>() -> String {
    format!("no {} has this ID", T::NAME)
}

/// Converts an error to the message of an issue.
pub(crate) fn issue_message(error: &Error) -> String {
    error.message().unwrap_or("internal error").to_owned()
}

/// Returns the ID that a seed specifies, or a new one.
pub(crate) fn id_or_new(id: Option<Uuid>) -> Result<Uuid, String> {
    match id {
        Some(id) => Ok(id),
        None => random::uuid().map_err(|error| issue_message(&error)),
    }
}

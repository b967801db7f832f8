//! The Admin API: what its resources have in common. Lists are cut into pages, items are judged one by one, and
//! what fails is an issue and leaves the others alone.

mod api_keys;
mod attributes;
mod boosts;
mod leaderboards;
mod levels;
mod metrics;
mod streaks;
pub(super) mod systems;
pub(super) mod tenants;
mod triggers;

use std::ops::RangeInclusive;

use super::state::{in_range, not_found, unprocessable};
use crate::admin::models::{AdminIssue, AdminIssueSeverity, DeletedResource};
use crate::http::StatusCode;
use crate::{Response, Result, Uuid};

/// How many items one request can have.
const ITEMS: RangeInclusive<usize> = 1..=100;

/// How many items a page has unless the request says otherwise.
const PAGE: i64 = 10;

/// Something with an ID.
trait Resource: Clone {
    /// What it is called in messages.
    const NAME: &'static str;

    fn id(&self) -> Uuid;
}

macro_rules! resource {
    ($type:ty, $name:literal) => {
        impl $crate::local::admin::Resource for $type {
            const NAME: &'static str = $name;

            fn id(&self) -> $crate::Uuid {
                self.id
            }
        }
    };
}
use resource;

/// What became of the items of a request.
struct Outcome<T> {
    done: Vec<T>,
    issues: Vec<AdminIssue>,
}

/// How an issue names its item.
enum Item {
    Index,
    Id(String),
    User(String),
}

/// Judges items one by one. The judge's error is the issue's message.
fn each<I, T>(
    items: Vec<I>,
    name: impl Fn(&I) -> Item,
    mut judge: impl FnMut(I) -> Result<T, String>,
) -> Outcome<T> {
    let mut outcome = Outcome {
        done: Vec::new(),
        issues: Vec::new(),
    };
    for (index, item) in (0..).zip(items) {
        let name = name(&item);
        match judge(item) {
            Ok(done) => outcome.done.push(done),
            Err(message) => {
                let mut issue = AdminIssue::new(AdminIssueSeverity::Error, message);
                match name {
                    Item::Index => issue.index = Some(index),
                    Item::Id(id) => issue.id = Some(id),
                    Item::User(user) => issue.user_id = Some(user),
                }
                outcome.issues.push(issue);
            }
        }
    }
    outcome
}

/// The answer to a request to create items: 201 when something was created, else 200.
fn created<T, R>(
    outcome: Outcome<T>,
    response: impl FnOnce(Vec<T>, Vec<AdminIssue>) -> R,
) -> Response<R> {
    let status = if outcome.done.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Response::new(response(outcome.done, outcome.issues)).with_status(status)
}

/// Refuses a request without items, or with too many.
fn check_count<T>(items: &[T]) -> Result<()> {
    if ITEMS.contains(&items.len()) {
        return Ok(());
    }
    Err(unprocessable(format!(
        "there have to be {} to {} items, and there are {}",
        ITEMS.start(),
        ITEMS.end(),
        items.len()
    )))
}

/// A page of a list.
fn page<T: Clone>(items: &[T], limit: Option<i64>, skip: Option<i64>) -> Result<Vec<T>> {
    in_range("limit", limit, 1..=100)?;
    in_range("skip", skip, 0..=i64::MAX)?;
    let skip = usize::try_from(skip.unwrap_or_default()).unwrap_or(usize::MAX);
    let limit = usize::try_from(limit.unwrap_or(PAGE)).unwrap_or(usize::MAX);
    Ok(items.iter().skip(skip).take(limit).cloned().collect())
}

/// One of a list.
fn get<T: Resource>(items: &[T], id: Uuid) -> Result<T> {
    items
        .iter()
        .find(|item| item.id() == id)
        .cloned()
        .ok_or_else(|| not_found(absent::<T>()))
}

/// One of a list, to be changed.
fn get_mut<T: Resource>(items: &mut [T], id: Uuid) -> Result<&mut T, String> {
    items
        .iter_mut()
        .find(|item| item.id() == id)
        .ok_or_else(absent::<T>)
}

/// Takes items out of a list.
fn delete<T: Resource>(items: &mut Vec<T>, ids: Vec<Uuid>) -> Outcome<DeletedResource> {
    each(
        ids,
        |id| Item::Id(id.to_string()),
        |id| {
            let place = items.iter().position(|item| item.id() == id);
            items.remove(place.ok_or_else(absent::<T>)?);
            Ok(DeletedResource::new(id))
        },
    )
}

fn absent<T: Resource>() -> String {
    format!("there is no {} with this ID", T::NAME)
}

/// A key made of letters, digits, `-` and `_`, which no other has.
fn check_key<'a>(key: &str, taken: impl IntoIterator<Item = &'a String>) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if key.is_empty() || !key.chars().all(fits) {
        return Err("`key`: it is made of letters, digits, `-` and `_`".to_owned());
    }
    if taken.into_iter().any(|other| other == key) {
        return Err(format!("`key`: `{key}` is taken"));
    }
    Ok(())
}

/// Refuses a text that is too long.
fn check_length(name: &str, text: &str) -> Result<(), String> {
    const LONGEST: usize = 255;
    if text.chars().count() > LONGEST {
        return Err(format!("`{name}`: it is longer than {LONGEST} characters"));
    }
    Ok(())
}

/// An error as the message of an issue.
pub(super) fn message(error: &crate::Error) -> String {
    error.message().unwrap_or("it failed").to_owned()
}

/// A new ID, or the one that a seed asks for.
pub(super) fn id_or_new(id: Option<Uuid>) -> Result<Uuid, String> {
    match id {
        Some(id) => Ok(id),
        None => super::random::id().map_err(|error| message(&error)),
    }
}

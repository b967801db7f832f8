//! The sources of pages: a call of an operation, or a function.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use super::equal_pages::EqualPages;
use super::page::{Page, PagePosition};
use super::paging::PagedOperation;
use crate::client::box_future::BoxFuture;
use crate::client::call_options::CallOptions;
use crate::client::implementation::{Implementation, TraitMethod};
use crate::error::Result;

/// The future of a page.
pub(super) type PageFuture<T> = BoxFuture<'static, Result<Page<T>>>;

/// Requests the page at a position, or without one, the page to start with.
pub(super) type Source<T> = Box<dyn FnMut(Option<&PagePosition>) -> PageFuture<T> + Send>;

/// The pages of a call.
pub(super) fn of_call<S, O>(
    api: Implementation<S>,
    method: TraitMethod<S, O>,
    request: O,
    options: CallOptions,
) -> Source<O::Item>
where
    S: Send + Sync + ?Sized + 'static,
    O: PagedOperation,
{
    let equal_pages = Arc::new(Mutex::new(EqualPages::default()));
    Box::new(move |position| {
        let mut changed = request.clone();
        let turn = match changed.paging().turn(position, api.is_client()) {
            Ok(turn) => turn,
            Err(error) => return Box::pin(ready(Err(error.with_operation(O::INFO)))),
        };
        // Reading a parameter of an absent body creates the body, so a request without changes is sent as it is.
        let request = if turn.is_changed {
            changed
        } else {
            request.clone()
        };
        let api = api.clone();
        let equal_pages = Arc::clone(&equal_pages);
        let response = api.send_to(turn.url.as_deref(), method, request, options.clone());
        Box::pin(async move {
            let (output, response) = response.await?.into_parts();
            let page = turn.page(O::page(output), response.headers());
            let mut page = page.map_err(|error| error.with_operation(O::INFO))?;
            if turn.computes_position() && page.next.is_some() {
                let equal_pages = equal_pages.lock();
                let added = equal_pages
                    .unwrap_or_else(PoisonError::into_inner)
                    .add(&page.items);
                added.map_err(|error| error.with_operation(O::INFO))?;
            }
            page.next = page
                .next
                .map(|next| api.without_credentials(next.as_str()).into());
            Ok(page)
        })
    })
}

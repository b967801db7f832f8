//! Lists that are fetched page by page. A page is fetched when the stream of pages is polled.

pub(crate) mod page;
pub(crate) mod paging;

mod equal_pages;
mod link;
mod source;
mod turn;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use self::page::{Page, PagePosition};
use self::paging::PagedOperation;
use self::source::{PageFuture, Source, of_call};
use crate::client::call_options::CallOptions;
use crate::client::implementation::{Implementation, TraitMethod};
use crate::error::{Error, Result};

/// The pages of a list, as a stream. Pages are not fetched in advance.
///
/// The crate of your API exports this type too. The method `pages` of a call returns it.
///
/// The stream ends after the last page, and after an error. A page is the last one if the response says so, for example
/// without a link or a cursor to another page. For a list with an offset or page numbers, a total of the response decides;
/// without one, a page that is empty or has fewer items than requested is the last one. An empty page at the end of a list is not returned, unless it is
/// the first one. If the server returns the position of a page that was fetched before, the stream ends with an error
/// of the kind [`Decode`](crate::ErrorKind::Decode), because the list would never end. So it does if the server ignores the
/// offset or the number of the page, and returns the same objects three times in a row.
///
/// A list for which no method `pages` exists is a function that fetches a page:
///
/// ```
/// use apicrate_runtime::{Page, PagePosition, Pages, Result};
///
/// /// Fetches the page at a position, or without one, the first page.
/// async fn fetch(position: Option<PagePosition>) -> Result<Page<u32>> {
///     Ok(match position {
///         None => Page::new(vec![1, 2]).with_next("3"),
///         Some(_) => Page::new(vec![3]),
///     })
/// }
///
/// # async fn run() -> Result<()> {
/// assert_eq!(Pages::from_fn(fetch).items().collect().await?, [1, 2, 3]);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is fetched until the stream is polled"]
pub struct Pages<T> {
    source: Source<T>,
    state: State<T>,
    /// The position of the next page. `None` for the page to start with.
    position: Option<PagePosition>,
    is_first: bool,
    repetition: Repetition,
}

enum State<T> {
    Idle,
    Fetching(PageFuture<T>),
    Finished,
}

impl<T: Send + 'static> Pages<T> {
    /// Creates the pages of a call. The methods `pages` of generated calls use it.
    pub fn new<S, O>(
        api: Implementation<S>,
        method: TraitMethod<S, O>,
        request: O,
        options: CallOptions,
    ) -> Self
    where
        S: Send + Sync + ?Sized + 'static,
        O: PagedOperation<Item = T>,
    {
        Self::from_source(of_call(api, method, request, options))
    }

    /// Creates pages from a function that fetches the page at a position, or without one, the first page.
    pub fn from_fn<F: Future<Output = Result<Page<T>>> + Send + 'static>(
        mut fetch: impl FnMut(Option<PagePosition>) -> F + Send + 'static,
    ) -> Self {
        Self::from_source(Box::new(move |position| Box::pin(fetch(position.cloned()))))
    }

    fn from_source(source: Source<T>) -> Self {
        Self {
            source,
            state: State::Idle,
            position: None,
            is_first: true,
            repetition: Repetition::default(),
        }
    }

    /// Sets the position of the first page to fetch: [`Page::next`] of an earlier page of the same operation, with the same
    /// parameters.
    pub fn start_at(mut self, position: impl Into<PagePosition>) -> Self {
        self.position = Some(position.into());
        self
    }
}

impl<T> Pages<T> {
    /// Fetches the next page. Returns `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Page<T>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Fetches the next page, as [`next`](Self::next), but returns a `Result`, for use with `?` or, with the feature
    /// `blocking`, `.wait()`.
    ///
    /// # Errors
    ///
    /// The error of the page.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        self.next().await.transpose()
    }

    /// Converts the pages to a stream of their items.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    /// Fetches all remaining pages and returns their items.
    ///
    /// # Errors
    ///
    /// The error of the first page that cannot be fetched.
    pub async fn collect(self) -> Result<Vec<T>> {
        self.items().collect().await
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>>>> {
        loop {
            match &mut self.state {
                State::Finished => return Poll::Ready(None),
                State::Idle => {
                    let position = self.position.as_ref();
                    if let Some(position) = position
                        && self.repetition.contains(position)
                    {
                        self.state = State::Finished;
                        return Poll::Ready(Some(Err(repeated())));
                    }
                    self.state = State::Fetching((self.source)(position));
                }
                State::Fetching(page) => {
                    let page = ready!(page.as_mut().poll(context));
                    return Poll::Ready(self.received(page));
                }
            }
        }
    }

    /// Updates the state after a page was received.
    fn received(&mut self, page: Result<Page<T>>) -> Option<Result<Page<T>>> {
        self.state = State::Finished;
        let page = match page {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        let is_empty_end = page.items.is_empty() && page.next.is_none() && !self.is_first;
        self.is_first = false;
        if let Some(next) = &page.next {
            self.position = Some(next.clone());
            self.state = State::Idle;
        }
        (!is_empty_end).then_some(Ok(page))
    }
}

fn repeated() -> Error {
    Error::invalid_page("the server returned the position of a page that was fetched before")
}

/// Finds out whether the positions of pages repeat, without storing all of them: it compares each position with an earlier
/// one, which is replaced after 1, 2, 4, 8, … positions.
#[derive(Debug, Default)]
struct Repetition {
    earlier: Option<PagePosition>,
    /// The number of positions since the earlier one, and the number after which it is replaced.
    steps: (u64, u64),
}

impl Repetition {
    /// Returns whether a position was seen before.
    fn contains(&mut self, position: &PagePosition) -> bool {
        if self.earlier.as_ref() == Some(position) {
            return true;
        }
        let (steps, replaced_after) = &mut self.steps;
        if steps == replaced_after {
            self.earlier = Some(position.clone());
            *replaced_after = replaced_after.saturating_mul(2).max(1);
            *steps = 0;
        }
        *steps += 1;
        false
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// The items of a paginated list, as a stream. A page is fetched when all items of the previous one were returned.
///
/// The stream ends after the last item, and after an error.
#[must_use = "nothing is fetched until the stream is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
}

impl<T> Items<T> {
    /// Returns the next item, and fetches a page if necessary. Returns `None` after the last item.
    pub async fn next(&mut self) -> Option<Result<T>>
    where
        T: Unpin,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the next item, as [`next`](Self::next), but returns a `Result`, for use with `?` or, with the feature
    /// `blocking`, `.wait()`.
    ///
    /// # Errors
    ///
    /// The error of the page that cannot be fetched.
    pub async fn try_next(&mut self) -> Result<Option<T>>
    where
        T: Unpin,
    {
        self.next().await.transpose()
    }

    /// Fetches all remaining items.
    ///
    /// # Errors
    ///
    /// The error of the first page that cannot be fetched.
    pub async fn collect(self) -> Result<Vec<T>> {
        let mut items: Vec<T> = self.page.collect();
        let mut pages = self.pages;
        while let Some(page) = pages.next().await {
            items.extend(page?);
        }
        Ok(items)
    }
}

impl<T: Unpin> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! Pagination by offset and limit. A page is fetched when it is polled. The next page starts after the received items.
//! A page with fewer items than the page size is the last one.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::client::box_future::BoxFuture;
use crate::error::Result;

/// The pages of a list, as a stream. Pages are not fetched in advance.
///
/// The stream ends after the last page, and after an error.
#[must_use = "nothing is fetched until the stream is polled"]
pub struct Pages<T> {
    fetch: Box<dyn FnMut(i64, i64) -> PageFuture<T> + Send>,
    size: i64,
    offset: i64,
    state: State<T>,
}

/// The future of a page.
type PageFuture<T> = BoxFuture<'static, Result<Vec<T>>>;

enum State<T> {
    Idle,
    Fetching(PageFuture<T>),
    Finished,
}

impl<T> Pages<T> {
    /// Creates a stream of pages with `size` items. The first page skips `offset` items. `fetch` receives the page size and
    /// the number of items to skip.
    pub fn new<F: Future<Output = Result<Vec<T>>> + Send + 'static>(
        size: i64,
        offset: i64,
        mut fetch: impl FnMut(i64, i64) -> F + Send + 'static,
    ) -> Self {
        Self {
            fetch: Box::new(move |size, offset| Box::pin(fetch(size, offset))),
            size: size.max(1),
            offset,
            state: State::Idle,
        }
    }

    /// Fetches the next page. Returns `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Vec<T>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Converts the pages to a stream of their items.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<T>>>> {
        loop {
            match &mut self.state {
                State::Finished => return Poll::Ready(None),
                State::Idle => {
                    self.state = State::Fetching((self.fetch)(self.size, self.offset));
                }
                State::Fetching(page) => {
                    let page = ready!(page.as_mut().poll(context));
                    return Poll::Ready(self.received(page));
                }
            }
        }
    }

    /// Updates the state after a page was received.
    fn received(&mut self, page: Result<Vec<T>>) -> Option<Result<Vec<T>>> {
        self.state = State::Finished;
        let items = match page {
            Ok(items) => items,
            Err(error) => return Some(Err(error)),
        };
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        if count >= self.size {
            self.offset = self.offset.saturating_add(count);
            self.state = State::Idle;
        }
        // A list whose length is a multiple of the page size ends with an empty page, which is not returned.
        (count > 0).then_some(Ok(items))
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Vec<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("size", &self.size)
            .field("offset", &self.offset)
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
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::error::Error;

    /// The pages of a list of numbers, and a counter of the fetched pages.
    fn numbers(length: i64, size: i64) -> (Pages<i64>, Arc<AtomicUsize>) {
        let fetched = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&fetched);
        let pages = Pages::new(size, 0, move |size, offset| {
            count.fetch_add(1, Ordering::Relaxed);
            let page = (offset..length.min(offset + size)).collect();
            Box::pin(async move { Ok(page) })
        });
        (pages, fetched)
    }

    #[tokio::test]
    async fn a_short_page_is_the_last() {
        let (pages, fetched) = numbers(95, 10);
        let items = pages.items().collect().await;
        assert!(items.is_ok_and(|items| items == (0..95).collect::<Vec<_>>()));
        assert_eq!(fetched.load(Ordering::Relaxed), 10);
    }

    #[tokio::test]
    async fn an_empty_last_page_is_not_returned() {
        let (mut pages, fetched) = numbers(20, 10);
        let mut lengths = Vec::new();
        while let Some(page) = pages.next().await {
            lengths.push(page.map(|page| page.len()).unwrap_or_default());
        }
        assert_eq!(lengths, [10, 10]);
        assert_eq!(fetched.load(Ordering::Relaxed), 3);
        assert!(pages.next().await.is_none());
        assert_eq!(fetched.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn pages_are_fetched_on_demand() {
        let (pages, fetched) = numbers(95, 10);
        let mut items = pages.items();
        for _ in 0..12 {
            assert!(items.next().await.is_some());
        }
        drop(items);
        assert_eq!(fetched.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn an_error_ends_the_stream() {
        let mut pages = Pages::<i64>::new(10, 0, |_, _| {
            Box::pin(async { Err(Error::invalid_request("no")) })
        });
        assert!(pages.next().await.is_some_and(|page| page.is_err()));
        assert!(pages.next().await.is_none());
    }
}

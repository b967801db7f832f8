//! Lists that come in pages: a page is fetched when it is asked for, the next one begins behind the items
//! that came, and a page with fewer items than it could have had is the last.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::client::box_future::BoxFuture;
use crate::error::Result;

/// The pages of a list, as a stream. Nothing is fetched ahead; dropping the stream ends it.
///
/// After the last page, and after an error, the stream is over.
#[must_use = "nothing is fetched until the stream is polled"]
pub struct Pages<T> {
    fetch: Box<dyn FnMut(i64, i64) -> PageFuture<T> + Send>,
    size: i64,
    offset: i64,
    state: State<T>,
}

/// A page on its way.
type PageFuture<T> = BoxFuture<'static, Result<Vec<T>>>;

enum State<T> {
    Between,
    Fetching(PageFuture<T>),
    Over,
}

impl<T> Pages<T> {
    /// Pages of `size` items, the first one `offset` items into the list. `fetch` is given the size of a
    /// page and how many items to skip.
    pub fn new<F: Future<Output = Result<Vec<T>>> + Send + 'static>(
        size: i64,
        offset: i64,
        mut fetch: impl FnMut(i64, i64) -> F + Send + 'static,
    ) -> Self {
        Self {
            fetch: Box::new(move |size, offset| Box::pin(fetch(size, offset))),
            size: size.max(1),
            offset,
            state: State::Between,
        }
    }

    /// The next page. `None` when there are no more.
    pub async fn next(&mut self) -> Option<Result<Vec<T>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The items of all pages, one by one.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<T>>>> {
        loop {
            match &mut self.state {
                State::Over => return Poll::Ready(None),
                State::Between => {
                    self.state = State::Fetching((self.fetch)(self.size, self.offset));
                }
                State::Fetching(page) => {
                    let page = ready!(page.as_mut().poll(context));
                    return Poll::Ready(self.took(page));
                }
            }
        }
    }

    /// What follows from a page that came.
    fn took(&mut self, page: Result<Vec<T>>) -> Option<Result<Vec<T>>> {
        self.state = State::Over;
        let items = match page {
            Ok(items) => items,
            Err(error) => return Some(Err(error)),
        };
        let came = i64::try_from(items.len()).unwrap_or(i64::MAX);
        if came >= self.size {
            self.offset = self.offset.saturating_add(came);
            self.state = State::Between;
        }
        // A list whose length is a multiple of the size ends in an empty page, which nobody has to see.
        (came > 0).then_some(Ok(items))
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

/// The items of a list that comes in pages, as a stream. A page is fetched when the one before is used up.
///
/// After the last item, and after an error, the stream is over.
#[must_use = "nothing is fetched until the stream is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
}

impl<T> Items<T> {
    /// The next item. `None` when there are no more.
    pub async fn next(&mut self) -> Option<Result<T>>
    where
        T: Unpin,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// That of the first page that cannot be fetched.
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

    /// A list of so many numbers, and how often it was asked.
    fn numbers(length: i64, size: i64) -> (Pages<i64>, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let pages = Pages::new(size, 0, move |size, offset| {
            count.fetch_add(1, Ordering::Relaxed);
            let page = (offset..length.min(offset + size)).collect();
            Box::pin(async move { Ok(page) })
        });
        (pages, asked)
    }

    #[tokio::test]
    async fn a_short_page_is_the_last() {
        let (pages, asked) = numbers(95, 10);
        let items = pages.items().collect().await;
        assert!(items.is_ok_and(|items| items == (0..95).collect::<Vec<_>>()));
        assert_eq!(asked.load(Ordering::Relaxed), 10);
    }

    #[tokio::test]
    async fn a_list_of_full_pages_ends_in_an_empty_one_that_is_not_seen() {
        let (mut pages, asked) = numbers(20, 10);
        let mut lengths = Vec::new();
        while let Some(page) = pages.next().await {
            lengths.push(page.map(|page| page.len()).unwrap_or_default());
        }
        assert_eq!(lengths, [10, 10]);
        assert_eq!(asked.load(Ordering::Relaxed), 3);
        assert!(pages.next().await.is_none());
        assert_eq!(asked.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn what_is_not_asked_for_is_not_fetched() {
        let (pages, asked) = numbers(95, 10);
        let mut items = pages.items();
        for _ in 0..12 {
            assert!(items.next().await.is_some());
        }
        drop(items);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
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

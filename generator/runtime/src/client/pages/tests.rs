use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Pages with one item each, whose next positions are these, and a counter of the fetched pages.
fn pages(nexts: &'static [&'static str]) -> (Pages<usize>, Arc<AtomicUsize>) {
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetched);
    let pages = Pages::from_fn(move |_| {
        let index = count.fetch_add(1, Ordering::Relaxed);
        let page = Page::new(vec![index]);
        let page = match nexts.get(index) {
            Some(next) => page.with_next(*next),
            None => page,
        };
        std::future::ready(Ok(page))
    });
    (pages, fetched)
}

#[tokio::test]
async fn pages_are_fetched_on_demand() {
    let (pages, fetched) = pages(&["a", "b", "c"]);
    let mut items = pages.items();
    for _ in 0..2 {
        assert!(items.next().await.is_some());
    }
    drop(items);
    assert_eq!(fetched.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn the_last_page_has_no_next_position() -> Result<()> {
    let (pages, fetched) = pages(&["a", "b", "c"]);
    assert_eq!(pages.collect().await?, [0, 1, 2, 3]);
    assert_eq!(fetched.load(Ordering::Relaxed), 4);
    Ok(())
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let fetch = |_| std::future::ready(Err(Error::invalid_request("no")));
    let mut pages = Pages::<i64>::from_fn(fetch);
    assert!(pages.next().await.is_some_and(|page| page.is_err()));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn an_empty_page_is_returned_only_at_the_start() {
    let empty = |position: Option<PagePosition>| {
        let page = Page::<i64>::new(Vec::new());
        std::future::ready(Ok(match position {
            Some(_) => page,
            None => page.with_next("b"),
        }))
    };
    let mut pages = Pages::from_fn(empty);
    assert!(pages.next().await.is_some());
    assert!(pages.next().await.is_none());
    let mut pages = Pages::from_fn(empty).start_at("b");
    assert!(pages.next().await.is_some_and(|page| page.is_ok()));
    assert!(pages.next().await.is_none());
}

/// Returns the number of pages before the error.
async fn pages_before_repetition(period: usize, lead: usize) -> usize {
    let mut count = 0;
    let mut pages = Pages::from_fn(move |_| {
        count += 1;
        let next = if count < lead {
            count
        } else {
            lead + count % period
        };
        std::future::ready(Ok(Page::new(vec![()]).with_next(next.to_string())))
    });
    let mut received = 0;
    while let Some(page) = pages.next().await {
        match page {
            Ok(_) => received += 1,
            Err(error) => {
                assert!(error.to_string().contains("fetched before"), "{error}");
                assert!(pages.next().await.is_none());
                return received;
            }
        }
        assert!(received < 1000, "the stream does not end");
    }
    0
}

#[tokio::test]
async fn positions_that_repeat_are_an_error() {
    // The same position again: the first page, and the page at the position once.
    assert_eq!(pages_before_repetition(1, 1).await, 2);
    for (period, lead) in [(1, 50), (2, 1), (3, 10), (17, 100)] {
        let pages = pages_before_repetition(period, lead).await;
        assert!(pages > lead && pages < 4 * (lead + period), "{pages}");
    }
}

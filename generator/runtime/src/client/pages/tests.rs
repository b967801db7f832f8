use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::HeaderMap;

use super::paging::{PageFacts, Paging};
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

/// The position after a page with this many items. The request has this position and this number of items of a page.
fn next_after(
    paging: fn(&mut Option<i64>) -> Paging<'_>,
    (position, size): (Option<i64>, Option<u64>),
    sizes: fn(Paging<'_>) -> Paging<'_>,
    facts: PageFacts,
    items: usize,
) -> Result<Option<String>> {
    let (mut position, mut size) = (position, size);
    let paging = sizes(paging(&mut position).size(&mut size));
    let page = facts.items(vec![(); items]);
    let page = paging.turn(None, true)?.page(page, &HeaderMap::new())?;
    Ok(page.next.map(|next| next.to_string()))
}

#[test]
fn a_short_page_ends_the_list_only_if_the_size_is_allowed() -> Result<()> {
    let total = || PageFacts::new().total(&350);
    let offset: fn(&mut Option<i64>) -> Paging<'_> = |it| Paging::offset(it);
    let number: fn(&mut Option<i64>) -> Paging<'_> = |it| Paging::page_number(it, 1);
    let documented: fn(Paging<'_>) -> Paging<'_> = |it| it.default_size(20).maximum_size(100);
    let only_default: fn(Paging<'_>) -> Paging<'_> = |it| it.default_size(20);
    let nothing: fn(Paging<'_>) -> Paging<'_> = |it| it;
    for (paging, request, sizes, facts, next) in [
        (offset, (None, None), documented, PageFacts::new(), None),
        (
            offset,
            (None, Some(100)),
            documented,
            PageFacts::new(),
            None,
        ),
        (
            offset,
            (None, Some(500)),
            documented,
            PageFacts::new(),
            Some("10"),
        ),
        (
            offset,
            (None, Some(20)),
            only_default,
            PageFacts::new(),
            None,
        ),
        (
            offset,
            (None, Some(500)),
            only_default,
            PageFacts::new(),
            Some("10"),
        ),
        (
            offset,
            (None, Some(500)),
            nothing,
            PageFacts::new(),
            Some("10"),
        ),
        (
            number,
            (None, Some(500)),
            nothing,
            PageFacts::new(),
            Some("2"),
        ),
        // The server returns pages of 10 items.
        (number, (Some(4), Some(500)), nothing, total(), Some("5")),
        (number, (Some(4), Some(100)), documented, total(), Some("5")),
        (number, (Some(35), Some(10)), nothing, total(), None),
        (number, (Some(18), Some(20)), documented, total(), None),
    ] {
        let found = next_after(paging, request, sizes, facts.clone(), 10)?;
        assert_eq!(found.as_deref(), next, "{request:?} {facts:?}");
    }
    Ok(())
}

#[test]
fn responses_may_count_pages_from_another_number() -> Result<()> {
    for (first, requested, received, next) in [
        (None, None, 0, "1"),
        (None, None, 1, "2"),
        (Some(0), None, 1, "1"),
        (Some(0), Some(3), 4, "4"),
        (Some(1), None, 0, "2"),
        (Some(1), Some(3), 2, "4"),
    ] {
        let mut position: Option<i64> = requested;
        let turn = Paging::page_number(&mut position, first).turn(None, true)?;
        let page = PageFacts::new().number(&received).items(vec![()]);
        let page = turn.page(page, &HeaderMap::new())?;
        let found = page.next.map(|it| it.to_string());
        assert_eq!(
            found.as_deref(),
            Some(next),
            "{first:?} {requested:?} {received}"
        );
    }
    // The server returns the first page again, or its last page for all numbers after it.
    let turn = Paging::page_number(&mut Some(1), None).turn(None, true)?;
    let page = PageFacts::new().number(&0).items(vec![()]);
    assert!(turn.page(page, &HeaderMap::new()).is_err());
    let turn = Paging::page_number(&mut Some(7), 1).turn(None, true)?;
    let page = PageFacts::new().number(&5).items(vec![()]);
    let error = turn.page(page, &HeaderMap::new()).err();
    let text = error.map(|error| error.to_string());
    assert!(text.is_some_and(|text| text.contains("the page 5 instead of the page 7")));
    Ok(())
}

#[test]
fn a_cursor_of_zero_is_the_end() {
    let next = |value: &serde_json::Value| PageFacts::new().next(value).next;
    for end in ["0", "0.0", "null", "false", "\"\""] {
        assert_eq!(
            next(&serde_json::from_str(end).unwrap_or_default()),
            None,
            "{end}"
        );
    }
    for (value, text) in [("\"0\"", "0"), ("-1", "-1"), ("12", "12"), ("\"a\"", "a")] {
        let value = serde_json::from_str(value).unwrap_or_default();
        assert_eq!(next(&value).as_deref(), Some(text));
    }
}

#[test]
fn a_text_is_set_as_the_value_that_it_was() {
    use super::paging::PageParameter;

    for (text, value) in [
        ("12", serde_json::json!(12)),
        ("1e5", "1e5".into()),
        ("12345678901234567890123", "12345678901234567890123".into()),
        ("007", "007".into()),
    ] {
        let mut parameter = serde_json::Value::Null;
        assert!(parameter.set(text));
        assert_eq!(parameter, value);
    }
}

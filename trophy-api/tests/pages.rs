//! Paginated lists, from a server that counts its requests.

#![cfg(all(feature = "admin", feature = "http-transport"))]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::RawQuery;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;
use trophy_api::Trophy;

type Test = Result<(), Box<dyn Error>>;

/// Starts a server with `count` attributes. Returns a client, and the number of requests for the list.
async fn with_attributes(count: usize) -> Result<(Trophy, Arc<AtomicUsize>), Box<dyn Error>> {
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    let list = move |RawQuery(query): RawQuery| async move {
        counter.fetch_add(1, Ordering::Relaxed);
        let number = |name: &str| {
            let pairs = query.as_deref().unwrap_or_default().split('&');
            let value = pairs
                .filter_map(|pair| pair.split_once('='))
                .find(|pair| pair.0 == name);
            value
                .and_then(|pair| pair.1.parse::<usize>().ok())
                .unwrap_or_default()
        };
        let skip = number("skip");
        let page = (skip..count.min(skip + number("limit"))).map(attribute);
        let page = format!("[{}]", page.collect::<Vec<_>>().join(","));
        ([(CONTENT_TYPE, "application/json")], page)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let app = Router::new().route("/attributes", get(list));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let trophy = Trophy::builder()
        .api_key("key")
        .admin_base_url(url)
        .build()?;
    Ok((trophy, requests))
}

fn attribute(number: usize) -> String {
    format!(
        r#"{{"id":"00000000-0000-4000-8000-{number:012}","name":"A {number}","key":"a-{number}","type":"user"}}"#
    )
}

#[tokio::test]
async fn items_fetches_all_pages() -> Test {
    let (trophy, requests) = with_attributes(95).await?;
    let items = trophy
        .admin()
        .attributes()
        .list()
        .limit(10)
        .items()
        .collect()
        .await?;
    assert_eq!(items.len(), 95);
    assert!(
        items
            .iter()
            .enumerate()
            .all(|(number, item)| item.key == format!("a-{number}"))
    );
    assert_eq!(requests.load(Ordering::Relaxed), 10);
    Ok(())
}

#[tokio::test]
async fn dropped_stream_fetches_no_more_pages() -> Test {
    let (trophy, requests) = with_attributes(95).await?;
    let mut items = trophy.admin().attributes().list().limit(10).items();
    for number in 0..15 {
        let item = items.next().await.ok_or("the list is longer")??;
        assert_eq!(item.key, format!("a-{number}"));
    }
    drop(items);
    assert_eq!(requests.load(Ordering::Relaxed), 2);
    Ok(())
}

#[tokio::test]
async fn pages_start_at_the_given_offset() -> Test {
    let (trophy, requests) = with_attributes(25).await?;
    let mut pages = trophy
        .admin()
        .attributes()
        .list()
        .limit(10)
        .skip(20)
        .pages();
    let page = pages.next().await.ok_or("there is a page")??;
    assert_eq!(page.items.len(), 5);
    assert_eq!(page.next, None);
    assert!(pages.next().await.is_none());
    assert_eq!(requests.load(Ordering::Relaxed), 1);
    Ok(())
}

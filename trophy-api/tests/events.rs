//! Retries with a server that accepts every request and drops every third connection without a response.

#![cfg(all(feature = "application", feature = "http-transport"))]
#![expect(clippy::expect_used, reason = "a failed precondition fails the test")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::task::JoinSet;
use trophy_api::models::UpsertedUser;
use trophy_api::{RetryPolicy, Trophy};

const EVENTS: usize = 1_000;

/// The number of requests for each idempotency key.
type Counts = Arc<Mutex<HashMap<String, usize>>>;

const RESPONSE: &str = r#"{"eventId":"e","metricId":"m","total":1,"currentStreak":{"length":1,
    "frequency":"daily"}}"#;

/// Starts the server. Returns its base URL and its counts.
fn start() -> (String, Counts) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    let counts = Counts::default();
    let counting = Arc::clone(&counts);
    thread::spawn(move || {
        let requests = Arc::new(Mutex::new(0_usize));
        for stream in listener.incoming().flatten() {
            let (counts, requests) = (Arc::clone(&counting), Arc::clone(&requests));
            thread::spawn(move || serve(&stream, &counts, &requests));
        }
    });
    (url, counts)
}

/// Responds to the requests of a connection. Drops the connection on every third request of the server.
fn serve(mut stream: &TcpStream, counts: &Counts, requests: &Mutex<usize>) {
    let mut reader = BufReader::new(stream);
    while let Some(key) = receive(&mut reader) {
        *counts.lock().expect("counts").entry(key).or_default() += 1;
        let number = {
            let mut requests = requests.lock().expect("requests");
            *requests += 1;
            *requests
        };
        if number % 3 == 0 {
            return;
        }
        let length = RESPONSE.len();
        let head = "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n";
        let response = format!("{head}content-length: {length}\r\n\r\n{RESPONSE}");
        if stream.write_all(response.as_bytes()).is_err() {
            return;
        }
    }
}

/// Reads a request to its end and returns its idempotency key.
fn receive(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("idempotency-key") => {
                value.clone_into(&mut key);
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().ok()?;
            }
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    reader.take(length).read_to_end(&mut Vec::new()).ok()?;
    Some(key)
}

#[tokio::test]
async fn events_are_counted_once_despite_dropped_connections() {
    let (url, counts) = start();
    let (shortest, longest) = (Duration::from_millis(1), Duration::from_millis(10));
    let policy = RetryPolicy::new().retries(9).pauses(shortest, longest);
    let trophy = Trophy::builder()
        .api_key("key")
        .base_url(url)
        .retry(policy)
        .build();
    let trophy = trophy.expect("a client");
    let mut workers = JoinSet::new();
    for worker in 0..8 {
        let trophy = trophy.clone();
        workers.spawn(async move {
            for number in (worker..EVENTS).step_by(8) {
                let user = UpsertedUser::new(format!("user-{number}"));
                let sent = trophy.metrics().event("words-written", user, 1.0).await;
                assert!(sent.is_ok(), "event {number}: {sent:?}");
            }
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker.expect("every event of the worker was accepted");
    }
    let counts = counts.lock().expect("counts");
    assert_eq!(counts.len(), EVENTS);
    assert!(counts.keys().all(|key| !key.is_empty()));
    let repeated = counts.values().filter(|count| **count > 1).count();
    assert!(repeated > 0, "the server dropped no connection");
}

/// Updating a user is a `PATCH` without an idempotency key, so the server cannot recognize a repetition.
#[tokio::test]
async fn patch_requests_are_not_retried() {
    let (url, counts) = start();
    let trophy = Trophy::builder()
        .api_key("key")
        .base_url(url)
        .build()
        .expect("a client");
    let mut failed = 0;
    for number in 0..30 {
        let user = trophy_api::models::UpdatedUser::new();
        let sent = trophy.users().update(format!("user-{number}"), user).await;
        failed += usize::from(sent.is_err_and(|error| !error.is_decode()));
    }
    assert_eq!(failed, 10);
    assert_eq!(counts.lock().expect("counts").get(""), Some(&30));
}

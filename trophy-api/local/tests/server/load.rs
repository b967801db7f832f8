//! A load test: 64 connections send more than 10,000 requests.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::task::JoinSet;
use trophy_api::admin::models::{BatchMetricEvent, BatchMetricEventUser};
use trophy_api::http::StatusCode;
use trophy_api::models::{UpdatedUser, UpsertedUser};
use trophy_api::{RetryPolicy, Trophy};
use trophy_local::{MAX_IDEMPOTENCY_KEYS, Server};

use super::receiver::{Receiver, SECRET};
use super::{METRIC, Test, seed};

/// The number of clients, each with its own connection.
const CONNECTIONS: u32 = 64;

/// The number of times that each connection sends every kind of request in a round.
const TURNS: u32 = 2;

/// The number of kinds of requests.
const KINDS: u32 = 8;

const ROUNDS: u32 = 10;

/// Fewer users than connections, so that several connections change the same user.
const USERS: u32 = 16;

/// The allowed growth of the resident memory after the warm-up, in bytes.
const MAX_GROWTH: u64 = 16 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_requests_are_counted_once_and_memory_is_bounded() -> Test {
    const { assert!(CONNECTIONS * TURNS * KINDS * ROUNDS >= 10_000) };
    let server = Server::builder().seed(seed()).start().await?;
    let mut receiver = Receiver::start().await?;
    server.webhooks_to(&receiver.url, SECRET)?;
    let clients: Vec<Trophy> = (0..CONNECTIONS)
        .map(|_| {
            let builder = server.client_builder().retry(RetryPolicy::none());
            builder.timeout(Duration::from_secs(60)).build()
        })
        .collect::<Result<_, _>>()?;
    let [first, ..] = clients.as_slice() else {
        return Err("no clients".into());
    };
    fill_keys(first).await?;

    let mut expected = BTreeMap::new();
    let mut warm = None;
    for round in 0..ROUNDS {
        let mut connections = JoinSet::new();
        for (number, client) in (0..).zip(clients.clone()) {
            connections.spawn(turns(client, round, number));
        }
        while let Some(connection) = connections.join_next().await {
            for (user, value) in connection?? {
                *expected.entry(user).or_insert(0.0) += value;
            }
        }
        if round == 1 {
            warm = resident();
        }
    }

    for (user, total) in &expected {
        let metric = first.users().single_metric(user, METRIC).await?;
        assert_eq!(metric.current, *total, "{user}");
    }
    assert_eq!(expected.len(), usize::try_from(USERS)?);
    for achievement in first.achievements().all().await? {
        assert_eq!(
            achievement.completions,
            i64::from(USERS),
            "{}",
            achievement.name
        );
    }
    for _ in 0..2 * USERS {
        receiver.next().await?;
    }
    assert!(receiver.is_quiet().await);
    if let (Some(warm), Some(end)) = (warm, resident()) {
        let grown = end.saturating_sub(warm);
        println!("{warm} bytes after 2 rounds, {grown} more after {ROUNDS} rounds");
        assert!(
            grown < MAX_GROWTH,
            "memory grew by {grown} bytes after two rounds"
        );
    }
    Ok(())
}

/// Sends as many idempotency keys as the server remembers.
async fn fill_keys(trophy: &Trophy) -> Test {
    for batch in 0..MAX_IDEMPOTENCY_KEYS / 1_000 {
        let events = (0..1_000).map(|n| {
            let user = BatchMetricEventUser::new("filler");
            let event = BatchMetricEvent::new(METRIC, user, 0.0);
            event.idempotency_key(format!("filler-{batch}-{n}"))
        });
        trophy.admin().metrics().batch_events(events).await?;
    }
    Ok(())
}

/// Sends one connection's requests of a round. Returns the values added to the users' totals.
async fn turns(
    trophy: Trophy,
    round: u32,
    number: u32,
) -> Result<Vec<(String, f64)>, Box<dyn std::error::Error + Send + Sync>> {
    let mut added = Vec::new();
    for turn in 0..TURNS {
        let user = format!("user-{}", (number + turn) % USERS);
        let key = format!("{round}-{number}-{turn}");
        let value = f64::from(number % 7 + 1);
        let upserted = || UpsertedUser::new(&user);
        let users = trophy.users();
        let event = || trophy.metrics().event(METRIC, upserted(), value);

        let sent = event().idempotency_key(&key).send().await?;
        assert_eq!(sent.status(), StatusCode::CREATED);
        let again = event().idempotency_key(&key).send().await?;
        assert_eq!(again.status(), StatusCode::ACCEPTED);
        assert_eq!(again.value().event_id, sent.value().event_id);
        assert_eq!(again.value().total, sent.value().total);
        added.push((user.clone(), value));

        let name = format!("Name {key}");
        let named = users
            .identify(&user, UpdatedUser::new().name(&name))
            .await?;
        assert_eq!(named.name, Some(name));
        trophy
            .achievements()
            .complete("grand-tour", upserted())
            .await?;
        assert_eq!(users.get(&user).await?.id, user);
        users.achievements(&user).include_incomplete(true).await?;
        users.streak(&user).await?;
        trophy.admin().metrics().list().await?;
    }
    Ok(added)
}

/// The resident memory of this process in bytes, if the platform reports it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

//! The idempotency keys of events and the responses to those events.

use std::collections::{HashMap, VecDeque};

use trophy_api::models::EventResponse;

/// The number of idempotency keys that the server remembers for each tenant. A new key replaces the oldest one.
pub const MAX_IDEMPOTENCY_KEYS: usize = 10_000;

/// The responses to events that had an idempotency key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Replays {
    responses: HashMap<String, EventResponse>,
    oldest_first: VecDeque<String>,
}

impl Replays {
    pub(crate) fn get(&self, key: &str) -> Option<&EventResponse> {
        self.responses.get(key)
    }

    pub(crate) fn insert(&mut self, key: String, response: EventResponse) {
        if self.oldest_first.len() >= MAX_IDEMPOTENCY_KEYS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.responses.remove(&oldest);
        }
        self.oldest_first.push_back(key.clone());
        self.responses.insert(key, response);
    }
}

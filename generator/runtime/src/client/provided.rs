//! The credentials that providers return during one call.

use http::{HeaderValue, Request};

use super::credentials::{Credentials, ProvidedKey};
use super::provider::CredentialsError;
use super::secret::Secret;
use crate::error::Result as CallResult;
use crate::wire::body::Body;

/// The credentials that providers return during one call.
pub(super) struct ProvidedCredentials {
    keys: Vec<ProvidedKey>,
    /// The secrets of the last attempt, in the order of the keys.
    secrets: Vec<Secret>,
    /// The credentials with these secrets.
    values: Credentials,
    /// The request with these credentials.
    request: Option<Request<Body>>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// No attempt was rejected.
    Accepted,
    /// The secrets replace rejected ones and were not sent yet.
    Renewed,
    /// The rejection of an attempt was reported to the providers. It is reported once.
    Reported,
}

impl ProvidedCredentials {
    /// Returns `None` if there are no keys.
    pub(super) fn new(keys: Vec<ProvidedKey>) -> Option<Box<Self>> {
        if keys.is_empty() {
            return None;
        }
        Some(Box::new(Self {
            keys,
            secrets: Vec::new(),
            values: Credentials::default(),
            request: None,
            state: State::Accepted,
        }))
    }

    /// Begins another exchange with the server.
    pub(super) fn begin(&mut self) {
        self.state = State::Accepted;
    }

    /// Asks the providers for the secrets of the next attempt.
    pub(super) async fn fetch(&mut self) -> Result<(), CredentialsError> {
        if self.state == State::Renewed {
            self.state = State::Reported;
            return Ok(());
        }
        let secrets = self.ask(&[]).await?;
        self.set(secrets)
    }

    /// Reports to the providers that the secrets of the last attempt were rejected. Returns whether a secret has changed.
    pub(super) async fn renew(&mut self) -> Result<bool, CredentialsError> {
        if self.state != State::Accepted {
            return Ok(false);
        }
        self.state = State::Reported;
        let secrets = self.ask(&self.secrets).await?;
        let mut pairs = secrets.iter().zip(&self.secrets);
        if pairs.all(|(new, old)| new.expose() == old.expose()) {
            return Ok(false);
        }
        self.set(secrets)?;
        self.state = State::Renewed;
        Ok(true)
    }

    /// Asks all providers, in the order of the keys. `rejected` is empty if no secret was rejected.
    async fn ask(&self, rejected: &[Secret]) -> Result<Vec<Secret>, CredentialsError> {
        let mut secrets = Vec::with_capacity(self.keys.len());
        for (index, key) in self.keys.iter().enumerate() {
            let rejected = rejected.get(index).cloned();
            secrets.push(key.provider.secret(rejected).await?);
        }
        Ok(secrets)
    }

    fn set(&mut self, secrets: Vec<Secret>) -> Result<(), CredentialsError> {
        let mut values = Credentials::default();
        for (key, secret) in self.keys.iter().zip(&secrets) {
            values.set_provided(key, secret);
        }
        if let Some(problem) = values.problem() {
            return Err(problem.into());
        }
        self.values = values;
        self.secrets = secrets;
        Ok(())
    }

    /// The values of the last attempt.
    pub(super) fn values(&self) -> impl Iterator<Item = &HeaderValue> {
        self.values.values()
    }

    /// Adds the credentials to a copy of a request, which the next attempt sends.
    pub(super) fn add_to(&mut self, request: &Request<Body>) -> CallResult<()> {
        let (mut parts, body) = request.clone().into_parts();
        self.values.add_to_headers(&mut parts.headers)?;
        parts.uri = self.values.add_to_query(parts.uri)?;
        self.request = Some(Request::from_parts(parts, body));
        Ok(())
    }

    /// The request with the credentials of the next attempt.
    pub(super) fn request(&self) -> Option<&Request<Body>> {
        self.request.as_ref()
    }
}

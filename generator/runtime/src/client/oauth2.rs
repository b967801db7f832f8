//! OAuth 2: access tokens for client credentials or a refresh token (RFC 6749), renewed before they expire.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::uri::Scheme;
use http::{HeaderValue, Request, Response, Uri};
use serde_json::Value;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::address::Repeatable;
use super::box_future::BoxFuture;
use super::builder::ClientBuilder;
use super::call_options::CallOptions;
use super::clock::Instant;
use super::http_client::Client;
use super::loopback::is_loopback;
use super::provider::{CredentialsError, CredentialsProvider};
use super::secret::{self, Secret};
use super::transport::Transport;
use crate::error::{Error, Result as CallResult};
use crate::escape::excerpt;
use crate::wire::decode::problem::without_byte_order_mark;
use crate::wire::encoder::percent::{append_pair, encode_value};
use crate::wire::multipart::PartSecrets;

/// The default timeout of a request for a token.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The largest answer of a token endpoint, in bytes.
const BODY_LIMIT: u64 = 1024 * 1024;

/// The longest time between the renewal of a token and its end.
const MARGIN: Duration = Duration::from_secs(30);

/// The type of all tokens that the client sends.
const BEARER: &str = "bearer";

/// A provider of OAuth 2 access tokens. Cloning is cheap, and clones share the token.
///
/// The first call requests a token. Later calls use the same token until shortly before its end (30 seconds, or a quarter of
/// its lifetime if that is shorter), or until the API answers 401. There is one request for a token at a time: calls that need
/// the token at the same time wait for it. If the call that has begun the request is cancelled, another one continues it.
///
/// The time for requesting a token counts towards the timeout of the call. A failure is the error of the call, with the code
/// and description of the token endpoint and without secrets. If it may be temporary, such as the status 503, the request is
/// retried first, but not one with a refresh token: the server may accept that only once.
///
/// ```
/// use apicrate_runtime::{Client, OAuth2, Secret};
///
/// # #[cfg(feature = "__http-transport")] {
/// let secret = Secret::new("hunter2");
/// let tokens = OAuth2::client_credentials("https://auth.example.com/token", "my-app", secret)
///     .scopes(["users:read"])
///     .parameter("audience", "https://api.example.com")
///     .build()?;
/// let client = Client::builder().bearer_token_from(tokens).build()?;
/// # drop(client);
/// # }
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct OAuth2(Arc<Shared>);

/// The settings of [`OAuth2`]. An invalid setting is reported by [`build`](Self::build).
pub struct OAuth2Builder {
    token_url: String,
    client_id: String,
    client_secret: Option<Secret>,
    refresh_token: Option<Secret>,
    is_secret_in_body: bool,
    scopes: String,
    parameters: Vec<(String, String)>,
    token: Option<Token>,
    on_refresh_token: Option<RefreshHook>,
    client: ClientBuilder,
}

type RefreshHook = Box<dyn Fn(&Secret) + Send + Sync>;

/// The state that all clones share.
struct Shared {
    /// The token endpoint as errors show it: without the query.
    endpoint: String,
    target: Uri,
    client_id: String,
    client_secret: Option<Secret>,
    is_secret_in_body: bool,
    scopes: String,
    parameters: Vec<(String, String)>,
    on_refresh_token: Option<RefreshHook>,
    client: Client,
    /// The number of requests that have failed.
    failures: AtomicU64,
    state: Mutex<State>,
}

struct State {
    token: Option<Token>,
    refresh_token: Option<Secret>,
    /// The request that has begun. It stays here if the call that waits for it is cancelled.
    pending: Option<BoxFuture<'static, Result<Granted, TokenError>>>,
    /// The last failure.
    failure: Option<TokenError>,
}

struct Token {
    secret: Secret,
    /// The time from which another token is requested; `None` if the server has not named the end of this one.
    renewal: Option<Instant>,
}

/// The answer of the token endpoint.
struct Granted {
    token: Token,
    refresh_token: Option<Secret>,
}

/// The reason why there is no token. It contains no secrets.
#[derive(Debug, Clone)]
struct TokenError(Arc<str>);

impl OAuth2 {
    /// Requests tokens for the client itself (the grant `client_credentials`).
    pub fn client_credentials(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> OAuth2Builder {
        let builder = OAuth2Builder::new(token_url.into(), client_id.into());
        builder.client_secret(client_secret)
    }

    /// Requests tokens with a refresh token (the grant `refresh_token`), which the program received when the user logged in.
    /// A client that has a secret sets it with [`client_secret`](OAuth2Builder::client_secret).
    pub fn refresh_token(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<Secret>,
    ) -> OAuth2Builder {
        let mut builder = OAuth2Builder::new(token_url.into(), client_id.into());
        builder.refresh_token = Some(refresh_token.into());
        builder
    }
}

impl OAuth2Builder {
    fn new(token_url: String, client_id: String) -> Self {
        Self {
            token_url,
            client_id,
            client_secret: None,
            refresh_token: None,
            is_secret_in_body: false,
            scopes: String::new(),
            parameters: Vec::new(),
            token: None,
            on_refresh_token: None,
            client: Client::builder().timeout(TIMEOUT).body_limit(BODY_LIMIT),
        }
    }

    /// Sets the secret of the client.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Sends ID and secret of the client in the body (`client_secret_post`) instead of the header `Authorization`
    /// (`client_secret_basic`), for servers that do not support the header.
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.is_secret_in_body = true;
        self
    }

    /// Sets the scopes. Without scopes, the server decides.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes: Vec<S> = scopes.into_iter().collect();
        let scopes: Vec<&str> = scopes.iter().map(AsRef::as_ref).collect();
        self.scopes = scopes.join(" ");
        self
    }

    /// Adds a parameter to the request for a token, such as `audience` or `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets an access token that the program has already, with the rest of its lifetime.
    #[must_use]
    pub fn access_token(mut self, token: impl Into<Secret>, expires_in: Duration) -> Self {
        self.token = Some(Token::new(token.into(), Instant::now(), Some(expires_in)));
        self
    }

    /// Sets a function that stores a new refresh token. Many servers accept a refresh token only once and send another one with
    /// each access token.
    #[must_use]
    pub fn on_refresh_token(mut self, store: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.on_refresh_token = Some(Box::new(store));
        self
    }

    /// Sets the timeout of a request for a token. The default is 30 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.timeout(timeout);
        self
    }

    /// Sets the transport that sends the requests for tokens, instead of an own default one.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.client = self.client.transport(transport);
        self
    }

    /// Validates the settings. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the URL of the token endpoint is neither an `https` URL nor one of
    /// this machine, or if a secret is empty.
    pub fn build(self) -> CallResult<OAuth2> {
        let (origin, target) = endpoint(&self.token_url)?;
        let secrets = [&self.client_secret, &self.refresh_token];
        let is_blank = |secret: &Secret| secret::is_blank(secret.expose());
        if secret::is_blank(&self.client_id) || secrets.into_iter().flatten().any(is_blank) {
            let problem = "the ID or a secret of the OAuth 2 client is empty";
            return Err(Error::invalid_request(problem));
        }
        Ok(OAuth2(Arc::new(Shared {
            endpoint: format!("{origin}{}", target.path()),
            target,
            client_id: self.client_id,
            client_secret: self.client_secret,
            is_secret_in_body: self.is_secret_in_body,
            scopes: self.scopes,
            parameters: self.parameters,
            on_refresh_token: self.on_refresh_token,
            client: self.client.base_url(origin).build()?,
            failures: AtomicU64::new(0),
            state: Mutex::new(State {
                token: self.token,
                refresh_token: self.refresh_token,
                pending: None,
                failure: None,
            }),
        })))
    }
}

/// Splits the URL of a token endpoint into the origin and the rest.
fn endpoint(url: &str) -> CallResult<(String, Uri)> {
    let problem = |problem| Error::invalid_request(format!("the token URL {problem}"));
    let no_scheme = || problem("does not start with `https://`");
    if !url.contains("://") {
        return Err(no_scheme());
    }
    let uri: Uri = url.parse().map_err(|_| problem("is not a URL"))?;
    let parts = uri.into_parts();
    let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
        return Err(no_scheme());
    };
    if scheme != Scheme::HTTPS && !(scheme == Scheme::HTTP && is_loopback(authority.host())) {
        return Err(problem("is not an `https` URL"));
    }
    let target = parts.path_and_query.map_or(Uri::default(), Uri::from);
    Ok((format!("{scheme}://{authority}"), target))
}

impl CredentialsProvider for OAuth2 {
    async fn secret(&self, rejected: Option<Secret>) -> Result<Secret, CredentialsError> {
        let shared = &*self.0;
        let failures = shared.failures.load(Ordering::SeqCst);
        let mut state = shared.state.lock().await;
        if let Some(secret) = state.usable(rejected.as_ref()) {
            return Ok(secret);
        }
        if shared.failures.load(Ordering::SeqCst) != failures
            && let Some(failure) = &state.failure
        {
            // The request that this call has waited for.
            return Err(failure.clone().into());
        }
        loop {
            // The call that has begun this request was cancelled. If the request fails, that may be long ago.
            let is_continued = state.pending.is_some();
            let State {
                pending,
                refresh_token,
                ..
            } = &mut *state;
            let request = || shared.request(refresh_token.as_ref());
            let granted = pending.get_or_insert_with(request).as_mut().await;
            state.pending = None;
            match granted {
                Ok(granted) => return Ok(shared.accept(&mut state, granted)),
                Err(_) if is_continued => {}
                Err(failure) => {
                    shared.failures.fetch_add(1, Ordering::SeqCst);
                    state.failure = Some(failure.clone());
                    return Err(failure.into());
                }
            }
        }
    }
}

impl State {
    /// The current token, unless it ends soon or is the rejected one.
    fn usable(&self, rejected: Option<&Secret>) -> Option<Secret> {
        let token = self.token.as_ref()?;
        let is_rejected = rejected.is_some_and(|it| it.expose() == token.secret.expose());
        let ends = token.renewal.is_some_and(|time| time.time_left().is_zero());
        (!is_rejected && !ends).then(|| token.secret.clone())
    }
}

impl Token {
    /// A token that was requested at `begin`.
    fn new(secret: Secret, begin: Instant, lifetime: Option<Duration>) -> Self {
        let usable = lifetime.map(|lifetime| lifetime.saturating_sub(MARGIN.min(lifetime / 4)));
        Self {
            secret,
            renewal: usable.and_then(|usable| begin.checked_add(usable)),
        }
    }
}

impl Shared {
    /// Begins to request a token.
    fn request(
        &self,
        refresh_token: Option<&Secret>,
    ) -> BoxFuture<'static, Result<Granted, TokenError>> {
        let request = self.token_request(refresh_token);
        let client = self.client.clone();
        let endpoint = self.endpoint.clone();
        Box::pin(async move {
            let begin = Instant::now();
            let granted = match request {
                Ok(request) => match client.execute(request, &CallOptions::new()).await {
                    Ok(response) => granted(response, begin),
                    Err(error) => Err(reason(&error)),
                },
                Err(problem) => Err(problem.to_string()),
            };
            granted.map_err(|reason| TokenError(format!("OAuth 2: {endpoint}: {reason}").into()))
        })
    }

    fn token_request(&self, refresh_token: Option<&Secret>) -> http::Result<Request<Bytes>> {
        let mut secrets = Vec::new();
        let mut body = String::new();
        let mut pair =
            |name: &str, value: &str| append_pair(&mut body, "&", name, &encode_value(value));
        match refresh_token {
            Some(token) => {
                secrets.push(token);
                pair("grant_type", "refresh_token");
                pair("refresh_token", token.expose());
            }
            None => pair("grant_type", "client_credentials"),
        }
        if !self.scopes.is_empty() {
            pair("scope", &self.scopes);
        }
        for (name, value) in &self.parameters {
            pair(name, value);
        }
        let mut authorization = None;
        secrets.extend(&self.client_secret);
        match &self.client_secret {
            Some(secret) if self.is_secret_in_body => {
                pair("client_id", &self.client_id);
                pair("client_secret", secret.expose());
            }
            Some(secret) => authorization = Some(basic(&self.client_id, secret)?),
            None => pair("client_id", &self.client_id),
        }
        let mut request = Request::post(self.target.clone())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from_owner(Zeroizing::new(body.into_bytes())))?;
        if let Some(authorization) = authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization);
        }
        // The server may repeat them in its answer. The header contains the encoded secret only.
        let secrets = secrets.into_iter().map(Secret::expose);
        let secrets = secrets.filter_map(|secret| secret::header_value(secret).ok());
        let extensions = request.extensions_mut();
        extensions.insert(PartSecrets(secrets.collect()));
        if refresh_token.is_none() {
            extensions.insert(Repeatable);
        }
        Ok(request)
    }

    /// Stores the answer of the token endpoint.
    fn accept(&self, state: &mut State, granted: Granted) -> Secret {
        // Only a client with a refresh token sends one.
        if let (Some(new), Some(old)) = (granted.refresh_token, &mut state.refresh_token)
            && new.expose() != old.expose()
        {
            *old = new;
            if let Some(store) = &self.on_refresh_token {
                store(old);
            }
        }
        let secret = granted.token.secret.clone();
        state.token = Some(granted.token);
        secret
    }
}

/// The header for basic authentication. Unlike elsewhere, OAuth 2 encodes ID and secret as in a form first.
fn basic(id: &str, secret: &Secret) -> http::Result<HeaderValue> {
    let pair = Zeroizing::new(format!(
        "{}:{}",
        encode_value(id),
        encode_value(secret.expose())
    ));
    let value = Zeroizing::new(format!("Basic {}", BASE64.encode(pair.as_bytes())));
    Ok(secret::header_value(&value)?)
}

/// Reads the answer of a token endpoint.
fn granted(response: Response<Bytes>, begin: Instant) -> Result<Granted, String> {
    let body = without_byte_order_mark(response.body());
    let Ok(Value::Object(mut answer)) = serde_json::from_slice(body) else {
        return Err("the answer is not a JSON object".to_owned());
    };
    let kind = answer.get("token_type").and_then(Value::as_str);
    if kind.is_some_and(|kind| !is_bearer(kind)) {
        return Err("the `token_type` of the answer is not `bearer`".to_owned());
    }
    let lifetime = answer.get("expires_in").and_then(seconds);
    let mut secret = |name| match answer.remove(name) {
        Some(Value::String(text)) if !secret::is_blank(&text) => Some(Secret::new(text)),
        _ => None,
    };
    let Some(token) = secret("access_token") else {
        // Some servers send errors with the status 200.
        let error = error_of_server(&Error::from_response(response));
        return Err(error.unwrap_or_else(|| "the answer has no `access_token`".to_owned()));
    };
    Ok(Granted {
        token: Token::new(token, begin, lifetime),
        refresh_token: secret("refresh_token"),
    })
}

/// Some servers call the type `BearerToken`.
fn is_bearer(kind: &str) -> bool {
    let start = kind.trim().get(..BEARER.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(BEARER))
}

/// A number of seconds, which some servers send as a string.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::String(text) => text.trim().parse().ok()?,
        value => value.as_f64()?,
    };
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}

/// The reason why the request for a token failed: the error of the server, or the messages of all causes.
fn reason(error: &Error) -> String {
    if let Some(error) = error_of_server(error) {
        return error;
    }
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    reason
}

/// The status, and the code and description of an error in the format of OAuth 2.
fn error_of_server(error: &Error) -> Option<String> {
    let answer: Value = serde_json::from_slice(error.body()?).ok()?;
    let text = |name| answer.get(name).and_then(Value::as_str).map(excerpt);
    let (status, code) = (error.status()?, text("error")?);
    let description = text("error_description").map(|text| format!(": {text}"));
    Some(format!(
        "{status}: {code}{}",
        description.unwrap_or_default()
    ))
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for TokenError {}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2")
            .field("endpoint", &self.0.endpoint)
            .finish_non_exhaustive()
    }
}

/// Omits the parameters, which may contain secrets.
impl fmt::Debug for OAuth2Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2Builder")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

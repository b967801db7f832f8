//! Answers requests.

use std::collections::VecDeque;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use apicrate::RawDocument;
use apicrate::diagnostic::Diagnostics;
use apicrate_runtime::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, CONTENT_LENGTH, CONTENT_TYPE, ORIGIN, VARY,
    WWW_AUTHENTICATE,
};
use apicrate_runtime::http::request::Parts;
use apicrate_runtime::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode,
};
use apicrate_runtime::server::{Decoder, PathValues, RequestLimits};
use apicrate_runtime::{Body, Bytes, TransportError};

use crate::api::Api;
use crate::exchange::Exchange;
use crate::fault::Fault;
use crate::operation::{MediaType, Operation};
use crate::options::MockOptions;
use crate::prefer::Preferences;
use crate::problem::problem;
use crate::reply::{Reply, reply};
use crate::routes::{Route, find};
use crate::security::{challenges, missing};
use crate::{body, parameters, recorded, state};

/// The number of exchanges that are kept.
const KEPT: usize = 100;

/// A mock server in memory. Clones share the document and the exchanges.
///
/// It is a [transport](apicrate_runtime::Transport) for generated clients:
///
/// ```
/// use apicrate::RawDocument;
/// use apicrate_mock::{Mock, MockOptions};
/// use apicrate_runtime::{Bytes, CallOptions, Client, http};
///
/// # async fn run(document: RawDocument) -> Result<(), Box<dyn std::error::Error>> {
/// let mock = Mock::from_raw(document, MockOptions::new())?;
/// let client = Client::builder()
///     .base_url("https://api.example.com")
///     .transport(mock.clone())
///     .build()?;
/// let request = http::Request::get("/pets/7").body(Bytes::new())?;
/// client.execute(request, &CallOptions::new()).await?;
/// assert_eq!(mock.exchanges()[0].target, "/pets/7");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Mock(Arc<State>);

struct State {
    api: RwLock<Arc<Api>>,
    options: MockOptions,
    exchanges: Mutex<VecDeque<Arc<Exchange>>>,
    /// The number of requests so far.
    count: AtomicU64,
    /// The number of random answers so far.
    random: AtomicU64,
    observer: Mutex<Option<Observer>>,
}

/// A function that is called with each exchange.
type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// The operation and the faults of an answer, for the log.
#[derive(Default)]
struct Outcome<'a> {
    operation: Option<&'a Operation>,
    faults: Vec<Fault>,
    /// A remark about the request.
    note: Option<String>,
}

impl Mock {
    /// Creates a mock server for a document.
    ///
    /// # Errors
    ///
    /// All errors in the document, with their positions in the text.
    pub fn from_raw(document: RawDocument, options: MockOptions) -> Result<Self, Diagnostics> {
        Ok(Self(Arc::new(State {
            api: RwLock::new(Arc::new(Api::from_raw(document)?)),
            options,
            exchanges: Mutex::default(),
            count: AtomicU64::new(0),
            random: AtomicU64::new(0),
            observer: Mutex::new(None),
        })))
    }

    /// Reads a document from a file, and creates a mock server for it.
    ///
    /// # Errors
    ///
    /// All errors in the document, with their positions in the text; or the file cannot be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        Self::from_raw(RawDocument::read(path.as_ref())?, MockOptions::new())
    }

    /// Replaces the document. Requests that are being answered still use the previous one.
    ///
    /// # Errors
    ///
    /// All errors in the document. The previous document is then kept.
    pub fn replace(&self, document: RawDocument) -> Result<(), Diagnostics> {
        let api = Arc::new(Api::from_raw(document)?);
        *self.0.api.write().unwrap_or_else(PoisonError::into_inner) = api;
        Ok(())
    }

    /// Calls a function with each exchange, instead of the previous function.
    pub fn observe(&self, observer: impl Fn(&Exchange) + Send + Sync + 'static) {
        *self.observer() = Some(Arc::new(observer));
    }

    /// The last 100 exchanges, the oldest first.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.kept().iter().cloned().collect()
    }

    /// The warnings about the document.
    #[must_use]
    pub fn warnings(&self) -> Diagnostics {
        self.api().description.warnings().clone()
    }

    /// JSON pointers of the examples of responses that are not used, because they violate their schemas.
    #[must_use]
    pub fn invalid_examples(&self) -> Vec<String> {
        self.api().invalid_examples.clone()
    }

    /// The method and the path of each operation that is [selected](RawDocument::select).
    #[must_use]
    pub fn operations(&self) -> Vec<(Method, String)> {
        let api = self.api();
        api.selected()
            .map(|it| (it.method.clone(), it.path.clone()))
            .collect()
    }

    /// The other files to which the document refers.
    #[must_use]
    pub fn other_files(&self) -> Vec<PathBuf> {
        let api = self.api();
        api.description.other_files().map(Path::to_owned).collect()
    }

    /// Answers a request. Every request has an answer; one with faults receives a status from 400 to 499.
    #[must_use]
    pub fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let start = Instant::now();
        let api = self.api();
        let (parts, body) = request.into_parts();
        if let Some(reply) = state::answer(&api, &parts, || self.exchanges()) {
            return response(&parts, reply, false);
        }
        let mut outcome = Outcome::default();
        let reply = self.reply(&api, &parts, &body, &mut outcome);
        let mut notes = reply.notes.clone();
        notes.extend(outcome.note);
        let bytes = reply.body.clone();
        let response = response(&parts, reply, true);
        let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|it| it.to_str().ok());
        self.record(Exchange {
            number: self.0.count.fetch_add(1, Ordering::Relaxed) + 1,
            method: parts.method.to_string(),
            target: api.secrets.redacted(target),
            operation: outcome.operation.map(|it| it.name.clone()),
            status: response.status().as_u16(),
            media_type: content_type.map(str::to_owned),
            bytes: response.body().len(),
            milliseconds: start.elapsed().as_millis().try_into().unwrap_or(u64::MAX),
            faults: outcome.faults,
            notes,
            request: recorded::request(&api, outcome.operation, &parts, &body),
            response: recorded::response(&api, response.headers(), &bytes),
        });
        response
    }

    fn reply<'a>(
        &self,
        api: &'a Api,
        parts: &'a Parts,
        body: &Bytes,
        outcome: &mut Outcome<'a>,
    ) -> Reply {
        let path = parts.uri.path();
        let (operation, values) = match find(&api.operations, &parts.method, path) {
            Route::Found(operation, values) if !is_preflight(parts) => (operation, values),
            Route::NotFound => {
                let detail = format!("no operation has the path `{path}`");
                return refused(api, None, StatusCode::NOT_FOUND, &detail);
            }
            Route::Found(..) => return preflight(&[]),
            Route::WrongMethod(allowed) if parts.method == Method::OPTIONS => {
                return preflight(&allowed);
            }
            Route::WrongMethod(allowed) => {
                let detail = format!("`{path}` has no operation with the method {}", parts.method);
                let mut reply = refused(api, None, StatusCode::METHOD_NOT_ALLOWED, &detail);
                reply.headers.extend(header(ALLOW, &methods(&allowed)));
                return reply;
            }
        };
        if !operation.is_selected {
            let detail = format!(
                "the document has `{} {}`, but the selection leaves it out",
                operation.method, operation.path
            );
            return refused(api, None, StatusCode::NOT_FOUND, &detail);
        }
        outcome.operation = Some(operation);
        if body.len() > self.0.options.body_limit {
            let detail = format!(
                "the body is larger than {} bytes",
                self.0.options.body_limit
            );
            return refused(api, Some(operation), StatusCode::PAYLOAD_TOO_LARGE, &detail);
        }
        if self.0.options.validates
            && let Some(reply) = refuse(api, operation, values, parts, body, outcome)
        {
            return reply;
        }
        let preferences = match Preferences::read(&parts.headers) {
            Ok(preferences) => preferences,
            Err(detail) => return refused(api, Some(operation), StatusCode::BAD_REQUEST, &detail),
        };
        let seed = preferences.is_dynamic.then(|| {
            let next = || self.0.random.fetch_add(1, Ordering::Relaxed);
            let number = preferences.seed.unwrap_or_else(next);
            self.0
                .options
                .seed
                .wrapping_add(number.wrapping_mul(0x9E37_79B9))
        });
        match reply(api, operation, &parts.headers, &preferences, seed) {
            Ok(mut reply) => {
                let applied = preferences.applied();
                let name = HeaderName::from_static("preference-applied");
                reply
                    .headers
                    .extend(applied.and_then(|it| header(name, &it)));
                reply
            }
            Err(refusal) => refused(api, Some(operation), refusal.status, &refusal.message),
        }
    }

    /// Reads the body of a request, up to one byte more than the limit.
    pub(crate) async fn collect(&self, body: Body) -> Result<Bytes, TransportError> {
        let chunks = axum::body::Body::from_stream(body.into_stream());
        let limit = self.0.options.body_limit.saturating_add(1);
        axum::body::to_bytes(chunks, limit)
            .await
            .map_err(TransportError::unusable)
    }

    pub(crate) fn body_limit(&self) -> usize {
        self.0.options.body_limit
    }

    fn api(&self) -> Arc<Api> {
        // No code that holds a lock panics, so a poisoned lock is still consistent.
        let api = self.0.api.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&api)
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Arc<Exchange>>> {
        self.0
            .exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn observer(&self) -> MutexGuard<'_, Option<Observer>> {
        let observer = self.0.observer.lock();
        observer.unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, exchange: Exchange) {
        // The observer may call methods of this mock server, so it is called without the lock.
        let observer = self.observer().clone();
        if let Some(observer) = observer {
            observer(&exchange);
        }
        let mut kept = self.kept();
        kept.push_back(Arc::new(exchange));
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
}

/// Shows the number of operations.
impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("operations", &self.api().selected().count())
            .finish_non_exhaustive()
    }
}

/// Checks a request. Returns the response to one with faults.
fn refuse(
    api: &Api,
    operation: &Operation,
    values: PathValues<'_>,
    parts: &Parts,
    body: &Bytes,
    outcome: &mut Outcome<'_>,
) -> Option<Reply> {
    outcome.faults = missing(&operation.security, parts);
    if let Some(first) = outcome.faults.first() {
        let detail = first.to_string();
        let status = StatusCode::UNAUTHORIZED;
        let mut reply = problem(api, Some(operation), status, &detail, &outcome.faults);
        let challenges = challenges(&operation.security);
        let challenges = challenges.iter();
        let challenges = challenges.filter_map(|it| header(WWW_AUTHENTICATE, it));
        reply.headers.extend(challenges);
        return Some(reply);
    }
    let declared = operation.body.as_ref();
    let media = declared.map(|declared| body::media_type(declared, parts, body.len()));
    let media = match media.transpose() {
        Ok(media) => media.flatten(),
        Err(detail) => {
            let fault = Fault::new("body", None, detail.trim_start_matches("the body "));
            outcome.faults = vec![fault];
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            let faults = &outcome.faults;
            return Some(problem(api, Some(operation), status, &detail, faults));
        }
    };
    check(api, operation, media, (values, parts, body), outcome);
    let detail = match outcome.faults.as_slice() {
        [] => return None,
        [only] => only.to_string(),
        [first, others @ ..] => format!("{first} (and {} more)", others.len()),
    };
    let has = |status: &str| operation.responses.iter().any(|it| it.status == status);
    let status = if has("422") && !has("400") {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::BAD_REQUEST
    };
    let faults = &outcome.faults;
    Some(problem(api, Some(operation), status, &detail, faults))
}

/// Adds the faults of the parameters and the body of a request. `media` is the declared media type of the body, if there is a
/// body.
fn check(
    api: &Api,
    operation: &Operation,
    media: Option<&MediaType>,
    (values, parts, body): (PathValues<'_>, &Parts, &Bytes),
    outcome: &mut Outcome<'_>,
) {
    let (description, faults) = (&api.description, &mut outcome.faults);
    let decoder = match Decoder::new(values, parts, body, RequestLimits::new(), None) {
        Ok(decoder) => decoder,
        Err(rejection) => {
            faults.push(Fault::new("query", None, rejection.message()));
            return;
        }
    };
    parameters::check(description, &operation.parameters, &decoder, faults);
    match (&operation.body, media) {
        (Some(declared), None) if declared.is_required && body.is_empty() => {
            let fault = Fault::new("body", None, "is missing");
            faults.push(fault.with_keyword("required"));
        }
        (_, Some(media)) => {
            outcome.note = body::check(description, media, parts, body, &decoder, faults);
        }
        _ => {}
    }
}

/// The response to a request that cannot be answered. The log contains the reason.
fn refused(api: &Api, operation: Option<&Operation>, status: StatusCode, detail: &str) -> Reply {
    let mut reply = problem(api, operation, status, detail, &[]);
    reply.notes.push(detail.to_owned());
    reply
}

/// Returns true for the request with which a browser asks whether it may send another one.
fn is_preflight(parts: &Parts) -> bool {
    parts.method == Method::OPTIONS
        && parts.headers.contains_key(ORIGIN)
        && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The response to `OPTIONS`. [`response`] adds the headers for browsers.
fn preflight(allowed: &[Method]) -> Reply {
    let mut reply = Reply::empty(StatusCode::NO_CONTENT);
    reply.headers.extend(header(ALLOW, &methods(allowed)));
    reply
}

fn methods(allowed: &[Method]) -> String {
    let mut names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    if names.contains(&"GET") && !names.contains(&"HEAD") {
        names.push("HEAD");
    }
    if !names.contains(&"OPTIONS") {
        names.push("OPTIONS");
    }
    names.join(", ")
}

fn header(name: HeaderName, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((name, HeaderValue::from_str(value).ok()?))
}

/// Builds the HTTP response. `is_shared` means that pages of other hosts may read it.
fn response(parts: &Parts, reply: Reply, is_shared: bool) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    for (name, value) in reply.headers {
        headers.append(name, value);
    }
    if let Some(media_type) = reply.media_type
        && let Ok(media_type) = HeaderValue::from_str(&media_type)
    {
        headers.insert(CONTENT_TYPE, media_type);
    }
    if is_shared {
        share(parts, headers);
    }
    if parts.method == Method::HEAD {
        let length = response.body().len();
        *response.body_mut() = Bytes::new();
        let length = HeaderValue::from(length);
        response.headers_mut().insert(CONTENT_LENGTH, length);
    }
    response
}

/// Allows web pages of every origin to send the request and to read the response.
fn share(parts: &Parts, headers: &mut HeaderMap) {
    let Some(origin) = parts.headers.get(ORIGIN) else {
        return;
    };
    if is_preflight(parts) {
        for (from, to) in [
            (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
            (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
        ] {
            if let Some(value) = parts.headers.get(from) {
                headers.insert(to, value.clone());
            }
        }
    }
    let names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
    let names = HeaderValue::from_str(&names.join(", "));
    headers.extend(names.map(|names| (ACCESS_CONTROL_EXPOSE_HEADERS, names)));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        HeaderValue::from_static("true"),
    );
    headers.append(VARY, HeaderValue::from_static("Origin"));
}

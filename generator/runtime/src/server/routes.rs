//! The routes of an API: the operations of a document by path and method, converted to an [`axum::Router`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::hint::black_box;
use std::iter;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, FromRequest};
use axum::routing::any;
use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_ENCODING, HeaderValue};
use http::request::Parts;
use http::{Method, Request, StatusCode};

use super::decoder::Decoder;
use super::encode;
use super::http_response::HttpResponse;
use super::limits::RequestLimits;
use super::operation::ServerOperation;
use super::rejection::{Rejection, RejectionStatuses, rejected};
use super::template::{PathValues, Template};
use super::validation::{Validation, validate};
use crate::client::box_future::BoxFuture;
use crate::client::call_options::CallOptions;
use crate::client::clock::timeout;
use crate::client::implementation::{Implementation, OperationOf};
use crate::client::secret::Secret;
use crate::wire::decode::problem::content_type;
use crate::wire::media_type::{essence, is_in_range, is_json};
use crate::wire::operation_info::OperationInfo;

/// Routes to operations and their implementations.
///
/// Generated code creates the routes of a group from a handle to an implementation of its trait. Routes can be
/// merged, protected by an API key, and converted to a router:
///
/// ```
/// use axum::Router;
/// use apicrate_runtime::server::Routes;
/// # fn users() -> Routes { Routes::new() }
/// # fn metrics() -> Routes { Routes::new() }
///
/// let routes = users().merge(metrics()).api_key("X-API-KEY", "secret");
/// let app = Router::new().nest("/v1", routes.into());
/// # let _: Router = app;
/// ```
///
/// A request is checked in this order; the first check that fails determines the response:
///
/// 1. the path, without its parameters: 404;
/// 2. the API key, if all operations with such a path require one: 401;
/// 3. the path with its parameters, 404, and the method, 405;
/// 4. the API key of the operation: 401;
/// 5. a format that the server cannot decode: 501;
/// 6. the size of the body, 413, and the time to receive it, 408;
/// 7. the encoding of the body: 415 if it has a `Content-Encoding`, unless the operation has a parameter for it;
/// 8. the limits of the parameters, and their types: 400 or 422, depending on the documented statuses;
/// 9. the media type of a body that is JSON, a form or a multipart body: 415, also without `Content-Type`;
/// 10. the body: 400 or 422.
///
/// By default, the parameters and the body must have the right types. With [`validate`](Self::validate), they must also
/// satisfy the other keywords of their schemas.
///
/// [`RequestLimits`] lists the limits and their defaults. Messages of such responses contain no line breaks, control
/// characters or credentials of the request. A panic in an implementation closes the connection of the request; the
/// server continues.
#[derive(Clone, Default)]
#[must_use]
pub struct Routes {
    routes: Vec<Route>,
}

#[derive(Clone)]
struct Route {
    info: &'static OperationInfo,
    template: Template,
    key: Option<Arc<ApiKey>>,
    limits: RequestLimits,
    content_type: Option<&'static str>,
    not_served: Option<&'static str>,
    validation: Option<Validation>,
    handler: Arc<Handler>,
}

/// Decodes a request, calls the implementation, and encodes the response.
type Handler = dyn Fn(Result<Decoder<'_>, Rejection>, Option<Validation>) -> BoxFuture<'static, HttpResponse>
    + Send
    + Sync;

struct ApiKey {
    header: String,
    value: Secret,
}

impl Routes {
    /// Creates an empty list of routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the route of an operation. Its requests are passed to `implementation`.
    pub fn operation<R, S>(mut self, implementation: &Implementation<S>) -> Self
    where
        R: ServerOperation + OperationOf<S>,
        S: Send + Sync + ?Sized + 'static,
    {
        let implementation = implementation.clone();
        let handler = move |decoder: Result<Decoder<'_>, Rejection>,
                            validation: Option<Validation>|
              -> BoxFuture<'static, HttpResponse> {
            let read = |decoder| {
                if let (Some(settings), Some(schema)) = (validation, R::SCHEMA) {
                    validate(&decoder, schema, settings)?;
                }
                R::read_request(&decoder)
            };
            let request = match decoder.and_then(read) {
                Ok(request) => request,
                Err(rejection) => {
                    let response = if validation.is_some() {
                        rejection.into_problem(R::REJECTIONS)
                    } else {
                        rejection.into_response(R::REJECTIONS)
                    };
                    return Box::pin(std::future::ready(response));
                }
            };
            let response = implementation.send(R::TRAIT_METHOD, request, CallOptions::default());
            Box::pin(async move {
                let encoded = response.await.and_then(R::write_response);
                encoded.unwrap_or_else(|error| encode::error(&error))
            })
        };
        self.routes.push(Route {
            info: R::INFO,
            template: Template::parse(R::INFO.path),
            key: None,
            limits: RequestLimits::new(),
            content_type: R::CONTENT_TYPE,
            not_served: R::NOT_SERVED,
            validation: None,
            handler: Arc::new(handler),
        });
        self
    }

    /// Adds other routes. If both contain the same operation, the route of `self` wins.
    pub fn merge(mut self, others: Self) -> Self {
        self.routes.extend(others.routes);
        self
    }

    /// Requires an API key: requests to these operations receive the status 401 unless the header has this value. An
    /// empty key rejects all requests.
    pub fn api_key(mut self, header: impl Into<String>, value: impl Into<Secret>) -> Self {
        let key = Arc::new(ApiKey {
            header: header.into(),
            value: value.into(),
        });
        for route in &mut self.routes {
            route.key = Some(Arc::clone(&key));
        }
        self
    }

    /// Sets the limits of the requests to these operations.
    pub fn limits(mut self, limits: RequestLimits) -> Self {
        for route in &mut self.routes {
            route.limits = limits;
        }
        self
    }

    /// Validates the requests to these operations: a request that violates the document does not reach the implementation.
    /// The code must be generated with the option `validation`.
    ///
    /// Without validation, a request is only decoded: its values must have the right types, and the first problem is the
    /// message of the response. With it, the keywords of the schemas are checked, and the response lists all violations
    /// as problem details (RFC 9457), `application/problem+json`:
    ///
    /// ```json
    /// {
    ///   "title": "Unprocessable Entity",
    ///   "status": 422,
    ///   "detail": "query parameter `limit`: expected at most 100, found 250 (and 1 more)",
    ///   "errors": [
    ///     { "in": "query", "name": "limit", "pointer": "", "keyword": "maximum", "expected": "at most 100", "found": "250" },
    ///     { "in": "body", "pointer": "/tags/0", "keyword": "minLength", "expected": "at least 1 character", "found": "0 characters" }
    ///   ]
    /// }
    /// ```
    ///
    /// `pointer` is the JSON pointer of the value in the body or in the parameter. `found` is shortened, and missing for
    /// secrets: headers with credentials, cookies, and values with `format: password` or `writeOnly`. If there are more
    /// violations than [`Validation::max_violations`], `truncated` is true. Steps 7 to 10 [above](Self) have this format,
    /// and the violations of the parameters and of the body are listed together. The other steps have no violations.
    pub fn validate(mut self, validation: Validation) -> Self {
        for route in &mut self.routes {
            route.validation = Some(validation);
        }
        self
    }

    /// The descriptions of the operations.
    pub fn operations(&self) -> impl Iterator<Item = &'static OperationInfo> {
        self.routes.iter().map(|route| route.info)
    }
}

/// Shows the IDs of the operations.
impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations = self.operations().map(|operation| operation.id);
        f.debug_list().entries(operations).finish()
    }
}

impl From<Routes> for Router {
    fn from(routes: Routes) -> Self {
        let mut routes_by_path: BTreeMap<String, Vec<Route>> = BTreeMap::new();
        for route in routes.routes {
            routes_by_path
                .entry(route.template.axum_path())
                .or_default()
                .push(route);
        }
        // Paths of documents may start with characters that marked parameters in axum 0.7.
        let app = Self::new().without_v07_checks();
        routes_by_path
            .into_iter()
            .fold(app, |app, (path, mut routes)| {
                // The sort is stable, so the first of several equal operations stays the first.
                routes.sort_by_key(|route| std::cmp::Reverse(route.template.literal_length()));
                let routes: Arc<[Route]> = routes.into();
                app.route(&path, any(move |request| handle(routes.clone(), request)))
            })
    }
}

/// Handles a request whose path matches the axum path of these routes.
async fn handle(routes: Arc<[Route]>, request: Request<Body>) -> HttpResponse {
    let (parts, body) = request.into_parts();
    if let Some(key) = missing_key(&routes, &parts) {
        return key.unauthorized();
    }
    let path = parts.uri.path();
    let mut matches: Vec<RouteMatch<'_>> = routes
        .iter()
        .filter_map(|route| Some((route, route.template.values(path)?)))
        .collect();
    let Some(index) = matching_index(&matches, &parts) else {
        return no_route(&matches, &parts.method);
    };
    let (route, values) = matches.swap_remove(index);
    if let Some(key) = &route.key
        && !key.matches(&parts)
    {
        return key.unauthorized();
    }
    if let Some(what) = route.not_served {
        let rejection = Rejection::format_not_served(what);
        return rejection.into_response(RejectionStatuses::from_documented(&[]));
    }
    let body = match read_body(body, route.limits).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let key_header = route.key.as_ref().map(|key| key.header.as_str());
    let decoder = match encoding_of(&parts, route.info).filter(|_| !body.is_empty()) {
        Some(encoding) => Err(Rejection::unsupported_media_type(format!(
            "the body has the content encoding `{encoding}`, which is not supported"
        ))),
        None => Decoder::new(values, &parts, &body, route.limits, key_header),
    };
    let response = (route.handler)(decoder, route.validation);
    response.await
}

/// The `Content-Encoding` of a request, which a layer in front of the routes may decode and remove. `None` if the operation
/// has a parameter for it.
fn encoding_of<'p>(parts: &'p Parts, info: &OperationInfo) -> Option<Cow<'p, str>> {
    let mut declared = info.header_parameters.iter();
    if declared.any(|name| name.eq_ignore_ascii_case(CONTENT_ENCODING.as_str())) {
        return None;
    }
    let values = parts.headers.get_all(CONTENT_ENCODING).iter();
    let mut values = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.find(|value| !value.trim().eq_ignore_ascii_case("identity"))
}

/// A key of these routes, if each of them requires a key that the request does not contain.
fn missing_key<'a>(routes: &'a [Route], parts: &Parts) -> Option<&'a ApiKey> {
    let mut missing = None;
    for route in routes {
        let key = route.key.as_deref()?;
        if key.matches(parts) {
            return None;
        }
        missing = missing.or(Some(key));
    }
    missing
}

/// Reads the body of a request, within the limits of its size and time.
async fn read_body(body: Body, limits: RequestLimits) -> Result<Bytes, HttpResponse> {
    let too_large = || {
        let message = format!("the body is larger than {} bytes", limits.body);
        rejected(StatusCode::PAYLOAD_TOO_LARGE, &message)
    };
    // The length may be known before any part of the body is received.
    if body.size_hint().lower() > limits.body as u64 {
        return Err(too_large());
    }
    let mut request = Request::new(body);
    DefaultBodyLimit::max(limits.body).apply(&mut request);
    let received = Bytes::from_request(request, &());
    match timeout(Some(limits.read_timeout), received).await {
        Some(Ok(body)) => Ok(body),
        Some(Err(problem)) if problem.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
        Some(Err(problem)) => Err(rejected(problem.status(), &problem.body_text())),
        None => {
            let seconds = limits.read_timeout.as_secs_f32();
            let message = format!("the body was not received within {seconds} seconds");
            let mut response = rejected(StatusCode::REQUEST_TIMEOUT, &message);
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
            Err(response)
        }
    }
}

/// A route whose template matches a path, and the values of its parameters.
type RouteMatch<'a> = (&'a Route, PathValues<'a>);

/// The index of the route with the method of a request. A route with the method GET also accepts HEAD. If several routes
/// of one path differ in the media type of the body, the first one with that of the request is chosen, or else the first
/// one.
fn matching_index(matches: &[RouteMatch<'_>], parts: &Parts) -> Option<usize> {
    let with = |method: &Method| {
        matches
            .iter()
            .position(|(route, _)| route.info.method == *method)
    };
    let first = with(&parts.method)
        .or_else(|| with(&Method::GET).filter(|_| parts.method == Method::HEAD))?;
    let (route, _) = matches.get(first)?;
    let (Some(_), Some(found)) = (route.content_type, content_type(&parts.headers)) else {
        return Some(first);
    };
    let variant = matches.iter().position(|(other, _)| {
        other.info.method == route.info.method
            && other.info.path == route.info.path
            && other.content_type.is_some_and(|it| is_like(found, it))
    });
    variant.or(Some(first))
}

/// Returns whether a body of the media type `found` can be decoded as the media type of the document.
fn is_like(found: &str, documented: &str) -> bool {
    if documented.contains('*') {
        is_in_range(found, documented)
    } else {
        is_json(found) && is_json(documented)
            || essence(found).eq_ignore_ascii_case(essence(documented))
    }
}

/// The status 404 if no template matches, otherwise 405 with the allowed methods.
fn no_route(matches: &[RouteMatch<'_>], method: &Method) -> HttpResponse {
    if matches.is_empty() {
        return rejected(StatusCode::NOT_FOUND, "no operation has this path");
    }
    let mut methods: Vec<&str> = Vec::new();
    for (route, _) in matches {
        let method = route.info.method.as_str();
        // A route with the method GET also accepts HEAD.
        let head = (method == "GET").then_some("HEAD");
        for method in iter::once(method).chain(head) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
    }
    let methods = methods.join(", ");
    let mut response = rejected(
        StatusCode::METHOD_NOT_ALLOWED,
        &format!("no operation with this path has the method {method}; allowed methods: {methods}"),
    );
    if let Ok(methods) = HeaderValue::from_str(&methods) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

impl ApiKey {
    /// Returns whether the request contains the key. The duration of the comparison depends only on the length of
    /// the value in the request: neither on the key nor on its length.
    fn matches(&self, parts: &Parts) -> bool {
        let key = self.value.expose().as_bytes();
        let mut values = parts.headers.get_all(&self.header).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        let value = value.as_bytes();
        let pairs = value.iter().zip(key.iter().cycle());
        // The compiler must not stop at the first difference.
        let differing = pairs.fold(0, |differing, (left, right)| {
            black_box(differing | (left ^ right))
        });
        differing == 0 && value.len() == key.len() && !key.is_empty()
    }

    fn unauthorized(&self) -> HttpResponse {
        let message = format!(
            "the header {} does not contain a valid API key",
            self.header
        );
        rejected(StatusCode::UNAUTHORIZED, &message)
    }
}

//! Which implementation answers which request: the operations of a document by path and method, and
//! the [`axum::Router`] that they become.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRequest;
use axum::routing::any;
use bytes::Bytes;
use http::header::{ALLOW, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response as HttpResponse, StatusCode};

use super::template::{Template, Values};
use super::{Decoder, ServerOperation, encode};
use crate::client::box_future::BoxFuture;
use crate::client::call_options::CallOptions;
use crate::client::implementation::{Implementation, OperationOf};
use crate::client::secret::Secret;
use crate::error::refusal;
use crate::wire::operation::OperationInfo;

/// Operations and who answers them.
///
/// Generated code makes the routes of a group from a handle to an implementation of its trait. Routes are
/// merged, guarded by a key, and turned into a router:
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
/// A path that none has is answered with 404, a method that its path does not have with 405.
/// Bodies may have the size that axum's `DefaultBodyLimit` allows.
#[derive(Clone, Default)]
#[must_use]
pub struct Routes {
    routes: Vec<Route>,
}

#[derive(Clone)]
struct Route {
    info: &'static OperationInfo,
    template: Template,
    key: Option<Arc<Key>>,
    answer: Arc<Answer>,
}

/// Reads a request, has it carried out, and writes the answer.
type Answer =
    dyn Fn(&Decoder<'_>) -> BoxFuture<'static, HttpResponse<Bytes>> + Send + Sync + 'static;

struct Key {
    header: String,
    value: Secret,
}

impl Routes {
    /// No operations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Has requests of one operation answered by whatever is behind a handle to its service.
    pub fn operation<R, S>(mut self, backend: &Implementation<S>) -> Self
    where
        R: ServerOperation + OperationOf<S>,
        S: Send + Sync + ?Sized + 'static,
    {
        let backend = backend.clone();
        let answer = move |request: &Decoder<'_>| -> BoxFuture<'static, HttpResponse<Bytes>> {
            let request = match R::read_request(request) {
                Ok(request) => request,
                Err(rejection) => {
                    let response = rejection.into_response(R::REJECTIONS);
                    return Box::pin(std::future::ready(response));
                }
            };
            let answer = backend.send(R::TRAIT_METHOD, request, CallOptions::default());
            Box::pin(async move {
                let written = answer.await.and_then(R::write_response);
                written.unwrap_or_else(|error| encode::error(&error))
            })
        };
        self.routes.push(Route {
            info: R::INFO,
            template: Template::parse(R::INFO.path),
            key: None,
            answer: Arc::new(answer),
        });
        self
    }

    /// These and others. Where both have the same operation, these answer it.
    pub fn merge(mut self, others: Self) -> Self {
        self.routes.extend(others.routes);
        self
    }

    /// Refuses requests to these operations with 401 unless this header has this value.
    pub fn api_key(mut self, header: impl Into<String>, value: impl Into<Secret>) -> Self {
        let key = Arc::new(Key {
            header: header.into(),
            value: value.into(),
        });
        for route in &mut self.routes {
            route.key = Some(Arc::clone(&key));
        }
        self
    }

    /// What the document says about each operation.
    pub fn operations(&self) -> impl Iterator<Item = &'static OperationInfo> {
        self.routes.iter().map(|route| route.info)
    }
}

/// Names the operations.
impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations = self.operations().map(|operation| operation.id);
        f.debug_list().entries(operations).finish()
    }
}

impl From<Routes> for Router {
    fn from(routes: Routes) -> Self {
        let mut shapes: BTreeMap<String, Vec<Route>> = BTreeMap::new();
        for route in routes.routes {
            shapes
                .entry(route.template.shape())
                .or_default()
                .push(route);
        }
        // The documents' own paths may begin with what axum once took for parameters.
        let app = Self::new().without_v07_checks();
        shapes.into_iter().fold(app, |app, (shape, mut routes)| {
            // The sort is stable: of operations that are alike, the first stays first.
            routes.sort_by_key(|route| std::cmp::Reverse(route.template.weight()));
            let routes: Arc<[Route]> = routes.into();
            app.route(&shape, any(move |request| answer(routes.clone(), request)))
        })
    }
}

/// Answers a request to one of the routes that have the shape of its path.
async fn answer(routes: Arc<[Route]>, request: Request<Body>) -> HttpResponse<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let mut fitting: Vec<Fitting<'_>> = routes
        .iter()
        .filter_map(|route| Some((route, route.template.values(path)?)))
        .collect();
    let Some(chosen) = chosen(&fitting, &parts.method) else {
        return unserved(&fitting, &parts.method).map(Body::from);
    };
    let (route, values) = fitting.swap_remove(chosen);
    if let Some(key) = &route.key
        && !key.fits(&parts)
    {
        return key.refusal().map(Body::from);
    }
    let mut request = Request::new(body);
    *request.extensions_mut() = parts.extensions.clone();
    let body = match Bytes::from_request(request, &()).await {
        Ok(body) => body,
        Err(problem) => {
            return refusal(problem.status(), &problem.body_text()).map(Body::from);
        }
    };
    let answer = (route.answer)(&Decoder::new(values, &parts, &body));
    answer.await.map(Body::from)
}

/// A route whose template fits a path, and the values that its parameters have there.
type Fitting<'a> = (&'a Route, Values<'a>);

/// The index of the route with this method. What can be asked with GET can be asked with HEAD.
fn chosen(fitting: &[Fitting<'_>], method: &Method) -> Option<usize> {
    let with = |method: &Method| {
        fitting
            .iter()
            .position(|(route, _)| route.info.method == method)
    };
    with(method).or_else(|| with(&Method::GET).filter(|_| method == Method::HEAD))
}

/// 404 where no template fits, else 405 with the methods that there are.
fn unserved(fitting: &[Fitting<'_>], method: &Method) -> HttpResponse<Bytes> {
    if fitting.is_empty() {
        return refusal(StatusCode::NOT_FOUND, "no operation has this path");
    }
    let methods: Vec<&str> = fitting
        .iter()
        .map(|(route, _)| route.info.method.as_str())
        .collect();
    let methods = methods.join(", ");
    let mut response = refusal(
        StatusCode::METHOD_NOT_ALLOWED,
        &format!("no operation has the method {method} here, only {methods}"),
    );
    if let Ok(methods) = HeaderValue::from_str(&methods) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

impl Key {
    /// Whether the request carries the key. How long the comparison takes depends on nothing but the
    /// length of what was sent.
    fn fits(&self, parts: &Parts) -> bool {
        let key = self.value.expose().as_bytes();
        let mut values = parts.headers.get_all(&self.header).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        let value = value.as_bytes();
        let differing = value
            .iter()
            .zip(key.iter().cycle())
            .fold(0, |differing, (left, right)| differing | (left ^ right));
        value.len() == key.len() && differing == 0
    }

    fn refusal(&self) -> HttpResponse<Bytes> {
        let message = format!("the header {} holds no key that is accepted", self.header);
        refusal(StatusCode::UNAUTHORIZED, &message)
    }
}

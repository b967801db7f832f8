//! The page that lists the operations, with a form for each, and the last exchanges.

use apicrate_runtime::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use apicrate_runtime::http::{HeaderName, HeaderValue, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::reply::Reply;

/// The document. It contains its styles and its script, and loads nothing else than JSON of this server.
const PAGE: &str = include_str!("page.html");

/// The response with the page. The browser runs no other script than the one in the page, and sends requests to this server
/// only.
pub(crate) fn page() -> Reply {
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        hash("script"),
        hash("style"),
    );
    let header = |name: HeaderName, value: &str| Some((name, HeaderValue::from_str(value).ok()?));
    let headers = [
        header(CONTENT_SECURITY_POLICY, &policy),
        header(CACHE_CONTROL, "no-cache"),
        header(REFERRER_POLICY, "no-referrer"),
        header(X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Reply {
        media_type: Some("text/html; charset=utf-8".to_owned()),
        body: PAGE.as_bytes().to_vec(),
        headers: headers.into_iter().flatten().collect(),
        ..Reply::empty(StatusCode::OK)
    }
}

/// The source for a policy that allows the content of the only element with this name.
fn hash(element: &str) -> String {
    let content = PAGE.split_once(&format!("<{element}>"));
    let content = content.and_then(|(_, rest)| rest.split_once(&format!("</{element}>")));
    let content = content.map_or("", |(content, _)| content);
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

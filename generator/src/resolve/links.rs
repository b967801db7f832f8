//! Relative links in descriptions. Readers of generated documentation are not on the site of the document, so a link such
//! as `/docs/keys` gets the site's origin: that of `externalDocs`, or that of the contact if other links lead there. Without
//! either, the link becomes plain text when the description is written.

use openapiv3::OpenAPI;

use crate::model::{Api, Operation, Output, TypeKind, Webhook};

/// The starts of links to a path from the root of a site.
const STARTS: [&str; 3] = ["](/", "href=\"/", "href='/"];

/// Adds the origin to all links that begin with `/`.
pub(super) fn make_absolute(api: &mut Api, openapi: &OpenAPI) {
    let docs = openapi.external_docs.as_ref();
    let contact = openapi.info.contact.as_ref();
    let contact = contact.and_then(|it| origin(it.url.as_deref()?));
    let origin = match (docs.and_then(|it| origin(&it.url)), contact) {
        (Some(origin), _) => origin.to_owned(),
        (None, Some(origin)) if is_linked(api, origin) => origin.to_owned(),
        (None, _) => return,
    };
    visit(api, &mut |text| {
        if STARTS.iter().any(|start| text.contains(start)) {
            *text = absolute(text, &origin);
        }
    });
}

/// The scheme and host of a URL.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let is_site = matches!(scheme, "http" | "https") && !host.is_empty() && !host.contains('@');
    is_site.then(|| url.get(..scheme.len() + "://".len() + host.len()))?
}

/// Returns whether a description has a link to a page of this site.
fn is_linked(api: &mut Api, origin: &str) -> bool {
    let links = ["](", "href=\"", "href='"].map(|start| format!("{start}{origin}/"));
    let mut is_linked = false;
    visit(api, &mut |text| {
        is_linked |= links.iter().any(|link| text.contains(link));
    });
    is_linked
}

fn absolute(text: &str, origin: &str) -> String {
    let mut result = String::with_capacity(text.len() + origin.len());
    let mut rest = text;
    let mut in_code = false;
    loop {
        let starts = STARTS.iter();
        let next = starts.filter_map(|start| Some((rest.find(start)?, start.len())));
        let Some((position, length)) = next.min() else {
            break;
        };
        let (before, after) = rest.split_at(position + length - 1);
        in_code ^= before.matches('`').count() % 2 == 1;
        result.push_str(before);
        // `//host/path` has a host of its own.
        if !in_code && !after.starts_with("//") {
            result.push_str(origin);
        }
        rest = after;
    }
    result + rest
}

/// Visits all descriptions of an API.
fn visit(api: &mut Api, change: &mut impl FnMut(&mut String)) {
    api.docs.iter_mut().for_each(&mut *change);
    for group in &mut api.groups {
        group.docs.iter_mut().for_each(&mut *change);
        for it in &mut group.operations {
            operation(it, change);
        }
    }
    for webhook in &mut api.webhooks {
        self::webhook(webhook, change);
    }
    for definition in &mut api.types {
        definition.docs.iter_mut().for_each(&mut *change);
        match &mut definition.kind {
            TypeKind::Struct(structure) => {
                let fields = structure.fields.iter_mut();
                fields.flat_map(|it| &mut it.docs).for_each(&mut *change);
            }
            TypeKind::Enum(values) => {
                let variants = values.variants.iter_mut();
                variants.flat_map(|it| &mut it.docs).for_each(&mut *change);
            }
            _ => {}
        }
    }
}

fn operation(operation: &mut Operation, change: &mut impl FnMut(&mut String)) {
    operation.summary.iter_mut().for_each(&mut *change);
    operation.docs.iter_mut().for_each(&mut *change);
    let parameters = operation.parameters.iter_mut();
    parameters
        .flat_map(|it| &mut it.docs)
        .for_each(&mut *change);
    let body = operation.body.iter_mut();
    body.flat_map(|it| &mut it.docs).for_each(&mut *change);
    if let Output::Many { variants, .. } = &mut operation.output {
        let variants = variants.iter_mut();
        variants.flat_map(|it| &mut it.docs).for_each(&mut *change);
    }
    for response in &mut operation.responses {
        response.docs.iter_mut().for_each(&mut *change);
        let headers = response.headers.iter_mut();
        headers.flat_map(|it| &mut it.docs).for_each(&mut *change);
    }
    for callback in &mut operation.callbacks {
        webhook(callback, change);
    }
}

fn webhook(webhook: &mut Webhook, change: &mut impl FnMut(&mut String)) {
    webhook.docs.iter_mut().for_each(&mut *change);
}

#[cfg(test)]
mod tests {
    use super::{absolute, origin};

    #[test]
    fn only_links_from_the_root_of_the_site_change() {
        for (text, expected) in [
            (
                "See [keys](/docs/keys).",
                "See [keys](https://a.b/docs/keys).",
            ),
            ("<a href=\"/x\">x</a>", "<a href=\"https://a.b/x\">x</a>"),
            ("[a](//c.d/x) [b](x) [c](#x)", "[a](//c.d/x) [b](x) [c](#x)"),
            ("`[a](/x)` and [b](/y)", "`[a](/x)` and [b](https://a.b/y)"),
        ] {
            assert_eq!(absolute(text, "https://a.b"), expected);
        }
    }

    #[test]
    fn an_origin_is_a_web_site() {
        assert_eq!(origin("https://a.b/c?d"), Some("https://a.b"));
        assert_eq!(origin("https://a.b"), Some("https://a.b"));
        for url in [
            "mailto:a@b.c",
            "javascript://a",
            "https://",
            "/a",
            "https://u:p@a.b/",
        ] {
            assert_eq!(origin(url), None, "{url}");
        }
    }
}

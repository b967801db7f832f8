//! The facts of a document for the manifest of a new crate.

use openapiv3::{License, OpenAPI};
use serde_json::Value;

use super::annotations::non_blank;
use crate::document::recent;
use crate::model::PackageInfo;

/// Other spellings of licenses, without punctuation and without the words "the", "license" and "version".
const LICENSES: &[(&str, &str)] = &[
    ("apache", "Apache-2.0"),
    ("apache2", "Apache-2.0"),
    ("apache20", "Apache-2.0"),
    ("asl20", "Apache-2.0"),
    ("bsd2clause", "BSD-2-Clause"),
    ("bsd3clause", "BSD-3-Clause"),
    ("cc010", "CC0-1.0"),
    ("ccby40", "CC-BY-4.0"),
    ("ccbysa40", "CC-BY-SA-4.0"),
    ("eupl12", "EUPL-1.2"),
    ("isc", "ISC"),
    ("mit", "MIT"),
    ("mpl20", "MPL-2.0"),
    ("unlicense", "Unlicense"),
];

/// The sites whose pages of two segments are source repositories.
const FORGES: &[&str] = &["github.com", "gitlab.com", "codeberg.org", "bitbucket.org"];

pub(super) fn package(openapi: &OpenAPI) -> PackageInfo {
    let info = &openapi.info;
    let summary = recent(&info.extensions, "summary").and_then(Value::as_str);
    let docs = openapi.external_docs.as_ref().map(|docs| &*docs.url);
    let contact = info.contact.as_ref().and_then(|it| it.url.as_deref());
    let urls = [docs, contact]
        .into_iter()
        .flatten()
        .filter(|url| is_web(url));
    let repository = urls.clone().find(|url| is_repository(url));
    // The page of a contact is usually a form; only the root of a site is its home page.
    let is_homepage = |url: &&str| Some(*url) == docs || segments(url).next().is_none();
    let mut homepages = urls.filter(|url| !is_repository(url));
    PackageInfo {
        summary: non_blank(summary.map(str::to_owned).as_ref()),
        license: info.license.as_ref().and_then(license),
        repository: repository.map(str::to_owned),
        homepage: homepages.find(is_homepage).map(str::to_owned),
        ..PackageInfo::default()
    }
}

/// A license as an SPDX expression: its `identifier`, or its name if that is a usual one.
fn license(license: &License) -> Option<String> {
    let identifier = recent(&license.extensions, "identifier").and_then(Value::as_str);
    if let Some(identifier) = identifier.filter(|it| is_expression(it)) {
        return Some(identifier.to_owned());
    }
    let name = license.name.to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '.');
    let words = words.filter(|word| !matches!(*word, "the" | "license" | "licence" | "version"));
    let name: String = words.collect::<String>().replace('.', "");
    let known = LICENSES.iter().find(|(spelling, _)| *spelling == name);
    Some(known?.1.to_owned())
}

/// Returns whether a text can be an SPDX expression.
fn is_expression(text: &str) -> bool {
    let is_allowed =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | ' ' | '(' | ')');
    text.len() <= 200
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(')
        && text.chars().all(is_allowed)
}

/// Returns whether a text is the URL of a web page, without credentials.
fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    let is_allowed =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '`' | '@');
    rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric) && rest.chars().all(is_allowed))
}

fn is_repository(url: &str) -> bool {
    let host = url
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split('/').next());
    host.is_some_and(|host| FORGES.contains(&host)) && segments(url).count() == 2
}

/// The segments of the path of a URL.
fn segments(url: &str) -> impl Iterator<Item = &str> {
    let path = url.split("://").nth(1).unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/')
        .skip(1)
        .filter(|segment| !segment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::package;
    use crate::document::Document;
    use crate::model::PackageInfo;

    fn of(fields: &str) -> PackageInfo {
        let text = format!("openapi: 3.1.0\npaths: {{}}\n{fields}\n");
        let document = Document::parse("pets.yaml", text).expect("a document");
        package(&document.openapi)
    }

    #[test]
    fn licenses_are_spdx_expressions_or_usual_names() {
        for (license, expected) in [
            ("{ name: The MIT License }", Some("MIT")),
            (
                "{ name: 'Apache License, Version 2.0' }",
                Some("Apache-2.0"),
            ),
            (
                "{ name: Apache 2.0, url: 'https://a.example' }",
                Some("Apache-2.0"),
            ),
            ("{ name: BSD-3-Clause }", Some("BSD-3-Clause")),
            (
                "{ name: Ours, identifier: MIT OR Apache-2.0 }",
                Some("MIT OR Apache-2.0"),
            ),
            ("{ name: MIT, identifier: \"x\\ny\" }", Some("MIT")),
            ("{ name: GPL }", None),
            (
                "{ name: Proprietary, url: 'https://a.example/terms' }",
                None,
            ),
        ] {
            let info = of(&format!(
                "info: {{ title: Pets, version: '1', license: {license} }}"
            ));
            assert_eq!(info.license.as_deref(), expected, "{license}");
        }
    }

    #[test]
    fn urls_are_repositories_or_home_pages() {
        for (docs, contact, repository, homepage) in [
            (
                "https://a.example/docs",
                "https://a.example",
                None,
                Some("https://a.example/docs"),
            ),
            (
                "https://github.com/a/b",
                "https://a.example/",
                Some("https://github.com/a/b"),
                Some("https://a.example/"),
            ),
            (
                "javascript:alert(1)",
                "https://a.example/support",
                None,
                None,
            ),
            (
                "https://me:secret@a.example",
                "https://github.com/support",
                None,
                None,
            ),
            (
                "https://gitlab.com/a/b/-/wikis",
                "",
                None,
                Some("https://gitlab.com/a/b/-/wikis"),
            ),
        ] {
            let info = of(&format!(
                "info: {{ title: Pets, version: '1', summary: All pets., contact: {{ url: '{contact}' }} }}\nexternalDocs: {{ url: '{docs}' }}"
            ));
            assert_eq!(info.repository.as_deref(), repository, "{docs} {contact}");
            assert_eq!(info.homepage.as_deref(), homepage, "{docs} {contact}");
            assert_eq!(info.summary.as_deref(), Some("All pets."));
        }
    }
}

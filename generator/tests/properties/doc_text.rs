//! The property of documentation that holds for every text in a document: rustdoc finds no code to run, no HTML, no
//! link but those to web pages, mail addresses and fragments, and nothing to warn of.
//!
//! The text is in every place of an API whose text becomes documentation. The documentation is read from the generated
//! files, with the parser and the options of rustdoc.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use apicrate::model::{
    Api, Body, Bounds, Content, Credential, DefaultFor, EnumDef, EnumValues, EnumVariant,
    ErrorEnum, ErrorStatus, ErrorVariant, Field, Group, Keyword, Operation, OperationAlias, Output,
    OutputVariant, PackageInfo, Parameter, ParameterLocation, ParameterPresence, ParameterStyle,
    Presence, RequestSchema, RequestSchemas, Response, ResponseHeader, Schema, SecurityScheme,
    ServerChoice, ServerField, ServerTemplate, ServerType, ServerVariable, StructDef, TagValues,
    TagWriter, Type, TypeDef, TypeKind, UnionDef, UnionVariant, ValueKind, VariantStatus, Webhook,
};
use apicrate::render::{Gate, readme};
use apicrate::{Files, Options, render};
use rustdoc_markdown::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options as MarkdownOptions, Parser, Tag,
    TagEnd,
};

/// The links of the documentation that do not come from the document.
static OWN_LINKS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let files = files("text");
    let docs = files.values().flat_map(|source| docs(source));
    docs.flat_map(|doc| found(&doc, rendering_options()).links)
        .collect()
});

/// Generates code for an API whose texts are all this text. Panics if the property does not hold.
pub(crate) fn holds(text: &str) {
    holds_in(files(text));
    holds_in_readme(&readme(&api(text), &Options::default(), "attacked"));
}

/// As [`holds`] for a sixteenth of all texts. For the others, the API consists of types, which takes a tenth of the time.
pub(crate) fn holds_for_sample(text: &str) {
    if text.len().is_multiple_of(16) {
        return holds(text);
    }
    holds_in(rendered(&Api {
        types: types(text),
        title: "Types".to_owned(),
        version: "1".to_owned(),
        ..Api::default()
    }));
}

/// The README contains no HTML, and no blocks of code besides its own.
fn holds_in_readme(readme: &str) {
    let mut languages = Vec::new();
    for event in Parser::new_ext(readme, rendering_options()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html}\n{readme}"),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                languages.push(language.into_string());
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => panic!("{readme}"),
            _ => {}
        }
    }
    let own = languages.is_empty() || languages == ["toml", "rust", "rust"];
    assert!(own, "{languages:?}\n{readme}");
}

fn holds_in(files: Files) {
    for (path, source) in files {
        if let Some(c) = source.chars().find(|c| is_rejected(*c)) {
            panic!("{path} contains {c:?}\n{source}");
        }
        if let Err(error) = syn::parse_file(&source) {
            panic!("{path} is not Rust: {error}\n{source}");
        }
        for doc in docs(&source) {
            // rustdoc looks for tests without the options that it renders with.
            for options in [MarkdownOptions::empty(), rendering_options()] {
                let found = found(&doc, options);
                assert!(found.faults.is_empty(), "{path}: {:?}\n{doc}", found.faults);
                let mut links = found.links.iter();
                let foreign = links.find(|link| !is_allowed(link) && !OWN_LINKS.contains(*link));
                assert!(foreign.is_none(), "{path}: {foreign:?}\n{doc}");
            }
        }
    }
}

fn is_allowed(link: &str) -> bool {
    let link = link.to_ascii_lowercase();
    ["http://", "https://", "mailto:", "#"]
        .iter()
        .any(|start| link.starts_with(start))
}

/// Characters that the compiler rejects, or that begin a new line in editors.
fn is_rejected(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The options with which rustdoc renders documentation and looks for faults.
fn rendering_options() -> MarkdownOptions {
    MarkdownOptions::ENABLE_TABLES
        | MarkdownOptions::ENABLE_FOOTNOTES
        | MarkdownOptions::ENABLE_STRIKETHROUGH
        | MarkdownOptions::ENABLE_TASKLISTS
        | MarkdownOptions::ENABLE_SMART_PUNCTUATION
}

/// Everything in a documentation that is not plain text.
#[derive(Default)]
struct Found {
    links: BTreeSet<String>,
    faults: Vec<String>,
}

fn found(doc: &str, options: MarkdownOptions) -> Found {
    let mut found = Found::default();
    let mut links = BTreeSet::new();
    let mut callback = |link: BrokenLink<'_>| {
        let reference = link.reference.to_string();
        links.insert(reference.clone());
        Some((CowStr::from(reference), CowStr::from("")))
    };
    let parser = Parser::new_with_broken_link_callback(doc, options, Some(&mut callback));
    let mut in_link = false;
    for event in parser {
        let fault = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "text" => None,
            Event::Start(Tag::CodeBlock(kind)) => Some(format!("a code block: {kind:?}")),
            Event::Start(Tag::Link {
                dest_url,
                link_type,
                ..
            }) => {
                in_link = true;
                if link_type != LinkType::Email {
                    found.links.insert(dest_url.to_string());
                }
                None
            }
            Event::End(TagEnd::Link) => {
                in_link = false;
                None
            }
            Event::Text(text) if !in_link && has_bare_url(&text) => {
                Some(format!("a bare URL: {text}"))
            }
            Event::Html(html) | Event::InlineHtml(html) => Some(format!("HTML: {html}")),
            Event::Start(
                tag @ (Tag::Image { .. } | Tag::HtmlBlock | Tag::FootnoteDefinition(_)),
            ) => Some(format!("{tag:?}")),
            event @ (Event::FootnoteReference(_) | Event::TaskListMarker(_)) => {
                Some(format!("{event:?}"))
            }
            _ => None,
        };
        found.faults.extend(fault);
    }
    found.links.extend(links);
    found
}

/// Returns whether rustdoc's lint `bare_urls` may report the text.
fn has_bare_url(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.match_indices(scheme).any(|(start, _)| {
            let host = text.get(start + scheme.len()..).unwrap_or_default();
            let host =
                host.split(|c: char| !c.is_ascii_alphanumeric() && !"-@:%._+~#=".contains(c));
            let host = host.into_iter().next().unwrap_or_default();
            let mut dots = host.match_indices('.');
            dots.any(|(dot, _)| {
                let letters = host
                    .bytes()
                    .skip(dot + 1)
                    .take_while(u8::is_ascii_alphabetic)
                    .count();
                dot >= 2 && letters >= 2
            })
        })
    })
}

/// The documentation in a file, without the markers of its comments and without the indentation that all lines share.
fn docs(source: &str) -> Vec<String> {
    let mut docs: Vec<Vec<&str>> = Vec::new();
    let mut in_doc = false;
    for line in source.lines().map(str::trim_start) {
        let text = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        match (text, in_doc, docs.last_mut()) {
            (Some(text), true, Some(doc)) => doc.push(text),
            (Some(text), ..) => docs.push(vec![text]),
            _ => {}
        }
        in_doc = text.is_some();
    }
    docs.iter().map(|lines| unindented(lines)).collect()
}

fn unindented(lines: &[&str]) -> String {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let indent = filled
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min();
    let lines = lines
        .iter()
        .map(|line| line.get(indent.unwrap_or_default()..).unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The code that is generated for an API in which every text is this one.
pub(crate) fn files(text: &str) -> Files {
    rendered(&api(text))
}

fn rendered(api: &Api) -> Files {
    let options = Options {
        server: Gate::Always,
        validation: true,
        ..Options::default()
    };
    render(api, &options).unwrap_or_else(|error| panic!("{error}"))
}

fn api(text: &str) -> Api {
    let text = text.to_owned();
    let docs = Some(text.clone());
    let scheme = |credential: fn(String) -> Credential| SecurityScheme {
        name: text.clone(),
        docs: docs.clone(),
        credential: credential(text.clone()),
        scopes: vec![text.clone(), text.clone()],
        device_authorization: docs.clone(),
        metadata: docs.clone(),
        deprecated: true,
    };
    let scheme_kinds: [fn(String) -> Credential; 5] = [
        Credential::Header,
        Credential::Query,
        Credential::Cookie,
        |text| Credential::OAuth2(Some(text)),
        Credential::Other,
    ];
    let security: Vec<Vec<SecurityScheme>> = scheme_kinds
        .iter()
        .map(|kind| vec![scheme(*kind)])
        .collect();
    Api {
        title: text.clone(),
        version: text.clone(),
        docs: docs.clone(),
        package: PackageInfo {
            summary: docs.clone(),
            ..PackageInfo::default()
        },
        servers: Vec::new(),
        server_type: Some(server_type(&text, docs.as_ref())),
        security: security.clone(),
        groups: vec![Group {
            stem: "Attacked".to_owned(),
            module: "attacked".to_owned(),
            feature: "attacked".to_owned(),
            path: vec!["attacked".to_owned()],
            ancestors: Vec::new(),
            docs: docs.clone(),
            operations: vec![
                operation("get", &text, docs.clone(), security.clone()),
                operation("list", &text, None, Vec::new()),
            ],
        }],
        types: types(&text),
        webhooks: vec![webhook(&text, docs), webhook(&text, None)],
        model_features: BTreeMap::new(),
        request_schemas: request_schemas(&text),
    }
}

fn server_template(text: &str) -> ServerTemplate {
    ServerTemplate {
        url: text.to_owned(),
        variables: vec![server_variable(text, None)],
    }
}

fn server_variable(text: &str, docs: Option<String>) -> ServerVariable {
    ServerVariable {
        name: text.to_owned(),
        docs,
        default: text.to_owned(),
        values: vec![text.to_owned(), "other".to_owned()],
    }
}

fn server_type(text: &str, docs: Option<&String>) -> ServerType {
    let field = |name: &str, docs: Option<String>, values: Option<&str>| ServerField {
        name: name.to_owned(),
        variable: server_variable(text, docs),
        values: values.map(str::to_owned),
    };
    let choice = |name: &str, docs: Option<&String>, structure: Option<&str>| ServerChoice {
        name: name.to_owned(),
        docs: docs.cloned(),
        pointer: text.to_owned(),
        url: text.to_owned(),
        structure: structure.map(str::to_owned),
        fields: vec![
            field("region", None, Some("ServerRegion")),
            field("port", docs.cloned(), None),
        ],
    };
    let region = |name: &str, docs: Option<String>| TypeDef {
        name: name.to_owned(),
        aliases: Vec::new(),
        module: String::new(),
        docs,
        deprecated: false,
        derives: Vec::new(),
        pointer: text.to_owned(),
        kind: TypeKind::Enum(EnumDef {
            variants: vec![EnumVariant {
                wire: text.to_owned(),
                name: "Eu".to_owned(),
                docs: None,
            }],
            values: EnumValues::Text,
            open: false,
        }),
    };
    ServerType {
        name: "Server".to_owned(),
        choices: vec![
            choice("First", docs, Some("FirstServer")),
            choice("Second", docs, None),
            choice("Third", None, None),
        ],
        enums: vec![
            region("ServerRegion", docs.cloned()),
            region("ServerSite", None),
        ],
    }
}

fn request_schemas(text: &str) -> RequestSchemas {
    let text = text.to_owned();
    let pattern = Keyword::Pattern {
        pattern: text.clone(),
        translated: None,
    };
    let properties = vec![(text.clone(), Schema::Component("PART".to_owned()))];
    let request = RequestSchema {
        name: "GET".to_owned(),
        parameters: vec![
            Schema::Keywords(vec![Keyword::Enum(vec![text.clone()])]),
            Schema::Keywords(vec![pattern]),
        ],
        body: Some(Schema::Keywords(vec![Keyword::Properties(properties)])),
    };
    let part = Schema::Keywords(vec![Keyword::EnumJson(vec![text.clone()])]);
    RequestSchemas {
        components: [("PART".to_owned(), part)].into(),
        operations: [(text, request)].into(),
        unchecked_patterns: BTreeSet::new(),
    }
}

fn content(text: &str) -> Content {
    Content {
        media_type: text.to_owned(),
        ty: Type::Named("Record".to_owned()),
        stream: None,
        encodings: Vec::new(),
        parts: Vec::new(),
        examples: Vec::new(),
    }
}

fn webhook(text: &str, docs: Option<String>) -> Webhook {
    Webhook {
        wire: text.to_owned(),
        name: if docs.is_some() { "Described" } else { "Named" }.to_owned(),
        docs,
        content: content(text),
        tag: Some((text.to_owned(), text.to_owned())),
        pointer: text.to_owned(),
    }
}

fn operation(
    name: &str,
    text: &str,
    docs: Option<String>,
    security: Vec<Vec<SecurityScheme>>,
) -> Operation {
    let stem = if name == "get" { "Get" } else { "List" };
    let parameter = |name: &str, location| Parameter {
        wire: text.to_owned(),
        name: name.to_owned(),
        docs: docs.clone(),
        deprecated: false,
        pointer: text.to_owned(),
        location,
        style: ParameterStyle::Standard,
        allow_reserved: false,
        encodings: Vec::new(),
        ty: Type::String,
        presence: ParameterPresence::Optional,
        default: Some(text.to_owned()),
        bounds: Bounds::new(),
        example: None,
    };
    let header = || ResponseHeader {
        name: text.to_owned(),
        docs: docs.clone(),
    };
    let response = |status: &str| Response {
        status: status.to_owned(),
        is_error: !status.starts_with('2'),
        docs: docs.clone(),
        content: Some(content(text)),
        others: Vec::new(),
        headers: vec![header()],
    };
    let variant = |name: &str, status| OutputVariant {
        name: name.to_owned(),
        status,
        content: Some(content(text)),
        docs: docs.clone(),
    };
    Operation {
        id: text.to_owned(),
        name: name.to_owned(),
        aliases: vec![OperationAlias {
            name: format!("{name}_old"),
            stem: format!("{stem}Old"),
        }],
        stem: stem.to_owned(),
        tags: vec![text.to_owned()],
        method: "GET".to_owned(),
        path: text.to_owned(),
        server: text.to_owned(),
        servers: vec![server_template(text)],
        security: Some(security),
        summary: docs.clone(),
        docs: docs
            .as_ref()
            .map(|docs| format!("Of this operation. {docs}")),
        deprecated: false,
        pointer: text.to_owned(),
        parameters: vec![
            parameter("query", ParameterLocation::Query),
            parameter("header", ParameterLocation::Header),
        ],
        body: Some(Body {
            docs: docs.clone(),
            content: content(text),
            required: true,
            spread: false,
        }),
        error: Some(ErrorEnum {
            name: format!("{stem}Error"),
            variants: vec![ErrorVariant {
                name: "NotFound".to_owned(),
                status: ErrorStatus::Exact(404),
                content: Some(content(text)),
            }],
        }),
        output: Output::Many {
            name: format!("{stem}Output"),
            variants: vec![
                variant("Ok", VariantStatus::Exact(200)),
                variant("Created", VariantStatus::Exact(201)),
            ],
        },
        responses: vec![response("200"), response("201"), response("404")],
        not_served: None,
        is_variant: name == "list",
        pagination: None,
        callbacks: vec![webhook(text, docs)],
    }
}

fn types(text: &str) -> Vec<TypeDef> {
    let docs = Some(text.to_owned());
    let definition = |name: &str, docs: Option<String>, kind| TypeDef {
        name: name.to_owned(),
        aliases: vec![format!("{name}Old")],
        module: name.to_ascii_lowercase(),
        docs,
        deprecated: true,
        derives: Vec::new(),
        pointer: format!("/components/schemas/{text}"),
        kind,
    };
    let value = |name: &str, docs| EnumVariant {
        wire: text.to_owned(),
        name: name.to_owned(),
        docs,
    };
    let values = EnumDef {
        variants: vec![value("Described", docs.clone()), value("Named", None)],
        values: EnumValues::Text,
        open: true,
    };
    let field = |name: &str, docs, default| Field {
        wire: text.to_owned(),
        name: name.to_owned(),
        docs,
        deprecated: false,
        pointer: text.to_owned(),
        ty: Type::String,
        presence: Presence::Optional,
        boxed: false,
        constant: false,
        fixed: None,
        default,
        bounds: Bounds::from([("pattern", text.to_owned())]),
    };
    let record = StructDef {
        fields: vec![
            field("described", docs.clone(), None),
            field("with_default", docs.clone(), docs.clone()),
            field("only_default", None, docs.clone()),
        ],
        additional: None,
        closed: false,
        extends: Vec::new(),
    };
    let alternative = UnionVariant {
        name: "Record".to_owned(),
        ty: Type::Named("Record".to_owned()),
        boxed: false,
        tags: vec![text.to_owned(), text.to_owned()],
        default_for: DefaultFor::default(),
        tag_writer: TagWriter::Union,
        value_kind: ValueKind::Any,
    };
    let union = UnionDef {
        variants: vec![alternative],
        tag: Some(text.to_owned()),
        tag_values: TagValues::Text,
    };
    vec![
        definition("Choice", docs.clone(), TypeKind::Enum(values)),
        definition("Nothing", None, TypeKind::Alias(Type::String)),
        definition("Record", docs.clone(), TypeKind::Struct(record)),
        definition("Union", docs, TypeKind::Union(union)),
    ]
}

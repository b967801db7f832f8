use crate::diagnostic::Diagnostics;
use crate::document::{NamedPagination, PaginationOverride, RawDocument};
use crate::resolve::resolve_unlocated;
use crate::{Document, model::Pagination};

/// A document with the operation `list`: its method, its parameters or the body of a POST, and the schema of its response,
/// all as YAML in one line.
fn document(method: &str, parameters: &str, response: &str) -> String {
    let parameters: Vec<String> = parameters
        .split(';')
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(|it| {
            let (name, schema) = it.split_once(' ').unwrap_or((it, "{ type: string }"));
            format!("{{ name: '{name}', in: query, schema: {schema} }}")
        })
        .collect();
    format!(
        "
openapi: 3.1.0
info: {{ title: T, version: '1' }}
paths:
  /things:
    {method}:
      operationId: list
      parameters: [{}]
      responses:
        '200':
          description: The things.
          content: {{ application/json: {{ schema: {response} }} }}
components:
  schemas:
    Thing: {{ type: object, properties: {{ id: {{ type: string }} }} }}
",
        parameters.join(", ")
    )
}

fn raw(text: &str) -> Result<RawDocument, Diagnostics> {
    RawDocument::parse("t.yaml", text)
}

/// The decision about the operation `list`.
fn decision(text: &str) -> Result<String, String> {
    let found = raw(text).and_then(Document::from_raw);
    let found = found.and_then(|document| resolve_unlocated(&document));
    match found {
        Ok(resolved) => match resolved.notes.into_iter().next() {
            Some(note) => note.decision,
            None => Err("unrelated".to_owned()),
        },
        Err(findings) => Err(findings.to_string()),
    }
}

const INTEGER: &str = "{ type: integer }";

#[test]
fn usual_names_are_detected() {
    let list = "{ type: array, items: { $ref: '#/components/schemas/Thing' } }";
    let cases = [
        (
            "limit I; offset I",
            list.to_owned(),
            "by the offset `offset`; size: `limit`",
        ),
        (
            "$top I; $skip I",
            format!("{{ type: object, properties: {{ value: {list} }} }}"),
            "by the offset `$skip`; size: `$top`; items: `value`",
        ),
        (
            "page I; perPage I",
            list.to_owned(),
            "by the page number `page`; size: `perPage`",
        ),
        (
            "page { type: integer, default: 0 }; size I",
            format!(
                "{{ type: object, properties: {{ content: {list}, last: {{ type: boolean }}, number: {INTEGER}, totalPages: {INTEGER}, totalElements: {INTEGER} }} }}"
            ),
            "by the page number `page`, from 0; size: `size`; items: `content`; last: `last`; total: `totalElements`; pages: `totalPages`",
        ),
        (
            "'page[number]' I; 'page[size]' I",
            format!(
                "{{ type: object, properties: {{ data: {list}, included: {list}, links: {{ type: object, properties: {{ next: {{ type: string }} }} }} }} }}"
            ),
            "by the URL `links.next`; items: `data`",
        ),
        (
            "cursor",
            format!(
                "{{ type: object, properties: {{ members: {list}, response_metadata: {{ type: object, properties: {{ next_cursor: {{ type: string }} }} }} }} }}"
            ),
            "by the cursor `cursor` from `response_metadata.next_cursor`; items: `members`",
        ),
        (
            "after",
            format!(
                "{{ type: object, properties: {{ data: {list}, paging: {{ type: object, properties: {{ next: {{ type: string, format: uri }}, cursors: {{ type: object, properties: {{ before: {{ type: string }}, after: {{ type: string }} }} }} }} }} }} }}"
            ),
            "by the cursor `after` from `paging.cursors.after`; items: `data`",
        ),
        (
            "first I; after",
            format!(
                "{{ type: object, properties: {{ nodes: {list}, pageInfo: {{ type: object, properties: {{ endCursor: {{ type: string }}, hasNextPage: {{ type: boolean }} }} }} }} }}"
            ),
            "by the cursor `after` from `pageInfo.endCursor`; items: `nodes`; more: `pageInfo.hasNextPage`",
        ),
        (
            "offset",
            format!(
                "{{ type: object, properties: {{ records: {list}, offset: {{ type: string }} }} }}"
            ),
            "by the cursor `offset` from `offset`; items: `records`",
        ),
        (
            "$skiptoken",
            format!(
                "{{ type: object, properties: {{ value: {list}, '@odata.nextLink': {{ type: string }} }} }}"
            ),
            "by the URL `@odata.nextLink`; items: `value`",
        ),
        (
            "page I",
            format!(
                "{{ type: object, properties: {{ _embedded: {{ type: object, properties: {{ orders: {list} }} }}, _links: {{ type: object, properties: {{ next: {{ type: object, properties: {{ href: {{ type: string }} }} }} }} }} }} }}"
            ),
            "by the URL `_links.next.href`; items: `_embedded.orders`",
        ),
        (
            "marker; usemarker { type: boolean }; offset I; limit I",
            format!(
                "{{ type: object, properties: {{ entries: {list}, next_marker: {{ type: string }}, total_count: {INTEGER} }} }}"
            ),
            "by the offset `offset`; size: `limit`; items: `entries`; total: `total_count`",
        ),
        (
            "startAt I; maxResults I",
            format!("{{ type: object, properties: {{ issues: {list}, total: {INTEGER} }} }}"),
            "by the offset `startAt`; size: `maxResults`; items: `issues`; total: `total`",
        ),
    ];
    assert_detected(&cases);
}

#[test]
fn the_response_can_decide() {
    let list = "{ type: array, items: { $ref: '#/components/schemas/Thing' } }";
    let cases = [
        (
            "",
            format!(
                "{{ type: object, properties: {{ value: {list}, nextLink: {{ type: string }} }} }}"
            ),
            "by the URL `nextLink`; items: `value`",
        ),
        (
            "token",
            format!(
                "{{ type: object, properties: {{ pets: {list}, nextToken: {{ type: string }} }} }}"
            ),
            "by the cursor `token` from `nextToken`; items: `pets`",
        ),
    ];
    assert_detected(&cases);
}

#[test]
fn nested_positions_and_other_names_are_detected() {
    let list = "{ type: array, items: { $ref: '#/components/schemas/Thing' } }";
    let cases = [
        (
            "after; limit I",
            format!(
                "{{ type: object, properties: {{ results: {list}, paging: {{ type: object, properties: {{ next: {{ type: object, properties: {{ after: {{ type: string }}, link: {{ type: string }} }} }} }} }} }} }}"
            ),
            "by the cursor `after` from `paging.next.after`; items: `results`",
        ),
        (
            "starting_after; per_page I",
            format!(
                "{{ type: object, properties: {{ data: {list}, pages: {{ type: object, properties: {{ page: {INTEGER}, next: {{ type: object, properties: {{ per_page: {INTEGER}, starting_after: {{ type: string }} }} }} }} }} }} }}"
            ),
            "by the cursor `starting_after` from `pages.next.starting_after`; items: `data`",
        ),
        (
            "continue; limit I",
            format!(
                "{{ type: object, properties: {{ items: {list}, metadata: {{ type: object, properties: {{ continue: {{ type: string }} }} }} }} }}"
            ),
            "by the cursor `continue` from `metadata.continue`; items: `items`",
        ),
        (
            "page { type: integer, minimum: 1 }; per_page I",
            format!(
                "{{ type: object, properties: {{ users: {list}, next_page: {{ type: string }} }} }}"
            ),
            "by the page number `page`, from 1; size: `per_page`; items: `users`",
        ),
        (
            "cursor; per_page I",
            format!(
                "{{ type: object, properties: {{ errors: {list}, messages: {list}, result: {list}, result_info: {{ type: object, properties: {{ cursor: {{ type: string }} }} }} }} }}"
            ),
            "by the cursor `cursor` from `result_info.cursor`; items: `result`",
        ),
        (
            "page { type: integer, default: 0 }; hitsPerPage I",
            format!("{{ type: object, properties: {{ hits: {list}, nbPages: {INTEGER} }} }}"),
            "by the page number `page`, from 0; size: `hitsPerPage`; items: `hits`; pages: `nbPages`",
        ),
        (
            "after_id I; limit I",
            format!(
                "{{ type: object, properties: {{ data: {{ type: array, items: {{ type: object, properties: {{ id: {INTEGER} }} }} }}, has_more: {{ type: boolean }} }} }}"
            ),
            "by `after_id`, the `id` of the last item; items: `data`; more: `has_more`",
        ),
    ];
    assert_detected(&cases);
}

/// Asserts the pagination of operations with these parameters and responses.
fn assert_detected(cases: &[(&str, String, &str)]) {
    for (parameters, response, expected) in cases {
        let parameters = parameters
            .replace(" I", &format!(" {INTEGER}"))
            .replace('\'', "");
        let found = decision(&document("get", &parameters, response));
        assert_eq!(
            found,
            Ok(format!("{expected} (names)")),
            "{parameters} {response}"
        );
    }
}

#[test]
fn similar_parameters_are_not_pages() {
    let list = "{ type: array, items: { $ref: '#/components/schemas/Thing' } }";
    let cases = [
        // A flag, a date and a name.
        ("page { type: boolean }; size I", list.to_owned()),
        (
            "after { type: string, format: date-time }; limit I",
            list.to_owned(),
        ),
        (
            "start { type: string, format: date-time }; end",
            list.to_owned(),
        ),
        // The number of a page of one document.
        ("page I", list.to_owned()),
        (
            "page I; size I",
            "{ type: object, properties: { text: { type: string } } }".to_owned(),
        ),
        // Only the header of an undocumented response contains the cursor.
        ("cursor; limit I", list.to_owned()),
        ("page I; limit I; page_token", list.to_owned()),
        // The number of items to return, and the time of the next one.
        (
            "next I",
            format!("{{ type: object, properties: {{ runs: {list}, next: {{ type: string }} }} }}"),
        ),
        // A credential, beside the cursor of another request.
        (
            "token",
            format!(
                "{{ type: object, properties: {{ runs: {list}, next_cursor: {{ type: string }} }} }}"
            ),
        ),
        // The order of the items is not known.
        ("after; limit I", list.to_owned()),
        // Several lists.
        (
            "page I; size I",
            format!("{{ type: object, properties: {{ commits: {list}, files: {list} }} }}"),
        ),
        (
            "page I; size I",
            format!("{{ type: object, properties: {{ errors: {list} }} }}"),
        ),
    ];
    for (parameters, response) in cases {
        let parameters = parameters.replace(" I", &format!(" {INTEGER}"));
        let found = decision(&document("get", &parameters, &response));
        assert!(found.is_err(), "{parameters} {response}: {found:?}");
    }
    let deleted = document(
        "delete",
        "page { type: integer }; size { type: integer }",
        list,
    );
    assert_eq!(decision(&deleted), Err("unrelated".to_owned()));
}

/// Resolves a document with a configured pagination of an operation.
fn configured(operation: &str, pagination: &str) -> Result<Option<Pagination>, String> {
    let response = "{ type: object, properties: { result: { type: object, properties: { trees: { type: array, items: { $ref: '#/components/schemas/Thing' } }, end: { type: string } } }, more: { type: boolean } } }";
    let text = document(
        "get",
        "n { type: integer }; offset { type: integer }; flag { type: boolean }",
        response,
    );
    let pagination = toml::from_str::<toml::Table>(&format!("it = {pagination}"))
        .ok()
        .and_then(|table| table.get("it").cloned())
        .map(toml::Value::try_into::<PaginationOverride>);
    let pagination = match pagination {
        Some(Ok(pagination)) => pagination,
        Some(Err(error)) => return Err(error.to_string()),
        None => return Err("it is not TOML".to_owned()),
    };
    let overrides = [(operation.to_owned(), pagination)].into();
    let document = raw(&text).map(|raw| raw.paginate(overrides));
    let document = document.and_then(Document::from_raw);
    let resolved = document.and_then(|document| resolve_unlocated(&document));
    let resolved = resolved.map_err(|findings| findings.to_string())?;
    let mut operations = resolved
        .api
        .groups
        .into_iter()
        .flat_map(|group| group.operations);
    Ok(operations.next().and_then(|operation| operation.pagination))
}

#[test]
fn the_configuration_decides() {
    assert_eq!(configured("list", "'off'"), Ok(None));
    for (pagination, expected) in [
        (
            "'link'",
            "by the header `Link`; items: `result.trees`; more: `more`",
        ),
        (
            "{ cursor = 'n', next = 'result.end' }",
            "by the cursor `n` from `result.end`; items: `result.trees`; more: `more`",
        ),
        (
            "{ cursor = 'n', last-item = 'id', items = 'result.trees', has-more = 'more' }",
            "by `n`, the `id` of the last item; items: `result.trees`; more: `more`",
        ),
        (
            "{ page = 'offset', size = 'n' }",
            "by the page number `offset`; size: `n`; items: `result.trees`; more: `more`",
        ),
        (
            "{ next-url = 'result.end' }",
            "by the URL `result.end`; items: `result.trees`; more: `more`",
        ),
    ] {
        let found = configured("list", pagination);
        let found = found.map(|it| it.map(|it| format!("{it} ({})", it.source)));
        assert_eq!(
            found,
            Ok(Some(format!("{expected} (configuration)"))),
            "{pagination}"
        );
    }
}

#[test]
fn a_wrong_configuration_is_an_error() {
    for (operation, pagination, expected) in [
        (
            "lists",
            "'off'",
            "the pagination of the operation `lists` is configured, but the document has no such operation",
        ),
        (
            "list",
            "{ cursor = 'x', next = 'result.end' }",
            "the configured pagination of `list` does not fit: it has no parameter or property of its body `x`",
        ),
        (
            "list",
            "{ cursor = 'n', next = 'result.start' }",
            "its response has no property `result.start`",
        ),
        (
            "list",
            "{ cursor = 'n', next = 'result' }",
            "`result` of its response is not a single value",
        ),
        (
            "list",
            "{ cursor = 'n' }",
            "`cursor` needs `next` or `last-item`",
        ),
        (
            "list",
            "{ cursor = 'n', last-item = 'key' }",
            "the items have no property `key`",
        ),
        (
            "list",
            "{ page = 'flag' }",
            "`flag` is neither a string nor a number",
        ),
        (
            "list",
            "{ page = 'n', items = 'result' }",
            "its response has no list `result`",
        ),
        (
            "list",
            "{ cursor = 'n', next = 'result.end', offset = 'offset' }",
            "`offset` and `cursor` exclude each other",
        ),
        (
            "list",
            "{ size = 'n' }",
            "one of `offset`, `page`, `cursor`, `next-url` and `link` is required",
        ),
        (
            "list",
            "{ offsets = 'n' }",
            "expected `\"off\"`, `\"link\"` or a table",
        ),
        ("list", "'on'", "expected `\"off\"`, `\"link\"` or a table"),
    ] {
        let error = configured(operation, pagination).err().unwrap_or_default();
        assert!(error.contains(expected), "{pagination}: {error}");
    }
    let off = PaginationOverride::from(NamedPagination::Off);
    assert_eq!(off.rule(), None);
}

#[test]
fn json_paths_have_several_forms() {
    let list = "{ type: array, items: { $ref: '#/components/schemas/Thing' } }";
    let response = format!(
        "{{ type: object, properties: {{ a: {list}, b: {list}, end: {{ type: string }} }} }}"
    );
    for (outputs, expected) in [
        (
            "{ results: \"$['b']\", nextCursor: '$[\"end\"]' }",
            "by the cursor `n` from `end`; items: `b`",
        ),
        (
            "{ nextCursor: '$.b[-1].id' }",
            "by `n`, the `id` of the last item; items: `b`",
        ),
        (
            "{ nextCursor: '$.b[-1:].id' }",
            "by `n`, the `id` of the last item; items: `b`",
        ),
        (
            "{ nextCursor: '$.b[(@.length-1)].id' }",
            "by `n`, the `id` of the last item; items: `b`",
        ),
    ] {
        let text = document("get", "n", &response).replace(
            "operationId: list",
            &format!(
                "operationId: list\n      x-speakeasy-pagination: {{ type: cursor, inputs: [{{ name: n, type: cursor }}], outputs: {outputs} }}"
            ),
        );
        let expected = format!("{expected} (x-speakeasy-pagination)");
        assert_eq!(decision(&text), Ok(expected), "{outputs}");
    }
}

#[test]
fn a_wrong_extension_is_a_warning() {
    let list = "{ type: array, items: { $ref: '#/components/schemas/Thing' } }";
    let text = document(
        "get",
        "limit { type: integer }; offset { type: integer }",
        list,
    );
    for (extension, expected) in [
        (
            "x-fern-pagination: true",
            "the document has no `x-fern-pagination` at its root",
        ),
        (
            "x-fern-pagination: 1",
            "it is neither a Boolean nor an object",
        ),
        (
            "x-fern-pagination: { offset: offset }",
            "`offset` is not a path that starts with `$request.`",
        ),
        (
            "x-fern-pagination: { offset: $request.skip }",
            "it has no parameter or property of its body `skip`",
        ),
        (
            "x-speakeasy-pagination: { type: pages }",
            "its `type` is none of `offsetLimit`, `cursor` and `url`",
        ),
        (
            "x-speakeasy-pagination: { type: offsetLimit, inputs: [{ name: a, type: b }] }",
            "`b` is not a type of an input",
        ),
    ] {
        let text = text.replace(
            "operationId: list",
            &format!("operationId: list\n      {extension}"),
        );
        let resolved = raw(&text).and_then(Document::from_raw);
        let resolved = resolved.and_then(|document| resolve_unlocated(&document));
        let (is_paged, warnings) = match resolved {
            Ok(resolved) => {
                let mut operations = resolved
                    .api
                    .groups
                    .iter()
                    .flat_map(|group| &group.operations);
                (
                    operations.any(|it| it.pagination.is_some()),
                    resolved.findings.to_string(),
                )
            }
            Err(errors) => (true, errors.to_string()),
        };
        assert!(
            !is_paged && warnings.contains(expected),
            "{extension}: {warnings}"
        );
    }
}

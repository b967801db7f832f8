//! Bodies of requests and responses: media types, encodings, events and errors.

use insta::assert_snapshot;

use crate::report::compared;

/// A document with one operation that has these responses.
fn answering(responses: &str) -> String {
    format!(
        "
paths:
  /boats:
    post:
      operationId: boats_add
      tags: [Boats]
      responses: {responses}
components:
  schemas:
    Fault: {{ type: object, properties: {{ text: {{ type: string }} }} }}
"
    )
}

/// A document with one operation that sends this media type.
fn sending(content: &str) -> String {
    format!(
        "
paths:
  /boats:
    post:
      operationId: boats_add
      tags: [Boats]
      requestBody: {{ required: true, content: {{ {content} }} }}
      responses: {{ '204': {{ description: Added. }} }}
"
    )
}

#[test]
fn the_data_of_a_stream_has_another_format() {
    let stream = |data: &str| {
        answering(&format!(
            "{{ '200': {{ description: Words., content: {{ text/event-stream: {{ itemSchema: {{ type: object, properties: {{ data: {data} }} }} }} }} }} }}"
        ))
    };
    let text = stream("{ type: string }");
    let json = stream(
        "{ type: string, contentMediaType: application/json, contentSchema: { type: string } }",
    );
    assert_snapshot!(compared(&text, &json), @r"
    patch

    wire BoatsClient::add
      the format of the data is now `JSON` (before: `text`)
      /paths/~1boats/post
    ");
    assert_snapshot!(compared(&json, &text), @r"
    patch

    wire BoatsClient::add
      the format of the data is now `text` (before: `JSON`)
      /paths/~1boats/post
    ");
    assert_eq!(compared(&json, &json), "no change\n");
}

#[test]
fn each_encoding_of_a_form_has_a_description() {
    let form = |encodings: &str| {
        let properties = ["a", "b", "c", "d"].map(|name| {
            format!("{name}: {{ type: object, properties: {{ x: {{ type: string }} }} }}")
        });
        sending(&format!(
            "application/x-www-form-urlencoded: {{ schema: {{ type: object, properties: {{ {}, list: {{ type: array, items: {{ type: string }} }} }} }}, encoding: {{ {encodings} }} }}",
            properties.join(", ")
        ))
    };
    let new = form(
        "a: { style: deepObject, explode: true }, b: { style: form, explode: true }, c: { style: form, explode: true, allowReserved: true },
         d: { contentType: application/json }, list: { style: pipeDelimited, explode: false }",
    );
    assert_snapshot!(compared(&form(""), &new), @r#"
    patch

    wire boats::AddRequest::body
      the encoding of `a` is now `deepObject` (before: `default`)
      /paths/~1boats/post/requestBody

    wire boats::AddRequest::body
      the encoding of `b` is now `exploded` (before: `default`)
      /paths/~1boats/post/requestBody

    wire boats::AddRequest::body
      the encoding of `c` is now `exploded, allowReserved` (before: `default`)
      /paths/~1boats/post/requestBody

    wire boats::AddRequest::body
      the encoding of `d` is now `application/json` (before: `default`)
      /paths/~1boats/post/requestBody

    wire boats::AddRequest::body
      the encoding of `list` is now `separated by "|"` (before: `default`)
      /paths/~1boats/post/requestBody
    "#);
}

#[test]
fn parts_of_a_body_are_compared_one_by_one() {
    let parts = |encodings: &str| {
        sending(&format!(
            "multipart/mixed: {{ schema: {{ type: array, items: {{ type: string, format: binary }} }}{encodings} }}"
        ))
    };
    let old = parts(", itemEncoding: { contentType: image/png }");
    let new = parts(
        ", prefixEncoding: [{ contentType: image/png }, { contentType: image/gif }], itemEncoding: { contentType: image/jpeg }",
    );
    assert_snapshot!(compared(&old, &new), @r"
    patch

    wire boats::AddRequest::body
      the encoding of part 2 is now `image/gif` (before: `default`)
      /paths/~1boats/post/requestBody

    wire boats::AddRequest::body
      the encoding of part 3 is now `image/jpeg` (before: `default`)
      /paths/~1boats/post/requestBody
    ");
    assert_snapshot!(compared(&old, &parts("")), @r"
    patch

    wire boats::AddRequest::body
      the encoding of part 1 is now `default` (before: `image/png`)
      /paths/~1boats/post/requestBody
    ");
}

#[test]
fn an_error_with_its_own_status_had_the_variant_of_its_range() {
    let fault = "content: { application/json: { schema: { $ref: '#/components/schemas/Fault' } } }";
    let old = answering(&format!(
        "{{ '204': {{ description: Added. }}, 4XX: {{ description: Your fault., {fault} }}, default: {{ description: Other., {fault} }} }}"
    ));
    let new = answering(&format!(
        "{{ '204': {{ description: Added. }}, '404': {{ description: Lost., {fault} }}, '503': {{ description: Later., {fault} }},
            4XX: {{ description: Your fault., {fault} }}, 5XX: {{ description: Our fault., {fault} }}, default: {{ description: Other., {fault} }} }}"
    ));
    assert_snapshot!(compared(&old, &new), @r"
    minor

    minor added boats::AddError::NotFound
      was added: the response with status 404, which was `Status4XX` before
      /paths/~1boats/post

    minor added boats::AddError::ServiceUnavailable
      was added: the response with status 503, which was `Default` before
      /paths/~1boats/post

    minor added boats::AddError::Status5XX
      was added: the response with status 5XX, which was `Default` before
      /paths/~1boats/post
    ");
}

#[test]
fn a_variant_of_an_error_gets_another_media_type() {
    let errors = |second: &str| {
        answering(&format!(
            "{{ '204': {{ description: Added. }}, '404': {{ description: Lost., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Fault' }} }}, {second} }} }} }}"
        ))
    };
    let text = errors("text/plain: { schema: { type: string } }");
    let bytes = errors("application/pdf: {}");
    assert_snapshot!(compared(&text, &bytes), @r"
    major

    major renamed boats::AddError::NotFoundText -> boats::AddError::NotFoundBytes
      was renamed: use `boats::AddError::NotFoundBytes`
      /paths/~1boats/post

    major retyped boats::AddError::NotFoundText -> boats::AddError::NotFoundBytes
      now contains `Bytes` (before: `String`): adapt to the new type
      /paths/~1boats/post

    wire boats::AddError::NotFoundBytes
      the media type is now `application/pdf` (before: `text/plain`)
      /paths/~1boats/post
    ");
    let html = errors("text/html: { schema: { type: string } }");
    assert_snapshot!(compared(&text, &html), @r"
    patch

    wire boats::AddError::NotFoundText
      the media type is now `text/html` (before: `text/plain`)
      /paths/~1boats/post
    ");
}

#[test]
fn an_error_gets_a_body() {
    let errors = |content: &str| {
        answering(&format!(
            "{{ '204': {{ description: Added. }}, '404': {{ description: Lost.{content} }}, '409': {{ description: Known., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Fault' }} }} }} }} }}"
        ))
    };
    let new = errors(", content: { text/plain: { schema: { type: string } } }");
    assert_snapshot!(compared(&errors(""), &new), @r"
    major

    major retyped boats::AddError::NotFound
      now contains `String` (before: no body): adapt to the new type
      /paths/~1boats/post

    patch docs BoatsClient::add
      has different documentation
      /paths/~1boats/post
    ");
}

/// The operations for two media types of a body share the enum of errors.
#[test]
fn the_errors_of_two_media_types_are_reported_once() {
    let text = |schema: &str| {
        format!(
            "
paths:
  /boats:
    post:
      operationId: boats_add
      tags: [Boats]
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ type: integer }} }}, text/plain: {{ schema: {{ type: string }} }} }} }}
      responses:
        '204': {{ description: Added. }}
        '404': {{ description: Lost., content: {{ application/json: {{ schema: {{ type: {schema} }} }} }} }}
"
        )
    };
    assert_snapshot!(compared(&text("string"), &text("integer")), @r"
    major

    major retyped boats::AddError::NotFound
      now contains `i64` (before: `String`): adapt to the new type
      /paths/~1boats/post
    ");
}

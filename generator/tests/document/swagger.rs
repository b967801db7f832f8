//! Swagger 2.0: findings at the places in the original text, and documents in several files.

use apicrate::diagnostic::Diagnostics;
use apicrate::document::Document;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::files::{assert_same, findings_of as findings_of_files};
use crate::{Outcome, findings};

/// Reads a document from its text without version and `info`.
fn read(rest: &str) -> Result<Document, Diagnostics> {
    let head = "swagger: '2.0'\ninfo: { title: Pets, version: 1.0.0 }\n";
    Document::parse("pets.yaml", format!("{head}{rest}"))
}

/// Returns all errors and warnings about a document from its text without version and `info`.
fn findings_of(rest: &str) -> String {
    crate::all_findings(read(rest))
}

/// Returns a value of the converted document.
fn converted(rest: &str, pointer: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let document = read(rest).map_err(|errors| errors.to_string())?;
    let value = serde_json::to_value(&document.openapi)?;
    let found = value.pointer(pointer).cloned();
    found.ok_or_else(|| format!("{pointer} is missing in {value:#}").into())
}

#[test]
fn the_version_can_be_a_number() -> Outcome {
    for version in ["2.0", "2", "'2.0'", "\"2.0\""] {
        let text = format!("swagger: {version}\ninfo: {{ title: a, version: '1' }}\npaths: {{}}\n");
        let document = Document::parse("pets.yaml", text).map_err(|errors| errors.to_string())?;
        assert!(
            document.warnings.is_empty(),
            "{version}: {}",
            document.warnings
        );
    }
    Ok(())
}

#[test]
fn other_versions_of_swagger_are_errors() {
    assert_snapshot!(findings("swagger: '1.2'\n"), @"
    error[unsupported-version]: unsupported version: Swagger 1.2
      --> pets.yaml:1:1
       | swagger: '1.2'
       | ^
      at #/swagger
      help: supported versions are Swagger 2.0 (`swagger: '2.0'`) and OpenAPI 3.0, 3.1 and 3.2 (`openapi: 3.0.4`); convert the document to one of them

    1 error
    ");
    assert_snapshot!(findings("swaggerVersion: '1.2'\n"), @"
    error[not-openapi]: the document has no field `openapi`
      --> pets.yaml:1:1
       | swaggerVersion: '1.2'
       | ^
      help: add the version at the start of the document: `openapi: 3.1.0`

    1 error
    ");
    assert_snapshot!(findings("openapi: '2.0'\n"), @"
    error[unsupported-version]: unsupported version: OpenAPI 2.0
      --> pets.yaml:1:1
       | openapi: '2.0'
       | ^
      at #/openapi
      help: supported versions are Swagger 2.0 (`swagger: '2.0'`) and OpenAPI 3.0, 3.1 and 3.2 (`openapi: 3.0.4`); convert the document to one of them

    1 error
    ");
}

#[test]
fn a_document_of_two_versions_has_the_later_one() {
    assert_snapshot!(findings("openapi: 3.0.3\nswagger: '2.0'\ninfo: { title: a, version: '1' }\npaths: {}\n"), @"
    warning[unknown-field]: `swagger` is not a field of an OpenAPI Object; ignored
      --> pets.yaml:2:1
       | swagger: '2.0'
       | ^
      at #/swagger

    1 warning
    ");
}

#[test]
fn findings_have_the_pointers_of_the_original_document() {
    assert_snapshot!(findings_of("
paths:
  /pets:
    parameters:
      - { name: tags, in: query, type: strin }
    post:
      parameters:
        - { name: pet, in: body, schema: { $ref: '#/definitions/Ped' } }
        - { name: limit, in: query, type: integer, minimum: low }
        - { $ref: '#/parameters/Ofset' }
      responses:
        '200': { description: a, schema: { type: array, items: { type: object, required: yes } } }
        '404': { $ref: '#/responses/NotFoud' }
parameters:
  Offset: { name: offset, in: query, type: integer, maximum: high }
responses:
  NotFound: { description: a, schema: { type: 3 }, headers: { X-A: { type: string, maxLength: -1 } } }
definitions:
  Pet:
    properties:
      age: { type: integer, minimum: zero }
      owner: { $ref: Owner }
  Owner: { type: object, properties: 7 }
"), @"
    warning[unknown-type]: unknown type `strin`; treated as any value
      --> pets.yaml:7:34
       |       - { name: tags, in: query, type: strin }
       |                                  ^
      at #/paths/~1pets/parameters/0/type
      help: did you mean `string`?

    error[malformed]: expected a number, found the string `low`
      --> pets.yaml:11:52
       |         - { name: limit, in: query, type: integer, minimum: low }
       |                                                    ^
      at #/paths/~1pets/post/parameters/1/minimum

    warning[mistyped-value]: expected a list of strings, found the string `yes`; treated as a list with one item
      --> pets.yaml:14:80
       |         '200': { description: a, schema: { type: array, items: { type: object, required: yes } } }
       |                                                                                ^
      at #/paths/~1pets/post/responses/200/schema/items/required

    error[malformed]: expected a number, found the string `high`
      --> pets.yaml:17:53
       |   Offset: { name: offset, in: query, type: integer, maximum: high }
       |                                                     ^
      at #/parameters/Offset/maximum

    warning[malformed]: expected a non-negative integer, found the number `-1`; ignored
      --> pets.yaml:19:84
       |   NotFound: { description: a, schema: { type: 3 }, headers: { X-A: { type: string, maxLength: -1 } } …
       |                                                                                    ^
      at #/responses/NotFound/headers/X-A/maxLength

    error[malformed]: expected the name of a type, found the number `3`
      --> pets.yaml:19:41
       |   NotFound: { description: a, schema: { type: 3 }, headers: { X-A: { type: string, maxLength: -1 } } …
       |                                         ^
      at #/responses/NotFound/schema/type

    error[malformed]: expected a number, found the string `zero`
      --> pets.yaml:23:29
       |       age: { type: integer, minimum: zero }
       |                             ^
      at #/definitions/Pet/properties/age/minimum

    error[malformed]: expected an object, each value a Schema Object, found the number `7`
      --> pets.yaml:25:26
       |   Owner: { type: object, properties: 7 }
       |                          ^
      at #/definitions/Owner/properties

    error[dangling-reference]: the reference target `#/parameters/Ofset` does not exist
      --> pets.yaml:12:13
       |         - { $ref: '#/parameters/Ofset' }
       |             ^
      at #/paths/~1pets/post/parameters/2/$ref
      help: did you mean `#/parameters/Offset`?

    error[dangling-reference]: the reference target `#/responses/NotFoud` does not exist
      --> pets.yaml:15:18
       |         '404': { $ref: '#/responses/NotFoud' }
       |                  ^
      at #/paths/~1pets/post/responses/404/$ref
      help: did you mean `#/responses/NotFound`?

    error[dangling-reference]: the reference target `#/definitions/Ped` does not exist
      --> pets.yaml:10:44
       |         - { name: pet, in: body, schema: { $ref: '#/definitions/Ped' } }
       |                                            ^
      at #/paths/~1pets/post/parameters/0/schema/$ref
      help: did you mean `#/definitions/Pet`?

    error[external-reference]: cannot resolve the external reference `Owner`
      --> pets.yaml:24:16
       |       owner: { $ref: Owner }
       |                ^
      at #/definitions/Pet/properties/owner/$ref
      help: did you mean `#/definitions/Owner`?

    9 errors, 3 warnings
    ");
}

#[test]
fn security_schemes_have_a_type_and_a_flow() {
    assert_snapshot!(findings_of("
paths: {}
securityDefinitions:
  staff: { type: oauth2, flow: magic }
  robot: { type: oauth2 }
  other: { type: key }
  later: { type: http, scheme: bearer }
  guest: { type: oauth2, flow: password, tokenUrl: 'https://a.example', authorizationUrl: 'https://b.example' }
"), @"
    error[malformed]: expected `implicit`, `password`, `application` or `accessCode`, found the string `magic`
      --> pets.yaml:6:26
       |   staff: { type: oauth2, flow: magic }
       |                          ^
      at #/securityDefinitions/staff/flow

    error[malformed]: required field `flow` is missing in a Security Scheme Object
      --> pets.yaml:7:3
       |   robot: { type: oauth2 }
       |   ^
      at #/securityDefinitions/robot

    error[malformed]: expected `basic`, `apiKey` or `oauth2`, found the string `key`
      --> pets.yaml:8:12
       |   other: { type: key }
       |            ^
      at #/securityDefinitions/other/type

    warning[unknown-field]: a security scheme of type `http` is not defined in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:9:12
       |   later: { type: http, scheme: bearer }
       |            ^
      at #/securityDefinitions/later/type

    warning[unknown-field]: `authorizationUrl` has no meaning for this `flow`; ignored
      --> pets.yaml:10:73
       |   guest: { type: oauth2, flow: password, tokenUrl: 'https://a.example', authorizationUrl: 'https://b …
       |                                                                         ^
      at #/securityDefinitions/guest/authorizationUrl

    3 errors, 2 warnings
    ");
}

#[test]
fn fields_of_other_versions_are_reported_with_the_names_of_2_0() {
    assert_snapshot!(findings_of("
servers: [{ url: 'https://pets.example' }]
components: { schemas: {} }
paths:
  /pets:
    trace: { responses: {} }
    get:
      requestBody: { content: {} }
      parameters:
        - { name: a, in: query, schema: { type: string }, style: form }
        - { name: b, in: query, type: string, nullable: true, deprecated: true }
        - { name: c, in: cookie, type: string }
        - { name: d, in: query }
      responses:
        '200': { description: a, content: { application/json: {} } }
        '201': { schema: { type: string } }
"), @"
    warning[unknown-field]: `servers` is not a field of a Swagger Object in Swagger 2.0; ignored
      --> pets.yaml:4:1
       | servers: [{ url: 'https://pets.example' }]
       | ^
      at #/servers

    warning[unknown-field]: `components` is not a field of a Swagger Object in Swagger 2.0; ignored
      --> pets.yaml:5:1
       | components: { schemas: {} }
       | ^
      at #/components

    warning[unknown-field]: `trace` is not a field of a Path Item Object in Swagger 2.0; ignored
      --> pets.yaml:8:5
       |     trace: { responses: {} }
       |     ^
      at #/paths/~1pets/trace

    warning[unknown-field]: `requestBody` is not a field of an Operation Object in Swagger 2.0; ignored
      --> pets.yaml:10:7
       |       requestBody: { content: {} }
       |       ^
      at #/paths/~1pets/get/requestBody

    warning[unknown-field]: `schema` is allowed only in body parameters and responses; used for a Parameter Object as in OpenAPI 3
      --> pets.yaml:12:33
       |         - { name: a, in: query, schema: { type: string }, style: form }
       |                                 ^
      at #/paths/~1pets/get/parameters/0/schema

    warning[unknown-field]: `style` is not a field of a Parameter Object in Swagger 2.0; ignored
      --> pets.yaml:12:59
       |         - { name: a, in: query, schema: { type: string }, style: form }
       |                                                           ^
      at #/paths/~1pets/get/parameters/0/style

    warning[unknown-field]: `nullable` is not a field of a Parameter Object in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:13:47
       |         - { name: b, in: query, type: string, nullable: true, deprecated: true }
       |                                               ^
      at #/paths/~1pets/get/parameters/1/nullable

    warning[unknown-field]: `deprecated` is not a field of a Parameter Object in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:13:63
       |         - { name: b, in: query, type: string, nullable: true, deprecated: true }
       |                                                               ^
      at #/paths/~1pets/get/parameters/1/deprecated

    warning[unknown-field]: parameters in cookies are not defined in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:14:22
       |         - { name: c, in: cookie, type: string }
       |                      ^
      at #/paths/~1pets/get/parameters/2/in

    warning[missing-field]: required field `type` is missing in a Parameter Object; treated as any value
      --> pets.yaml:15:11
       |         - { name: d, in: query }
       |           ^
      at #/paths/~1pets/get/parameters/3

    warning[missing-field]: required field `description` is missing in a Response Object; treated as empty
      --> pets.yaml:18:9
       |         '201': { schema: { type: string } }
       |         ^
      at #/paths/~1pets/get/responses/201

    11 warnings
    ");
}

#[test]
fn keywords_of_other_versions_are_reported_and_used() {
    assert_snapshot!(findings_of("
paths: {}
definitions:
  Pet:
    oneOf: [{ type: string }, { type: integer }]
    nullable: true
    x-nullable: false
  Cat: { type: [string, 'null'], const: a }
  Dog: { type: file, writeOnly: true }
  Fish: { $ref: '#/definitions/Dog', title: a, x-nullable: true }
"), @"
    warning[unknown-field]: `oneOf` is not a field of a Schema Object in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:7:5
       |     oneOf: [{ type: string }, { type: integer }]
       |     ^
      at #/definitions/Pet/oneOf

    warning[unknown-field]: `nullable` is not a field of a Schema Object in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:8:5
       |     nullable: true
       |     ^
      at #/definitions/Pet/nullable

    warning[unknown-field]: `const` is not a field of a Schema Object in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:10:34
       |   Cat: { type: [string, 'null'], const: a }
       |                                  ^
      at #/definitions/Cat/const

    warning[unknown-field]: `writeOnly` is not a field of a Schema Object in Swagger 2.0; used as in OpenAPI 3
      --> pets.yaml:11:22
       |   Dog: { type: file, writeOnly: true }
       |                      ^
      at #/definitions/Dog/writeOnly

    warning[unknown-type]: `type: file` is allowed only for form parameters and responses; treated as a binary string
      --> pets.yaml:11:10
       |   Dog: { type: file, writeOnly: true }
       |          ^
      at #/definitions/Dog/type

    warning[ignored-sibling]: `title` next to `$ref` has no effect in Swagger 2.0; ignored
      --> pets.yaml:12:38
       |   Fish: { $ref: '#/definitions/Dog', title: a, x-nullable: true }
       |                                      ^
      at #/definitions/Fish/title

    6 warnings
    ");
}

#[test]
fn an_operation_has_one_body() {
    assert_snapshot!(findings_of("
paths:
  /pets:
    post:
      parameters:
        - { name: a, in: body, schema: { type: string } }
        - { name: b, in: body, schema: { type: string } }
        - { name: c, in: formData, type: string }
        - { name: d, in: query, type: string }
      responses: { '200': { description: a } }
    put:
      consumes: application/json
      parameters:
        - { name: a, in: body, type: string, maxLength: 3 }
      responses: { '200': { description: a } }
    patch:
      parameters:
        - { name: a, in: body, $ref: '#/definitions/Pet' }
      responses: { '200': { description: a } }
    delete:
      parameters:
        - { name: a, in: body, schema: { type: string }, type: string }
      responses: { '200': { description: a, examples: { application/json: a } } }
definitions:
  Pet: { type: object }
"), @"
    warning[ignored-parameter]: an operation has one body; ignored
      --> pets.yaml:9:11
       |         - { name: b, in: body, schema: { type: string } }
       |           ^
      at #/paths/~1pets/post/parameters/1

    warning[ignored-parameter]: form parameters are not allowed together with a body; ignored
      --> pets.yaml:10:11
       |         - { name: c, in: formData, type: string }
       |           ^
      at #/paths/~1pets/post/parameters/2

    warning[mistyped-value]: expected a list of strings, found a string; treated as a list with one item
      --> pets.yaml:14:7
       |       consumes: application/json
       |       ^
      at #/paths/~1pets/put/consumes

    warning[missing-field]: a body parameter without `schema`; its other fields are used as the schema
      --> pets.yaml:16:11
       |         - { name: a, in: body, type: string, maxLength: 3 }
       |           ^
      at #/paths/~1pets/put/parameters/0

    warning[mistyped-value]: `$ref` next to `in: body` is treated as the `schema` of the body
      --> pets.yaml:20:32
       |         - { name: a, in: body, $ref: '#/definitions/Pet' }
       |                                ^
      at #/paths/~1pets/patch/parameters/0/$ref

    warning[unknown-field]: examples of a response without `schema`; ignored
      --> pets.yaml:25:45
       |       responses: { '200': { description: a, examples: { application/json: a } } }
       |                                             ^
      at #/paths/~1pets/delete/responses/200/examples

    warning[unknown-field]: `type` has no meaning in a body parameter; ignored
      --> pets.yaml:24:58
       |         - { name: a, in: body, schema: { type: string }, type: string }
       |                                                          ^
      at #/paths/~1pets/delete/parameters/0/type

    7 warnings
    ");
}

#[test]
fn formats_of_collections_without_counterpart_are_reported() {
    assert_snapshot!(findings_of("
paths:
  /pets/{e}:
    get:
      parameters:
        - { name: a, in: query, type: array, items: { type: string }, collectionFormat: tsv }
        - { name: b, in: header, type: array, items: { type: string }, collectionFormat: pipes }
        - { name: c, in: header, type: array, items: { type: string }, collectionFormat: multi }
        - { name: d, in: query, type: array, items: { type: string }, collectionFormat: comma }
        - { name: e, in: path, required: true, type: array, items: { type: string }, collectionFormat: ssv }
        - { name: f, in: query, type: array, items: { type: array, items: { type: string } } }
      responses: { '200': { description: a } }
"), @"
    warning[unknown-style]: `collectionFormat: tsv` has no counterpart here; the value is a string, in which the caller joins the items with tabs
      --> pets.yaml:8:71
       |         - { name: a, in: query, type: array, items: { type: string }, collectionFormat: tsv }
       |                                                                       ^
      at #/paths/~1pets~1{e}/get/parameters/0/collectionFormat

    warning[unknown-style]: `collectionFormat: pipes` has no counterpart here; the value is a string, in which the caller joins the items with `|`
      --> pets.yaml:9:72
       |         - { name: b, in: header, type: array, items: { type: string }, collectionFormat: pipes }
       |                                                                        ^
      at #/paths/~1pets~1{e}/get/parameters/1/collectionFormat

    warning[unknown-style]: `collectionFormat: multi` is allowed only in queries and forms; treated as `csv`
      --> pets.yaml:10:72
       |         - { name: c, in: header, type: array, items: { type: string }, collectionFormat: multi }
       |                                                                        ^
      at #/paths/~1pets~1{e}/get/parameters/2/collectionFormat

    warning[unknown-style]: expected `csv`, `ssv`, `tsv`, `pipes` or `multi`, found the string `comma`; treated as `csv`
      --> pets.yaml:11:71
       |         - { name: d, in: query, type: array, items: { type: string }, collectionFormat: comma }
       |                                                                       ^
      at #/paths/~1pets~1{e}/get/parameters/3/collectionFormat

    warning[unknown-style]: `collectionFormat: ssv` has no counterpart here; the value is a string, in which the caller joins the items with spaces
      --> pets.yaml:12:86
       |         - { name: e, in: path, required: true, type: array, items: { type: string }, collectionForma …
       |                                                                                      ^
      at #/paths/~1pets~1{e}/get/parameters/4/collectionFormat

    warning[undefined-style]: lists inside of a list have no counterpart here; each is a string, in which the caller joins the items with commas
      --> pets.yaml:13:46
       |         - { name: f, in: query, type: array, items: { type: array, items: { type: string } } }
       |                                              ^
      at #/paths/~1pets~1{e}/get/parameters/5/items

    6 warnings
    ");
}

#[test]
fn media_types_are_inherited_and_an_empty_list_resets_them() -> Outcome {
    let text = "
consumes: [application/xml, application/json]
produces: [text/plain]
paths:
  /a:
    post:
      parameters: [{ name: a, in: body, schema: { type: string } }]
      responses: { '200': { description: a, schema: { type: string } } }
  /b:
    post:
      consumes: []
      produces: []
      parameters: [{ name: a, in: body, schema: { type: string } }]
      responses: { '200': { description: a, schema: { type: string } } }
  /c:
    post:
      consumes: [application/pdf]
      produces: [application/zip]
      parameters: [{ $ref: '#/parameters/Body' }]
      responses: { '200': { $ref: '#/responses/Done' } }
  /d:
    post:
      parameters: [{ $ref: '#/parameters/Body' }]
      responses: { '200': { $ref: '#/responses/Done' } }
parameters:
  Body: { name: body, in: body, required: true, description: It., schema: { type: object, properties: { a: { type: string } } } }
responses:
  Done: { description: It., schema: { type: object, properties: { b: { type: string } } } }
";
    let paths = converted(text, "/paths")?;
    let content = |path: &str, rest: &str| {
        let content = paths.pointer(&format!("/~1{path}/post{rest}/content"));
        content.map(|it| {
            it.as_object()
                .into_iter()
                .flat_map(|it| it.keys())
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let body = "/requestBody";
    let response = "/responses/200";
    assert_eq!(
        content("a", body),
        Some(vec![
            "application/xml".to_owned(),
            "application/json".to_owned()
        ])
    );
    assert_eq!(content("a", response), Some(vec!["text/plain".to_owned()]));
    assert_eq!(
        content("b", body),
        Some(vec!["application/json".to_owned()])
    );
    assert_eq!(
        content("b", response),
        Some(vec!["application/json".to_owned()])
    );
    let reference = |name: &str| json!({ "$ref": format!("#/components/{name}") });
    assert_eq!(
        paths.pointer("/~1c/post/requestBody"),
        Some(&json!({
            "description": "It.",
            "required": true,
            "content": { "application/pdf": { "schema": reference("schemas/Body") } },
        }))
    );
    assert_eq!(
        paths.pointer("/~1c/post/responses/200/content"),
        Some(&json!({ "application/zip": { "schema": reference("schemas/Done") } }))
    );
    assert_eq!(
        paths.pointer("/~1d/post/requestBody"),
        Some(&reference("requestBodies/Body"))
    );
    assert_eq!(
        paths.pointer("/~1d/post/responses/200"),
        Some(&reference("responses/Done"))
    );
    Ok(())
}

#[test]
fn servers_come_from_host_base_path_and_schemes() -> Outcome {
    let cases = [
        ("host: a.example", json!(["https://a.example"])),
        (
            "host: 'a.example:8080'\nbasePath: /v1/",
            json!(["https://a.example:8080/v1"]),
        ),
        (
            "host: a.example\nbasePath: v1\nschemes: [http, ws, https]",
            json!([
                "https://a.example/v1",
                "http://a.example/v1",
                "ws://a.example/v1"
            ]),
        ),
        ("basePath: /v1\nschemes: [http]", json!(["/v1"])),
        ("basePath: /", json!([])),
        ("host: 'http://a.example/'", json!(["http://a.example"])),
    ];
    for (fields, expected) in cases {
        let servers = converted(&format!("{fields}\npaths: {{}}\n"), "")?;
        let servers = servers.get("servers").and_then(Value::as_array).cloned();
        let urls: Vec<Value> = servers
            .into_iter()
            .flatten()
            .filter_map(|it| it.get("url").cloned())
            .collect();
        assert_eq!(Value::Array(urls), expected, "{fields}");
    }
    Ok(())
}

#[test]
fn forms_are_url_encoded_unless_they_have_files() -> Outcome {
    let form = |consumes: &str, ty: &str| {
        let text = format!(
            "{consumes}\npaths:\n  /a:\n    post:\n      parameters: [{{ name: a, in: formData, type: {ty} }}]\n      responses: {{}}\n"
        );
        let content = converted(&text, "/paths/~1a/post/requestBody/content")?;
        let names = content
            .as_object()
            .into_iter()
            .flat_map(|it| it.keys())
            .cloned();
        Ok::<_, Box<dyn std::error::Error>>(names.collect::<Vec<_>>().join(", "))
    };
    let (url_encoded, multipart) = ("application/x-www-form-urlencoded", "multipart/form-data");
    assert_eq!(form("", "string")?, url_encoded);
    assert_eq!(form("", "file")?, multipart);
    assert_eq!(form("consumes: [application/json]", "string")?, url_encoded);
    assert_eq!(
        form("consumes: [multipart/form-data]", "string")?,
        multipart
    );
    let both = format!("consumes: [{url_encoded}, {multipart}]");
    assert_eq!(
        form(&both, "string")?,
        format!("{url_encoded}, {multipart}")
    );
    assert_eq!(form(&both, "file")?, multipart);
    Ok(())
}

#[test]
fn a_file_of_the_path_is_not_one_of_an_operation_that_replaces_it() -> Outcome {
    let text = "
paths:
  /a:
    parameters: [{ name: a, in: formData, type: file, required: true }]
    post:
      parameters: [{ name: a, in: formData, type: string }]
      responses: {}
";
    let body = converted(text, "/paths/~1a/post/requestBody")?;
    let properties = json!({ "a": { "type": "string" } });
    let schema = json!({ "type": "object", "properties": properties });
    let form = json!({ "application/x-www-form-urlencoded": { "schema": schema } });
    assert_eq!(body, json!({ "content": form }));
    Ok(())
}

const HEAD: &str = "swagger: '2.0'\ninfo: { title: Pets, version: 1.0.0 }\n";

/// The same document in OpenAPI 3.0.
const EXPECTED: &str = "
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    post:
      parameters:
        - { $ref: '#/components/parameters/Limit' }
      requestBody: { $ref: '#/components/requestBodies/NewPet' }
      responses:
        '200': { $ref: '#/components/responses/Done' }
components:
  parameters:
    Limit: { name: limit, in: query, schema: { type: integer, format: int32 } }
  requestBodies:
    NewPet:
      required: true
      content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
  responses:
    Done: { description: Done., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
  schemas:
    Pet: { type: object, properties: { name: { type: string, nullable: true, x-nullable: true }, owner: { $ref: '#/components/schemas/Owner' } } }
    Owner: { type: object }
";

#[test]
fn other_files_are_written_in_2_0_too() -> Outcome {
    assert_same(
        &[
            (
                "api.yaml",
                &format!("{HEAD}paths: {{ /pets: {{ $ref: 'paths/pets.yaml' }} }}\n"),
            ),
            (
                "paths/pets.yaml",
                "post:\n  parameters:\n    - $ref: ../parts.yaml#/parameters/NewPet\n    - $ref: ../parts.yaml#/parameters/Limit\n  responses:\n    '200': { $ref: '../parts.yaml#/responses/Done' }\n",
            ),
            (
                "parts.yaml",
                "parameters:\n  Limit: { name: limit, in: query, type: integer, format: int32 }\n  NewPet: { name: pet, in: body, required: true, schema: { $ref: 'definitions.json#/Pet' } }\nresponses:\n  Done: { description: Done., schema: { $ref: 'definitions.json#/Pet' } }\n",
            ),
            (
                "definitions.json",
                r##"{"Pet": {"type": "object", "properties": {"name": {"type": "string", "x-nullable": true}, "owner": {"$ref": "#/Owner"}}}, "Owner": {"type": "object"}}"##,
            ),
        ],
        EXPECTED,
    )
}

#[test]
fn whole_sections_can_be_in_other_files() -> Outcome {
    assert_same(
        &[
            (
                "api.yaml",
                &format!(
                    "{HEAD}paths: {{ $ref: paths.yaml }}\nparameters: {{ $ref: 'parts.yaml#/parameters' }}\nresponses: {{ $ref: 'parts.yaml#/responses' }}\ndefinitions: {{ $ref: definitions.yaml }}\n"
                ),
            ),
            (
                "paths.yaml",
                "/pets:\n  post:\n    parameters:\n      - $ref: api.yaml#/parameters/Limit\n      - $ref: api.yaml#/parameters/NewPet\n    responses:\n      '200': { $ref: 'api.yaml#/responses/Done' }\n",
            ),
            (
                "parts.yaml",
                "parameters:\n  Limit: { name: limit, in: query, type: integer, format: int32 }\n  NewPet: { name: pet, in: body, required: true, schema: { $ref: 'api.yaml#/definitions/Pet' } }\nresponses:\n  Done: { description: Done., schema: { $ref: 'api.yaml#/definitions/Pet' } }\n",
            ),
            (
                "definitions.yaml",
                "Pet: { type: object, properties: { name: { type: string, x-nullable: true }, owner: { $ref: '#/Owner' } } }\nOwner: { type: object }\n",
            ),
        ],
        EXPECTED,
    )
}

#[test]
fn other_media_types_of_an_operation_apply_to_parts_in_other_files() -> Outcome {
    let parts = "Body: { name: pet, in: body, schema: { type: object, properties: { a: { type: string } } } }\nDone: { description: It., schema: { type: object, properties: { b: { type: string } } } }\nField: { name: field, in: formData, type: integer }\n";
    assert_same(
        &[
            (
                "api.yaml",
                &format!("{HEAD}paths:\n  /a:\n    post:\n      consumes: [application/pdf]\n      produces: [application/zip]\n      parameters: [{{ $ref: 'parts.yaml#/Body' }}]\n      responses: {{ '200': {{ $ref: 'parts.yaml#/Done' }} }}\n  /b:\n    post:\n      parameters: [{{ $ref: 'parts.yaml#/Body' }}]\n      responses: {{ '200': {{ $ref: 'parts.yaml#/Done' }} }}\n  /c:\n    post:\n      parameters: [{{ $ref: 'parts.yaml#/Field' }}]\n      responses: {{ '204': {{ description: a }} }}\n"),
            ),
            ("parts.yaml", parts),
        ],
        "
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /a:
    post:
      requestBody: { content: { application/pdf: { schema: { $ref: '#/components/schemas/Body' } } } }
      responses:
        '200': { description: It., content: { application/zip: { schema: { $ref: '#/components/schemas/Done' } } } }
  /b:
    post:
      requestBody: { $ref: '#/components/requestBodies/Body' }
      responses: { '200': { $ref: '#/components/responses/Done' } }
  /c:
    post:
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { field: { type: integer } } } } } }
      responses: { '204': { description: a } }
components:
  requestBodies:
    Body: { content: { application/json: { schema: { $ref: '#/components/schemas/Body' } } } }
  responses:
    Done: { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Done' } } } }
  schemas:
    Body: { type: object, properties: { a: { type: string } } }
    Done: { type: object, properties: { b: { type: string } } }
",
    )
}

#[test]
fn findings_in_other_files_have_their_pointers() {
    assert_snapshot!(findings_of_files(&[
        (
            "api.yaml",
            &format!("{HEAD}paths:\n  /a:\n    $ref: paths.yaml#/a\n"),
        ),
        (
            "paths.yaml",
            "a:\n  post:\n    parameters:\n      - { name: a, in: body, schema: { $ref: parts.yaml#/definitions/Missing } }\n      - { name: b, in: query, type: integer, minimum: low }\n      - { $ref: 'parts.yaml#/parameters/Missing' }\n    responses:\n      '200': { $ref: 'parts.yaml#/responses/Done' }\n",
        ),
        (
            "parts.yaml",
            "swagger: '2.0'\ninfo: { title: Parts, version: '1' }\npaths: {}\ndefinitions: { Pet: { type: object } }\nresponses:\n  Done: { description: a, schema: { type: object, properties: 3 }, headers: { X-A: { type: 4 } } }\n",
        ),
    ]), @"
    error[malformed]: expected a number, found the string `low`
      --> paths.yaml:5:46
       |       - { name: b, in: query, type: integer, minimum: low }
       |                                              ^
      at #/a/post/parameters/1/minimum

    error[malformed]: expected the name of a type, found the number `4`
      --> parts.yaml:6:86
       |   Done: { description: a, schema: { type: object, properties: 3 }, headers: { X-A: { type: 4 } } }
       |                                                                                      ^
      at #/responses/Done/headers/X-A/type

    error[malformed]: expected an object, each value a Schema Object, found the number `3`
      --> parts.yaml:6:51
       |   Done: { description: a, schema: { type: object, properties: 3 }, headers: { X-A: { type: 4 } } }
       |                                                   ^
      at #/responses/Done/schema/properties

    error[dangling-reference]: the reference target `parts.yaml#/parameters/Missing` does not exist
      --> paths.yaml:6:11
       |       - { $ref: 'parts.yaml#/parameters/Missing' }
       |           ^
      at #/a/post/parameters/2/$ref

    error[dangling-reference]: the reference target `parts.yaml#/definitions/Missing` does not exist
      --> paths.yaml:4:40
       |       - { name: a, in: body, schema: { $ref: parts.yaml#/definitions/Missing } }
       |                                        ^
      at #/a/post/parameters/0/schema/$ref

    5 errors
    ");
}

#[test]
fn references_find_values_that_moved() -> Outcome {
    let text = "
paths:
  /pets:
    post:
      parameters:
        - { name: pet, in: body, schema: { type: object, properties: { name: { type: string } } } }
        - { name: limit, in: query, type: integer }
      responses:
        '200': { description: a, schema: { type: array, items: { $ref: '#/paths/~1pets/post/parameters/0/schema' } } }
        '201': { description: a, schema: { $ref: '#/responses/Done/schema' } }
  /others:
    get:
      parameters: [{ $ref: '#/paths/~1pets/post/parameters/1' }]
      responses: { '200': { description: a, schema: { $ref: '#/definitions/Pet%20Shop/properties/name' } } }
responses:
  Done: { description: a, schema: { type: object } }
definitions:
  Pet Shop: { type: object, properties: { name: { type: object } } }
";
    let document = converted(text, "")?;
    assert_eq!(
        document.pointer("/paths/~1others/get/parameters/0/$ref"),
        Some(&json!("#/components/parameters/PetsPostParameters0"))
    );
    assert_eq!(
        document.pointer("/components/parameters/PetsPostParameters0/name"),
        Some(&json!("limit"))
    );
    Ok(())
}

#[test]
fn documents_of_later_versions_can_refer_to_files_in_2_0() -> Outcome {
    let main = "
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /a:
    post:
      parameters: [{ $ref: 'parts.yaml#/parameters/Limit' }]
      requestBody: { $ref: 'parts.yaml#/parameters/Body' }
      responses: { '200': { $ref: 'parts.yaml#/responses/Done' } }
  /b: { $ref: 'parts.yaml#/paths/~1b' }
  /c:
    get: { responses: { '200': { $ref: 'later.yaml#/Page' } } }
";
    let parts = "
swagger: '2.0'
info: { title: Parts, version: '1' }
produces: [text/plain]
paths:
  /b:
    post:
      consumes: [multipart/form-data]
      parameters: [{ $ref: '#/parameters/File' }]
      responses: { '204': { description: a } }
parameters:
  Limit: { name: limit, in: query, type: integer, format: int32 }
  Body: { name: pet, in: body, schema: { $ref: '#/definitions/Pet' } }
  File: { name: file, in: formData, type: file, required: true }
responses:
  Done: { description: a, schema: { $ref: '#/definitions/Pet' } }
definitions:
  Pet: { type: object, properties: { name: { type: string, x-nullable: true } } }
";
    assert_same(
        &[
            ("api.yaml", main),
            ("parts.yaml", parts),
            (
                "later.yaml",
                "Page: { description: b, content: { text/html: { schema: { type: string } } } }\n",
            ),
        ],
        "
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /a:
    post:
      parameters: [{ $ref: '#/components/parameters/Limit' }]
      requestBody: { $ref: '#/components/requestBodies/Body' }
      responses: { '200': { $ref: '#/components/responses/Done' } }
  /b:
    post:
      requestBody: { required: true, content: { multipart/form-data: { schema: { type: object, required: [file], properties: { file: { type: string, format: binary } } } } } }
      responses: { '204': { description: a } }
  /c:
    get: { responses: { '200': { $ref: '#/components/responses/Page' } } }
components:
  parameters:
    Limit: { name: limit, in: query, schema: { type: integer, format: int32 } }
  requestBodies:
    Body: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
  responses:
    Page: { description: b, content: { text/html: { schema: { type: string } } } }
    Done: { description: a, content: { text/plain: { schema: { $ref: '#/components/schemas/Pet' } } } }
  schemas:
    Pet: { type: object, properties: { name: { type: string, nullable: true, x-nullable: true } } }
",
    )
}

#[test]
fn files_of_later_versions_have_their_own_media_types() -> Outcome {
    assert_same(
        &[
            (
                "api.yaml",
                &format!(
                    "{HEAD}paths:\n  /a:\n    post:\n      consumes: [application/pdf]\n      produces: [application/zip]\n      parameters: [{{ $ref: 'parts.yaml#/components/requestBodies/Body' }}]\n      responses: {{ '200': {{ $ref: 'parts.yaml#/components/responses/Done' }} }}\n"
                ),
            ),
            (
                "parts.yaml",
                "openapi: 3.0.3\ninfo: { title: Parts, version: '1' }\npaths: {}\ncomponents:\n  requestBodies:\n    Body: { content: { text/csv: { schema: { type: string } } } }\n  responses:\n    Done: { description: a, content: { text/plain: { schema: { type: string } } } }\n",
            ),
        ],
        "
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /a:
    post:
      requestBody: { $ref: '#/components/requestBodies/Body' }
      responses: { '200': { $ref: '#/components/responses/Done' } }
components:
  requestBodies:
    Body: { content: { text/csv: { schema: { type: string } } } }
  responses:
    Done: { description: a, content: { text/plain: { schema: { type: string } } } }
",
    )
}

#[test]
fn mistakes_in_forms_are_reported_once() {
    assert_snapshot!(findings_of(
        "
paths:
  /a:
    post:
      consumes: [multipart/form-data, application/x-www-form-urlencoded, application/json]
      parameters:
        - { name: a, in: formData, type: string, required: 'true' }
        - { name: b, in: formData, type: string, required: 1 }
        - { in: formData, type: string }
      responses: { '204': { description: a } }
"
    ), @"
    warning[mistyped-value]: expected true or false, found the string `true`; treated as `true`
      --> pets.yaml:9:50
       |         - { name: a, in: formData, type: string, required: 'true' }
       |                                                  ^
      at #/paths/~1a/post/parameters/0/required

    error[malformed]: expected true or false, found the number `1`
      --> pets.yaml:10:50
       |         - { name: b, in: formData, type: string, required: 1 }
       |                                                  ^
      at #/paths/~1a/post/parameters/1/required

    error[malformed]: required field `name` is missing in a Parameter Object
      --> pets.yaml:11:11
       |         - { in: formData, type: string }
       |           ^
      at #/paths/~1a/post/parameters/2

    warning[unknown-field]: `application/json` is not a media type of a form; ignored
      --> pets.yaml:7:74
       |       consumes: [multipart/form-data, application/x-www-form-urlencoded, application/json]
       |                                                                          ^
      at #/paths/~1a/post/consumes/2

    2 errors, 2 warnings
    ");
}

#[test]
fn headers_have_the_formats_of_collections_that_openapi_3_has() {
    assert_snapshot!(findings_of(
        "
paths:
  /a:
    get:
      responses:
        '204':
          description: a
          headers:
            X-A: { type: array, items: { type: string }, collectionFormat: csv }
            X-B: { type: array, items: { type: string }, collectionFormat: pipes }
            X-C: { type: array, items: { type: string }, collectionFormat: multi }
"
    ), @"
    warning[unknown-style]: `collectionFormat: pipes` has no counterpart here; the value is a string, in which the caller joins the items with `|`
      --> pets.yaml:12:58
       |             X-B: { type: array, items: { type: string }, collectionFormat: pipes }
       |                                                          ^
      at #/paths/~1a/get/responses/204/headers/X-B/collectionFormat

    warning[unknown-style]: `collectionFormat: multi` is allowed only in queries and forms; treated as `csv`
      --> pets.yaml:13:58
       |             X-C: { type: array, items: { type: string }, collectionFormat: multi }
       |                                                          ^
      at #/paths/~1a/get/responses/204/headers/X-C/collectionFormat

    2 warnings
    ");
}

#[test]
fn empty_lists_in_place_of_objects_are_empty_objects() {
    assert_snapshot!(findings_of(
        "
parameters: []
definitions:
  Pet: { type: object, properties: [], additionalProperties: [] }
paths:
  /a:
    get: { responses: { '200': { description: a, schema: { $ref: '#/definitions/Pet' }, headers: [] } } }
"
    ), @"
    warning[mistyped-value]: expected an object, each value a Header Object, found an empty list; treated as empty
      --> pets.yaml:9:89
       |     get: { responses: { '200': { description: a, schema: { $ref: '#/definitions/Pet' }, headers: [] …
       |                                                                                         ^
      at #/paths/~1a/get/responses/200/headers

    warning[mistyped-value]: expected an object, each value a Parameter Object, found an empty list; treated as empty
      --> pets.yaml:4:1
       | parameters: []
       | ^
      at #/parameters

    warning[mistyped-value]: expected an object, each value a Schema Object, found an empty list; treated as empty
      --> pets.yaml:6:24
       |   Pet: { type: object, properties: [], additionalProperties: [] }
       |                        ^
      at #/definitions/Pet/properties

    warning[mistyped-value]: expected a Schema Object, found an empty list; treated as empty
      --> pets.yaml:6:40
       |   Pet: { type: object, properties: [], additionalProperties: [] }
       |                                        ^
      at #/definitions/Pet/additionalProperties

    4 warnings
    ");
}

#[test]
fn mistakes_in_schemas_are_reported_once() {
    assert_snapshot!(findings_of(
        "
paths:
  /a:
    get: { responses: { '200': { description: a, schema: { $ref: '#/definitions/Pet', originalRef: Pet } } } }
definitions:
  Pet: { type: number, minimum: 1, exclusiveMinimum: 'true' }
"
    ), @"
    warning[untranslated-keyword]: unsupported keyword `originalRef`; ignored
      --> pets.yaml:6:87
       |     get: { responses: { '200': { description: a, schema: { $ref: '#/definitions/Pet', originalRef: P …
       |                                                                                       ^
      at #/paths/~1a/get/responses/200/schema/originalRef

    warning[mistyped-value]: expected true or false, found the string `true`; treated as `true`
      --> pets.yaml:8:36
       |   Pet: { type: number, minimum: 1, exclusiveMinimum: 'true' }
       |                                    ^
      at #/definitions/Pet/exclusiveMinimum

    2 warnings
    ");
}

#[test]
fn values_of_discriminators_apply_to_definitions_in_other_files() -> Outcome {
    assert_same(
        &[
            (
                "api.yaml",
                &format!("{HEAD}paths:\n  /a:\n    get: {{ responses: {{ '200': {{ description: a, schema: {{ $ref: 'base.yaml#/definitions/Pet' }} }} }} }}\ndefinitions:\n  Cat: {{ allOf: [{{ $ref: 'base.yaml#/definitions/Pet' }}], x-ms-discriminator-value: '#cat' }}\n"),
            ),
            (
                "base.yaml",
                "definitions:\n  Pet: { type: object, discriminator: kind, required: [kind], properties: { kind: { type: string } } }\n",
            ),
        ],
        "
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /a:
    get: { responses: { '200': { description: a, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } }
components:
  schemas:
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }], x-ms-discriminator-value: '#cat' }
    Pet: { type: object, discriminator: { propertyName: kind, mapping: { '#cat': '#/components/schemas/Cat', Pet: '#/components/schemas/Pet' } }, required: [kind], properties: { kind: { type: string } } }
",
    )
}

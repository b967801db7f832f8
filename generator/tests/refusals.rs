//! The complete messages about documents from which no code can be generated, and about ignored parts of other
//! documents. One run reports all findings, each with its position.

#![expect(clippy::expect_used, reason = "a failed precondition fails the test")]

use apicrate::{Api, Diagnostics, Document, RawDocument, outline, resolve};

#[test]
fn rejects_invalid_yaml() {
    insta::assert_snapshot!(refusal(
        "openapi: 3.1.0\ninfo: { title: Garden\npaths: {}\n"
    ));
}

#[test]
fn rejects_invalid_json() {
    insta::assert_snapshot!(refusal(
        "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {,}\n}\n"
    ));
}

#[test]
fn rejects_empty_text() {
    insta::assert_snapshot!(refusal(""));
}

#[test]
fn rejects_yaml_without_a_version() {
    insta::assert_snapshot!(refusal("title: Garden\nbeds: [north, south]\n"));
}

#[test]
fn rejects_swagger() {
    insta::assert_snapshot!(refusal(
        "swagger: '1.2'\ninfo: { title: Garden, version: 1.0.0 }\npaths: {}\n"
    ));
}

#[test]
fn rejects_unknown_versions() {
    insta::assert_snapshot!(refusal(
        "openapi: 4.0.0\ninfo: { title: Garden, version: 1.0.0 }\npaths: {}\n"
    ));
}

#[test]
fn rejects_dangling_references() {
    insta::assert_snapshot!(refusal_of(
        "
paths:
  /beds:
    get:
      parameters:
        - $ref: '#/components/parameters/Limit'
      responses:
        '200':
          description: The beds.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Bett' }
components:
  schemas:
    Bed:
      type: object
      properties:
        plants:
          type: array
          items: { $ref: '#/components/schemas/Plant' }
"
    ));
}

#[test]
fn rejects_contradictory_all_of() {
    insta::assert_snapshot!(refusal_of(
        "
paths: {}
components:
  schemas:
    Name: { type: string }
    Bed:
      allOf:
        - $ref: '#/components/schemas/Name'
        - type: object
          properties: { size: { type: integer } }
"
    ));
}

#[test]
fn rejects_all_of_without_common_values() {
    insta::assert_snapshot!(refusal_of(
        "
paths: {}
components:
  schemas:
    Season: { type: string, enum: [spring, summer] }
    Cold: { allOf: [{ $ref: '#/components/schemas/Season' }, { enum: [winter] }] }
    Row: { allOf: [{ $ref: '#/components/schemas/Season' }, { type: integer }] }
"
    ));
}

#[test]
fn rejects_contradictory_properties() {
    insta::assert_snapshot!(refusal_of(
        "
paths: {}
components:
  schemas:
    Plot:
      type: object
      properties:
        size: { type: string }
        name: { type: string }
    Bed:
      allOf:
        - $ref: '#/components/schemas/Plot'
        - type: object
          properties:
            size: { type: integer }
            name: { type: string, format: date }
"
    ));
}

#[test]
fn rejects_recursive_all_of() {
    insta::assert_snapshot!(refusal_of(
        "
paths: {}
components:
  schemas:
    Bed:
      allOf:
        - $ref: '#/components/schemas/Plot'
        - type: object
          properties: { size: { type: integer } }
    Plot:
      allOf:
        - $ref: '#/components/schemas/Bed'
        - type: object
          properties: { name: { type: string } }
"
    ));
}

#[test]
fn rejects_reference_cycles() {
    insta::assert_snapshot!(refusal_of(
        "
paths: {}
components:
  schemas:
    Bed: { $ref: '#/components/schemas/Plot' }
    Plot: { $ref: '#/components/schemas/Bed' }
"
    ));
}

#[test]
fn warns_about_ignored_and_renamed_parts() {
    let text = with_head(
        "
paths:
  /beds:
    get:
      parameters:
        - name: near
          in: query
          content: { application/xml: { schema: { type: array, items: { type: number } } } }
      responses: { '204': { description: Nothing. } }
    post:
      requestBody:
        content:
          multipart/form-data: { schema: { type: array, items: { type: string } } }
      responses: { '204': { description: Nothing. } }
webhooks:
  bed.dug: { post: { requestBody: { content: { application/json: { schema: { type: string } } } } } }
components:
  schemas:
    Bed:
      type: object
      properties:
        rows: { type: number, enum: [1.5, 2] }
        soilType: { type: string }
        soil_type: { type: string }
    bed:
      allOf:
        - anyOf: [{ required: [depth] }, { required: [width] }]
        - { type: object, properties: { depth: { type: number } } }
",
    );
    insta::assert_snapshot!(warnings(text));
}

#[test]
fn warns_about_mismatched_path_parameters() {
    insta::assert_snapshot!(warnings(with_head(
        "
paths:
  /gardens/{garden}/beds/{bed}:
    get:
      parameters:
        - { name: bed, in: path, required: true, schema: { type: string } }
        - { name: plant, in: path, required: true, schema: { type: string } }
      responses: { '204': { description: Nothing. } }
    delete:
      parameters:
        - { name: garden, in: query, schema: { type: string } }
        - { name: bed, in: path, required: true, schema: { type: string } }
      responses: { '204': { description: Nothing. } }
",
    )));
}

#[test]
fn rejects_requests_that_cannot_be_sent() {
    insta::assert_snapshot!(refusal_of(
        "
paths:
  /beds/{bed:
    get:
      parameters:
        - { name: X Bed, in: header, schema: { type: string } }
        - { name: X-Übung, in: header, required: true, schema: { type: string } }
      responses: { '204': { description: Nothing. } }
  /beds/bed}:
    get: { responses: { '204': { description: Nothing. } } }
"
    ));
}

#[test]
fn rejects_other_parameters_next_to_a_query_string() {
    insta::assert_snapshot!(refusal_of(
        "
paths:
  /beds:
    parameters:
      - { name: page, in: query, schema: { type: integer } }
    get:
      parameters:
        - { name: filter, in: querystring, content: { application/json: {} } }
        - { name: other, in: querystring, content: { text/plain: {} } }
      responses: { '204': { description: Nothing. } }
    put:
      parameters:
        - { name: filter, in: querystring, content: { application/json: {} } }
        - { name: page, in: header, schema: { type: integer } }
      responses: { '204': { description: Nothing. } }
"
    ));
    insta::assert_snapshot!(refusal_of(
        "
paths:
  /beds:
    get:
      parameters: [{ name: filter, in: querystring, style: form, schema: { type: string } }]
      responses: { '204': { description: Nothing. } }
"
    ));
}

#[test]
fn warns_about_api_keys_appended_to_a_query_string() {
    insta::assert_snapshot!(warnings(with_head(
        "
security: [{ header: [] }, { query: [] }]
paths:
  /beds:
    get:
      parameters: [{ name: filter, in: querystring, content: { application/json: {} } }]
      responses: { '204': { description: Nothing. } }
    put:
      parameters: [{ name: filter, in: querystring, content: { application/json: {} } }]
      security: [{ header: [] }]
      responses: { '204': { description: Nothing. } }
    post:
      parameters:
        - name: filter
          in: querystring
          content: { application/x-www-form-urlencoded: { schema: { type: object, additionalProperties: { type: string } } } }
      responses: { '204': { description: Nothing. } }
components:
  securitySchemes:
    header: { type: apiKey, in: header, name: X-Key }
    query: { type: apiKey, in: query, name: key }
"
    )));
}

#[test]
fn warns_about_parents_of_tags() {
    insta::assert_snapshot!(warnings(with_head(
        "
tags:
  - { name: beds, parent: gardens }
  - { name: a, parent: b }
  - { name: b, parent: c }
  - { name: c, parent: a }
  - { name: below, parent: beds }
paths:
  /beds: { get: { tags: [below], responses: { '204': { description: Nothing. } } } }
  /a: { get: { tags: [a], responses: { '204': { description: Nothing. } } } }
"
    )));
}

#[test]
fn warns_about_parameters_that_are_not_sent() {
    insta::assert_snapshot!(warnings(with_head(
        "
security: [{ header: [] }, { query: [] }, { cookie: [] }]
paths:
  /beds:
    parameters:
      - { name: shared, in: query, schema: { type: string } }
    get:
      parameters:
        - { name: shared, in: query, schema: { type: integer } }
        - { name: x-key, in: header, schema: { type: string } }
        - { name: key, in: query, schema: { type: string } }
        - { name: key, in: header, schema: { type: string } }
        - { name: Cookie, in: header, schema: { type: string } }
        - { name: Authorization, in: header, schema: { type: string } }
        - { name: accept, in: header, schema: { type: string } }
        - { name: X-Bed, in: header, schema: { type: string } }
        - { name: x-bed, in: header, schema: { type: string } }
        - { name: deep, in: query, style: deepObject, schema: { type: array, items: { type: array, items: { type: string } } } }
        - { name: lists, in: query, schema: { type: object, properties: { a: { type: array, items: { type: string } } } } }
        - { name: listed, in: query, explode: false, schema: { type: object, properties: { a: { type: array, items: { type: string } } } } }
        - { name: X-Objects, in: header, schema: { type: array, items: { type: object, properties: { a: { type: string } } } } }
      responses: { '204': { description: Nothing. } }
components:
  securitySchemes:
    header: { type: apiKey, in: header, name: X-Key }
    query: { type: apiKey, in: query, name: key }
    cookie: { type: apiKey, in: cookie, name: sid }
"
    )));
}

#[test]
fn warns_about_objects_that_a_server_cannot_decode() {
    insta::assert_snapshot!(warnings(with_head(
        "
paths:
  /beds:
    get:
      parameters:
        - { name: a, in: query, schema: { type: object, additionalProperties: { type: string } } }
        - { name: b, in: query, schema: { $ref: '#/components/schemas/Open' } }
        - { name: c, in: query, style: deepObject, schema: { $ref: '#/components/schemas/Open' } }
        - { name: d, in: query, explode: false, schema: { $ref: '#/components/schemas/Open' } }
      responses: { '204': { description: Nothing. } }
    put:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { properties: { a: { $ref: '#/components/schemas/Open' }, b: { $ref: '#/components/schemas/Open' } } }
            encoding: { a: { style: form, explode: true }, b: { style: form, explode: true } }
      responses: { '204': { description: Nothing. } }
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { properties: { a: { $ref: '#/components/schemas/Open' } }, additionalProperties: { type: string } }
            encoding: { a: { style: form, explode: true } }
      responses: { '204': { description: Nothing. } }
components:
  schemas:
    Open: { type: object, properties: { a: { type: string } }, additionalProperties: { type: string } }
"
    )));
}

#[test]
fn warns_about_equal_paths_and_unusable_servers() {
    insta::assert_snapshot!(warnings(with_head(
        "
servers:
  - url: 'https://{region}.garden.example'
  - { url: 'https://garden.example:port' }
  - { url: 'https://{size}.garden.example', variables: { size: { default: s, enum: [m, l] }, region: { default: eu } } }
paths:
  /beds/{bed}:
    get: { parameters: [{ name: bed, in: path, required: true, schema: { type: string } }], responses: { '204': { description: Nothing. } } }
  /beds/{plot}:
    get: { parameters: [{ name: plot, in: path, required: true, schema: { type: string } }], responses: { '204': { description: Nothing. } } }
  /beds/{id}:
    servers: [{ url: garden.example }]
    get: { parameters: [{ name: id, in: path, required: true, schema: { type: string } }], responses: { '204': { description: Nothing. } } }
    put:
      servers: [{ url: 'wss://garden.example' }]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '204': { description: Nothing. } }
"
    )));
}

#[test]
fn every_finding_has_a_position() {
    let errors = generate(&with_head(
        "
paths:
  /beds:
    get:
      responses:
        '200':
          description: Everything.
          content: { application/json: { schema: { allOf: [{ type: object, properties: { a: {} } }, { type: boolean }] } } }
components:
  schemas:
    Bed:
      allOf: [{ type: string }, { type: integer }]
",
    ));
    let errors = errors.expect_err("two things are wrong with it");
    let places: Vec<_> = errors
        .iter()
        .map(|error| {
            let position = error.position.expect("it is located");
            (
                error.code,
                error.file.as_str(),
                position.line,
                position.column,
                error.pointer.as_str(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            (
                "contradictory-all-of",
                "garden.yaml",
                12,
                5,
                "/components/schemas/Bed"
            ),
            (
                "contradictory-all-of",
                "garden.yaml",
                9,
                42,
                "/paths/~1beds/get/responses/200/content/application~1json/schema"
            ),
        ]
    );
}

/// Returns all warnings about a document that is accepted.
#[track_caller]
fn warnings(text: String) -> Diagnostics {
    let document = Document::parse("garden.yaml", text).expect("it can be read");
    let (_, findings) = resolve(&document).expect("code can be generated");
    let mut warnings = document.warnings.clone();
    warnings.extend(findings);
    warnings
}

/// Returns all errors of a document that is rejected.
#[track_caller]
fn refusal(text: &str) -> String {
    generate(text).expect_err("it is rejected").to_string()
}

/// Returns all errors of a document from its text without version and `info`.
#[track_caller]
fn refusal_of(rest: &str) -> String {
    refusal(&with_head(rest))
}

fn with_head(rest: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{ title: Garden, version: 1.0.0 }}{rest}")
}

fn generate(text: &str) -> Result<(), Diagnostics> {
    let document = Document::parse("garden.yaml", text)?;
    resolve(&document).map(|_| ())
}

/// A document with an error in many kinds of objects.
const FAULTY: &str = "
servers: [{ url: 'https://garden.example' }, 3]
paths:
  /beds:
    parameters: [{ $ref: '#/components/parameters/Page' }]
    get:
      responses:
        '200':
          description: The beds.
          headers: { Total: { schema: 3 } }
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Bed' } } } }
        '404': none
  /beds/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { $ref: '#/components/schemas/Id' } }]
      responses:
        '200': { description: A bed., content: { application/json: { schema: { $ref: '#/components/responses/Bed' } } } }
    put:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { in: query }]
      responses: { '204': { description: Changed. } }
    delete:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { $ref: '#/components/requestBodies/Reason' }
      responses: { '204': { description: Removed. } }
components:
  parameters:
    Page: { name: page, in: body }
  requestBodies:
    Reason: { content: text }
  responses:
    Bed: { description: A bed. }
  schemas:
    Id: { type: string, enum: 3 }
    Base: { type: object, properties: { plants: { type: array, items: { type: object } } } }
    Bed:
      allOf:
        - { $ref: '#/components/schemas/Base' }
        - { $ref: '#/components/schemas/Missing' }
        - type: object
          properties:
            plants: { type: array, items: { type: string } }
            soil: { type: [3], description: The soil. }
            depth: { type: integer }
";

#[test]
fn tolerated_errors_degrade_the_smallest_part() {
    let (api, findings) = tolerate(FAULTY).expect("it is tolerated");
    let outline: Vec<String> = outline(&api).into_values().collect();
    insta::assert_snapshot!(format!("{}\n{findings}", outline.join("\n")));
}

#[test]
fn a_document_without_errors_is_the_same_if_errors_are_tolerated() {
    let text = "
paths:
  /beds: { get: { responses: { '200': { description: The beds., content: { application/json: { schema: { $ref: '#/components/schemas/Bed' } } } } } } }
components:
  schemas: { Bed: { type: object, properties: { plants: { type: array, items: { type: string } } } } }
";
    let (api, findings) = tolerate(text).expect("it is tolerated");
    assert!(findings.is_empty(), "{findings}");
    let document = Document::parse("garden.yaml", with_head(text)).expect("it is read");
    assert_eq!(resolve(&document).expect("it is resolved").0, api);
}

#[test]
fn limits_and_missing_versions_are_not_tolerated() {
    let chain = (0..100).map(|index| {
        let next = index + 1;
        format!("    S{index}: {{ $ref: '#/components/schemas/S{next}' }}\n")
    });
    let chain: String = chain.collect();
    let text = format!("\npaths: {{}}\ncomponents:\n  schemas:\n{chain}    S100: {{}}\n");
    let findings = tolerate(&text).expect_err("it is rejected");
    assert!(
        findings.iter().any(|it| it.code == "too-deep"),
        "{findings}"
    );
    let raw = RawDocument::parse("garden.yaml", "info: { title: Garden }\n").expect("it is YAML");
    assert!(Document::from_raw(raw.tolerant()).is_err());
}

#[test]
fn unreadable_sections_are_tolerated() {
    let text = "
paths:
  /beds:
    get:
      responses:
        '200': { description: The beds., content: { application/json: { schema: { $ref: '#/components/schemas/Bed' } } } }
        '404': { $ref: '#/components/responses/Missing' }
    put: { responses: { '204': { $ref: '#/components/responses/Changed' } } }
security: {}
components:
  responses: none
  schemas: { Bed: { type: object, properties: { depth: { type: integer } } } }
";
    let (api, findings) = tolerate(text).expect("it is tolerated");
    assert!(api.type_named("Bed").is_some());
    assert_eq!(api.operation_count(), 1);
    let degraded = findings.degraded();
    let messages = degraded.operations.iter().chain(&degraded.others);
    let messages: Vec<&str> = messages.map(|it| it.message.as_str()).collect();
    insta::assert_snapshot!(messages.join("\n"), @"
    operation `PUT /beds` has errors; left out
    the section of Security Requirement Objects has errors; left out
    the section of Response Objects has errors; left out
    a Response Object in operation `GET /beds` has errors; left out
    ");
}

#[test]
fn the_number_of_tolerated_errors_is_not_limited() {
    let properties = (0..12_000).map(|index| format!("        p{index}: 3\n"));
    let properties: String = properties.collect();
    let text = format!(
        "\npaths: {{}}\ncomponents:\n  schemas:\n    Bed:\n      properties:\n{properties}        depth: {{ type: integer }}\n"
    );
    let (api, findings) = tolerate(&text).expect("it is tolerated");
    assert!(api.type_named("Bed").is_some());
    assert!(!findings.has_errors());
}

/// Resolves a document and tolerates its errors.
fn tolerate(rest: &str) -> Result<(Api, Diagnostics), Diagnostics> {
    let raw = RawDocument::parse("garden.yaml", with_head(rest))?;
    let document = Document::from_raw(raw.tolerant())?;
    let mut findings = document.warnings.clone();
    let (api, warnings) = resolve(&document)?;
    findings.extend(warnings);
    Ok((api, findings))
}

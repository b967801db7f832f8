//! What is said about documents that cannot become code, and about what is left out of one that can: the
//! whole message, because it is all that its reader gets. Everything is said in one run, and each finding
//! says where it stands.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use apicrate::{Diagnostics, Document, resolve};

#[test]
fn text_that_is_no_yaml() {
    insta::assert_snapshot!(refusal(
        "openapi: 3.1.0\ninfo: { title: Garden\npaths: {}\n"
    ));
}

#[test]
fn text_that_is_no_json() {
    insta::assert_snapshot!(refusal(
        "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {,}\n}\n"
    ));
}

#[test]
fn nothing_at_all() {
    insta::assert_snapshot!(refusal(""));
}

#[test]
fn yaml_that_is_no_openapi() {
    insta::assert_snapshot!(refusal("title: Garden\nbeds: [north, south]\n"));
}

#[test]
fn swagger() {
    insta::assert_snapshot!(refusal(
        "swagger: '2.0'\ninfo: { title: Garden, version: 1.0.0 }\npaths: {}\n"
    ));
}

#[test]
fn a_version_that_is_not_known() {
    insta::assert_snapshot!(refusal(
        "openapi: 4.0.0\ninfo: { title: Garden, version: 1.0.0 }\npaths: {}\n"
    ));
}

#[test]
fn references_that_lead_nowhere() {
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
fn an_all_of_that_no_value_is() {
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
fn a_property_that_no_value_has() {
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
fn an_all_of_that_contains_itself() {
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
fn references_that_go_round_in_circles() {
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
fn what_is_left_out_or_renamed_is_said() {
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
fn a_path_and_its_parameters_that_do_not_match() {
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
fn a_version_that_is_newer_is_read_as_the_newest_that_is_known() {
    insta::assert_snapshot!(warnings(
        "
openapi: 3.2.0
$self: https://garden.example/openapi.yaml
info: { title: Garden, version: 1.0.0 }
paths:
  /beds:
    query: { responses: { '204': { description: Nothing. } } }
    get: { responses: { '204': { description: Nothing. } } }
"
        .to_owned()
    ));
}

#[test]
fn every_finding_says_where_it_stands() {
    let errors = understood(&with_head(
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

/// Everything that is said about a document that is not refused.
#[track_caller]
fn warnings(text: String) -> Diagnostics {
    let document = Document::parse("garden.yaml", text).expect("it can be read");
    let (_, findings) = resolve(&document).expect("it can become code");
    let mut warnings = document.warnings.clone();
    warnings.extend(findings);
    warnings
}

/// Everything that is said about a document that is refused.
#[track_caller]
fn refusal(text: &str) -> String {
    understood(text).expect_err("it is refused").to_string()
}

/// The same for a document that is given without the parts that every document has.
#[track_caller]
fn refusal_of(rest: &str) -> String {
    refusal(&with_head(rest))
}

fn with_head(rest: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{ title: Garden, version: 1.0.0 }}{rest}")
}

fn understood(text: &str) -> Result<(), Diagnostics> {
    let document = Document::parse("garden.yaml", text)?;
    resolve(&document).map(|_| ())
}

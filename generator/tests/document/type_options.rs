//! The options that decide about types: what they refuse.

use apicrate::document::TypeOptions;
use apicrate::model::Api;
use apicrate::{Diagnostics, Document, RawDocument, resolve};
use insta::assert_snapshot;

use crate::Outcome;

const DOCUMENT: &str = "
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: pets_list
      parameters: [{ name: filter, in: query, schema: { $ref: '#/components/schemas/Filter' } }]
      responses: { '204': { description: None } }
    post:
      operationId: pets_add
      requestBody: { content: { multipart/form-data: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses:
        '200':
          description: Added
          content:
            text/event-stream:
              itemSchema: { $ref: '#/components/schemas/Progress' }
components:
  schemas:
    Filter: { type: object, properties: { age: { type: integer } } }
    Pet: { type: object, properties: { name: { type: string }, owner.name: { type: string } } }
    Progress:
      oneOf:
        - { properties: { event: { const: started }, data: { type: string } } }
        - { properties: { event: { const: ended }, data: { type: string, contentMediaType: application/json, contentSchema: { type: integer } } } }
";

/// The API with these options.
fn resolved(options: TypeOptions) -> Result<Api, Diagnostics> {
    let document = RawDocument::parse("shop.yaml", DOCUMENT)?.with_types(options);
    Ok(resolve(&Document::from_raw(document)?)?.0)
}

/// The errors, without excerpts.
fn refused(options: TypeOptions) -> String {
    let findings = resolved(options).err().unwrap_or_default();
    let lines = findings.iter().map(|finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        format!(
            "{} {}: {} ({help})\n",
            finding.code, finding.pointer, finding.message
        )
    });
    lines.collect()
}

fn own(entries: &[&str]) -> TypeOptions {
    let path = "crate::Own".parse().ok();
    let types = entries.iter().map(|key| (*key).to_owned());
    TypeOptions {
        types: types.zip(path.into_iter().cycle()).collect(),
        ..TypeOptions::default()
    }
}

fn formats(entries: &[(&str, &str)]) -> TypeOptions {
    let formats = entries.iter();
    let formats = formats.filter_map(|(format, ty)| Some(((*format).to_owned(), ty.parse().ok()?)));
    TypeOptions {
        formats: formats.collect(),
        ..TypeOptions::default()
    }
}

#[test]
fn formats_of_the_standards_need_not_occur() {
    assert_eq!(
        refused(formats(&[
            ("date-time", "chrono"),
            ("ipv6", "std"),
            ("uuid", "crate::Id")
        ])),
        ""
    );
}

#[test]
fn formats_without_a_type_are_refused() {
    let entries = [
        ("datetime", "string"),
        ("date", "url"),
        ("uuid", "chrono"),
        ("email", "rust_decimal"),
    ];
    assert_snapshot!(refused(formats(&entries)), @r"
    mismatched-format : `url` has no type for the format `date` (it has types for `uri`, `url`, `iri`; write the path of a type for other formats)
    unused-entry : `formats` contains `datetime`, which no string or number has (did you mean `date-time`?)
    unused-entry : `formats` contains `email`, which no string or number has (remove it, or correct the name of the format)
    mismatched-format : `chrono` has no type for the format `uuid` (it has types for `date-time`, `date`, `time`; write the path of a type for other formats)
    ");
}

#[test]
fn own_types_name_components_and_properties() -> Outcome {
    let api = resolved(own(&["Pet.owner.name"]))?;
    let pet = apicrate::outline(&api)
        .remove("models pet")
        .unwrap_or_default();
    assert!(pet.contains("owner_name: Option<crate::Own>"), "{pet}");
    assert_snapshot!(refused(own(&["Pets", "Pet.nam", "Owner", "Filter.age.x"])), @r"
    unused-entry : `types` contains `Filter.age.x`, which is not a component or property (a key is the name of a component among the schemas, or `COMPONENT.PROPERTY`)
    unused-entry : `types` contains `Owner`, which is not a component or property (a key is the name of a component among the schemas, or `COMPONENT.PROPERTY`)
    unused-entry : `types` contains `Pet.nam`, which is not a component or property (did you mean `Pet.name`?)
    unused-entry : `types` contains `Pets`, which is not a component or property (did you mean `Pet`?)
    ");
    Ok(())
}

#[test]
fn own_types_are_refused_where_fields_decide() {
    assert_snapshot!(refused(own(&["Filter", "Pet", "Progress"])), @r"
    unsupported-own-type /components/schemas/Progress: `Progress` cannot be a type of your own: it is the events of a stream, whose names decide about their data (replace another schema, such as that of one of its properties)
    unsupported-own-type /paths/~1pets/get/parameters/0: `Filter` cannot be a type of your own: it is a parameter whose properties are sent one by one (replace another schema, such as that of one of its properties)
    unsupported-own-type /paths/~1pets/post: `Pet` cannot be a type of your own: it is a multipart body, whose parts are its fields (replace another schema, such as that of one of its properties)
    ");
}

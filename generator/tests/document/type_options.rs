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

fn derives(entries: &[(&str, &str)]) -> TypeOptions {
    let entries = entries.iter().map(|(key, derives)| {
        let derives = derives.split(", ").filter_map(|derive| derive.parse().ok());
        ((*key).to_owned(), derives.collect())
    });
    TypeOptions {
        derives: entries.collect(),
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

/// A document in which each component has a reason not to have a trait.
const TRAITS: &str = "
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths: {}
components:
  schemas:
    Basket: { type: object, properties: { lines: { type: object, additionalProperties: { $ref: '#/components/schemas/Line' } } } }
    Line: { type: object, required: [price], properties: { price: { $ref: '#/components/schemas/Price' } } }
    Price: { type: number }
    Sizes: { type: array, items: { $ref: '#/components/schemas/Size' } }
    Size: { type: string, enum: [small, large] }
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
    Cat: { type: object, required: [lives, born], properties: { lives: { type: integer }, born: { type: string, format: date } } }
    Dog:
      type: object
      required: [kind, owner]
      properties:
        kind: { type: string, const: dog }
        owner: { type: object, required: [age], properties: { age: { type: integer }, name: { type: string } } }
    Any: { type: object, properties: { id: { type: string } }, additionalProperties: { type: array, items: {} } }
    Money: { type: object, properties: { amount: { type: string } } }
    Bill: { type: object, properties: { total: { $ref: '#/components/schemas/Money' } } }
";

/// The findings, and the derives of each type.
fn derived(options: TypeOptions) -> String {
    let document = RawDocument::parse("shop.yaml", TRAITS).map(|it| it.with_types(options));
    let resolved = document
        .and_then(Document::from_raw)
        .and_then(|it| resolve(&it));
    let (findings, types) = match resolved {
        Ok((api, findings)) => (findings, api.types),
        Err(findings) => (findings, Vec::new()),
    };
    let lines = findings.iter().map(|finding| {
        let position = finding.position.map_or(0, |position| position.line);
        format!("{} line {position}: {}\n", finding.code, finding.message)
    });
    let types = types.iter().filter(|it| !it.derives.is_empty());
    let types = types.map(|it| format!("{}: {}\n", it.name, it.derives.join(" ")));
    lines.chain(types).collect()
}

#[test]
fn types_without_a_trait_are_left_out_of_patterns() {
    assert_snapshot!(derived(derives(&[("*", "Hash, Clone, Ord"), ("?o*", "Default, a::B")])), @r"
    omitted-derive line 9: `Hash` is left out of 2 of 11 types that `*` matches; the first is `Basket`: its field `lines` contains `Price`, whose value is `f64`
    redundant-derive line 2: all types that `*` matches in `derives` have `Clone` already; ignored
    omitted-derive line 21: `Ord` is left out of 4 of 11 types that `*` matches; the first is `Any`: its field of additional properties contains `Value`
    Any: Hash
    Bill: Eq PartialOrd Ord Hash
    Cat: Eq PartialOrd Ord Hash
    Dog: Default Eq PartialOrd Ord Hash a::B
    DogOwner: Default Eq PartialOrd Ord Hash
    Money: Eq PartialOrd Ord Hash a::B
    Pet: Hash
    ");
}

#[test]
fn named_types_must_have_the_trait() {
    assert_snapshot!(derived(derives(&[
        ("Any", "PartialOrd"),
        ("Basket", "Eq"),
        ("Cat", "Default, Copy"),
        ("Dog", "Default"),
        ("Line", "Ord"),
        ("Pet", "Copy"),
        ("Size", "Copy, Default"),
    ])), @r"
    unsupported-derive line 21: `Any` cannot derive `PartialOrd`: its field of additional properties contains `Value`
    unsupported-derive line 9: `Basket` cannot derive `Eq`: its field `lines` contains `Price`, whose value is `f64`
    unsupported-derive line 14: `Cat` cannot derive `Default`: its field `born` is `Date`
    unsupported-derive line 14: `Cat` cannot derive `Copy`: its field `born` is `Date`
    unsupported-derive line 9: `Line` cannot derive `Ord`: its field `price` contains `Price`, whose value is `f64`
    unsupported-derive line 12: `Pet` cannot derive `Copy`: it keeps unknown values, which are any JSON values
    unsupported-derive line 11: `Size` cannot derive `Copy`: it keeps unknown values, which are texts
    unsupported-derive line 11: `Size` cannot derive `Default`: it has several values
    ");
    let of_names = derives(&[
        ("#/components/schemas/Dog/properties/owner", "Hash, a::B"),
        ("Basket", "PartialOrd, Default, schemars::JsonSchema"),
        ("Cat", "Ord, crate::Own"),
        ("Line", "Copy"),
        ("Size", "Ord"),
    ]);
    assert_snapshot!(derived(of_names), @r"
    redundant-derive line 2: all types that `Basket` matches in `derives` have `Default` already; ignored
    redundant-derive line 2: all types that `Size` matches in `derives` have `Ord` already; ignored
    Basket: PartialOrd apicrate_runtime::JsonSchema
    Cat: Eq PartialOrd Ord crate::Own
    DogOwner: Hash a::B
    Line: Copy PartialOrd apicrate_runtime::JsonSchema
    ");
}

#[test]
fn nothing_is_assumed_about_own_types_that_a_pattern_contains() {
    let with_own = |key: &str| TypeOptions {
        derives: derives(&[(key, "Hash")]).derives,
        ..own(&["Money"])
    };
    assert_snapshot!(derived(with_own("Bil*")), @"omitted-derive line 23: `Hash` is left out of 1 of 1 type that `Bil*` matches; the first is `Bill`: its field `total` contains `crate::Own`");
    assert_snapshot!(derived(with_own("Bill")), @"Bill: Hash");
}

#[test]
fn derives_that_name_nothing_are_errors() {
    let mut options = derives(&[
        ("#/components/schemas/Dog/properties/own", "Eq"),
        ("Dogs", "Eq"),
        ("Money", "Eq"),
        ("New*", "Eq"),
        ("Sizes", "Eq"),
        ("[", "Eq"),
    ]);
    options.types = own(&["Money"]).types;
    let document = RawDocument::parse("shop.yaml", TRAITS).map(|it| it.with_types(options));
    let resolved = document
        .and_then(Document::from_raw)
        .and_then(|it| resolve(&it));
    let findings = resolved.err().unwrap_or_default();
    let lines = findings.iter().map(|finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{}: {} ({help})\n", finding.code, finding.message)
    });
    assert_snapshot!(lines.collect::<String>(), @r"
    unused-entry: `derives`: `#/components/schemas/Dog/properties/own` matches nothing in the document (did you mean `#/components/schemas/Dog/properties/owner`?)
    unused-entry: `derives`: `Dogs` matches nothing in the document (did you mean `Dog`?)
    unused-entry: `derives`: `Money` is a type of your own, which is not generated (add the derive to that type)
    unused-entry: `derives`: the pattern `New*` matches no component (a pattern is compared with the names of the schemas)
    unused-entry: `derives`: `Sizes` is another name for `Vec<Size>`, which has no derives of its own (name the types in it)
    unused-entry: `derives`: `[` is not a pattern (`*` is any text, `?` one character, and `[ab]` one of these characters)
    ");
}

#[test]
fn derives_are_part_of_the_compared_api() -> Outcome {
    let api = |text: &str| -> Result<Api, Diagnostics> {
        let options = derives(&[("*", "Eq"), ("Line", "Default")]);
        let document = RawDocument::parse("shop.yaml", text)?.with_types(options);
        Ok(resolve(&Document::from_raw(document)?)?.0)
    };
    let old = TRAITS.replace("Price: { type: number }", "Price: { type: integer }");
    // The struct has `Default` without the derive, since all of its fields are optional.
    let new = TRAITS.replace("required: [price]", "required: []");
    let changes = apicrate::diff::diff(&api(&old)?, &api(&new)?);
    let changes = changes.api.iter().filter(|it| it.note.contains("deriv"));
    let lines = changes.map(|it| {
        let path = it.before.as_deref().unwrap_or_default();
        format!("{} {path} {}\n", it.bump, it.note)
    });
    assert_snapshot!(lines.collect::<String>(), @r"
    major models::Basket no longer derives `Eq`: replace the uses that need it
    major models::Line no longer derives `Eq`: replace the uses that need it
    ");
    Ok(())
}

//! Types that correspond to each other although their names differ, and members of unions, events and lists of derives.

use apicrate::diff::diff;
use apicrate::document::{Renames, TypeOptions};
use insta::assert_snapshot;

use crate::report::{compared, document, report};
use crate::versions::api;

/// A document with these schemas.
fn schemas(schemas: &str) -> String {
    format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}")
}

/// A document that uses a type named `{name}N` in each kind of place. The types of both versions share half of their properties.
fn used_everywhere(name: &str, property: &str) -> String {
    let schema = |number: usize| format!("{{ $ref: '#/components/schemas/{name}{number}' }}");
    let [list, map, nullable, tuple, other, member, alias, event] =
        [1, 2, 3, 4, 5, 6, 7, 8].map(schema);
    let [parameter, body, output, error, second, webhook] = [9, 10, 11, 12, 13, 14].map(schema);
    let json = |schema: &str| format!("content: {{ application/json: {{ schema: {schema} }} }}");
    let objects = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14].map(|number| {
        format!("    {name}{number}: {{ type: object, required: [kept{number}, {property}{number}], properties: {{ kept{number}: {{ type: string }}, {property}{number}: {{ type: integer }} }} }}\n")
    });
    format!(
        "
paths:
  /boats:
    post:
      operationId: boats_add
      tags: [Boats]
      parameters: [{{ name: parameter, in: query, schema: {parameter} }}]
      requestBody: {{ required: true, {} }}
      responses:
        '200': {{ description: Added., {} }}
        '404': {{ description: Lost., {} }}
    get:
      operationId: boats_list
      tags: [Boats]
      responses:
        '200': {{ description: The boats., {} }}
        '202': {{ description: Later. }}
  /news:
    get:
      operationId: news_follow
      tags: [News]
      responses:
        '200':
          description: The news.
          content:
            text/event-stream:
              itemSchema:
                oneOf:
                  - properties: {{ event: {{ const: lent }}, data: {{ contentMediaType: application/json, contentSchema: {event} }} }}
                  - properties: {{ event: {{ const: closed }}, data: {{ type: string }} }}
webhooks:
  sunk: {{ post: {{ requestBody: {{ {} }}, responses: {{ '200': {{ description: Received. }} }} }} }}
components:
  schemas:
    Root:
      type: object
      properties:
        list: {{ type: array, items: {list} }}
        map: {{ type: object, additionalProperties: {map} }}
        nullable: {{ type: array, items: {{ oneOf: [{nullable}, {{ type: 'null' }}] }} }}
        tuple: {{ type: array, prefixItems: [{{ type: string }}, {tuple}], items: false, minItems: 2 }}
      additionalProperties: {other}
    Union: {{ oneOf: [{member}, {{ type: object, required: [x], properties: {{ x: {{ type: string }} }} }}] }}
    Alias: {{ type: array, items: {alias} }}
    {name}9: {{ type: string, enum: [kept, {property}] }}
{}",
        json(&body),
        json(&output),
        json(&error),
        json(&second),
        json(&webhook),
        objects.concat()
    )
}

#[test]
fn renamed_types_are_found_by_each_kind_of_use() {
    let (old, new) = (used_everywhere("Old", "old"), used_everywhere("New", "new"));
    let report = compared(&old, &new);
    let renamed = (1..=14).map(|number| {
        let line = format!("major renamed models::Old{number} -> models::New{number}\n");
        (number, report.contains(&line))
    });
    let missing: Vec<usize> = renamed
        .filter(|(_, is_found)| !is_found)
        .map(|it| it.0)
        .collect();
    assert!(missing.is_empty(), "{missing:?} are missing in {report}");
}

#[test]
fn a_type_with_less_than_half_of_the_members_is_another_type() {
    let text = |name: &str, others: &str| {
        schemas(&format!(
            "
    Root: {{ type: object, properties: {{ field: {{ $ref: '#/components/schemas/{name}' }} }} }}
    {name}: {{ type: object, properties: {{ same: {{ type: string }}, {others} }} }}
"
        ))
    };
    let old = text("Old", "a: { type: string }, b: { type: integer }");
    let new = text("New", "c: { type: boolean }, d: { type: number }");
    assert_snapshot!(compared(&old, &new), @r"
    major

    major removed models::Old
      was removed: the document no longer uses it
      /components/schemas/Old

    major retyped models::Root::field
      is now `Option<New>` (before: `Option<Old>`): adapt to the new type
      /components/schemas/Root/properties/field

    minor added models::New
      was added: a struct
      /components/schemas/New
    ");
}

#[test]
fn the_type_with_the_most_uses_has_the_new_name() {
    let uses = |[one, two, three]: [&str; 3]| {
        let field = |name: &str| format!("{{ $ref: '#/components/schemas/{name}' }}");
        let names = [one, two, three];
        let mut components: Vec<&str> = names.to_vec();
        components.dedup();
        let components = components.into_iter().map(|name| {
            format!("    {name}: {{ type: object, properties: {{ same: {{ type: string }}, {name}: {{ type: string }} }} }}\n")
        });
        schemas(&format!(
            "    Root: {{ type: object, properties: {{ one: {}, two: {}, three: {} }} }}\n{}",
            field(one),
            field(two),
            field(three),
            components.collect::<String>()
        ))
    };
    let old = uses(["Old", "Old", "Old"]);
    assert_snapshot!(compared(&old, &uses(["First", "First", "Second"])), @r"
    major

    major renamed models::Old -> models::First
      was renamed: use `models::First`
      /components/schemas/First

    major renamed models::Old::old -> models::First::first
      was renamed: use `models::First::first`
      /components/schemas/First/properties/First

    major retyped models::Root::three
      is now `Option<Second>` (before: `Option<Old>`): adapt to the new type
      /components/schemas/Root/properties/three

    minor added models::Second
      was added: a struct
      /components/schemas/Second

    wire models::First::first
      the name on the wire is now `First` (before: `Old`)
      /components/schemas/First/properties/First
    ");
}

/// Nothing refers to these types.
#[test]
fn unused_types_are_found_by_their_members() {
    let old = schemas(
        "
    Anchor: { type: object, properties: { weight: { type: number } } }
    Empty: { type: object, additionalProperties: false }
    Flag: { type: string, enum: [red, green] }
    Words: { type: array, items: { type: string } }
    Twin: { type: object, properties: { one: { type: string } } }
",
    );
    let new = schemas(
        "
    Weight: { type: object, properties: { weight: { type: number } } }
    Nothing: { type: object, additionalProperties: false }
    Colour: { type: string, enum: [green, red] }
    Lines: { type: array, items: { type: string } }
    TwinA: { type: object, properties: { one: { type: string } } }
    TwinB: { type: object, properties: { one: { type: string } } }
",
    );
    assert_snapshot!(compared(&old, &new), @r"
    major

    major renamed models::Anchor -> models::Weight
      was renamed: use `models::Weight`
      /components/schemas/Weight

    major renamed models::Empty -> models::Nothing
      was renamed: use `models::Nothing`
      /components/schemas/Nothing

    major renamed models::Flag -> models::Colour
      was renamed: use `models::Colour`
      /components/schemas/Colour

    major removed models::Twin
      was removed: the document no longer uses it
      /components/schemas/Twin

    major renamed models::Words -> models::Lines
      was renamed: use `models::Lines`
      /components/schemas/Lines

    minor traits models::Flag -> models::Colour
      now has its values in a different order, which affects `<` and sorting
      /components/schemas/Colour

    minor added models::TwinA
      was added: a struct
      /components/schemas/TwinA

    minor added models::TwinB
      was added: a struct
      /components/schemas/TwinB
    ");
}

/// The configuration names the type, and nothing refers to it.
#[test]
fn unused_types_are_found_by_their_places() {
    let text = |fields: &str| {
        schemas(&format!(
            "    Boat: {{ type: object, properties: {{ {fields} }} }}\n"
        ))
    };
    let renamed = |fields: &str| {
        let names = Renames::default().rename_type("Boat", "Vessel");
        api(document(&text(fields)).rename(names))
    };
    let old = api(document(&text("a: { type: string }, b: { type: string }")));
    let half = renamed("a: { type: string }, c: { type: integer }");
    assert_snapshot!(report(&diff(&old, &half)), @r"
    major

    major renamed models::Boat -> models::Vessel
      was renamed: use `models::Vessel`
      /components/schemas/Boat

    major removed models::Boat::b
      was removed: stop using it
      /components/schemas/Boat/properties/b

    minor added models::Vessel::c
      was added: `Option<i64>`
      /components/schemas/Boat/properties/c
    ");
    let third = renamed("a: { type: string }, c: { type: integer }, d: { type: integer }");
    assert_snapshot!(report(&diff(&old, &third)), @r"
    major

    major removed models::Boat
      was removed: the document no longer uses it
      /components/schemas/Boat

    minor added models::Vessel
      was added: a struct
      /components/schemas/Boat
    ");
}

#[test]
fn types_that_become_one_are_renamed_if_they_are_equal() {
    let old = schemas(
        "
    Root: { type: object, properties: { a: { $ref: '#/components/schemas/Rope' }, b: { $ref: '#/components/schemas/Cable' } } }
    Rope: { type: object, properties: { metres: { type: number }, colour: { type: string } } }
    Cable: { type: object, properties: { metres: { type: number }, colour: { type: string } } }
",
    );
    let new = schemas(
        "
    Root: { type: object, properties: { a: { $ref: '#/components/schemas/Line' }, b: { $ref: '#/components/schemas/Line' } } }
    Line: { type: object, properties: { metres: { type: number }, colour: { type: string } } }
",
    );
    assert_snapshot!(compared(&old, &new), @r"
    major

    major renamed models::Cable -> models::Line
      was renamed: use `models::Line`
      /components/schemas/Line

    major renamed models::Rope -> models::Line
      was renamed: use `models::Line`
      /components/schemas/Line
    ");
}

#[test]
fn a_type_that_contains_itself_is_compared() {
    let text = |name: &str, item: &str| {
        schemas(&format!(
            "
    Root: {{ type: object, properties: {{ tree: {{ $ref: '#/components/schemas/{name}' }} }} }}
    {name}: {{ type: array, items: {{ oneOf: [{{ $ref: '#/components/schemas/{name}' }}, {{ type: 'null' }}] }} }}
    Words: {{ type: object, additionalProperties: {{ type: array, items: {item} }} }}
"
        ))
    };
    let old = text("Tree", "{ $ref: '#/components/schemas/Words' }");
    assert_snapshot!(compared(&old, &text("Tree", "{ oneOf: [{ $ref: '#/components/schemas/Words' }, { type: 'null' }] }")), @r"
    major

    major retyped models::Words
      is now `BTreeMap<String, Vec<Option<Words>>>` (before: `BTreeMap<String, Vec<Words>>`): adapt to the new type
      /components/schemas/Words
    ");
    assert_eq!(compared(&old, &old), "no change\n");
}

/// Lists of strings are arguments of any texts, lists of a named type are not.
#[test]
fn an_argument_that_accepts_less_is_another_argument() {
    let text = |items: &str| {
        schemas(&format!(
            "
    Page: {{ type: object, required: [words, count], properties: {{ words: {{ type: array, items: {items} }}, count: {{ type: integer }} }} }}
    Word: {{ type: string }}
"
        ))
    };
    let (plain, named) = (
        text("{ type: string }"),
        text("{ $ref: '#/components/schemas/Word' }"),
    );
    assert_snapshot!(compared(&plain, &named), @r"
    major

    major arguments models::Page::new
      now takes `impl IntoIterator<Item = String>` for `words` (before: `impl IntoIterator<Item = impl Into<String>>`): convert the arguments
      /components/schemas/Page
    ");
    assert_eq!(compared(&named, &plain), "no change\n");
}

/// A union that contains an alias, and an alias of an alias.
#[test]
fn another_target_of_an_alias_is_reported_once() {
    let text = |item: &str| {
        schemas(&format!(
            "
    Cargo: {{ oneOf: [{{ $ref: '#/components/schemas/Many' }}, {{ type: boolean }}] }}
    Load: {{ $ref: '#/components/schemas/Many' }}
    Many: {{ type: array, items: {{ type: {item} }} }}
"
        ))
    };
    assert_snapshot!(compared(&text("string"), &text("integer")), @r"
    major

    major retyped models::Many
      is now `Vec<i64>` (before: `Vec<String>`): adapt to the new type
      /components/schemas/Many
    ");
}

#[test]
fn members_of_unions_are_compared() {
    let text = |item: &str| {
        schemas(&format!(
            "    Cargo: {{ oneOf: [{{ type: array, items: {{ type: {item} }} }}, {{ type: string }}] }}\n"
        ))
    };
    assert_snapshot!(compared(&text("string"), &text("integer")), @r"
    major

    major removed models::Cargo::StringList
      was removed: the union no longer contains this type
      /components/schemas/Cargo

    minor added models::Cargo::IntegerList
      was added: `Vec<i64>`
      /components/schemas/Cargo
    ");
}

#[test]
fn the_property_of_a_discriminator_and_its_type_are_compared() {
    let text = |kind: &str, property: &str, [fish, coal]: [&str; 2]| {
        schemas(&format!(
            "
    Cargo: {{ oneOf: [{{ $ref: '#/components/schemas/Fish' }}, {{ $ref: '#/components/schemas/Coal' }}], discriminator: {{ propertyName: {property}, mapping: {{ '{fish}': '#/components/schemas/Fish', '{coal}': '#/components/schemas/Coal' }} }} }}
    Fish: {{ type: object, required: [{property}], properties: {{ {property}: {{ type: {kind}, enum: [{fish}] }}, fresh: {{ type: boolean }} }} }}
    Coal: {{ type: object, required: [{property}], properties: {{ {property}: {{ type: {kind}, enum: [{coal}] }}, tons: {{ type: number }} }} }}
"
        ))
    };
    let numbers = text("integer", "kind", ["1", "2"]);
    assert_snapshot!(compared(&numbers, &text("string", "type", ["fish", "coal"])), @r"
    major

    major removed models::Coal::kind
      was removed: stop using it
      /components/schemas/Coal/properties/kind

    major removed models::CoalKind
      was removed: the document no longer uses it
      /components/schemas/Coal/properties/kind

    major removed models::Fish::kind
      was removed: stop using it
      /components/schemas/Fish/properties/kind

    major removed models::FishKind
      was removed: the document no longer uses it
      /components/schemas/Fish/properties/kind

    minor added models::Coal::type
      was added: `CoalType`
      /components/schemas/Coal/properties/type

    minor added models::Fish::type
      was added: `FishType`
      /components/schemas/Fish/properties/type

    minor added models::CoalType
      was added: an enum
      /components/schemas/Coal/properties/type

    minor added models::FishType
      was added: an enum
      /components/schemas/Fish/properties/type

    wire models::Cargo::Fish
      the discriminator value is now `fish` (before: `1`)
      /components/schemas/Cargo

    wire models::Cargo::Coal
      the discriminator value is now `coal` (before: `2`)
      /components/schemas/Cargo

    wire models::Cargo
      the discriminator is now `type` (before: `kind (integer)`)
      /components/schemas/Cargo
    ");
    assert_snapshot!(compared(&numbers, &text("boolean", "kind", ["true", "false"])), @r"
    major

    major retyped models::Coal::kind
      is now `bool` (before: `CoalKind`): adapt to the new type
      /components/schemas/Coal/properties/kind

    major removed models::CoalKind
      was removed: the document no longer uses it
      /components/schemas/Coal/properties/kind

    major retyped models::Fish::kind
      is now `bool` (before: `FishKind`): adapt to the new type
      /components/schemas/Fish/properties/kind

    major removed models::FishKind
      was removed: the document no longer uses it
      /components/schemas/Fish/properties/kind

    wire models::Cargo::Fish
      the discriminator value is now `true` (before: `1`)
      /components/schemas/Cargo

    wire models::Cargo::Coal
      the discriminator value is now `false` (before: `2`)
      /components/schemas/Cargo

    wire models::Cargo
      the discriminator is now `kind (boolean)` (before: `kind (integer)`)
      /components/schemas/Cargo

    wire models::Coal::kind
      the value that the constructor sets is now `false` (before: `none`)
      /components/schemas/Coal/properties/kind

    wire models::Fish::kind
      the value that the constructor sets is now `true` (before: `none`)
      /components/schemas/Fish/properties/kind
    ");
}

/// Code with the old name still compiles, and means the new value.
#[test]
fn a_value_loses_its_name_to_a_new_one() {
    let text = |values: &str| {
        schemas(&format!(
            "    Cover: {{ type: string, enum: [{values}] }}\n"
        ))
    };
    assert_snapshot!(compared(&text("soft, hard"), &text("Soft, soft, hard")), @r"
    major

    major renamed models::Cover::Soft -> models::Cover::Soft2
      was renamed: use `models::Cover::Soft2`
      /components/schemas/Cover

    minor added models::Cover::Soft
      was added: the value `Soft`
      /components/schemas/Cover
    ");
}

/// A document with a stream of these events.
fn events(names: &[&str]) -> String {
    let events = names.iter().map(|name| {
        format!("                  - properties: {{ event: {{ const: {name} }}, data: {{ type: string }} }}\n")
    });
    format!(
        "
paths:
  /news:
    get:
      operationId: news_follow
      tags: [News]
      responses:
        '200':
          description: The news.
          content:
            text/event-stream:
              itemSchema:
                oneOf:
{}",
        events.collect::<String>()
    )
}

#[test]
fn events_are_compared_by_their_names_in_the_document_and_in_rust() {
    let old = events(&["half-mast", "up"]);
    assert_snapshot!(compared(&old, &events(&["half_mast", "up"])), @r"
    patch

    wire models::NewsFollowEvent::HalfMast
      the name of the event is now `half_mast` (before: `half-mast`)
      /paths/~1news/get/responses/200/content/text~1event-stream/itemSchema
    ");
    assert_snapshot!(compared(&old, &events(&["HalfMast", "half-mast", "up"])), @r"
    major

    major renamed models::NewsFollowEvent::HalfMast -> models::NewsFollowEvent::HalfMast2
      was renamed: use `models::NewsFollowEvent::HalfMast2`
      /paths/~1news/get/responses/200/content/text~1event-stream/itemSchema

    minor added models::NewsFollowEvent::HalfMast
      was added: the event `HalfMast`
      /paths/~1news/get/responses/200/content/text~1event-stream/itemSchema
    ");
}

fn derived(derives: &[&str]) -> apicrate::Api {
    let text = schemas(
        "
    Boat: { type: object, required: [name], properties: { name: { type: string } } }
    Crew: { type: object, properties: { size: { type: integer } } }
    Tree: { type: array, items: { oneOf: [{ $ref: '#/components/schemas/Tree' }, { type: 'null' }] } }
",
    );
    let derives = derives.iter().map(|name| name.parse().expect("a derive"));
    let mut options = TypeOptions::default();
    options.derives.insert("*".to_owned(), derives.collect());
    api(document(&text).with_types(options))
}

/// `Crew` has a default without the derive, `Boat` has not.
#[test]
fn configured_derives_are_compared() {
    let (old, new) = (derived(&[]), derived(&["Hash", "Default"]));
    assert_snapshot!(report(&diff(&old, &new)), @r"
    minor

    minor traits models::Boat
      now derives `Default`
      /components/schemas/Boat

    minor traits models::Boat
      now derives `Hash`
      /components/schemas/Boat

    minor traits models::Crew
      now derives `Hash`
      /components/schemas/Crew

    minor traits models::Tree
      now derives `Hash`
      /components/schemas/Tree
    ");
    assert_snapshot!(report(&diff(&new, &old)), @r"
    major

    major traits models::Boat
      no longer derives `Default`: replace the uses that need it
      /components/schemas/Boat

    major traits models::Boat
      no longer derives `Hash`: replace the uses that need it
      /components/schemas/Boat

    major traits models::Crew
      no longer derives `Hash`: replace the uses that need it
      /components/schemas/Crew

    major traits models::Tree
      no longer derives `Hash`: replace the uses that need it
      /components/schemas/Tree
    ");
}

/// A keyword for strings or numbers restricts a value of any type, too.
#[test]
fn a_schema_without_a_type_gets_other_bounds() {
    let bounded = |count: u32| {
        schemas(&format!(
            "    Boat: {{ type: object, properties: {{ mark: {{ maxLength: {count}, minimum: {count} }} }} }}\n"
        ))
    };
    assert_snapshot!(compared(&bounded(5), &bounded(6)), @r"
    patch

    wire models::Boat::mark
      `maxLength` is now `6` (before: `5`)
      /components/schemas/Boat/properties/mark

    wire models::Boat::mark
      `minimum` is now `6` (before: `5`)
      /components/schemas/Boat/properties/mark
    ");
}

//! Configured names of types, fields, variants, operations and groups.

use apicrate::document::Renames;
use apicrate::model::{Api, TypeKind};
use apicrate::{Diagnostics, Document, RawDocument, resolve};
use insta::assert_snapshot;

use crate::Outcome;

const DOCUMENT: &str = "
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: pets_get
      tags: [Pets]
      responses: { '200': { description: A pet, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
    delete: { operationId: pets_delete, tags: [Pets], responses: { '204': { description: Done } } }
  /toys:
    get:
      operationId: toys_list
      tags: [Toys]
      responses: { '200': { description: Toys, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Toy' } } } } } }
components:
  schemas:
    Pet:
      type: object
      required: [petName]
      properties:
        petName: { type: string }
        type: { enum: [cat, dog] }
        owner: { type: object, properties: { homeAddress: { type: object, properties: { street: { type: string } } } } }
    Kitten: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { age: { type: integer } } }] }
    Toy: { oneOf: [{ $ref: '#/components/schemas/Pet' }, { type: string }] }
";

fn api(renames: Renames) -> Result<Api, Diagnostics> {
    let document = RawDocument::parse("shop.yaml", DOCUMENT)?.rename(renames);
    Ok(resolve(&Document::from_raw(document)?)?.0)
}

/// The names in an API, each with its place in the document.
fn names(api: &Api) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for definition in &api.types {
        names.push((definition.pointer.clone(), definition.name.clone()));
        match &definition.kind {
            TypeKind::Struct(structure) => names.extend(structure.fields.iter().map(|field| {
                let place = format!("{} {}", definition.pointer, field.wire);
                (place, format!("{}.{}", definition.module, field.name))
            })),
            TypeKind::Enum(values) => names.extend(values.variants.iter().map(|variant| {
                let place = format!("{} {}", definition.pointer, variant.wire);
                (place, variant.name.clone())
            })),
            TypeKind::Union(union) => names.extend(union.variants.iter().map(|variant| {
                let place = format!("{} variant", definition.pointer);
                (place, variant.name.clone())
            })),
            _ => {}
        }
    }
    for group in &api.groups {
        for operation in &group.operations {
            let place = format!("{} {}", operation.method, operation.path);
            let path = group.path.join(".");
            names.push((
                place,
                format!("{path}.{} {}", operation.name, operation.stem),
            ));
        }
    }
    names.sort();
    names
}

#[test]
fn renames_change_names_only() -> Outcome {
    let renames = Renames::default()
        .rename_type("Pet", "Animal")
        .rename_type("#/components/schemas/Pet/properties/owner", "Keeper")
        .rename_field("Pet.petName", "name")
        .rename_field("#/components/schemas/Pet/properties/type", "type")
        .rename_variant("#/components/schemas/Pet/properties/type.cat", "Feline")
        .rename_operation("pets_get", "fetch")
        .rename_operation("get /toys", "animals.toys")
        .rename_group("Pets", "animals");
    let (before, after) = (names(&api(Renames::default())?), names(&api(renames)?));
    let places =
        |names: &[(String, String)]| names.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert_eq!(places(&before), places(&after));
    let lines = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after);
    let lines = lines.map(|(before, after)| format!("{}: {} -> {}\n", before.0, before.1, after.1));
    assert_snapshot!(lines.collect::<String>(), @r"
    /components/schemas/Kitten petName: kitten.pet_name -> kitten.name
    /components/schemas/Pet: Pet -> Animal
    /components/schemas/Pet owner: pet.owner -> animal.owner
    /components/schemas/Pet petName: pet.pet_name -> animal.name
    /components/schemas/Pet type: pet.r#type -> animal.r#type
    /components/schemas/Pet/properties/owner: PetOwner -> Keeper
    /components/schemas/Pet/properties/owner homeAddress: pet.home_address -> animal.home_address
    /components/schemas/Pet/properties/owner/properties/homeAddress: PetOwnerHomeAddress -> KeeperHomeAddress
    /components/schemas/Pet/properties/owner/properties/homeAddress street: pet.street -> animal.street
    /components/schemas/Pet/properties/type: PetType -> AnimalType
    /components/schemas/Pet/properties/type cat: Cat -> Feline
    /components/schemas/Toy variant: Pet -> Animal
    DELETE /pets/{id}: pets.delete Delete -> animals.delete Delete
    GET /pets/{id}: pets.get Get -> animals.fetch Fetch
    GET /toys: toys.list List -> animals.toys Toys
    ");
    Ok(())
}

#[test]
fn wrong_entries_are_errors() {
    let renames = [
        (
            "invalid",
            Renames::default()
                .rename_type("Pet", "my pet")
                .rename_field("Pet.petName", "petName")
                .rename_variant("Pet.cat", "feline")
                .rename_group("Pets", "new")
                .rename_operation("pets_get", "a.B"),
        ),
        ("taken", Renames::default().rename_type("Pet", "Toy")),
        (
            "taken members",
            Renames::default()
                .rename_field("Pet.petName", "owner")
                .rename_operation("pets_get", "delete")
                .rename_group("Pets", "toys"),
        ),
        (
            "taken twice",
            Renames::default()
                .rename_type("Pet", "Thing")
                .rename_type("Toy", "Thing"),
        ),
        (
            "taken twice by members",
            Renames::default()
                .rename_field("Pet.petName", "x")
                .rename_field("Pet.owner", "x"),
        ),
        (
            "taken variants",
            Renames::default()
                .rename_variant("#/components/schemas/Pet/properties/type.cat", "Dog")
                .rename_variant("#/components/schemas/Pet/properties/type.dog", "Dog"),
        ),
        (
            "taken variant",
            Renames::default()
                .rename_variant("#/components/schemas/Pet/properties/type.cat", "Dog"),
        ),
        (
            "unused",
            Renames::default()
                .rename_type("Pets", "A")
                .rename_type("#/components/schemas/Pet/properties/owners", "B")
                .rename_field("Pet.petname", "a")
                .rename_variant("Pet.cat", "D")
                .rename_operation("GET /toy", "b")
                .rename_group("pets", "c"),
        ),
    ];
    let findings = renames.into_iter().map(|(title, renames)| {
        let findings = api(renames).err().unwrap_or_default();
        let lines = findings.iter().map(|it| {
            format!(
                "{}: {}{}\n",
                it.code,
                it.message,
                it.help
                    .as_ref()
                    .map(|help| format!(" ({help})"))
                    .unwrap_or_default()
            )
        });
        format!("# {title}\n{}", lines.collect::<String>())
    });
    assert_snapshot!(findings.collect::<String>(), @r"
    # invalid
    invalid-rename: `rename.types`: the name `my pet` for `Pet` is not a type name in UpperCamelCase
    invalid-rename: `rename.fields`: the name `petName` for `Pet.petName` is not a field name in snake_case
    invalid-rename: `rename.variants`: the name `feline` for `Pet.cat` is not a variant name in UpperCamelCase
    invalid-rename: `rename.operations`: the name `a.B` for `pets_get` is not a method name in snake_case
    invalid-rename: `rename.groups`: the name `new` for `Pets` is not a group name in snake_case
    # taken
    rename-collision: `rename.types` has the name `Toy` for `Pet`, which is also the name of `#/components/schemas/Toy` (choose another name, or rename both)
    # taken members
    rename-collision: `rename.fields` has the name `owner` for `Pet.petName`, which is also the name of the property `owner` (choose another name, or rename both)
    name-collision: the handle name `ToysClient` is taken; using `Toys2Client`
    rename-collision: `rename.groups` has the name `toys` for `Pets`, which is also the name of the group `Toys` (choose another name, or rename both)
    rename-collision: `rename.operations` has the name `delete` for `pets_get`, which is also the name of `#/paths/~1pets~1{id}/delete` (choose another name, or rename both)
    # taken twice
    rename-collision: `rename.types` has the name `Thing` for `Toy`, and `rename.types` has the name `Thing` for `Pet` (choose another name for one of them)
    # taken twice by members
    rename-collision: `rename.fields` has the name `x` for `Pet.owner`, and `rename.fields` has the name `x` for `Pet.petName` (choose another name for one of them)
    # taken variants
    rename-collision: `rename.variants` has the name `Dog` for `#/components/schemas/Pet/properties/type.dog`, and `rename.variants` has the name `Dog` for `#/components/schemas/Pet/properties/type.cat` (choose another name for one of them)
    # taken variant
    rename-collision: `rename.variants` has the name `Dog` for `#/components/schemas/Pet/properties/type.cat`, which is also the name of the value `dog` (choose another name, or rename both)
    # unused
    unused-entry: `rename.types`: `#/components/schemas/Pet/properties/owners` matches nothing in the document (did you mean `#/components/schemas/Pet/properties/owner`?)
    unused-entry: `rename.types`: `Pets` matches nothing in the document (did you mean `Pet`?)
    unused-entry: `rename.fields`: `Pet.petname` matches nothing in the document (did you mean `Pet.petName`?)
    unused-entry: `rename.variants`: `Pet.cat` matches nothing in the document
    unused-entry: `rename.operations`: `GET /toy` matches nothing in the document (did you mean `GET /toys`?)
    unused-entry: `rename.groups`: `pets` matches nothing in the document (did you mean `Pets`?)
    ");
}

#[test]
fn the_name_of_a_shared_type_is_configured_at_any_of_its_places() {
    let shared = "{ type: object, properties: { key: { type: string } } }";
    let text = format!(
        "
openapi: 3.1.0
info: {{ title: Shop, version: 1.0.0 }}
paths: {{}}
components:
  schemas:
    Pet: {{ type: object, properties: {{ mark: {shared} }} }}
    Kitten: {{ type: object, properties: {{ tag: {shared} }} }}
"
    );
    for place in ["Pet/properties/mark", "Kitten/properties/tag"] {
        let key = format!("#/components/schemas/{place}");
        let document = RawDocument::parse("shop.yaml", text.as_str());
        let document = document.map(|it| it.rename(Renames::default().rename_type(key, "Label")));
        let api = document
            .and_then(Document::from_raw)
            .and_then(|document| Ok(resolve(&document)?.0))
            .unwrap_or_default();
        assert!(api.type_named("Label").is_some(), "{place}");
    }
}

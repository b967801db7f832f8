//! The groups of operations.

use apicrate::document::GroupBy;
use apicrate::{Diagnostics, Document, RawDocument, resolve};
use insta::assert_snapshot;

use crate::Outcome;

const UNTAGGED: &str = "
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths:
  /shop/pets: { get: { operationId: list_pets, responses: { '204': { description: None. } } } }
  /shop/pets/{id}: { get: { operationId: pets_get, parameters: [{ $ref: '#/components/parameters/Id' }], responses: { '204': { description: None. } } } }
  /shop/pets/all: { delete: { operationId: delete_all_pets, responses: { '204': { description: None. } } } }
  /shop/toys: { put: { operationId: replace_toys, responses: { '204': { description: None. } } } }
components: { parameters: { Id: { name: id, in: path, required: true, schema: { type: string } } } }
";

/// A line for each operation: its group and method, and its path.
fn groups(text: &str, group_by: GroupBy) -> Result<String, Diagnostics> {
    let document = RawDocument::parse("shop.yaml", text)?.group_by(group_by);
    let (api, _) = resolve(&Document::from_raw(document)?)?;
    let lines = api.groups.iter().flat_map(|group| {
        let path = group.path.join(".");
        let operations = group.operations.iter();
        operations.map(move |it| format!("{path}.{} {}\n", it.name, it.path))
    });
    Ok(lines.collect())
}

#[test]
fn operations_without_tags_are_grouped_by_path() -> Outcome {
    let text = include_str!("../fixtures/path-groups.yaml");
    let by_path = groups(text, GroupBy::Path)?;
    assert_snapshot!(by_path, @r"
    beds.list /v1/beds
    beds.create /v1/beds
    beds.get_bed /v1/beds/{bed}
    beds.r#move /v1/beds/{bed}
    beds.get_bed_plants /v1/beds/{bed}/plants
    beds.beds_water /v1/beds:water
    beds.water_beds /v2/Beds:water
    models.list /v1/models
    operations.describe /v1
    seed_boxes.list /{garden}/seed-boxes.json
    ");
    assert_eq!(groups(text, GroupBy::Tag)?, by_path);
    assert_snapshot!(groups(text, GroupBy::None)?, @r"
    operations.list_beds /v1/beds
    operations.beds_create /v1/beds
    operations.get_beds_bed /v1/beds/{bed}
    operations.move_beds /v1/beds/{bed}
    operations.get_v1_beds_bed_plants /v1/beds/{bed}/plants
    operations.beds_water /v1/beds:water
    operations.water_beds /v2/Beds:water
    operations.seed_boxes_list /{garden}/seed-boxes.json
    operations.list_models /v1/models
    operations.describe /v1
    ");
    Ok(())
}

#[test]
fn one_tag_or_group_name_turns_off_the_groups_by_path() -> Outcome {
    let by_path = groups(UNTAGGED, GroupBy::Path)?;
    assert_snapshot!(groups(UNTAGGED, GroupBy::Tag)?, @r"
    pets.list /shop/pets
    pets.get /shop/pets/{id}
    pets.delete_all_pets /shop/pets/all
    toys.replace /shop/toys
    ");
    let with = |key: &str| {
        let id = "operationId: replace_toys";
        UNTAGGED.replace(id, &format!("{key}, {id}"))
    };
    let texts = [with("tags: [toys]"), with("x-fern-sdk-group-name: toys")];
    for text in &texts {
        let by_tag = groups(text, GroupBy::Tag)?;
        insta::allow_duplicates!(assert_snapshot!(by_tag, @r"
        operations.list_pets /shop/pets
        operations.pets_get /shop/pets/{id}
        operations.delete_all_pets /shop/pets/all
        toys.replace_toys /shop/toys
        "));
        assert_eq!(groups(text, GroupBy::Path)?, by_path);
    }
    Ok(())
}

#[test]
fn new_operations_rename_no_others() -> Outcome {
    let before = groups(UNTAGGED, GroupBy::Tag)?;
    for path in [
        "/shop/hats",
        "/shop/toys/all",
        "/api/v2/shop/pets/{id}/toys",
        "/",
    ] {
        let responses = "responses: { '204': { description: None. } }";
        let parameters = "parameters: [{ $ref: '#/components/parameters/Id' }]";
        let parameters = if path.contains('{') {
            parameters
        } else {
            "parameters: []"
        };
        let paths = format!("paths:\n  {path}: {{ get: {{ {parameters}, {responses} }} }}");
        let text = UNTAGGED.replace("paths:", &paths);
        let after = groups(&text, GroupBy::Tag)?;
        assert!(
            before.lines().all(|line| after.contains(line)),
            "{path}: {after}"
        );
    }
    Ok(())
}

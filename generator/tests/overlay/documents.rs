//! Overlays and actions for one document, and the positions of findings about their changes.

use std::fs;
use std::path::Path;

use apicrate::{Overlay, RawDocument};
use insta::assert_snapshot;

use crate::{PETS, after, apply, overlay, refusal_of};

#[test]
fn extends_restricts_an_overlay_to_one_document() {
    let only = |name: &str| {
        overlay("  - { description: Why, target: $.paths.gone, remove: true }")
            + &format!("extends: https://example.com/{name}\n")
    };
    assert!(apply(&[&only("toys.yaml")]).is_ok());
    assert!(apply(&[&only("pets.yaml")]).is_err());
}

#[test]
fn x_document_restricts_an_action_to_one_document() {
    let title = after(
        "
  - { description: Not here., x-document: toys.yaml, target: $.gone, remove: true }
  - { description: Here., x-document: pets.yaml, target: $.info, update: { title: Dogs } }
",
        "/info/title",
    );
    assert_eq!(title, "Dogs");
}

/// Writes an overlay, and optionally another document, to a folder and applies the overlay.
fn applied_from_disk(folder: &str, other: Option<&str>) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    if let Some(other) = other {
        fs::write(folder.join(other), "").expect("written");
    }
    let path = folder.join("overlay.yaml");
    let action = "  - { description: Why, x-document: toys.yaml, target: $.gone, remove: true }";
    fs::write(&path, overlay(action)).expect("written");
    let overlay = Overlay::read(&path).map_err(|errors| errors.to_string())?;
    let written = RawDocument::parse("pets.yaml", PETS).expect("it is well-formed");
    let applied = written.with_overlays(&[overlay]).map(|_| ());
    let folder = folder.display().to_string();
    applied.map_err(|errors| errors.to_string().replace(&folder, ""))
}

#[test]
fn rejects_names_of_missing_documents() {
    assert_eq!(
        applied_from_disk("overlay-named", Some("toys.yaml")),
        Ok(())
    );
    let refusal = applied_from_disk("overlay-misnamed", None).expect_err("there are no toys");
    assert_snapshot!(refusal, @r"
    error[overlay-document-not-found]: `toys.yaml` is not the name of this document, and no file with that path exists
      --> /overlay.yaml:4:25
       |   - { description: Why, x-document: toys.yaml, target: $.gone, remove: true }
       |                         ^
      at #/actions/0/x-document

    1 error
    ");
}

#[test]
fn rejects_x_document_together_with_extends() {
    let overlay =
        overlay("  - { description: Why, x-document: toys.yaml, target: $.info, remove: true }")
            + "extends: pets.yaml\n";
    assert_snapshot!(refusal_of(&overlay), @r"
    error[overlay-malformed]: `x-document` is not allowed in an overlay with `extends`
      --> overlay.yaml:4:25
       |   - { description: Why, x-document: toys.yaml, target: $.info, remove: true }
       |                         ^
      at #/actions/0/x-document

    1 error
    ");
}

#[test]
fn findings_about_overlay_changes_are_located_in_the_document() {
    let document = apply(&[&overlay(
        "
  - description: Cats are none of our business.
    target: $.tags[?@.name == 'cats']
    remove: true
  - description: Dogs have a page of their own.
    target: $.tags[0]
    update: { externalDocs: { url: [] } }
  - description: Toys belong to pets.
    target: $.components.schemas.Toy.properties
    update: { owner: { $ref: '#/components/schemas/Pets' } }
",
    )]);
    let document = document.expect("no code depends on the errors");
    assert_snapshot!(document.warnings, @r"
    warning[malformed]: expected a string, found a list; ignored
      --> pets.yaml:4:24
       | tags: [{ name: cats }, { name: dogs }]
       |                        ^
      at #/tags/1/externalDocs/url
      help: changed by the overlay at overlay.yaml:8

    warning[dangling-reference]: the reference target `#/components/schemas/Pets` does not exist; ignored, because no operation uses the schema
      --> pets.yaml:16:7
       |       properties:
       |       ^
      at #/components/schemas/Toy/properties/owner/$ref
      help: did you mean `#/components/schemas/Pet`? (changed by the overlay at overlay.yaml:11)

    2 warnings
    ");
}

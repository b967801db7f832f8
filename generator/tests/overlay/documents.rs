//! Overlays and actions for one document, and the positions of findings about their changes.

use std::fs;
use std::path::Path;

use apicrate::{Overlay, RawDocument};
use insta::assert_snapshot;

use crate::{PETS, after, after_all, apply, overlay, refusal_of};

#[test]
fn extends_with_another_name_does_not_prevent_the_overlay() {
    for extends in [
        "https://example.com/v1/toys.yaml?raw=1",
        "toys.yaml",
        "file:///srv/toys.yaml",
        "urn:example:toys",
    ] {
        let overlay = overlay("  - { target: $.info, update: { title: Dogs } }");
        let overlay = overlay + &format!("extends: {extends}\n");
        assert_eq!(after_all(&[&overlay], "/info/title"), "Dogs", "{extends}");
    }
}

/// Writes an overlay with `extends` and other files to a folder.
fn extending(folder: &str, extends: &str, others: &[&str]) -> Overlay {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    for other in others {
        fs::write(folder.join(other), "").expect("written");
    }
    let path = folder.join("overlay.yaml");
    let actions = overlay("  - { target: $.info, update: { title: Dogs } }");
    fs::write(&path, format!("{actions}extends: {extends}\n")).expect("written");
    Overlay::read(&path).expect("it is valid")
}

/// Applies an overlay with `extends` to `pets.yaml`. Returns the title and the warnings.
fn extended(folder: &str, extends: &str, others: &[&str]) -> (String, String) {
    let overlay = extending(folder, extends, others);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let document = RawDocument::parse("pets.yaml", PETS).expect("it is well-formed");
    let document = document
        .with_overlays(&[overlay])
        .expect("it can be applied");
    let title = document.value()["info"]["title"].as_str();
    let warnings = document.warnings().to_string();
    let folder = folder.display().to_string();
    (
        title.unwrap_or_default().to_owned(),
        warnings.replace(&folder, ""),
    )
}

#[test]
fn overlays_for_another_existing_file_are_skipped() {
    let files = ["pets.yaml", "toys.yaml"];
    let (title, warnings) = extended("overlay-extends-other", "./toys.yaml", &files);
    assert_eq!(title, "Pets");
    assert_snapshot!(warnings, @r"
    warning[overlay-not-applied]: the overlay is for `./toys.yaml`, and not for pets.yaml; not applied to this document
      --> /overlay.yaml:5:1
       | extends: ./toys.yaml
       | ^
      at #/extends
      help: remove `extends` to apply the overlay to all documents

    1 warning
    ");
    for (extends, files) in [("./pets.yaml", &files[..]), ("./toys.yaml", &[])] {
        let (title, warnings) = extended("overlay-extends-own", extends, files);
        assert_eq!(
            (title.as_str(), warnings.as_str()),
            ("Dogs", "no findings"),
            "{extends}"
        );
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("overlay-extends-own");
        fs::remove_dir_all(folder).expect("removed");
    }
}

#[test]
fn strict_overlays_must_have_an_action_for_the_document() {
    let other = extending("overlay-strict-other", "./toys.yaml", &["toys.yaml"]);
    let strict = other.clone().strict(true);
    for (overlay, is_valid) in [
        (other.clone(), true),
        (strict.clone(), false),
        (strict.shared(true), true),
    ] {
        let document = RawDocument::parse("pets.yaml", PETS).expect("it is well-formed");
        let applied = document.with_overlays(&[overlay]);
        assert_eq!(applied.is_ok(), is_valid, "{:?}", applied.err());
    }
}

const FOR_OTHERS: &str = "
  - { description: Why., x-document: toys.yaml, target: $.gone, remove: true }
  - { description: Why., x-document: cats.yaml, target: $.gone, remove: true }
";

#[test]
fn overlays_without_an_action_for_the_document_are_reported() {
    let parsed = || Overlay::parse("overlay.yaml", overlay(FOR_OTHERS)).expect("it is valid");
    let pets = || RawDocument::parse("pets.yaml", PETS).expect("it is well-formed");
    let document = pets().with_overlays(&[parsed()]).expect("it is a warning");
    assert_snapshot!(document.warnings(), @r"
    warning[overlay-not-applied]: no action of the overlay is for pets.yaml; nothing was applied to this document
      --> overlay.yaml:4:26
       |   - { description: Why., x-document: toys.yaml, target: $.gone, remove: true }
       |                          ^
      at #/actions/0/x-document
      help: the actions are for `cats.yaml`, `toys.yaml`; remove `x-document` to apply an action to all documents

    1 warning
    ");
    let errors = pets().with_overlays(&[parsed().strict(true)]).err();
    let errors = errors.expect("it is an error").to_string();
    assert!(
        errors.starts_with("error[overlay-not-applied]: no action"),
        "{errors}"
    );
    let shared = pets().with_overlays(&[parsed().strict(true).shared(true)]);
    assert_eq!(
        shared.expect("it is for others").warnings().to_string(),
        "no findings"
    );
}

#[test]
fn actions_for_another_version_are_applied() {
    let overlay = overlay(
        "  - { description: Why, x-document: pets.yaml, target: $.info, update: { title: Dogs } }",
    );
    let overlay = Overlay::parse("overlay.yaml", overlay).expect("it is valid");
    let document = RawDocument::parse("pets-2.yaml", PETS).expect("it is well-formed");
    let document = document.version_of("spec/pets.yaml");
    let document = document
        .with_overlays(&[overlay])
        .expect("it can be applied");
    assert_eq!(document.value()["info"]["title"], "Dogs");
    assert_eq!(document.warnings().to_string(), "no findings");
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
fn findings_about_copies_are_located_at_the_source() {
    let overlay = overlay(
        "
  - target: $.components.schemas
    update: { Cat: {} }
  - target: $.components.schemas.Toy.properties.name
    update: { $ref: '#/components/schemas/Names' }
  - target: $.tags
    update: { name: birds }
  - target: $.components.schemas.Cat
    copy: $.components.schemas.Toy
  - target: $.tags[2]
    copy: $.info.contact
",
    );
    let document = apply(&[&overlay.replace("overlay: 1.0.0", "overlay: 1.1.0")]);
    let document = document.expect("no code depends on the errors");
    assert_snapshot!(document.warnings, @r"
    warning[dangling-reference]: the reference target `#/components/schemas/Names` does not exist; ignored, because no operation uses the schema
      --> pets.yaml:17:9
       |         name: { type: string }
       |         ^
      at #/components/schemas/Toy/properties/name/$ref
      help: changed by the overlay at overlay.yaml:6

    warning[dangling-reference]: the reference target `#/components/schemas/Names` does not exist; ignored, because no operation uses the schema
      --> pets.yaml:17:9
       |         name: { type: string }
       |         ^
      at #/components/schemas/Toy/properties/name/$ref
      help: changed by the overlay at overlay.yaml:6, copied by the overlay at overlay.yaml:10

    2 warnings
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

//! Documents of which a part is selected.

use std::error::Error;

use apicrate::RawDocument;
use apicrate::document::Selection;
use apicrate_mock::{Mock, MockOptions};

use crate::{Test, json, send};

/// A mock server of the document with pets, and of the operations of single pets only.
fn single_pets(exclude: &str) -> Result<Mock, Box<dyn Error>> {
    let document = RawDocument::parse("pets.yaml", include_str!("pets.yaml"))?;
    let selection = Selection {
        include: vec!["/pets/*".parse()?, "webhook:*".parse()?],
        exclude: vec![exclude.parse()?],
        ..Selection::default()
    };
    Ok(Mock::from_raw(
        document.select(selection),
        MockOptions::new(),
    )?)
}

#[test]
fn operations_that_are_not_selected_have_no_answer() -> Test {
    let mock = single_pets("myPet")?;
    assert_eq!(mock.operations().len(), 2);
    assert_eq!(send(&mock, "GET", "/pets/7", &[])?.status(), 200);
    for (target, expected) in [
        (
            "/pets/mine",
            "the document has `GET /pets/mine`, but the selection leaves it out",
        ),
        (
            "/events",
            "the document has `GET /events`, but the selection leaves it out",
        ),
        ("/toys", "no operation has the path `/toys`"),
    ] {
        let answer = send(&mock, "GET", target, &[])?;
        assert_eq!(answer.status(), 404, "{target}");
        assert_eq!(json(&answer)?["detail"], expected);
    }
    let list = send(&mock, "GET", "/__mock/operations", &[])?;
    let operations = json(&list)?["operations"].as_array().map(Vec::len);
    assert_eq!(operations, Some(2));
    Ok(())
}

#[test]
fn a_pattern_that_matches_no_operation_is_an_error() -> Test {
    let errors = single_pets("mypet").err().ok_or("no error")?.to_string();
    let expected = "the pattern `mypet` matches nothing in the document";
    assert!(errors.contains(expected), "{errors}");
    Ok(())
}

//! `cargo xtask corpus`: every document of a folder is generated, and one that is refused takes
//! no other down.

use std::fs;

use super::support::command;

const GOOD: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: pets_list
      responses: { '204': { description: None. } }
";

#[test]
fn each_document_of_a_folder_has_its_line_in_the_table_and_in_the_report() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (documents, report) = (
        folder.path().join("documents"),
        folder.path().join("report.json"),
    );
    fs::create_dir_all(documents.join("nested")).expect("it can be written to");
    fs::write(documents.join("good.yaml"), GOOD).expect("it can be written to");
    let bad = GOOD.replace(
        "{ description: None. }",
        "{ $ref: '#/components/responses/None' }",
    );
    fs::write(documents.join("nested/bad.yaml"), bad).expect("it can be written to");
    let output = command()
        .arg("corpus")
        .arg(&documents)
        .arg("--report")
        .arg(&report)
        .output()
        .expect("xtask runs");
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{table}");
    assert!(
        table.contains("2 documents: 1 accepted, 1 rejected, 0 panicked, 0 crashed"),
        "{table}"
    );

    let report = fs::read_to_string(report).expect("it was written");
    let rows: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(rows[0]["document"], "good.yaml");
    assert_eq!(
        (&rows[0]["state"], &rows[0]["operations"]),
        (&"accepted".into(), &1.into())
    );
    assert_eq!(rows[1]["state"], "rejected");
    assert_eq!(rows[1]["errors"][0]["code"], "dangling-reference");
    assert_eq!(rows[1]["errors"][0]["line"], 8);
}

//! `cargo xtask corpus`: every document of a folder is generated; a rejected document does not affect the others.

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
fn table_and_report_contain_every_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let (documents, report) = (
        folder.path().join("documents"),
        folder.path().join("report.json"),
    );
    fs::create_dir_all(documents.join("nested")).expect("written");
    fs::write(documents.join("good.yaml"), GOOD).expect("written");
    let bad = GOOD.replace(
        "{ description: None. }",
        "{ $ref: '#/components/responses/None' }",
    );
    fs::write(documents.join("nested/bad.yaml"), bad).expect("written");
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

    let report = fs::read_to_string(report).expect("a report");
    let rows: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(rows[0]["document"], "good.yaml");
    assert_eq!(
        (&rows[0]["state"], &rows[0]["operations"]),
        (&"accepted".into(), &1.into())
    );
    assert_eq!(rows[1]["state"], "rejected");
    assert_eq!(rows[1]["errors"][0]["code"], "dangling-reference");
    assert_eq!(rows[1]["errors"][0]["line"], 8);
}

#[test]
fn allowed_folders_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (documents, shared) = (folder.path().join("api"), folder.path().join("shared"));
    for folder in [&documents, &shared] {
        fs::create_dir_all(folder).expect("written");
    }
    let document = GOOD.replace("{ description: None. }", "{ $ref: ../shared/none.yaml }");
    fs::write(documents.join("pets.yaml"), document).expect("written");
    fs::write(shared.join("none.yaml"), "description: None.\n").expect("written");
    for (is_allowed, expected) in [(false, "0 accepted, 1 rejected"), (true, "1 accepted")] {
        let mut command = command();
        command.arg("corpus").arg(&documents);
        if is_allowed {
            command.arg("--allow-dir").arg(&shared);
        }
        let output = command.output().expect("xtask runs");
        let table = String::from_utf8_lossy(&output.stdout);
        assert!(table.contains(expected), "{table}");
    }
}

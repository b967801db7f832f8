//! Published documents: every answer is valid for the schema that the document has for it.

use std::io::{Write, stderr};
use std::path::{Path, PathBuf};

use apicrate::RawDocument;
use apicrate::validate::{ApiDescription, Direction};
use apicrate_mock::{Mock, MockOptions};
use serde_json::Value;

use crate::{Test, header, send};

/// The root folder of this workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The value at a pointer, after its references.
fn resolved<'d>(document: &'d Value, pointer: &str) -> Option<(String, &'d Value)> {
    let value = document.pointer(pointer)?;
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => resolved(document, &ApiDescription::target(reference)?),
        None => Some((pointer.to_owned(), value)),
    }
}

/// The pointer of the schema of a response.
fn schema_of(document: &Value, operation: &str, status: u16, media_type: &str) -> Option<String> {
    let names = [
        status.to_string(),
        format!("{}XX", status / 100),
        "default".to_owned(),
    ];
    let mut names = names.iter();
    let (response, _) =
        names.find_map(|name| resolved(document, &format!("{operation}/responses/{name}")))?;
    let name = media_type.replace('~', "~0").replace('/', "~1");
    let (media, value) = resolved(document, &format!("{response}/content/{name}"))?;
    value.get("schema").map(|_| format!("{media}/schema"))
}

/// Calls every operation of a document with each of these preferences. Returns the number of answers that were compared with a
/// schema, and the problems. With `validates`, most requests have faults, because the parameters are any texts.
fn problems(
    path: &Path,
    validates: bool,
    preferences: &[&str],
) -> Result<(usize, Vec<String>), Box<dyn std::error::Error>> {
    let document = RawDocument::read(path)?.tolerant();
    let description = ApiDescription::from_raw(document.clone())?;
    let mock = Mock::from_raw(document, MockOptions::new().validate(validates))?;
    let (mut count, mut problems) = (0, Vec::new());
    let operations = description.operations();
    // Without optimization, all operations of the largest document take a minute.
    let step = 1 + operations.len() / 300;
    for operation in operations.into_iter().step_by(step) {
        let target = operation.path.replace(['{', '}'], "");
        for prefer in preferences {
            let answer = send(&mock, &operation.method, &target, &[("prefer", prefer)])?;
            let at = format!("{} {target}", operation.method);
            let status = answer.status().as_u16();
            let media_type = header(&answer, "content-type");
            let schema = schema_of(description.value(), &operation.pointer, status, media_type);
            if status >= 500 {
                problems.push(format!("{at}: {status}"));
            }
            let exchanges = mock.exchanges();
            let notes = exchanges
                .last()
                .map(|it| it.notes.clone())
                .unwrap_or_default();
            problems.extend(notes.iter().map(|note| format!("{at}: {note}")));
            let (Some(schema), true) = (schema, media_type.ends_with("json")) else {
                continue;
            };
            count += 1;
            let value = serde_json::from_slice(answer.body())?;
            let violations = description.violations(&schema, &value, Direction::Received);
            if let Some(first) = violations.unwrap_or_default().first() {
                let (pointer, message) = (&first.pointer, &first.message);
                problems.push(format!("{at} {prefer}: {status}: {pointer} {message}"));
            }
        }
    }
    Ok((count, problems))
}

#[test]
fn answers_of_trophy_are_valid() -> Test {
    for (document, least) in [("application.yaml", 75), ("admin.yaml", 75)] {
        for validates in [false, true] {
            let path = root().join("spec").join(document);
            let preferences = ["", "dynamic; seed=1", "dynamic; seed=2"];
            let (count, problems) = problems(&path, validates, &preferences)?;
            assert!(count > least, "{document}: {count}");
            assert_eq!(problems, [""; 0], "{document}");
        }
    }
    Ok(())
}

#[test]
fn answers_of_large_documents_are_valid() -> Test {
    for document in ["github-api.json", "hetzner-cloud.json"] {
        let path = root().join("../shared/corpus").join(document);
        if !path.exists() {
            // The harness hides the output of passing tests.
            writeln!(stderr(), "SKIPPED: {} does not exist", path.display())?;
            continue;
        }
        let (count, problems) = problems(&path, false, &["dynamic; seed=1"])?;
        assert!(count > 80, "{document}: {count}");
        assert_eq!(problems, [""; 0], "{document}");
    }
    Ok(())
}

//! Operations whose method has no field in OpenAPI 3.0.

use apicrate::{Diagnostics, Document, RawDocument, resolve};
use insta::assert_snapshot;

use crate::{Outcome, findings_of};

const METHODS: &str = "
paths:
  /pets:
    get: { responses: { '204': { description: Nothing. } } }
    additionalOperations:
      GET: { responses: { '204': { description: Nothing. } } }
      Put: { responses: { '204': { description: Nothing. } } }
      COPY: { responses: { '204': { description: Nothing. } } }
      LINK: { responses: { '204': { description: Nothing. } }, callbacks: { linked: { '{$url}': { additionalOperations: { 'A B': {} } } } } }
      TELL ME: { responses: { '204': { description: Nothing. } } }
      CONNECT: { responses: { '204': { description: Nothing. } } }
      MOVE: { parameters: [{ name: to, in: nowhere }] }
";

#[test]
fn invalid_methods_are_reported_at_their_operation() {
    let text = METHODS.replace(
        "      MOVE: { parameters: [{ name: to, in: nowhere }] }\n",
        "",
    );
    assert_snapshot!(findings_of(&text), @"
    error[invalid-method]: `A B` is not a valid HTTP method
      --> pets.yaml:11:123
       | … : { linked: { '{$url}': { additionalOperations: { 'A B': {} } } } } }
       |                                                     ^
      at #/paths/~1pets/additionalOperations/LINK/callbacks/linked/{$url}/additionalOperations/A B

    error[misplaced-operation]: the method `GET` has its own field, and the path has `get` as well
      --> pets.yaml:8:7
       |       GET: { responses: { '204': { description: Nothing. } } }
       |       ^
      at #/paths/~1pets/additionalOperations/GET

    warning[misplaced-operation]: the method `Put` has its own field; treated as `put`
      --> pets.yaml:9:7
       |       Put: { responses: { '204': { description: Nothing. } } }
       |       ^
      at #/paths/~1pets/additionalOperations/Put

    warning[untranslated-operation]: a request with the method `CONNECT` has no path; the operation is left out
      --> pets.yaml:13:7
       |       CONNECT: { responses: { '204': { description: Nothing. } } }
       |       ^
      at #/paths/~1pets/additionalOperations/CONNECT

    error[invalid-method]: `TELL ME` is not a valid HTTP method
      --> pets.yaml:12:7
       |       TELL ME: { responses: { '204': { description: Nothing. } } }
       |       ^
      at #/paths/~1pets/additionalOperations/TELL ME

    3 errors, 2 warnings
    ");
}

#[test]
fn operations_with_errors_are_left_out() -> Outcome {
    let head = "openapi: 3.2.0\ninfo: { title: Pets, version: 1.0.0 }\n";
    let raw = RawDocument::parse("pets.yaml", format!("{head}{METHODS}"))?;
    let document = Document::from_raw(raw.tolerant())?;
    let (api, warnings) = resolve(&document)?;
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let operations: Vec<_> = operations
        .map(|it| (it.method.as_str(), it.pointer.as_str()))
        .collect();
    assert_eq!(
        operations,
        [
            ("GET", "/paths/~1pets/get"),
            ("PUT", "/paths/~1pets/additionalOperations/Put"),
            ("COPY", "/paths/~1pets/additionalOperations/COPY"),
            ("LINK", "/paths/~1pets/additionalOperations/LINK"),
        ]
    );
    let mut findings: Diagnostics = document.warnings.clone();
    findings.extend(warnings);
    let omitted = findings.iter().filter(|it| it.code.starts_with("omitted-"));
    let omitted: Vec<&str> = omitted.map(|it| it.message.as_str()).collect();
    assert_snapshot!(omitted.join("\n"), @"
    operation `MOVE /pets` has errors; left out
    an Operation Object in operation `LINK /pets` has errors; left out
    operation `GET /pets` has errors; left out
    operation `TELL ME /pets` has errors; left out
    ");
    Ok(())
}

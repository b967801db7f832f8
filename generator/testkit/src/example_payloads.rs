//! The documented responses of an API as JSON, for a server that returns them.

use apicrate::model::Api;
use serde_json::{Map, Value};

use crate::examples::{PayloadLocation, examples};

/// Returns a JSON object that maps the ID of each operation to its first documented example of a successful response.
///
/// ```
/// use apicrate::{Document, resolve};
/// use apicrate_testkit::example_payloads;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let document = Document::parse("garden.yaml", r#"
/// openapi: 3.1.0
/// info: { title: Garden, version: 1.0.0 }
/// paths:
///   /beds:
///     get:
///       operationId: beds_count
///       tags: [Beds]
///       responses:
///         '200':
///           description: The number of beds.
///           content: { application/json: { schema: { type: integer }, example: 5 } }
/// "#)?;
/// let (api, _) = resolve(&document)?;
///
/// assert_eq!(example_payloads(&api), "{\n  \"beds_count\": 5\n}\n");
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn example_payloads(api: &Api) -> String {
    let mut responses = Map::new();
    for example in examples(api) {
        let PayloadLocation::Response { operation, status } = example.location else {
            continue;
        };
        if status.starts_with('2') {
            responses.entry(operation).or_insert(example.value);
        }
    }
    format!("{:#}\n", Value::Object(responses))
}

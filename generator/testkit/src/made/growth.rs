//! A document of any size, for measurements of growth.

use std::fmt::Write;

/// The number of schemas that refer to each other in a circle. The compiler has a limit on the length of such a chain.
const CIRCLE: usize = 10;

/// Returns a document with this number of schemas, each of which refers to another one and contains an enum, and with an
/// operation for each schema.
pub fn document(size: usize) -> String {
    let mut paths = String::new();
    let mut schemas = String::new();
    for n in 0..size {
        let comma = if n == 0 { "" } else { "," };
        let next = next(n, size);
        _ = write!(
            paths,
            r##"{comma}"/things{n}/{{id}}":{{"get":{{"operationId":"group{}_get_thing{n}","tags":["Group{}"],
            "summary":"Read a thing of kind {n}.","description":"Returns the thing with this ID.",
            "parameters":[{{"name":"id","in":"path","required":true,"schema":{{"type":"string"}}}},
            {{"name":"limit","in":"query","description":"The maximum number of results.","schema":{{"type":"integer"}}}}],
            "responses":{{"200":{{"description":"The thing.","content":{{"application/json":{{"schema":
            {{"$ref":"#/components/schemas/Thing{n}"}}}}}}}},"404":{{"description":"The thing does not exist."}}}}}}}}"##,
            n % 50,
            n % 50,
        );
        _ = write!(
            schemas,
            r##"{comma}"Thing{n}":{{"type":"object","description":"A thing of kind {n}.","required":["id","name"],
            "properties":{{"id":{{"type":"string","description":"Its own ID."}},"name":{{"type":"string"}},
            "size":{{"type":"integer","minimum":0,"description":"In millimetres."}},
            "state":{{"type":"string","enum":["new","used","gone{n}"]}},
            "born":{{"type":"string","format":"date-time"}},"tags":{{"type":"array","items":{{"type":"string"}}}},
            "next":{{"$ref":"#/components/schemas/Thing{next}"}}}}}}"##
        );
    }
    format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"Made","version":"1.0.0"}},"paths":{{{paths}}},"components":{{"schemas":{{{schemas}}}}}}}"#
    )
}

/// The schema that a schema refers to: the next one in its circle.
fn next(n: usize, size: usize) -> usize {
    let first = n - n % CIRCLE;
    let next = first + (n + 1) % CIRCLE;
    if next < size { next } else { first }
}

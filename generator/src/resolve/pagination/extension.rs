//! Reads `x-fern-pagination` and `x-speakeasy-pagination`.

use serde_json::{Map, Value};

use crate::document::PaginationRule;

pub(super) const FERN: &str = "x-fern-pagination";
pub(super) const SPEAKEASY: &str = "x-speakeasy-pagination";

/// The pagination that an extension states: `None` if the operation is not paginated.
pub(super) type Stated = Result<Option<PaginationRule>, String>;

/// Reads `x-fern-pagination`. `true` refers to the extension at the root of the document.
pub(super) fn fern(value: &Value, root: Option<&Value>) -> Stated {
    let fields = match value {
        Value::Bool(false) => return Ok(None),
        Value::Bool(true) => match root {
            Some(Value::Object(fields)) => fields,
            _ => return Err("the document has no `x-fern-pagination` at its root".to_owned()),
        },
        Value::Object(fields) => fields,
        _ => return Err("it is neither a Boolean nor an object".to_owned()),
    };
    let request = |name: &str| path(fields, name, &["$request."]);
    let response = |name: &str| path(fields, name, &["$response.", "$response"]);
    let mut rule = PaginationRule {
        items: response("results")?,
        has_more: response("has-next-page")?,
        cursor: request("cursor")?,
        next: response("next_cursor")?,
        next_url: match response("next_uri")? {
            Some(path) => Some(path),
            None => response("next_path")?,
        },
        ..PaginationRule::default()
    };
    let offset = request("offset")?;
    // With a step, the offset is a number of items; without one, it is the number of the page.
    match request("step")? {
        Some(step) => (rule.offset, rule.size) = (offset, Some(step)),
        None => rule.page = offset,
    }
    Ok(Some(rule))
}

/// Reads a path that starts with one of the prefixes.
fn path(
    fields: &Map<String, Value>,
    name: &str,
    prefixes: &[&str],
) -> Result<Option<String>, String> {
    let Some(value) = fields.get(name) else {
        return Ok(None);
    };
    let text = value.as_str().unwrap_or_default();
    let path = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix));
    match path {
        Some(path) => Ok(Some(path.to_owned())),
        None => Err(format!(
            "`{name}` is not a path that starts with `{}`",
            prefixes.join("` or `")
        )),
    }
}

/// Reads `x-speakeasy-pagination`.
pub(super) fn speakeasy(value: &Value) -> Stated {
    let Value::Object(fields) = value else {
        return Err("it is not an object".to_owned());
    };
    let outputs = fields.get("outputs").and_then(Value::as_object);
    let output = |name: &str| {
        let path = outputs.and_then(|it| it.get(name)).and_then(Value::as_str);
        path.map(|path| json_path(name, path)).transpose()
    };
    let mut rule = PaginationRule {
        items: output("results")?,
        page_count: output("numPages")?,
        ..PaginationRule::default()
    };
    let inputs = fields.get("inputs").and_then(Value::as_array);
    for input in inputs.into_iter().flatten() {
        let text = |name: &str| input.get(name).and_then(Value::as_str);
        let name = text("name").map(str::to_owned);
        match text("type") {
            Some("offset") => rule.offset = name,
            Some("page") => rule.page = name,
            Some("limit") => rule.size = name,
            Some("cursor") => rule.cursor = name,
            other => {
                let other = other.unwrap_or_default();
                return Err(format!("`{other}` is not a type of an input"));
            }
        }
    }
    match fields.get("type").and_then(Value::as_str) {
        Some("offsetLimit") => {}
        Some("cursor") => {
            // The cursor can be a property of the last item, such as `$.data[-1].id`.
            let next = output("nextCursor")?.unwrap_or_default();
            let indices = ["[-1].", "[-1:].", "[(@.length-1)]."];
            match indices.iter().find_map(|index| next.split_once(index)) {
                Some((list, key)) => {
                    rule.last_item = Some(key.to_owned());
                    rule.items.get_or_insert_with(|| list.to_owned());
                }
                None => rule.next = Some(next),
            }
        }
        Some("url") => rule.next_url = output("nextUrl")?,
        _ => return Err("its `type` is none of `offsetLimit`, `cursor` and `url`".to_owned()),
    }
    Ok(Some(rule))
}

/// Reads a JSONPath with names only: `$.a.b` or `$['a']['b']`, or `$` for the whole response.
fn json_path(name: &str, path: &str) -> Result<String, String> {
    let path = path.replace("['", ".").replace("[\"", ".");
    let path = path.replace("']", "").replace("\"]", "");
    let rest = path.strip_prefix('$');
    let rest = rest.map(|rest| rest.strip_prefix('.').unwrap_or(rest));
    rest.map(str::to_owned)
        .ok_or_else(|| format!("`{name}` is not a JSONPath"))
}

//! The fuzz targets. They share the mutations and the checked properties with the property tests of the generator and of
//! its runtime.

#[path = "../../tests/properties/conditions.rs"]
mod conditions;
#[path = "../../tests/properties/doc_text.rs"]
mod doc_text;
#[allow(dead_code, reason = "the property tests use more of it")]
#[path = "../../tests/properties/mutation.rs"]
mod mutation;
#[path = "../../tests/properties/promise.rs"]
mod promise;
#[path = "../../runtime/tests/properties/server_decoder.rs"]
mod server;
#[path = "../../runtime/tests/properties/path_template.rs"]
mod template;

use std::env;
use std::path::Path;
use std::sync::LazyLock;

use arbitrary::{Error, Result, Unstructured};

use self::mutation::Seeds;
use self::promise::holds;

static SEEDS: LazyLock<Seeds> =
    LazyLock::new(|| Seeds::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures")));

/// Generates code for any text.
pub fn document(text: &str) {
    holds(text, None);
}

/// Generates documentation in which every text of the document is this one.
pub fn doc_text(text: &str) {
    doc_text::holds_for_sample(text);
}

/// Generates code for a mutated document in YAML.
///
/// # Errors
///
/// The bytes are too short for a document.
pub fn mutant(bytes: &[u8]) -> Result<()> {
    let document = SEEDS.mutant(&mut Unstructured::new(bytes))?;
    let text = serde_yaml::to_string(&document).map_err(|_| Error::IncorrectFormat)?;
    show(&text);
    holds(&text, None);
    Ok(())
}

/// Generates code for a document with an overlay: any text, or actions that probably match values of the document.
///
/// # Errors
///
/// The bytes are too short for an overlay.
pub fn overlay(bytes: &[u8]) -> Result<()> {
    let u = &mut Unstructured::new(bytes);
    let document = SEEDS.document(u)?;
    let overlay = if u.ratio(1, 4)? {
        u.arbitrary()?
    } else {
        SEEDS.overlay(u, &document)?.to_string()
    };
    let document = document.to_string();
    show(&document);
    show(&overlay);
    holds(&document, Some(&overlay));
    Ok(())
}

/// Sends any request to a server.
///
/// # Errors
///
/// The bytes are too short for a request.
pub fn server_decoder(bytes: &[u8]) -> Result<()> {
    let request = server::request(&mut Unstructured::new(bytes))?;
    show(&format!("{request:?}"));
    server::holds(request);
    Ok(())
}

/// Matches any path against any path template.
pub fn path_template(template: &str, path: &str) {
    show(template);
    show(path);
    template::holds(template, path);
}

/// Prints the generated input if the variable `SHOW` is set, to inspect an input that a fuzzer found.
fn show(text: &str) {
    if env::var_os("SHOW").is_some() {
        println!("{text}");
    }
}

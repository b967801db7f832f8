//! What the fuzz targets do with their bytes. How documents are changed and what has to hold for them is
//! shared with the generator's own tests.

#[path = "../../tests/properties/mutation.rs"]
mod mutation;
#[path = "../../tests/properties/promise.rs"]
mod promise;

use std::env;
use std::path::Path;
use std::sync::LazyLock;

use arbitrary::{Error, Result, Unstructured};

use self::mutation::Seeds;
use self::promise::holds;

static SEEDS: LazyLock<Seeds> =
    LazyLock::new(|| Seeds::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures")));

/// Takes any text for a document.
pub fn document(text: &str) {
    holds(text, None);
}

/// Makes of the bytes a document that is almost right, in YAML.
///
/// # Errors
///
/// No document can be made of these bytes.
pub fn mutant(bytes: &[u8]) -> Result<()> {
    let document = SEEDS.mutant(&mut Unstructured::new(bytes))?;
    let text = serde_yaml::to_string(&document).map_err(|_| Error::IncorrectFormat)?;
    show(&text);
    holds(&text, None);
    Ok(())
}

/// Makes of the bytes an overlay for a document: any text, or actions that may well find something in it.
///
/// # Errors
///
/// No overlay can be made of these bytes.
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

/// Prints what was made of the bytes, for whoever looks at one input that was found.
fn show(text: &str) {
    if env::var_os("SHOW").is_some() {
        println!("{text}");
    }
}

//! What documents are read as, and what is said about those that cannot be read.

mod components;
mod dialect;
mod malformed;
mod positions;
mod published;
mod references;
mod refused;
#[path = "../support/shared.rs"]
mod shared;
mod yaml;

use std::error::Error;

use apicrate::diagnostic::Diagnostics;
use apicrate::document::Document;
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

/// Reads a document that is given without the parts that every document has.
fn read(rest: &str) -> Result<Document, Diagnostics> {
    let head = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n";
    Document::parse("pets.yaml", format!("{head}{rest}"))
}

/// Everything that is said about a document, whether it can be read or not.
fn findings(text: &str) -> String {
    said(Document::parse("pets.yaml", text))
}

/// What [`findings`] are for a document that is given without the parts that every document has.
fn findings_of(rest: &str) -> String {
    said(read(rest))
}

fn said(outcome: Result<Document, Diagnostics>) -> String {
    match outcome {
        Ok(document) => document.warnings.to_string(),
        Err(diagnostics) => diagnostics.to_string(),
    }
}

/// A component of a document as JSON.
fn component(document: &Document, pointer: &str) -> Result<Value, Box<dyn Error>> {
    let value = serde_json::to_value(&document.openapi)?;
    let component = value.pointer(&format!("/components{pointer}"));
    Ok(component.cloned().unwrap_or_default())
}

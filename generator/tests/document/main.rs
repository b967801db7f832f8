//! Reading documents, and the diagnostics about documents with mistakes.

mod components;
mod dialect;
mod files;
mod grouping;
mod limits;
mod malformed;
mod methods;
mod positions;
mod published;
mod references;
mod refused;
mod renames;
mod selection;
#[path = "../support/shared.rs"]
mod shared;
mod suggestions;
mod swagger;
mod type_options;
mod yaml;

use std::error::Error;

use apicrate::diagnostic::Diagnostics;
use apicrate::document::Document;
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

/// Reads a document from its text without version and `info`.
fn read(rest: &str) -> Result<Document, Diagnostics> {
    let head = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n";
    Document::parse("pets.yaml", format!("{head}{rest}"))
}

/// Returns all errors and warnings about a document.
fn findings(text: &str) -> String {
    all_findings(Document::parse("pets.yaml", text))
}

/// Returns all errors and warnings about a document from its text without version and `info`.
fn findings_of(rest: &str) -> String {
    all_findings(read(rest))
}

fn all_findings(outcome: Result<Document, Diagnostics>) -> String {
    match outcome {
        Ok(document) => document.warnings.to_string(),
        Err(diagnostics) => diagnostics.to_string(),
    }
}

/// Returns a component of a document as JSON.
fn component(document: &Document, pointer: &str) -> Result<Value, Box<dyn Error>> {
    let value = serde_json::to_value(&document.openapi)?;
    let component = value.pointer(&format!("/components{pointer}"));
    Ok(component.cloned().unwrap_or_default())
}

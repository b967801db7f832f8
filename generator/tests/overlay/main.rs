//! Applying overlays, and the complete messages about overlays that cannot be applied.

#![expect(clippy::expect_used, reason = "a failed precondition fails the test")]

mod applied;
mod cases;
mod documents;
mod limits;
mod refused;
mod suite;
mod written;

use apicrate::{Diagnostics, Document, Overlay, RawDocument};
use serde_json::Value;

const PETS: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0, contact: { name: The keeper } }
tags: [{ name: cats }, { name: dogs }]
paths: {}
components:
  schemas:
    Pet:
      type: object
      required: [name, status, born, status]
      properties:
        name: { type: string, enum: [Ada, Bo] }
        born: { type: string, format: date }
    Toy:
      type: object
      properties:
        name: { type: string }
        price: { type: integer }
";

/// Returns the text of an overlay with the given actions.
fn overlay(actions: &str) -> String {
    format!(
        "overlay: 1.0.0\ninfo: {{ title: Corrections, version: 1.0.0 }}\nactions:\n{}\n",
        actions.trim_matches('\n')
    )
}

fn apply(overlays: &[&str]) -> Result<Document, Diagnostics> {
    let overlays = overlays
        .iter()
        .map(|text| Overlay::parse("overlay.yaml", *text))
        .collect::<Result<Vec<_>, _>>()?;
    Document::from_raw(RawDocument::parse("pets.yaml", PETS)?.with_overlays(&overlays)?)
}

/// Returns the value at a pointer of the document after the actions.
fn after(actions: &str, pointer: &str) -> Value {
    after_all(&[&overlay(actions)], pointer)
}

fn after_all(overlays: &[&str], pointer: &str) -> Value {
    let document = apply(overlays).unwrap_or_else(|errors| unreachable!("{errors}"));
    let document = serde_json::to_value(document.openapi).expect("a document is a value");
    document.pointer(pointer).cloned().unwrap_or_default()
}

/// Returns the findings of an overlay that cannot be applied, if it is strict.
fn refusal_of(overlay: &str) -> String {
    let document = RawDocument::parse("pets.yaml", PETS).expect("the document is valid");
    let result = Overlay::parse("overlay.yaml", overlay)
        .and_then(|overlay| document.with_overlays(&[overlay.strict(true)]));
    result.expect_err("it is wrong").to_string()
}

//! The changes that `diff` lists although no name and no type of the Rust API differs: documentation, and facts of the wire
//! format.

#![expect(clippy::panic, reason = "a document that is refused fails the test")]

use apicrate::diff::{Bump, Changes, diff};
use apicrate::{Api, Document, resolve};
use insta::assert_snapshot;

fn api(rest: &str) -> Api {
    let text = format!("openapi: 3.1.0\ninfo: {{ title: Pets, version: 1.0.0 }}\n{rest}");
    let document = Document::parse("pets.yaml", text).unwrap_or_else(|errors| panic!("{errors}"));
    let (api, _) = resolve(&document).unwrap_or_else(|errors| panic!("{errors}"));
    api
}

/// The changes if `before` is replaced by `after` in a document.
fn changes(document: &str, before: &str, after: &str) -> Changes {
    assert!(document.contains(before), "{before}");
    diff(&api(document), &api(&document.replacen(before, after, 1)))
}

fn lines(changes: &Changes) -> String {
    let api = changes.api.iter().map(|change| {
        let path = change.after.as_deref().unwrap_or_default();
        format!("{} {path} {}\n", change.bump, change.note)
    });
    let wire = changes.wire.iter();
    let wire = wire.map(|change| format!("wire {}: {}\n", change.path, change.note));
    api.chain(wire).collect()
}

const ORDERS: &str = "
paths:
  /orders:
    post:
      operationId: orders_add
      tags: [Orders]
      callbacks:
        sent:
          '{$request.body#/url}':
            post:
              description: The order was sent.
              requestBody: { content: { application/json: { schema: { type: string } } } }
              responses: { '204': { description: Read. } }
      responses:
        '200':
          description: Known.
          headers: { Age: { description: The age., schema: { type: integer } } }
          content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } }
        '201':
          description: New.
          content: { application/problem+json: { schema: { type: integer } } }
components:
  schemas:
    Order: { anyOf: [{ $ref: '#/components/schemas/Book' }, { $ref: '#/components/schemas/Toy' }] }
    Book: { type: object, properties: { title: { type: string } } }
    Toy: { type: object, properties: { name: { type: string } } }
    Level: { type: integer, enum: [1, 2], x-enum-descriptions: [Low., High.] }
";

#[test]
fn documentation_of_all_items_is_compared() {
    for (before, after) in [
        ("The order was sent.", "The order is on its way."),
        ("The age.", "The age in seconds."),
        ("[Low., High.]", "[Few., High.]"),
    ] {
        let changes = changes(ORDERS, before, after);
        assert_eq!(changes.bump(), Some(Bump::Patch), "{before}");
    }
}

#[test]
fn the_media_type_of_a_variant_is_a_fact() {
    let changes = changes(ORDERS, "application/problem+json", "application/count+json");
    assert_snapshot!(lines(&changes), @"wire orders::AddResponse::Created: the media type is now `application/count+json` (before: `application/problem+json`)");
}

#[test]
fn the_order_of_alternatives_without_a_discriminator_is_a_fact() {
    let before = "[{ $ref: '#/components/schemas/Book' }, { $ref: '#/components/schemas/Toy' }]";
    let after = "[{ $ref: '#/components/schemas/Toy' }, { $ref: '#/components/schemas/Book' }]";
    assert_snapshot!(lines(&changes(ORDERS, before, after)), @"wire models::Order: the variants are now tried in another order: a value that several of them accept may become another one");
}

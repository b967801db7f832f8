//! The selection of operations, webhooks and models.

use apicrate::document::{Selection, SelectionPattern};
use apicrate::model::Outline;
use apicrate::{Diagnostics, Document, RawDocument, outline, resolve};
use insta::assert_snapshot;

use crate::Outcome;

const DOCUMENT: &str = "
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: pets_list
      tags: [Pets]
      parameters: [{ name: order, in: query, schema: { $ref: '#/components/schemas/PetOrder' } }]
      responses:
        '200': { description: Pets, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } }
        '404': { description: No, content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
  /pets/{id}:
    get:
      operationId: pets_get
      tags: [Pets]
      deprecated: true
      parameters: [{ name: id, in: path, required: true, schema: { type: string, pattern: '(?=a)' } }]
      responses: { '200': { description: A pet, content: { application/json: { schema: { $ref: '#/components/schemas/PetDetails' } } } } }
  /toys:
    post:
      operationId: toys_create
      tags: [Toys, Pets]
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Toy' } } } }
      responses: { '201': { description: A toy, content: { application/json: { schema: { type: object, properties: { size: { enum: [s, l] } } } } } } }
webhooks:
  pet.sold:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Sale' } } } }
      responses: { '204': { description: Done } }
components:
  schemas:
    PetOrder: { enum: [name, age] }
    Pet: { type: object, properties: { name: { type: string }, owner: { $ref: '#/components/schemas/Owner' } } }
    PetDetails: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { age: { type: integer } } }] }
    Owner: { type: object, properties: { pets: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
    Toy: { type: object, properties: { size: { enum: [s, l] } } }
    Sale: { type: object, properties: { event: { const: pet.sold }, price: { $ref: '#/components/schemas/Price' } } }
    Price: { type: object, properties: { cents: { type: integer } } }
    Problem: { type: object, properties: { title: { type: string } } }
    Unused: { type: object, properties: { price: { $ref: '#/components/schemas/Price' } } }
";

/// The outline of what is selected, and the number of warnings.
fn selected(include: &[&str], exclude: &[&str]) -> Result<(Outline, usize), Diagnostics> {
    let patterns = |texts: &[&str]| {
        let patterns = texts.iter().map(|text| text.parse());
        patterns
            .collect::<Result<Vec<SelectionPattern>, _>>()
            .unwrap_or_default()
    };
    let selection = Selection {
        include: patterns(include),
        exclude: patterns(exclude),
        ..Selection::default()
    };
    select(selection)
}

fn select(selection: Selection) -> Result<(Outline, usize), Diagnostics> {
    let document = RawDocument::parse("shop.yaml", DOCUMENT)?.select(selection);
    let (api, warnings) = resolve(&Document::from_raw(document)?)?;
    Ok((outline(&api), warnings.len()))
}

/// The parts of an outline, each with its operations.
fn parts(outline: &Outline) -> String {
    let parts = outline.iter().map(|(name, text)| {
        let operations = text
            .lines()
            .filter(|line| line.contains("  /") || line.contains(" /"));
        let operations = operations.map(|line| line.trim().split('(').next().unwrap_or_default());
        let operations: Vec<&str> = operations.collect();
        if operations.is_empty() {
            name.clone()
        } else {
            format!("{name}: {}", operations.join(", "))
        }
    });
    parts.collect::<Vec<_>>().join("\n")
}

#[test]
fn selects_operations_and_the_models_that_they_reach() -> Outcome {
    let (outline, _) = selected(&["pets_list"], &[])?;
    assert_snapshot!(parts(&outline), @r"
    group pets: list
    models owner
    models pet
    models problem
    ");
    let (outline, _) = selected(&["tag:Pets"], &["GET /pets/*"])?;
    assert_snapshot!(parts(&outline), @r"
    group pets: list
    group toys: create
    models owner
    models pet
    models problem
    models toy
    models toys
    ");
    let (outline, _) = selected(&["webhook:*", "model:Toy"], &[])?;
    assert_snapshot!(parts(&outline), @r"
    models price
    models sale
    models toy
    webhooks
    ");
    let (outline, _) = selected(&["model:*"], &[])?;
    assert_snapshot!(parts(&outline), @r"
    models owner
    models pet
    models price
    models problem
    models sale
    models toy
    models unused
    ");
    let current = Selection {
        without_deprecated: true,
        ..Selection::default()
    };
    assert_snapshot!(parts(&select(current)?.0), @r"
    group pets: list
    group toys: create
    models owner
    models pet
    models price
    models problem
    models sale
    models toy
    models toys
    webhooks
    ");
    Ok(())
}

#[test]
fn names_are_the_same_as_without_a_selection() -> Outcome {
    let (all, _) = selected(&[], &[])?;
    for include in [
        "pets_list",
        "pets_get",
        "toys_create",
        "webhook:*",
        "model:*",
    ] {
        let (some, _) = selected(&[include], &[])?;
        assert!(!some.is_empty(), "{include}");
        for (name, text) in &some {
            let of_all = all.get(name).map(String::as_str).unwrap_or_default();
            let is_part = text.lines().all(|line| of_all.contains(line.trim()));
            assert!(is_part, "{include}: {name}:\n{text}\n{of_all}");
        }
    }
    Ok(())
}

#[test]
fn patterns_that_match_nothing_are_errors() {
    let errors = selected(&["pet_list", "tag:Pets"], &["/pet/**", "model:Pet"]).err();
    let errors = errors.map(|errors| errors.to_string());
    assert_snapshot!(errors.unwrap_or_default(), @r"
    warning[indistinguishable-webhooks]: no property has a different constant in each payload; the enum of all webhooks is not generated
      --> shop.yaml:26:1
       | webhooks:
       | ^
      at #/webhooks

    error[unused-pattern]: the pattern `pet_list` matches nothing in the document
      --> shop.yaml:2:1
       | openapi: 3.1.0
       | ^
      help: did you mean `pets_list`?

    error[unused-pattern]: the pattern `/pet/**` matches nothing in the document
      --> shop.yaml:2:1
       | openapi: 3.1.0
       | ^
      help: a pattern is an `operationId`, a path, a method and a path, `tag:NAME`, `webhook:NAME` or `model:NAME`; `apicrate outline` lists the operations

    error[unused-pattern]: the pattern `model:Pet` excludes models, which exist if a selected operation uses them; exclude operations instead
      --> shop.yaml:2:1
       | openapi: 3.1.0
       | ^
      help: a pattern is an `operationId`, a path, a method and a path, `tag:NAME`, `webhook:NAME` or `model:NAME`; `apicrate outline` lists the operations

    3 errors, 1 warning
    ");
}

//! Serialization and deserialization with `#[derive(JsonUnion)]`.

use apicrate_runtime::{JsonObject, JsonUnion};
use serde_json::{Value, from_value, json, to_value};

type Test = Result<(), Box<dyn std::error::Error>>;

#[derive(Debug, PartialEq, JsonObject)]
struct Circle {
    radius: f64,
}

#[derive(Debug, PartialEq, JsonObject)]
struct Square {
    side: Option<f64>,
    colour: Option<String>,
}

#[derive(Debug, PartialEq, JsonUnion)]
#[json_union(tag = "kind")]
enum Numbered {
    #[variant(tag = 1, tag = -2)]
    Circle(Circle),
    #[variant(tag = 3)]
    Square(Box<Square>),
    Unknown(Value),
}

#[test]
fn tags_can_be_integers() -> Test {
    for kind in [1, -2] {
        let read: Numbered = from_value(json!({ "kind": kind, "radius": 2.5 }))?;
        assert_eq!(read, Numbered::Circle(Circle { radius: 2.5 }));
    }
    for other in [
        json!({ "kind": 4 }),
        json!({ "kind": "1" }),
        json!({}),
        json!(1),
    ] {
        let read: Numbered = from_value(other.clone())?;
        assert_eq!(to_value(&read)?, other);
        assert_eq!(read, Numbered::Unknown(other));
    }
    Ok(())
}

#[test]
fn tagged_value_that_does_not_match_is_an_error() {
    let error = from_value::<Numbered>(json!({ "kind": 1, "radius": "wide" }));
    let error = error.map_err(|error| error.to_string());
    assert!(error.is_err_and(|text| text.starts_with("at `radius`: invalid type: string")));
}

#[derive(Debug, PartialEq, JsonUnion)]
enum Shape {
    #[variant(object)]
    Square(Square),
    #[variant(object)]
    Circle(Circle),
    Whole(i64),
    Number(f64),
    Unknown(Value),
}

#[test]
fn distinctive_properties_select_the_variant() -> Test {
    let circle: Shape = from_value(json!({ "radius": 2.5 }))?;
    assert_eq!(circle, Shape::Circle(Circle { radius: 2.5 }));
    let text = json!({ "colour": "red" });
    let square: Shape = from_value(text.clone())?;
    assert!(matches!(&square, Shape::Square(square) if square.side.is_none()));
    assert_eq!(to_value(&square)?, text);
    Ok(())
}

#[test]
fn untagged_value_is_the_first_matching_variant() -> Test {
    assert_eq!(from_value::<Shape>(json!(7))?, Shape::Whole(7));
    assert_eq!(from_value::<Shape>(json!(7.5))?, Shape::Number(7.5));
    assert_eq!(from_value::<Shape>(json!("7"))?, Shape::Unknown(json!("7")));
    let empty: Shape = from_value(json!({}))?;
    assert!(matches!(empty, Shape::Square(_)));
    Ok(())
}

#[derive(Debug, PartialEq, JsonObject)]
struct Moved {
    #[field(null)]
    from: Option<String>,
    #[field(null)]
    to: Option<String>,
}

#[derive(Debug, PartialEq, JsonObject)]
struct Added {
    #[field(null)]
    to: Option<String>,
}

#[derive(Debug, PartialEq, JsonUnion)]
enum Event {
    #[variant(object)]
    Moved(Moved),
    #[variant(object)]
    Added(Added),
    Unknown(Value),
}

#[test]
fn variant_that_adds_no_property_is_selected() -> Test {
    for (value, is_added) in [
        (json!({ "to": "bed" }), true),
        (json!({ "to": null }), true),
        (json!({ "from": null, "to": "bed" }), false),
    ] {
        let event: Event = from_value(value.clone())?;
        assert_eq!(matches!(event, Event::Added(_)), is_added, "{event:?}");
        assert_eq!(to_value(&event)?, value);
    }
    Ok(())
}

#[derive(Debug, PartialEq, JsonObject)]
struct And {
    inner: Option<Box<Filter>>,
    and: u8,
}

#[derive(Debug, PartialEq, JsonObject)]
struct Or {
    inner: Option<Box<Filter>>,
    or: u8,
}

#[derive(Debug, PartialEq, JsonUnion)]
enum Filter {
    #[variant(object)]
    And(And),
    #[variant(object)]
    Or(Or),
    Unknown(Value),
}

fn nested(start: &str, end: &str, depth: usize) -> String {
    start.repeat(depth) + "null" + &end.repeat(depth)
}

/// Each level is deserialized as several variants, each of which fails after it has deserialized the levels below.
#[test]
fn recursive_unions_that_match_no_variant_take_linear_time() -> Test {
    let objects = |depth| nested(r#"{"inner":"#, r#","and":"x","or":"x"}"#, depth);
    for depth in [40, 120] {
        let value: Value = serde_json::from_str(&objects(depth))?;
        let filters: Vec<Filter> = from_value(json!([value, { "inner": null, "or": 1 }]))?;
        let or = Filter::Or(Or { inner: None, or: 1 });
        assert_eq!(filters, [Filter::Unknown(value), or]);
    }
    Ok(())
}

#[test]
fn recursive_unions_are_deserialized_up_to_the_largest_depth() -> Test {
    for (start, end) in [
        (r#"{"inner":"#, r#","or":1}"#),
        (r#"{"inner":"#, r#","and":1,"or":"x"}"#),
    ] {
        let mut filter: Filter = serde_json::from_str(&nested(start, end, 120))?;
        let mut depth = 0;
        while let Filter::And(And {
            inner: Some(inner), ..
        })
        | Filter::Or(Or {
            inner: Some(inner), ..
        }) = filter
        {
            filter = *inner;
            depth += 1;
        }
        assert_eq!(depth, 119);
    }
    Ok(())
}

#[derive(Debug, PartialEq, JsonObject)]
struct D {
    depth: f64,
}

#[derive(Debug, PartialEq, JsonObject)]
struct S {
    size: f64,
}

/// The alternatives have the names that type parameters of serde's functions usually have.
#[derive(Debug, PartialEq, JsonUnion)]
enum Measure {
    #[variant(object)]
    D(D),
    #[variant(object)]
    S(S),
    Unknown(Value),
}

#[test]
fn alternatives_can_have_the_names_of_type_parameters() -> Test {
    for (json, expected) in [
        (json!({ "depth": 1.5 }), Measure::D(D { depth: 1.5 })),
        (json!({ "size": 2.5 }), Measure::S(S { size: 2.5 })),
    ] {
        let read: Measure = from_value(json.clone())?;
        assert_eq!(to_value(&read)?, json);
        assert_eq!(read, expected);
    }
    Ok(())
}

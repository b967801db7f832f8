//! The time of a request to a router, without a network: a JSON body with a hundred objects, with and without validation.
//!
//! ```sh
//! cargo bench -p apicrate-runtime --features patterns,server --bench validation
//! ```

#![expect(
    clippy::expect_used,
    reason = "a benchmark cannot continue after a failure"
)]

use std::future::ready;

use apicrate_runtime::server::schema::BodyFormat::Json;
use apicrate_runtime::server::schema::JsonType::{Array, Integer, Object, String as Text};
use apicrate_runtime::server::schema::Keyword::{
    Enum, Items, MaxItems, MaxLength, Maximum, MinLength, Minimum, NoOtherProperties, Pattern,
    Properties, Required, Type, UniqueItems,
};
use apicrate_runtime::server::schema::{BOOLEAN, BodySchema, RequestSchema, STRING, Schema};
use apicrate_runtime::server::{
    Decoder, HttpResponse, Rejection, RejectionStatuses, Routes, ServerOperation, Validation,
    encode,
};
use apicrate_runtime::{
    AnswerOf, Bytes, CallOptions, Decode, Implementation, Method, Operation, OperationOf, Response,
    Result, TraitMethod, decode, http,
};
use axum::Router;
use axum::body::Body;
use divan::Bencher;
use divan::counter::BytesCount;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower_service::Service;

fn main() {
    divan::main();
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only deserialized")]
struct Plant {
    id: String,
    name: String,
    kind: String,
    count: i64,
    small: bool,
    tags: Vec<String>,
}

static PLANT: Schema = Schema(&[
    Type(Object),
    Required(&["id", "name", "kind", "count"]),
    Properties(&[
        ("id", &Schema(&[Type(Text), Pattern("^[a-z]+-[0-9]+$")])),
        ("name", &Schema(&[Type(Text), MinLength(1), MaxLength(40)])),
        (
            "kind",
            &Schema(&[Type(Text), Enum(&["fern", "moss", "tree"])]),
        ),
        (
            "count",
            &Schema(&[Type(Integer), Minimum("0"), Maximum("1000000")]),
        ),
        ("small", &BOOLEAN),
        (
            "tags",
            &Schema(&[Type(Array), Items(&STRING), MaxItems(5), UniqueItems]),
        ),
    ]),
    NoOtherProperties,
]);

static ADD: RequestSchema = RequestSchema {
    parameters: &[],
    body: Some(BodySchema::Required(
        Json,
        &Schema(&[Type(Array), Items(&PLANT)]),
    )),
};

struct AddRequest(Vec<Plant>);

impl Operation for AddRequest {
    type Output = Value;

    const ID: &'static str = "plants_add";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/plants";
    const DECODE: Decode<Value> = decode::json;
}

impl ServerOperation for AddRequest {
    const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[422]);
    const SCHEMA: Option<&'static RequestSchema> = Some(&ADD);

    fn read_request(request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
        Ok(Self(request.json()?))
    }

    fn write_response(response: Response<Value>) -> Result<HttpResponse> {
        encode::json(Self::INFO, 200, "application/json", response)
    }
}

/// Responds with the number of plants.
struct Nursery;

#[expect(
    clippy::needless_pass_by_value,
    reason = "the type of a method of a trait"
)]
fn add(_: &Nursery, request: AddRequest, _: CallOptions) -> AnswerOf<'_, AddRequest> {
    Box::pin(ready(Ok(Response::new(json!(request.0.len())))))
}

impl OperationOf<Nursery> for AddRequest {
    const TRAIT_METHOD: TraitMethod<Nursery, Self> = TraitMethod::new("add", add);
}

fn routes() -> Routes {
    Routes::new().operation::<AddRequest, _>(&Implementation::Custom(Nursery.into()))
}

fn measure(bencher: Bencher<'_, '_>, routes: Routes) {
    let plant = |index: usize| {
        json!({
            "id": format!("plant-{index}"), "name": "Lady fern", "kind": "fern", "count": index,
            "small": false, "tags": ["green", "shade", "native"],
        })
    };
    let plants: Value = (0..100).map(plant).collect();
    let body = Bytes::from(plants.to_string());
    let runtime = Runtime::new().expect("a runtime");
    let mut app = Router::from(routes);
    bencher
        .counter(BytesCount::new(body.len()))
        .bench_local(|| {
            let request = http::Request::post("/plants").header("content-type", "application/json");
            let request = request.body(Body::from(body.clone())).expect("it is valid");
            let response = runtime.block_on(app.call(request)).expect("it is answered");
            assert_eq!(response.status(), http::StatusCode::OK);
        });
}

#[divan::bench]
fn decoded(bencher: Bencher<'_, '_>) {
    measure(bencher, routes());
}

#[divan::bench]
fn decoded_and_validated(bencher: Bencher<'_, '_>) {
    measure(bencher, routes().validate(Validation::new()));
}

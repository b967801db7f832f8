//! Speed of decoding a long list of objects with `#[derive(JsonObject)]`, with serde's derive, and with values that are
//! ignored. `JsonObject` is built to compile quickly; this benchmark checks that it does not decode more slowly.
//!
//! ```sh
//! cargo bench -p apicrate-runtime --bench object
//! ```

#![expect(
    clippy::expect_used,
    reason = "a benchmark cannot continue after a failure"
)]

use apicrate_runtime::{JsonObject, Patch, null_as_default};
use divan::Bencher;
use divan::counter::BytesCount;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

fn main() {
    divan::main();
}

#[derive(JsonObject)]
#[json_object(rename_all = "camelCase")]
#[allow(dead_code, reason = "only deserialized")]
struct Ours {
    id: String,
    name: String,
    trigger: String,
    #[field(null)]
    description: Option<String>,
    #[field(null)]
    badge_url: Option<String>,
    key: Option<String>,
    streak_length: Option<i64>,
    #[field(default, skip_empty)]
    achievement_ids: Vec<String>,
    metric_value: Option<f64>,
    metric_name: Option<String>,
    rank: i64,
    tz: Patch<String>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "only deserialized")]
struct Serdes {
    id: String,
    name: String,
    trigger: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    badge_url: Option<String>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    streak_length: Option<i64>,
    #[serde(default, deserialize_with = "null_as_default")]
    achievement_ids: Vec<String>,
    #[serde(default)]
    metric_value: Option<f64>,
    #[serde(default)]
    metric_name: Option<String>,
    rank: i64,
    #[serde(default)]
    tz: Patch<String>,
}

/// The order of the properties, and whether there are unknown ones.
#[derive(Clone, Copy, Debug)]
enum Order {
    AsDescribed,
    Reversed,
    ManyUnknown,
}

const ORDERS: [Order; 3] = [Order::AsDescribed, Order::Reversed, Order::ManyUnknown];

/// About one megabyte of JSON.
fn text(order: Order) -> String {
    let objects: Vec<String> = (0..3_000).map(|number| object(number, order)).collect();
    format!("[{}]", objects.join(","))
}

fn object(number: usize, order: Order) -> String {
    let mut properties = vec![
        ("id", json!(format!("01981f3c-0000-7000-8000-{number:012}"))),
        ("name", json!("Ten kilometres in a week")),
        ("trigger", json!("metric")),
        ("description", json!("Run \"far\" enough, seven days long")),
        ("badgeUrl", Value::Null),
        ("streakLength", json!(number)),
        ("achievementIds", json!(["first", "second"])),
        ("metricValue", json!(10.5)),
        ("metricName", json!("distance")),
        ("rank", json!(number % 100)),
        ("tz", json!("Europe/London")),
    ];
    match order {
        Order::AsDescribed => {}
        Order::Reversed => properties.reverse(),
        Order::ManyUnknown => {
            let unknown = [
                "created",
                "updatedAt",
                "owner",
                "region",
                "version",
                "links",
            ];
            properties.extend(unknown.map(|name| (name, json!(1))));
        }
    }
    let properties = properties
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"));
    format!("{{{}}}", properties.collect::<Vec<_>>().join(","))
}

fn decode<T: DeserializeOwned>(bencher: Bencher<'_, '_>, order: Order) {
    let text = text(order);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| serde_json::from_str::<Vec<T>>(&text).expect("the text is a list of objects"));
}

#[divan::bench(args = ORDERS)]
fn by_object(bencher: Bencher<'_, '_>, order: Order) {
    decode::<Ours>(bencher, order);
}

#[divan::bench(args = ORDERS)]
fn by_serde(bencher: Bencher<'_, '_>, order: Order) {
    decode::<Serdes>(bencher, order);
}

#[divan::bench(args = ORDERS)]
fn by_nobody(bencher: Bencher<'_, '_>, order: Order) {
    decode::<IgnoredAny>(bencher, order);
}

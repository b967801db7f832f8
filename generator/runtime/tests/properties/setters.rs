//! Setters with an `Option`: `None` sets nothing, and `Some` sets the same as the value.

use std::collections::BTreeMap;

use apicrate_runtime::{JsonObject, Patch, Setters, Value};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

#[derive(Clone, Debug, Setters, JsonObject)]
struct Note {
    text: Option<String>,
    count: Option<i64>,
    value: Option<Value>,
    tags: Option<Vec<String>>,
    sizes: Option<Vec<u32>>,
    names: Option<BTreeMap<String, String>>,
    tz: Patch<String>,
    size: Patch<u32>,
    labels: Patch<Vec<String>>,
    #[field(default, skip_empty)]
    lines: Vec<String>,
}

/// The arguments of all setters.
#[derive(Clone, Debug)]
pub(crate) struct Arguments {
    text: Option<String>,
    count: Option<i64>,
    flag: Option<bool>,
    tags: Option<Vec<String>>,
    size: Option<u32>,
    names: Option<BTreeMap<String, String>>,
}

pub(crate) fn arguments() -> impl Strategy<Value = Arguments> {
    let parts = (
        option::of("\\PC{0,8}"),
        option::of(any::<i64>()),
        option::of(any::<bool>()),
        option::of(vec("\\PC{0,4}", 0..3)),
        option::of(any::<u32>()),
        option::of(btree_map("\\PC{0,4}", "\\PC{0,4}", 0..3)),
    );
    parts.prop_map(|(text, count, flag, tags, size, names)| Arguments {
        text,
        count,
        flag,
        tags,
        size,
        names,
    })
}

/// Sets every field with an `Option`, and with a value only where there is one. The JSON of both is equal, byte by byte.
pub(crate) fn hold(before: Arguments, after: Arguments) {
    let start = by_value(Note::new().tz(Patch::Null).size(Patch::Null), before);
    let with_options = by_option(start.clone(), after.clone());
    assert_eq!(json(&with_options), json(&by_value(start.clone(), after)));
    let nothing = Arguments {
        text: None,
        count: None,
        flag: None,
        tags: None,
        size: None,
        names: None,
    };
    assert_eq!(json(&by_option(start.clone(), nothing)), json(&start));
}

fn json(note: &Note) -> String {
    serde_json::to_string(note).unwrap_or_else(|error| panic!("{error}"))
}

fn by_option(note: Note, it: Arguments) -> Note {
    let sizes = it.size.map(|size| [size]);
    note.text(it.text.as_deref())
        .count(it.count)
        .value(it.flag)
        .tags(it.tags.as_ref())
        .sizes(sizes)
        .names(it.names)
        .tz(it.text.as_ref())
        .size(it.size)
        .labels(it.tags.clone())
        .lines(it.tags)
}

fn by_value(mut note: Note, it: Arguments) -> Note {
    if let Some(text) = it.text {
        note = note.text(&text).tz(text);
    }
    if let Some(count) = it.count {
        note = note.count(count);
    }
    if let Some(flag) = it.flag {
        note = note.value(flag);
    }
    if let Some(tags) = it.tags {
        note = note.tags(&tags).labels(tags.clone()).lines(tags);
    }
    if let Some(size) = it.size {
        note = note.sizes([size]).size(size);
    }
    if let Some(names) = it.names {
        note = note.names(names);
    }
    note
}

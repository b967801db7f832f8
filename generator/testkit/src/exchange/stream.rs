//! Writes sample streams: server-sent events, JSON lines and JSON text sequences.

use apicrate::model::{Api, Content, EventVariant, StreamItem, Type, TypeKind};

use crate::sample::{self, Fill};

/// Encodes a stream of sample items.
pub(super) fn text(api: &Api, content: &Content) -> String {
    let item = |fill| sample::value(api, &content.ty, "item", fill);
    match content.stream {
        Some(StreamItem::JsonText) => {
            let start = if content.media_type.contains("json-seq") {
                "\u{1E}"
            } else {
                ""
            };
            let items = Fill::ALL.into_iter().map(item);
            items
                .map(|item| [start, &item.to_string(), "\n"].concat())
                .collect()
        }
        Some(StreamItem::NamedEvent) => {
            let variants = variants(api, &content.ty).iter();
            let named = variants.map(|variant| {
                let value = sample::value(api, &variant.ty, &variant.event, Fill::Full);
                let data = if variant.is_text {
                    text_data()
                } else {
                    value.to_string()
                };
                event(Some(&variant.event), &data)
            });
            let unknown = event(Some("an event of later"), "unknown");
            named.chain([unknown]).collect()
        }
        Some(StreamItem::TextEvent) => {
            format!("{}{}", event(Some("sample"), &text_data()), event(None, ""))
        }
        _ => {
            let [full, minimal, null] = Fill::ALL.map(|fill| item(fill).to_string());
            event(Some("sample"), &full) + &event(None, &minimal) + &event(None, &null)
        }
    }
}

fn text_data() -> String {
    "é\n two".to_owned()
}

/// An event. Clients report the last ID and retry time with each event, so every event has them.
fn event(name: Option<&str>, data: &str) -> String {
    let name = name.filter(|name| *name != "message");
    let name = name.map_or_else(String::new, |name| format!("event: {name}\n"));
    let data: String = data
        .split('\n')
        .map(|line| ["data: ", line, "\n"].concat())
        .collect();
    format!("{name}id: 1\nretry: 1500\n{data}\n")
}

fn variants<'a>(api: &'a Api, ty: &'a Type) -> &'a [EventVariant] {
    let definition = api
        .aliased(ty)
        .named()
        .and_then(|name| api.type_named(name));
    match definition.map(|definition| &definition.kind) {
        Some(TypeKind::Events(events)) => &events.variants,
        _ => &[],
    }
}

//! Webhooks: the enum of all events, and the payload of each.

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::pairs::Pairing;
use super::structure::retyped;
use crate::model::{RustType, WEBHOOK_EVENT, Webhook};

impl Comparison<'_> {
    pub(super) fn webhooks(&mut self) {
        let (old, new) = (self.old, self.new);
        let event = event_path();
        match (old.has_webhook_enum(), new.has_webhook_enum()) {
            (true, true) => self.events(&old.webhooks, &new.webhooks),
            (true, false) => self.removed(
                &event,
                "/webhooks",
                "was removed: decode each payload as its own type",
            ),
            (false, true) => self.added(&event, "/webhooks", "was added: an enum of all events"),
            (false, false) => {}
        }
    }

    fn events(&mut self, old: &[Webhook], new: &[Webhook]) {
        let pairs = Pairing::new(old, new)
            .by(|old| Some(&old.name), |new| Some(&new.name))
            .by(|old| Some(&old.wire), |new| Some(&new.wire))
            .by(|old| old.tag.as_ref(), |new| new.tag.as_ref())
            .pairs();
        let enumeration = ChangePath::new(event_path(), event_path(), "/webhooks");
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => self.event(&enumeration, old, new),
                (Some(old), None) => {
                    let gone = enumeration.old_member(&old.name);
                    self.removed(
                        &gone,
                        &old.pointer,
                        "was removed: the document has no such event",
                    );
                }
                (None, Some(new)) => {
                    let fresh = enumeration.new_member(&new.name);
                    let note = format!(
                        "was added: the event `{}` with the payload `{}`",
                        new.wire, new.content.ty
                    );
                    self.added(&fresh, &new.pointer, note);
                }
                (None, None) => {}
            }
        }
    }

    fn event(&mut self, enumeration: &ChangePath, old: &Webhook, new: &Webhook) {
        let path = enumeration.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        if self.differ(&old.rust_type(), &new.rust_type()) {
            let payload = |webhook: &Webhook| RustType::Plain(webhook.content.ty.clone());
            let note = retyped(&payload(old), &payload(new));
            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
        }
        self.docs(
            &path,
            &(&old.docs, &old.content.examples),
            &(&new.docs, &new.content.examples),
        );
        let tag = |webhook: &Webhook| {
            let tag = webhook.tag.as_ref();
            tag.map_or_else(String::new, |(property, value)| {
                format!("{property}: {value}")
            })
        };
        self.wire_fact(&path, "the discriminator value", &tag(old), &tag(new));
    }
}

fn event_path() -> String {
    format!("webhooks::{WEBHOOK_EVENT}")
}

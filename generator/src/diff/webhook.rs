//! Webhooks: the enum over all events, and the payload of each.

use super::pairs::pair;
use super::spelling::Speller;
use super::structure::retyped;
use super::{Bump, ChangeKind, Comparison, Path};
use crate::model::{Api, Type, Webhook};

const EVENT: &str = "webhooks::WebhookEvent";

impl Comparison<'_> {
    pub(super) fn webhooks(&mut self) {
        let (old, new) = (self.old, self.new);
        match (has_event(old), has_event(new)) {
            (true, true) => self.events(&old.webhooks, &new.webhooks),
            (true, false) => self.removed(
                EVENT,
                "/webhooks",
                "is gone: decode each payload by its own type",
            ),
            (false, true) => self.added(EVENT, "/webhooks", "may be used: any event, by its kind"),
            (false, false) => {}
        }
    }

    fn events(&mut self, old: &[Webhook], new: &[Webhook]) {
        let value = |webhook: &Webhook| webhook.tag.clone().unwrap_or_default();
        let pairs = pair(
            old,
            new,
            &[
                &|old: &Webhook, new: &Webhook| old.name == new.name,
                &|old, new| old.wire == new.wire || value(old) == value(new),
            ],
        );
        let enumeration = Path::new(EVENT, EVENT, "/webhooks");
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => self.event(&enumeration, old, new),
                (Some(old), None) => {
                    let gone = enumeration.old_member(&old.name);
                    self.removed(
                        &gone,
                        &old.pointer,
                        "is gone: this event is not sent any more",
                    );
                }
                (None, Some(new)) => {
                    let fresh = enumeration.new_member(&new.name);
                    let note = format!("may arrive: `{}`, with `{}`", new.wire, new.content.ty);
                    self.added(&fresh, &new.pointer, note);
                }
                (None, None) => {}
            }
        }
    }

    fn event(&mut self, enumeration: &Path, old: &Webhook, new: &Webhook) {
        let path = enumeration.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        if self.differ(|it| payload(it, old), |it| payload(it, new)) {
            let note = retyped(&old.content.ty.to_string(), &new.content.ty.to_string());
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
        self.wire_fact(&path, "what tells it", &tag(old), &tag(new));
    }
}

/// Whether there is an enum over all events: when they can be told apart.
fn has_event(api: &Api) -> bool {
    !api.webhooks.is_empty() && api.webhooks.iter().all(|webhook| webhook.tag.is_some())
}

/// What the variant holds: types with a name are boxed.
fn payload(speller: Speller<'_>, webhook: &Webhook) -> String {
    let boxed = matches!(webhook.content.ty, Type::Named(_));
    speller.boxed(&webhook.content.ty, boxed)
}

//! Deserializes forms: each property of an object is decoded in its own style.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::other_names::OtherNames;
use crate::server::limits::RequestLimits;
use crate::server::raw::{RawPairs, TextSource, add_list, bracketed, form_decoded};
use crate::server::rejection::Rejection;
use crate::server::texts::{EmptyObjects, Texts};
use crate::types::from_texts::FromTexts;
use crate::types::interpreted::MustFit;
use crate::wire::encoder::style::ParameterStyle;

/// The names of the pairs in a form that are properties of an object with `explode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplodedProperty<'a> {
    /// These names.
    Names(&'a [&'a str]),
    /// All names but these. A name such as `filter[` stands for all names that begin with it.
    AllBut(&'a [&'a str]),
}

/// A form whose pairs are decoded.
pub(super) struct Form<'a> {
    pub(super) pairs: &'a RawPairs<'a>,
    /// The properties with another style than the default one.
    pub(super) styles: &'a [(&'a str, ParameterStyle)],
    /// The properties that are objects with `explode`.
    pub(super) exploded: &'a [(&'a str, ExplodedProperty<'a>)],
    /// The subject of error messages.
    pub(super) subject: &'a str,
    pub(super) limits: RequestLimits,
}

impl Form<'_> {
    /// Deserializes the pairs.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let _must_fit = MustFit::new(true);
        let _from_texts = FromTexts::new();
        T::deserialize(self.texts()?).map_err(|error| error.rejection(self.subject))
    }

    pub(super) fn texts(&self) -> Result<Texts, Rejection> {
        let styles: BTreeMap<&str, ParameterStyle> = self.styles.iter().copied().collect();
        let owners = Owners::new(self.exploded);
        let is_deep = |style: &ParameterStyle| match style {
            ParameterStyle::ReservedIn(style) => **style == ParameterStyle::DeepObject,
            style => *style == ParameterStyle::DeepObject,
        };
        let deep = self.styles.iter().filter(|(_, style)| is_deep(style));
        let deep = deep.map(|(name, _)| (*name).to_owned()).collect();
        let mut form = Texts::with_empty_objects(EmptyObjects::Names(deep));
        for (name, values) in self.pairs.iter() {
            if let Some(owner) = owners.of(name) {
                let property = form.property([owner, name]);
                for raw in values {
                    property.push(form_decoded(TextSource::Form(name), raw)?);
                }
                continue;
            }
            let style = match styles.get(property_of(name)).copied() {
                Some(ParameterStyle::ReservedIn(style)) => Some(*style),
                style => style,
            };
            self.add(&mut form, name, values, style)?;
        }
        Ok(form)
    }

    /// Adds the values of a property in its style.
    fn add(
        &self,
        form: &mut Texts,
        name: &str,
        values: &[&str],
        style: Option<ParameterStyle>,
    ) -> Result<(), Rejection> {
        let source = TextSource::Form(name);
        let property = if style == Some(ParameterStyle::DeepObject) {
            let (property, brackets) = name.split_at(property_of(name).len());
            let path = bracketed(source, brackets, self.limits)?.unwrap_or_default();
            form.deep_property([property].into_iter().chain(path))
        } else {
            form.property([name])
        };
        for raw in values {
            match style {
                Some(ParameterStyle::Delimited(delimiter)) => {
                    add_list(property, source, raw, delimiter, form_decoded, self.limits)?;
                }
                _ => property.push(form_decoded(source, raw)?),
            }
        }
        Ok(())
    }
}

/// The exploded properties that pairs belong to.
struct Owners<'a> {
    by_name: BTreeMap<&'a str, &'a str>,
    /// The property with all names but these.
    rest: Option<(&'a str, OtherNames<'a>)>,
}

impl<'a> Owners<'a> {
    fn new(exploded: &[(&'a str, ExplodedProperty<'a>)]) -> Self {
        let mut owners = Self {
            by_name: BTreeMap::new(),
            rest: None,
        };
        for (property, names) in exploded {
            match names {
                ExplodedProperty::Names(names) => {
                    let names = names.iter().map(|name| (*name, *property));
                    owners.by_name.extend(names);
                }
                ExplodedProperty::AllBut(others) => {
                    owners.rest = Some((property, OtherNames::new(others)));
                }
            }
        }
        owners
    }

    /// The exploded property that a name belongs to.
    fn of(&self, name: &str) -> Option<&'a str> {
        let rest = || {
            let (property, others) = self.rest.as_ref()?;
            (!others.contains(name)).then_some(*property)
        };
        self.by_name.get(name).copied().or_else(rest)
    }
}

/// The name of the property in a name of style `deepObject`, such as `a[b]`.
fn property_of(name: &str) -> &str {
    name.split('[').next().unwrap_or_default()
}

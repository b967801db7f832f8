//! Inheritance: a component with a discriminator, and components that extend it through `allOf`. Where the component is
//! used, its values can have any of these types, so its type is a union.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{Components, Discriminator, ReferenceOr, Schema};

use super::json_pointer::component_name;
use super::order::{canonical, rank};
use super::schema_view::{SchemaNode, SchemaView, default_target};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::mapping_names;

/// The maximum number of relations between components and of values of mappings that are followed, counted once for each
/// component with subtypes.
const MAX_RELATIONS: usize = 1 << 18;

/// All components that have subtypes, by their key.
#[derive(Debug, Default)]
pub(super) struct Hierarchies<'a> {
    hierarchies: HashMap<&'a str, Hierarchy<'a>>,
    /// The subtypes that are only a reference to the component that they extend.
    empty_subtypes: HashSet<&'a str>,
}

/// A component and its subtypes.
#[derive(Clone, Debug, Default)]
pub(super) struct Hierarchy<'a> {
    /// The property that selects the subtype.
    pub(super) property: &'a str,
    /// The subtypes, at any depth. A subtype with another discriminator stands for its own subtypes.
    pub(super) subtypes: Vec<&'a str>,
    /// The values of the property by component.
    pub(super) tags: HashMap<&'a str, Vec<&'a str>>,
    /// The component of the values with other tags.
    pub(super) default: Option<&'a str>,
    /// True if a value can have the type of the component itself.
    pub(super) includes_base: bool,
}

/// The relations between components.
struct Family<'a> {
    schemas: &'a IndexMap<String, ReferenceOr<Schema>>,
    parents: HashMap<&'a str, Vec<&'a str>>,
    children: HashMap<&'a str, Vec<&'a str>>,
    /// The discriminators of components without `oneOf` and `anyOf`.
    own: HashMap<&'a str, &'a Discriminator>,
    /// Components that are only a reference to another component.
    wrappers: HashSet<&'a str>,
}

/// The budget of relations is spent.
struct TooManyRelations;

impl<'a> Hierarchies<'a> {
    pub(super) fn new(components: Option<&'a Components>, findings: &mut Diagnostics) -> Self {
        let Some(components) = components else {
            return Self::default();
        };
        let family = Family::new(&components.schemas);
        let mut hierarchies = Self::default();
        let mut budget = MAX_RELATIONS;
        for (base, property) in family.properties() {
            let hierarchy = match family.hierarchy(base, property, &mut budget) {
                Ok(Some(hierarchy)) => hierarchy,
                Ok(None) => continue,
                Err(TooManyRelations) => {
                    let message = format!(
                        "components extend each other through more than {MAX_RELATIONS} relations, each counted once for \
                         each component with subtypes"
                    );
                    findings.push(Diagnostic::error(
                        "too-large",
                        "/components/schemas",
                        message,
                    ));
                    break;
                }
            };
            let empty = hierarchy.subtypes.iter();
            let empty = empty.filter(|it| family.wrappers.contains(*it));
            hierarchies.empty_subtypes.extend(empty);
            hierarchies.hierarchies.insert(base, hierarchy);
        }
        hierarchies
    }

    /// The subtypes of a component, if it has any.
    pub(super) fn get(&self, key: &str) -> Option<&Hierarchy<'a>> {
        self.hierarchies.get(key)
    }

    /// True if a component is a subtype that adds nothing to the component that it extends.
    pub(super) fn is_empty_subtype(&self, key: &str) -> bool {
        self.empty_subtypes.contains(key)
    }
}

impl<'a> Family<'a> {
    fn new(schemas: &'a IndexMap<String, ReferenceOr<Schema>>) -> Self {
        let mut family = Self {
            schemas,
            parents: HashMap::new(),
            children: HashMap::new(),
            own: HashMap::new(),
            wrappers: HashSet::new(),
        };
        for (key, node) in canonical(schemas) {
            let ReferenceOr::Item(schema) = node else {
                continue;
            };
            let view = SchemaView::new(schema);
            if let Some(discriminator) = &view.data.discriminator
                && view.alternatives().is_none()
            {
                family.own.insert(key, discriminator);
            }
            if view.single_member().is_some() {
                if view.data.nullable {
                    continue;
                }
                family.wrappers.insert(key);
            }
            for part in view.all_of {
                if let SchemaNode::Reference(reference) = SchemaNode::from(part)
                    && let Some(name) = component_name(reference, "schemas")
                    && let Some((parent, _)) = schemas.get_key_value(name.as_ref())
                {
                    family.parents.entry(key).or_default().push(parent);
                    family.children.entry(parent).or_default().push(key);
                }
            }
        }
        family
    }

    /// The components with a discriminator of their own or of a component that they extend, and its property.
    fn properties(&self) -> Vec<(&'a str, &'a str)> {
        let mut properties = HashMap::new();
        let own = canonical(self.schemas).into_iter();
        let own = own.filter_map(|(key, _)| Some((key, self.own.get(key)?)));
        let own: Vec<(&str, &str)> = own
            .map(|(key, discriminator)| (key, discriminator.property_name.as_str()))
            .collect();
        properties.extend(own.iter().copied());
        for (base, property) in &own {
            let mut open = vec![*base];
            while let Some(key) = open.pop() {
                for child in self.children.get(key).into_iter().flatten() {
                    if !properties.contains_key(child) {
                        properties.insert(child, property);
                        open.push(child);
                    }
                }
            }
        }
        let keys = canonical(self.schemas).into_iter();
        keys.filter_map(|(key, _)| Some((key, *properties.get(key)?)))
            .collect()
    }

    /// The subtypes of a component. `None` for a component without subtypes.
    fn hierarchy(
        &self,
        base: &'a str,
        property: &'a str,
        budget: &mut usize,
    ) -> Result<Option<Hierarchy<'a>>, TooManyRelations> {
        let Some(children) = self.children.get(base) else {
            return Ok(None);
        };
        let is_same = |key: &&str| {
            let own = self.own.get(*key);
            own.is_none_or(|own| own.property_name == property)
        };
        let tags = self.tags(base, property, budget)?;
        let can_be = |key: &&str| {
            !self.wrappers.contains(*key) || tags.is_empty() || tags.contains_key(*key)
        };
        let mut subtypes = Vec::new();
        let mut seen = HashSet::from([base]);
        spend(budget, children.len())?;
        let mut open: Vec<&str> = children.clone();
        while let Some(key) = open.pop() {
            if !can_be(&key) || !seen.insert(key) {
                continue;
            }
            subtypes.push(key);
            if is_same(&key) {
                let next = self.children.get(key).map_or(&[][..], Vec::as_slice);
                spend(budget, next.len())?;
                open.extend(next);
            }
        }
        subtypes.sort_by_key(|key| rank(key));
        let own = self.own.get(base).copied();
        let default = own.and_then(|own| self.target(default_target(own)?));
        let includes_base = if default == Some(base) {
            true
        } else if tags.is_empty() {
            self.can_have_own_name(base, property)
        } else {
            tags.contains_key(base)
        };
        Ok((!subtypes.is_empty()).then_some(Hierarchy {
            property,
            subtypes,
            tags,
            default,
            includes_base,
        }))
    }

    /// The values of `mapping` by component: those of the component, of the components that it extends, and of its
    /// subtypes. A value belongs to the first component that it is mapped to.
    fn tags(
        &self,
        base: &'a str,
        property: &str,
        budget: &mut usize,
    ) -> Result<HashMap<&'a str, Vec<&'a str>>, TooManyRelations> {
        let (mut tags, mut known) = (HashMap::<_, Vec<_>>::new(), HashSet::new());
        let mut seen = HashSet::from([base]);
        for relatives in [&self.parents, &self.children] {
            let mut open = vec![base];
            while let Some(key) = open.pop() {
                let own = self.own.get(key);
                let own = own.filter(|own| own.property_name == property);
                for (value, target) in own.into_iter().flat_map(|own| &own.mapping) {
                    spend(budget, 1)?;
                    if let Some(target) = self.target(target)
                        && known.insert(value.as_str())
                    {
                        tags.entry(target).or_default().push(value.as_str());
                    }
                }
                let next = relatives.get(key).map_or(&[][..], Vec::as_slice);
                spend(budget, next.len())?;
                open.extend(next.iter().filter(|key| seen.insert(**key)));
            }
        }
        Ok(tags)
    }

    fn target(&self, target: &str) -> Option<&'a str> {
        let mut names = mapping_names(target);
        names.find_map(|name| {
            let entry = self.schemas.get_key_value(name.as_ref());
            entry.map(|(key, _)| key.as_str())
        })
    }

    /// True unless the property has a list of values without the name of the component.
    fn can_have_own_name(&self, base: &str, property: &str) -> bool {
        let Some(ReferenceOr::Item(schema)) = self.schemas.get(base) else {
            return true;
        };
        let view = SchemaView::new(schema);
        let mut properties = view.properties();
        match properties.find(|(name, _)| *name == property) {
            Some((_, SchemaNode::Schema(schema))) => {
                let values = SchemaView::new(schema).strings;
                values.is_empty() || values.contains(&base)
            }
            _ => true,
        }
    }
}

/// Takes an amount from a budget.
fn spend(budget: &mut usize, amount: usize) -> Result<(), TooManyRelations> {
    *budget = budget.checked_sub(amount).ok_or(TooManyRelations)?;
    Ok(())
}

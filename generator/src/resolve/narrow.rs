//! The common type of several `allOf` members that are not objects, such as a string and a list of its values.

use super::all_of_parts::LocatedSchema;
use super::context::Resolver;
use super::schema_path::SchemaPath;
use super::schema_view::SchemaNode;
use crate::model::{Type, TypeKind};

/// The maximum depth of lists and aliases in a comparison of two types. Aliases may be lists of themselves.
const MAX_DEPTH: usize = 64;

impl<'a> Resolver<'a> {
    /// The type that satisfies all declarations. None of them is an object.
    pub(super) fn narrowest(
        &mut self,
        declarations: &[LocatedSchema<'a>],
        path: &SchemaPath,
    ) -> Type {
        if let [_, _, ..] = declarations
            && let Some(items) = self.items_of_all(declarations)
        {
            return Type::List(Box::new(self.merged_items(&items, path)));
        }
        let mut found: Option<Type> = None;
        for declaration in declarations {
            let ty = self.type_of(declaration.node, &declaration.path);
            found = Some(match found {
                None => ty,
                Some(before) => self.narrower(&before, &ty, MAX_DEPTH).unwrap_or_else(|| {
                    self.contradiction(path, &format!("both `{before}` and `{ty}`"));
                    ty
                }),
            });
        }
        found.unwrap_or(Type::Value)
    }

    /// The item schemas of the declarations, if all of them are lists.
    fn items_of_all(&self, declarations: &[LocatedSchema<'a>]) -> Option<Vec<LocatedSchema<'a>>> {
        let items = declarations.iter().map(|declaration| {
            let path = match declaration.node {
                SchemaNode::Reference(reference) => {
                    self.component_path(self.component(reference)?.0)
                }
                SchemaNode::Schema(_) => declaration.path.clone(),
            };
            let node = self.target(declaration.node)?.items?;
            let path = path.to_keyword("items", "Item");
            Some(LocatedSchema { node, path })
        });
        items.collect()
    }

    /// Merges the item schemas of several lists into one type.
    fn merged_items(&mut self, items: &[LocatedSchema<'a>], path: &SchemaPath) -> Type {
        let path = path.to_keyword("items", "Item");
        let ty = self.type_of_all(items, &path);
        let nullable = items.iter().all(|item| self.is_nullable(item.node));
        if nullable && ty != Type::Value {
            Type::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    /// Returns the narrower of two types: each of its values is also a value of the other type. `None` if neither is
    /// narrower, or if more than `depth` lists and aliases are nested.
    fn narrower(&mut self, one: &Type, other: &Type, depth: usize) -> Option<Type> {
        use Type::{Date, External, F32, F64, List, Named, String, Timestamp, Uuid, Value};
        let depth = depth.checked_sub(1)?;
        if one == other {
            return Some(other.clone());
        }
        Some(match (one, other) {
            (Value, ty) | (ty, Value) => ty.clone(),
            (String, text @ (Date | Timestamp | Uuid))
            | (text @ (Date | Timestamp | Uuid), String) => text.clone(),
            (F64, F32) | (F32, F64) => F32,
            (F64 | F32, whole) | (whole, F64 | F32) if whole.integer_range().is_some() => {
                whole.clone()
            }
            (one, other) if one.integer_range().is_some() && other.integer_range().is_some() => {
                smaller_integer(one, other).clone()
            }
            (External(own), ty) | (ty, External(own)) if !matches!(ty, External(_) | Named(_)) => {
                self.narrower(&own.json, ty, depth)?;
                External(own.clone())
            }
            (List(one), List(other)) => List(Box::new(self.narrower(one, other, depth)?)),
            (Named(name), ty) | (ty, Named(name)) => {
                let alias = self.alias_of(name)?;
                self.narrower(&alias, ty, depth)?
            }
            _ => return None,
        })
    }

    /// The type for which `name` is another name. A component may be used before it is defined, so that the order of
    /// components does not matter.
    fn alias_of(&mut self, name: &str) -> Option<Type> {
        if let Some(definition) = self.types.get(name) {
            return match &definition.kind {
                TypeKind::Alias(ty) => Some(ty.clone()),
                _ => None,
            };
        }
        if let Some(known) = self.early_aliases.get(name) {
            return known.clone();
        }
        // A list may contain itself.
        self.early_aliases.insert(name.to_owned(), None);
        let key = *self.component_keys.get(name)?;
        let node = SchemaNode::from(self.schemas()?.get(key)?);
        let view = self.target(node)?;
        if view.is_object() || view.alternatives().is_some() || self.narrowing == MAX_DEPTH {
            return None;
        }
        self.narrowing += 1;
        let path = self.component_path(key);
        let alias = match self.kind_of(node, &path) {
            TypeKind::Alias(ty) => Some(ty),
            _ => None,
        };
        self.narrowing -= 1;
        self.early_aliases.insert(name.to_owned(), alias.clone());
        alias
    }
}

/// Returns the integer type with the smaller maximum. It has all values that both types have.
fn smaller_integer<'t>(one: &'t Type, other: &'t Type) -> &'t Type {
    let most = |ty: &Type| ty.integer_range().map(|(_, most)| most);
    if most(one) < most(other) { one } else { other }
}

//! The values of a request that can select a page: its query parameters, and the properties of its body.

use super::shape::{Shapes, ValueClass, child};
use super::words::key;
use crate::model::{
    Bounds, FieldPath, FieldStep, Operation, PageParameter, Parameter, ParameterLocation,
    ParameterPresence, ParameterStyle, Type, Wrapper,
};

/// A parameter, or a property of a body.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) parameter: PageParameter,
    /// The name in a form that does not depend on its spelling.
    pub(super) key: String,
    pub(super) class: ValueClass,
    pub(super) is_in_query: bool,
    default: Option<String>,
    bounds: Bounds,
    pub(super) docs: Option<String>,
}

impl Input {
    /// The documented default, if it is an integer.
    pub(super) fn default<T: std::str::FromStr>(&self) -> Option<T> {
        self.default.as_ref()?.parse().ok()
    }

    /// The documented maximum, if it is an integer.
    pub(super) fn maximum(&self) -> Option<u64> {
        self.bounds.get("maximum")?.parse().ok()
    }

    /// The documented number of the first page.
    pub(super) fn first_page(&self) -> Option<i64> {
        let minimum = self.bounds.get("minimum").and_then(|it| it.parse().ok());
        let stated = [
            (
                0,
                [
                    "zero based",
                    "0 based",
                    "starting at 0",
                    "starts at 0",
                    "starting from 0",
                ],
            ),
            (
                1,
                [
                    "one based",
                    "1 based",
                    "starting at 1",
                    "starts at 1",
                    "starting from 1",
                ],
            ),
        ];
        let docs = self.docs.as_deref().unwrap_or_default();
        let docs = docs.to_lowercase().replace('-', " ");
        let first = self.default::<i64>().or(minimum);
        let is_stated = |(_, texts): &(i64, [&str; 5])| texts.iter().any(|it| docs.contains(it));
        let from_docs = || stated.into_iter().find(is_stated).map(|(first, _)| first);
        first
            .filter(|first| matches!(first, 0 | 1))
            .or_else(from_docs)
    }
}

impl<'a> Shapes<'a> {
    /// The query parameters, and the properties of a JSON or form body, that can select a page.
    pub(super) fn inputs(&mut self, operation: &'a Operation) -> Vec<Input> {
        let parameters = operation.parameters.iter();
        let in_query = parameters.filter(|it| it.location == ParameterLocation::Query);
        let mut inputs: Vec<Input> = in_query.filter_map(|it| self.parameter(it)).collect();
        let Some((start, ty)) = self.body(operation) else {
            return inputs;
        };
        let Some(shape) = self.shape(ty) else {
            return inputs;
        };
        inputs.extend(shape.values.iter().filter_map(|value| {
            let mut path = start.clone();
            path.0.extend(value.path.0.iter().cloned());
            Some(Input {
                parameter: PageParameter {
                    path: self.can_be_set(ty, &value.path).then_some(path)?,
                    deprecated: value.field.deprecated,
                },
                key: value.key.clone(),
                class: value.class,
                is_in_query: false,
                default: value.field.default.clone(),
                bounds: value.field.bounds.clone(),
                docs: value.field.docs.clone(),
            })
        }));
        inputs
    }

    /// The parameter or the property of the body with a name of the document.
    pub(super) fn input(&self, operation: &'a Operation, name: &str) -> Option<Input> {
        let mut parameters = operation.parameters.iter();
        if let Some(parameter) = parameters.find(|it| it.wire == name) {
            return self.parameter(parameter);
        }
        let (mut path, ty) = self.body(operation)?;
        let (inner, field) = self.lookup(ty, name)?;
        let can_be_set = self.can_be_set(ty, &inner);
        path.0.extend(inner.0);
        Some(Input {
            parameter: PageParameter {
                path: can_be_set.then_some(path)?,
                deprecated: field.deprecated,
            },
            key: key(&field.wire),
            class: self.class(&field.ty),
            is_in_query: false,
            default: field.default.clone(),
            bounds: field.bounds.clone(),
            docs: field.docs.clone(),
        })
    }

    fn parameter(&self, parameter: &Parameter) -> Option<Input> {
        let is_value = parameter.presence != ParameterPresence::Flag
            && matches!(parameter.style, ParameterStyle::Standard);
        let step = FieldStep {
            wire: parameter.wire.clone(),
            name: parameter.name.clone(),
            wrapper: match parameter.presence {
                ParameterPresence::Optional => Wrapper::Option,
                _ => Wrapper::Plain,
            },
        };
        is_value.then(|| Input {
            parameter: PageParameter {
                path: FieldPath(vec![step]),
                deprecated: parameter.deprecated,
            },
            key: key(&parameter.wire),
            class: self.class(&parameter.ty),
            is_in_query: parameter.location == ParameterLocation::Query,
            default: parameter.default.clone(),
            bounds: parameter.bounds.clone(),
            docs: parameter.docs.clone(),
        })
    }

    /// The path and the type of a body that is a struct.
    fn body(&self, operation: &'a Operation) -> Option<(FieldPath, &'a Type)> {
        let body = operation.body.as_ref()?;
        let ty = self.api.body_type(body);
        let (_, structure) = self.structure(ty)?;
        let wrapper = if body.required {
            Wrapper::Plain
        } else {
            Wrapper::Option
        };
        // An absent body is created.
        let can_be_set = body.required || structure.required().next().is_none();
        let step = FieldStep {
            wire: "body".to_owned(),
            name: "body".to_owned(),
            wrapper,
        };
        can_be_set.then(|| (FieldPath(vec![step]), ty))
    }

    /// Returns whether the value at a path can be set: each object on the way is present or can be created.
    fn can_be_set(&self, ty: &'a Type, path: &FieldPath) -> bool {
        let [steps @ .., _] = path.0.as_slice() else {
            return false;
        };
        let mut ty = ty;
        steps.iter().all(|step| {
            let Some((_, structure)) = self.structure(ty) else {
                return false;
            };
            let Some(field) = structure.fields.iter().find(|it| it.name == step.name) else {
                return false;
            };
            ty = &field.ty;
            let is_created = || {
                let structure = self.structure(&field.ty);
                structure.is_some_and(|(_, it)| it.required().next().is_none())
            };
            match child(&FieldPath::default(), field)
                .0
                .first()
                .map(|it| it.wrapper)
            {
                Some(Wrapper::Plain) => true,
                Some(Wrapper::Option) => is_created(),
                _ => false,
            }
        })
    }
}

//! Applies a pagination that is stated by names: in the configuration, or in an extension of the document.

use super::detect::{complete, in_url, page_size};
use super::input::Input;
use super::shape::{Shapes, ValueClass};
use crate::document::PaginationRule;
use crate::model::{
    FieldPath, Operation, Output, PageFact, Pagination, PaginationSource, PagingKind, Type,
};

impl<'a> Shapes<'a> {
    /// Applies a rule to an operation. The error states what the operation does not have.
    pub(super) fn apply(
        &mut self,
        operation: &'a Operation,
        rule: &PaginationRule,
        source: PaginationSource,
    ) -> Result<Pagination, String> {
        has_one_kind(rule)?;
        let inputs = self.inputs(operation);
        let listing = self.listing(operation, &inputs, rule.items.as_deref())?;
        let output = match &operation.output {
            Output::One(content) => &content.ty,
            _ => return Err("its response is not a list".to_owned()),
        };
        let mut facts = Vec::new();
        for (fact, path) in [
            (PageFact::HasMore, &rule.has_more),
            (PageFact::Total, &rule.total),
            (PageFact::PageCount, &rule.page_count),
        ] {
            if let Some(path) = path {
                facts.push((fact, self.property(output, path)?));
            }
        }
        let kind = self.stated_kind(operation, rule, listing.item, &inputs)?;
        if let Some(next) = next_position(rule) {
            facts.push((PageFact::Next, self.property(output, next)?));
        }
        let size = rule
            .size
            .as_ref()
            .map(|name| self.selector(operation, name));
        let mut pagination = Pagination {
            kind,
            size: size.transpose()?.as_ref().map(page_size),
            items: listing.items,
            item: listing.item.clone(),
            facts,
            source,
        };
        complete(&mut pagination, &inputs, &listing.shape);
        Ok(pagination)
    }

    /// The kind of the pagination, with the parameters that select a page.
    fn stated_kind(
        &self,
        operation: &'a Operation,
        rule: &PaginationRule,
        item: &'a Type,
        inputs: &[Input],
    ) -> Result<PagingKind, String> {
        Ok(match rule {
            PaginationRule {
                offset: Some(name), ..
            } => PagingKind::Offset(self.selector(operation, name)?.parameter),
            PaginationRule {
                page: Some(name), ..
            } => {
                let input = self.selector(operation, name)?;
                PagingKind::PageNumber {
                    first: input.first_page(),
                    parameter: input.parameter,
                }
            }
            PaginationRule {
                cursor: Some(name),
                next: Some(_),
                ..
            } => PagingKind::Cursor(self.selector(operation, name)?.parameter),
            PaginationRule {
                cursor: Some(name),
                last_item: Some(key),
                ..
            } => PagingKind::LastItem {
                parameter: self.selector(operation, name)?.parameter,
                key: self.item_property(item, key)?,
            },
            PaginationRule {
                next_url: Some(_), ..
            } => PagingKind::Url(in_url(inputs)),
            PaginationRule { link: true, .. } => PagingKind::Link(in_url(inputs)),
            PaginationRule {
                cursor: Some(_), ..
            } => {
                return Err("`cursor` needs `next` or `last-item`".to_owned());
            }
            _ => {
                return Err(
                    "one of `offset`, `page`, `cursor`, `next-url` and `link` is required"
                        .to_owned(),
                );
            }
        })
    }

    fn selector(&self, operation: &'a Operation, name: &str) -> Result<Input, String> {
        let missing = || format!("it has no parameter or property of its body `{name}`");
        let input = self.input(operation, name).ok_or_else(missing)?;
        if input.class.is_cursor() {
            Ok(input)
        } else {
            Err(format!("`{name}` is neither a string nor a number"))
        }
    }

    fn property(&self, output: &'a Type, path: &str) -> Result<FieldPath, String> {
        let missing = || format!("its response has no property `{path}`");
        let (found, field) = self.lookup(output, path).ok_or_else(missing)?;
        if self.class(&field.ty) == ValueClass::Other {
            return Err(format!("`{path}` of its response is not a single value"));
        }
        Ok(found)
    }

    fn item_property(&self, item: &'a Type, path: &str) -> Result<FieldPath, String> {
        let found = self.lookup(item, path).map(|(path, _)| path);
        found.ok_or_else(|| format!("the items have no property `{path}`"))
    }
}

/// Fails if a rule states more than one kind of pagination.
fn has_one_kind(rule: &PaginationRule) -> Result<(), String> {
    let kinds = [
        ("offset", rule.offset.is_some()),
        ("page", rule.page.is_some()),
        ("cursor", rule.cursor.is_some()),
        ("next-url", rule.next_url.is_some()),
        ("link", rule.link),
    ];
    let mut stated = kinds.into_iter().filter(|(_, is_stated)| *is_stated);
    match (stated.next(), stated.next()) {
        (Some((first, _)), Some((second, _))) => {
            Err(format!("`{first}` and `{second}` exclude each other"))
        }
        _ => Ok(()),
    }
}

/// The property of the response with the cursor or the URL of the next page.
fn next_position(rule: &PaginationRule) -> Option<&str> {
    match rule {
        PaginationRule {
            cursor: Some(_),
            next,
            ..
        } => next.as_deref(),
        PaginationRule { next_url, .. } => next_url.as_deref(),
    }
}

//! Turns a page: writes the position of a page to a request, and finds the position of the page after a response.

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::link;
use super::page::{Page, PagePosition};
use super::paging::{PageFacts, Paging, PagingKind, ReceivedPage};
use crate::error::{Error, Result};

/// A page that is requested.
#[derive(Debug)]
pub(super) struct Turn {
    kind: PagingKind,
    /// The requested number of items to skip, or number of the page. `None` if the request has none.
    start: Option<i64>,
    /// The requested number of items of a page.
    size: Option<u64>,
    /// True if the API documents that it returns as many items as requested.
    is_size_allowed: bool,
    /// The URL to request.
    pub(super) url: Option<String>,
    /// True if a parameter of the request was set.
    pub(super) is_changed: bool,
}

impl Paging<'_> {
    /// Changes the request so that it requests the page at a position, or without one, the page that the caller has
    /// selected. If `follows_urls`, the URL of a page is returned and not written to the request.
    pub(super) fn turn(
        mut self,
        position: Option<&PagePosition>,
        follows_urls: bool,
    ) -> Result<Turn> {
        let mut turn = Turn {
            kind: self.kind,
            start: None,
            size: None,
            is_size_allowed: false,
            url: None,
            is_changed: position.is_some(),
        };
        turn.size = self.requested_size(&mut turn.is_changed);
        let largest = self
            .size
            .as_ref()
            .and_then(|size| size.maximum.or(size.default));
        turn.is_size_allowed = turn.size <= largest;
        match self.kind {
            PagingKind::Url | PagingKind::Link => match position {
                Some(url) if follows_urls => turn.url = Some(url.as_str().to_owned()),
                Some(url) => self.set_from_query(url)?,
                None => {}
            },
            PagingKind::Cursor => self.set(position)?,
            PagingKind::Offset | PagingKind::PageNumber { .. } => {
                self.set(position)?;
                let start = self.parameters.first().and_then(|(_, it)| it.text());
                let start = start.map(|text| text.parse().map_err(|_| invalid(&text)));
                turn.start = start.transpose()?;
            }
        }
        Ok(turn)
    }

    /// The requested number of items of a page. If the caller has not set it, the default is requested.
    fn requested_size(&mut self, is_changed: &mut bool) -> Option<u64> {
        let size = self.size.as_mut()?;
        if size.parameter.text().is_none()
            && let Some(default) = size.default
        {
            *is_changed |= size.parameter.set(&default.to_string());
        }
        let requested = size.parameter.text()?.parse().ok()?;
        Some(requested).filter(|requested| *requested > 0)
    }

    fn set(&mut self, position: Option<&PagePosition>) -> Result<()> {
        let parameter = self.parameters.first_mut();
        let Some((position, (_, parameter))) = position.zip(parameter) else {
            return Ok(());
        };
        let is_set = parameter.set(position.as_str());
        is_set
            .then_some(())
            .ok_or_else(|| invalid(position.as_str()))
    }

    /// Writes the query of a URL to the parameters.
    fn set_from_query(&mut self, url: &PagePosition) -> Result<()> {
        let query = url.as_str().split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let mut is_set = false;
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name), decoded(value));
            let mut parameters = self.parameters.iter_mut();
            if let Some((_, parameter)) = parameters.find(|(known, _)| *known == name) {
                if !parameter.set(&value) {
                    return Err(invalid(&value));
                }
                is_set = true;
            }
        }
        if is_set {
            return Ok(());
        }
        Err(Error::invalid_request(
            "the URL of the next page contains no parameter of the operation that selects a page; only a client can \
             request it",
        ))
    }
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

fn invalid(position: &str) -> Error {
    Error::invalid_request(format!(
        "`{position}` is not a position of a page of this operation"
    ))
}

impl Turn {
    /// True if the position of the next page is computed, and not received.
    pub(super) fn computes_position(&self) -> bool {
        matches!(
            self.kind,
            PagingKind::Offset | PagingKind::PageNumber { .. }
        )
    }

    /// The received page, with the position of the next one.
    pub(super) fn page<T>(&self, page: ReceivedPage<T>, headers: &HeaderMap) -> Result<Page<T>> {
        let ReceivedPage { items, facts } = page;
        let (total, next) = (facts.total, self.next(facts, items.len(), headers)?);
        Ok(Page {
            items,
            next: next.map(PagePosition::from),
            total,
        })
    }

    fn next(&self, facts: PageFacts, count: usize, headers: &HeaderMap) -> Result<Option<String>> {
        if facts.has_more == Some(false) {
            return Ok(None);
        }
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        match self.kind {
            PagingKind::Link => Ok(link::next(headers)),
            PagingKind::Cursor if facts.next.is_none() && facts.has_more == Some(true) => {
                Err(Error::invalid_page(
                    "the response claims that there is another page, but does not contain its position",
                ))
            }
            PagingKind::Cursor | PagingKind::Url => Ok(facts.next),
            PagingKind::Offset => {
                let next = self.start.unwrap_or_default().saturating_add(count);
                let ends = self.is_last(&facts, count, Some(next));
                Ok((!ends).then(|| next.to_string()))
            }
            PagingKind::PageNumber { first } => {
                let number = self.number(first, facts.number)?;
                let first = first.unwrap_or(number.min(1));
                let before = number.saturating_sub(first);
                let size = self.full_size(count);
                let size = size.and_then(|size| i64::try_from(size).ok());
                let received = match size {
                    Some(size) => Some(before.saturating_mul(size).saturating_add(count)),
                    None => (before == 0).then_some(count),
                };
                let ends = match facts.last_number {
                    Some(pages) if facts.has_more.is_none() => before.saturating_add(1) >= pages,
                    _ => self.is_last(&facts, count, received),
                };
                Ok((!ends && count > 0).then(|| number.saturating_add(1).to_string()))
            }
        }
    }

    /// The number of this page, as requests count. Responses may count from another number, unless the number of the first
    /// page was read from a response.
    fn number(&self, first: Option<i64>, received: Option<i64>) -> Result<i64> {
        let Some(requested) = self.start.or(first) else {
            return Ok(received.unwrap_or(1));
        };
        let difference = i64::from(first.is_some());
        match received {
            Some(received) if received < requested.saturating_sub(difference) => {
                Err(Error::invalid_page(format!(
                    "the server returned the page {received} instead of the page {requested}"
                )))
            }
            _ => Ok(requested),
        }
    }

    /// Returns whether a page with `count` items is the last one. `received` is the number of items up to its end.
    fn is_last(&self, facts: &PageFacts, count: i64, received: Option<i64>) -> bool {
        if count == 0 {
            return true;
        }
        if facts.has_more == Some(true) {
            return false;
        }
        let total = facts
            .total
            .map(|total| i64::try_from(total).unwrap_or(i64::MAX));
        // Some APIs return the number of items of the page as the total. Then it decides nothing.
        if let (Some(total), Some(received)) = (total, received)
            && total != count
        {
            return received >= total;
        }
        // Otherwise, a page with fewer items than requested is the last one.
        let size = self.full_size(count);
        size.is_some_and(|size| count.unsigned_abs() < size)
    }

    /// The number of items of a full page. `None` if the API may have reduced the requested one: the page has `count` items.
    fn full_size(&self, count: i64) -> Option<u64> {
        let is_full = |size: &u64| count.unsigned_abs() >= *size;
        self.size
            .filter(|size| self.is_size_allowed || is_full(size))
    }
}

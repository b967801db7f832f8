//! Detects the pagination of an operation from the names and types of its parameters and of the properties of its
//! response.

use std::rc::Rc;

use super::input::Input;
use super::shape::{ListField, Shape, Shapes, ValueClass, ValueField};
use super::words::{
    CURSORS, IN_URLS, ITEMS, LAST, LAST_ITEMS, MORE, NEXT, NEXT_CURSORS, NEXT_URLS, NUMBERS,
    OFFSETS, OTHER_LISTS, PAGE_COUNTS, PAGES, SIZES, TOKENS, TOTALS, key,
};
use crate::model::{
    FieldPath, Operation, Output, PageFact, PageParameter, PageSize, Pagination, PaginationSource,
    PagingKind, Type,
};

/// The result of the detection.
pub(super) enum Detected {
    /// The operation is paginated.
    Paged(Pagination),
    /// The operation has parts of a pagination, but is not paginated for this reason.
    NotPaged(String),
    /// The operation has nothing to do with pages.
    Unrelated,
}

/// The list in a response, and the values beside it.
pub(super) struct Listing<'a> {
    pub(super) items: FieldPath,
    pub(super) item: &'a Type,
    pub(super) shape: Rc<Shape<'a>>,
}

impl<'a> Shapes<'a> {
    pub(super) fn detect(&mut self, operation: &'a Operation) -> Detected {
        let inputs = self.inputs(operation);
        let selects = |words: &[&str]| inputs.iter().any(|it| words.contains(&&*it.key));
        let positions = [OFFSETS, PAGES, CURSORS, LAST_ITEMS];
        let has_position = positions.iter().any(|words| selects(words));
        let has_link = has_link(operation);
        if !matches!(&*operation.method, "GET" | "QUERY" | "POST") {
            return Detected::Unrelated;
        }
        // Without a position, the response may contain the URL of the next page.
        let is_unrelated = operation.method == "POST" || !(has_position || has_link);
        let listing = match self.listing(operation, &inputs, None) {
            Ok(listing) => listing,
            // A body of a POST has properties such as `start` for many reasons.
            Err(_) if is_unrelated => return Detected::Unrelated,
            Err(reason) => return Detected::NotPaged(reason),
        };
        match self.kind(operation, &inputs, &listing) {
            Some((kind, next)) => {
                let mut pagination = Pagination {
                    size: None,
                    facts: next
                        .map(|path| (PageFact::Next, path))
                        .into_iter()
                        .collect(),
                    kind,
                    items: listing.items,
                    item: listing.item.clone(),
                    source: PaginationSource::Names,
                };
                complete(&mut pagination, &inputs, &listing.shape);
                Detected::Paged(pagination)
            }
            None if is_unrelated => Detected::Unrelated,
            None => Detected::NotPaged(reason(&inputs)),
        }
    }

    /// Finds the list of a response: the property at a path, or the one whose name is usual for a list.
    pub(super) fn listing(
        &mut self,
        operation: &'a Operation,
        inputs: &[Input],
        items: Option<&str>,
    ) -> Result<Listing<'a>, String> {
        let content = match &operation.output {
            Output::One(content) if content.stream.is_none() => content,
            Output::Many { .. } => return Err("it has several kinds of responses".to_owned()),
            _ => return Err("its response is not a list".to_owned()),
        };
        let whole = self.item(&content.ty);
        if let Some(item) = whole.filter(|_| items.is_none_or(str::is_empty)) {
            return Ok(Listing {
                items: FieldPath::default(),
                item,
                shape: Rc::default(),
            });
        }
        let shape = self
            .shape(&content.ty)
            .ok_or("its response is not a list")?;
        let (items, item) = match items {
            Some(path) => {
                let found = self.lookup(&content.ty, path);
                let found = found.and_then(|(path, field)| Some((path, self.item(&field.ty)?)));
                found.ok_or_else(|| format!("its response has no list `{path}`"))?
            }
            None => only_list(&shape, operation, inputs)?,
        };
        Ok(Listing { items, item, shape })
    }

    fn kind(
        &self,
        operation: &'a Operation,
        inputs: &[Input],
        listing: &Listing<'a>,
    ) -> Option<(PagingKind, Option<FieldPath>)> {
        let shape = &listing.shape;
        if let Some((parameter, next)) = cursor(inputs, shape) {
            return Some((PagingKind::Cursor(parameter), Some(next)));
        }
        if operation.method != "POST" {
            if let Some(next) = next_url(shape) {
                return Some((PagingKind::Url(in_url(inputs)), Some(next)));
            }
            if has_link(operation) {
                return Some((PagingKind::Link(in_url(inputs)), None));
            }
        }
        let has_more = fact(shape, PageFact::HasMore).is_some();
        let is_id = |class| matches!(class, ValueClass::Text | ValueClass::Integer);
        if let Some(parameter) = input(inputs, LAST_ITEMS, is_id)
            && has_more
            && let Some((key, field)) = self.lookup(listing.item, "id")
            && self.class(&field.ty) == parameter.class
        {
            let parameter = parameter.parameter.clone();
            return Some((PagingKind::LastItem { parameter, key }, None));
        }
        // A parameter with a cursor selects the page, even beside other parameters.
        if inputs
            .iter()
            .any(|it| CURSORS.contains(&&*it.key) && !has_flag(inputs, it))
        {
            return None;
        }
        let has_size = input(inputs, SIZES, ValueClass::is_number).is_some();
        let facts = [
            PageFact::HasMore,
            PageFact::IsLast,
            PageFact::Total,
            PageFact::PageCount,
        ];
        let has_fact = facts.iter().any(|it| fact(shape, *it).is_some());
        if operation.method == "POST" && !(has_size && is_search(operation)) {
            return None;
        }
        if let Some(page) = input(inputs, PAGES, ValueClass::is_number)
            && (has_size || has_fact)
        {
            let kind = PagingKind::PageNumber {
                parameter: page.parameter.clone(),
                first: page.first_page(),
            };
            return Some((kind, None));
        }
        let offset = input(inputs, OFFSETS, ValueClass::is_number)?;
        let is_usual = offset.key != "start" && has_fact;
        (has_size || is_usual).then(|| (PagingKind::Offset(offset.parameter.clone()), None))
    }
}

/// Adds the size and the facts that are not set.
pub(super) fn complete(pagination: &mut Pagination, inputs: &[Input], shape: &Shape<'_>) {
    if pagination.size.is_none()
        && let Some(size) = input(inputs, SIZES, ValueClass::is_number)
        && !pagination.parameters().any(|it| *it == size.parameter)
    {
        pagination.size = Some(page_size(size));
    }
    let is_numbered = matches!(pagination.kind, PagingKind::PageNumber { .. });
    let facts = [
        (PageFact::HasMore, true),
        (PageFact::IsLast, true),
        (PageFact::Total, true),
        (PageFact::Number, is_numbered),
        (PageFact::PageCount, is_numbered),
    ];
    for (kind, _) in facts.into_iter().filter(|(_, is_used)| *is_used) {
        let is_known = pagination.fact(kind).is_some()
            || (kind == PageFact::IsLast && pagination.fact(PageFact::HasMore).is_some());
        if let Some(value) = fact(shape, kind).filter(|_| !is_known) {
            pagination.facts.push((kind, value.path.clone()));
        }
    }
    pagination.facts.sort_by_key(|(kind, _)| *kind);
    // The number of items decides nothing if the response contains the position of the next page.
    let is_numeric = is_numbered || matches!(pagination.kind, PagingKind::Offset(_));
    if !is_numeric {
        pagination.size = None;
    }
}

pub(super) fn page_size(input: &Input) -> PageSize {
    PageSize {
        parameter: input.parameter.clone(),
        default: input.default().filter(|size| *size > 0),
        maximum: input.maximum(),
    }
}

/// The parameters that the URL of a next page may contain.
pub(super) fn in_url(inputs: &[Input]) -> Vec<PageParameter> {
    let words = [OFFSETS, PAGES, CURSORS, IN_URLS];
    let is_position = |it: &&Input| {
        it.is_in_query
            && it.class.is_cursor()
            && words.iter().any(|words| words.contains(&&*it.key))
    };
    let found = inputs.iter().filter(is_position);
    found.map(|it| it.parameter.clone()).collect()
}

/// Finds the list of an object.
fn only_list<'a>(
    shape: &Shape<'a>,
    operation: &Operation,
    inputs: &[Input],
) -> Result<(FieldPath, &'a Type), String> {
    let found = |list: &ListField<'a>| (list.path.clone(), list.item);
    if let [list] = shape.lists.as_slice() {
        let is_other = ["errors", "warnings", "links", "order"].contains(&&*list.key);
        return if is_other {
            Err(format!("`{}` is not the list of its response", list.path))
        } else {
            Ok(found(list))
        };
    }
    let mut named = ITEMS
        .iter()
        .filter_map(|word| shape.lists.iter().find(|it| it.key == **word));
    if let Some(list) = named.next() {
        return Ok(found(list));
    }
    let segments = operation
        .path
        .rsplit('/')
        .map(|it| key(it.split('.').next().unwrap_or(it)));
    let segment = segments
        .into_iter()
        .find(|it| !it.is_empty())
        .unwrap_or_default();
    if let Some(list) = shape.lists.iter().find(|it| it.key == segment) {
        return Ok(found(list));
    }
    let mut described = shape
        .lists
        .iter()
        .filter(|it| is_described(inputs, &it.key));
    if let (Some(list), None) = (described.next(), described.next()) {
        return Ok(found(list));
    }
    let lists = shape
        .lists
        .iter()
        .filter(|it| !OTHER_LISTS.contains(&&*it.key));
    let lists: Vec<_> = lists.collect();
    match lists.as_slice() {
        [] => Err("its response has no list".to_owned()),
        [list] => Ok(found(list)),
        [first, second, ..] => Err(format!(
            "its response has several lists, such as `{}` and `{}`",
            first.path, second.path
        )),
    }
}

/// Returns whether the description of a parameter that selects a page names a list, such as "the number of rankings".
fn is_described(inputs: &[Input], list: &str) -> bool {
    let words = [OFFSETS, PAGES, CURSORS, SIZES];
    let mut selectors = inputs
        .iter()
        .filter(|it| words.iter().any(|words| words.contains(&&*it.key)));
    selectors.any(|input| {
        let docs = input.docs.as_deref().unwrap_or_default();
        let mut words = docs.split(|it: char| !it.is_alphanumeric());
        words.any(|word| key(word) == list)
    })
}

/// Finds a parameter with a cursor, and the property of the response with its next value.
fn cursor(inputs: &[Input], shape: &Shape<'_>) -> Option<(PageParameter, FieldPath)> {
    let is_cursor = |it: &&Input| {
        it.class.is_cursor()
            && it.class != ValueClass::Time
            && [CURSORS, PAGES, OFFSETS, TOKENS]
                .iter()
                .any(|words| words.contains(&&*it.key))
    };
    let mut best: Option<(u32, &Input, &ValueField<'_>)> = None;
    for word in NEXT_CURSORS {
        let nexts = shape
            .values
            .iter()
            .filter(|it| it.key == *word && is_cursor_value(it));
        for next in nexts {
            for input in inputs.iter().filter(is_cursor) {
                let score = agreement(next, input);
                if score > best.map_or(0, |(score, ..)| score) {
                    best = Some((score, input, next));
                }
            }
        }
    }
    let (_, input, next) = best?;
    (!has_flag(inputs, input)).then(|| (input.parameter.clone(), next.path.clone()))
}

/// Returns whether a cursor is used only if a flag such as `usemarker` is set. An offset is the default.
fn has_flag(inputs: &[Input], cursor: &Input) -> bool {
    let mut others = inputs.iter();
    others.any(|it| it.key.strip_prefix("use") == Some(&*cursor.key))
        && inputs.iter().any(|it| OFFSETS.contains(&&*it.key))
}

fn is_cursor_value(value: &ValueField<'_>) -> bool {
    // A number of this name is the offset of the request.
    let is_offset = value.key == "offset" && value.class != ValueClass::Text;
    value.class.is_cursor() && value.class != ValueClass::Time && !is_url(value) && !is_offset
}

/// Returns how well a property fits a parameter; 0 if it does not.
fn agreement(next: &ValueField<'_>, input: &Input) -> u32 {
    let base = next
        .key
        .strip_prefix("next")
        .filter(|rest| !rest.is_empty());
    let base = base.unwrap_or(&next.key);
    let stripped = ["start", "next", "from"]
        .iter()
        .find_map(|it| input.key.strip_prefix(it));
    let base_of_page = base.strip_prefix("page").unwrap_or(base);
    // A text is neither the number of a page nor an offset, but may be its URL.
    if input.class == ValueClass::Integer && next.class == ValueClass::Text {
        return 0;
    }
    if base == input.key
        || base_of_page == input.key
        || next.key == input.key
        || stripped.is_some_and(|it| it == base)
    {
        return 2;
    }
    let is_own = CURSORS.contains(&&*input.key);
    let is_page_token = PAGES.contains(&&*input.key)
        && input.class == ValueClass::Text
        && ["nextpagetoken", "nextcursor", "nexttoken"].contains(&&*next.key);
    // `cursor` may be the one of the request, unless it is among the facts about pages.
    let is_clear = next.key.starts_with("next")
        || [
            "endcursor",
            "aftercursor",
            "lastid",
            "lastkey",
            "lastevaluatedkey",
            "continuationtoken",
        ]
        .contains(&&*next.key)
        || !next.parent.is_empty();
    u32::from((is_own || is_page_token) && is_clear)
}

/// Finds the property with the URL of the next page.
fn next_url(shape: &Shape<'_>) -> Option<FieldPath> {
    let is_text = |value: &&ValueField<'_>| value.class == ValueClass::Text;
    let mut values = shape.values.iter().filter(is_text);
    let found = values.find(|value| {
        NEXT_URLS.contains(&&*value.key) || (NEXT.contains(&&*value.key) && is_url(value))
    });
    found.map(|value| value.path.clone())
}

/// Returns whether a property is a URL, according to its format, its description or the object around it.
fn is_url(value: &ValueField<'_>) -> bool {
    let docs = value
        .field
        .docs
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    let mut words = docs.split(|it: char| !it.is_alphanumeric());
    value.class == ValueClass::Text
        && (value.is_url
            || value.parent == "links"
            || words.any(|word| matches!(word, "url" | "uri" | "link" | "href" | "urls")))
}

fn input<'i>(
    inputs: &'i [Input],
    words: &[&str],
    fits: impl Fn(ValueClass) -> bool,
) -> Option<&'i Input> {
    let mut words = words.iter();
    words.find_map(|word| inputs.iter().find(|it| it.key == **word && fits(it.class)))
}

/// Finds the property with a fact.
fn fact<'s, 'a>(shape: &'s Shape<'a>, kind: PageFact) -> Option<&'s ValueField<'a>> {
    let find = |words: &[&str], fits: fn(ValueClass) -> bool| {
        let mut words = words.iter();
        words.find_map(|word| {
            shape
                .values
                .iter()
                .find(|it| it.key == **word && fits(it.class))
        })
    };
    let is_bool = |class| class == ValueClass::Bool;
    match kind {
        PageFact::Next => None,
        PageFact::HasMore => find(MORE, is_bool).or_else(|| find(NEXT, is_bool)),
        PageFact::IsLast => find(LAST, is_bool),
        PageFact::Total => find(TOTALS, ValueClass::is_number).or_else(|| {
            // `count` is often the number of items of the page, but not beside `next` and `previous`.
            let has_next = shape.values.iter().any(|it| it.key == "next");
            let has_previous = shape.values.iter().any(|it| it.key == "previous");
            find(&["count"], ValueClass::is_number).filter(|_| has_next && has_previous)
        }),
        PageFact::Number => find(NUMBERS, ValueClass::is_number),
        PageFact::PageCount => find(PAGE_COUNTS, ValueClass::is_number),
    }
}

/// Returns whether the document describes the header `Link` of a success.
fn has_link(operation: &Operation) -> bool {
    let mut successes = operation
        .responses
        .iter()
        .filter(|it| it.status.starts_with('2'));
    successes.any(|it| {
        it.headers
            .iter()
            .any(|it| it.name.eq_ignore_ascii_case("link"))
    })
}

/// Returns whether a POST reads data.
fn is_search(operation: &Operation) -> bool {
    let names = key(&operation.id) + &key(&operation.path);
    let words = ["search", "query", "list", "find", "filter", "scroll"];
    words.iter().any(|word| names.contains(word))
}

/// The reason why no kind of pagination fits the parameters.
fn reason(inputs: &[Input]) -> String {
    let words = [CURSORS, LAST_ITEMS, PAGES, OFFSETS];
    let found = words.iter().find_map(|words| {
        let mut inputs = inputs.iter();
        inputs.find(|it| words.contains(&&*it.key))
    });
    match found {
        Some(input) if CURSORS.contains(&&*input.key) => format!(
            "its response does not contain the next value of `{}`",
            input.parameter
        ),
        Some(input) if !input.class.is_number() => {
            format!(
                "`{}` is not a number, and its response does not contain the next value",
                input.parameter
            )
        }
        Some(input) => format!(
            "it has `{}`, but neither a parameter for the number of items nor a total",
            input.parameter
        ),
        None => "it has no parameter that selects a page".to_owned(),
    }
}

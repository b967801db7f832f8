//! The names of parameters and properties that paginated APIs use, without separators and in lower case.

/// The form of a name in the lists of this file: `next_page-token` and `nextPageToken` are both `nextpagetoken`.
pub(super) fn key(name: &str) -> String {
    let characters = name.chars().filter(|it| it.is_alphanumeric());
    characters.flat_map(char::to_lowercase).collect()
}

/// Parameters with the number of items to skip.
pub(super) const OFFSETS: &[&str] = &["offset", "skip", "startat", "start", "pageoffset"];

/// Parameters with the number of a page.
pub(super) const PAGES: &[&str] = &[
    "page",
    "pagenumber",
    "pagenum",
    "pageno",
    "pageindex",
    "currentpage",
    "paginationpage",
];

/// Parameters with the number of items of a page, the most explicit ones first.
pub(super) const SIZES: &[&str] = &[
    "pagesize",
    "perpage",
    "limit",
    "pagelimit",
    "maxresults",
    "maxitems",
    "itemsperpage",
    "resultsperpage",
    "hitsperpage",
    "take",
    "size",
    "top",
    "rows",
    "count",
    "maxrecords",
    "paginationlimit",
];

/// Parameters with a cursor.
pub(super) const CURSORS: &[&str] = &[
    "cursor",
    "pagetoken",
    "nexttoken",
    "nextpagetoken",
    "continuationtoken",
    "continuation",
    "continue",
    "marker",
    "after",
    "startingafter",
    "startafter",
    "aftercursor",
    "aftertoken",
    "afterid",
    "pagecursor",
    "pageafter",
    "startcursor",
    "nextcursor",
    "fromcursor",
    "cursorid",
    "bookmark",
    "scrollid",
    "streamposition",
    "nextpage",
    "next",
    "skiptoken",
    "paginationtoken",
    "paginationcursor",
    "pageid",
    "lastkey",
    "startkey",
    "exclusivestartkey",
    "nextkey",
    "pagekey",
    "nextmarker",
    "lastid",
];

/// Parameters with a cursor if the response has the next one under the same name, such as `nextToken`: a `token` alone may be a
/// credential.
pub(super) const TOKENS: &[&str] = &["token"];

/// Parameters that a URL of a next page contains, in addition to those above.
pub(super) const IN_URLS: &[&str] = &["since", "maxid", "token"];

/// Parameters with the ID of the last item.
pub(super) const LAST_ITEMS: &[&str] =
    &["startingafter", "after", "afterid", "startafter", "lastid"];

/// Properties with the cursor of the next page, the most explicit ones first.
pub(super) const NEXT_CURSORS: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextcontinuationtoken",
    "nextmarker",
    "nextpagecursor",
    "nextstreamposition",
    "nextpageid",
    "nextoffset",
    "nextpageoffset",
    "nextstart",
    "nextkey",
    "nextbookmark",
    "nextskiptoken",
    "nextpagekey",
    "nextafter",
    "nextstartingafter",
    "nextpage",
    "endcursor",
    "aftercursor",
    "continuationtoken",
    "continuation",
    "continue",
    "next",
    "lastid",
    "lastkey",
    "lastevaluatedkey",
    "cursor",
    "after",
    "pagetoken",
    "bookmark",
    "scrollid",
    "paginationtoken",
    "offset",
];

/// Properties with the URL of the next page.
pub(super) const NEXT_URLS: &[&str] = &[
    "nexturl",
    "nexturi",
    "nextlink",
    "nexthref",
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
    "nextpagepath",
    "odatanextlink",
    "nextrecordsurl",
];

/// Properties with the URL of the next page if the document describes them as a URL, or with a cursor otherwise.
pub(super) const NEXT: &[&str] = &["next", "nextpage"];

/// Properties that are true if there are more pages.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasnext",
    "hasnextpage",
    "hasmoreitems",
    "hasmoreresults",
    "hasmoredata",
    "hasmorepages",
    "more",
    "moreavailable",
    "moreresults",
    "istruncated",
    "truncated",
];

/// Properties that are true for the last page.
pub(super) const LAST: &[&str] = &["islast", "islastpage", "last", "lastpage"];

/// Properties with the number of items of the whole list.
pub(super) const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalresults",
    "totalitems",
    "totalelements",
    "totalentries",
    "totalrecords",
    "totalhits",
    "nbhits",
    "totalrows",
    "totalresultcount",
];

/// Properties with the number of pages.
pub(super) const PAGE_COUNTS: &[&str] = &[
    "totalpages",
    "pagecount",
    "pagescount",
    "numpages",
    "nbpages",
    "pages",
    "numberofpages",
    "lastpage",
    "totalpagecount",
];

/// Properties with the number of the page.
pub(super) const NUMBERS: &[&str] = &[
    "page",
    "pagenumber",
    "currentpage",
    "pageno",
    "pageindex",
    "number",
];

/// Properties with the list, the most usual ones first.
pub(super) const ITEMS: &[&str] = &[
    "data",
    "items",
    "results",
    "result",
    "entries",
    "records",
    "values",
    "value",
    "elements",
    "objects",
    "content",
    "rows",
    "list",
    "resources",
    "edges",
    "nodes",
    "hits",
    "documents",
    "docs",
    "collection",
];

/// Lists that are not the list of an operation.
pub(super) const OTHER_LISTS: &[&str] = &[
    "errors",
    "warnings",
    "order",
    "sort",
    "links",
    "included",
    "facets",
    "aggregations",
    "filters",
    "columns",
];

/// Properties with an object around the list, or around the facts about pages.
pub(super) const CONTAINERS: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "pageinfo",
    "pages",
    "resultinfo",
    "paginginfo",
    "paginationinfo",
    "page",
    "links",
    "cursor",
    "cursors",
    "responsemetadata",
    "pagingmetadata",
    "data",
    "result",
    "results",
    "response",
    "payload",
    "body",
    "embedded",
];

/// Returns whether a property is unrelated to pages, as most properties are.
pub(super) fn is_noise(key: &str) -> bool {
    let lists = [
        NEXT_CURSORS,
        NEXT_URLS,
        MORE,
        LAST,
        TOTALS,
        PAGE_COUNTS,
        NUMBERS,
        &["count", "previous", "prev", "prevpage", "offset"],
    ];
    let cursors = [CURSORS, OFFSETS, PAGES, SIZES];
    let mut all = lists.iter().copied().chain(cursors).flatten();
    !all.any(|known| *known == key)
}

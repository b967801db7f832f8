//! `payload/pageable`: lists that are returned page by page.

use apicrate_runtime::Bytes;
use documents::payload_pageable::{Api, models::Pet};

use super::{Fault, Suite};

pub(super) async fn run(suite: &mut Suite<'_>) -> Result<(), Fault> {
    let client = suite.client()?;
    let results = &mut suite.results;
    let api = Api::new(&client);
    let pets = [("1", "dog"), ("2", "cat"), ("3", "bird"), ("4", "fish")];
    let pets: Vec<Pet> = pets.map(|(id, name)| Pet::new(id, name)).into();

    let call = api.pagesize().page_size_list_without_continuation();
    results
        .accepts(
            "Payload_Pageable_PageSize_listWithoutContinuation",
            call,
            |it| it.pets == pets,
        )
        .await;
    for size in [2, 4] {
        let call = api
            .pagesize()
            .page_size_list_with_page_size()
            .page_size(size);
        results
            .accepts("Payload_Pageable_PageSize_listWithPageSize", call, |it| {
                it.pets.len() == usize::try_from(size).unwrap_or_default()
            })
            .await;
    }
    let xml = api.xml();
    let has = |text: &'static str| {
        move |page: &Bytes| String::from_utf8_lossy(page).contains(&format!("<Name>{text}</Name>"))
    };
    let name = "Payload_Pageable_XmlPagination_listWithContinuation";
    results
        .accepts(name, xml.pagination_list_with_continuation(), has("dog"))
        .await;
    let call = xml.pagination_list_with_continuation().marker("page2");
    results.accepts(name, call, has("bird")).await;
    let api = api.server_driven_pagination();
    let start = "Payload_Pageable_ServerDrivenPagination";
    let name = format!("{start}_link");
    results
        .returns(&name, api.link().items().collect(), pets.clone())
        .await;
    let name = format!("{start}_linkString");
    results
        .returns(&name, api.link_string().items().collect(), pets.clone())
        .await;
    let name = format!("{start}_nestedLink");
    results
        .returns(&name, api.nested_link().items().collect(), pets.clone())
        .await;
    macro_rules! tokens {
        ($($scenario:literal $method:ident,)*) => {
            $(
                let name = format!("{start}_ContinuationToken_{}", $scenario);
                let call = api.$method().foo("foo").bar("bar");
                results.returns(&name, call.items().collect(), pets.clone()).await;
            )*
        };
    }
    tokens! {
        "requestQueryResponseBody" continuation_token_request_query_response_body,
        "requestHeaderResponseBody" continuation_token_request_header_response_body,
        "requestQueryNestedResponseBody" continuation_token_request_query_nested_response_body,
        "requestHeaderNestedResponseBody" continuation_token_request_header_nested_response_body,
    }
    Ok(())
}

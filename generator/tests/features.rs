//! What each feature of OpenAPI becomes in Rust: one fixture for each, and in its snapshot the files
//! that matter, in full, as a reviewer reads them.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod fixtures;

use std::fmt::Write;

use apicrate::{Document, resolve};

#[test]
fn nested_all_of_is_one_flat_struct() {
    snapshot(
        "nested-all-of",
        &["tours.rs", "models/tours_finish_body_gardener.rs"],
    );
}

#[test]
fn extending_a_component_gives_its_fields_and_a_conversion() {
    snapshot("all-of-components", &["models/"]);
}

#[test]
fn a_choice_in_all_of_gives_a_struct_for_each_alternative() {
    snapshot("all-of-choices", &["models/"]);
}

#[test]
fn an_enum_that_arrives_keeps_unknown_values() {
    snapshot("open-enum", &["models/"]);
}

#[test]
fn an_enum_that_is_only_sent_is_closed() {
    snapshot("closed-enum", &["models/"]);
}

#[test]
fn whole_numbers_out_of_a_list_are_an_enum() {
    snapshot("integer-enums", &["models/"]);
}

#[test]
fn optional_and_nullable_are_told_apart_where_they_are_sent() {
    snapshot("nullable-and-optional", &["models/"]);
}

#[test]
fn inline_objects_are_named_by_their_place_and_shared() {
    snapshot("inline-objects", &["models/"]);
}

#[test]
fn equal_enums_are_shared_where_one_name_fits() {
    snapshot(
        "shared-enums",
        &["models/mod.rs", "models/bed", "models/shed"],
    );
}

#[test]
fn lists_of_so_many_items_are_tuples() {
    snapshot("tuples", &["beds.rs", "server/beds.rs", "models/"]);
}

#[test]
fn properties_told_by_the_form_of_their_names_are_maps() {
    snapshot("pattern-properties", &["models/"]);
}

#[test]
fn objects_without_named_properties_are_maps() {
    snapshot("maps", &["models/"]);
}

#[test]
fn formats_have_types_of_their_own() {
    snapshot("dates-uuid-numbers", &["models/"]);
}

#[test]
fn parameters_travel_where_and_as_the_document_says() {
    snapshot("parameters", &["plants.rs", "server/plants.rs", "models/"]);
}

#[test]
fn objects_in_a_query_are_read_as_they_are_written() {
    snapshot("query-objects", &["weeds.rs", "server/weeds.rs"]);
}

/// What is new has a default: `compile.rs` compiles one double against both.
#[test]
fn a_new_operation_breaks_no_implementation() {
    snapshot("growth-before", &["trees.rs"]);
    snapshot("growth-after", &["trees.rs"]);
}

#[test]
fn parameters_have_every_style_of_the_standard() {
    snapshot("parameter-styles", &["plots.rs"]);
}

#[test]
fn groups_lie_within_groups() {
    snapshot("groups", &["mod.rs", "server/mod.rs"]);
}

#[test]
fn the_path_says_what_its_parameters_are() {
    snapshot("path-parameters", &["gates.rs"]);
}

#[test]
fn responses_give_one_type_or_one_by_status() {
    snapshot("responses", &["seeds.rs", "server/seeds.rs"]);
}

#[test]
fn what_arrives_bit_by_bit_is_a_stream() {
    snapshot(
        "streams",
        &[
            "climate.rs",
            "log.rs",
            "server/climate.rs",
            "server/log.rs",
            "models/",
        ],
    );
}

#[test]
fn what_is_deprecated_says_so() {
    snapshot("deprecated", &["rakes.rs", "models/"]);
}

#[test]
fn descriptions_show_as_written() {
    snapshot("descriptions", &["mod.rs", "notes.rs", "models/note.rs"]);
}

#[test]
fn types_that_contain_themselves_are_boxed() {
    snapshot("recursive", &["models/"]);
}

#[test]
fn one_of_several_types_is_an_enum() {
    snapshot("unions", &["models/"]);
}

#[test]
fn words_that_are_no_names_become_names() {
    let services = ["mod.rs", "type_.rs"];
    let models = [
        "models/mod.rs",
        "models/fallback.rs",
        "models/mod_.rs",
        "models/option.rs",
        "models/self_.rs",
        "models/string.rs",
    ];
    snapshot(
        "keywords-and-collisions",
        &[services.as_slice(), &models].concat(),
    );
}

#[test]
fn an_operation_goes_to_the_server_nearest_to_it() {
    snapshot("servers", &["pots.rs", "models/"]);
}

#[test]
fn words_that_begin_with_no_letter_become_names() {
    snapshot("names-without-letters", &["mod.rs", "_42_.rs", "models/"]);
}

#[test]
fn module_names_are_reserved_only_if_the_module_exists() {
    snapshot("module-names", &["mod.rs"]);
}

#[test]
fn a_finding_about_an_inherited_property_is_reported_once() {
    let name = "inherited-findings";
    let document = Document::parse(name, fixtures::text(name)).expect("the document is valid");
    let (_, warnings) = resolve(&document).expect("the document can be resolved");
    let messages: Vec<&str> = warnings.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(messages.len(), 1, "{messages:#?}");
}

#[test]
fn webhooks_are_received() {
    snapshot("webhooks", &["mod.rs", "webhooks.rs", "models/"]);
}

#[test]
fn references_lead_to_components_of_every_kind() {
    snapshot("references", &["beds.rs", "models/"]);
}

#[test]
fn what_travels_one_way_is_where_it_travels() {
    snapshot("one-way", &["models/"]);
}

#[test]
fn headers_and_callbacks_are_documented() {
    snapshot("callbacks", &["gates.rs", "models/"]);
}

#[test]
fn bodies_are_spread_or_sent_as_they_are() {
    snapshot("bodies", &["letters.rs", "models/letters_send_body.rs"]);
}

#[test]
fn forms_and_parts_are_typed() {
    snapshot(
        "forms",
        &[
            "server/orders.rs",
            "orders.rs",
            "photos.rs",
            "models/new_photo.rs",
        ],
    );
}

#[test]
fn media_types_that_say_different_things_are_a_choice() {
    snapshot(
        "media-types",
        &["plans.rs", "server/plans.rs", "models/sketch.rs"],
    );
}

#[test]
fn the_root_says_where_the_api_is_and_what_to_show() {
    snapshot("security", &["mod.rs"]);
}

#[test]
fn an_operation_says_what_to_show_where_it_differs() {
    snapshot("security-of-operations", &["mod.rs", "beds.rs", "gate.rs"]);
}

#[test]
fn the_dialect_of_3_1_is_understood() {
    snapshot("dialect-3-1", &["models/"]);
}

#[test]
fn every_fixture_has_a_test() {
    let tests = include_str!("features.rs");
    let mut untested = fixtures::names();
    untested.retain(|name| !tests.contains(&format!("\"{name}\"")));
    assert_eq!(untested, Vec::<String>::new());
}

/// Compares those files of a fixture whose paths start with one of `paths` with the snapshot of its name.
fn snapshot(name: &str, paths: &[&str]) {
    let mut text = String::new();
    for (path, source) in fixtures::generate(name, &fixtures::text(name)) {
        if paths.iter().any(|start| path.starts_with(start)) {
            writeln!(text, "// ---- {path} ----\n\n{source}").expect("a string can be written to");
        }
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

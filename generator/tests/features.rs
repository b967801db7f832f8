//! The Rust code of each feature of OpenAPI. There is one fixture per feature; its snapshot contains the relevant
//! files in full.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed step fails the test"
)]

mod fixtures;
#[path = "support/shared.rs"]
mod shared;

use std::fmt::Write;

use apicrate::render::{CallSite, Gate, Layout, Library, example, group_features, readme};
use apicrate::{Api, Document, Files, Options, render, resolve};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::token::Brace;

use shared::shared;

#[test]
fn nested_all_of_becomes_one_flat_struct() {
    snapshot(
        "nested-all-of",
        &["tours.rs", "models/tours_finish_body_gardener.rs"],
    );
}

#[test]
fn readmes_contain_a_first_call() {
    let (api, options) = fixtures::read("package", &fixtures::text("package"));
    let readme = readme(&api, &options, "orchard");
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("readme", readme);
    });
    let example = example(&api, &options, "orchard").expect("an operation can be called");
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("example", example.text);
    });
}

#[test]
fn extending_a_component_adds_its_fields_and_a_conversion() {
    snapshot("all-of-components", &["models/"]);
}

#[test]
fn a_choice_in_all_of_becomes_one_struct_per_alternative() {
    snapshot("all-of-choices", &["models/"]);
}

#[test]
fn files_of_shared_schemas_are_strings_in_json() {
    snapshot("shared-files", &["plans.rs", "seeds.rs", "models/"]);
}

#[test]
fn all_of_values_that_are_not_objects_are_their_intersection() {
    snapshot("all-of-values", &["models/"]);
}

#[test]
fn response_enums_are_open() {
    snapshot("open-enum", &["models/"]);
}

#[test]
fn request_only_enums_are_closed() {
    snapshot("closed-enum", &["models/"]);
}

#[test]
fn integer_enums_become_enums() {
    snapshot("integer-enums", &["models/"]);
}

#[test]
fn integers_have_the_width_of_their_format_or_bounds() {
    snapshot("integers", &["models/"]);
}

#[test]
fn null_and_absent_differ_in_requests() {
    snapshot("nullable-and-optional", &["models/"]);
}

#[test]
fn inline_objects_are_named_by_path_and_shared() {
    snapshot("inline-objects", &["models/"]);
}

#[test]
fn names_do_not_depend_on_the_order_of_declarations() {
    snapshot("declaration-order", &["models/"]);
}

#[test]
fn shared_types_have_the_name_that_their_places_have_in_common() {
    snapshot("shared-names", &["models/"]);
}

#[test]
fn locked_names_of_generated_code_are_replaced() {
    snapshot("reserved-names", &["models/"]);
}

#[test]
fn old_names_are_deprecated_aliases() {
    snapshot("old-names", &["seeds.rs", "models/mod.rs"]);
}

#[test]
fn equal_enums_are_shared_if_one_name_fits() {
    snapshot(
        "shared-enums",
        &["models/mod.rs", "models/bed", "models/shed"],
    );
}

#[test]
fn prefix_items_become_tuples() {
    snapshot("tuples", &["beds.rs", "server/beds.rs", "models/"]);
}

#[test]
fn pattern_properties_become_maps() {
    snapshot("pattern-properties", &["models/"]);
}

#[test]
fn objects_without_properties_become_maps() {
    snapshot("maps", &["models/"]);
}

#[test]
fn formats_become_types() {
    snapshot("dates-uuid-numbers", &["models/"]);
}

#[test]
fn parameters_have_the_documented_location_and_style() {
    snapshot("parameters", &["plants.rs", "server/plants.rs", "models/"]);
}

#[test]
fn query_objects_are_encoded_and_decoded() {
    snapshot("query-objects", &["weeds.rs", "server/weeds.rs"]);
}

/// New methods have a default body. `compile.rs` compiles one test double against both versions.
#[test]
fn new_operations_do_not_break_implementations() {
    snapshot("growth-before", &["trees.rs"]);
    snapshot("growth-after", &["trees.rs"]);
}

#[test]
fn all_parameter_styles_are_supported() {
    snapshot("parameter-styles", &["plots.rs"]);
}

#[test]
fn groups_can_be_nested() {
    snapshot("groups", &["mod.rs", "server/mod.rs"]);
}

#[test]
fn names_in_generated_code_are_valid_in_documents() {
    snapshot(
        "names-in-use",
        &["mod.rs", "lib.rs", "server/routes.rs", "models/"],
    );
}

#[test]
fn long_names_keep_their_first_and_last_words() {
    snapshot("long-names", &["irrigation.rs", "models/mod.rs"]);
}

#[test]
fn groups_and_their_models_have_features() {
    let name = "group-features";
    let (api, options) = fixtures::read(name, &fixtures::text(name));
    let options = Options {
        group_features: true,
        root_file: "lib.rs".to_owned(),
        library: Some(Library::of_package("orchard")),
        ..options
    };
    let features = [
        "bees",
        "blocking-group",
        "sheds-doors",
        "trees",
        "trees-apples",
        "webhooks",
    ];
    assert_eq!(group_features(&api, &options), features);
    let files = render(&api, &options).expect("the fixture is rendered");
    let paths = ["lib.rs", "models/mod.rs", "server/mod.rs", "trees.rs"];
    snapshot_of(name, files, &paths);
    // The module `server` has another feature.
    for feature in ["trees", "all-groups"] {
        let options = Options {
            server: Gate::Feature(feature.to_owned()),
            ..options.clone()
        };
        let error = render(&api, &options).map_err(|error| error.to_string());
        let expected = format!("the feature `{feature}` of the module `server` is also");
        assert!(error.is_err_and(|error| error.starts_with(&expected)));
    }
}

#[test]
fn one_file_contains_the_modules() {
    let name = "one-file";
    let (api, options) = fixtures::read(name, &fixtures::text(name));
    let options = Options {
        root_file: "lib.rs".to_owned(),
        server: Gate::Feature("server".to_owned()),
        ..options
    };
    let files = render(&api, &options).expect("the fixture is rendered");
    assert_eq!(files.len(), 1);
    snapshot_of(name, files, &["lib.rs"]);
}

#[test]
fn one_file_has_the_same_code_as_several() {
    let mut documents: Vec<(Api, Options)> = fixtures::names()
        .iter()
        .map(|name| fixtures::read(name, &fixtures::text(name)))
        .collect();
    // A large document.
    let corpus = shared("corpus").into_iter();
    for path in corpus.filter(|path| path.ends_with("hetzner-cloud.json")) {
        let document = Document::read(&path).unwrap_or_else(|errors| panic!("{errors}"));
        let (api, _) = resolve(&document).unwrap_or_else(|errors| panic!("{errors}"));
        documents.push((api, Options::default()));
    }
    for (api, options) in documents {
        let [files, file] = [Layout::Files, Layout::File].map(|layout| {
            let options = Options {
                layout,
                root_file: "lib.rs".to_owned(),
                group_features: true,
                ..options.clone()
            };
            render(&api, &options).unwrap_or_else(|error| panic!("{error}"))
        });
        let paths: Vec<&String> = file.keys().collect();
        assert_eq!(paths, ["lib.rs"]);
        let one = words(parsed(&file["lib.rs"]).to_token_stream());
        let several = words(merged(&files, "lib.rs").to_token_stream());
        let different = one
            .iter()
            .zip(&several)
            .find(|(one, several)| one != several);
        let name = &options.source;
        assert_eq!((different, one.len()), (None, several.len()), "{name}");
    }
}

/// A file with the modules that it declares, each with its items. Modules follow the other items.
fn merged(files: &Files, path: &str) -> syn::File {
    let mut file = parsed(&files[path]);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut modules, mut items) = (Vec::new(), Vec::new());
    for item in file.items {
        let syn::Item::Mod(mut module) = item else {
            items.push(item);
            continue;
        };
        let name = module.ident.to_string();
        let is_elsewhere = module.attrs.iter().any(|it| it.path().is_ident("path"));
        module.attrs.retain(|it| !it.path().is_ident("path"));
        let end = if is_elsewhere { "_.rs" } else { ".rs" };
        let paths = [
            format!("{folder}/{name}{end}"),
            format!("{folder}/{name}/mod.rs"),
        ];
        let mut paths = paths.iter().map(|path| path.trim_start_matches('/'));
        let path = paths.find(|path| files.contains_key(*path));
        let inner = merged(files, path.expect("the module has a file"));
        module.attrs.extend(inner.attrs);
        module.semi = None;
        module.content = Some((Brace::default(), inner.items));
        modules.push(syn::Item::Mod(module));
    }
    items.extend(modules);
    file.items = items;
    file
}

/// The words of code without commas and braces, some of which depend on the lengths of lines.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                words.push(format!("{:?}", group.delimiter()));
                words.extend(self::words(group.stream()));
            }
            token => words.push(token.to_string()),
        }
    }
    words.retain(|word| word != "," && word != "Brace");
    words
}

fn parsed(text: &str) -> syn::File {
    syn::parse_file(text).expect("generated code is valid")
}

#[test]
fn the_root_type_needs_a_name_of_its_own() {
    let (api, options) = fixtures::read("groups", &fixtures::text("groups"));
    let error = |root: &str| {
        let options = Options {
            root: root.to_owned(),
            ..options.clone()
        };
        render(&api, &options)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(error("Garden"), Ok(()));
    let refused = "the name `BedsClient` of the root type is the name of another type in its file; choose another name";
    assert_eq!(error("BedsClient"), Err(refused.to_owned()));
    assert!(error("my api").is_err());
}

#[test]
fn the_root_type_does_not_have_the_name_of_an_item_that_its_file_uses() {
    let (with_servers, options) = fixtures::read("servers", &fixtures::text("servers"));
    let (without_servers, _) = fixtures::read("groups", &fixtures::text("groups"));
    let is_refused = |api: &Api, root: &str, server: Gate| {
        let root = root.to_owned();
        let options = Options {
            root,
            server,
            ..options.clone()
        };
        render(api, &options).is_err()
    };
    for root in ["Option", "String", "Default", "ServerUrl", "Setters"] {
        assert!(is_refused(&with_servers, root, Gate::Never), "{root}");
        assert!(!is_refused(&without_servers, root, Gate::Never), "{root}");
    }
    assert!(is_refused(&without_servers, "Routes", Gate::Always));
    assert!(!is_refused(&without_servers, "Routes", Gate::Never));
}

#[test]
fn letter_case_has_no_meaning_in_media_types() {
    let text = "
openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
paths:
  /json:
    post:
      operationId: notes_add
      tags: [Notes]
      requestBody: { required: true, content: { Application/JSON: { schema: { type: string } } } }
      responses: { '204': { description: Added. } }
  /form:
    post:
      operationId: notes_send
      tags: [Notes]
      requestBody: { required: true, content: { Application/X-WWW-Form-Urlencoded: { schema: { type: object, properties: { a: { type: string } } } } } }
      responses: { '204': { description: Sent. } }
";
    let (api, options) = fixtures::read("notes", text);
    let files = render(&api, &options).unwrap_or_else(|error| panic!("{error}"));
    let notes = files
        .get("notes.rs")
        .map(String::as_str)
        .unwrap_or_default();
    assert!(notes.contains(".json(&self.body)"), "{notes}");
    assert!(notes.contains(".form(&self.body, &[])"), "{notes}");
}

#[test]
fn numbers_of_examples_fit_their_types() {
    let text = "
openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
paths:
  /notes/{weight}:
    get:
      operationId: notes_get
      tags: [Notes]
      parameters: [{ name: weight, in: path, required: true, schema: { type: number, format: float }, example: 1.0e+300 }]
      responses: { '204': { description: It. } }
";
    let (api, options) = fixtures::read("notes", text);
    let options = Options {
        call_site: Some(CallSite {
            argument: "api: notes::Api".to_owned(),
            root: "api".to_owned(),
            models: "notes::models".to_owned(),
            runtime: None,
        }),
        ..options
    };
    let files = render(&api, &options).unwrap_or_else(|error| panic!("{error}"));
    let notes = files
        .get("notes.rs")
        .map(String::as_str)
        .unwrap_or_default();
    assert!(notes.contains("api.notes().get(1.0).await?;"), "{notes}");
}

#[test]
fn path_parameters_match_the_path() {
    snapshot("path-parameters", &["gates.rs"]);
}

#[test]
fn responses_become_one_type_or_one_variant_per_status() {
    snapshot("responses", &["seeds.rs", "server/seeds.rs"]);
}

#[test]
fn documented_errors_become_one_variant_per_status_and_media_type() {
    snapshot("errors", &["roses.rs"]);
}

#[test]
fn streamed_responses_become_streams() {
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
fn arrays_become_parts_without_names() {
    snapshot(
        "parts-in-order",
        &["plans.rs", "measures.rs", "server/measures.rs", "models/"],
    );
}

#[test]
fn default_mappings_select_a_variant_for_other_tags() {
    snapshot("default-mapping", &["models/"]);
}

#[test]
fn event_objects_become_typed_events() {
    snapshot("events", &["chat.rs", "models/"]);
}

#[test]
fn deprecated_items_are_deprecated() {
    snapshot("deprecated", &["rakes.rs", "models/"]);
}

#[test]
fn hostile_text_is_documentation_only() {
    snapshot("hostile-text", &["mod.rs", "beds.rs", "models/"]);
}

#[test]
fn descriptions_appear_as_written() {
    snapshot("descriptions", &["mod.rs", "notes.rs", "models/note.rs"]);
}

#[test]
fn types_that_contain_themselves_are_boxed() {
    snapshot("recursive", &["models/"]);
}

#[test]
fn one_of_becomes_an_enum() {
    snapshot("unions", &["models/"]);
}

#[test]
fn unions_write_their_tags() {
    snapshot("discriminators", &["models/"]);
}

#[test]
fn a_component_with_subtypes_is_a_union_where_it_is_used() {
    snapshot("inheritance", &["models/"]);
}

#[test]
fn a_nullable_alternative_makes_the_union_nullable() {
    snapshot("nullable-alternatives", &["models/bed.rs"]);
}

#[test]
fn unions_without_a_discriminator_compare_properties() {
    snapshot("trials", &["models/"]);
}

#[test]
fn keywords_and_symbols_become_identifiers() {
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
fn operations_use_the_most_specific_server() {
    snapshot("servers", &["mod.rs", "pots.rs", "models/"]);
}

#[test]
fn several_servers_become_an_enum() {
    snapshot("server-choice", &["mod.rs", "shelves.rs"]);
}

#[test]
fn names_that_start_with_a_digit_become_identifiers() {
    snapshot("names-without-letters", &["mod.rs", "_42_.rs", "models/"]);
}

#[test]
fn webhooks_is_a_group_name_without_webhooks() {
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
fn webhooks_become_one_enum() {
    snapshot("webhooks", &["mod.rs", "webhooks.rs", "models/"]);
}

#[test]
fn references_to_all_kinds_of_components_resolve() {
    snapshot("references", &["beds.rs", "models/"]);
}

#[test]
fn references_by_id_and_anchor_resolve() {
    snapshot("references-by-id", &["models/"]);
}

#[test]
fn read_only_and_write_only_properties_have_one_direction() {
    snapshot("one-way", &["models/"]);
}

#[test]
fn response_headers_and_callbacks_are_documented() {
    snapshot("callbacks", &["gates.rs", "models/"]);
}

#[test]
fn bodies_become_arguments() {
    snapshot("bodies", &["letters.rs", "models/letters_send_body.rs"]);
}

#[test]
fn arguments_that_could_be_swapped_are_named() {
    snapshot("arguments", &["pairs.rs", "stations.rs"]);
}

#[test]
fn setters_take_a_value_or_an_option() {
    snapshot("setters", &["beds.rs", "models/bed.rs"]);
}

#[test]
fn forms_and_multipart_bodies_are_typed() {
    snapshot(
        "forms",
        &[
            "server/orders.rs",
            "server/photos.rs",
            "orders.rs",
            "photos.rs",
            "models/new_photo.rs",
        ],
    );
}

#[test]
fn parts_without_a_type_are_files() {
    snapshot(
        "untyped-parts",
        &[
            "photos.rs",
            "plans.rs",
            "models/new_photo.rs",
            "models/plans_add_body.rs",
            "models/note.rs",
        ],
    );
}

#[test]
fn media_types_with_different_meanings_become_methods() {
    snapshot(
        "media-types",
        &["plans.rs", "server/plans.rs", "models/sketch.rs"],
    );
}

#[test]
fn the_status_selects_the_body() {
    snapshot(
        "bodies-by-status",
        &["ponds.rs", "frogs.rs", "server/ponds.rs"],
    );
}

#[test]
fn callers_choose_the_media_type_of_a_range() {
    snapshot(
        "media-ranges",
        &["pictures.rs", "notes.rs", "server/pictures.rs"],
    );
}

#[test]
fn parameters_with_another_source_are_removed() {
    snapshot("parameter-conflicts", &["mod.rs", "gates.rs"]);
}

#[test]
fn the_root_documents_servers_and_credentials() {
    snapshot("security", &["mod.rs"]);
}

#[test]
fn operations_document_different_security_requirements() {
    snapshot("security-of-operations", &["mod.rs", "beds.rs", "gate.rs"]);
}

#[test]
fn json_schema_keywords_of_3_1_are_supported() {
    snapshot("dialect-3-1", &["models/"]);
}

#[test]
fn swagger_2_0_becomes_the_same_operations() {
    snapshot("swagger", &["plants.rs", "orders.rs", "mod.rs"]);
}

#[test]
fn swagger_2_0_and_openapi_3_0_give_the_same_code() {
    let source = fixtures::text("swagger");
    let twin = fixtures::text("swagger-as-3-0");
    let of_2_0 = fixtures::generate("nursery", &source);
    let of_3_0 = fixtures::generate("nursery", &twin);
    assert!(of_2_0.keys().eq(of_3_0.keys()));
    for ((path, one), other) in of_2_0.iter().zip(of_3_0.values()) {
        assert_eq!(one, other, "{path}");
    }
}

#[test]
fn bounds_and_references_of_swagger_2_0_have_the_same_meaning() {
    snapshot(
        "swagger-bounds",
        &["seeds.rs", "grains.rs", "models/seed.rs"],
    );
}

#[test]
fn all_methods_become_operations() {
    snapshot(
        "methods",
        &["files.rs", "folders.rs", "server/files.rs", "models/"],
    );
}

#[test]
fn example_objects_of_3_2_do_not_change_types() {
    snapshot("example-objects", &["models/"]);
}

#[test]
fn a_parameter_can_be_the_whole_query_string() {
    snapshot("query-strings", &["stars.rs", "server/stars.rs"]);
}

#[test]
fn servers_validate_requests_against_the_schemas_of_the_document() {
    snapshot("validation", &["server/"]);
}

#[test]
fn reserved_characters_are_not_encoded() {
    snapshot(
        "reserved-characters",
        &["rooms.rs", "objects.rs", "server/"],
    );
}

#[test]
fn properties_of_exploded_objects_are_read_by_name() {
    snapshot("exploded-objects", &["server/rooms.rs"]);
}

#[test]
fn tags_with_parents_become_nested_groups() {
    snapshot(
        "nested-tags",
        &["mod.rs", "trees.rs", "trees_apples.rs", "partner.rs"],
    );
}

#[test]
fn operations_without_tags_are_grouped_by_path() {
    snapshot("path-groups", &["mod.rs"]);
}

#[test]
fn lists_have_pages() {
    snapshot(
        "pages",
        &["numbered.rs", "cursors.rs", "urls.rs", "extensions.rs"],
    );
}

#[test]
fn own_types_replace_schemas() {
    snapshot("own-types", &["models/", "pets.rs", "webhooks.rs"]);
}

#[test]
fn formats_have_configured_types() {
    snapshot("formats", &["models/", "entries.rs"]);
}

#[test]
fn configured_derives_are_added() {
    snapshot("derives", &["models/"]);
}

#[test]
fn every_fixture_has_a_test() {
    let tests = include_str!("features.rs");
    let mut untested = fixtures::names();
    untested.retain(|name| !tests.contains(&format!("\"{name}\"")));
    assert_eq!(untested, Vec::<String>::new());
}

#[test]
fn without_a_client_routes_call_implementations_of_the_traits() {
    let (api, options) = fixtures::read("parts", &fixtures::text("parts"));
    let options = Options {
        client: Gate::Never,
        ..options
    };
    let files = render(&api, &options).unwrap_or_else(|error| panic!("{error}"));
    let paths = ["mod.rs", "nests.rs", "server/mod.rs", "server/nests.rs"];
    snapshot_of("parts-without-client", files, &paths);
}

#[test]
fn the_client_and_the_server_can_be_features() {
    let (api, options) = fixtures::read("parts", &fixtures::text("parts"));
    let options = Options {
        client: Gate::Feature("client".to_owned()),
        server: Gate::Feature("server".to_owned()),
        ..options
    };
    let files = render(&api, &options).unwrap_or_else(|error| panic!("{error}"));
    snapshot_of(
        "parts-as-features",
        files,
        &["mod.rs", "nests.rs", "photos.rs"],
    );
}

#[test]
fn files_are_written_only_for_what_the_api_has() {
    let start = "openapi: 3.0.3\ninfo: { title: A, version: '1' }\n";
    let models = "paths: {}\ncomponents: { schemas: { Bee: { type: object, properties: { id: { type: string } } } } }\n";
    let operations = "paths: { /bees: { delete: { tags: [bees], responses: { '204': { description: a } } } } }\n";
    for (text, server, expected) in [
        (
            models,
            Gate::Always,
            &["mod.rs", "models/bee.rs", "models/mod.rs"][..],
        ),
        (
            operations,
            Gate::Always,
            &["bees.rs", "mod.rs", "server/bees.rs", "server/mod.rs"],
        ),
        (operations, Gate::Never, &["bees.rs", "mod.rs"]),
    ] {
        let (api, options) = fixtures::read("small", &format!("{start}{text}"));
        let options = Options { server, ..options };
        let files = render(&api, &options).unwrap_or_else(|error| panic!("{error}"));
        assert!(files.keys().eq(expected), "{:?}", files.keys());
        let declares_server = files["mod.rs"].contains("pub mod server;");
        assert_eq!(declares_server, files.contains_key("server/mod.rs"));
    }
}

#[test]
fn options_that_contradict_each_other_are_errors() {
    let (api, options) = fixtures::read("parts", &fixtures::text("parts"));
    let with = |client: Gate, call_site: Option<CallSite>| {
        let options = Options {
            client,
            call_site,
            ..options.clone()
        };
        render(&api, &options).err().map(|error| error.to_string())
    };
    let call_site = CallSite {
        argument: "nests: nests::Api".to_owned(),
        root: "nests".to_owned(),
        models: "nests::models".to_owned(),
        runtime: None,
    };
    assert_eq!(with(Gate::Never, None), None);
    assert_eq!(with(Gate::Always, Some(call_site.clone())), None);
    let error = with(Gate::Never, Some(call_site)).unwrap_or_default();
    let expected = "the options `client` and `call-site` contradict each other";
    assert!(error.contains(expected), "{error}");
    let error = with(Gate::Feature("a b".to_owned()), None).unwrap_or_default();
    let expected = "option `client`: \"a b\" is not the name of a feature";
    assert!(error.contains(expected), "{error}");
}

/// Compares the files of a fixture with its snapshot. Includes the files whose paths start with one of `paths`.
fn snapshot(name: &str, paths: &[&str]) {
    snapshot_of(name, fixtures::generate(name, &fixtures::text(name)), paths);
}

fn snapshot_of(name: &str, files: Files, paths: &[&str]) {
    let mut text = String::new();
    for (path, source) in files {
        if paths.iter().any(|start| path.starts_with(start)) {
            writeln!(text, "// ---- {path} ----\n\n{source}")
                .expect("writing to a string does not fail");
        }
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

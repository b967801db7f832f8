//! Operations and groups that correspond to each other although their names, paths or groups differ, and parameters.

use insta::assert_snapshot;

use crate::report::compared;

const ANSWER: &str = "responses: { '204': { description: Done. } }";

fn operation(id: &str, tag: &str) -> String {
    format!("{{ operationId: {id}, tags: [{tag}], {ANSWER} }}")
}

#[test]
fn renamed_operations_are_found_by_their_paths() {
    let path = |name: &str| {
        format!(
            "parameters: [{{ name: {name}, in: path, required: true, schema: {{ type: string }} }}]"
        )
    };
    let old = format!(
        "
paths:
  /boats/{{boat}}/crew: {{ {}, get: {{ operationId: boats_crew, tags: [Boats], {ANSWER} }} }}
  /boats/{{boat}}/cargo: {{ {}, get: {{ operationId: boats_cargo, tags: [Boats], {ANSWER} }} }}
",
        path("boat"),
        path("boat")
    );
    let new = format!(
        "
paths:
  /boats/{{id}}/cargo: {{ {}, get: {{ operationId: boats_load, tags: [Boats], {ANSWER} }} }}
  /boats/{{id}}/crew: {{ {}, get: {{ operationId: boats_sailors, tags: [Boats], {ANSWER} }} }}
",
        path("id"),
        path("id")
    );
    assert_snapshot!(compared(&old, &new), @r"
    major

    major renamed BoatsClient::crew -> BoatsClient::sailors
      was renamed: use `BoatsClient::sailors`
      /paths/~1boats~1{id}~1crew/get

    major renamed boats::CrewRequest::boat -> boats::SailorsRequest::id
      was renamed: use `boats::SailorsRequest::id`
      /paths/~1boats~1{id}~1crew/parameters/0

    major renamed BoatsClient::cargo -> BoatsClient::load
      was renamed: use `BoatsClient::load`
      /paths/~1boats~1{id}~1cargo/get

    major renamed boats::CargoRequest::boat -> boats::LoadRequest::id
      was renamed: use `boats::LoadRequest::id`
      /paths/~1boats~1{id}~1cargo/parameters/0

    wire boats::SailorsRequest::id
      the name on the wire is now `id` (before: `boat`)
      /paths/~1boats~1{id}~1crew/parameters/0

    wire BoatsClient::sailors
      the path is now `/boats/{id}/crew` (before: `/boats/{boat}/crew`)
      /paths/~1boats~1{id}~1crew/get

    wire BoatsClient::sailors
      the operation id is now `boats_sailors` (before: `boats_crew`)
      /paths/~1boats~1{id}~1crew/get

    wire boats::LoadRequest::id
      the name on the wire is now `id` (before: `boat`)
      /paths/~1boats~1{id}~1cargo/parameters/0

    wire BoatsClient::load
      the path is now `/boats/{id}/cargo` (before: `/boats/{boat}/cargo`)
      /paths/~1boats~1{id}~1cargo/get

    wire BoatsClient::load
      the operation id is now `boats_load` (before: `boats_cargo`)
      /paths/~1boats~1{id}~1cargo/get
    ");
}

#[test]
fn moved_operations_are_found_by_their_ids() {
    let old = format!(
        "paths: {{ /boats: {{ get: {} }} }}",
        operation("boats_list", "Boats")
    );
    let new = format!(
        "paths: {{ /fleet: {{ get: {} }}, /boats: {{ put: {} }} }}",
        operation("boats_list", "Fleet"),
        operation("boats_set", "Boats")
    );
    assert_snapshot!(compared(&old, &new), @r"
    major

    major renamed BoatsClient::list -> FleetClient::boats_list
      was renamed: use `FleetClient::boats_list`
      /paths/~1fleet/get

    minor added FleetClient
      was added: `.fleet()`
      /paths/~1fleet/get

    minor added BoatsClient::set
      was added: `PUT /boats`
      /paths/~1boats/put

    wire FleetClient::boats_list
      the path is now `/fleet` (before: `/boats`)
      /paths/~1fleet/get
    ");
}

/// Most operations of `Boats` are in `Anchors` now, and one is in `Buoys`.
#[test]
fn a_group_is_renamed_to_the_one_with_most_of_its_operations() {
    let old = format!(
        "paths: {{ /a: {{ get: {} }}, /b: {{ get: {} }}, /c: {{ get: {} }} }}",
        operation("boats_a", "Boats"),
        operation("boats_b", "Boats"),
        operation("boats_c", "Boats")
    );
    let new = format!(
        "paths: {{ /a: {{ get: {} }}, /b: {{ get: {} }}, /c: {{ get: {} }} }}",
        operation("anchors_a", "Anchors"),
        operation("anchors_b", "Anchors"),
        operation("buoys_c", "Buoys")
    );
    assert_snapshot!(compared(&old, &new), @r"
    major

    major renamed BoatsClient -> AnchorsClient
      was renamed: use `AnchorsClient`
      /paths/~1a/get

    major renamed boats -> anchors
      was renamed: use `anchors`
      /paths/~1a/get

    major renamed boats() -> anchors()
      was renamed: use `anchors()`
      /paths/~1a/get

    major renamed BoatsClient::c -> BuoysClient::c
      was renamed: use `BuoysClient::c`
      /paths/~1c/get

    minor added BuoysClient
      was added: `.buoys()`
      /paths/~1c/get

    wire AnchorsClient::a
      the operation id is now `anchors_a` (before: `boats_a`)
      /paths/~1a/get

    wire AnchorsClient::b
      the operation id is now `anchors_b` (before: `boats_b`)
      /paths/~1b/get

    wire BuoysClient::c
      the operation id is now `buoys_c` (before: `boats_c`)
      /paths/~1c/get
    ");
}

#[test]
fn of_two_groups_that_become_one_the_first_is_renamed() {
    let old = format!(
        "paths: {{ /a: {{ get: {} }}, /b: {{ get: {} }} }}",
        operation("anchors_a", "Anchors"),
        operation("boats_b", "Boats")
    );
    let new = format!(
        "paths: {{ /a: {{ get: {} }}, /b: {{ get: {} }} }}",
        operation("fleet_a", "Fleet"),
        operation("fleet_b", "Fleet")
    );
    assert_snapshot!(compared(&old, &new), @r"
    major

    major renamed AnchorsClient -> FleetClient
      was renamed: use `FleetClient`
      /paths/~1a/get

    major renamed anchors -> fleet
      was renamed: use `fleet`
      /paths/~1a/get

    major renamed anchors() -> fleet()
      was renamed: use `fleet()`
      /paths/~1a/get

    major removed BoatsClient
      was removed with its trait: the document has no operation of this group
      /paths/~1b/get

    major renamed BoatsClient::b -> FleetClient::b
      was renamed: use `FleetClient::b`
      /paths/~1b/get

    wire FleetClient::a
      the operation id is now `fleet_a` (before: `anchors_a`)
      /paths/~1a/get

    wire FleetClient::b
      the operation id is now `fleet_b` (before: `boats_b`)
      /paths/~1b/get
    ");
}

/// A document whose operation has a parameter for each style.
fn styled(styles: [&str; 6]) -> String {
    let [list, object, tree, matrix, cookie, any] = styles;
    format!(
        "
paths:
  /boats/{{key}}:
    get:
      operationId: boats_list
      tags: [Boats]
      parameters:
        - {{ name: key, in: path, required: true, schema: {{ type: array, items: {{ type: string }} }}{matrix} }}
        - {{ name: list, in: query, schema: {{ type: array, items: {{ type: string }} }}{list} }}
        - {{ name: object, in: query, schema: {{ type: object, properties: {{ a: {{ type: string }} }} }}{object} }}
        - {{ name: tree, in: query, schema: {{ type: object, properties: {{ a: {{ type: string }} }} }}{tree} }}
        - {{ name: cookie, in: cookie, schema: {{ type: array, items: {{ type: string }} }}{cookie} }}
        - {{ name: any, in: query, {any} }}
      {ANSWER}
"
    )
}

#[test]
fn each_style_of_a_parameter_has_a_description() {
    let string = "schema: { type: string }";
    let plain = styled(["", "", ", style: form, explode: false", "", "", string]);
    let styles = styled([
        ", style: spaceDelimited, explode: false",
        ", style: deepObject, explode: true",
        ", style: form, explode: true",
        ", style: matrix, explode: true",
        ", style: cookie, explode: true",
        "content: { application/json: { schema: { type: string } } }",
    ]);
    assert_snapshot!(compared(&plain, &styles), @r#"
    patch

    wire boats::ListRequest::key
      the style is now `matrix, exploded` (before: `default`)
      /paths/~1boats~1{key}/get/parameters/0

    wire boats::ListRequest::list
      the style is now `separated by " "` (before: `default`)
      /paths/~1boats~1{key}/get/parameters/1

    wire boats::ListRequest::object
      the style is now `deepObject` (before: `default`)
      /paths/~1boats~1{key}/get/parameters/2

    wire boats::ListRequest::tree
      the style is now `default` (before: `separated by ","`)
      /paths/~1boats~1{key}/get/parameters/3

    wire boats::ListRequest::cookie
      the style is now `cookie, exploded` (before: `default`)
      /paths/~1boats~1{key}/get/parameters/4

    wire boats::ListRequest::any
      the style is now `JSON` (before: `default`)
      /paths/~1boats~1{key}/get/parameters/5
    "#);
    let others = styled([
        ", style: pipeDelimited, explode: false",
        ", style: deepObject, explode: true",
        ", style: form, explode: false, allowReserved: true",
        ", style: label, explode: false",
        ", style: cookie, explode: false",
        "content: { application/x-www-form-urlencoded: { schema: { type: string } } }",
    ]);
    assert_snapshot!(compared(&styles, &others), @r#"
    patch

    wire boats::ListRequest::key
      the style is now `label` (before: `matrix, exploded`)
      /paths/~1boats~1{key}/get/parameters/0

    wire boats::ListRequest::list
      the style is now `separated by "|"` (before: `separated by " "`)
      /paths/~1boats~1{key}/get/parameters/1

    wire boats::ListRequest::tree
      the style is now `separated by ",", allowReserved` (before: `default`)
      /paths/~1boats~1{key}/get/parameters/3

    wire boats::ListRequest::cookie
      the style is now `cookie` (before: `cookie, exploded`)
      /paths/~1boats~1{key}/get/parameters/4

    wire boats::ListRequest::any
      the style is now `default` (before: `JSON`)
      /paths/~1boats~1{key}/get/parameters/5
    "#);
}

//! Old names: those that a new version keeps, and the deprecated aliases of others.

use apicrate::diff::{diff, renames};
use insta::assert_snapshot;

use crate::report::{document, report};
use crate::versions::{documents_with_new_twins, kept, renamed_documents, with_old_names};

#[test]
fn renamed_items_have_their_old_names() {
    let (old, new) = renamed_documents();
    let (old, new) = kept(old, new);
    let renames = renames(&old, &new);
    let aliases = renames.aliases.iter();
    let mut lines: Vec<String> = aliases
        .map(|(old, new)| format!("{old} -> {new}"))
        .collect();
    for (name, variants) in &renames.variants {
        lines.extend(
            variants
                .iter()
                .map(|(key, old)| format!("{name}, {key}: {old}")),
        );
    }
    assert_snapshot!(lines.join("\n"), @r"
    Boat -> Vessel
    BoatCrew -> VesselCrew
    Fault -> Problem
    Fish -> FishLoad
    Flag -> VesselFlag
    boats.find -> get
    boats.replace -> put
    Cargo, FishLoad: Fish
    VesselFlag, half-mast: HalfMast
    ");
}

#[test]
fn old_names_become_deprecated_aliases() {
    let (old, new) = renamed_documents();
    let (old, new) = with_old_names(old, new);
    insta::with_settings!({ omit_expression => true }, {
        assert_snapshot!("old-names", report(&diff(&old, &new)));
    });
}

#[test]
fn deprecated_aliases_are_added_and_removed() {
    let (old, next) = renamed_documents();
    let (_, new) = kept(old.clone(), next.clone());
    let (_, with_aliases) = with_old_names(old, next);
    assert_snapshot!(report(&diff(&with_aliases, &new)), @r"
    major

    major removed BoatsClient::find
      was removed: use `BoatsClient::get`
      /paths/~1boats~1{id}/get

    major removed BoatsClient::replace
      was removed: use `BoatsClient::put`
      /paths/~1boats~1{id}/put

    major renamed models::Cargo::Fish -> models::Cargo::FishLoad
      was renamed: use `models::Cargo::FishLoad`
      /components/schemas/Cargo

    major renamed models::VesselFlag::HalfMast2 -> models::VesselFlag::HalfMast
      was renamed: use `models::VesselFlag::HalfMast`
      /components/schemas/VesselFlag

    major renamed models::VesselFlag::HalfMast -> models::VesselFlag::HalfMast2
      was renamed: use `models::VesselFlag::HalfMast2`
      /components/schemas/VesselFlag

    major removed models::Fish
      was removed: use `models::FishLoad`
      /components/schemas/FishLoad

    major removed models::Fault
      was removed: use `models::Problem`
      /components/schemas/Problem

    major removed models::Boat
      was removed: use `models::Vessel`
      /components/schemas/Vessel

    major removed models::BoatCrew
      was removed: use `models::VesselCrew`
      /components/schemas/Vessel/properties/crew

    major removed models::Flag
      was removed: use `models::VesselFlag`
      /components/schemas/VesselFlag
    ");
    assert_snapshot!(report(&diff(&new, &with_aliases)), @r"
    major

    major renamed models::Cargo::FishLoad -> models::Cargo::Fish
      was renamed: use `models::Cargo::Fish`
      /components/schemas/Cargo

    major renamed models::VesselFlag::HalfMast -> models::VesselFlag::HalfMast2
      was renamed: use `models::VesselFlag::HalfMast2`
      /components/schemas/VesselFlag

    major renamed models::VesselFlag::HalfMast2 -> models::VesselFlag::HalfMast
      was renamed: use `models::VesselFlag::HalfMast`
      /components/schemas/VesselFlag

    minor added BoatsClient::find
      was added: a deprecated alias of `BoatsClient::get`
      /paths/~1boats~1{id}/get

    minor added BoatsClient::replace
      was added: a deprecated alias of `BoatsClient::put`
      /paths/~1boats~1{id}/put

    minor added models::Fish
      was added: a deprecated alias of `models::FishLoad`
      /components/schemas/FishLoad

    minor added models::Fault
      was added: a deprecated alias of `models::Problem`
      /components/schemas/Problem

    minor added models::Boat
      was added: a deprecated alias of `models::Vessel`
      /components/schemas/Vessel

    minor added models::BoatCrew
      was added: a deprecated alias of `models::VesselCrew`
      /components/schemas/Vessel/properties/crew

    minor added models::Flag
      was added: a deprecated alias of `models::VesselFlag`
      /components/schemas/VesselFlag
    ");
}

#[test]
fn kept_names_are_not_changed_by_new_items() {
    let (old, new) = documents_with_new_twins();
    let (old, new) = kept(old, new);
    assert_snapshot!(report(&diff(&old, &new)), @r"
    minor

    minor added HarboursClient::quay_get
      was added: `GET /quay`
      /paths/~1quay/get

    minor added models::HarbourBerth::WithLock
      was added: `HarbourBerthWithLock`
      /components/schemas/Harbour/properties/berth

    minor added models::HarbourFlag::HalfMast2
      was added: the value `HalfMast`
      /components/schemas/Harbour/properties/flag

    minor added models::HarbourBerthWithLock
      was added: a struct
      /components/schemas/Harbour/properties/berth/oneOf/0

    minor added models::HarbourLight2
      was added: a struct
      /components/schemas/HarbourLight

    minor added models::Quay
      was added: a struct
      /components/schemas/Quay

    minor added models::QuayFlag
      was added: an enum
      /components/schemas/Quay/properties/flag

    minor added models::SeaPilot2
      was added: a struct
      /components/schemas/SeaPilot

    patch docs crate
      the version of the API is now 1.1.0 (before: 1.0.0)
      /info
    ");
}

/// An alias is not the constructor of a tuple struct, and two types that became one may both implement a trait.
#[test]
fn some_renamed_types_cannot_keep_their_old_names() {
    let text = |[rope, cable, tree, words]: [&str; 4]| {
        let mut components = vec![rope, cable];
        components.dedup();
        let components = components.into_iter().map(|name| {
            format!(
                "    {name}: {{ type: object, properties: {{ metres: {{ type: number }} }} }}\n"
            )
        });
        document(&format!(
            "
paths: {{}}
components:
  schemas:
    Root:
      type: object
      properties:
        rope: {{ $ref: '#/components/schemas/{rope}' }}
        cable: {{ $ref: '#/components/schemas/{cable}' }}
        tree: {{ $ref: '#/components/schemas/{tree}' }}
        words: {{ $ref: '#/components/schemas/{words}' }}
    {tree}: {{ type: array, items: {{ oneOf: [{{ $ref: '#/components/schemas/{tree}' }}, {{ type: 'null' }}] }} }}
    {words}: {{ type: array, items: {{ type: string }} }}
{}",
            components.collect::<String>()
        ))
    };
    let old = text(["Rope", "Cable", "Tree", "Words"]);
    let (old, new) = with_old_names(old, text(["Line", "Line", "Branches", "Texts"]));
    assert_snapshot!(report(&diff(&old, &new)), @r"
    major

    major renamed models::Cable -> models::Line
      was renamed: use `models::Line`
      /components/schemas/Line

    major renamed models::Rope -> models::Line
      was renamed: use `models::Line`
      /components/schemas/Line

    major renamed models::Tree -> models::Branches
      was renamed: use `models::Branches`
      /components/schemas/Branches

    minor renamed models::Words -> models::Texts
      was renamed: use `models::Texts`; the old name is deprecated
      /components/schemas/Texts
    ");
}

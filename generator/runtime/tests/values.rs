//! Serialization of the types in generated structs: `Patch` and enums.

use std::collections::{BTreeSet, HashSet};
use std::error::Error;

use apicrate_runtime::{ErrorKind, IntegerEnum, Patch, StringEnum, UnknownValue};
use serde::{Deserialize, Serialize};

type Test = Result<(), Box<dyn Error>>;

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct UpdatedUser {
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    tz: Patch<String>,
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    age: Patch<i64>,
}

impl UpdatedUser {
    fn tz(mut self, tz: impl Into<Patch<String>>) -> Self {
        self.tz = tz.into();
        self
    }

    fn age(mut self, age: impl Into<Patch<i64>>) -> Self {
        self.age = age.into();
        self
    }
}

#[test]
fn patch_round_trips_three_states() -> Test {
    let cases = [
        (UpdatedUser::default(), "{}"),
        (UpdatedUser::default().tz(Patch::Null), r#"{"tz":null}"#),
        (
            UpdatedUser::default().tz("UTC").age(7),
            r#"{"tz":"UTC","age":7}"#,
        ),
    ];
    for (user, json) in cases {
        assert_eq!(serde_json::to_string(&user)?, json);
        assert_eq!(serde_json::from_str::<UpdatedUser>(json)?, user);
    }
    Ok(())
}

#[test]
fn patch_converts_from_values_and_options() {
    let tz = |user: UpdatedUser| user.tz;
    let value = Patch::Value("Europe/London".to_owned());
    assert_eq!(tz(UpdatedUser::default().tz("Europe/London")), value);
    assert_eq!(
        tz(UpdatedUser::default().tz("Europe/London".to_owned())),
        value
    );
    assert_eq!(
        tz(UpdatedUser::default().tz(Some("Europe/London".to_owned()))),
        value
    );
    assert_eq!(tz(UpdatedUser::default().tz(value.clone())), value);
    assert_eq!(tz(UpdatedUser::default().tz(None::<String>)), Patch::Absent);
    assert_eq!(tz(UpdatedUser::default().tz(None)), Patch::Absent);
    assert_eq!(tz(UpdatedUser::default().tz(Patch::Null)), Patch::Null);
    assert_eq!(tz(UpdatedUser::default().tz(Patch::Absent)), Patch::Absent);
    assert_eq!(UpdatedUser::default().age(7).age, Patch::Value(7));
}

#[test]
fn patch_returns_its_value() {
    let patch = Patch::Value("UTC".to_owned());
    assert_eq!(patch.value().map(String::as_str), Some("UTC"));
    assert_eq!(patch.as_ref().map(String::len), Patch::Value(3));
    assert_eq!(patch.into_option(), Some("UTC".to_owned()));
    assert_eq!(Patch::<String>::Null.into_option(), None);
    assert!(Patch::<String>::Null.is_null() && Patch::<String>::default().is_absent());
}

#[derive(Clone, Debug, StringEnum)]
enum Frequency {
    #[variant(value = "daily")]
    Daily,
    Unknown(String),
}

#[derive(Clone, Copy, Debug, StringEnum)]
enum Order {
    #[variant(value = "asc")]
    Ascending,
}

#[test]
fn open_enum_keeps_unknown_values() -> Test {
    for json in [r#""daily""#, r#""every full moon""#] {
        let value: Frequency = serde_json::from_str(json)?;
        assert_eq!(serde_json::to_string(&value)?, json);
    }
    let unknown: Frequency = "hourly".parse()?;
    assert_eq!(unknown, Frequency::Unknown("hourly".to_owned()));
    assert_eq!(
        (unknown.to_string().as_str(), unknown.as_ref()),
        ("hourly", "hourly")
    );
    assert_eq!(format!("{:>6}", Frequency::from("daily")), " daily");
    Ok(())
}

#[test]
fn closed_enum_error_names_enum_and_value() -> Test {
    assert_eq!(serde_json::from_str::<Order>(r#""asc""#)?, Order::Ascending);
    assert_eq!(serde_json::to_string(&Order::Ascending)?, r#""asc""#);
    assert_eq!(Order::try_from("asc")?.as_ref(), "asc");

    assert_eq!("up".parse::<Order>(), Err(UnknownValue::new("Order", "up")));
    let problem = serde_json::from_str::<Order>(r#""up""#).map_err(|error| error.to_string());
    assert!(problem.is_err_and(|text| text.starts_with("`up` is not a value of `Order`")));
    let problem = serde_json::from_str::<Order>("5").map_err(|error| error.to_string());
    assert!(
        problem.is_err_and(|text| text.contains("expected a string that is a value of `Order`"))
    );

    let error = apicrate_runtime::Error::from(UnknownValue::new("Order", "up"));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    Ok(())
}

#[derive(Clone, Copy, Debug, IntegerEnum)]
enum Priority {
    #[variant(value = 10)]
    Low,
    #[variant(value = 2)]
    High,
    Unknown(i64),
}

#[test]
fn enums_compare_order_and_hash_by_json_value() {
    let by_hand = Frequency::Unknown("daily".to_owned());
    assert_eq!(by_hand, Frequency::Daily);
    assert_eq!(HashSet::from([by_hand, Frequency::Daily]).len(), 1);
    let ordered: BTreeSet<Frequency> = ["weekly", "daily", "at noon"].map(Frequency::from).into();
    let ordered: Vec<&str> = ordered.iter().map(Frequency::as_str).collect();
    assert_eq!(ordered, ["at noon", "daily", "weekly"]);

    assert!(Priority::High < Priority::Unknown(7) && Priority::Unknown(7) < Priority::Low);
    assert_eq!(Priority::Unknown(2), Priority::High);
}

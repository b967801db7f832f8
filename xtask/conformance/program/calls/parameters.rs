//! `parameters`, and the parameters of `encode` and `routes`.

use std::collections::BTreeMap;

use documents::{encode_datetime, encode_duration, routes};

use super::{Fault, Suite};

pub(super) async fn run(suite: &mut Suite<'_>) -> Result<(), Fault> {
    let client = suite.client()?;
    let results = &mut suite.results;
    let api = encode_datetime::Api::new(&client);
    let call = api
        .query()
        .unix_timestamp_array([1_686_566_864, 1_686_734_256]);
    results
        .returns("Encode_Datetime_Query_unixTimestampArray", call, ())
        .await;
    let api = encode_duration::Api::new(&client);
    let call = api.query().int32_seconds_array([36, 47]);
    results
        .returns("Encode_Duration_Query_int32SecondsArray", call, ())
        .await;
    let call = api.query().int32_milliseconds_array([36_000, 47_000]);
    results
        .returns("Encode_Duration_Query_int32MillisecondsArray", call, ())
        .await;
    let api = routes::Api::new(&client);
    let record = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
    let call = api.query().standard_record_5(record);
    results
        .returns(
            "Routes_QueryParameters_QueryExpansion_Standard_record",
            call,
            (),
        )
        .await;
    Ok(())
}

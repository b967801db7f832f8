//! Webhooks as they arrive: signed, and read as the event that they are. The signatures here were made with
//! another program (`openssl dgst -sha256 -hmac`), so that the two have to agree.

#![cfg(all(feature = "application", feature = "webhooks"))]
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use trophy_api::http::{HeaderMap, HeaderValue};
use trophy_api::webhook::{SIGNATURE, Verifier, VerifyError, WebhookEvent};

const SECRET: &str = "whsec-7Jq2";
const BODY: &[u8] = br#"{"type":"quest.finished","quest":"dragon"}"#;
const BODY_SIGNED: &str = "hAkqoePIkp0VyaLXxPYftI7RuLXZ7PFhg0E7bNLFHxk=";
const LOST: &[u8] = br#"{"type":"streak.lost","user":{"id":"u-1","created":"2026-01-01T00:00:00Z","updated":"2026-01-01T00:00:00Z"},"length":"nine"}"#;
const LOST_SIGNED: &str = "92SAp5VfIMmY0dcw0drywMSP3Etv2dfd1t662oVDmNs=";

fn headers(signature: &str) -> HeaderMap {
    let value = HeaderValue::from_bytes(signature.as_bytes()).expect("a header value");
    HeaderMap::from_iter([(SIGNATURE.parse().expect("a header name"), value)])
}

#[test]
fn a_signed_event_is_read() {
    let event = Verifier::new(SECRET)
        .verify(&headers(BODY_SIGNED), BODY)
        .expect("it is signed");
    let WebhookEvent::Unknown(value) = &event else {
        panic!("{event:?} is not of a known kind");
    };
    assert_eq!(value["quest"], "dragon");
    assert_eq!(event.event_type(), Some("quest.finished"));
}

#[test]
fn each_way_to_be_wrong_is_an_error_of_its_own() {
    let verifier = Verifier::new(SECRET);
    let check = |headers: &HeaderMap, body: &[u8]| {
        let error = verifier.check(headers, body).expect_err("it is wrong");
        error.to_string()
    };
    let changed = br#"{"type":"quest.finished","quest":"dragon "}"#;
    let wrong = "the signature does not fit the body";
    assert_eq!(check(&headers(BODY_SIGNED), changed), wrong);
    assert_eq!(check(&headers(LOST_SIGNED), BODY), wrong);
    let missing = "the header X-Trophy-Signature is missing";
    assert_eq!(check(&HeaderMap::new(), BODY), missing);
    let malformed = "the header X-Trophy-Signature is not the base64 of 32 bytes";
    for signature in ["", "?", "c2hvcnQ=", &BODY_SIGNED[1..]] {
        assert_eq!(check(&headers(signature), BODY), malformed);
    }
    let not_ascii = "the header X-Trophy-Signature holds more than ASCII";
    assert_eq!(check(&headers("sígnature"), BODY), not_ascii);
    let mut twice = headers(BODY_SIGNED);
    twice.append(SIGNATURE, HeaderValue::from_static(BODY_SIGNED));
    let several = "the header X-Trophy-Signature is there more than once";
    assert_eq!(check(&twice, BODY), several);
}

#[test]
fn a_secret_can_be_replaced_without_losing_events() {
    for verifier in [
        Verifier::new("the-next").or(SECRET),
        Verifier::new(SECRET).or("the-last"),
    ] {
        assert!(verifier.check(&headers(BODY_SIGNED), BODY).is_ok());
    }
    let others = Verifier::new("the-next").or("the-last");
    assert!(others.check(&headers(BODY_SIGNED), BODY).is_err());
}

#[test]
fn a_signed_event_that_is_not_as_documented_says_where() {
    let error = Verifier::new(SECRET)
        .verify(&headers(LOST_SIGNED), LOST)
        .expect_err("its length is no number");
    assert!(matches!(error, VerifyError::Event(_)));
    let said = error.to_string();
    assert!(said.contains("at `length`"), "{said}");
}

#[test]
fn the_secret_is_never_shown() {
    let shown = format!("{:?}", Verifier::new(SECRET));
    assert_eq!(shown, "Verifier { secrets: 1, .. }");
}

//! Verification of webhook signatures. The signatures were created with `openssl dgst -sha256 -hmac`.

#![cfg(all(feature = "application", feature = "webhooks"))]
#![expect(clippy::expect_used, reason = "a failed precondition fails the test")]

use std::fmt::Write;

use trophy_api::http::{HeaderMap, HeaderValue, StatusCode};
use trophy_api::webhook::{SIGNATURE, Verifier, VerifyError, WebhookEvent, sign};

const SECRET: &str = "whsec-7Jq2";
const BODY: &[u8] = br#"{"type":"quest.finished","quest":"dragon"}"#;
const BODY_SIGNED: &str = "hAkqoePIkp0VyaLXxPYftI7RuLXZ7PFhg0E7bNLFHxk=";
const LOST: &[u8] = br#"{"type":"streak.lost","user":{"id":"u-1","created":"2026-01-01T00:00:00Z","updated":"2026-01-01T00:00:00Z"},"length":"nine"}"#;
const LOST_SIGNED: &str = "92SAp5VfIMmY0dcw0drywMSP3Etv2dfd1t662oVDmNs=";

fn headers(signature: &str) -> HeaderMap {
    let value = HeaderValue::from_bytes(signature.as_bytes()).expect("a header value");
    HeaderMap::from_iter([(SIGNATURE.parse().expect("a header name"), value)])
}

fn verifier() -> Verifier {
    Verifier::new(SECRET).expect("the secret is not empty")
}

#[test]
fn empty_secrets_are_rejected() {
    for empty in ["", " ", "\t\n", "\u{a0}", "\0", "\0\0 \0"] {
        let errors = [Verifier::new(empty).err(), verifier().or(empty).err()];
        for error in errors {
            assert!(matches!(error, Some(VerifyError::EmptySecret)), "{error:?}");
        }
    }
}

#[test]
fn errors_escape_control_and_direction_characters() {
    let body = r#"{"type":"streak.lost","length":"a\u001b[2J\u202e\n","user":{"\u2028":1,"id":{"\u2066":0}}}"#;
    let signature = sign(SECRET, body.as_bytes());
    let error = verifier()
        .verify(&headers(&signature), body.as_bytes())
        .expect_err("the event does not match");
    let mut shown = format!("{error} {error:?}");
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        write!(shown, "{error} {error:?}").expect("a string");
        cause = error.source();
    }
    assert!(
        !shown.contains(['\u{1b}', '\u{202e}', '\n', '\u{2028}', '\u{2066}']),
        "{shown:?}"
    );
}

#[test]
fn signed_events_are_decoded() {
    let event = verifier()
        .verify(&headers(BODY_SIGNED), BODY)
        .expect("the signature is valid");
    let WebhookEvent::Unknown(value) = &event else {
        panic!("{event:?} has a known type");
    };
    assert_eq!(value["quest"], "dragon");
    assert_eq!(event.event_type(), Some("quest.finished"));
}

#[test]
fn sign_creates_the_documented_signature() {
    assert_eq!(sign(SECRET, BODY), BODY_SIGNED);
    assert_eq!(sign(SECRET, LOST), LOST_SIGNED);
}

#[test]
fn each_signature_problem_has_its_own_error() {
    let verifier = verifier();
    let check = |headers: &HeaderMap, body: &[u8]| {
        let error = verifier
            .check(headers, body)
            .expect_err("the signature is invalid");
        error.to_string()
    };
    let changed = br#"{"type":"quest.finished","quest":"dragon "}"#;
    let wrong = "the signature does not match the body";
    assert_eq!(check(&headers(BODY_SIGNED), changed), wrong);
    assert_eq!(check(&headers(LOST_SIGNED), BODY), wrong);
    let missing = "the header x-trophy-signature is missing";
    assert_eq!(check(&HeaderMap::new(), BODY), missing);
    let malformed = "the header x-trophy-signature is not the base64 of 32 bytes";
    for signature in ["", "?", "c2hvcnQ=", &BODY_SIGNED[1..]] {
        assert_eq!(check(&headers(signature), BODY), malformed);
    }
    let not_ascii = "the header x-trophy-signature contains characters that are not ASCII";
    assert_eq!(check(&headers("sígnature"), BODY), not_ascii);
    let mut twice = headers(BODY_SIGNED);
    twice.append(SIGNATURE, HeaderValue::from_static(BODY_SIGNED));
    let several = "the header x-trophy-signature occurs more than once";
    assert_eq!(check(&twice, BODY), several);
}

#[test]
fn verifier_accepts_several_secrets() {
    let verifier_of = |first: &str, second: &str| {
        let verifier = Verifier::new(first).and_then(|verifier| verifier.or(second));
        verifier.expect("the secrets are not empty")
    };
    for verifier in [
        verifier_of("the-next", SECRET),
        verifier_of(SECRET, "the-last"),
    ] {
        assert!(verifier.check(&headers(BODY_SIGNED), BODY).is_ok());
    }
    let others = verifier_of("the-next", "the-last");
    assert!(others.check(&headers(BODY_SIGNED), BODY).is_err());
}

#[test]
fn undecodable_event_reports_its_json_path() {
    let error = verifier()
        .verify(&headers(LOST_SIGNED), LOST)
        .expect_err("its length is not a number");
    assert!(matches!(error, VerifyError::Event(_)));
    assert_eq!(error.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let message = error.to_string();
    assert!(message.contains("at `length`"), "{message}");
}

#[test]
fn errors_of_signatures_are_unauthorized() {
    for headers in [HeaderMap::new(), headers("AAAA"), headers(LOST_SIGNED)] {
        let error = verifier().verify(&headers, BODY).expect_err("not signed");
        assert_eq!(error.status(), StatusCode::UNAUTHORIZED, "{error}");
    }
    let error = Verifier::new("").expect_err("there is no secret");
    assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn debug_hides_the_secret() {
    let shown = format!("{:?}", verifier());
    assert_eq!(shown, "Verifier { secrets: 1, .. }");
}

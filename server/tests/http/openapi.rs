//! The description of the interface is current, and complete.

use std::path::Path;

use linli_server::routes::openapi;
use linli_wire::ProblemCode;
use serde_json::Value;

use crate::support::{Request, TestServer};

#[test]
fn the_kept_description_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/openapi.json");
    let current = openapi::document();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &current).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == current,
        "run with UPDATE=1 to write schemas/openapi.json anew"
    );
}

#[test]
fn every_route_is_described_and_answers() {
    let server = TestServer::start();
    let served = server.ask(&Request::get("/v1/openapi.json"));
    assert_eq!(served.header("content-type"), Some("application/json"));
    let api: Value = served.json();
    let paths = api["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 17);
    for (path, methods) in paths {
        for method in methods.as_object().unwrap().keys() {
            let answer = server.ask(&Request::new(&method.to_uppercase(), path));
            assert!(![404, 405].contains(&answer.status), "{method} {path}");
        }
    }
}

/// A phone must know what may come back, so no route hides behind "any other status".
#[test]
fn every_code_that_a_route_may_answer_is_named() {
    let api: Value = serde_json::from_str(&openapi::document()).unwrap();
    let mut described = String::new();
    for methods in api["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(!responses.contains_key("default"), "{operation}");
            let texts = responses.values().map(|response| &response["description"]);
            described.extend(texts.filter_map(Value::as_str));
        }
    }
    for code in ProblemCode::ALL {
        // These two are answers of no route.
        let elsewhere = matches!(code, ProblemCode::NotFound | ProblemCode::MethodNotAllowed);
        let named = described.contains(&format!("`{}`", code.as_str()));
        assert_eq!(named, !elsewhere, "{code:?}");
    }
}

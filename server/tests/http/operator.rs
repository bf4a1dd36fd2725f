//! What the operator sees: probes, and figures without people in them.

use crate::support::{Connection, HEAD, Request, TestServer, hello};

#[test]
fn figures_are_on_their_own_listener_and_name_nobody() {
    let server =
        TestServer::with(|config| config.metrics_listen = Some("127.0.0.1:0".parse().unwrap()));
    let device = server.device(1);
    server.sync(
        &server.token(&device),
        &[hello(&server), device.visit(&server, 1)],
    );
    server.ask(&Request::get("/v1/secret-path"));
    let mut metrics = Connection::open(server.running().metrics_address.unwrap());
    let answer = metrics.ask(&Request::get("/metrics"));
    assert_eq!(answer.status, 200);
    let text = String::from_utf8(answer.body).unwrap();
    for figure in [
        "linli_http_requests_total{route=\"/v1/sync\",method=\"POST\",status=\"200\"}",
        "linli_http_requests_total{route=\"-\",method=\"GET\",status=\"404\"}",
        "linli_http_request_duration_seconds_bucket{route=\"/v1/sync\"",
        "linli_sync_duration_seconds_count",
        "linli_http_connections",
    ] {
        assert!(text.contains(figure), "{figure} is not in\n{text}");
    }
    let device = device.id.to_string();
    for secret in [
        "secret-path",
        HEAD,
        &device,
        &server.estate.to_string(),
        "旧手机",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(
        metrics.ask(&Request::get("/v1/sync")).problem(),
        "not_found"
    );
}

#[test]
fn probes_say_nothing_but_their_status() {
    let server = TestServer::start();
    for path in ["/healthz", "/readyz"] {
        let answer = server.ask(&Request::get(path));
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{path}");
    }
}

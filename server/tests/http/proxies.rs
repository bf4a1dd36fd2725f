//! Rates count the client's address, not the proxy's, where the proxy is trusted.

use linli_server::config::Rate;

use crate::support::{Request, TestServer};

fn enrol_from(server: &TestServer, address: &str) -> String {
    let request = Request::post("/v1/devices").header("x-forwarded-for", address);
    server
        .ask(&request.body("application/json", "{}"))
        .problem()
}

#[test]
fn behind_a_trusted_proxy_each_address_has_its_own_rate() {
    let server = TestServer::with(|config| {
        config.rates.enrolment = Rate::new(1, 1);
        config.http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    assert_eq!(enrol_from(&server, "10.1.1.1"), "malformed_body");
    assert_eq!(enrol_from(&server, "10.1.1.1"), "rate_limited");
    assert_eq!(enrol_from(&server, "10.1.1.2"), "malformed_body");
    // One customer has many addresses of the sixth version.
    assert_eq!(enrol_from(&server, "2001:db8::1"), "malformed_body");
    assert_eq!(enrol_from(&server, "2001:db8::ffff"), "rate_limited");
}

#[test]
fn nobody_else_may_say_where_they_are() {
    let server = TestServer::with(|config| config.rates.enrolment = Rate::new(1, 1));
    assert_eq!(enrol_from(&server, "10.1.1.1"), "malformed_body");
    assert_eq!(enrol_from(&server, "10.1.1.2"), "rate_limited");
}

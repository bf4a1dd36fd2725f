//! Privacy: a log, an error text and a metric name nobody.

use std::path::Path;

use linli_chaos::Programs;
use linli_chaos::silence::Silence;

#[test]
fn nobody_is_named_where_operators_and_machines_listen() {
    let silence = Silence {
        programs: Programs::beside_this_one().unwrap_or_else(|failure| panic!("{failure}")),
        estate: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/estates/demo"),
    };
    let said = silence.run().unwrap_or_else(|failure| panic!("{failure}"));
    // The search is worth something only if there was something to search, and something to find.
    let needles = silence.needles().unwrap();
    assert!(needles.texts().count() > 150);
    let logs: Vec<_> = said
        .iter()
        .filter(|it| it.place.starts_with("log"))
        .collect();
    assert_eq!(logs.len(), 2);
    for log in logs {
        let lines = log.text.lines().count();
        assert!(log.text.contains("TRACE") && lines > 50, "{lines} lines");
    }
    assert!(
        said.iter()
            .any(|it| it.text.contains("linli_http_requests_total"))
    );
    assert!(said.iter().any(|it| it.text.contains("malformed_body")));
    assert!(said.iter().any(|it| it.text.contains("失败")));
}

use serde_json::json;

use crate::replica::{Replica, id};

#[test]
fn each_field_names_who_wrote_what_it_shows() {
    let mut one = Replica::registered();
    let mut two = one.twin(2);
    two.does(json!({"correct_resident": {"resident": id(1), "changes": [{"phone": "222"}]}}));
    two.does(json!({"set_contact_preference": {"channel": "phone"}}));
    one.sync(&mut two);
    let written = one.document.written();
    assert_eq!(written, two.document.written());
    let of = |path: &str| {
        let found = written.iter().find(|field| field.path == path);
        found.unwrap_or_else(|| panic!("{path} in {written:?}"))
    };
    let resident = id(1);
    assert_eq!(of(&format!("residents/{resident}/name")).by, one.author);
    assert_eq!(of(&format!("residents/{resident}/phone")).by, two.author);
    assert_eq!(of("contact").by, two.author);
    assert_eq!(of("dwelling").by, one.author);
    assert!(of("contact").at > of("dwelling").at);
}

#[test]
fn of_values_written_apart_the_one_that_is_shown_has_its_writer() {
    let mut one = Replica::registered();
    let mut two = one.twin(2);
    for (replica, phone) in [(&mut one, "111"), (&mut two, "222")] {
        replica
            .does(json!({"correct_resident": {"resident": id(1), "changes": [{"phone": phone}]}}));
    }
    one.sync(&mut two);
    let conflicts = one.document.conflicts();
    let shown = &conflicts[0].values[0];
    let written = one.document.written();
    let field = written
        .iter()
        .find(|field| field.path == conflicts[0].path)
        .unwrap();
    assert_eq!((field.by, field.at), (shown.by, shown.at));
}

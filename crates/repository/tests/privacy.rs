//! The register holds what a visit needs. These are the facts that it must never hold, in the names
//! that a well-meant form would give them.

use linli_repository::{files, none, text};

const NEVER: &[&str] = &[
    "birth_place",
    "bank_account",
    "criminal_record",
    "ethnicity",
    "face_photo",
    "fingerprint",
    "gps",
    "hukou",
    "id_card",
    "id_card_number",
    "id_number",
    "identity_card",
    "identity_number",
    "income",
    "latitude",
    "longitude",
    "marital_status",
    "national_id",
    "nationality",
    "party_member",
    "petition",
    "petitioner",
    "political_status",
    "politics",
    "religion",
    "身份证",
    "身份证号",
    "民族",
    "宗教",
    "政治面貌",
];

#[test]
fn no_field_for_what_the_register_must_not_hold() {
    let mut findings = Vec::new();
    for path in files(&[".rs", ".json", ".cddl"]) {
        // Tests and fixtures may name such a field, to show that it is turned away.
        let shown_refused = path
            .iter()
            .any(|part| part == "tests" || part == "fixtures");
        if shown_refused {
            continue;
        }
        for (number, line) in text(&path).lines().enumerate() {
            for field in fields(line).filter(|field| NEVER.contains(field)) {
                findings.push(format!("{}:{}: {field}", path.display(), number + 1));
            }
        }
    }
    none(
        &findings,
        "These fields hold what Linli must not know (CONTRIBUTING.md, Privacy):",
    );
}

/// The names before the colons of a line: `pub name: T`, `"name": ...`, `? name: tstr`.
fn fields(line: &str) -> impl Iterator<Item = &str> {
    let pieces: Vec<&str> = line.split(':').collect();
    let before_colons = pieces.len() - 1;
    pieces.into_iter().take(before_colons).filter_map(|piece| {
        let name = piece.trim_end().trim_end_matches('"');
        name.rsplit(|it: char| !it.is_alphanumeric() && it != '_')
            .next()
    })
}

#[test]
fn field_names_are_found_in_all_notations() {
    let found = |line| fields(line).any(|field| field == "id_number");
    assert!(found("    pub id_number: Option<String>,"));
    assert!(found("  \"id_number\": {"));
    assert!(found("  ? id_number: tstr,"));
    assert!(found("Command::Register { id_number: text }"));
    assert!(!found("let id_number = 3;"));
}

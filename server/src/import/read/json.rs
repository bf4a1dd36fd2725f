//! JSON lines: one object a line, empty lines passed over.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::columns::normal;
use super::forbidden::must_not_be_held;
use super::text;
use crate::import::error::ImportError;
use crate::import::finding::{Finding, Place};
use crate::import::ledger::Ledger;
use crate::import::reason::{Reason, Shape};

/// Reads each line as a `Row` and hands it to `facts`; bad ones go to the ledger.
pub(super) fn rows<Row: DeserializeOwned, Facts>(
    bytes: &[u8],
    place: &Place,
    ledger: &mut Ledger,
    facts: impl Fn(Place, Row) -> Result<Facts, Finding>,
) -> Result<Vec<Facts>, ImportError> {
    let Some(text) = text::decode(bytes) else {
        return Err(ImportError::NotText {
            file: place.file.to_string(),
        });
    };
    let mut found = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let place = place.at(number);
        match read(line, &place).and_then(|row| facts(place, row)) {
            Ok(facts) => found.push(facts),
            Err(finding) => ledger.skip(finding)?,
        }
    }
    Ok(found)
}

fn read<Row: DeserializeOwned>(line: &str, place: &Place) -> Result<Row, Finding> {
    let mut json = serde_json::Deserializer::from_str(line);
    let row = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // In a line that is no JSON, a value may stand where the name of a field would.
        if serde_json::from_str::<IgnoredAny>(line).is_err() {
            return place.finding("", Reason::NotJson);
        }
        let path = error.path().to_string();
        finding(place, &path, error.inner())
    })?;
    json.end().map_err(|_| place.finding("", Reason::NotJson))?;
    Ok(row)
}

/// Which field, and what is wrong with it. Of the parser's own words, which may quote the row, only
/// those go on that it takes from our types, and names of fields.
fn finding(place: &Place, path: &str, error: &serde_json::Error) -> Finding {
    if error.classify() != Category::Data {
        return place.finding("", Reason::NotJson);
    }
    // What the tracker of paths writes for the row as a whole.
    let path = if matches!(path, "." | "?") { "" } else { path };
    let words = error.to_string();
    let named = || words.split('`').nth(1).unwrap_or_default();
    let inside = |name: &str| match path {
        "" => name.to_owned(),
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    if words.starts_with("missing field") {
        place.finding(&inside(named()), Reason::MissingField)
    } else if words.starts_with("duplicate field") {
        place.finding(&inside(named()), Reason::FieldTwice)
    } else if words.starts_with("unknown field") {
        let reason = match must_not_be_held(&normal(named())) {
            true => Reason::MustNotBeHeld,
            false => Reason::UnknownField,
        };
        place.finding(&inside(named()), reason)
    } else if words.starts_with("UUID parsing failed") {
        place.finding(path, Reason::NotAnId)
    } else {
        place.finding(path, expected(&words))
    }
}

/// What should have stood there, by the last words of the parser, which are ours.
fn expected(words: &str) -> Reason {
    let (_, expected) = words.rsplit_once("expected ").unwrap_or_default();
    Reason::WrongType(match expected {
        it if it.starts_with("a UUID") || it.contains("UUID") => return Reason::NotAnId,
        it if it.starts_with("a string") => Shape::Text,
        it if it.starts_with("a sequence") => Shape::List,
        it if it.starts_with('u') => Shape::Number,
        _ => Shape::Object,
    })
}

#[cfg(test)]
mod tests {
    use linli_domain::exchange::HouseholdRow;

    use super::*;
    use crate::import::finding::Part;

    const GOOD: &str = r#"{"id":"54b71473-f720-41f7-9864-1fefaa12a6b6","building":"1号楼","unit":"","room":"101","tags":[],"residents":[{"id":"93998519-e0d0-4a8c-b2ae-fa101cbebb51","name":"张三","birth_year":1958}]}"#;

    fn trouble(line: &str) -> (String, Reason) {
        let place = Place {
            part: Part::Households,
            file: "a.jsonl".into(),
            line: 1,
        };
        let finding = read::<HouseholdRow>(line, &place).unwrap_err();
        (finding.field, finding.reason)
    }

    #[test]
    fn a_bad_field_is_named_with_its_path() {
        let cases = [
            ("\"tags\":[],", "", "tags", Reason::MissingField),
            ("\"tags\"", "\"labels\"", "labels", Reason::UnknownField),
            (
                "\"tags\"",
                "\"religion\"",
                "religion",
                Reason::MustNotBeHeld,
            ),
            (
                "\"tags\":[]",
                "\"tags\":7",
                "tags",
                Reason::WrongType(Shape::List),
            ),
            (
                "\"name\"",
                "\"nick\"",
                "residents[0].nick",
                Reason::UnknownField,
            ),
            (
                "1958",
                "\"张三, expected\"",
                "residents[0].birth_year",
                Reason::WrongType(Shape::Number),
            ),
            (
                "1958",
                "99999",
                "residents[0].birth_year",
                Reason::WrongType(Shape::Number),
            ),
            (
                "\"张三\"",
                "null",
                "residents[0].name",
                Reason::WrongType(Shape::Text),
            ),
            ("54b71473-f720", "张三", "id", Reason::NotAnId),
            (
                "\"unit\":\"\"",
                "\"unit\":\"\",\"unit\":\"\"",
                "unit",
                Reason::FieldTwice,
            ),
            ("}]}", "}]", "", Reason::NotJson),
            ("}]}", "}]} x", "", Reason::NotJson),
        ];
        for (from, to, field, reason) in cases {
            let line = GOOD.replacen(from, to, 1);
            assert_eq!(trouble(&line), (field.to_owned(), reason), "{from} -> {to}");
        }
        assert_eq!(
            trouble("[]"),
            (String::new(), Reason::WrongType(Shape::Object))
        );
    }
}

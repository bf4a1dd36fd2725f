//! Every field of every schema says what it is kept for, on which legal basis and for how long: the members
//! `x-purpose`, `x-legal-basis`, `x-retention` and, where it is not ordinary, `x-sensitivity`.

use std::collections::BTreeSet;

use linli_domain::privacy::{Field, Fields, Purpose, Retention, Sensitivity};
use serde_json::{Map, Value, json};

use super::references;

/// Writes the members into schemas, and remembers which fields it has met.
pub(crate) struct Register {
    fields: Vec<&'static Fields>,
    met: BTreeSet<(&'static str, &'static str)>,
}

impl Register {
    pub(crate) fn of(fields: impl Iterator<Item = &'static Fields>) -> Self {
        Self {
            fields: fields.collect(),
            met: BTreeSet::new(),
        }
    }

    /// A type of the schema's `$defs`, or a whole schema by its title.
    pub(crate) fn describe(&mut self, name: &str, schema: &mut Value) {
        for properties in properties(schema) {
            for (field, body) in properties {
                let found = self.find(name, field);
                assert_eq!(
                    nested(body),
                    0,
                    "{name}.{field} is a form without a name: give it a type, and its fields a purpose"
                );
                match found.purpose {
                    Some(purpose) => write(purpose, body),
                    None => assert!(
                        references(body).iter().any(|part| self.knows(part)),
                        "{name}.{field} holds no parts: give it a purpose"
                    ),
                }
            }
        }
    }

    fn find(&mut self, name: &str, field: &str) -> &'static Field {
        let known = self.fields.iter().find(|fields| fields.of == name);
        let known = known.unwrap_or_else(|| {
            panic!("{name} is not in linli_domain::privacy: say what its fields are kept for")
        });
        let found = known.fields.iter().find(|known| known.name == field);
        let found = found.unwrap_or_else(|| {
            panic!(
                "{name}.{field} has no purpose, legal basis and retention (linli_domain::privacy)"
            )
        });
        self.met.insert((known.of, found.name));
        found
    }

    fn knows(&self, name: &str) -> bool {
        self.fields.iter().any(|fields| fields.of == name)
    }

    /// What the register tells of fields that no schema has.
    pub(crate) fn unmet(&self) -> Vec<String> {
        let all = self.fields.iter().flat_map(|fields| {
            let names = fields.fields.iter().map(|field| field.name);
            names.map(|name| (fields.of, name))
        });
        all.filter(|field| !self.met.contains(field))
            .map(|(of, name)| format!("{of}.{name}"))
            .collect()
    }
}

/// Of an object, or of each alternative of a choice.
fn properties(schema: &mut Value) -> Vec<&mut Map<String, Value>> {
    let Some(schema) = schema.as_object_mut() else {
        return Vec::new();
    };
    let (mut own, mut choice) = (None, None);
    for (key, value) in schema {
        match key.as_str() {
            "properties" => own = value.as_object_mut(),
            "oneOf" => choice = value.as_array_mut(),
            _ => {}
        }
    }
    let alternatives = choice.into_iter().flatten();
    own.into_iter()
        .chain(alternatives.filter_map(|it| it.get_mut("properties")?.as_object_mut()))
        .collect()
}

fn nested(schema: &Value) -> usize {
    match schema {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| usize::from(key == "properties") + nested(value))
            .sum(),
        Value::Array(items) => items.iter().map(nested).sum(),
        _ => 0,
    }
}

fn write(purpose: &Purpose, field: &mut Value) {
    // A field of any content at all is written as `true`.
    if !field.is_object() {
        *field = json!({});
    }
    field["x-purpose"] = json!({ "code": purpose.code, "zh": purpose.zh, "en": purpose.en });
    field["x-legal-basis"] = json!({
        "code": purpose.basis.code(),
        "zh": purpose.basis.zh(),
        "en": purpose.basis.en(),
    });
    field["x-retention"] = match purpose.retention {
        Retention::WithEstate => json!({ "with": "estate" }),
        Retention::WithRecord => json!({ "with": "record" }),
        Retention::After { event, keep } => {
            json!({ "after": event.code(), "keep": keep.to_string() })
        }
        Retention::AtLeast(term) => json!({ "at_least": term.to_string() }),
    };
    if purpose.sensitivity != Sensitivity::Ordinary {
        field["x-sensitivity"] = json!(purpose.sensitivity.code());
    }
}

#[test]
#[should_panic(expected = "HouseholdView.shoe_size has no purpose")]
fn a_field_without_a_purpose_is_no_schema() {
    let mut schema = json!({ "properties": { "shoe_size": { "type": "integer" } } });
    Register::of(linli_domain::privacy::of_documents()).describe("HouseholdView", &mut schema);
}

#[test]
#[should_panic(expected = "ShoeView is not in linli_domain::privacy")]
fn a_type_without_purposes_is_no_schema() {
    let mut schema = json!({ "oneOf": [{ "properties": { "size": { "type": "integer" } } }] });
    Register::of(linli_domain::privacy::of_documents()).describe("ShoeView", &mut schema);
}

#[test]
#[should_panic(expected = "a form without a name")]
fn a_form_within_a_form_has_a_type_of_its_own() {
    let inner = json!({ "type": "object", "properties": { "size": { "type": "integer" } } });
    let mut schema = json!({ "properties": { "notes": inner } });
    Register::of(linli_domain::privacy::of_documents()).describe("ResidentView", &mut schema);
}

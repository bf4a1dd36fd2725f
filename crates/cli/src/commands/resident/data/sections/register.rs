//! What the register says of the person and of the household.

use linli_client_core::domain::ResidentId;
use linli_client_core::domain::view::{ConsentView, ResidentView};

use super::super::sheet::{Line, Section};
use super::Teller;
use crate::desk::place;
use crate::words;

pub(super) fn resident(teller: &Teller<'_>) -> Option<Section> {
    let record = &teller.own.record;
    let lines = fields(teller, record.id, &record.resident);
    teller.section("登记", "The register", lines)
}

pub(super) fn duplicates(teller: &Teller<'_>) -> Option<Section> {
    let duplicates = teller.own.record.duplicates.iter();
    let lines = duplicates.flat_map(|(id, view)| fields(teller, *id, view));
    teller.section(
        "重复登记、已合并的",
        "Written down a second time, and merged",
        lines.collect(),
    )
}

fn fields(teller: &Teller<'_>, id: ResidentId, view: &ResidentView) -> Vec<Line> {
    let lang = teller.lang;
    let date = |date: Option<linli_client_core::domain::Date>| date.map(|it| it.to_string());
    let values = [
        ("name", Some(view.name.clone())),
        ("phone", view.phone.clone()),
        ("relation", view.relation.clone()),
        ("birth_year", view.birth_year.map(|year| year.to_string())),
        (
            "gender",
            view.gender.map(|it| words::gender(it, lang).to_owned()),
        ),
        ("notes", view.notes.clone()),
        ("moved_in", date(view.moved_in)),
        ("moved_out", date(view.moved_out)),
    ];
    let told = values.into_iter().filter_map(|(field, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(Line {
            label: words::field(field, lang).to_owned(),
            value,
            remark: teller.of_resident(id, field),
        })
    });
    let number = Line {
        label: lang.pick("编号", "id").to_owned(),
        value: id.to_string(),
        remark: String::new(),
    };
    told.chain([number]).collect()
}

pub(super) fn household(teller: &Teller<'_>) -> Option<Section> {
    let (record, lang) = (&teller.own.record, teller.lang);
    let household = &record.household;
    let mut lines = Vec::new();
    let mut add = |label: &str, value: String, path: &str| {
        lines.push(Line {
            label: label.to_owned(),
            value,
            remark: teller.written(path),
        });
    };
    if let Some(home) = &record.address {
        let address = place(&home.building, &home.unit, &home.room);
        add(lang.pick("住址", "address"), address, "dwelling");
    }
    for tag in &household.tags {
        add(
            lang.pick("标签", "flag"),
            tag.clone(),
            &format!("tags/{tag}"),
        );
    }
    for (tag, consent) in &household.consents {
        add(
            lang.pick("同意登记", "consent"),
            told(teller, tag, consent),
            &format!("consents/{tag}/method"),
        );
    }
    if let Some(contact) = household.contact {
        let channel = words::channel(contact, lang);
        let note = household.contact_note.as_deref().unwrap_or_default();
        let value = format!("{channel} {note}").trim().to_owned();
        add(words::field("contact", lang), value, "contact");
    }
    if let Some(wish) = &household.do_not_visit {
        let until = wish.until.map(|day| day.to_string());
        let open = lang.pick("直到另行告知", "until they say otherwise");
        let value = until.unwrap_or_else(|| open.to_owned());
        add(words::field("do_not_visit", lang), value, "do_not_visit");
    }
    if let Some(on) = household.verified_on {
        let label = words::field("verified_on", lang);
        add(label, on.to_string(), "verified_on");
    }
    if household.others > 0 {
        let label = lang.pick("同户另有", "others of the household");
        let value = lang.pick(
            format!("{} 人，内容不在此单", household.others),
            format!("{}, of whom nothing is told here", household.others),
        );
        add(label, value, "");
    }
    teller.section("这一户", "The household", lines)
}

fn told(teller: &Teller<'_>, tag: &str, consent: &ConsentView) -> String {
    let lang = teller.lang;
    let method = words::method(consent.method, lang);
    let on = consent.on;
    let record = &teller.own.record;
    let giver = match consent.given_by {
        None => String::new(),
        Some(id) if id == record.id || record.duplicates.contains_key(&id) => {
            lang.pick("，本人", ", by this person").to_owned()
        }
        Some(_) => lang
            .pick("，同户他人", ", by another of the household")
            .to_owned(),
    };
    let withdrawn = consent
        .withdrawn_on
        .map(|day| lang.pick(format!("；{day} 撤回"), format!("; withdrawn on {day}")));
    let withdrawn = withdrawn.unwrap_or_default();
    format!("{tag}: {method} {on}{giver}{withdrawn}")
}

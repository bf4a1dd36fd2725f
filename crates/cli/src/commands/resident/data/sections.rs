//! From what is held to what is said of it.

mod disputes;
mod kept;
mod register;
mod work;

use linli_client_core::domain::view::Written;
use linli_client_core::domain::{PersonId, ResidentId};

use super::OwnRecord;
use super::sheet::{Line, Section, Sheet};
use crate::desk::shown;
use crate::lang::Lang;
use crate::page::local;

pub(super) fn sheet(own: &OwnRecord, lang: Lang) -> Sheet {
    let teller = Teller { own, lang };
    let name = &own.record.resident.name;
    let (on, by) = (&own.shown.on, own.shown.by.as_deref().unwrap_or_default());
    Sheet {
        title: lang.pick(
            format!("个人信息查阅单：{name}"),
            format!("What is held on {name}"),
        ),
        remark: lang.pick(
            format!("{on} 由 {by} 的设备出示。内含这台设备上保存的全部有关内容；设备未同步的、这台设备无权保存的不在其中。"),
            format!("Shown on {on} from the device of {by}. It has everything about this person on this device; not what others have not synced, nor what this device may not hold."),
        ),
        sections: [
            register::resident(&teller),
            register::duplicates(&teller),
            register::household(&teller),
            work::visits(&teller),
            work::visits_to_household(&teller),
            work::cases(&teller),
            disputes::disputes(&teller),
            work::conflicts(&teller),
            work::drafts(&teller),
            kept::purposes(&teller),
            kept::rights(&teller),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// What every section needs.
struct Teller<'a> {
    own: &'a OwnRecord,
    lang: Lang,
}

impl Teller<'_> {
    /// Unless it has no lines.
    fn section(&self, zh: &'static str, en: &'static str, lines: Vec<Line>) -> Option<Section> {
        let title = self.lang.pick(zh, en);
        (!lines.is_empty()).then_some(Section { title, lines })
    }

    fn person(&self, id: PersonId) -> String {
        let name = self.own.people.get(&id).map(String::as_str);
        shown(name, id, self.lang)
    }

    /// Who wrote a field, and when; empty where that is not known.
    fn written(&self, path: &str) -> String {
        let found = self.own.record.written.iter().find(|it| it.path == path);
        found.map(|it| self.writer(it)).unwrap_or_default()
    }

    fn writer(&self, written: &Written) -> String {
        let (by, at) = (self.person(written.by), local(written.at));
        self.lang
            .pick(format!("{by} 记于 {at}"), format!("written by {by}, {at}"))
    }

    /// `residents/<id>/phone`
    fn of_resident(&self, id: ResidentId, field: &str) -> String {
        self.written(&format!("residents/{id}/{field}"))
    }
}

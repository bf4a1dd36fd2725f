//! `linli duplicates`, and what is pointed out at entry.

use linli_client_core::domain::command::NewResident;
use linli_client_core::domain::{BuildingId, ResidentId};
use linli_client_core::query::{HeldResident, LikelyPair, LikelySame};
use linli_client_core::{Likeness, Reason};
use serde::Serialize;

use crate::desk::{Desk, place};
use crate::error::Error;
use crate::lang::Lang;
use crate::page::{Answer, Page};

#[derive(Debug, Serialize)]
pub(super) struct Duplicates {
    /// The likeliest first.
    duplicates: Vec<LikelyPair>,
}

pub(super) fn duplicates(desk: &mut Desk) -> Result<Duplicates, Error> {
    Ok(Duplicates {
        duplicates: desk.replica.duplicates()?,
    })
}

impl Answer for Duplicates {
    fn write(&self, page: &mut Page) {
        if self.duplicates.is_empty() {
            page.line(
                "没有看来重复登记的人。",
                "Nobody seems to be written down twice.",
            );
            return;
        }
        let lang = page.lang;
        for (number, pair) in (1..).zip(&self.duplicates) {
            let LikelyPair { one, other, .. } = pair;
            page.plain(format!("{number}. {}", why(&pair.likeness, lang)));
            page.plain(format!("   {}", who(one)));
            page.plain(format!("   {}", who(other)));
            page.plain(format!("   {}", what_to_do(one, other, lang)));
        }
        page.line(
            "请先核实。合并不会删除任何记录，可以撤销；撤销后这一对不再列出。",
            "Make sure first. A merge deletes nothing and can be undone; a pair taken apart again is not listed any more.",
        );
    }
}

/// Of one who is written down: who there already may be the same.
#[derive(Debug, Serialize)]
pub(crate) struct AtEntry {
    new: ResidentId,
    #[serde(flatten)]
    found: LikelySame,
}

/// Asked before saving, so that a failure is one of an entry that was not made.
pub(super) fn at_entry(
    desk: &Desk,
    residents: &[NewResident],
    building: BuildingId,
    (unit, room): (&str, &str),
) -> Result<Vec<AtEntry>, Error> {
    let mut all = Vec::new();
    for new in residents {
        let found = desk.replica.likely_same(new, building, unit, room)?;
        all.extend(
            found
                .into_iter()
                .map(|found| AtEntry { new: new.id, found }),
        );
    }
    Ok(all)
}

impl AtEntry {
    pub(super) fn write(&self, page: &mut Page) {
        let LikelySame { held, likeness } = &self.found;
        page.line(
            format!("  注意：可能已登记过 {}", who(held)),
            format!("  Note: perhaps written down already: {}", who(held)),
        );
        page.plain(format!("    {}", why(likeness, page.lang)));
        page.line(
            "    如是同一人，见 linli duplicates。",
            "    If it is the same person, see linli duplicates.",
        );
    }
}

/// `同名、电话相同、同一门牌 (100)`
fn why(likeness: &Likeness, lang: Lang) -> String {
    let words: Vec<&str> = likeness
        .reasons
        .iter()
        .map(|reason: &Reason| lang.pick(reason.zh(), reason.en()))
        .collect();
    let words = words.join(lang.pick("、", ", "));
    format!("{words} ({})", likeness.score)
}

fn who(held: &HeldResident) -> String {
    let place = place(&held.building, &held.unit, &held.room);
    let phone = held.phone.as_deref().unwrap_or_default();
    let parts = [&held.name, &place, phone, &held.resident.to_string()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("  ")
}

fn what_to_do(one: &HeldResident, other: &HeldResident, lang: Lang) -> String {
    if one.household == other.household {
        return format!(
            "linli resident merge {} --into {}",
            other.resident, one.resident
        );
    }
    let door = |held: &HeldResident| place(&held.building, &held.unit, &held.room);
    if door(one) == door(other) {
        return format!(
            "linli household merge {} --into {}",
            other.household, one.household
        );
    }
    lang.pick(
        "不在同一门牌：核实住在哪里，另一处用 linli resident move-out",
        "not at one door: find out where they live, and use linli resident move-out at the other",
    )
    .to_owned()
}

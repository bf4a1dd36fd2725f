use linli_client_core::domain::view::{Conflict, ConflictValue};
use linli_client_core::domain::{
    DocumentId, HouseholdId, PersonId, ResidentId, Timestamp, VisitId,
};
use serde::Serialize;

use crate::desk::{Desk, People, shown};
use crate::error::Error;
use crate::page::{Answer, Page, local, one_line};
use crate::words;

#[derive(Debug, Serialize)]
pub(super) struct Conflicts {
    conflicts: Vec<Numbered>,
}

#[derive(Debug, Serialize)]
struct Numbered {
    /// Counted from 1, for `resolve`. Numbers move when a conflict is decided or a sync brings one.
    number: usize,
    document: DocumentId,
    path: String,
    /// The address; empty where the conflict is not about a household.
    place: String,
    /// Whose field it is, if a resident's.
    resident: Option<String>,
    /// At least two; the first is the one that is shown meanwhile.
    values: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct Choice {
    /// Counted from 1, for `resolve --take`.
    take: usize,
    /// Unset: the value was taken away.
    value: Option<String>,
    by: PersonId,
    /// Unset: not on the roster.
    by_name: Option<String>,
    at: Timestamp,
}

pub(super) fn conflicts(desk: &Desk) -> Result<Conflicts, Error> {
    let people = desk.people()?;
    let found = desk.replica.conflicts()?.into_iter().zip(1..);
    Ok(Conflicts {
        conflicts: found
            .map(|(conflict, number)| numbered(desk, &people, number, conflict))
            .collect::<Result<_, _>>()?,
    })
}

fn numbered(
    desk: &Desk,
    people: &People,
    number: usize,
    conflict: Conflict,
) -> Result<Numbered, Error> {
    let (place, resident) = whereabouts(desk, &conflict)?;
    let choice = |(value, take): (ConflictValue, usize)| Choice {
        take,
        value: value.value,
        by: value.by,
        by_name: people.name(value.by),
        at: value.at,
    };
    Ok(Numbered {
        number,
        document: conflict.document,
        path: conflict.path,
        place,
        resident,
        values: conflict.values.into_iter().zip(1..).map(choice).collect(),
    })
}

/// The address, and the resident's name where it is about one.
fn whereabouts(desk: &Desk, conflict: &Conflict) -> Result<(String, Option<String>), Error> {
    let parts: Vec<&str> = conflict.path.split('/').collect();
    let household = match parts.as_slice() {
        ["visits", visit, ..] => match visit.parse::<VisitId>() {
            Ok(visit) => desk.replica.visit(visit)?.household,
            Err(_) => return Ok((String::new(), None)),
        },
        _ => HouseholdId(conflict.document.0),
    };
    let resident = match parts.as_slice() {
        ["residents", resident, ..] => {
            let id: Option<ResidentId> = resident.parse().ok();
            let residents = desk.replica.household(household)?.household.residents;
            id.and_then(|id| residents.get(&id).map(|found| found.name.clone()))
        }
        _ => None,
    };
    Ok((desk.place(household)?, resident))
}

impl Answer for Conflicts {
    fn write(&self, page: &mut Page) {
        if self.conflicts.is_empty() {
            page.line("没有冲突。", "No conflicts.");
            return;
        }
        let lang = page.lang;
        for conflict in &self.conflicts {
            let last = conflict.path.rsplit('/').next().unwrap_or_default();
            let field = words::field(last, lang);
            let whose = conflict.resident.as_deref().unwrap_or_default();
            page.plain(
                format!("{}. {} {whose} {field}", conflict.number, conflict.place)
                    .replace("  ", " "),
            );
            for choice in &conflict.values {
                let shown_now = if choice.take == 1 {
                    lang.pick("（现在显示）", " (shown now)")
                } else {
                    ""
                };
                page.plain(format!(
                    "   {}) {}  {}  {}{shown_now}",
                    choice.take,
                    one_line(
                        choice
                            .value
                            .as_deref()
                            .unwrap_or(lang.pick("（清除）", "(cleared)"))
                    ),
                    shown(choice.by_name.as_deref(), choice.by, lang),
                    local(choice.at),
                ));
            }
        }
        page.line(
            "决定：linli resolve 序号 --take 选项，或 --value 其他值",
            "To decide: linli resolve NUMBER --take CHOICE, or --value OTHER",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn both_values_are_shown_with_who_and_when() {
        let choice = |take, value: Option<&str>, name: &str| Choice {
            take,
            value: value.map(str::to_owned),
            by: PersonId::from_bytes([take as u8; 16]),
            by_name: Some(name.to_owned()),
            at: "2026-11-24T02:00:00Z".parse().unwrap(),
        };
        let conflicts = Conflicts {
            conflicts: vec![Numbered {
                number: 1,
                document: DocumentId::from_bytes([1; 16]),
                path: "residents/0/phone".into(),
                place: "3号楼2单元301".into(),
                resident: Some("张桂英".into()),
                values: vec![
                    choice(1, Some("13800001111"), "王秀兰"),
                    choice(2, None, "李强"),
                ],
            }],
        };
        let text = |lang| {
            let mut page = Page::new(lang);
            conflicts.write(&mut page);
            page.text().to_owned()
        };
        assert!(text(Lang::Zh).starts_with(
            "1. 3号楼2单元301 张桂英 电话\n   1) 13800001111  王秀兰  2026-11-24 10:00（现在显示）\n   2) （清除）  李强  2026-11-24 10:00\n"
        ));
        assert!(text(Lang::En).contains("(shown now)"));
        let json = serde_json::to_value(&conflicts).unwrap();
        assert_eq!(json["conflicts"][0]["values"][0]["take"], 1);
        assert!(json["conflicts"][0]["values"][1]["value"].is_null());
    }
}

use clap::Args;
use linli_client_core::domain::BuildingId;
use linli_client_core::query::{BuildingSummary, Door, Due};
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::lookup;
use crate::page::{Answer, Page, Table, Voice, local};
use crate::words;

#[derive(Debug, Args)]
pub(crate) struct Building {
    /// 楼栋名称或编号；不写则列出所有楼栋 (a building's name or id; none: list all)
    name: Option<String>,
    /// 只列该走访的门牌 (only doors where a visit is due)
    #[arg(long, requires = "name")]
    due: bool,
}

#[derive(Debug, Serialize)]
struct Buildings {
    buildings: Vec<BuildingSummary>,
}

#[derive(Debug, Serialize)]
struct Doors {
    id: BuildingId,
    name: String,
    doors: Vec<Door>,
}

impl Building {
    pub(super) fn run(self, desk: &Desk, voice: Voice) -> Result<(), Error> {
        let Some(name) = self.name else {
            return voice.say(&Buildings {
                buildings: desk.replica.buildings()?,
            });
        };
        let (id, name) = lookup::building(desk, &name)?;
        let mut doors = desk.replica.doors(id, desk.today)?;
        if self.due {
            doors.retain(|door| matches!(door.due, Due::NeverVisited | Due::Since(_)));
        }
        voice.say(&Doors { id, name, doors })
    }
}

impl Answer for Buildings {
    fn write(&self, page: &mut Page) {
        if self.buildings.is_empty() {
            page.line(
                "本机还没有楼栋，请先同步：linli sync",
                "No buildings here yet, sync first: linli sync",
            );
            return;
        }
        let mut table = Table::new(
            page.lang,
            &[
                ("楼栋", "building"),
                ("住户", "households"),
                ("走访", "visits"),
                ("未办结事项", "open cases"),
            ],
        );
        for building in &self.buildings {
            table.row([
                building.name.clone(),
                building.households.to_string(),
                building.visits.to_string(),
                building.open_cases.to_string(),
            ]);
        }
        page.table(&table);
    }
}

impl Answer for Doors {
    fn write(&self, page: &mut Page) {
        if self.doors.is_empty() {
            page.line(
                format!("{}：没有门牌可列。", self.name),
                format!("{}: no doors to list.", self.name),
            );
            return;
        }
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[
                ("门牌", "door"),
                ("住户", "residents"),
                ("上次走访", "last visit"),
                ("结果", "outcome"),
                ("下次走访", "next visit"),
            ],
        );
        for door in &self.doors {
            let last = door.last_visit.as_ref();
            table.row([
                format!("{}{}", door.unit, door.room),
                door.residents.join(lang.pick("、", ", ")),
                last.map(|visit| local(visit.at)).unwrap_or_default(),
                last.map(|visit| words::outcome(visit.outcome, lang))
                    .unwrap_or_default(),
                words::due(door.due, lang),
            ]);
        }
        page.plain(&self.name);
        page.table(&table);
    }
}

#[cfg(test)]
mod tests {
    use linli_client_core::domain::command::Outcome;
    use linli_client_core::domain::{HouseholdId, PersonId};
    use linli_client_core::query::LastVisit;

    use super::*;
    use crate::lang::Lang;

    fn doors() -> Doors {
        let door = |room: &str, names: &[&str], last_visit: Option<LastVisit>, due| Door {
            household: HouseholdId::from_bytes([1; 16]),
            unit: "2单元".into(),
            room: room.into(),
            residents: names.iter().map(|name| (*name).to_owned()).collect(),
            do_not_visit: false,
            last_visit,
            due,
        };
        let last = LastVisit {
            at: "2026-11-20T02:30:00Z".parse().unwrap(),
            outcome: Outcome::Met,
            by: PersonId::from_bytes([2; 16]),
            next_visit_on: None,
        };
        Doors {
            id: BuildingId::from_bytes([3; 16]),
            name: "3号楼".into(),
            doors: vec![
                door(
                    "301",
                    &["张桂英", "李强"],
                    Some(last),
                    Due::On("2026-12-20".parse().unwrap()),
                ),
                door("302", &["Ann"], None, Due::NeverVisited),
            ],
        }
    }

    fn text(lang: Lang) -> String {
        let mut page = Page::new(lang);
        doors().write(&mut page);
        page.text().to_owned()
    }

    #[test]
    fn doors_stand_in_columns() {
        assert_eq!(
            text(Lang::Zh),
            "3号楼\n\
             门牌      住户          上次走访          结果  下次走访\n\
             2单元301  张桂英、李强  2026-11-20 10:30  正常  2026-12-20\n\
             2单元302  Ann                                   从未走访\n"
        );
        assert!(text(Lang::En).contains("never visited"));
    }

    #[test]
    fn doors_for_programs_have_ids_and_plain_values() {
        let json = serde_json::to_value(doors()).unwrap();
        assert_eq!(json["doors"][0]["last_visit"]["outcome"], "met");
        assert_eq!(json["doors"][0]["due"]["on"], "2026-12-20");
        assert_eq!(json["doors"][1]["due"], "never_visited");
        assert_eq!(json["id"], "03030303-0303-0303-0303-030303030303");
    }
}

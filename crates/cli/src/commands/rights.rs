use linli_client_core::Error as Core;
use linli_client_core::domain::Kind;
use linli_client_core::domain::rights::GROUPS;
use linli_client_core::query::Allowed;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::lang::Lang;
use crate::page::{Answer, Page};
use crate::words;

/// What this person may do, by the roster on this device. The server's verdict counts.
#[derive(Debug, Serialize)]
pub(super) struct Rights {
    rights: Vec<Right>,
    /// Estates in which nothing is allowed.
    nothing_in: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Right {
    estate_name: String,
    building_name: Option<String>,
    #[serde(flatten)]
    allowed: Allowed,
}

pub(super) fn rights(desk: &mut Desk) -> Result<Rights, Error> {
    let identity = desk.replica.identity()?.ok_or(Core::NotJoined)?;
    let buildings = desk.replica.buildings()?;
    let mut found = Rights {
        rights: Vec::new(),
        nothing_in: Vec::new(),
    };
    for (estate, estate_name) in identity.estates {
        let allowed = desk.replica.allowed(estate)?;
        if allowed.is_empty() {
            found.nothing_in.push(estate_name.clone());
        }
        found.rights.extend(allowed.into_iter().map(|allowed| {
            let mut buildings = buildings.iter();
            let building = buildings.find(|building| Some(building.id) == allowed.building);
            Right {
                estate_name: estate_name.clone(),
                building_name: building.map(|building| building.name.clone()),
                allowed,
            }
        }));
    }
    Ok(found)
}

impl Answer for Rights {
    fn write(&self, page: &mut Page) {
        for right in &self.rights {
            let lang = page.lang;
            let building = right.building_name.as_deref().unwrap_or_default();
            page.plain(format!(
                "{}{building}  {}",
                right.estate_name,
                words::role(right.allowed.role, lang)
            ));
            let reads = list(
                right.allowed.reads.iter().map(|kind| feed(*kind, lang)),
                lang,
            );
            page.line(format!("  可看：{reads}"), format!("  reads: {reads}"));
            let gives = GROUPS.iter().filter(|(_, commands)| {
                let mut commands = commands.iter();
                commands.all(|command| right.allowed.gives.contains(command))
            });
            let gives = list(gives.map(|(group, _)| doing(group, lang)), lang);
            page.line(format!("  可做：{gives}"), format!("  may do: {gives}"));
        }
        if self.rights.is_empty() && self.nothing_in.is_empty() {
            page.line(
                "本机没有小区的名册；部门经办人请看 linli dispatched",
                "No estate's roster is held here. Department handlers: linli dispatched",
            );
        }
        for estate in &self.nothing_in {
            page.line(
                format!("{estate}  按本机的名册，现在没有任何权限（任期已过，或需要先同步：linli sync；部门经办人请看 linli dispatched）"),
                format!("{estate}  nothing, by the roster on this device (the term is over, or sync first: linli sync; department handlers: linli dispatched)"),
            );
        }
    }
}

fn list<'a>(words: impl Iterator<Item = &'a str>, lang: Lang) -> String {
    let words: Vec<&str> = words.collect();
    if words.is_empty() {
        return lang.pick("无", "nothing").to_owned();
    }
    words.join(lang.pick("、", ", "))
}

fn feed(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Directory => lang.pick("名册", "the roster"),
        Kind::Household => lang.pick("住户", "households"),
        Kind::Visits => lang.pick("走访", "visits"),
        Kind::Case => lang.pick("事项", "cases"),
        Kind::Dispute => lang.pick("矛盾纠纷", "disputes"),
    }
}

fn doing(group: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return group;
    }
    match group {
        "places" => "楼栋和房号",
        "tree" => "归属上级",
        "lease" => "离线期限",
        "appointing" => "任命与交接",
        "accepting" => "接受自己的任命",
        "register" => "登记住户和居民",
        "erasing" => "依法删除",
        "visiting" => "走访",
        "cases" => "事项",
        "departments" => "部门",
        "dispatching" => "派单与收回",
        "mediating" => "调解纠纷",
        "answering" => "答复派给本部门的事项",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_chinese_words() {
        for (group, _) in GROUPS {
            assert!(!doing(group, Lang::Zh).is_ascii(), "{group}");
        }
    }
}

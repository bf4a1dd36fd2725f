//! A command in words: what was done, without repeating what was recorded.

use linli_client_core::domain::Command;
use linli_client_core::domain::command::{ResidentChange, VisitChange};

use super::{field, outcome};
use crate::lang::Lang;

pub(crate) fn command(command: &Command, lang: Lang) -> String {
    match command {
        Command::RecordVisit(visit) => with(
            lang.pick("记走访", "record a visit"),
            &[outcome(visit.outcome, lang)],
            lang,
        ),
        Command::CorrectVisit(correction) => with(
            lang.pick("更正走访", "correct a visit"),
            &visit_fields(&correction.changes, lang),
            lang,
        ),
        Command::CorrectResident(correction) => {
            let fields = resident_fields(&correction.changes, lang);
            with(lang.pick("更正居民", "correct a resident"), &fields, lang)
        }
        Command::SetTag(tag) => with(
            lang.pick("加标签", "set a tag"),
            &[tag.tag.to_string()],
            lang,
        ),
        Command::ClearTag(tag) => with(
            lang.pick("去标签", "clear a tag"),
            &[tag.tag.to_string()],
            lang,
        ),
        Command::RecordConsent(given) => with(
            lang.pick("登记同意", "record consent"),
            &[given.consent.tag.to_string()],
            lang,
        ),
        Command::WithdrawConsent(taken) => with(
            lang.pick("撤回同意", "withdraw consent"),
            &[taken.tag.to_string()],
            lang,
        ),
        other => name(other, lang),
    }
}

fn name(command: &Command, lang: Lang) -> String {
    let zh = match command {
        Command::NameEstate(_) => "命名小区",
        Command::SetLease(_) => "设离线期限",
        Command::AddBuilding(_) => "添加楼栋",
        Command::AddDwellings(_) => "添加房号",
        Command::AddDepartment(_) => "添加部门",
        Command::Appoint(_) => "任命",
        Command::EndAppointment(_) => "结束任命",
        Command::PlaceUnder(_) => "归属上级",
        Command::AppointActing(_) => "代理任命",
        Command::HandOver(_) => "交接",
        Command::AcceptAppointment(_) => "接受任命",
        Command::RegisterHousehold(_) => "登记住户",
        Command::LinkDwelling(_) => "更正房号",
        Command::AddResident(_) => "添加居民",
        Command::CorrectResident(_) => "更正居民",
        Command::MoveOutResident(_) => "居民迁出",
        Command::MoveInResident(_) => "居民迁入",
        Command::MergeResident(_) => "合并居民",
        Command::UnmergeResident(_) => "撤销合并居民",
        Command::EraseResident(_) => "删除居民资料",
        Command::MergeHousehold(_) => "合并住户",
        Command::UnmergeHousehold(_) => "撤销合并住户",
        Command::SetContactPreference(_) => "设联系方式",
        Command::SetDoNotVisit(_) => "设不要上门",
        Command::VerifyHousehold(_) => "核实住户",
        Command::RecordConsent(_) => "登记同意",
        Command::WithdrawConsent(_) => "撤回同意",
        Command::SetTag(_) => "加标签",
        Command::ClearTag(_) => "去标签",
        Command::RecordVisit(_) => "记走访",
        Command::CorrectVisit(_) => "更正走访",
        Command::WithdrawVisit(_) => "撤回走访",
        Command::OpenCase(_) => "登记事项",
        Command::NoteCase(_) => "事项进展",
        Command::CloseCase(_) => "事项办结",
        Command::DispatchCase(_) => "派单",
        Command::RecallCase(_) => "收回派单",
        Command::AnswerCase(_) => "部门答复",
        Command::ReferCase(_) => "转调解",
        Command::NoteReferral(_) => "转调解的进展",
        Command::OpenDispute(_) => "登记纠纷",
        Command::NoteDispute(_) => "纠纷情况",
        Command::SettleDispute(_) => "调解协议",
        Command::CloseDispute(_) => "结束调解",
    };
    lang.pick(zh.to_owned(), command.name().replace('_', " "))
}

fn resident_fields(changes: &[ResidentChange], lang: Lang) -> Vec<String> {
    let name = |change: &ResidentChange| match change {
        ResidentChange::Name(_) => "name",
        ResidentChange::Phone(_) => "phone",
        ResidentChange::Relation(_) => "relation",
        ResidentChange::BirthYear(_) => "birth_year",
        ResidentChange::Gender(_) => "gender",
        ResidentChange::Notes(_) => "notes",
    };
    changes
        .iter()
        .map(|change| field(name(change), lang).to_owned())
        .collect()
}

fn visit_fields(changes: &[VisitChange], lang: Lang) -> Vec<String> {
    let name = |change: &VisitChange| match change {
        VisitChange::At(_) => "at",
        VisitChange::Outcome(_) => "outcome",
        VisitChange::Purpose(_) => "purpose",
        VisitChange::Note(_) => "note",
        VisitChange::NextVisitOn(_) => "next_visit_on",
        VisitChange::Card(_) => "card",
    };
    changes
        .iter()
        .map(|change| field(name(change), lang).to_owned())
        .collect()
}

fn with(what: &str, details: &[String], lang: Lang) -> String {
    let details = details.join(lang.pick("、", ", "));
    lang.pick(format!("{what}：{details}"), format!("{what}: {details}"))
}

#[cfg(test)]
mod tests {
    use linli_client_core::domain::ResidentId;
    use linli_client_core::domain::command::CorrectResident;

    use super::*;

    #[test]
    fn a_correction_names_its_fields_and_not_their_values() {
        let correction = CorrectResident {
            resident: ResidentId::from_bytes([1; 16]),
            changes: vec![
                ResidentChange::Phone(Some("13800001234".parse().unwrap())),
                ResidentChange::Notes(None),
            ],
        };
        let correction = Command::from(correction);
        assert_eq!(command(&correction, Lang::Zh), "更正居民：电话、备注");
        assert_eq!(
            command(&correction, Lang::En),
            "correct a resident: phone, notes"
        );
    }
}

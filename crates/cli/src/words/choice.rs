use linli_client_core::domain::Role;
use linli_client_core::domain::command::{
    ConsentMethod, ContactChannel, DisputeOutcome, Gender, Outcome, ReferralStep,
};
use linli_client_core::domain::view::{
    CaseEvent, CaseStatus, CaseView, DisputeEventKind, DisputeStatus, DisputeView, EventKind,
    ReferralState, VoidReason,
};
use linli_client_core::query::Due;

use crate::lang::Lang;

pub(crate) fn outcome(outcome: Outcome, lang: Lang) -> String {
    match lang {
        Lang::Zh => outcome.zh().to_owned(),
        Lang::En => outcome.as_str().replace('_', " "),
    }
}

pub(crate) fn role(role: Role, lang: Lang) -> String {
    match lang {
        Lang::Zh => role.zh().to_owned(),
        Lang::En => role.as_str().replace('_', " "),
    }
}

pub(crate) fn channel(channel: ContactChannel, lang: Lang) -> &'static str {
    match channel {
        ContactChannel::Visit => lang.pick("上门", "visit"),
        ContactChannel::Phone => lang.pick("电话", "phone"),
        ContactChannel::Message => lang.pick("短信或微信", "message"),
    }
}

pub(crate) fn method(method: ConsentMethod, lang: Lang) -> &'static str {
    match method {
        ConsentMethod::Spoken => lang.pick("口头", "spoken"),
        ConsentMethod::Written => lang.pick("书面", "written"),
        ConsentMethod::Transferred => lang.pick("移交", "transferred"),
    }
}

pub(crate) fn gender(gender: Gender, lang: Lang) -> &'static str {
    match gender {
        Gender::Female => lang.pick("女", "female"),
        Gender::Male => lang.pick("男", "male"),
    }
}

pub(crate) fn due(due: Due, lang: Lang) -> String {
    match due {
        Due::NotWanted => lang.pick("不要上门", "not wanted").to_owned(),
        Due::NeverVisited => lang.pick("从未走访", "never visited").to_owned(),
        Due::Since(date) => lang.pick(format!("该走访了（{date}）"), format!("due since {date}")),
        Due::On(date) => date.to_string(),
    }
}

pub(crate) fn case_status(status: CaseStatus, lang: Lang) -> &'static str {
    match status {
        CaseStatus::Open => lang.pick("未办结", "open"),
        CaseStatus::Closed => lang.pick("已办结", "closed"),
    }
}

/// With how its referral stands, if it was ever referred.
pub(crate) fn case_standing(case: &CaseView, lang: Lang) -> String {
    let status = case_status(case.status, lang);
    let referral = case
        .referral
        .map(|referral| referral_state(referral.state, lang));
    referral.map_or(status.to_owned(), |referral| {
        lang.pick(
            format!("{status}，转调解：{referral}"),
            format!("{status}, mediation: {referral}"),
        )
    })
}

pub(crate) fn referral_state(state: ReferralState, lang: Lang) -> &'static str {
    match state {
        ReferralState::Waiting => lang.pick("待受理", "waiting"),
        ReferralState::TakenUp => lang.pick("调解中", "taken up"),
        ReferralState::Declined => lang.pick("不受理", "declined"),
        ReferralState::Ended => lang.pick("已结束", "ended"),
    }
}

/// What kind of event it is; of a referral, what became of it.
pub(crate) fn case_event(event: &CaseEvent, lang: Lang) -> &'static str {
    match event.referral {
        None => event_kind(event.kind, lang),
        Some(ReferralStep::TakenUp) => lang.pick("受理调解", "mediation taken up"),
        Some(ReferralStep::Declined) => lang.pick("不受理调解", "mediation declined"),
        Some(ReferralStep::Ended) => lang.pick("调解结束", "mediation ended"),
    }
}

pub(crate) fn event_kind(kind: EventKind, lang: Lang) -> &'static str {
    match kind {
        EventKind::Note => lang.pick("进展", "note"),
        EventKind::Close => lang.pick("办结", "close"),
        EventKind::Dispatch => lang.pick("派单", "dispatch"),
        EventKind::Recall => lang.pick("收回", "recall"),
        EventKind::Answer => lang.pick("部门答复", "answer"),
        EventKind::Refer => lang.pick("转调解", "referred to mediation"),
        EventKind::Referral => lang.pick("调解进展", "mediation"),
    }
}

/// Of a closed one, how it ended.
pub(crate) fn dispute_status(dispute: &DisputeView, lang: Lang) -> String {
    let status = match (dispute.status, dispute.outcome) {
        (DisputeStatus::Open, _) => lang.pick("调解中", "open"),
        (DisputeStatus::Settled, _) => lang.pick("已达成协议", "settled"),
        (DisputeStatus::Closed, None) => lang.pick("已结束", "closed"),
        (DisputeStatus::Closed, Some(outcome)) => {
            let outcome = dispute_outcome(outcome, lang);
            return lang.pick(outcome.clone(), format!("closed: {outcome}"));
        }
    };
    status.to_owned()
}

pub(crate) fn dispute_outcome(outcome: DisputeOutcome, lang: Lang) -> String {
    match lang {
        Lang::Zh => outcome.zh().to_owned(),
        Lang::En => outcome.as_str().replace('_', " "),
    }
}

pub(crate) fn dispute_event_kind(kind: DisputeEventKind, lang: Lang) -> &'static str {
    match kind {
        DisputeEventKind::Note => lang.pick("情况", "note"),
        DisputeEventKind::Session => lang.pick("调解会", "session"),
        DisputeEventKind::Settle => lang.pick("达成协议", "agreement"),
        DisputeEventKind::Close => lang.pick("结束", "close"),
    }
}

pub(crate) fn void(reason: VoidReason, lang: Lang) -> &'static str {
    match reason {
        VoidReason::AlreadyClosed => lang.pick("此前已办结", "closed before"),
        VoidReason::AlreadySettled => lang.pick("此前已达成协议", "settled before"),
        VoidReason::NotSettled => lang.pick("此前没有协议", "no agreement before it"),
        VoidReason::NotDispatched => {
            lang.pick("当时没有派给该部门", "not with that department then")
        }
        VoidReason::AlreadyReferred => lang.pick("此前已转调解", "referred before"),
        VoidReason::NotWaiting => lang.pick("当时没有待受理的转调解", "no referral waited then"),
        VoidReason::NotTakenUp => lang.pick("当时不在调解中", "not under mediation then"),
    }
}

/// Why a command still waits.
pub(crate) fn waits(code: Option<&str>, lang: Lang) -> String {
    match code {
        None => lang.pick("还没有发送", "not sent yet").to_owned(),
        Some("deferred") => lang
            .pick(
                "服务器还缺前面的记录，下次同步再发",
                "the server lacks what it builds on; it goes with the next sync",
            )
            .to_owned(),
        Some("wrong_epoch") => lang
            .pick(
                "档案已重新建立，下次同步后重做",
                "the record was started anew; it is done again with the next sync",
            )
            .to_owned(),
        Some("upgrade_needed") => lang
            .pick(
                "服务器版本较旧，升级后再发",
                "the server is too old for it; it goes after an upgrade",
            )
            .to_owned(),
        Some(other) => other.to_owned(),
    }
}

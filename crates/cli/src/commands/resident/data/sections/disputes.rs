//! Disputes under mediation: what their parties know together.

use linli_client_core::domain::view::DisputeStatus;
use linli_client_core::query::DisputeRecord;

use super::super::sheet::{Line, Section};
use super::Teller;
use crate::page::local;
use crate::words;

pub(super) fn disputes(teller: &Teller<'_>) -> Option<Section> {
    let disputes = teller.own.record.disputes.iter();
    let lines = disputes.flat_map(|dispute| of_dispute(teller, dispute));
    teller.section(
        "提到这一户的矛盾纠纷",
        "Disputes that name the household",
        lines.collect(),
    )
}

fn of_dispute(teller: &Teller<'_>, dispute: &DisputeRecord) -> Vec<Line> {
    let lang = teller.lang;
    let status = match (dispute.status, dispute.outcome) {
        (_, Some(outcome)) => words::dispute_outcome(outcome, lang),
        (DisputeStatus::Open, None) => lang.pick("调解中", "open").to_owned(),
        (DisputeStatus::Settled, None) => lang.pick("已达成协议", "settled").to_owned(),
        (DisputeStatus::Closed, None) => lang.pick("已结束", "closed").to_owned(),
    };
    let opened_by = dispute.opened_by.map(|id| teller.person(id));
    let mut lines = vec![Line {
        label: dispute.opened_at.map(local).unwrap_or_default(),
        value: format!("{} · {status}", dispute.title),
        remark: opened_by.unwrap_or_default(),
    }];
    let further = |label: String, value: String| Line {
        label: format!("　{label}"),
        value,
        remark: String::new(),
    };
    for day in &dispute.sessions {
        let held = lang.pick("调解会", "session").to_owned();
        lines.push(further(day.to_string(), held));
    }
    if let Some(agreement) = &dispute.agreement {
        let day = dispute.agreed_on.map(|day| day.to_string());
        let said = lang.pick(
            format!("协议：{agreement}"),
            format!("agreement: {agreement}"),
        );
        lines.push(further(day.unwrap_or_default(), said));
    }
    if dispute.withheld > 0 {
        let count = dispute.withheld;
        lines.push(further(
            String::new(),
            lang.pick(
                format!("另有 {count} 条调解人员的记录，涉及各方当事人，不在此列出；请向调解人员查询"),
                format!("{count} further texts of the mediators tell of all parties and are not shown here: ask a mediator"),
            ),
        ));
    }
    lines
}

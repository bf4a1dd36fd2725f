//! What was done: visits, cases, and what is not settled.

use linli_client_core::domain::view::{CaseEvent, CaseView, EventKind};
use linli_client_core::query::VisitEntry;

use super::super::sheet::{Line, Section};
use super::Teller;
use crate::page::local;
use crate::words;

pub(super) fn visits(teller: &Teller<'_>) -> Option<Section> {
    let visits = teller.own.record.visits.iter();
    let lines = visits.map(|visit| of_visit(teller, visit)).collect();
    teller.section("见到本人的走访", "Visits in which they were met", lines)
}

pub(super) fn visits_to_household(teller: &Teller<'_>) -> Option<Section> {
    let visits = teller.own.record.visits_to_household.iter();
    let lines = visits.map(|visit| of_visit(teller, visit)).collect();
    teller.section(
        "对这一户的走访，未注明见到谁",
        "Visits to the household that do not say who was met",
        lines,
    )
}

fn of_visit(teller: &Teller<'_>, visit: &VisitEntry) -> Line {
    let lang = teller.lang;
    let mut told: Vec<String> = Vec::new();
    told.extend(visit.outcome.map(|outcome| words::outcome(outcome, lang)));
    told.extend(visit.purpose.clone());
    told.extend(visit.note.clone());
    for request in &visit.requests {
        let text = &request.text;
        told.push(lang.pick(format!("诉求：{text}"), format!("request: {text}")));
    }
    told.extend(
        visit
            .next_visit_on
            .map(|day| lang.pick(format!("下次走访 {day}"), format!("next visit {day}"))),
    );
    told.extend(
        visit
            .card
            .as_ref()
            .map(|card| lang.pick(format!("联系卡 {card}"), format!("card {card}"))),
    );
    told.extend(
        visit
            .withdrawn
            .as_ref()
            .map(|why| lang.pick(format!("已撤回：{why}"), format!("withdrawn: {why}"))),
    );
    told.retain(|part| !part.is_empty());
    Line {
        label: local(visit.at),
        value: told.join(" · "),
        remark: teller.person(visit.by),
    }
}

pub(super) fn cases(teller: &Teller<'_>) -> Option<Section> {
    let cases = teller.own.record.cases.iter();
    let lines = cases.flat_map(|case| of_case(teller, case)).collect();
    teller.section("这一户的事项", "Cases of the household", lines)
}

fn of_case(teller: &Teller<'_>, case: &CaseView) -> Vec<Line> {
    let lang = teller.lang;
    let status = words::case_standing(case, lang);
    let mut told = vec![case.title.clone(), case.category.clone(), status];
    told.extend(case.detail.clone());
    told.extend(case.assignee.map(|id| {
        let who = teller.person(id);
        lang.pick(format!("承办 {who}"), format!("assigned to {who}"))
    }));
    told.retain(|part| !part.is_empty());
    let opened = Line {
        label: case.opened_at.map(local).unwrap_or_default(),
        value: told.join(" · "),
        remark: case
            .opened_by
            .map(|id| teller.person(id))
            .unwrap_or_default(),
    };
    let events = case.events.iter().map(|event| of_event(teller, event));
    [opened].into_iter().chain(events).collect()
}

fn of_event(teller: &Teller<'_>, event: &CaseEvent) -> Line {
    let lang = teller.lang;
    let mut told: Vec<String> = Vec::new();
    told.extend(event.label.clone());
    if event.kind != EventKind::Note {
        told.push(words::case_event(event, lang).to_owned());
    }
    told.push(event.text.clone());
    told.extend(event.void.map(|why| words::void(why, lang).to_owned()));
    told.retain(|part| !part.is_empty());
    Line {
        label: format!("　{}", local(event.at)),
        value: told.join(" · "),
        remark: teller.person(event.by),
    }
}

pub(super) fn conflicts(teller: &Teller<'_>) -> Option<Section> {
    let lang = teller.lang;
    let lines = teller.own.record.conflicts.iter().flat_map(|conflict| {
        let field = conflict.path.rsplit('/').next().unwrap_or_default();
        conflict.values.iter().map(move |value| Line {
            label: words::field(field, lang).to_owned(),
            value: value.value.clone().unwrap_or_default(),
            remark: format!("{} {}", teller.person(value.by), local(value.at)),
        })
    });
    teller.section(
        "几个人写得不同、尚未决定的",
        "Written differently by several, and not decided yet",
        lines.collect(),
    )
}

pub(super) fn drafts(teller: &Teller<'_>) -> Option<Section> {
    let lang = teller.lang;
    let lines = teller.own.record.drafts.iter().map(|draft| {
        let what = draft.command.as_ref();
        Line {
            label: local(draft.at),
            value: what
                .map(|command| words::command(command, lang))
                .unwrap_or_default(),
            remark: lang
                .pick(draft.refusal.code.zh(), draft.refusal.code.en())
                .to_owned(),
        }
    });
    teller.section(
        "被退回、只在这台设备上的",
        "Refused, and on this device only",
        lines.collect(),
    )
}

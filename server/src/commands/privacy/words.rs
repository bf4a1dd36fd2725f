//! What the values of the register of purposes are called.

use linli_domain::privacy::{Event, Retention, Sensitivity, Subject, Term};

use super::Lang;

pub(super) fn retention(retention: Retention, lang: Lang) -> String {
    match retention {
        Retention::WithEstate => lang
            .pick("小区使用期间", "as long as the estate works with Linli")
            .to_owned(),
        Retention::WithRecord => lang
            .pick(
                "与所在记录同存同删",
                "as long as the record in which it stands",
            )
            .to_owned(),
        Retention::After { event, keep } if keep == Term::NONE => lang.pick(
            format!("{}即删除", event_word(event, lang)),
            format!("until {}", event_word(event, lang)),
        ),
        Retention::After { event, keep } => lang.pick(
            format!("{}后{}", event_word(event, lang), term(keep, lang)),
            format!("{} after {}", term(keep, lang), event_word(event, lang)),
        ),
        Retention::AtLeast(keep) => lang.pick(
            format!("至少{}，程序不会删除", term(keep, lang)),
            format!(
                "at least {}; never deleted by the program",
                term(keep, lang)
            ),
        ),
    }
}

fn term(term: Term, lang: Lang) -> String {
    let months = term.in_months();
    match (months / 12, months % 12) {
        (1, 0) => lang.pick("1年", "1 year").to_owned(),
        (years, 0) => lang.pick(format!("{years}年"), format!("{years} years")),
        _ => lang.pick(format!("{months}个月"), format!("{months} months")),
    }
}

fn event_word(event: Event, lang: Lang) -> &'static str {
    let (zh, en) = match event {
        Event::MovedOut => (
            "本人（与整户有关的，为最后一人）搬走",
            "the resident moved out (for what concerns the household: the last of them)",
        ),
        Event::ConsentEnded => (
            "撤回同意或搬走",
            "consent was withdrawn or the household moved out",
        ),
        Event::Visited => ("走访", "the visit"),
        Event::CaseClosed => ("办结", "the case was closed"),
        Event::AppointmentEnded => ("任期结束", "the appointment ended"),
    };
    lang.pick(zh, en)
}

pub(super) fn subject(subject: Subject, lang: Lang) -> &'static str {
    let (zh, en) = match subject {
        Subject::Nobody => ("无", "nobody"),
        Subject::Residents => ("居民", "residents"),
        Subject::Workers => ("五长、书记与工作人员", "heads, secretaries, staff"),
        Subject::Both => (
            "居民、五长与工作人员",
            "residents, heads, secretaries, staff",
        ),
    };
    lang.pick(zh, en)
}

pub(super) fn sensitivity(sensitivity: Sensitivity, lang: Lang) -> &'static str {
    let (zh, en) = match sensitivity {
        Sensitivity::Ordinary => ("一般", "ordinary"),
        Sensitivity::MayBe => ("可能含敏感信息", "may hold sensitive information"),
        Sensitivity::Sensitive => ("敏感", "sensitive"),
    };
    lang.pick(zh, en)
}

//! `linli dispatched …`: a department's handler at their desk, online. Nothing of it is kept on the device.

use clap::{Args, Subcommand};
use linli_client_core::Error as Core;
use linli_client_core::domain::CaseId;
use linli_client_core::domain::text::Note;
use linli_client_core::domain::view::EventKind;
use linli_client_core::sync::{
    Answered, DispatchedCase, DispatchedCases, DispatchedEvent, DispatchedStory,
};
use serde::Serialize;

use super::errand;
use crate::desk::Desk;
use crate::error::Error;
use crate::http::{Http, Trust};
use crate::page::{Answer, Page, Table, Voice, local, one_line};
use crate::{parse, words};

#[derive(Debug, Args)]
pub(crate) struct Dispatched {
    #[command(subcommand)]
    command: Option<DispatchedCommand>,
    #[command(flatten)]
    trust: Trust,
}

#[derive(Debug, Subcommand)]
enum DispatchedCommand {
    /// 派给本部门的事项 (the cases that your department has)
    List,
    /// 一件事项的经过 (one case and its story)
    Show {
        /// 列表里的编号 (id, as the list names it)
        id: CaseId,
    },
    /// 以部门的名义答复 (answer in the department's name)
    Answer {
        /// 列表里的编号 (id, as the list names it)
        id: CaseId,
        /// 答复 (the answer)
        text: String,
    },
}

impl Dispatched {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        let identity = desk.replica.identity()?.ok_or(Core::NotJoined)?;
        let http = Http::to(&identity.server, &self.trust)?;
        match self.command {
            None | Some(DispatchedCommand::List) => voice.say(&all(desk, &http)?),
            Some(DispatchedCommand::Show { id }) => {
                let question = desk.replica.dispatched_case(id)?;
                voice.say(&Story(errand::run(desk, &http, question)?))
            }
            Some(DispatchedCommand::Answer { id, text }) => {
                let text: Note = parse::text("TEXT", &text)?;
                let question = desk.replica.answer_dispatched(id, &text)?;
                let Answered { event } = errand::run(desk, &http, question)?;
                voice.say(&Done { case: id, event })
            }
        }
    }
}

/// Page by page.
fn all(desk: &mut Desk, http: &Http) -> Result<Cases, Error> {
    let mut cases: Vec<DispatchedCase> = Vec::new();
    loop {
        let after = cases.last().map(|case| case.id);
        let question = desk.replica.dispatched(after)?;
        let page: DispatchedCases = errand::run(desk, http, question)?;
        let last = page.cases.is_empty() || !page.more;
        cases.extend(page.cases);
        if last {
            return Ok(Cases { cases });
        }
    }
}

#[derive(Debug, Serialize)]
struct Cases {
    cases: Vec<DispatchedCase>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Story(DispatchedStory);

#[derive(Debug, Serialize)]
struct Done {
    case: CaseId,
    event: linli_client_core::domain::EventId,
}

impl Answer for Cases {
    fn write(&self, page: &mut Page) {
        if self.cases.is_empty() {
            page.line(
                "没有派给您部门的事项。",
                "No case is dispatched to your department.",
            );
            return;
        }
        for case in &self.cases {
            heading(case, page);
        }
        page.line(
            "查看：linli dispatched show 编号 · 答复：linli dispatched answer 编号 \"…\"",
            "To read: linli dispatched show ID · to answer: linli dispatched answer ID \"…\"",
        );
    }
}

fn heading(case: &DispatchedCase, page: &mut Page) {
    let at = case.dispatched_at.map(local).unwrap_or_default();
    page.plain(format!(
        "{}  {}{}  {}  {}",
        case.id,
        one_line(&case.estate.name),
        one_line(&case.building.name),
        one_line(&case.category),
        one_line(&case.title)
    ));
    let (department, asked) = (one_line(&case.department.name), one_line(&case.asked));
    page.line(
        format!("  {at} 派给{department}：{asked}"),
        format!("  dispatched to {department} at {at}: {asked}"),
    );
}

impl Answer for Story {
    fn write(&self, page: &mut Page) {
        let Self(story) = self;
        heading(&story.case, page);
        if let Some(detail) = &story.case.detail {
            page.plain(one_line(detail));
        }
        if story.left_out > 0 {
            let count = story.left_out;
            page.line(
                format!("更早的 {count} 条没有列出。"),
                format!("{count} earlier ones are not shown."),
            );
        }
        let columns = [("时间", "time"), ("方式", "how"), ("经过", "what")];
        let mut table = Table::new(page.lang, &columns);
        for event in &story.events {
            table.row([local(event.at), how(event, page), event.text.clone()]);
        }
        page.blank();
        page.table(&table);
    }
}

/// What it was, in words; a word of a newer server as it is. One that changes nothing stands in brackets.
fn how(event: &DispatchedEvent, page: &Page) -> String {
    let known = EventKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == event.kind);
    let kind = known.map_or(event.kind.as_str(), |kind| {
        words::event_kind(kind, page.lang)
    });
    let how = event.label.as_deref().unwrap_or(kind);
    match event.void {
        Some(_) => format!("({how})"),
        None => how.to_owned(),
    }
}

impl Answer for Done {
    fn write(&self, page: &mut Page) {
        page.line(
            "已答复：楼长和书记下次同步后看到。",
            "Answered: its head and secretary see it after their next sync.",
        );
    }
}

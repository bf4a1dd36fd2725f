use clap::Args;
use linli_client_core::Error as Core;
use linli_client_core::ProblemCode;
use linli_client_core::domain::EstateId;
use linli_client_core::sync::Waiting;
use serde::Serialize;

use super::server;
use crate::commands::errand;
use crate::desk::Desk;
use crate::error::Error;
use crate::http::Trust;
use crate::lang::Lang;
use crate::page::{Answer, Page, local, one_line};
use crate::words;

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    trust: Trust,
}

#[derive(Debug, Serialize)]
pub(super) struct Inboxes {
    estates: Vec<Inbox>,
}

#[derive(Debug, Serialize)]
struct Inbox {
    estate: EstateId,
    name: String,
    waiting: Vec<Waiting>,
    more: bool,
}

impl List {
    /// Of all estates in which this person decides; a server that knows better is believed.
    pub(super) fn run(self, desk: &mut Desk) -> Result<Inboxes, Error> {
        let http = server(desk, &self.trust)?;
        let identity = desk.replica.identity()?.ok_or(Core::NotJoined)?;
        let mut estates = Vec::new();
        let mut refused = None;
        for (estate, name) in identity.estates {
            let question = desk.replica.inbox(estate)?;
            match errand::run(desk, &http, question) {
                Ok(inbox) => estates.push(Inbox {
                    estate,
                    name,
                    waiting: inbox.waiting,
                    more: inbox.more,
                }),
                Err(Error::Core(Core::Problem(problem)))
                    if problem.code == ProblemCode::Forbidden =>
                {
                    refused = Some(problem);
                }
                Err(error) => return Err(error),
            }
        }
        match refused {
            Some(problem) if estates.is_empty() => Err(Core::Problem(problem).into()),
            _ => Ok(Inboxes { estates }),
        }
    }
}

impl Answer for Inboxes {
    fn write(&self, page: &mut Page) {
        let lang = page.lang;
        if self.estates.iter().all(|inbox| inbox.waiting.is_empty()) {
            page.line("没有等您决定的工作。", "Nothing waits for your decision.");
            return;
        }
        for inbox in &self.estates {
            for waiting in &inbox.waiting {
                write_waiting(&inbox.name, waiting, page);
            }
            if inbox.more {
                page.line(
                    format!("{} 还有更多，处理这些之后再看。", inbox.name),
                    format!(
                        "More waits in {}: decide on these, then look again.",
                        inbox.name
                    ),
                );
            }
        }
        page.plain(lang.pick(
            "处理：linli escrow adopt 编号 | linli escrow return 编号 --note 说明",
            "To decide: linli escrow adopt ID | linli escrow return ID --note TEXT",
        ));
    }
}

fn write_waiting(estate: &str, waiting: &Waiting, page: &mut Page) {
    let lang = page.lang;
    let building = waiting.building.as_ref();
    let building = building.map_or("", |building| building.name.as_str());
    let (author, device) = (
        one_line(&waiting.author.name),
        one_line(&waiting.device.name),
    );
    page.plain(format!(
        "{}  {estate}{building}  {author}（{device}）  {}  {}",
        waiting.id,
        reason(&waiting.reason, lang),
        local(waiting.received_at)
    ));
    for given in &waiting.commands {
        let command = given.command.as_ref();
        let what = command.map(|command| words::command(command, lang));
        let newer = lang.pick("较新版本的记录", "an entry of a newer version");
        let what = what.unwrap_or_else(|| newer.to_owned());
        page.plain(format!("  {}  {what}", local(given.at)));
    }
}

fn reason(word: &str, lang: Lang) -> &str {
    match word {
        "appointment_ended" => lang.pick("任期已结束", "the appointment had ended"),
        "device_suspended" => lang.pick("设备已停用", "the device was suspended"),
        other => other,
    }
}

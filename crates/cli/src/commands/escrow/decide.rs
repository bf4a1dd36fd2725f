use clap::Args;
use linli_client_core::domain::text::Text;
use linli_client_core::domain::{RefusalCode, limits};
use linli_client_core::sync::{Decision, Outcome};
use serde::Serialize;
use uuid::Uuid;

use super::server;
use crate::commands::errand;
use crate::desk::Desk;
use crate::error::Error;
use crate::http::Trust;
use crate::page::{Answer, Page};
use crate::parse;

/// A word to the author.
type ReturnNote = Text<0, { limits::RETURN_NOTE_CHARS }>;

#[derive(Debug, Args)]
pub(super) struct Adopt {
    /// 列表里的编号 (id, as the list names it)
    id: Uuid,
    #[command(flatten)]
    trust: Trust,
}

#[derive(Debug, Args)]
pub(super) struct Return {
    /// 列表里的编号 (id, as the list names it)
    id: Uuid,
    /// 给作者的说明，最多 200 字 (a word to the author, up to 200 characters)
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
    #[command(flatten)]
    trust: Trust,
}

#[derive(Debug, Serialize)]
pub(super) struct Decided {
    id: Uuid,
    #[serde(flatten)]
    decision: Decision,
}

impl Adopt {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Decided, Error> {
        let http = server(desk, &self.trust)?;
        let question = desk.replica.adopt(self.id)?;
        Ok(Decided {
            id: self.id,
            decision: errand::run(desk, &http, question)?,
        })
    }
}

impl Return {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Decided, Error> {
        let note: ReturnNote = parse::text("--note", &self.note)?;
        let http = server(desk, &self.trust)?;
        let question = desk.replica.give_back(self.id, &note)?;
        Ok(Decided {
            id: self.id,
            decision: errand::run(desk, &http, question)?,
        })
    }
}

impl Answer for Decided {
    fn write(&self, page: &mut Page) {
        match self.decision.outcome {
            Outcome::Adopted => page.line(
                "已采纳：它是原作者的工作，下次同步大家都会收到。",
                "Adopted, as its author's work. Everybody gets it with the next sync.",
            ),
            Outcome::Returned => page.line(
                "已退回：作者下次同步后在草稿里看到您的说明。",
                "Returned. Its author finds it among the drafts after the next sync, with your note.",
            ),
            Outcome::Waits => page.line(
                "没有改动：它以另一项待处理的工作为基础，请先采纳那一项。",
                "Nothing was changed: it stands on other work that waits. Adopt that first.",
            ),
            Outcome::Impossible => {
                let why = self.why();
                page.line(
                    format!(
                        "没有改动：按登记册现在的内容无法采纳。{}可以退回给作者。",
                        why.map(RefusalCode::zh).unwrap_or_default()
                    ),
                    format!(
                        "Nothing was changed: it cannot be adopted as the register is now. {} You can return it.",
                        why.map(RefusalCode::en).unwrap_or_default()
                    ),
                );
            }
        }
    }
}

impl Decided {
    fn why(&self) -> Option<RefusalCode> {
        let code = self.decision.refusal.as_deref()?;
        let mut known = RefusalCode::ALL.iter().copied();
        known.find(|known| known.as_str() == code)
    }
}

use std::path::PathBuf;

use clap::Args;
use linli_client_core::query::Draft;
use serde::Serialize;

use super::export::write_lines;
use super::outbox::whereabouts;
use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, Voice, local, one_line};
use crate::words;

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Drafts {
    /// 再次提交第几号 (give this one again)
    #[arg(long, value_name = "N")]
    resend: Option<i64>,
    /// 丢弃第几号，无法找回 (throw this one away, for good)
    #[arg(long, value_name = "N")]
    discard: Option<i64>,
    /// 全部写到文件，可转交书记 (write all to a file, to hand to the secretary)
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Listed {
    drafts: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    draft: Draft,
    /// The address; empty where it is not about a household.
    place: String,
}

/// What became of a draft.
#[derive(Debug, Serialize)]
struct Dealt {
    #[serde(skip_serializing_if = "Option::is_none")]
    resent: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    discarded: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exported: Option<PathBuf>,
    /// Drafts that are left.
    drafts: usize,
}

impl Drafts {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        if let Some(number) = self.resend {
            desk.replica.resend_draft(number, None)?;
        } else if let Some(number) = self.discard {
            desk.replica.discard_draft(number)?;
        } else if let Some(path) = &self.export {
            write_lines(path, &listed(desk)?.drafts, false)?;
        } else {
            return voice.say(&listed(desk)?);
        }
        voice.say(&Dealt {
            resent: self.resend,
            discarded: self.discard,
            exported: self.export,
            drafts: desk.replica.drafts()?.len(),
        })
    }
}

fn listed(desk: &Desk) -> Result<Listed, Error> {
    let entry = |draft: Draft| -> Result<Entry, Error> {
        Ok(Entry {
            place: whereabouts(desk, draft.document, draft.kind, draft.command.as_ref())?,
            draft,
        })
    };
    let drafts = desk.replica.drafts()?.into_iter().map(entry);
    Ok(Listed {
        drafts: drafts.collect::<Result<_, _>>()?,
    })
}

impl Answer for Listed {
    fn write(&self, page: &mut Page) {
        if self.drafts.is_empty() {
            page.line("没有草稿。", "No drafts.");
            return;
        }
        let lang = page.lang;
        for Entry { draft, place } in &self.drafts {
            let newer = || {
                lang.pick("较新版本的记录", "an entry of a newer version")
                    .to_owned()
            };
            let what = draft
                .command
                .as_ref()
                .map_or_else(newer, |command| words::command(command, lang));
            page.plain(format!(
                "{}. {}  {place}  {what}",
                draft.number,
                local(draft.at)
            ));
            page.line(
                format!("   {}", draft.refusal.code.zh()),
                format!("   {}", draft.refusal.code.en()),
            );
            if let Some(note) = &draft.refusal.note {
                let note = one_line(note);
                page.line(
                    format!("   书记说：{note}"),
                    format!("   The secretary says: {note}"),
                );
            }
        }
        page.line(
            "处理：linli drafts --resend 序号 | --discard 序号 | --export 文件",
            "To deal with them: linli drafts --resend N | --discard N | --export FILE",
        );
    }
}

impl Answer for Dealt {
    fn write(&self, page: &mut Page) {
        if self.resent.is_some() {
            page.line(
                "已再次记下，等待同步。",
                "Recorded again; it goes with the next sync.",
            );
        }
        if self.discarded.is_some() {
            page.line("已丢弃。", "Thrown away.");
        }
        if let Some(path) = &self.exported {
            let path = path.display();
            page.line(
                format!("已写到 {path}，含个人信息，只有您能读。"),
                format!("Written to {path}. It holds personal data; only you may read it."),
            );
        }
        page.line(
            format!("还有 {} 条草稿。", self.drafts),
            format!("{} drafts are left.", self.drafts),
        );
    }
}

use clap::Args;
use linli_client_core::domain::command::DisputeOutcome;
use linli_client_core::domain::{Date, DisputeId, EventId};

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::lang::Lang;
use crate::{lookup, parse, words};

#[derive(Debug, Args)]
pub(crate) struct Note {
    /// 纠纷编号 (the dispute's id)
    #[arg(value_name = "ID")]
    dispute: String,
    /// 发生了什么 (what happened)
    text: String,
    /// 这是一次各方到场的调解 (the parties met for mediation)
    #[arg(long)]
    session: bool,
    /// 哪一天，默认今天 (on which day; today unless said)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Note {
    pub(super) fn run(self, desk: &mut Desk, lang: Lang) -> Result<Saved, Error> {
        let text = parse::text("TEXT", &self.text)?;
        let on = day(desk, self.on.as_deref())?;
        let dispute = lookup::dispute(desk, &self.dispute)?;
        let event = desk.replica.note_dispute(dispute, on, self.session, text)?;
        let (zh, en) = if self.session {
            ("调解会", "session noted")
        } else {
            ("纠纷情况", "dispute noted")
        };
        saved(desk, "note_dispute", (zh, en), (dispute, event), lang)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Settle {
    /// 纠纷编号 (the dispute's id)
    #[arg(value_name = "ID")]
    dispute: String,
    /// 各方同意的内容 (what the parties agree upon)
    agreement: String,
    /// 哪一天，默认今天 (on which day; today unless said)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Settle {
    pub(super) fn run(self, desk: &mut Desk, lang: Lang) -> Result<Saved, Error> {
        let agreement = parse::text("AGREEMENT", &self.agreement)?;
        let on = day(desk, self.on.as_deref())?;
        let dispute = lookup::dispute(desk, &self.dispute)?;
        let event = desk.replica.settle_dispute(dispute, on, agreement)?;
        let words = ("调解协议", "agreement recorded");
        saved(desk, "settle_dispute", words, (dispute, event), lang)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Close {
    /// 纠纷编号 (the dispute's id)
    #[arg(value_name = "ID")]
    dispute: String,
    /// 调解结果：调解成功、已撤回、已移交、调解不成 (settled, withdrawn, passed_on, unresolved)
    #[arg(long, value_parser = parse::dispute_outcome)]
    outcome: DisputeOutcome,
    /// 说明 (a note)
    text: Option<String>,
}

impl Close {
    pub(super) fn run(self, desk: &mut Desk, lang: Lang) -> Result<Saved, Error> {
        let text = parse::filled("TEXT", self.text.as_deref())?;
        let dispute = lookup::dispute(desk, &self.dispute)?;
        let event = desk.replica.close_dispute(dispute, self.outcome, text)?;
        let words = ("结束调解", "dispute closed");
        saved(desk, "close_dispute", words, (dispute, event), lang)
    }
}

fn day(desk: &Desk, given: Option<&str>) -> Result<Date, Error> {
    given.map_or(Ok(desk.today), |given| {
        parse::date("--on", given, desk.today)
    })
}

/// Says at once where what was recorded does not count as things stand here. It is kept all the same.
fn saved(
    desk: &Desk,
    done: &'static str,
    (zh, en): (&'static str, &'static str),
    (dispute, event): (DisputeId, EventId),
    lang: Lang,
) -> Result<Saved, Error> {
    let view = desk.replica.dispute(dispute)?;
    let recorded = view.events.into_iter().find(|it| it.id == event);
    let saved = match recorded.and_then(|it| it.void) {
        Some(reason) => {
            let reason = words::void(reason, lang);
            let (zh, en) = (
                format!("{zh}（不计：{reason}）"),
                format!("{en} (void: {reason})"),
            );
            Saved::new(done, zh, en)
        }
        None => Saved::new(done, zh, en),
    };
    Ok(saved.dispute(dispute).event(event))
}

use clap::Args;
use linli_client_core::actions::NewVisit;
use linli_client_core::domain::command::Outcome;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::lang::Lang;
use crate::{lookup, parse, words};

#[derive(Debug, Args)]
pub(crate) struct Record {
    /// 门牌或住户编号 (door or household id)
    door: String,
    /// 结果：正常、需跟进、已转介、电话联系、无人应答、拒访、已搬走、留联系卡 (met, follow_up, referred, phoned, no_answer, refused, moved_away, card_left)
    #[arg(long, value_parser = parse::outcome)]
    outcome: Outcome,
    /// 事由，如 日常走访 (purpose)
    #[arg(long)]
    purpose: Option<String>,
    /// 记录 (note)
    #[arg(long)]
    note: Option<String>,
    /// 见到了谁：姓名或编号；可多次 (who was met: name or id; repeatable)
    #[arg(long, value_name = "NAME|ID")]
    met: Vec<String>,
    /// 诉求，冒号后可写类别，会立为事项；可多次 (a request; it opens a case; repeatable)
    #[arg(long = "request", value_name = "TEXT[:CATEGORY]")]
    requests: Vec<String>,
    /// 下次走访：2026-12-01 或 +7 天 (next visit on)
    #[arg(long, value_name = "DATE")]
    next: Option<String>,
    /// 留下的联系卡号 (number of the contact card left)
    #[arg(long, value_name = "NO")]
    card: Option<String>,
    /// 走访时间，默认现在 (when; now)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Record {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let household = lookup::household(desk, &self.door)?;
        let mut visit = NewVisit::new(household, self.outcome);
        visit.purpose = parse::filled("--purpose", self.purpose.as_deref())?;
        visit.note = parse::filled("--note", self.note.as_deref())?;
        visit.requests = self
            .requests
            .iter()
            .map(|given| parse::request(given))
            .collect::<Result<_, _>>()?;
        visit.next_visit_on = self
            .next
            .map(|next| parse::date("--next", &next, desk.today))
            .transpose()?;
        visit.card = parse::filled("--card", self.card.as_deref())?;
        visit.at = self
            .at
            .map(|at| parse::time("--at", &at, desk.today))
            .transpose()?;
        if !self.met.is_empty() {
            let details = desk.replica.household(household)?;
            let met = self
                .met
                .iter()
                .map(|name| lookup::of_household(desk, &details.household, name));
            visit.met = met.collect::<Result<_, _>>()?;
        }
        let recorded = desk.replica.record_visit(visit)?;
        let place = desk.place(household)?;
        let outcome = |lang| words::outcome(self.outcome, lang);
        Ok(Saved::new(
            "record_visit",
            format!("走访 {place}，{}", outcome(Lang::Zh)),
            format!("visit to {place}, {}", outcome(Lang::En)),
        )
        .household(household)
        .visit(recorded.visit)
        .cases(recorded.cases))
    }
}

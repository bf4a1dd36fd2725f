use clap::Args;
use linli_client_core::domain::command::{Outcome, VisitChange};

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::{Error, Reason};
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// 走访编号 (the visit's id)
    #[arg(value_name = "ID")]
    visit: String,
    /// 结果 (outcome)
    #[arg(long, value_parser = parse::outcome)]
    outcome: Option<Outcome>,
    /// 事由 (purpose)
    #[arg(long)]
    purpose: Option<String>,
    /// 记录 (note)
    #[arg(long)]
    note: Option<String>,
    /// 下次走访 (next visit on)
    #[arg(long, value_name = "DATE")]
    next: Option<String>,
    /// 联系卡号 (contact card)
    #[arg(long, value_name = "NO")]
    card: Option<String>,
    /// 走访时间 (when)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Correct {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let changes = self.changes(desk)?;
        let visit = lookup::visit(desk, &self.visit)?;
        desk.replica.correct_visit(visit, changes)?;
        let household = desk.replica.visit(visit)?.household;
        let place = desk.place(household)?;
        Ok(Saved::new(
            "correct_visit",
            format!("更正走访 {place}"),
            format!("visit to {place} corrected"),
        )
        .household(household)
        .visit(visit))
    }

    /// Only what was named.
    fn changes(&self, desk: &Desk) -> Result<Vec<VisitChange>, Error> {
        let mut changes = Vec::new();
        if let Some(at) = &self.at {
            changes.push(VisitChange::At(parse::time("--at", at, desk.today)?));
        }
        if let Some(outcome) = self.outcome {
            changes.push(VisitChange::Outcome(outcome));
        }
        if let Some(purpose) = &self.purpose {
            changes.push(VisitChange::Purpose(parse::set(purpose, |given| {
                parse::text("--purpose", given)
            })?));
        }
        if let Some(note) = &self.note {
            changes.push(VisitChange::Note(parse::set(note, |given| {
                parse::text("--note", given)
            })?));
        }
        if let Some(next) = &self.next {
            let date = parse::set(next, |given| parse::date("--next", given, desk.today))?;
            changes.push(VisitChange::NextVisitOn(date));
        }
        if let Some(card) = &self.card {
            changes.push(VisitChange::Card(parse::set(card, |given| {
                parse::text("--card", given)
            })?));
        }
        if changes.is_empty() {
            return Err(Error::Option {
                option: "visit correct",
                reason: Reason::NothingToChange,
            });
        }
        Ok(changes)
    }
}

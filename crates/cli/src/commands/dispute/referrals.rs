use clap::Args;
use linli_client_core::domain::view::{CaseView, EventKind};
use serde::Serialize;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, Table, local};
use crate::{lookup, parse};

#[derive(Debug, Serialize)]
pub(super) struct Referrals {
    /// The one that has waited longest first.
    referrals: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    case: CaseView,
    /// The household's address, or the building's name.
    place: String,
    /// What the mediators are asked to settle.
    asked: String,
    #[serde(skip)]
    short: String,
}

pub(super) fn referrals(desk: &mut Desk) -> Result<Referrals, Error> {
    let waiting = desk.replica.referrals()?;
    let entry = |case: CaseView| -> Result<Entry, Error> {
        Ok(Entry {
            place: desk.place_of(case.household, Some(case.building))?,
            asked: asked(&case).to_owned(),
            short: desk.replica.abbreviate(case.id)?,
            case,
        })
    };
    let referrals = waiting.into_iter().map(entry);
    Ok(Referrals {
        referrals: referrals.collect::<Result<_, _>>()?,
    })
}

/// Of the referral that counts.
fn asked(case: &CaseView) -> &str {
    let mut events = case.events.iter().rev();
    let referred = events.find(|event| event.kind == EventKind::Refer && event.void.is_none());
    referred.map_or("", |event| &event.text)
}

impl Answer for Referrals {
    fn write(&self, page: &mut Page) {
        if self.referrals.is_empty() {
            page.line("没有待受理的转调解。", "No case waits for a mediator.");
            return;
        }
        let mut table = Table::new(
            page.lang,
            &[
                ("转来", "since"),
                ("地点", "place"),
                ("编号", "id"),
                ("事项", "case"),
                ("请调解", "asked"),
            ],
        );
        for entry in &self.referrals {
            let since = entry.case.referral.map(|referral| local(referral.since));
            table.row([
                since.unwrap_or_default(),
                entry.place.clone(),
                entry.short.clone(),
                entry.case.title.clone(),
                entry.asked.clone(),
            ]);
        }
        page.table(&table);
        page.line(
            "受理：linli dispute open --case 编号；不受理：linli dispute decline 编号 原因",
            "To take one up: linli dispute open --case ID; to decline it: linli dispute decline ID REASON",
        );
    }
}

#[derive(Debug, Args)]
pub(crate) struct Decline {
    /// 转来的事项编号 (the id of the case that was referred)
    #[arg(value_name = "ID")]
    case: String,
    /// 为什么不受理；楼长看得到 (why; the building head reads it)
    reason: String,
}

impl Decline {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let reason = parse::text("REASON", &self.reason)?;
        let case = lookup::case(desk, &self.case)?;
        let event = desk.replica.decline_referral(case, reason)?;
        let (zh, en) = ("不受理调解", "referral declined");
        Ok(Saved::new("note_referral", zh, en).case(case).event(event))
    }
}

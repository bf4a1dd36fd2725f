//! What a handover would move, and whose work is not here yet. Changes nothing.

use std::collections::BTreeSet;
use std::fmt::Write;

use linli_domain::view::{AppointmentView, CaseStatus};
use linli_domain::{Month, PersonId, Timestamp};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::Held;
use crate::commands::arguments::Post;
use crate::commands::report::Report;
use crate::commands::{Console, Failure};
use crate::maintenance::ExportRow;
use crate::store::{AuditEvent, AuditNote, Device, Store};

/// What lies in a building, or in the whole estate.
#[derive(Debug, Default)]
struct Contents {
    households: usize,
    open_cases: usize,
    /// Visits of the present month.
    visits: usize,
}

/// Somebody who holds the post, with what is not decided or not here yet.
struct Holder {
    person: PersonId,
    view: AppointmentView,
    devices: Vec<Device>,
    /// Commands that wait for a secretary's decision.
    escrowed: usize,
}

pub(in crate::commands) async fn plan(console: &Console, post: &Post) -> Result<Report, Failure> {
    let store = console.open()?;
    let now = console.environment.now();
    let held = Held::find(store.as_ref(), post).await?;
    let mut holders = Vec::new();
    for (_, view) in held.present(now.date()) {
        holders.push(Holder::find(store.as_ref(), &held, view).await?);
    }
    // Names and devices are shown.
    let note = AuditNote {
        estate: Some(held.estate.id),
        count: holders.len() as u64,
        ..AuditNote::of(AuditEvent::PeopleRead, now)
    };
    store.note(note).await?;
    store.close().await;
    let contents = block_in_place(|| contents(console, &held, now.month()))?;
    let mut text = format!(
        "{}\n住户 {}，未办结事项 {}，本月走访 {} (households, open cases, visits of this month)",
        held.title(),
        contents.households,
        contents.open_cases,
        contents.visits
    );
    if holders.is_empty() {
        text.push_str("\n现在无人任职 (nobody holds the post)");
    }
    for holder in &holders {
        holder.describe(&mut text, now);
    }
    let json = json!({
        "estate": held.estate.id,
        "building": held.building.as_ref().map(|(id, _)| id),
        "role": held.role,
        "households": contents.households,
        "open_cases": contents.open_cases,
        "visits_this_month": contents.visits,
        "holders": holders.iter().map(Holder::json).collect::<Vec<_>>(),
    });
    Ok(Report::new(text, json))
}

/// Counts what is there. Nothing of it is shown.
fn contents(console: &Console, held: &Held, month: Month) -> Result<Contents, Failure> {
    let rows = console
        .backend
        .export(&console.config.data, held.estate.id)?;
    let building = held.building.as_ref().map(|(_, name)| name.as_str());
    let within = |name: &str| building.is_none_or(|building| building == name);
    let mut found = Contents::default();
    let mut households = BTreeSet::new();
    for row in rows.into_iter().flatten() {
        match row? {
            ExportRow::Household(row) if within(&row.building) => {
                households.insert(row.id);
                found.households += 1;
            }
            ExportRow::Visit(row) if households.contains(&row.household_id) => {
                let at: Option<Timestamp> = row.at.parse().ok();
                found.visits += usize::from(at.is_some_and(|at| at.month() == month));
            }
            ExportRow::Case(row) if within(&row.building) => {
                found.open_cases += usize::from(row.status == CaseStatus::Open.as_str());
            }
            ExportRow::Household(_) | ExportRow::Visit(_) | ExportRow::Case(_) => {}
        }
    }
    Ok(found)
}

impl Holder {
    async fn find(store: &dyn Store, held: &Held, view: &AppointmentView) -> Result<Self, Failure> {
        let devices = store.devices().await?;
        let escrow = store.escrow(held.estate.id).await?;
        let theirs = escrow.iter().filter(|one| one.person == view.person);
        Ok(Self {
            person: view.person,
            view: view.clone(),
            devices: devices
                .into_iter()
                .filter(|device| device.person == view.person)
                .collect(),
            escrowed: theirs.map(|one| one.chain.entries.len()).sum(),
        })
    }

    fn describe(&self, text: &mut String, now: Timestamp) {
        let Self { view, escrowed, .. } = self;
        let acting = if view.acting { "代理" } else { "" };
        let until = view.until.map(|last| format!(" – {last}"));
        let until = until.unwrap_or_default();
        let open = view.succeeds.is_some() && view.accepted.is_none();
        let open = if open {
            "，尚未接受 (not accepted yet)"
        } else {
            ""
        };
        // Memory takes every character, so this can't fail.
        let _ = write!(
            text,
            "\n{acting}{} {}{until}{open}；待书记处理 {escrowed} 条 (in the escrow)",
            view.name, view.from
        );
        if self.devices.is_empty() {
            text.push_str("\n  没有设备 (no device)");
        }
        for device in &self.devices {
            let contact = match device.last_seen_at {
                Some(at) => {
                    let days = (now.seconds() - at.seconds()) / 86_400;
                    format!("最近上传 last upload {at}（{days} 天前 days ago）")
                }
                None => "从未上传 no upload yet".to_owned(),
            };
            let suspended = if device.suspended_at.is_some() {
                "，已停用 suspended"
            } else {
                ""
            };
            let waiting = device.waiting;
            let _ = write!(
                text,
                "\n  {}：{contact}，当时还有 {waiting} 条未上传 (held back then){suspended}",
                device.name
            );
        }
        text.push_str("\n  最近上传之后记在手机里的内容这里看不到；交接后同步的会进入待处理清单 (what was recorded since is on the phone only; synced after the handover, it waits in the escrow)");
    }

    fn json(&self) -> Value {
        let devices = self.devices.iter().map(|device| {
            json!({
                "id": device.id, "name": device.name, "last_seen_at": device.last_seen_at,
                "waiting": device.waiting, "suspended_at": device.suspended_at,
            })
        });
        json!({
            "person": self.person,
            "name": self.view.name,
            "from": self.view.from,
            "until": self.view.until,
            "acting": self.view.acting,
            "accepted": self.view.accepted,
            "escrowed": self.escrowed,
            "devices": devices.collect::<Vec<_>>(),
        })
    }
}

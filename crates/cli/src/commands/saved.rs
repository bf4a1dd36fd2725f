use linli_client_core::domain::{CaseId, DisputeId, EventId, HouseholdId, ResidentId, VisitId};
use serde::Serialize;

use crate::commands::duplicates::AtEntry;
use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, Voice};

/// Something is recorded, durably, on this device. Only the ids that it concerns are there.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Saved {
    /// The name of the command that was recorded, as in `schemas/`.
    done: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    household: Option<HouseholdId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resident: Option<ResidentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<VisitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dispute: Option<DisputeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventId>,
    /// Cases that a visit raised, one for each request, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<CaseId>,
    /// Other households at the same door: perhaps the same one, registered twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    same_door: Vec<HouseholdId>,
    /// Residents who were there already and may be those written down now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    likely_same: Vec<AtEntry>,
    /// Commands among what was recorded that the server, by what is known here, would refuse: this person has
    /// no right to them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_right: Vec<&'static str>,
    #[serde(skip)]
    words: (String, String),
}

impl Saved {
    /// `zh` and `en` say what is recorded: "走访 3号楼301".
    pub(crate) fn new(done: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            done,
            words: (zh.into(), en.into()),
            ..Self::default()
        }
    }

    /// Says that it is saved, and at once where the server would refuse it.
    pub(crate) fn say(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        voice.say(&Self {
            without_right: desk.without_right()?,
            ..self
        })
    }

    pub(crate) fn household(self, household: HouseholdId) -> Self {
        Self {
            household: Some(household),
            ..self
        }
    }

    pub(crate) fn resident(self, resident: ResidentId) -> Self {
        Self {
            resident: Some(resident),
            ..self
        }
    }

    pub(crate) fn visit(self, visit: VisitId) -> Self {
        Self {
            visit: Some(visit),
            ..self
        }
    }

    pub(crate) fn case(self, case: CaseId) -> Self {
        Self {
            case: Some(case),
            ..self
        }
    }

    pub(crate) fn dispute(self, dispute: DisputeId) -> Self {
        Self {
            dispute: Some(dispute),
            ..self
        }
    }

    pub(crate) fn event(self, event: EventId) -> Self {
        Self {
            event: Some(event),
            ..self
        }
    }

    pub(crate) fn cases(self, cases: Vec<CaseId>) -> Self {
        Self { cases, ..self }
    }

    pub(crate) fn same_door(self, same_door: Vec<HouseholdId>) -> Self {
        Self { same_door, ..self }
    }

    pub(crate) fn likely_same(self, likely_same: Vec<AtEntry>) -> Self {
        Self {
            likely_same,
            ..self
        }
    }
}

impl Answer for Saved {
    fn write(&self, page: &mut Page) {
        let (zh, en) = &self.words;
        page.line(
            format!("已存到本机：{zh}"),
            format!("Saved on this device: {en}"),
        );
        let ids = [
            self.household
                .map(|id| ("住户", "household", id.to_string())),
            self.resident.map(|id| ("居民", "resident", id.to_string())),
            self.visit.map(|id| ("走访", "visit", id.to_string())),
            self.case.map(|id| ("事项", "case", id.to_string())),
            self.dispute.map(|id| ("纠纷", "dispute", id.to_string())),
        ];
        for (zh, en, id) in ids.into_iter().flatten() {
            page.line(format!("  {zh}编号 {id}"), format!("  {en} {id}"));
        }
        for id in &self.cases {
            page.line(format!("  已立事项 {id}"), format!("  opened case {id}"));
        }
        if !self.without_right.is_empty() {
            page.line(
                "  注意：按本机的名册，您没有这项权限，服务器可能会退回；内容不会丢，届时在草稿里（linli rights 查看权限）。",
                "  Note: by the roster on this device you have no right to this, and the server may refuse it. Nothing is lost: it would be among your drafts (linli rights shows what you may do).",
            );
        }
        for id in &self.same_door {
            page.line(
                format!("  注意：同一门牌已有住户 {id}；如是重复登记，请用 household merge 合并。"),
                format!("  Note: household {id} is at the same door. If it was registered twice, use household merge."),
            );
        }
        for entry in &self.likely_same {
            entry.write(page);
        }
    }
}

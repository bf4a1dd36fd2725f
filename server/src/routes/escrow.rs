//! `/v1/estates/{estate}/escrow`, `/v1/escrow/{id}`: what waits for a secretary's decision, and the decision.

use std::str::FromStr;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use linli_domain::text::Text;
use linli_domain::{EstateId, limits};
use linli_wire::ProblemCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problems::{OfAdoption, OfEscrow, OfReturn};
use crate::app::{App, AppState};
use crate::http::Rejection;
use crate::http::json::Json;
use crate::identity::caller::Caller;
use crate::office::{Office, OfficeError, Official, Waiting};
use crate::store::Decided;

/// About how many bytes of what waits stand in one answer; always at least one entry.
const PAGE_BYTES: usize = 1024 * 1024;

#[derive(Serialize, ToSchema)]
pub struct Inbox {
    /// The oldest first.
    waiting: Vec<Waiting>,
    /// There is more than fits: decide on some, and ask again.
    more: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Returning {
    /// What the author shall know; may be empty.
    #[schema(value_type = String, format = "note", max_length = 200, example = "新楼长已走访，请不要重复登记。")]
    note: Text<0, { limits::RETURN_NOTE_CHARS }>,
}

/// What came of a decision.
#[derive(Serialize, ToSchema)]
pub struct Decision {
    outcome: Outcome,
    /// With `impossible`: why the register refuses it as it is now.
    #[schema(example = "unknown_resident")]
    refusal: Option<&'static str>,
    /// Chinese.
    title: &'static str,
    /// English.
    detail: &'static str,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// It is in the register as its author's work; everybody gets it by the feed.
    Adopted,
    /// Its author gets it as drafts.
    Returned,
    /// Nothing changed: it stands on other work that waits; adopt that first.
    Waits,
    /// Nothing changed: it can only be returned.
    Impossible,
}

/// What waits in an estate for the caller's decision.
#[utoipa::path(get, path = "/v1/estates/{estate}/escrow", tag = "escrow", security(("access_token" = [])),
    params(("estate" = String, Path, description = "The estate's id.", format = "uuid")),
    responses((status = 200, description = "The oldest first, up to about 1 MiB.", body = Inbox), OfEscrow))]
pub async fn list(
    State(app): State<AppState>,
    caller: Caller,
    estate: Result<Path<String>, PathRejection>,
) -> Result<Json<Inbox>, Rejection> {
    let office = office(&app, &caller).await?;
    // What is no id is no estate in which anybody decides.
    let estate: EstateId = named(estate).ok_or(OfficeError::Forbidden)?;
    let mut waiting = office.waiting(estate).await?;
    let all = waiting.len();
    let mut bytes = 0;
    waiting.retain(|one| {
        let first = bytes == 0;
        bytes += one.bytes();
        first || bytes <= PAGE_BYTES
    });
    let more = waiting.len() < all;
    Ok(Json(Inbox { waiting, more }))
}

/// Takes what waits into the register, as its author's work.
#[utoipa::path(post, path = "/v1/escrow/{id}/adopt", tag = "escrow", security(("access_token" = [])),
    params(("id" = String, Path, description = "As the list names it.", format = "uuid")),
    responses((status = 200, description = "What came of it.", body = Decision), OfAdoption))]
pub async fn adopt(
    State(app): State<AppState>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Decision>, Rejection> {
    let office = office(&app, &caller).await?;
    let decided = office
        .adopt(named(id).ok_or(OfficeError::NotWaiting)?)
        .await?;
    if let Decided::Done { estate, seq } = decided {
        app.pokes.advance(estate, seq);
    }
    Ok(Json(Decision::of(&decided, Outcome::Adopted)))
}

/// Gives what waits back to its author, who gets it as drafts with the note.
#[utoipa::path(post, path = "/v1/escrow/{id}/return", tag = "escrow", security(("access_token" = [])),
    params(("id" = String, Path, description = "As the list names it.", format = "uuid")),
    request_body = Returning,
    responses((status = 200, description = "What came of it.", body = Decision), OfReturn))]
pub async fn give_back(
    State(app): State<AppState>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    Json(returning): Json<Returning>,
) -> Result<Json<Decision>, Rejection> {
    let office = office(&app, &caller).await?;
    let decided = office
        .give_back(named(id).ok_or(OfficeError::NotWaiting)?, &returning.note)
        .await?;
    Ok(Json(Decision::of(&decided, Outcome::Returned)))
}

async fn office<'a>(app: &'a App, caller: &Caller) -> Result<Office<'a>, Rejection> {
    let now = app.environment.now();
    let device = app.identity.active_device(caller.device.id, now).await?;
    let official = Official::Person {
        person: device.person,
        device: device.id,
    };
    Ok(Office::new(app.store.as_ref(), official, now))
}

/// The id in a path; `None` for what is none.
fn named<T: FromStr>(path: Result<Path<String>, PathRejection>) -> Option<T> {
    let Path(text) = path.ok()?;
    text.parse().ok()
}

impl Decision {
    fn of(decided: &Decided, done: Outcome) -> Self {
        let (outcome, refusal, title, detail) = match decided {
            Decided::Done { .. } => match done {
                Outcome::Returned => (
                    done,
                    None,
                    "已退回，作者下次同步后在草稿里看到您的说明。",
                    "Returned: its author finds it among the drafts after the next sync, with your note.",
                ),
                _ => (
                    done,
                    None,
                    "已采纳，作为原作者的工作记入登记册。",
                    "Adopted: it is in the register, as its author's work.",
                ),
            },
            Decided::Impossible(refusal) => (
                Outcome::Impossible,
                Some(refusal.code.as_str()),
                "按登记册现在的内容无法采纳，仍在待处理清单中；可以退回给作者。",
                "It cannot be adopted as the register is now, and still waits; you can return it.",
            ),
            // `NotWaiting` was answered before.
            Decided::Waits | Decided::Unknown => (
                Outcome::Waits,
                None,
                "它以另一项待处理的工作为基础，仍在清单中；请先采纳那一项。",
                "It stands on other work that waits, and still waits itself; adopt that first.",
            ),
        };
        Self {
            outcome,
            refusal,
            title,
            detail,
        }
    }
}

impl From<OfficeError> for Rejection {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Forbidden => Self::new(ProblemCode::Forbidden),
            OfficeError::NotWaiting => Self::new(ProblemCode::NotWaiting),
            OfficeError::Store(error) => error.into(),
        }
    }
}

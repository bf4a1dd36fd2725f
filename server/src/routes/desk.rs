//! `/v1/dispatched`, `/v1/audit`: what handlers and auditors read online, and a handler's answer.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use linli_domain::text::Text;
use linli_domain::{CaseId, EventId, limits};
use linli_wire::ProblemCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problems::{OfAnswer, OfAudit, OfCase, OfDesk};
use crate::app::{App, AppState};
use crate::desk::{AuditRow, CASES_MAX, CaseAtDesk, CaseEvents, Desk, DeskError, ROWS_MAX};
use crate::http::Rejection;
use crate::http::json::Json;
use crate::identity::caller::Caller;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesPage {
    /// The last case of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    after: Option<CaseId>,
    /// At most so many, up to 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

#[derive(Serialize, ToSchema)]
pub struct DispatchedCases {
    /// In the order of their ids.
    cases: Vec<CaseAtDesk>,
    /// There are more: ask again behind the last one.
    more: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answering {
    /// Drawn by whoever answers: sent again under the same id, an answer is not recorded twice.
    #[schema(value_type = String, format = "uuid")]
    event: EventId,
    #[schema(value_type = String, format = "note", min_length = 1, max_length = 2000, example = "已派人维修，明天修好。")]
    text: Text<1, { limits::NOTE_CHARS }>,
}

#[derive(Serialize, ToSchema)]
pub struct Answered {
    #[schema(value_type = String, format = "uuid")]
    event: EventId,
    /// Chinese.
    title: &'static str,
    /// English.
    detail: &'static str,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowsPage {
    /// The number of the last row of the page before; 0 or left out: from the first.
    after: Option<u64>,
    /// At most so many, up to 500.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

#[derive(Serialize, ToSchema)]
pub struct AuditRows {
    /// In the order of their numbers.
    rows: Vec<AuditRow>,
    /// There are more: ask again behind the last one.
    more: bool,
}

/// The cases that the caller's departments have now.
#[utoipa::path(get, path = "/v1/dispatched", tag = "dispatched", security(("access_token" = [])), params(CasesPage),
    responses((status = 200, description = "Without what happened on them.", body = DispatchedCases), OfDesk))]
pub async fn list(
    State(app): State<AppState>,
    caller: Caller,
    page: Result<Query<CasesPage>, QueryRejection>,
) -> Result<Json<DispatchedCases>, Rejection> {
    let Query(page) = page.map_err(|_| Rejection::malformed())?;
    let limit = page.limit.map_or(CASES_MAX, usize::from);
    let (cases, more) = desk(&app, &caller).await?.cases(page.after, limit).await?;
    Ok(Json(DispatchedCases { cases, more }))
}

/// One of them, with what happened on it.
#[utoipa::path(get, path = "/v1/dispatched/{case}", tag = "dispatched", security(("access_token" = [])),
    params(("case" = String, Path, description = "The case's id.", format = "uuid")),
    responses((status = 200, description = "The case.", body = CaseEvents), OfCase))]
pub async fn show(
    State(app): State<AppState>,
    caller: Caller,
    case: Result<Path<String>, PathRejection>,
) -> Result<Json<CaseEvents>, Rejection> {
    let desk = desk(&app, &caller).await?;
    Ok(Json(desk.case(named(case)?).await?))
}

/// Answers a case in the name of the department that has it.
#[utoipa::path(post, path = "/v1/dispatched/{case}/answers", tag = "dispatched", security(("access_token" = [])),
    params(("case" = String, Path, description = "The case's id.", format = "uuid")),
    request_body = Answering,
    responses((status = 200, description = "It is on the case; everybody gets it by the feed.", body = Answered), OfAnswer))]
pub async fn answer(
    State(app): State<AppState>,
    caller: Caller,
    case: Result<Path<String>, PathRejection>,
    Json(answering): Json<Answering>,
) -> Result<Json<Answered>, Rejection> {
    let desk = desk(&app, &caller).await?;
    let Answering { event, text } = answering;
    let text = text.parse().map_err(|_| Rejection::malformed())?;
    let done = desk.answer(named(case)?, event, text).await?;
    if let Some((estate, seq)) = done {
        app.pokes.advance(estate, seq);
    }
    Ok(Json(Answered {
        event,
        title: "答复已记入这件事项，楼长和书记下次同步后看到。",
        detail: "The answer is on the case; its head and secretary see it after their next sync.",
    }))
}

/// The audit log of the places where the caller is an auditor.
#[utoipa::path(get, path = "/v1/audit", tag = "audit", security(("access_token" = [])), params(RowsPage),
    responses((status = 200, description = "Ids and counts.", body = AuditRows), OfAudit))]
pub async fn audit(
    State(app): State<AppState>,
    caller: Caller,
    page: Result<Query<RowsPage>, QueryRejection>,
) -> Result<Json<AuditRows>, Rejection> {
    let Query(page) = page.map_err(|_| Rejection::malformed())?;
    let limit = page.limit.map_or(ROWS_MAX, usize::from);
    let desk = desk(&app, &caller).await?;
    let (rows, more) = desk.audit(page.after.unwrap_or(0), limit).await?;
    Ok(Json(AuditRows { rows, more }))
}

async fn desk<'a>(app: &'a App, caller: &Caller) -> Result<Desk<'a>, Rejection> {
    let now = app.environment.now();
    let device = app.identity.active_device(caller.device.id, now).await?;
    let who = (device.person, device.id);
    Ok(Desk::new(app.store.as_ref(), who, now))
}

/// What is no id is no case that the caller has.
fn named(path: Result<Path<String>, PathRejection>) -> Result<CaseId, DeskError> {
    let Path(text) = path.map_err(|_| DeskError::NotDispatched)?;
    text.parse().map_err(|_| DeskError::NotDispatched)
}

impl From<DeskError> for Rejection {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Forbidden => Self::new(ProblemCode::Forbidden),
            DeskError::NotDispatched => Self::new(ProblemCode::NotDispatched),
            DeskError::Refused(refusal) => Self::malformed().because(refusal),
            DeskError::Store(error) => error.into(),
        }
    }
}

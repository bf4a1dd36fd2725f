//! `POST /v1/devices`: a device redeems an invitation and is enrolled.

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linli_domain::text::Label;
use linli_domain::{DeviceId, EstateId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problems::OfEnrolment;
use crate::app::AppState;
use crate::http::Rejection;
use crate::http::address::Client;
use crate::http::json::Json;
use crate::store::{Device, Redemption};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Ten characters of Crockford's base32; case, spaces and dashes don't matter.
    #[schema(example = "K7QM4-XPD2A")]
    code: String,
    /// Ed25519, 32 bytes, base64url without padding.
    #[schema(format = "ed25519-public-key")]
    public_key: String,
    /// What its owner calls it: not only blanks, and no control characters.
    #[schema(value_type = String, format = "label", min_length = 1, max_length = 40, example = "王阿姨的手机")]
    name: Label,
}

#[derive(Serialize, ToSchema)]
pub struct Enrolled {
    #[schema(value_type = String, format = "uuid")]
    device_id: DeviceId,
    person: EnrolledPerson,
    estates: Vec<EnrolledEstate>,
    /// 16 hexadecimal digits; another one after a restore from backup.
    server_epoch: String,
    /// Seconds since 1970.
    server_time: i64,
}

#[derive(Serialize, ToSchema)]
struct EnrolledPerson {
    #[schema(value_type = String, format = "uuid")]
    id: PersonId,
    name: String,
}

/// An estate in which the person holds an appointment.
#[derive(Serialize, ToSchema)]
struct EnrolledEstate {
    #[schema(value_type = String, format = "uuid")]
    id: EstateId,
    name: String,
}

/// Redeems an invitation. The same code and key again give the same answer: the first may have been lost.
#[utoipa::path(post, path = "/v1/devices", tag = "identity", request_body = Enrolment, responses(
    (status = 201, description = "Enrolled, now or before by the same code and key.", body = Enrolled),
    OfEnrolment,
))]
pub async fn enrol(
    State(app): State<AppState>,
    client: Client,
    enrolment: Result<Json<Enrolment>, Rejection>,
) -> Result<(StatusCode, Json<Enrolled>), Rejection> {
    app.rates.enrolment(client)?;
    let Json(enrolment) = enrolment?;
    let public_key = public_key(&enrolment.public_key).ok_or_else(Rejection::malformed)?;
    let code = app.guessed(&enrolment.code)?;
    let now = app.environment.now();
    let redeemed = app
        .store
        .redeem(code.hash(), public_key, enrolment.name.to_string(), now)
        .await?;
    let Redemption::Enrolled(device) = redeemed else {
        return Err(Rejection::invalid_code());
    };
    tracing::info!(device.id = %device.id, "A device is enrolled.");
    Ok((StatusCode::CREATED, Json(answer(&app, device).await?)))
}

/// 32 bytes that are a point of the curve.
fn public_key(text: &str) -> Option<[u8; 32]> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok()?;
    (!key.is_weak()).then_some(bytes)
}

async fn answer(app: &AppState, device: Device) -> Result<Enrolled, Rejection> {
    let person = app.store.person(device.person).await?;
    let today = app.environment.now().date();
    let held = |estate: EstateId| {
        person.as_ref().is_some_and(|person| {
            let mut grants = person.grants.iter();
            grants.any(|grant| grant.estate == estate && grant.holds_on(today))
        })
    };
    let estates = app.store.estates().await?;
    let estates = estates
        .into_iter()
        .filter(|estate| held(estate.id))
        .map(|estate| EnrolledEstate {
            id: estate.id,
            name: estate.name,
        })
        .collect();
    let epoch = app.store.server_epoch().await?;
    Ok(Enrolled {
        device_id: device.id,
        person: EnrolledPerson {
            id: device.person,
            name: person.map(|person| person.name).unwrap_or_default(),
        },
        estates,
        server_epoch: epoch.0.iter().map(|byte| format!("{byte:02x}")).collect(),
        server_time: app.environment.now().seconds(),
    })
}

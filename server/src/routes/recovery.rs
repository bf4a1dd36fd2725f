//! `/v1/recovery`: what opens a replica whose PIN was forgotten or tried too often is kept here for its owner.

use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problems::{OfDeposit, OfEnrolment};
use crate::app::AppState;
use crate::http::Rejection;
use crate::http::address::Client;
use crate::http::json::Json;
use crate::identity::caller::Caller;
use crate::store;

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deposit {
    /// A recovery secret as a vault deposits it: 33 bytes (version 1, the vault's id, the secret), base64url without
    /// padding.
    #[schema(
        pattern = "^A[Q-Za-f][A-Za-z0-9_-]{42}$",
        min_length = 44,
        max_length = 44
    )]
    deposit: String,
}

#[derive(Serialize, ToSchema)]
pub struct Deposited {
    /// Seconds since 1970.
    deposited_at: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// As an invitation's: ten characters of Crockford's base32.
    #[schema(example = "K7QM4-XPD2A")]
    code: String,
    /// The id in the vault's file: 16 bytes, base64url without padding.
    #[schema(
        pattern = "^[A-Za-z0-9_-]{21}[AQgw]$",
        min_length = 22,
        max_length = 22
    )]
    vault: String,
}

/// Keeps a device's recovery secret in place of the one before.
#[utoipa::path(post, path = "/v1/recovery", tag = "identity", request_body = Deposit, responses(
    (status = 200, description = "It is kept.", body = Deposited),
    OfDeposit,
), security(("access_token" = [])))]
pub async fn deposit(
    State(app): State<AppState>,
    caller: Caller,
    deposit: Result<Json<Deposit>, Rejection>,
) -> Result<Json<Deposited>, Rejection> {
    let now = app.environment.now();
    let device = app.identity.active_device(caller.device.id, now).await?;
    let Json(Deposit { deposit }) = deposit?;
    let bytes = URL_SAFE_NO_PAD.decode(deposit).ok();
    let deposit = bytes.and_then(store::Deposit::new);
    let deposit = deposit.ok_or_else(Rejection::malformed)?;
    app.store.keep_deposit(device.id, deposit, now).await?;
    Ok(Json(Deposited {
        deposited_at: now.seconds(),
    }))
}

/// Gives a device's recovery secret to whoever has its vault and a code that was given to its owner. The code is used
/// up by that.
#[utoipa::path(post, path = "/v1/recovery/release", tag = "identity", request_body = Release, responses(
    (status = 200, description = "The secret.", body = Deposit),
    OfEnrolment,
))]
pub async fn release(
    State(app): State<AppState>,
    client: Client,
    release: Result<Json<Release>, Rejection>,
) -> Result<Json<Deposit>, Rejection> {
    app.rates.enrolment(client)?;
    let Json(Release { code, vault }) = release?;
    let vault = URL_SAFE_NO_PAD.decode(vault).ok();
    let vault: Option<[u8; 16]> = vault.and_then(|bytes| bytes.try_into().ok());
    let vault = vault.ok_or_else(Rejection::malformed)?;
    let code = app.guessed(&code)?;
    let now = app.environment.now();
    let secret = app.store.release(code.hash(), vault, now).await?;
    let secret = secret.ok_or_else(Rejection::invalid_code)?;
    Ok(Json(Deposit {
        deposit: URL_SAFE_NO_PAD.encode(secret),
    }))
}

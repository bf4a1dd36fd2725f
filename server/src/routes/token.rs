//! `POST /v1/token`: an assertion becomes an access token (RFC 7523).

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problems::OfToken;
use crate::app::AppState;
use crate::http::Rejection;
use crate::http::address::Client;
use crate::http::json::{Json, small_body};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    #[schema(
        pattern = "^urn:ietf:params:oauth:grant-type:jwt-bearer$",
        example = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    )]
    grant_type: String,
    /// A JWT signed by the device: alg `EdDSA`; `iss` = `sub` = device id, `aud` = `linli`, `iat`,
    /// `exp` at most 300 s later, a fresh `jti`.
    assertion: String,
    /// What an earlier answer gave as `enrolment`: a server that came back from a backup made before the device was
    /// enrolled knows it by that.
    enrolment: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct AccessToken {
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds.
    expires_in: u32,
    /// The server's own key, by which a device tells its orders from others': Ed25519, 32 bytes, base64url without
    /// padding. It never changes.
    #[schema(format = "ed25519-public-key")]
    server_key: String,
    /// To be kept and shown with every later request: the server's word that the device is enrolled. Missing when it
    /// was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    enrolment: Option<String>,
}

/// Gives an access token for an assertion signed by the device's key.
#[utoipa::path(post, path = "/v1/token", tag = "identity",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
    (status = 200, description = "A token.", body = AccessToken),
    OfToken,
))]
pub async fn token(
    State(app): State<AppState>,
    client: Client,
    request: Request,
) -> Result<Response, Rejection> {
    app.rates.token(client)?;
    let body = small_body(request, &app, FORM).await?;
    let TokenRequest {
        grant_type,
        assertion,
        enrolment,
    } = read_form(&body).ok_or_else(Rejection::malformed)?;
    if grant_type != GRANT_TYPE {
        return Err(Rejection::malformed());
    }
    let now = app.environment.now();
    let server_key = app.identity.server_key(app.environment.as_ref()).await?;
    let (access_token, enrolment) = app
        .identity
        .access_token(&assertion, enrolment.as_deref(), &server_key, now)
        .await?;
    let answer = Json(AccessToken {
        access_token,
        token_type: "Bearer",
        expires_in: app.identity.token_lifetime_s(),
        server_key: URL_SAFE_NO_PAD.encode(server_key.verifying_key().as_bytes()),
        enrolment,
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
}

fn read_form(body: &[u8]) -> Option<TokenRequest> {
    let mut grant_type = None;
    let mut assertion = None;
    let mut enrolment = None;
    for (key, value) in form_urlencoded::parse(body) {
        let field = match key.as_ref() {
            "grant_type" => &mut grant_type,
            "assertion" => &mut assertion,
            "enrolment" => &mut enrolment,
            // A scope or a client id may stand beside them (RFC 6749, 3.2).
            _ => continue,
        };
        if field.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    Some(TokenRequest {
        grant_type: grant_type?,
        assertion: assertion?,
        enrolment,
    })
}

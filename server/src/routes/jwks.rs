//! `GET /.well-known/jwks.json`: the keys that verify access tokens.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::problems::OfJwks;
use crate::app::AppState;
use crate::http::Rejection;
use crate::http::json::Json;

/// RFC 7517.
#[derive(Serialize, ToSchema)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

/// RFC 8037.
#[derive(Serialize, ToSchema)]
struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: String,
    /// The public key, base64url.
    x: String,
}

/// The server's public keys, the newest first.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "identity", responses(
    (status = 200, description = "The keys that verify access tokens now.", body = KeySet),
    OfJwks,
))]
pub async fn jwks(State(app): State<AppState>) -> Result<Json<KeySet>, Rejection> {
    let now = app.environment.now();
    let ring = app.identity.ring(now).await?;
    let keys = ring
        .verifying(now)
        .map(|key| PublicKey {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            usage: "sig",
            kid: key.kid.clone(),
            x: key.x.clone(),
        })
        .collect();
    Ok(Json(KeySet { keys }))
}

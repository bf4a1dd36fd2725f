//! `GET /v1/openapi.json`: this interface, described for machines. Also kept as `schemas/openapi.json`.

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::problems::ProblemShape;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Linli (邻里)",
        description = "Between a replica and the server; see docs/PROTOCOL.md. Every error is application/problem+json; only a head that is not HTTP, or too long, gets a bare 400 or 431.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(ProblemShape)),
    modifiers(&AccessToken),
)]
pub struct Description;

struct AccessToken;

impl Modify for AccessToken {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("access_token", scheme);
    }
}

/// As it is served and kept.
pub fn document() -> String {
    let (_, api) = crate::router::described().split_for_parts();
    let mut text = api.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// The description of this interface.
#[utoipa::path(get, path = "/v1/openapi.json", tag = "probes", responses((status = 200, description = "OpenAPI 3.1.", content_type = "application/json")))]
pub async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document())
}

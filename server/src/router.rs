//! The flat table of routes, and what stands around all of them.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::AppState;
use crate::http::observe::observe;
use crate::http::panic;
use crate::http::rest::read_rest;
use crate::routes::{
    desk, devices, escrow, events, fallback, jwks, metrics, openapi, probes, recovery, sync, token,
};

/// Every route, with its description.
pub fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::Description::openapi())
        .routes(routes!(devices::enrol))
        .routes(routes!(token::token))
        .routes(routes!(recovery::deposit))
        .routes(routes!(recovery::release))
        .routes(routes!(sync::sync))
        .routes(routes!(events::events))
        .routes(routes!(escrow::list))
        .routes(routes!(escrow::adopt))
        .routes(routes!(escrow::give_back))
        .routes(routes!(desk::list))
        .routes(routes!(desk::show))
        .routes(routes!(desk::answer))
        .routes(routes!(desk::audit))
        .routes(routes!(jwks::jwks))
        .routes(routes!(openapi::openapi))
        .routes(routes!(probes::healthz))
        .routes(routes!(probes::readyz))
}

/// What the main listener serves.
pub fn router(app: AppState) -> Router {
    let (router, _) = described().split_for_parts();
    around(router, app)
}

/// What the operator's own listener serves.
pub fn metrics_router() -> Router {
    Router::new()
        .route("/metrics", get(metrics::metrics))
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
}

/// Layers, the outermost last: a panic becomes a problem, what is left of a body is read, all is counted.
fn around(router: Router<AppState>, app: AppState) -> Router {
    router
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .layer(CatchPanicLayer::custom(panic::answer))
        .layer(from_fn(read_rest))
        .layer(from_fn_with_state(app.clone(), observe))
        .with_state(app)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;

    use super::*;

    /// No route of ours panics on purpose, so one that does is put among them here.
    #[tokio::test]
    async fn a_panic_becomes_a_problem_that_says_nothing_of_it() {
        async fn broken() -> StatusCode {
            panic!("张大爷的电话")
        }
        let router = Router::<()>::new()
            .route("/broken", get(broken))
            .layer(CatchPanicLayer::custom(panic::answer));
        let request = Request::get("/broken").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(
            body.contains("\"code\":\"internal\"") && !body.contains('张'),
            "{body}"
        );
    }
}

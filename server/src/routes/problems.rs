//! What each route may be answered with instead of what was asked for, described for machines.
//!
//! Every status is named, so that one that is not is a defect: `scripts/api` finds it.

use std::collections::BTreeMap;

use linli_wire::{Problem, ProblemCode};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::{
    Content, Object, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Type,
};
use utoipa::{IntoResponses, ToSchema};

/// `application/problem+json` (RFC 9457): every error has this form.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(
    dead_code,
    reason = "it describes `linli_wire::Problem` to OpenAPI and is never made"
)]
pub struct ProblemShape {
    /// `urn:linli:problem:<code>`
    #[schema(rename = "type")]
    kind: String,
    /// Chinese.
    title: String,
    /// English.
    detail: String,
    status: u16,
    /// Stable.
    #[schema(schema_with = code)]
    code: String,
    /// Seconds since 1970 by the server's clock, with `bad_assertion`.
    server_time: Option<i64>,
}

fn code() -> Object {
    let codes = ProblemCode::ALL.iter().map(|code| code.as_str());
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(codes))
        .description(Some("Stable."))
        .build()
}

macro_rules! problems {
    ($($(#[$about:meta])* $name:ident { $($code:ident),* $(,)? })*) => { $(
        $(#[$about])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                described(&[$(ProblemCode::$code),*])
            }
        }
    )* };
}

problems! {
    OfJwks { Internal, Unavailable }
    OfReadyz { Unavailable }
    OfEnrolment {
        MalformedBody, InvitationInvalid, TooLarge, UnsupportedMedia, RateLimited, Internal,
        Unavailable,
    }
    OfToken {
        MalformedBody, BadAssertion, DeviceSuspended, TooLarge, UnsupportedMedia, RateLimited,
        Internal, Unavailable,
    }
    OfDeposit {
        MalformedBody, Unauthenticated, DeviceSuspended, TooLarge, UnsupportedMedia, RateLimited,
        Internal, Unavailable,
    }
    OfEscrow { Unauthenticated, DeviceSuspended, Forbidden, RateLimited, Internal, Unavailable }
    OfAdoption {
        Unauthenticated, DeviceSuspended, Forbidden, NotWaiting, RateLimited, Internal, Unavailable,
    }
    OfReturn {
        MalformedBody, Unauthenticated, DeviceSuspended, Forbidden, NotWaiting, TooLarge,
        UnsupportedMedia, RateLimited, Internal, Unavailable,
    }
    OfDesk {
        MalformedBody, Unauthenticated, DeviceSuspended, Forbidden, RateLimited, Internal,
        Unavailable,
    }
    OfCase { Unauthenticated, DeviceSuspended, NotDispatched, RateLimited, Internal, Unavailable }
    OfAnswer {
        MalformedBody, Unauthenticated, DeviceSuspended, NotDispatched, TooLarge,
        UnsupportedMedia, RateLimited, Internal, Unavailable,
    }
    OfAudit {
        MalformedBody, Unauthenticated, DeviceSuspended, Forbidden, RateLimited, Internal,
        Unavailable,
    }
    OfEvents { Unauthenticated, DeviceSuspended, RateLimited, Internal, Unavailable }
    OfSync {
        MalformedBody, BadEnvelope, Unauthenticated, DeviceSuspended, TooLarge, UnsupportedMedia,
        UpgradeNeeded, RateLimited, Internal, Unavailable,
    }
}

/// One response a status: several codes may share one.
fn described(codes: &[ProblemCode]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status()).or_default().push(*code);
    }
    by_status
        .into_iter()
        .map(|(status, codes)| (status.to_string(), response(&codes).into()))
        .collect()
}

fn response(codes: &[ProblemCode]) -> Response {
    let lines: Vec<_> = codes
        .iter()
        .map(|code| format!("`{}`: {}", code.as_str(), code.en()))
        .collect();
    let shape = Content::new(Some(Ref::from_schema_name("Problem")));
    let mut response = ResponseBuilder::new()
        .description(lines.join("\n"))
        .content(Problem::MEDIA_TYPE, shape);
    for (name, about, kind) in codes.iter().filter_map(|code| header(*code)) {
        let header = HeaderBuilder::new()
            .schema(Some(Object::with_type(kind)))
            .description(Some(about));
        response = response.header(name, header.build());
    }
    response.build()
}

fn header(code: ProblemCode) -> Option<(&'static str, &'static str, Type)> {
    match code {
        ProblemCode::RateLimited | ProblemCode::Unavailable => {
            Some(("Retry-After", "Seconds.", Type::Integer))
        }
        ProblemCode::Unauthenticated => Some(("WWW-Authenticate", "`Bearer`.", Type::String)),
        _ => None,
    }
}

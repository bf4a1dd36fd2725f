//! What is answered where there is no route.

use linli_wire::ProblemCode;

use crate::http::Rejection;

pub async fn not_found() -> Rejection {
    Rejection::new(ProblemCode::NotFound)
}

pub async fn method_not_allowed() -> Rejection {
    Rejection::new(ProblemCode::MethodNotAllowed)
}

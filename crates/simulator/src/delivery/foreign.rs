//! Answers that are not the server's, or not about the sync.

use linli_wire::ProblemCode;

use super::Answer;

const PORTAL: &[u8] = "<html><body>请先登录无线网络</body></html>".as_bytes();

/// One of them, by any number. None of them may cost the phone anything of its outbox.
pub(super) fn foreign(number: u8) -> Answer {
    match number % 6 {
        0 => Answer::problem(ProblemCode::Unauthenticated),
        1 => Answer::problem(ProblemCode::Unavailable),
        2 => Answer::problem(ProblemCode::DeviceSuspended),
        3 => Answer::problem(ProblemCode::UpgradeNeeded),
        4 => Answer::new(502, None, PORTAL.to_vec()),
        _ => Answer::new(200, None, PORTAL.to_vec()),
    }
}

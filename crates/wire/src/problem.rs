//! `application/problem+json` (RFC 9457), with stable codes.

use serde::{Deserialize, Serialize};

macro_rules! problem_codes {
    ($($name:ident $code:literal $status:literal $zh:literal $en:literal),* $(,)?) => {
        /// Stable codes of refused requests. What a device has recorded is safe under every one of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode { $($name),* }

        impl ProblemCode {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh),* }
            }

            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en),* }
            }
        }
    };
}

problem_codes! {
    MalformedBody "malformed_body" 400
        "请求内容无法识别，服务器没有做任何改动。"
        "The request could not be read. Nothing was changed.",
    BadEnvelope "bad_envelope" 400
        "签名信封无效，服务器没有做任何改动；本机记录仍然保留。"
        "The signed envelope is not valid. Nothing was changed; what the device holds is safe.",
    Unauthenticated "unauthenticated" 401
        "需要重新取得访问凭证；本机记录仍然保留。"
        "A fresh access token is needed. What the device holds is safe.",
    BadAssertion "bad_assertion" 401
        "设备身份未能确认，请检查手机时间后重试；本机记录仍然保留。"
        "The device could not be identified. Check the clock and try again; what the device holds is safe.",
    DeviceSuspended "device_suspended" 403
        "此设备已被停用，请联系书记；本机记录仍然保留。"
        "This device is suspended. Ask the secretary; what the device holds is safe.",
    InvitationInvalid "invitation_invalid" 403
        "邀请码无效、已使用或已过期，请向书记索取新的邀请码。"
        "The invitation is unknown, used or expired. Ask the secretary for a new one.",
    Forbidden "forbidden" 403
        "您没有这项权限，没有做任何改动。由支部书记或社区工作者处理。"
        "You have no right to this. Nothing was changed; a secretary or community staff can do it.",
    NotFound "not_found" 404
        "没有这个地址。"
        "There is nothing at this address.",
    NotWaiting "not_waiting" 404
        "这项工作已经处理过，或者不存在；没有做任何改动。请重新查看待处理清单。"
        "This was decided on before, or does not exist. Nothing was changed; look at the list again.",
    NotDispatched "not_dispatched" 404
        "没有派给您部门的这件事项，可能已收回、已办结或改派；没有做任何改动。"
        "No such case is with your department: it may have been recalled, closed or dispatched elsewhere. Nothing was changed.",
    MethodNotAllowed "method_not_allowed" 405
        "此地址不支持这种请求方式。"
        "This address does not take this method.",
    TooLarge "too_large" 413
        "请求过大，请分批同步；本机记录仍然保留。"
        "The request is too large. Sync in smaller parts; what the device holds is safe.",
    UnsupportedMedia "unsupported_media" 415
        "不支持的内容类型或压缩方式。"
        "This content type or encoding is not supported.",
    UpgradeNeeded "upgrade_needed" 426
        "软件版本过旧，请升级后再同步；本机记录仍然保留。"
        "The app is too old to sync. Upgrade it; what the device holds is safe.",
    RateLimited "rate_limited" 429
        "请求过于频繁，请稍后自动重试；本机记录仍然保留。"
        "Too many requests. Try again later; what the device holds is safe.",
    Internal "internal" 500
        "服务器出错，请稍后重试；本机记录仍然保留。"
        "The server failed. Try again later; what the device holds is safe.",
    Unavailable "unavailable" 503
        "服务器暂时不可用，请稍后重试；本机记录仍然保留。"
        "The server is not available now. Try again later; what the device holds is safe.",
}

/// The body of every error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:linli:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Chinese.
    pub title: String,
    /// English.
    pub detail: String,
    pub status: u16,
    pub code: ProblemCode,
    /// Seconds since 1970 by the server's clock, so that a device with a wrong clock can mend its offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_time: Option<i64>,
}

impl Problem {
    pub const MEDIA_TYPE: &str = "application/problem+json";

    pub fn new(code: ProblemCode) -> Self {
        Self {
            kind: format!("urn:linli:problem:{}", code.as_str()),
            title: code.zh().to_owned(),
            detail: code.en().to_owned(),
            status: code.status(),
            code,
            server_time: None,
        }
    }
}

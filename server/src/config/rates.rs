//! How often somebody may ask.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// A bucket: `burst` requests at once, refilled with `per_minute`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub burst: NonZeroU32,
    pub per_minute: NonZeroU32,
}

impl Rate {
    /// `burst` and `per_minute` of zero count as one.
    pub fn new(burst: u32, per_minute: u32) -> Self {
        Self {
            burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
            per_minute: NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateConfig {
    /// `POST /v1/sync` and `GET /v1/events` of one device.
    pub device: Rate,
    /// `POST /v1/devices` from one address: what slows the guessing of invitation codes.
    pub enrolment: Rate,
    /// Codes tried by all addresses together, so that many addresses don't guess faster than a few.
    pub codes: Rate,
    /// `POST /v1/token` from one address.
    pub token: Rate,
}

impl Default for RateConfig {
    fn default() -> Self {
        Self {
            device: Rate::new(120, 120),
            // A whole street may enrol and sync behind one address.
            enrolment: Rate::new(300, 60),
            codes: Rate::new(3_000, 600),
            token: Rate::new(2_000, 1_200),
        }
    }
}

//! How long tokens and invitations live.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenConfig {
    /// How long an access token is good, in seconds.
    pub lifetime_s: u32,
}

impl Default for TokenConfig {
    fn default() -> Self {
        Self { lifetime_s: 3_600 }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvitationConfig {
    /// How long an invitation is good unless `person invite` says otherwise, in hours.
    pub lifetime_h: u32,
    /// The address that `person invite` prints for the person to join at.
    /// Unset: `http://`, or `https://` with `tls`, and the listen address.
    pub public_url: Option<String>,
}

impl Default for InvitationConfig {
    fn default() -> Self {
        Self {
            lifetime_h: 24,
            public_url: None,
        }
    }
}

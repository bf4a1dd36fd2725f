//! The tree of places: district > street > community > estate > building (区、街道、社区、小区、楼栋).

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How high in the tree a place stands. Greater is higher.
///
/// Every place from the estate up is a partition with an id like an estate's, a log of its own and a
/// directory; a building is part of its estate.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Building (楼栋).
    Building,
    /// Estate (小区).
    Estate,
    /// Community (社区), or a joint branch of several estates (联合党支部).
    Community,
    /// Street (街道).
    Street,
    /// District (区).
    District,
}

impl Level {
    /// How many levels stand above the estate.
    pub const ABOVE_ESTATE: usize = 3;

    pub const ALL: [Self; 5] = [
        Self::Building,
        Self::Estate,
        Self::Community,
        Self::Street,
        Self::District,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Estate => "estate",
            Self::Community => "community",
            Self::Street => "street",
            Self::District => "district",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Building => "楼栋",
            Self::Estate => "小区",
            Self::Community => "社区",
            Self::Street => "街道",
            Self::District => "区",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有这一级 (no such level)")]
pub struct UnknownLevel;

impl FromStr for Level {
    type Err = UnknownLevel;
    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text || level.zh() == text)
            .ok_or(UnknownLevel)
    }
}

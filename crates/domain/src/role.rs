//! Who somebody is in an estate: the Five Heads (五长), their secretary, and staff.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Building head (楼长).
    BuildingHead,
    /// Mediation head (调解长).
    MediationHead,
    /// Arts head (文艺长).
    ArtsHead,
    /// Publicity head (宣传长).
    PublicityHead,
    /// Mutual-aid head (互助长).
    MutualAidHead,
    /// Branch secretary (支部书记).
    Secretary,
    /// Community staff (社区工作者).
    CommunityStaff,
    /// The operator of the server, who imports and appoints (系统管理员).
    Operator,
}

impl Role {
    pub const ALL: [Self; 8] = [
        Self::BuildingHead,
        Self::MediationHead,
        Self::ArtsHead,
        Self::PublicityHead,
        Self::MutualAidHead,
        Self::Secretary,
        Self::CommunityStaff,
        Self::Operator,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BuildingHead => "building_head",
            Self::MediationHead => "mediation_head",
            Self::ArtsHead => "arts_head",
            Self::PublicityHead => "publicity_head",
            Self::MutualAidHead => "mutual_aid_head",
            Self::Secretary => "secretary",
            Self::CommunityStaff => "community_staff",
            Self::Operator => "operator",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::BuildingHead => "楼长",
            Self::MediationHead => "调解长",
            Self::ArtsHead => "文艺长",
            Self::PublicityHead => "宣传长",
            Self::MutualAidHead => "互助长",
            Self::Secretary => "支部书记",
            Self::CommunityStaff => "社区工作者",
            Self::Operator => "系统管理员",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("没有这个角色 (no such role)")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text || role.zh() == text)
            .ok_or(UnknownRole)
    }
}

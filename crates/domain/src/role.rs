//! Who somebody is: the Five Heads (五长), their secretary, and staff.

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
    /// Street staff (街道工作人员).
    StreetStaff,
    /// District staff (区工作人员).
    DistrictStaff,
    /// Handler of a department (职能部门经办人): sees the cases that are dispatched to the department, nothing else.
    DepartmentHandler,
    /// Auditor (审计员): reads the audit log, no residents.
    Auditor,
    /// The operator of the server, who imports and appoints (系统管理员).
    Operator,
}

impl Role {
    pub const ALL: [Self; 12] = [
        Self::BuildingHead,
        Self::MediationHead,
        Self::ArtsHead,
        Self::PublicityHead,
        Self::MutualAidHead,
        Self::Secretary,
        Self::CommunityStaff,
        Self::StreetStaff,
        Self::DistrictStaff,
        Self::DepartmentHandler,
        Self::Auditor,
        Self::Operator,
    ];

    /// The Five Heads (五长).
    pub const HEADS: [Self; 5] = [
        Self::BuildingHead,
        Self::MediationHead,
        Self::ArtsHead,
        Self::PublicityHead,
        Self::MutualAidHead,
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
            Self::StreetStaff => "street_staff",
            Self::DistrictStaff => "district_staff",
            Self::DepartmentHandler => "department_handler",
            Self::Auditor => "auditor",
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
            Self::StreetStaff => "街道工作人员",
            Self::DistrictStaff => "区工作人员",
            Self::DepartmentHandler => "部门经办人",
            Self::Auditor => "审计员",
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

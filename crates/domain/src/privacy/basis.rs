//! The legal bases that Linli relies on: items of article 13 of the Personal Information Protection Law of the
//! People's Republic of China (个人信息保护法, in force since 2021-11-01), and what each rests on.

/// By what right something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// It says nothing of a person.
    NotPersonal,
    /// Asked for and given, and may be taken back.
    Consent,
    /// Sensitive (art. 28): consent to this alone, recorded in the same document.
    SeparateConsent,
    /// What a residents' committee is there for by law.
    CommitteeDuty,
    /// What the law asks of mediators: to settle disputes, and to file how that went.
    MediatorsDuty,
    /// What the law asks of whoever keeps personal data.
    KeepersDuty,
    /// What a volunteer and the committee have agreed upon.
    VolunteerAgreement,
}

impl Basis {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotPersonal => "not_personal",
            Self::Consent => "consent",
            Self::SeparateConsent => "separate_consent",
            Self::CommitteeDuty => "committee_duty",
            Self::MediatorsDuty => "mediators_duty",
            Self::KeepersDuty => "keepers_duty",
            Self::VolunteerAgreement => "volunteer_agreement",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::NotPersonal => "不属于个人信息（《个人信息保护法》第四条）",
            Self::Consent => {
                "《个人信息保护法》第十三条第一款第一项：个人同意（第十四条、第十五条）"
            }
            Self::SeparateConsent => {
                "《个人信息保护法》第十三条第一款第一项、第二十九条：对敏感个人信息的单独同意"
            }
            Self::CommitteeDuty => {
                "《个人信息保护法》第十三条第一款第三项：履行法定职责（《城市居民委员会组织法》第二章，2025年修订）"
            }
            Self::MediatorsDuty => {
                "《个人信息保护法》第十三条第一款第三项：履行法定职责（《人民调解法》第八条、第二十七条；第十五条要求保密）"
            }
            Self::KeepersDuty => {
                "《个人信息保护法》第十三条第一款第三项：履行法定义务（该法第八条、第十四条、第十五条、第四十七条、第五十一条、第五十五条、第五十六条）"
            }
            Self::VolunteerAgreement => {
                "《个人信息保护法》第十三条第一款第二项：履行志愿服务协议（《志愿服务条例》第十四条）"
            }
        }
    }

    pub const fn en(self) -> &'static str {
        match self {
            Self::NotPersonal => "no personal information (PIPL art. 4)",
            Self::Consent => "PIPL art. 13(1)(1): consent (art. 14, 15)",
            Self::SeparateConsent => {
                "PIPL art. 13(1)(1) and 29: separate consent to sensitive information"
            }
            Self::CommitteeDuty => {
                "PIPL art. 13(1)(3): a statutory duty (Organic Law of Urban Residents' Committees, 2025 revision, chapter II)"
            }
            Self::MediatorsDuty => {
                "PIPL art. 13(1)(3): a statutory duty (People's Mediation Law art. 8, 27; art. 15 asks for confidence)"
            }
            Self::KeepersDuty => {
                "PIPL art. 13(1)(3): a statutory obligation (PIPL art. 8, 14, 15, 47, 51, 55, 56)"
            }
            Self::VolunteerAgreement => {
                "PIPL art. 13(1)(2): performing the volunteer's agreement (Regulations on Volunteer Service art. 14)"
            }
        }
    }
}

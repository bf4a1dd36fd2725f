//! The record of processing activities (个人信息处理活动记录) as Markdown, from the register of purposes.

use std::fmt::Write;

use linli_domain::privacy::{
    Fields, PURPOSES, Purpose, Retention, TABLES, of_commands, of_documents,
};

use super::{Lang, words};
use crate::config::RetentionConfig;

/// Terms as they are configured, with the default beside those that differ.
pub(super) fn write(lang: Lang, terms: &RetentionConfig) -> String {
    let mut page = Page {
        text: String::new(),
        lang,
        terms,
    };
    page.head();
    page.purposes();
    page.documents();
    page.commands();
    page.tables();
    page.safeguards();
    page.text
}

struct Page<'a> {
    text: String,
    lang: Lang,
    terms: &'a RetentionConfig,
}

impl Page<'_> {
    fn say(&mut self, zh: &str, en: &str) {
        let line = self.lang.pick(zh, en);
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Memory takes every character, so writing can't fail.
    fn row(&mut self, cells: &[&str]) {
        let _ = writeln!(self.text, "| {} |", cells.join(" | "));
    }

    fn table(&mut self, zh: &[&str], en: &[&str]) {
        self.text.push('\n');
        self.row(self.lang.pick(zh, en));
        let rule: Vec<&str> = zh.iter().map(|_| "---").collect();
        self.row(&rule);
    }

    fn head(&mut self) {
        self.say(
            "# 个人信息处理活动记录",
            "# Record of processing activities",
        );
        self.say(
            "\n由邻里的字段登记生成（《个人信息保护法》第五十五条、第五十六条）。它说明程序保存什么、为何保存、依据什么、保存多久；\n使用单位须自行填写下列各项，并确认所列依据适用于本单位。\n",
            "\nMade from Linli's register of fields (PIPL art. 55, 56). It says what the program keeps, what for, on which basis and how long.\nWhoever uses it fills in the lines below, and makes sure that the bases hold for them.\n",
        );
        self.say(
            "- 个人信息处理者：________",
            "- Handler of personal information: ________",
        );
        self.say(
            "- 负责人与联系方式：________",
            "- Person in charge, and how to reach them: ________",
        );
        self.say(
            "- 服务器所在地：________",
            "- Where the server stands: ________",
        );
        self.say(
            "- 上次影响评估日期：________",
            "- Date of the last impact assessment: ________",
        );
    }

    fn purposes(&mut self) {
        self.say("\n## 用途、依据与期限", "\n## Purposes, bases and terms");
        self.table(
            &["编号", "用途", "涉及谁", "法律依据", "保存期限", "敏感程度"],
            &[
                "code",
                "purpose",
                "of whom",
                "legal basis",
                "kept",
                "sensitivity",
            ],
        );
        for purpose in PURPOSES {
            self.purpose(purpose);
        }
        self.say(
            "\n不满十四周岁未成年人的一切信息都是敏感个人信息（第二十八条），须取得其监护人同意（第三十一条）。",
            "\nEverything about a child under fourteen is sensitive (art. 28) and needs a guardian's consent (art. 31).",
        );
    }

    fn purpose(&mut self, purpose: &Purpose) {
        let lang = self.lang;
        self.row(&[
            &format!("`{}`", purpose.code),
            lang.pick(purpose.zh, purpose.en),
            words::subject(purpose.of, lang),
            lang.pick(purpose.basis.zh(), purpose.basis.en()),
            &self.kept(purpose.retention),
            words::sensitivity(purpose.sensitivity, lang),
        ]);
    }

    fn kept(&self, default: Retention) -> String {
        let kept = self.terms.configured(default);
        let word = |it: Retention| self.lang.pick(it.zh(), it.en());
        if kept == default {
            return word(default);
        }
        let (set, default) = (word(kept), word(default));
        match self.lang {
            Lang::Zh => format!("{set}（按本单位设置；默认{default}）"),
            Lang::En => format!("{set} (as set here; the default is {default})"),
        }
    }

    fn documents(&mut self) {
        self.say("\n## 档案的字段", "\n## Fields of documents");
        self.table(
            &["档案", "字段", "用途", "敏感程度"],
            &["document", "field", "purpose", "sensitivity"],
        );
        for fields in of_documents() {
            let of = self.lang.pick(fields.zh, fields.of);
            for field in fields.fields {
                let Some(purpose) = field.purpose else {
                    continue;
                };
                let name = match self.lang {
                    Lang::Zh => format!("{}（`{}`）", field.zh, field.name),
                    Lang::En => format!("`{}`", field.name),
                };
                let sensitivity = words::sensitivity(purpose.sensitivity, self.lang);
                self.row(&[of, &name, &format!("`{}`", purpose.code), sensitivity]);
            }
        }
    }

    fn commands(&mut self) {
        self.say("\n## 指令的字段", "\n## Fields of commands");
        self.say(
            "\n指令写入上面的字段，用途、依据和期限随之；档案中删除的，写入它的指令也一并清空。",
            "\nCommands fill the fields above, and share their purposes, bases and terms. What is erased from a document is erased from the\ncommands that wrote it.",
        );
        self.table(&["指令", "字段与用途"], &["command", "fields and purposes"]);
        for fields in of_commands() {
            let told = told(fields);
            if !told.is_empty() {
                self.row(&[&format!("`{}`", fields.of), &told]);
            }
        }
    }

    fn tables(&mut self) {
        self.say("\n## 服务器的数据表", "\n## Tables of the server");
        self.table(&["表", "用途"], &["table", "purpose"]);
        for table in TABLES {
            let purpose = self.lang.pick(table.purpose.zh, table.purpose.en);
            let purpose = format!("`{}` {purpose}", table.purpose.code);
            self.row(&[&format!("`{}`", table.name), &purpose]);
        }
    }

    fn safeguards(&mut self) {
        self.say(
            "\n## 谁能看到，如何保护",
            "\n## Who sees it, and how it is guarded",
        );
        self.say("", "");
        for (zh, en) in SAFEGUARDS {
            self.say(&format!("- {zh}"), &format!("- {en}"));
        }
    }
}

const SAFEGUARDS: &[(&str, &str)] = &[
    (
        "只有在任期内、辖区内的人按角色看到各自的动态流；权限表在程序中只有一处，服务器逐条判断。",
        "Only people in office see the feeds of their scope, by role; there is one table of rights, and the server judges every command by it.",
    ),
    (
        "不向第三方提供，不出境，不用于自动化决策；程序不连接任何外部服务。",
        "Nothing is handed to third parties or abroad, and nothing is decided automatically; the program calls no other service.",
    ),
    (
        "手机上的数据文件加密（SQLCipher）；传输由设备密钥签名，并应经 TLS。",
        "The file on a phone is encrypted (SQLCipher); what travels is signed by the device's key, and should go through TLS.",
    ),
    (
        "写入、后台查看、导出都记入防篡改的审计日志：linli-server audit list，audit verify。",
        "Writing, reading at the console and exporting stand in a tamper-evident audit log: linli-server audit list, audit verify.",
    ),
    (
        "久无进展的事项和纠纷由后台办结；旧月份的走访、办结的事项和结束的调解移出手机，只在服务器上保存到期限届满（linli-server archive）；期满删除（linli-server retention）。",
        "Cases and disputes that stand still are closed at the office; old months of visits, closed cases and closed disputes leave the phones and are kept by the server alone until their terms are over (linli-server archive); then they are erased (linli-server retention).",
    ),
    (
        "居民可以要求查看（linli resident data）、更正、撤回同意和删除。",
        "Residents may ask to see what is kept of them (linli resident data), to have it corrected, withdraw consent, and have it erased.",
    ),
    (
        "不保存身份证件号码、宗教信仰、政治面貌、收入、民族、信访或犯罪记录、行踪轨迹和强制拍照。",
        "Never kept: identity numbers, religion, politics, income, ethnic group, petitions or criminal records, tracks of places, photos demanded as proof.",
    ),
];

fn told(fields: &Fields) -> String {
    let told = fields.fields.iter().filter_map(|field| {
        let purpose = field.purpose?;
        Some(format!("`{}`: {}", field.name, purpose.code))
    });
    told.collect::<Vec<_>>().join(", ")
}

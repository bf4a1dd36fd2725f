//! The command line: what is common to all commands, and which there are.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    Audit, Building, Carry, Case, Department, Dispatched, Dispute, Drafts, Escrow, Export,
    Handover, Household, Join, Lease, Outbox, PinCommand, Recover, Resident, Resolve, Search, Sync,
    Visit,
};
use crate::error::{Error, Reason};
use crate::files::{Files, Profile};
use crate::lang::Lang;
use crate::page::Voice;

/// 邻里：随身记走访，有信号再同步 (the Linli field client)
///
/// 所有记录先存在本机，断网照常使用；sync 时与服务器合并。
/// Everything is recorded on this device first and works without a network; `sync` merges with the server.
#[derive(Debug, Parser)]
#[command(name = "linli", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
门牌写法 (doors): 3号楼2单元301、3-2-301、3号楼301，或编号开头至少四位 (or the beginning of an id)
退出码 (exit codes): 0 成功 ok · 1 出错 error · 2 写法不对 usage · 3 不被允许 refused · 4 连不上服务器 unreachable";

#[derive(Debug, Args)]
#[command(next_help_heading = "通用 (for every command)")]
struct Global {
    /// 数据文件 (the replica's file)
    #[arg(long, global = true, env = "LINLI_REPLICA", value_name = "FILE")]
    replica: Option<PathBuf>,
    /// 同一台设备上是谁：各有各的数据、密钥和密码 (who it is, of several people on this machine)
    #[arg(long = "as", global = true, env = "LINLI_PROFILE", value_name = "NAME")]
    profile: Option<Profile>,
    /// 密钥文件，默认为数据文件名加 .key (the key file)
    #[arg(long, global = true, env = "LINLI_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// 界面语言 (language)
    #[arg(long, global = true, env = "LINLI_LANG", value_enum, default_value_t = Lang::Zh)]
    lang: Lang,
    /// 以 JSON 输出，供程序使用 (output for programs)
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 用邀请码加入小区 (join with an invitation)
    Join(Join),
    /// 与服务器同步 (sync with the server)
    Sync(Sync),
    /// 本机状态：是否已同步 (how this device stands)
    Status,
    /// 楼栋一览，或一栋楼的门牌、上次走访与到期 (buildings, or the doors of one)
    Building(Building),
    /// 住户 (households)
    #[command(subcommand)]
    Household(Household),
    /// 居民 (residents)
    #[command(subcommand)]
    Resident(Resident),
    /// 走访 (visits)
    #[command(subcommand)]
    Visit(Visit),
    /// 事项：诉求、隐患等 (cases)
    #[command(subcommand)]
    Case(Case),
    /// 调解人员用：矛盾纠纷 (for mediators: disputes)
    #[command(subcommand)]
    Dispute(Dispute),
    /// 部门：可以把事项派给谁 (departments to which cases are dispatched)
    #[command(subcommand)]
    Department(Department),
    /// 部门经办人用，需联网：派给本部门的事项，答复 (for department handlers, online: your cases, and answers)
    Dispatched(Dispatched),
    /// 审计员用，需联网：审计日志 (for auditors, online: the audit log)
    Audit(Audit),
    /// 按姓名、拼音、电话、门牌查找 (search by name, pinyin, phone or door)
    Search(Search),
    /// 看来重复登记的人：同一人记了两次 (who may be written down twice)
    Duplicates,
    /// 不同的人改了同一项的冲突 (fields that several people wrote apart)
    Conflicts,
    /// 决定一处冲突 (decide a conflict)
    Resolve(Resolve),
    /// 尚未被服务器确认的记录 (what waits for the server)
    Outbox(Outbox),
    /// 被退回的记录，保留到处理为止 (refused entries, kept until dealt with)
    Drafts(Drafts),
    /// 等书记决定的记录：自己的；书记用来列出、采纳、退回 (what waits for a secretary: your own; to list, adopt, return)
    Escrow(Escrow),
    /// 您可以看什么、做什么 (what you may see and do)
    Rights,
    /// 交接职务 (handing a post over)
    #[command(subcommand)]
    Handover(Handover),
    /// 代送：没有信号时，请同事的手机把记录带到服务器 (let a colleague's phone carry what is unsent)
    #[command(subcommand)]
    Carry(Carry),
    /// 密码：设、换、去掉、用恢复码重设 (the PIN of this replica)
    #[command(subcommand)]
    Pin(PinCommand),
    /// 这台设备上有谁 (who has a replica on this machine)
    People,
    /// 设多少天连不上服务器就锁定，书记用 (after how many days without contact devices lock, for secretaries)
    Lease(Lease),
    /// 五长名册 (the roster of heads)
    Roster,
    /// 导出为 JSON 行文件 (write the register as JSON lines)
    Export(Export),
    /// 重新整理本机的查询数据 (make the tables that queries read anew)
    Rebuild,
    /// 数据文件损坏时：改名保留，取出未同步的记录 (when the replica is damaged)
    Recover(Recover),
}

impl Arguments {
    pub(crate) fn voice(&self) -> Voice {
        Voice {
            lang: self.global.lang,
            json: self.global.json,
        }
    }

    /// Where the replica and its key are, as far as they were named.
    pub(crate) fn files(&self) -> Result<Files, Error> {
        let global = &self.global;
        // Not by clap: it does not compare what stands before a subcommand with what stands behind it.
        if global.profile.is_some() && (global.replica.is_some() || global.key_file.is_some()) {
            return Err(Error::Option {
                option: "--as",
                reason: Reason::OwnFiles,
            });
        }
        Files::at(
            global.replica.clone(),
            global.key_file.clone(),
            global.profile.as_ref(),
            global.lang,
        )
    }
}

/// How to speak to somebody whose command line could not be read: by what can be seen in it.
pub(crate) fn voice_of_the_misunderstood() -> Voice {
    let words: Vec<String> = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let english = words
        .windows(2)
        .any(|pair| pair[0] == "--lang" && pair[1] == "en")
        || words.iter().any(|word| word == "--lang=en")
        || std::env::var("LINLI_LANG").is_ok_and(|lang| lang == "en");
    Voice {
        lang: if english { Lang::En } else { Lang::Zh },
        json: words.iter().any(|word| word == "--json"),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_help_text_speaks_both_languages() {
        fn check(what: String, help: Option<String>, findings: &mut Vec<String>) {
            let help = help.unwrap_or_default();
            let chinese_first = help.starts_with(|c: char| !c.is_ascii_alphabetic());
            if !chinese_first || !help.contains(|c: char| c.is_ascii_alphabetic()) {
                findings.push(format!("{what}: {help:?}"));
            }
        }
        fn look(command: &clap::Command, path: &str, findings: &mut Vec<String>) {
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                if !["help", "version"].contains(&id) {
                    let help = argument.get_help().map(ToString::to_string);
                    check(format!("{path} {id}"), help, findings);
                }
            }
            for inner in command.get_subcommands() {
                let path = format!("{path} {}", inner.get_name());
                check(
                    path.clone(),
                    inner.get_about().map(ToString::to_string),
                    findings,
                );
                look(inner, &path, findings);
            }
        }
        let mut findings = Vec::new();
        look(&Arguments::command(), "linli", &mut findings);
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

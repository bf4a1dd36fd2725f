//! The command line, in Chinese with English after it.

mod office;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser};
use linli_domain::{Date, DeviceId, DocumentId, PersonId, Role};

use super::audit::Hash;
use super::privacy::Lang;
use crate::config::{LogFormat, Overrides};

pub(super) use office::{
    DepartmentCommand, EscrowCommand, HandoverCommand, HandoverStart, PlaceAdd, PlaceCommand, Post,
};

/// 邻里服务器：社区志愿者的离线优先后台 (the Linli server: an offline-first backend for community volunteers)
#[derive(Debug, Parser)]
#[command(name = "linli-server", version, arg_required_else_help = true)]
pub(super) struct Arguments {
    /// 配置文件，TOML (configuration file)
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "LINLI_SERVER_CONFIG_FILE"
    )]
    pub(super) config: Option<PathBuf>,
    /// 数据文件夹 (data folder) [默认 default: linli-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 以 JSON 输出结果 (print the result as JSON)
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// 日志格式 (form of the log)
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<LogFormat>,
    #[command(subcommand)]
    pub(super) command: Subcommand,
}

impl Arguments {
    pub(super) fn overrides(&self) -> Overrides {
        let mut overrides = Overrides::default();
        overrides.data.clone_from(&self.data);
        overrides.log.format = self.log_format;
        match &self.command {
            Subcommand::Serve(serve) => {
                overrides.listen = serve.listen;
                overrides.metrics_listen = serve.metrics_listen;
            }
            Subcommand::Demo(demo) => {
                overrides.listen = demo.listen;
                // The story has the terminal to itself.
                overrides.log.filter = Some("warn".to_owned());
            }
            _ => {}
        }
        overrides
    }
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommand {
    /// 启动服务器 (run the server)
    Serve(Serve),
    /// 演示：两部手机离线走访、同步、合并 (demonstration: two replicas, offline, synced, merged)
    Demo(Demo),
    /// 建立数据文件夹、数据库和密钥；可重复执行 (make the data folder, the database and keys; safe to run again)
    Init,
    /// 小区 (estates)
    #[command(subcommand)]
    Estate(EstateCommand),
    /// 地方的层级：区、街道、社区、小区 (the tree of places)
    #[command(subcommand)]
    Place(PlaceCommand),
    /// 部门：物业、城管、水务等，可以派单 (departments to which cases are dispatched)
    #[command(subcommand)]
    Department(DepartmentCommand),
    /// 交接：前任交给继任者 (handing a post over)
    #[command(subcommand)]
    Handover(HandoverCommand),
    /// 待处理的工作 (work that waits for a decision)
    #[command(subcommand)]
    Escrow(EscrowCommand),
    /// 人员、任命与邀请 (people, appointments and invitations)
    #[command(subcommand)]
    Person(PersonCommand),
    /// 设备 (devices)
    #[command(subcommand)]
    Device(DeviceCommand),
    /// 令牌签名密钥 (keys that sign access tokens)
    #[command(subcommand)]
    Key(KeyCommand),
    /// 导入住户、走访和事项 (import households, visits and cases)
    Import(Import),
    /// 导出一个小区的登记 (export an estate's register)
    Export(Export),
    /// 个人信息保护 (privacy)
    #[command(subcommand)]
    Privacy(PrivacyCommand),
    /// 按期限办结、归档、删除 (close, archive and erase what is due)
    Retention(Retention),
    /// 归档：移出手机、只在服务器上保存的内容 (what is off the phones and kept by the server alone)
    #[command(subcommand)]
    Archive(ArchiveCommand),
    /// 审计日志：谁何时写入、查看、导出或删除了什么 (the audit log: who wrote, read, exported or erased what)
    #[command(subcommand)]
    Audit(AuditCommand),
    /// 看来重复登记的人 (who may be written down twice)
    Duplicates(DuplicatesOf),
    /// 由指令重新推算全部内容并核对 (derive everything again from the commands and compare)
    Check,
    /// 备份到文件，服务器可以照常运行 (write a backup to FILE; the server may go on running)
    Backup { file: PathBuf },
    /// 从备份恢复，请先停止服务器 (restore from a backup; stop the server first)
    Restore { file: PathBuf },
}

#[derive(Debug, Args)]
pub(super) struct DuplicatesOf {
    /// 小区名称或编号，默认全部 (the estate's name or id; all of them unless given)
    #[arg(long, value_name = "NAME|ID")]
    pub(super) estate: Option<String>,
    /// 现在就查，不等到夜里 (look now instead of at night)
    #[arg(long)]
    pub(super) now: bool,
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// 监听地址 (where devices reach the server) [默认 default: 127.0.0.1:7878]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// 指标的监听地址 (where /metrics is served) [默认不开 default: nowhere]
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// linli 程序的位置 (where the program linli is) [默认 default: 与本程序同一文件夹 beside this program]
    #[arg(long, value_name = "PATH")]
    pub linli: Option<PathBuf>,
    /// 演示完就结束，不再等人加入 (end after the story instead of waiting for people to join)
    #[arg(long)]
    pub exit: bool,
    /// 监听地址 (where the server listens) [默认 default: 127.0.0.1:7878]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum EstateCommand {
    /// 从 JSON 文件建立或补充小区：名称、楼栋、房屋 (make or extend an estate: name, buildings, dwellings)
    Import { file: PathBuf },
    /// 列出小区 (list estates)
    List,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum PersonCommand {
    /// 登记人员并任命 (add a person with an appointment)
    Add(PersonAdd),
    /// 列出人员和任命 (list people and their appointments)
    List {
        /// 小区名称或编号；不写则全部 (name or id of the estate; all when left out)
        #[arg(long)]
        estate: Option<String>,
    },
    /// 发一次性邀请码 (issue a one-time invitation)
    Invite(PersonInvite),
    /// 忘记密码或输错太多次时：发一次性解锁码 (a one-time code that opens a device whose PIN is forgotten or spent)
    Unlock(PersonInvite),
    /// 停用此人的全部设备，也不能加入新设备 (suspend all devices; none can join)
    Suspend {
        /// 人员编号，或不重名的姓名 (the person's id, or a name that only one has)
        person: String,
    },
    /// 允许此人用新设备重新加入 (let the person join again with a new device)
    Resume {
        /// 人员编号，或不重名的姓名 (the person's id, or a name that only one has)
        person: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct PersonAdd {
    /// 小区或上级地方的名称或编号 (name or id of the estate, or of a place above)
    #[arg(long)]
    pub(super) estate: String,
    /// 姓名 (name)
    #[arg(long)]
    pub(super) name: String,
    /// 角色：楼长、调解长、文艺长、宣传长、互助长、支部书记、社区工作者、街道工作人员、区工作人员、部门经办人、审计员、系统管理员；
    /// 各角色可任职的级别见 docs/RIGHTS.md (building_head, mediation_head, arts_head, publicity_head,
    /// mutual_aid_head, secretary, community_staff, street_staff, district_staff, department_handler, auditor, operator;
    /// docs/RIGHTS.md says at which levels)
    #[arg(long)]
    pub(super) role: Role,
    /// 负责的楼栋，可写多次；不写则为整个小区 (building, may be repeated; the whole estate when left out)
    #[arg(long, value_name = "NAME")]
    pub(super) building: Vec<String>,
    /// 部门经办人所在的部门，名称或编号 (of a department handler: the department, by name or id)
    #[arg(long, value_name = "NAME")]
    pub(super) department: Option<String>,
    /// 任期首日 (first day) [默认今天 default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<Date>,
    /// 任期末日 (last day) [默认不限 default: open]
    #[arg(long, value_name = "DATE")]
    pub(super) until: Option<Date>,
    /// 给已有的人员加一项任命 (give the appointment to a person who is known already)
    #[arg(long, value_name = "ID")]
    pub(super) person: Option<PersonId>,
    /// 代理，须写末日 (an acting appointment; needs a last day)
    #[arg(long)]
    pub(super) acting: bool,
    /// 代理谁的职务，姓名或编号，例如其休假时 (whose place is taken, by name or id, for a leave)
    #[arg(long, value_name = "PERSON")]
    pub(super) covers: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct PersonInvite {
    /// 人员编号，或不重名的姓名 (the person's id, or a name that only one has)
    pub(super) person: String,
    /// 有效期，小时 (good for so many hours) [默认 default: 24]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub(super) hours: Option<u32>,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum DeviceCommand {
    /// 列出设备 (list devices)
    List,
    /// 停用设备，几秒内生效；设备上的记录不受影响 (suspend a device within seconds; what it holds stays)
    Suspend { device: DeviceId },
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum KeyCommand {
    /// 换新密钥；旧密钥签的令牌到期前仍有效 (make a new key; tokens of the old one are good until they expire)
    Rotate {
        /// 密钥可能泄露时用：旧令牌几秒内全部失效，设备会自动领取新令牌 (when a key may have leaked: all tokens of old keys are void within seconds; devices get new ones by themselves)
        #[arg(long)]
        at_once: bool,
    },
    /// 列出密钥名称 (list the names of the keys)
    List,
}

#[derive(Debug, Args)]
pub(super) struct Retention {
    /// 只列出，不办结、不归档、不删除 (list only; close, archive and erase nothing)
    #[arg(long)]
    pub(super) dry_run: bool,
    /// 以哪一天为准 (as of which day) [默认今天 default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) on: Option<Date>,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum ArchiveCommand {
    /// 列出归档：编号、月份、数量，没有姓名 (list it: ids, months and counts, no names)
    List {
        /// 小区名称或编号；不写则全部 (name or id of the estate; all when left out)
        #[arg(long)]
        estate: Option<String>,
    },
    /// 显示一份归档的内容；查看会记入审计日志 (show what is in one; the audit log has that it was shown)
    Show {
        /// 档案编号，见 archive list (the document's id, as archive list prints it)
        id: DocumentId,
    },
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum AuditCommand {
    /// 核对审计日志和指令日志，找出被改、被删、被加的记录 (find rows that were changed, removed or put in)
    Verify {
        /// 以前记下的末端 (a head that was noted before)
        #[arg(long, value_name = "HASH")]
        head: Option<Hash>,
    },
    /// 列出审计记录 (list the rows)
    List {
        /// 小区名称或编号；不写则全部 (name or id of the estate; all when left out)
        #[arg(long)]
        estate: Option<String>,
        /// 从这一天起 (from this day on)
        #[arg(long, value_name = "DATE")]
        since: Option<Date>,
    },
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum PrivacyCommand {
    /// 个人信息处理活动记录，Markdown (the record of processing activities, as Markdown)
    Report {
        /// 语言 (language)
        #[arg(long, value_enum, default_value_t = Lang::Zh)]
        lang: Lang,
    },
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// 小区名称；没有则新建 (name of the estate; made when there is none)
    #[arg(long)]
    pub(super) estate: String,
    /// 住户：.jsonl、.csv 或 .xlsx (households)
    #[arg(long, value_name = "FILE")]
    pub(super) households: Option<PathBuf>,
    /// 走访 (visits)
    #[arg(long, value_name = "FILE")]
    pub(super) visits: Option<PathBuf>,
    /// 事项 (cases)
    #[arg(long, value_name = "FILE")]
    pub(super) cases: Option<PathBuf>,
    /// 跳过有错的行，其余照常导入 (pass over bad rows, take the others)
    #[arg(long)]
    pub(super) skip_bad: bool,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// 小区名称或编号 (name or id of the estate)
    #[arg(long)]
    pub(super) estate: String,
    /// 写到哪个文件夹 (folder to write into)
    #[arg(long, value_name = "DIR")]
    pub(super) to: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    /// People read Chinese first; integrators find the English after it.
    #[test]
    fn every_help_text_is_bilingual() {
        fn visit(command: &clap::Command, missing: &mut Vec<String>) {
            let texts = command
                .get_arguments()
                .filter(|argument| !["help", "version"].contains(&argument.get_id().as_str()))
                .filter_map(|argument| argument.get_help())
                .chain(command.get_about())
                .map(ToString::to_string);
            for text in texts {
                let first = text.chars().next().unwrap_or(' ');
                if first.is_ascii() && !text.starts_with("linli ") || !text.contains('(') {
                    missing.push(text);
                }
            }
            for sub in command
                .get_subcommands()
                .filter(|sub| sub.get_name() != "help")
            {
                visit(sub, missing);
            }
        }
        let mut missing = Vec::new();
        visit(&Arguments::command(), &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
    }
}

//! Why a subcommand failed, in the words of the person who has to deal with it: what happened, what is
//! safe, what to do. Chinese first.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;

use linli_domain::{Refusal, text::TextError};

use crate::config::ConfigError;
use crate::environment::NoRandomness;
use crate::http::problem::chain;
use crate::http::tls::TlsError;
use crate::identity::keys::KeyError;
use crate::import::ImportError;
use crate::serve::{ListenError, StartError};
use crate::store::StoreError;

type Cause = Box<dyn Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the configuration is not usable")]
    Config(#[from] ConfigError),
    #[error("the runtime did not start")]
    Runtime(#[source] std::io::Error),
    #[error("there is no store in {}", .0.display())]
    NoStore(PathBuf),
    #[error("the store in {} can't be opened", .data.display())]
    Open {
        data: PathBuf,
        #[source]
        cause: Cause,
    },
    #[error("the folder {} can't be made", .data.display())]
    Folder {
        data: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error("TLS is not usable")]
    Tls(#[from] TlsError),
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the file {} can't be read", .file.display())]
    Unreadable {
        file: PathBuf,
        #[source]
        cause: Cause,
    },
    /// `what` in Chinese and English: "小区" and "estate".
    #[error("no such {}", .what.1)]
    Unknown { what: (&'static str, &'static str) },
    #[error("more than one {} of this name", .what.1)]
    Ambiguous { what: (&'static str, &'static str) },
    #[error("a text is not usable")]
    Text(#[from] TextError),
    #[error("what waits can't be adopted")]
    NotAdoptable(#[source] Refusal),
    #[error("what waits stands on other work that waits")]
    StandsOnWaiting,
    #[error("the person is suspended")]
    Suspended,
    #[error("an acting appointment needs a last day")]
    NoLastDay,
    #[error("the command was refused")]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Of `check`, `backup`, `restore` and `export`.
    #[error("{}", .en)]
    Maintenance {
        zh: String,
        en: String,
        #[source]
        cause: Option<Cause>,
    },
    /// A step of the demonstration did not come out as told.
    #[error("{}", .en)]
    Demo { zh: String, en: String },
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Listen(error) => error.into(),
            StartError::Tls(error) => error.into(),
        }
    }
}

impl Failure {
    /// For standard error: two sentences or three in each language, then the cause.
    pub fn message(&self) -> String {
        let (zh, en) = self.words();
        let mut text = format!("失败：{zh}\nFailed: {en}");
        // Where the words say it all already, a cause would only repeat them.
        if let Some(source) = self.source() {
            text.push_str("\n原因 (cause): ");
            text.push_str(&chain(source));
        }
        text
    }

    fn words(&self) -> (String, String) {
        match self {
            Self::Config(_) => said(
                "配置不可用，什么也没有启动或改动。请按原因修改配置文件、环境变量或参数。",
                "the configuration is not usable; nothing was started or changed. Mend the file, the environment or the flags as the cause says.",
            ),
            Self::Runtime(_) | Self::Randomness(_) => said(
                "系统没有提供所需的资源，没有改动任何内容。请检查系统后重试。",
                "the system did not give what is needed; nothing was changed. Look after the system and try again.",
            ),
            Self::NoStore(data) => {
                let data = data.display();
                (
                    format!(
                        "文件夹 {data} 里还没有数据库，没有改动任何内容。请先运行：linli-server init --data {data}"
                    ),
                    format!(
                        "there is no database in {data}; nothing was changed. Run first: linli-server init --data {data}"
                    ),
                )
            }
            Self::Open { data, .. } => (
                format!(
                    "打不开 {} 里的数据库，文件保持原样。请按原因处理后重试。",
                    data.display()
                ),
                format!(
                    "the database in {} can't be opened; the file stays as it is. Deal with the cause and try again.",
                    data.display()
                ),
            ),
            Self::Folder { data, .. } => (
                format!("无法建立文件夹 {}。请检查路径和权限。", data.display()),
                format!(
                    "the folder {} can't be made. Check the path and its permissions.",
                    data.display()
                ),
            ),
            Self::Listen(error) => listen(error.address),
            Self::Tls(TlsError::OpenToOthers { file, .. }) => {
                let file = file.display();
                (
                    format!(
                        "本机其他人能读到 TLS 私钥 {file}，服务器没有启动。请运行：chmod 640 {file}，再启动；若他人可能已读过，请换一把新的私钥。"
                    ),
                    format!(
                        "others on this machine may read the private key {file}; the server did not start. Run: chmod 640 {file}, and start it again. If somebody may have read it, get a new key."
                    ),
                )
            }
            Self::Tls(_) => said(
                "TLS 证书或私钥不可用，服务器没有启动，数据没有改动。请按原因检查 tls.cert 和 tls.key：两个 PEM 文件要属于同一张证书。",
                "the certificate or the private key is not usable; the server did not start and no data was changed. Look after tls.cert and tls.key as the cause says: two PEM files that belong to one certificate.",
            ),
            Self::Store(_) => said(
                "数据库出错，这次操作没有写入；以前的内容不受影响。请检查磁盘空间后重试。",
                "the database failed; nothing of this was written, and what was there is untouched. Check the disk's space and try again.",
            ),
            Self::Key(_) => said(
                "签名密钥不可用。请运行 linli-server init。",
                "the signing keys are not usable. Run linli-server init.",
            ),
            Self::Unreadable { file, .. } => (
                format!(
                    "读不了文件 {}，没有改动任何内容。请按原因修改后重试。",
                    file.display()
                ),
                format!(
                    "the file {} can't be read; nothing was changed. Mend it as the cause says and try again.",
                    file.display()
                ),
            ),
            Self::Unknown { what: (zh, en) } => (
                format!("没有这个{zh}，没有改动任何内容。请用 list 子命令查看名称和编号。"),
                format!(
                    "there is no such {en}; nothing was changed. The list subcommands show names and ids."
                ),
            ),
            Self::Ambiguous { what: (zh, en) } => (
                format!("有不止一个同名的{zh}，没有改动任何内容。请改用编号。"),
                format!(
                    "more than one {en} has this name; nothing was changed. Give the id instead."
                ),
            ),
            Self::Text(error) => {
                let error = error.to_string();
                (
                    format!("名称不可用：{error}。没有改动任何内容。"),
                    "the name is not usable; nothing was changed.".to_owned(),
                )
            }
            Self::Refused(refusal) => (
                refusal.code.zh().to_owned(),
                format!("{} ({refusal})", refusal.code.en()),
            ),
            Self::NotAdoptable(refusal) => (
                format!(
                    "按登记册现在的内容无法采纳：{}它仍在待处理清单中，可以退回给作者。",
                    refusal.code.zh()
                ),
                format!(
                    "it cannot be adopted as the register is now: {} It still waits; you can return it.",
                    refusal.code.en()
                ),
            ),
            Self::StandsOnWaiting => said(
                "它以另一项待处理的工作为基础，仍在清单中，没有改动。请先采纳那一项。",
                "it stands on other work that waits, and still waits itself; nothing was changed. Adopt that first.",
            ),
            Self::Suspended => said(
                "此人已被停用，没有发出邀请码。恢复请运行：linli-server person resume",
                "the person is suspended; no invitation was issued. To let them in again: linli-server person resume",
            ),
            Self::NoLastDay => said(
                "代理必须有末日，没有改动任何内容。请加 --until。",
                "an acting appointment needs a last day; nothing was changed. Add --until.",
            ),
            Self::Import(error) => (
                error.to_string(),
                "the import stopped; the line above says why in both languages.".to_owned(),
            ),
            Self::Maintenance { zh, en, .. } | Self::Demo { zh, en } => (zh.clone(), en.clone()),
        }
    }
}

fn listen(address: SocketAddr) -> (String, String) {
    (
        format!(
            "无法在 {address} 监听，可能已有程序占用；数据没有改动。请停止那个程序，或用 --listen 换一个地址。"
        ),
        format!(
            "no listener at {address}: another program may have it; no data was changed. Stop that program or choose another address by --listen."
        ),
    )
}

fn said(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

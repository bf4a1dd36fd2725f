use clap::Args;
use linli_client_core::{Error as Core, Identity};
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::files::Files;
use crate::http::{Http, Trust, base_address, is_readable_by_others};
use crate::page::{Answer, Page, Voice};

/// Longest answer to a joining, in bytes.
const ANSWER_BYTES: usize = 64 * 1024;

#[derive(Debug, Args)]
pub(crate) struct Join {
    /// 服务器地址，以 https:// 开头 (the server's address)
    #[arg(long, value_name = "URL")]
    server: String,
    /// 书记给的邀请码，只能用一次 (the one-time invitation code)
    #[arg(long)]
    code: String,
    /// 给这台设备起的名字 (a name for this device)
    #[arg(long, value_name = "DEVICE", default_value = "linli")]
    name: String,
    #[command(flatten)]
    trust: Trust,
}

#[derive(Debug, Serialize)]
pub(super) struct Joined {
    #[serde(flatten)]
    identity: Identity,
    /// The replica's file.
    replica: String,
}

impl Join {
    /// Safe to repeat when the answer got lost: the device keeps its key.
    pub(super) fn run(self, files: &Files, voice: Voice) -> Result<Joined, Error> {
        let server = base_address(&self.server)?;
        if is_readable_by_others(&server) && !voice.json {
            eprintln!(
                "{}",
                voice.lang.pick(
                    "注意：这个地址不加密，途中的人可以看到内容。正式使用请用 https://。",
                    "Note: this address is not encrypted; others on the way can read along. Use https:// for real work.",
                )
            );
        }
        let http = Http::to(&server, &self.trust)?;
        let mut desk = Desk::open_or_make(files)?;
        let request = desk.replica.join_request(self.code.trim(), &self.name)?;
        let mut answer = http.send(&request)?;
        let mut body = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            match answer.read(&mut buffer)? {
                [] => break,
                bytes => body.extend_from_slice(bytes),
            }
            if body.len() > ANSWER_BYTES {
                return Err(Core::BadAnswer("the answer is too long".into()).into());
            }
        }
        Ok(Joined {
            identity: desk.replica.join_response(&server, answer.status, &body)?,
            replica: files.replica().display().to_string(),
        })
    }
}

impl Answer for Joined {
    fn write(&self, page: &mut Page) {
        let estates: Vec<&str> = self
            .identity
            .estates
            .iter()
            .map(|(_, name)| name.as_str())
            .collect();
        let estates = estates.join("、");
        let name = &self.identity.name;
        page.line(
            format!("{name}，您已加入 {estates}。数据文件：{}", self.replica),
            format!(
                "{name}, you have joined {estates}. Replica: {}",
                self.replica
            ),
        );
        page.line("下一步：linli sync", "Next: linli sync");
    }
}

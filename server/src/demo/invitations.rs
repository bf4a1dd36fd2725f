//! After the story: how to join with codes of one's own.

use std::path::Path;

use super::Stage;
use super::estate::{BUILDING, invitation};
use crate::commands::{Console, Failure};
use crate::serve::Running;

/// Fresh codes, and commands to copy.
pub(super) async fn offer(
    stage: &Stage,
    console: &Console,
    server: &Running,
    linli: &Path,
) -> Result<(), Failure> {
    let Stage {
        estate, terminal, ..
    } = stage;
    let linli = from_here(linli);
    terminal.chapter("现在轮到您", "Your turn");
    terminal.tell(
        "服务器继续运行，按 Ctrl-C 结束。复制下面的命令加入：",
        "The server stays up until Ctrl-C. Copy a command to join:",
    );
    let url = Stage::url(server.address);
    for (person, who, file) in [
        (
            estate.zhang,
            format!("张大爷，{BUILDING}楼长 (head of building 1)"),
            "zhang-2.linli",
        ),
        (
            estate.li,
            format!("李阿姨，{BUILDING}楼长 (head of building 1)"),
            "li-2.linli",
        ),
        (
            estate.secretary,
            "王书记，支部书记 (secretary)".to_owned(),
            "wang.linli",
        ),
    ] {
        let code = invitation(server.store(), console, person).await?;
        terminal.tell(&who, "");
        terminal.plain(&format!(
            "linli --replica {file} join --server {url} --code {code}"
        ));
    }
    terminal.tell("然后试试：", "Then try:");
    for command in ["sync", "building", "search zhangsan", "status"] {
        terminal.plain(&format!("{linli} --replica wang.linli {command}"));
    }
    Ok(())
}

/// As short as it can be typed from the folder in which the demonstration was started.
fn from_here(program: &Path) -> String {
    let here = std::env::current_dir().ok();
    let short = here
        .as_deref()
        .and_then(|here| program.strip_prefix(here).ok());
    short.unwrap_or(program).display().to_string()
}

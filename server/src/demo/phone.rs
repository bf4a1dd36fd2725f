//! A phone of the story: one replica, driven by the real `linli` as a process of its own.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use serde_json::Value;

use super::terminal::Terminal;
use crate::commands::Failure;

pub(super) struct Phone {
    /// As the story calls its owner: 张大爷.
    pub(super) owner: &'static str,
    program: PathBuf,
    folder: PathBuf,
    replica: String,
    terminal: Terminal,
}

impl Phone {
    /// `replica`: the name of its file in `folder`.
    pub(super) fn new(
        owner: &'static str,
        replica: &str,
        program: &Path,
        folder: &Path,
        terminal: Terminal,
    ) -> Self {
        Self {
            owner,
            program: program.to_owned(),
            folder: folder.to_owned(),
            replica: replica.to_owned(),
            terminal,
        }
    }

    /// Runs a command in front of the audience; what it prints is shown.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<(), Failure> {
        let (status, said) = self.perform(arguments)?;
        if status.success() {
            return Ok(());
        }
        Err(self.broken(arguments, &said))
    }

    /// The same, for a command that is expected to fail: the network is away.
    pub(super) fn run_in_vain(&self, arguments: &[&str]) -> Result<(), Failure> {
        let (status, _) = self.perform(arguments)?;
        if status.success() {
            return Err(self.broken(arguments, "it was expected to fail"));
        }
        Ok(())
    }

    /// Asks behind the scenes, for a check.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Value, Failure> {
        let asked = [arguments, &["--json"]].concat();
        let output = self
            .command(&asked)
            .output()
            .map_err(|cause| self.not_run(cause))?;
        if !output.status.success() {
            return Err(self.broken(&asked, &String::from_utf8_lossy(&output.stderr)));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|_| self.broken(&asked, "it printed no JSON"))
    }

    /// What it says on both outputs is shown in the order in which it says it.
    fn perform(&self, arguments: &[&str]) -> Result<(ExitStatus, String), Failure> {
        self.terminal.typed(self.owner, &self.as_typed(arguments));
        let (mut said, voice) = std::io::pipe().map_err(|cause| self.not_run(cause))?;
        let second_voice = voice.try_clone().map_err(|cause| self.not_run(cause))?;
        let mut command = self.command(arguments);
        command.stdout(voice).stderr(second_voice);
        let mut process = command.spawn().map_err(|cause| self.not_run(cause))?;
        // It holds the writing ends, without which the reading would not end.
        drop(command);
        let mut text = String::new();
        said.read_to_string(&mut text)
            .map_err(|cause| self.not_run(cause))?;
        let status = process.wait().map_err(|cause| self.not_run(cause))?;
        self.terminal.output(&text);
        Ok((status, text))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            // Of somebody's own replica: here each has its own.
            .env_remove("LINLI_KEY_FILE")
            .args(["--replica", &self.replica])
            .args(arguments);
        command
    }

    fn not_run(&self, cause: std::io::Error) -> Failure {
        Failure::Unreadable {
            file: self.program.clone(),
            cause: cause.into(),
        }
    }

    fn broken(&self, arguments: &[&str], why: &str) -> Failure {
        let command = self.as_typed(arguments);
        let why = why.trim();
        Failure::Demo {
            zh: format!(
                "演示中断：`{command}` 没有按预期完成。您的数据不受影响，演示只用临时文件夹。"
            ),
            en: format!(
                "the story stopped: `{command}`: {why}. Your data is untouched, the story uses a folder of its own."
            ),
        }
    }

    /// Quoted where a shell needs it.
    fn as_typed(&self, arguments: &[&str]) -> String {
        let quoted = arguments.iter().map(|argument| {
            let plain = argument
                .chars()
                .all(|c| c.is_alphanumeric() || "-_./:=@".contains(c));
            if plain && !argument.is_empty() {
                (*argument).to_owned()
            } else {
                format!("'{}'", argument.replace('\'', "'\\''"))
            }
        });
        let words: Vec<String> = quoted.collect();
        format!("linli --replica {} {}", self.replica, words.join(" "))
    }
}

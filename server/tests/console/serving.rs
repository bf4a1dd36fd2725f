//! A server as a service manager runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::Console;

struct Serving {
    process: Child,
    log: BufReader<std::process::ChildStderr>,
    address: String,
}

impl Serving {
    fn start(console: &Console) -> Self {
        Self::start_with(console, &[])
    }

    fn start_with(console: &Console, variables: &[(&str, &str)]) -> Self {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--log-format", "json"];
        let mut process = console
            .command(&arguments)
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let address = line["listen.address"]
            .as_str()
            .unwrap_or_else(|| panic!("{line}"));
        Self {
            address: address.to_owned(),
            process,
            log,
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: linli\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &id])
                .status()
                .unwrap()
                .success()
        );
    }
}

#[test]
fn it_serves_until_it_is_told_to_stop_and_the_console_works_meanwhile() {
    for signal in ["TERM", "INT"] {
        let console = Console::with_estate();
        let mut serving = Serving::start(&console);
        assert!(serving.get("/readyz").starts_with("HTTP/1.1 200"));
        console.done(&[
            "person",
            "add",
            "--estate",
            "幸福里",
            "--name",
            "王秀兰",
            "--role",
            "支部书记",
        ]);
        console.done(&["person", "invite", "王秀兰"]);
        serving.signal(signal);
        assert_eq!(serving.process.wait().unwrap().code(), Some(0));
        let mut log = String::new();
        serving.log.read_to_string(&mut log).unwrap();
        assert!(log.contains("The server has stopped"), "{log}");
        assert!(!log.contains("王秀兰"), "a log names nobody");
    }
}

#[test]
fn it_keeps_to_the_terms_by_itself_where_it_is_told_to() {
    let console = Console::with_register();
    let terms = [
        ("LINLI_SERVER_RETENTION__AUTOMATIC", "true"),
        ("LINLI_SERVER_RETENTION__VISITS__ARCHIVE_AFTER_MONTHS", "1"),
        ("LINLI_SERVER_RETENTION__VISITS__ERASE_AFTER_MONTHS", "600"),
    ];
    let mut serving = Serving::start_with(&console, &terms);
    let mut line = String::new();
    while !line.contains("What was due by the terms") {
        line.clear();
        assert!(serving.log.read_line(&mut line).unwrap() > 0, "it ended");
    }
    let told: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(told["retention.erased"], 0, "{told}");
    let listed = console.done(&["archive", "list"]);
    let listed = listed["estates"][0]["archived"].as_array().unwrap();
    assert_eq!(told["retention.archived"], listed.len());
    assert!(listed.iter().any(|it| it["month"] == "2026-09"));
    serving.signal("TERM");
    assert_eq!(serving.process.wait().unwrap().code(), Some(0));
}

#[test]
fn a_key_that_others_can_read_is_named_and_nothing_is_served() {
    use std::os::unix::fs::PermissionsExt;
    let console = Console::with_estate();
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    std::fs::write(&cert, certified.cert.pem()).unwrap();
    std::fs::write(&key, certified.signing_key.serialize_pem()).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let output = console
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .env("LINLI_SERVER_TLS__CERT", &cert)
        .env("LINLI_SERVER_TLS__KEY", &key)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    let advice = format!("chmod 640 {}", key.display());
    assert!(
        said.contains("服务器没有启动") && said.contains(&advice),
        "{said}"
    );
}

#[test]
fn a_second_server_at_the_same_address_says_so() {
    let console = Console::with_estate();
    let mut serving = Serving::start(&console);
    let text = Console::with_estate().failed(&["serve", "--listen", &serving.address]);
    assert!(
        text.contains("无法在") && text.contains(&serving.address),
        "{text}"
    );
    serving.signal("TERM");
    serving.process.wait().unwrap();
}

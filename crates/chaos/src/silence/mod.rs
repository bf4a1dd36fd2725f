//! Nothing that was recorded about anybody, and nobody's name, is said where operators and machines listen:
//! in the log at its most talkative, in the words of a failure, in a metric, in the answer to a request that
//! was refused.

mod needles;
mod provoke;
mod talkative;

use std::fs;
use std::path::Path;

use linli_client_core::domain::{HouseholdId, PersonId};

use crate::failure::none;
use crate::hostile::{Books, Knowledge};
use crate::process::{How, run};
use crate::random::Random;
use crate::server::{Console, free_address};
use crate::{Failure, Programs, Result};

pub use needles::Needles;
use talkative::Talkative;

const ESTATE: &str = "幸福里";
/// Somebody who is in no fixture: recorded, searched for and sent while the server listens.
pub(crate) const NAME: &str = "司马秋霜";
pub(crate) const PHONE: &str = "13987650123";
pub(crate) const NOTE: &str = "夜里独自哭泣，女儿不知情";
const HEADS: [(&str, &str); 2] = [("张大爷", "1号楼"), ("陈国强", "2号楼")];
const SECRETARY: &str = "王秀兰";

#[derive(Debug, Clone)]
pub struct Silence {
    pub programs: Programs,
    /// The folder of the estate, with its rows: `fixtures/estates/demo`.
    pub estate: std::path::PathBuf,
}

/// What was said, where.
#[derive(Debug, Clone)]
pub struct Said {
    pub place: String,
    pub text: String,
}

impl Silence {
    /// A whole life of a server, at every level of its log. Gives what was said; breaks if somebody is named.
    pub fn run(&self) -> Result<Vec<Said>> {
        let mut said = Vec::new();
        for format in ["text", "json"] {
            said.extend(self.life(format)?);
        }
        let needles = self.needles()?;
        let found = said.iter().flat_map(|said| {
            let found = needles.found_in(&said.text).into_iter();
            found.map(|(needle, line)| format!("{}: {needle} in: {line}", said.place))
        });
        none(found.collect())?;
        Ok(said)
    }

    /// Everybody and everything that was recorded.
    pub fn needles(&self) -> Result<Needles> {
        let mut needles = Needles::of_files(&self.estate)?;
        for text in [NAME, PHONE, NOTE, SECRETARY] {
            needles.add(text);
        }
        for (head, _) in HEADS {
            needles.add(head);
        }
        Ok(needles)
    }

    fn life(&self, format: &str) -> Result<Vec<Said>> {
        let folder = tempfile::tempdir().map_err(Failure::io("making a folder"))?;
        let console = Console::new(
            &self.programs.server,
            folder.path(),
            &folder.path().join("data"),
        )?;
        let mut life = Life {
            console,
            format,
            said: Vec::new(),
        };
        life.fill(&self.estate, folder.path())?;
        let people = life.appoint()?;
        let mut server = Talkative::start(&life.console, free_address()?, format, folder.path())?;
        let phone = Phone {
            program: &self.programs.linli,
            replica: folder.path().join("phone.linli"),
        };
        life.work(&phone, &server, &people)?;
        let random = &mut Random::new(1);
        let code = life.console.invite(&people[0])?;
        let known = knowledge(&life.console, &people[0])?;
        life.said
            .extend(provoke::all(&server, &known, &code, random)?);
        life.said.push(Said {
            place: format!("metrics ({format})"),
            text: server.metrics()?,
        });
        let to = folder.path().join("rows");
        life.command(
            &[
                "export",
                "--estate",
                ESTATE,
                "--to",
                &to.display().to_string(),
            ],
            true,
        )?;
        life.command(&["check"], true)?;
        let backup = folder.path().join("backup.db").display().to_string();
        life.command(&["backup", &backup], true)?;
        life.said.push(Said {
            place: format!("log ({format})"),
            text: server.stop()?,
        });
        Ok(life.said)
    }
}

/// One life, and what was said in it.
struct Life<'a> {
    console: Console,
    format: &'a str,
    said: Vec<Said>,
}

/// The real client.
struct Phone<'a> {
    program: &'a Path,
    replica: std::path::PathBuf,
}

impl Life<'_> {
    /// What a console command says on standard error. `succeeds`: what must become of it.
    fn command(&mut self, arguments: &[&str], succeeds: bool) -> Result<String> {
        let mut command = self.console.command();
        talkative::talk(&mut command, self.format);
        let ended = run(command.arg("--json").args(arguments), None)?;
        if (ended.how == How::Exit(0)) != succeeds {
            return Err(Failure::Console {
                command: arguments.join(" "),
                said: ended.stderr,
            });
        }
        self.said.push(Said {
            place: format!("linli-server {} ({})", arguments[0], self.format),
            text: ended.stderr,
        });
        Ok(ended.stdout)
    }

    /// Rows that are right, and then rows that are not.
    fn fill(&mut self, estate: &Path, folder: &Path) -> Result<()> {
        let file = |name: &str| estate.join(name).display().to_string();
        self.command(&["init"], true)?;
        self.command(&["estate", "import", &file("estate.json")], true)?;
        let [households, visits, cases] =
            ["households.jsonl", "visits.jsonl", "cases.jsonl"].map(file);
        let import = ["import", "--estate", ESTATE];
        let rows = [
            "--households",
            &households,
            "--visits",
            &visits,
            "--cases",
            &cases,
        ];
        self.command(&[&import[..], &rows].concat(), true)?;
        let office = file("office.csv");
        self.command(&[&import[..], &["--households", &office]].concat(), true)?;
        let right = fs::read_to_string(&households).map_err(Failure::io("reading the fixture"))?;
        let broken = [
            right.replace("\"birth_year\":19", "\"birth_year\":\"周桂兰\",\"was\":19"),
            right.replace("138000", "不是电话138000"),
            right.replace("{\"id\":\"", "{\"id\":\"周桂兰"),
            right.chars().take(150).collect(),
            format!("{right}\n{{\"name\":\"{NAME}\",\"phone\":{PHONE},{NOTE}"),
        ];
        // A sheet without its header: the first row must not be taken for the names of columns.
        let sheet = fs::read_to_string(&office).map_err(Failure::io("reading the fixture"))?;
        let (_, headless) = sheet.split_once('\n').unwrap_or_default();
        let broken = broken.iter().map(|text| ("jsonl", text.as_str()));
        for (number, (kind, text)) in broken.chain([("csv", headless)]).enumerate() {
            let file = folder.join(format!("broken-{number}.{kind}"));
            fs::write(&file, text).map_err(Failure::io("writing rows"))?;
            let file = file.display().to_string();
            self.command(&[&import[..], &["--households", &file]].concat(), false)?;
        }
        Ok(())
    }

    /// The persons' ids, the heads first.
    fn appoint(&mut self) -> Result<Vec<String>> {
        let mut people = Vec::new();
        let roles = HEADS
            .iter()
            .map(|(name, building)| (*name, Some(*building)));
        for (name, building) in roles.chain([(SECRETARY, None)]) {
            let mut arguments = vec![
                "person", "add", "--estate", ESTATE, "--name", name, "--role",
            ];
            match building {
                Some(building) => arguments.extend(["building_head", "--building", building]),
                None => arguments.push("secretary"),
            }
            let added: serde_json::Value =
                serde_json::from_str(&self.command(&arguments, true)?).unwrap_or_default();
            people.push(added["person"].as_str().unwrap_or_default().to_owned());
        }
        self.command(&["person", "invite", NAME], false)?;
        self.command(&["person", "list", "--estate", ESTATE], true)?;
        let nowhere = ["--role", "building_head", "--building", PHONE];
        let add = ["person", "add", "--estate", ESTATE, "--name", NAME];
        self.command(&[&add[..], &nowhere].concat(), false)?;
        self.command(
            &[
                "person",
                "add",
                "--estate",
                NAME,
                "--name",
                NAME,
                "--role",
                "secretary",
            ],
            false,
        )?;
        Ok(people)
    }

    /// A head's day: joined, recorded, synced, and some words mistyped.
    fn work(&mut self, phone: &Phone<'_>, server: &Talkative, people: &[String]) -> Result<()> {
        let invited = self.command(&["person", "invite", &people[0]], true)?;
        let invited: serde_json::Value = serde_json::from_str(&invited).unwrap_or_default();
        let code = invited["code"].as_str().unwrap_or_default();
        let url = format!("http://{}", server.address);
        let with_note = ["--note", NOTE];
        let visit = ["visit", "record", "1-1-101", "--outcome", "met"];
        let add = ["resident", "add", "1-1-101", "--name", NAME];
        let case = [
            "case",
            "open",
            "1-1-101",
            "--title",
            NAME,
            "--category",
            "求助",
        ];
        let right: [&[&str]; 6] = [
            &["join", "--server", &url, "--code", code],
            &["sync"],
            &[&visit[..], &with_note].concat(),
            &[&add[..], &["--phone", PHONE, "--notes", NOTE]].concat(),
            &[&case[..], &["--detail", NOTE]].concat(),
            &["sync"],
        ];
        for arguments in right {
            self.said.push(phone.run(arguments, true)?);
        }
        let wrong: [&[&str]; 5] = [
            &["join", "--server", &url, "--code", NAME],
            &["household", "show", NAME],
            &["visit", "record", NAME, "--outcome", "met"],
            &["resident", "set", NAME, "--phone", NOTE],
            &["visit", "record", "1-1-101", "--outcome", NOTE],
        ];
        for arguments in wrong {
            self.said.push(phone.run(arguments, false)?);
        }
        Ok(())
    }
}

impl Phone<'_> {
    fn run(&self, arguments: &[&str], succeeds: bool) -> Result<Said> {
        let mut command = std::process::Command::new(self.program);
        command.arg("--replica").arg(&self.replica).args(arguments);
        let ended = run(&mut command, None)?;
        if (ended.how == How::Exit(0)) != succeeds {
            return Err(Failure::Client {
                command: arguments.join(" "),
                code: None,
                said: ended.stderr,
            });
        }
        Ok(Said {
            place: format!("linli {}", arguments[0]),
            text: ended.stderr,
        })
    }
}

fn knowledge(console: &Console, person: &str) -> Result<Knowledge> {
    let person: PersonId = person
        .parse()
        .map_err(|_| Failure::broken("a person's id is none"))?;
    let books = Books::open(&console.database())?;
    // The first row of the fixture: 1号楼1单元101.
    let home = "620b128d-3858-4888-abf2-8ab750461900".parse::<HouseholdId>();
    let home = home.map_err(|_| Failure::broken("the fixture has another first row"))?;
    Knowledge::of(person, home, &books)
}

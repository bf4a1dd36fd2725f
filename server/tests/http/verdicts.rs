//! Every verdict over HTTP, all in one envelope: one bad command blocks nothing but what stands on it.

use linli_documents::Document;
use linli_domain::command::{NameEstate, OpenCase, VerifyHousehold};
use linli_domain::{
    ActorId, BuildingId, CaseId, ChangeHash, Command, DocumentKey, EstateId, HouseholdId, Recorded,
    Refusal, RefusalCode,
};
use linli_server::environment::Environment;
use linli_wire::{Chain, ChainEntry, ResponseItem, Verdict};

use crate::support::{Device, TestServer, hello};

/// A head who writes to cases, each chain as another installation of the same device.
struct Head<'a> {
    server: &'a TestServer,
    device: Device,
}

impl Head<'_> {
    fn case(&self, number: u8) -> DocumentKey {
        DocumentKey::Case {
            estate: self.server.estate,
            building: self.server.building,
            case: CaseId::from_bytes([number; 16]),
        }
    }

    fn actor(&self, number: u8) -> ActorId {
        ActorId::derive(self.device.id, &[number; 16], 0)
    }

    fn entry(&self, command: Vec<u8>) -> ChainEntry {
        ChainEntry {
            at: self.server.clock.now(),
            command,
        }
    }

    /// Bytes that claim to be a command on a fresh document, executed by nobody.
    fn claim(&self, document: DocumentKey, number: u8, commands: Vec<Vec<u8>>) -> Chain {
        Chain {
            document,
            epoch: 0,
            actor: self.actor(number),
            base: Vec::new(),
            result: ChangeHash([number; 32]).into(),
            entries: commands.into_iter().map(|it| self.entry(it)).collect(),
        }
    }

    /// A case opened on the device, as its replica would.
    fn opened(&self, number: u8, title: &str) -> Chain {
        let document = self.case(number);
        let command = open(title);
        let mut chain = self.claim(document, number, vec![command.to_bytes()]);
        let recorded = Recorded {
            author: self.server.head,
            at: self.server.clock.now(),
            command,
        };
        let change = Document::genesis(&document, 0).execute(chain.actor, &recorded);
        chain.result = change.unwrap().hash.into();
        chain
    }

    fn sends(&self, counter: u64, chains: Vec<Chain>) -> Vec<Vec<Verdict>> {
        let token = self.server.token(&self.device);
        let envelope = self.device.seal(counter, chains);
        let answer = self.server.sync(&token, &[hello(self.server), envelope]);
        let verdicts = answer.into_iter().filter_map(|item| match item {
            ResponseItem::Verdicts { verdicts, .. } => Some(verdicts),
            _ => None,
        });
        verdicts.collect()
    }
}

fn open(title: &str) -> Command {
    OpenCase {
        household: None,
        title: title.parse().unwrap(),
        category: "报修".parse().unwrap(),
        detail: None,
        opened_at: Default::default(),
        visit: None,
        assignee: None,
    }
    .into()
}

fn refused(code: RefusalCode) -> Verdict {
    Verdict::Refused(code.into())
}

#[test]
fn every_verdict_is_given_and_none_hinders_another() {
    let server = TestServer::start();
    let head = Head {
        server: &server,
        device: server.device(1),
    };
    let known = head.opened(1, "楼道灯");
    let first = head.sends(1, vec![known.clone()]);
    let [Verdict::Accepted { seq }] = first[0][..] else {
        panic!("{first:?}")
    };

    let named = NameEstate {
        name: "新名".parse().unwrap(),
    };
    let verified = VerifyHousehold {
        on: "2026-11-24".parse().unwrap(),
    };
    let directory = DocumentKey::Directory {
        estate: server.estate,
    };
    let household = |building| DocumentKey::Household {
        estate: server.estate,
        building,
        household: HouseholdId::from_bytes([9; 16]),
    };
    let elsewhere = DocumentKey::Directory {
        estate: EstateId::from_bytes([0x77; 16]),
    };
    let forged = Chain {
        result: ChangeHash([0xff; 32]).into(),
        ..head.opened(8, "门禁")
    };
    let honest = head.opened(8, "门禁").result;
    let other_work = Chain {
        actor: known.actor,
        ..head.claim(known.document, 0, vec![open("别的事").to_bytes()])
    };
    let cases: Vec<(Chain, Vec<Verdict>)> = vec![
        (known.clone(), vec![Verdict::Duplicate { seq }]),
        (
            head.claim(directory, 2, vec![Command::from(named).to_bytes(); 2]),
            vec![refused(RefusalCode::NoRight), Verdict::Deferred],
        ),
        (
            head.claim(
                household(server.building),
                3,
                vec![Command::from(verified).to_bytes()],
            ),
            vec![refused(RefusalCode::NotRegistered)],
        ),
        (
            head.claim(head.case(4), 4, vec![vec![0; 128 * 1024 + 1]]),
            vec![refused(RefusalCode::TooLarge)],
        ),
        (
            head.claim(elsewhere, 5, vec![open("外区").to_bytes()]),
            vec![refused(RefusalCode::UnknownDocument)],
        ),
        (
            Chain {
                epoch: 1,
                ..head.opened(6, "水管")
            },
            vec![refused(RefusalCode::WrongEpoch)],
        ),
        (
            Chain {
                base: vec![ChangeHash([0xba; 32])],
                ..head.opened(7, "井盖")
            },
            vec![Verdict::Deferred],
        ),
        (
            head.claim(head.case(9), 9, vec![b"\xa1\x65dance\xa0".to_vec(); 2]),
            vec![Verdict::UpgradeNeeded, Verdict::Deferred],
        ),
        (other_work, vec![Verdict::ActorForked]),
        (
            head.claim(
                household(BuildingId::from_bytes([0xb9; 16])),
                10,
                vec![b"\xff".to_vec()],
            ),
            vec![refused(RefusalCode::Malformed)],
        ),
    ];
    let (mut chains, mut expected): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    chains.push(forged);
    chains.push(head.opened(11, "最后一件"));
    let mut verdicts = head.sends(2, chains.clone());
    let last = verdicts.pop().unwrap();
    assert_eq!(last, [Verdict::Accepted { seq: seq + 2 }]);
    let [
        Verdict::Superseded {
            seq: of_forged,
            hash,
        },
    ] = verdicts.pop().unwrap()[..]
    else {
        panic!("the server's own result counts")
    };
    assert_eq!(of_forged, seq + 1);
    assert_eq!(linli_wire::ChangeMark::from(hash), honest);
    assert_eq!(verdicts, expected);

    // All of it again: what is in the log is known, and what was refused stays refused.
    let again = head.sends(3, chains);
    expected.push(vec![Verdict::Superseded {
        seq: of_forged,
        hash,
    }]);
    expected.push(vec![Verdict::Duplicate { seq: seq + 2 }]);
    assert_eq!(again, expected);
    assert_eq!(server.seq(), seq + 2);
}

/// The path says which field is at fault, and never what stands in it.
#[test]
fn a_refusal_names_the_field() {
    let server = TestServer::start();
    let head = Head {
        server: &server,
        device: server.device(1),
    };
    let known = head.opened(1, "楼道灯");
    head.sends(1, vec![known.clone()]);
    let mut twice = head.claim(known.document, 2, vec![open("楼道灯").to_bytes()]);
    // Of the same second it would be the same opening, from a copy of the device.
    twice.entries[0].at = twice.entries[0].at.plus_seconds(60);
    twice.base = vec![{
        let recorded = Recorded {
            author: server.head,
            at: server.clock.now(),
            command: open("楼道灯"),
        };
        let mut document = Document::genesis(&known.document, 0);
        document.execute(known.actor, &recorded).unwrap().hash
    }];
    let verdicts = head.sends(2, vec![twice]);
    let Verdict::Refused(Refusal { code, note, .. }) = &verdicts[0][0] else {
        panic!("{verdicts:?}")
    };
    assert_eq!((*code, note), (RefusalCode::AlreadyExists, &None));
}

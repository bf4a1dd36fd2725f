//! One request, made up.

use ed25519_dalek::SigningKey;
use linli_client_core::domain::{ActorId, ChangeHash, DeviceId, DocumentKey};
use linli_fuzzing::mutate::Mutations;
use linli_wire::compression::compress;
use linli_wire::frame::{write_frame, write_item};
use linli_wire::{Chain, Envelope, MEDIA_TYPE, RequestItem};

use super::bodies::{crowd, greedy, huge, knowing, request};
use super::chains::{self, entry};
use super::device::{Device, base64};
use super::knowledge::Knowledge;
use super::line::Raw;
use super::trick::{Attempt, Must, Trick, all, chosen};
use crate::random::Random;

/// Envelopes kept for sending again.
const KEPT: usize = 64;
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What all devices bend.
pub(super) struct Materials {
    pub(super) known: Knowledge,
    /// Bodies of the fuzzers' seeds.
    pub(super) seeds: Vec<Vec<u8>>,
    /// 64 MiB of nothing, packed.
    pub(super) bomb: Vec<u8>,
}

impl Device {
    pub(super) fn attempt(&mut self, materials: &Materials, random: &mut Random) -> Attempt {
        let trick = chosen(random.below(all()));
        let (raw, must) = self
            .made(trick, materials, random)
            .unwrap_or_else(|| (self.sync(request(&[])), Must::Answered));
        Attempt { trick, raw, must }
    }

    /// `None` where the trick needs something that there is not yet.
    fn made(
        &mut self,
        trick: Trick,
        materials: &Materials,
        random: &mut Random,
    ) -> Option<(Raw, Must)> {
        let known = &materials.known;
        Some(match trick {
            Trick::Visit | Trick::Case | Trick::VisitApart | Trick::Forged => {
                let mut chain = match trick {
                    Trick::Case => chains::case(known, random),
                    Trick::VisitApart => chains::visit_apart(known, random),
                    _ => chains::visit(known, self, random),
                };
                if trick == Trick::Forged {
                    chain.result = ChangeHash(random.bytes()).into();
                }
                (self.sealed(vec![chain], true), Must::Taken)
            }
            Trick::ForAnother => {
                let chain = chains::for_another(known, random);
                (self.sealed(vec![chain], false), Must::NotTaken)
            }
            Trick::Elsewhere => {
                let chain = chains::elsewhere(known, random)?;
                (self.sealed(vec![chain], false), Must::NotTaken)
            }
            Trick::Borrowed
            | Trick::Baseless
            | Trick::OtherLife
            | Trick::Misplaced
            | Trick::Newer
            | Trick::Garbage => {
                let mut chain = chains::visit_apart(known, random);
                bend(&mut chain, trick, known, random)?;
                (self.sealed(vec![chain], false), Must::NotTaken)
            }
            Trick::Impersonating | Trick::Unsigned | Trick::Tampered => (
                self.badly_sealed(trick, known, random),
                Must::Status(&[400, 413]),
            ),
            Trick::Replayed => {
                let envelope = random.pick(&self.sent)?.clone();
                (
                    self.sync(request(&[RequestItem::Envelope(envelope)])),
                    Must::Answered,
                )
            }
            Trick::Crowded => (self.sealed(crowd(known, random), false), Must::NotTaken),
            Trick::Greedy => (
                self.sync(request(&greedy(known, random))),
                Must::Status(&[200]),
            ),
            Trick::Knowing => (
                self.sync(request(&knowing(known, random))),
                Must::Status(&[200]),
            ),
            Trick::Huge => (self.sync(huge(known, random)), Must::Status(&[400, 413])),
            Trick::Mutated => {
                let body = Mutations::from(&known.bodies, random.next()).nth(
                    usize::try_from(random.below(known.bodies.len() as u64)).unwrap_or_default(),
                )?;
                (self.sync(body), Must::Answered)
            }
            Trick::Fuzzed => {
                let nth = random.below(materials.seeds.len() as u64);
                let body = Mutations::from(&materials.seeds, random.next())
                    .nth(usize::try_from(nth).unwrap_or_default())?;
                (self.sync(body), Must::Answered)
            }
            _ => self.outside(trick, materials, random),
        })
    }

    /// What is wrong before a frame is looked at.
    fn outside(&self, trick: Trick, materials: &Materials, random: &mut Random) -> (Raw, Must) {
        let body = request(&[]);
        match trick {
            Trick::Bomb => (
                self.encoded("zstd", materials.bomb.clone()),
                Must::Status(&[413]),
            ),
            Trick::Misencoded => {
                let names = ["zstd", "gzip", "br", "zstd, gzip", "deflate"];
                let name = random.pick(&names).copied().unwrap_or("zstd");
                let bytes: [u8; 64] = random.bytes();
                let mut packed = compress(&[body, bytes.to_vec()].concat());
                packed.truncate(packed.len() / 2);
                (self.encoded(name, packed), Must::Status(&[400, 413, 415]))
            }
            Trick::HalfBody => (self.sync(vec![0x41; 5_000]).cut(2_500), Must::Answered),
            Trick::WrongType => {
                let types = ["application/cbor", JSON, "", "text/html; charset=gb18030"];
                let kind = random.pick(&types).copied().unwrap_or(JSON);
                let bearer = self.bearer();
                let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
                (
                    Raw::new("POST", "/v1/sync", &headers, body),
                    Must::Status(&[415]),
                )
            }
            Trick::Untrusted => {
                let (assertion, token) = (self.assertion(), &self.token);
                let bent = match random.below(4) {
                    0 => assertion,
                    1 => format!("{token}A"),
                    2 => base64(&random.bytes::<96>()),
                    _ => token.chars().rev().collect(),
                };
                let bent = format!("Bearer {bent}");
                let headers = [
                    ("authorization", bent.as_str()),
                    ("content-type", MEDIA_TYPE),
                ];
                (
                    Raw::new("POST", "/v1/sync", &headers, body),
                    Must::Status(&[401]),
                )
            }
            Trick::Guessed => (self.guess(random), Must::Status(&[400, 401, 403])),
            _ => (
                self.lost(random),
                Must::Status(&[200, 400, 401, 404, 405, 415, 431]),
            ),
        }
    }

    fn encoded(&self, encoding: &str, body: Vec<u8>) -> Raw {
        let bearer = self.bearer();
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", MEDIA_TYPE),
            ("content-encoding", encoding),
        ];
        Raw::new("POST", "/v1/sync", &headers, body)
    }

    /// `kept`: to be sent again later.
    fn sealed(&mut self, chains: Vec<Chain>, kept: bool) -> Raw {
        let payload = self.payload(chains);
        let envelope = Envelope::seal(&payload, &self.key);
        if kept && self.sent.len() < KEPT {
            self.sent.push(envelope.clone());
        }
        self.sync(request(&[RequestItem::Envelope(envelope)]))
    }

    fn badly_sealed(&mut self, trick: Trick, known: &Knowledge, random: &mut Random) -> Raw {
        let chain = chains::visit_apart(known, random);
        let mut payload = self.payload(vec![chain]);
        if trick == Trick::Impersonating {
            payload.device = DeviceId::from_bytes(random.bytes());
        }
        let key = match trick {
            Trick::Unsigned => SigningKey::from_bytes(&random.bytes()),
            _ => self.key.clone(),
        };
        let item = RequestItem::Envelope(Envelope::seal(&payload, &key));
        let mut body = request(&[]);
        if trick == Trick::Tampered {
            let mut bytes = minicbor::to_vec(&item).expect("memory does not refuse bytes");
            // Behind the heads of the lists: in the payload or the signature.
            let at = 40 + random.below(bytes.len() as u64 - 40);
            bytes[usize::try_from(at).unwrap_or(40)] ^= 1 << random.below(8);
            write_frame(&mut body, &bytes);
        } else {
            write_item(&mut body, &item);
        }
        self.sync(body)
    }

    fn guess(&self, random: &mut Random) -> Raw {
        if random.below(2) == 0 {
            let mut assertion = self.assertion();
            let at = random.below(assertion.len() as u64 - 1);
            assertion.remove(usize::try_from(at).unwrap_or(0));
            let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
            let body = format!("grant_type={grant}&assertion={assertion}");
            return Raw::new(
                "POST",
                "/v1/token",
                &[("content-type", FORM)],
                body.into_bytes(),
            );
        }
        let code = format!("{:010}", random.below(10_000_000_000));
        let key = base64(self.key.verifying_key().as_bytes());
        let body = format!(r#"{{"code":"{code}","public_key":"{key}","name":"手机"}}"#);
        Raw::new(
            "POST",
            "/v1/devices",
            &[("content-type", JSON)],
            body.into_bytes(),
        )
    }

    fn lost(&self, random: &mut Random) -> Raw {
        let long = "x".repeat(20_000);
        let paths = [
            "/",
            "/v1/sync/../admin",
            "/v1/sync?estate=all",
            "/metrics",
            "/v1/devices/0",
            "/v1/%00",
            "/.well-known/jwks.json",
        ];
        let methods = ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "POST"];
        let path = random.pick(&paths).copied().unwrap_or("/");
        let method = random.pick(&methods).copied().unwrap_or("GET");
        let extra = if random.below(4) == 0 { &long } else { "1" };
        let headers = [("authorization", "Bearer x"), ("x-more", extra)];
        Raw::new(method, path, &headers, Vec::new())
    }
}

fn bend(chain: &mut Chain, trick: Trick, known: &Knowledge, random: &mut Random) -> Option<()> {
    match trick {
        Trick::Borrowed => chain.actor = *random.pick(&known.actors)?,
        Trick::Baseless => {
            let heads = 1 + random.below(64);
            chain.base = (0..heads).map(|_| ChangeHash(random.bytes())).collect();
        }
        Trick::OtherLife => chain.epoch += 1 + random.next() as u32 % 9,
        Trick::Misplaced => misplace(&mut chain.document, random),
        Trick::Newer => {
            // `{"levitate": {}}`, in CBOR.
            let newer = entry(chain.entries[0].at, b"\xa1\x68levitate\xa0".to_vec());
            chain.entries.insert(0, newer);
            chain.actor = ActorId(random.bytes());
        }
        _ => {
            let right = [chain.entries[0].command.clone()];
            let bent = Mutations::from(&right, random.next()).next()?;
            // Cut short it is a command no more, whatever else was changed.
            chain.entries[0].command = bent[..bent.len() / 2].to_vec();
        }
    }
    Some(())
}

/// The right building in another estate, or another building in the right one.
fn misplace(document: &mut DocumentKey, random: &mut Random) {
    if let DocumentKey::Visits {
        estate, building, ..
    } = document
    {
        if random.below(2) == 0 {
            *estate = linli_client_core::domain::EstateId::from_bytes(random.bytes());
        } else {
            *building = linli_client_core::domain::BuildingId::from_bytes(random.bytes());
        }
    }
}

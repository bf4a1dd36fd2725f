//! A person with a right to something and a program of their own, which keeps to nothing.
//!
//! Each trick knows what the server must say to it. What the answers tell is checked where they are made.

mod ask;
mod relay;
mod trick;
mod twist;
mod write;

use ed25519_dalek::SigningKey;
use linli_client_core::domain::{ChangeHash, DeviceId, PersonId, RefusalCode, Timestamp};
use linli_wire::compression::compress;
use linli_wire::frame::write_item;
use linli_wire::{
    Chain, Envelope, EnvelopePayload, PROTOCOL, RequestHello, RequestItem, ResponseItem, Verdict,
};

use self::ask::{greedy, knowing};
use self::trick::{Standing, TRICKS, Trick, agree, expected, is_taken};
use self::twist::{anothers, elsewhere, newer};
use self::write::{Written, write};
use crate::delivery::{Answer, Letter, items};
use crate::office::Office;
use crate::office::roster::{has_left, may_write, wrote};
use crate::random::Random;
use crate::verify::Broken;

pub(crate) struct Hand {
    key: SigningKey,
    device: DeviceId,
    person: PersonId,
    counter: u64,
    /// Chains that were refused for want of a right, and in which life of the server.
    refused: Vec<(u32, Chain)>,
}

/// What came of a trick.
enum Tried {
    /// The verdicts on its chain.
    Heard(Vec<Verdict>),
    /// Whoever brings it that way hears nothing of it.
    Unheard,
    /// There is nothing to play it with.
    NoFit,
}

/// Refused chains that are remembered.
const REFUSED_MAX: usize = 3;

impl Hand {
    pub(crate) fn new(office: &Office, person: PersonId, seed: u64, now: Timestamp) -> Self {
        let mut secret = [0; 32];
        Random::new(seed ^ 0x4a4d).fill(&mut secret);
        let key = SigningKey::from_bytes(&secret);
        let device = office.enrol(person, key.verifying_key().to_bytes(), now);
        Self {
            key,
            device,
            person,
            counter: 0,
            refused: Vec::new(),
        }
    }

    pub(crate) fn device(&self) -> DeviceId {
        self.device
    }

    pub(crate) fn person(&self) -> PersonId {
        self.person
    }

    /// Plays a trick, by any number; what came of it, for the trace.
    pub(crate) fn play(
        &mut self,
        office: &Office,
        trick: u8,
        choice: u64,
        now: Timestamp,
    ) -> Result<String, Broken> {
        self.insist(office, now)?;
        let trick = TRICKS[usize::from(trick) % TRICKS.len()];
        let mut random = Random::new(choice);
        let before = office.written();
        let (said, expected) = match trick {
            Trick::Greedy | Trick::Knowing => {
                let asked = match trick {
                    Trick::Greedy => greedy(office),
                    _ => knowing(),
                };
                self.request(office, asked, now)?;
                (None, Vec::new())
            }
            _ => {
                let other_name = matches!(trick, Trick::ForAnother);
                let Some(written) = write(office, self.person, &mut random, other_name, now) else {
                    return Ok("nothing to write on".to_owned());
                };
                let (held, feed, today) = (&office.held(), written.feed(), now.date());
                let standing = Standing {
                    writes: may_write(held, self.person, feed, today),
                    wrote: wrote(held, self.person, feed, today),
                    left: has_left(held, self.person, feed, today),
                    suspended: office.suspended(self.device),
                    healing: office.is_healing(now),
                };
                let expected = expected(trick, &written, standing);
                let never = !standing.writes && !standing.wrote && !standing.healing;
                if matches!(trick, Trick::Plain) && never && self.refused.len() < REFUSED_MAX {
                    self.refused.push((office.life, written.chain.clone()));
                }
                match self.try_on(office, trick, written, &mut random, now)? {
                    Tried::Heard(said) => (Some(said), expected),
                    Tried::Unheard => (None, expected),
                    Tried::NoFit => return Ok("no trick to play".to_owned()),
                }
            }
        };
        let told = format!("{trick:?} {said:?}");
        if let Some(said) = &said
            && !expected.is_empty()
            && !agree(said, &expected)
        {
            return Err(format!("{told}, but expected {expected:?}"));
        }
        let taken = expected.iter().filter(|verdict| is_taken(verdict)).count();
        if office.written()[0] != before[0] + taken as i64 {
            return Err(format!("{told}, and the log is not what it says"));
        }
        Ok(told)
    }

    fn try_on(
        &mut self,
        office: &Office,
        trick: Trick,
        written: Written,
        random: &mut Random,
        now: Timestamp,
    ) -> Result<Tried, Broken> {
        if matches!(trick, Trick::Unsealed) {
            self.give_back(office, &written, now)?;
            return Ok(Tried::Unheard);
        }
        let Some(payload) = self.payload(office, trick, written, random) else {
            return Ok(Tried::NoFit);
        };
        if matches!(trick, Trick::Relayed | Trick::Smuggled) {
            self.relay(office, trick, &payload, random, now)?;
            return Ok(Tried::Unheard);
        }
        self.send(office, trick, &payload, now).map(Tried::Heard)
    }

    /// What was refused once stays refused, whatever rights there are now: a replica may have made a draft
    /// of it. A server that came back from a backup may have forgotten.
    fn insist(&mut self, office: &Office, now: Timestamp) -> Result<(), Broken> {
        self.refused.retain(|(life, _)| *life == office.life);
        for (_, chain) in self.refused.clone() {
            let payload = self.envelope(self.device, chain);
            let said = self.send(office, Trick::Plain, &payload, now)?;
            let refused = |code: RefusalCode| said == [Verdict::Refused(code.into())];
            // The document may have begun anew.
            if !refused(RefusalCode::NoRight) && !refused(RefusalCode::WrongEpoch) {
                return Err(format!("what was refused is {said:?} when it comes again"));
            }
        }
        Ok(())
    }

    fn envelope(&mut self, device: DeviceId, chain: Chain) -> EnvelopePayload {
        self.counter += 1;
        EnvelopePayload {
            device,
            counter: self.counter,
            previous: ChangeHash([0; 32]),
            chains: vec![chain],
        }
    }

    /// `None` where the trick does not fit what there is.
    fn payload(
        &mut self,
        office: &Office,
        trick: Trick,
        written: Written,
        random: &mut Random,
    ) -> Option<EnvelopePayload> {
        let mut chain = written.chain;
        let device = match trick {
            Trick::Impersonating => DeviceId::from_bytes([9; 16]),
            _ => self.device,
        };
        match trick {
            Trick::Forged => random.fill(&mut chain.result.0),
            Trick::Newer => chain.entries.insert(0, newer(chain.entries[0].at)),
            Trick::Borrowed => chain.actor = anothers(office, self.device, random)?,
            Trick::Baseless => {
                let mut hash = [0; 32];
                random.fill(&mut hash);
                chain.base.push(ChangeHash(hash));
            }
            Trick::OtherLife => chain.epoch += 9,
            Trick::Misplaced => chain.document = elsewhere(chain.document)?,
            _ => {}
        }
        Some(self.envelope(device, chain))
    }

    /// The verdicts on the one chain; none of a problem.
    fn send(
        &self,
        office: &Office,
        trick: Trick,
        payload: &EnvelopePayload,
        now: Timestamp,
    ) -> Result<Vec<Verdict>, Broken> {
        let key = match trick {
            Trick::Unsigned => SigningKey::from_bytes(&[5; 32]),
            _ => self.key.clone(),
        };
        let envelope = RequestItem::Envelope(Envelope::seal(payload, &key));
        let answer = self.request(office, vec![envelope], now)?;
        let refused = matches!(trick, Trick::Unsigned | Trick::Impersonating);
        if refused != (answer.status == 400) {
            return Err(format!("{trick:?} was answered with {}", answer.status));
        }
        let mut verdicts = items(&answer).into_iter().filter_map(|item| match item {
            ResponseItem::Verdicts { verdicts, .. } => Some(verdicts),
            _ => None,
        });
        Ok(verdicts.next().unwrap_or_default())
    }

    fn request(
        &self,
        office: &Office,
        items: Vec<RequestItem>,
        now: Timestamp,
    ) -> Result<Answer, Broken> {
        let mut plain = Vec::new();
        let hello = RequestHello {
            protocol: PROTOCOL,
            device_time: now,
            clock_offset: None,
            server_epoch: None,
            response_bytes: None,
            waiting: None,
        };
        write_item(&mut plain, &RequestItem::Hello(hello));
        for item in &items {
            write_item(&mut plain, item);
        }
        let letter = Letter {
            device: self.device,
            person: self.person,
            body: compress(&plain),
        };
        office.deliver(&letter, now)
    }
}

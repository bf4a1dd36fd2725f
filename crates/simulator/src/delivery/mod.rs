//! One sync between a phone and the server, with what a network does to it.

mod answer;
mod foreign;
mod hostile;
mod letter;
mod parcels;

use linli_client_core::Replica;
use linli_client_core::domain::Timestamp;
use linli_client_core::sync::{Step, SyncReport, SyncSession};

pub(crate) use self::answer::{Answer, items};
use self::foreign::foreign;
pub(crate) use self::letter::{Letter, Mail};
pub(crate) use self::parcels::Parcels;
use crate::office::{Office, server_key};
use crate::phone::{Files, Phone};
use crate::plan::Network;
use crate::verify::Broken;

/// Bytes of an answer that arrive together when nothing is said of it.
const PIECE_BYTES: usize = 4_096;

/// How a sync ended for the phone.
#[derive(Debug)]
pub(crate) enum Ended {
    Whole(SyncReport),
    /// The network failed; the phone stands where its last transaction left it.
    Broken,
    /// The server did not take the request, or the phone could not use the answer.
    Trouble(String),
}

/// One session of one phone.
pub(crate) struct Exchange<'a> {
    pub(crate) phone: &'a Phone,
    pub(crate) office: &'a mut Office,
    pub(crate) now: Timestamp,
    /// What its first request meets.
    pub(crate) network: Network,
    pub(crate) mail: &'a mut Mail,
    /// Set if the server says that an actor of the phone has forked.
    pub(crate) forked: &'a mut bool,
}

impl Exchange<'_> {
    /// Performs the session. `meanwhile` happens while the first request is under way.
    pub(crate) fn run(mut self, meanwhile: &mut dyn FnMut(&Phone)) -> Result<Ended, Broken> {
        let mut session = match self.phone.with(|replica| replica.begin_sync()) {
            Ok(session) => session,
            Err(error) => return Ok(Ended::Trouble(error.to_string())),
        };
        let mut round = 0;
        loop {
            let request = match self.phone.with(|replica| session.next(replica)) {
                Ok(Step::Done(report)) => return Ok(Ended::Whole(report)),
                Ok(Step::Send(request)) => request,
                Err(error) => return Ok(Ended::Trouble(error.to_string())),
            };
            let mut network = Network::Fine;
            let answer = if request.path == "/v1/token" {
                Some(Answer::token(&server_key().verifying_key()))
            } else {
                if round == faulty_round(self.network) {
                    network = self.network;
                }
                if round == 0 {
                    meanwhile(self.phone);
                }
                round += 1;
                self.carry(Letter::new(self.phone, request.body), network)?
            };
            let Some(answer) = answer else {
                return Ok(Ended::Broken);
            };
            *self.forked |= answer.tells_of_a_fork();
            if let Network::PhoneDies { permille } = network {
                self.take_and_die(&mut session, &answer, permille);
                return Ok(Ended::Broken);
            }
            let taken = self
                .phone
                .with(|replica| take(&mut session, replica, &answer));
            if answer.tells_to_lock() {
                self.phone.note_the_order();
            }
            match taken {
                Ok(()) if answer.is_whole() => {}
                Ok(()) => return Ok(Ended::Broken),
                Err(trouble) => return Ok(Ended::Trouble(trouble)),
            }
        }
    }

    /// Of the transactions that the answer makes, some prefix reaches the disk.
    fn take_and_die(&self, session: &mut SyncSession, answer: &Answer, permille: u16) {
        let before = self.phone.files();
        // Whether the answer could be used makes no difference: the phone forgets.
        let _: Result<(), String> = self.phone.with(|replica| take(session, replica, answer));
        if answer.tells_to_lock() {
            self.phone.note_the_order();
        }
        let torn = Files::torn(&before, &self.phone.files(), permille);
        self.phone.die_with(&torn);
    }

    /// Takes the request to the server, or not; `None` if no answer comes back.
    fn carry(&mut self, letter: Letter, network: Network) -> Result<Option<Answer>, Broken> {
        self.mail.keep(letter.clone(), network != Network::Late);
        let (office, now) = (&mut *self.office, self.now);
        match network {
            Network::LoseRequest | Network::Late => Ok(None),
            Network::Truncated { permille } => {
                hostile::truncated(office, &letter, now, permille)?;
                Ok(None)
            }
            Network::Garbled { permille, bits } => {
                hostile::garbled(office, &letter, now, permille, bits)?;
                Ok(None)
            }
            Network::Foreign { answer } => Ok(Some(foreign(answer))),
            Network::ServerFails => {
                office.break_disk();
                let answer = office.deliver(&letter, now);
                office.mend_disk();
                answer.map(Some)
            }
            Network::ServerDies { permille } => {
                let before = office.files();
                office.deliver(&letter, now)?;
                let torn = Files::torn(&before, &office.files(), permille);
                office.die_with(&torn);
                office.parcels.borrow_mut().forget_delivered();
                Ok(None)
            }
            Network::LoseAnswer => office.deliver(&letter, now).map(|_| None),
            Network::Twice => {
                // The first answer is never read.
                office.deliver(&letter, now)?;
                office.deliver(&letter, now).map(Some)
            }
            Network::Cut { permille, piece } => {
                let answer = office.deliver(&letter, now)?;
                Ok(Some(answer.cut(permille, piece)))
            }
            Network::Fine | Network::PhoneDies { .. } => office.deliver(&letter, now).map(Some),
        }
    }
}

/// Which request of a session meets the fault. Packs come with the second, so half of the phones that die do
/// so then.
fn faulty_round(network: Network) -> u32 {
    match network {
        Network::PhoneDies { permille } => u32::from(permille % 2),
        _ => 0,
    }
}

/// What came counts, also of an answer that broke off.
fn take(session: &mut SyncSession, replica: &mut Replica, answer: &Answer) -> Result<(), String> {
    let told = |error: linli_client_core::Error| error.to_string();
    session.head(answer.status, answer.encoding).map_err(told)?;
    for piece in answer.pieces() {
        session.body(replica, piece).map_err(told)?;
    }
    if answer.is_whole() {
        session.end(replica).map_err(told)?;
    }
    Ok(())
}

//! `linli escrow …`: what waits for a secretary's decision.

mod decide;
mod list;
mod mine;

use clap::{Args, Subcommand};
use linli_client_core::Error as Core;

use crate::desk::Desk;
use crate::error::Error;
use crate::http::{Http, Trust};
use crate::page::Voice;

#[derive(Debug, Args)]
pub(crate) struct Escrow {
    #[command(subcommand)]
    command: Option<EscrowCommand>,
}

#[derive(Debug, Subcommand)]
enum EscrowCommand {
    /// 书记用：列出等您决定的工作 (for secretaries: what waits for your decision)
    List(list::List),
    /// 书记用：采纳，记入登记册，仍是原作者的工作 (for secretaries: adopt, as its author's work)
    Adopt(decide::Adopt),
    /// 书记用：退回给作者 (for secretaries: return to the author)
    Return(decide::Return),
}

impl Escrow {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self.command {
            None => voice.say(&mine::mine(desk)?),
            Some(EscrowCommand::List(list)) => voice.say(&list.run(desk)?),
            Some(EscrowCommand::Adopt(adopt)) => voice.say(&adopt.run(desk)?),
            Some(EscrowCommand::Return(back)) => voice.say(&back.run(desk)?),
        }
    }
}

fn server(desk: &Desk, trust: &Trust) -> Result<Http, Error> {
    let identity = desk.replica.identity()?.ok_or(Core::NotJoined)?;
    Http::to(&identity.server, trust)
}

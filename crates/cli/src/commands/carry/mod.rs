mod list;
mod seal;
mod take;

use clap::Subcommand;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::Voice;

#[derive(Debug, Subcommand)]
pub(crate) enum Carry {
    /// 把未同步的记录封好，交给同事代送 (seal what is unsent, for a colleague to carry)
    Seal(seal::Seal),
    /// 收下同事封好的文件，下次同步时代送 (take a colleague's parcel, to be sent with the next sync)
    Take(take::Take),
    /// 代送的文件一览 (the parcels that this device carries)
    List(list::List),
}

impl Carry {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self {
            Self::Seal(seal) => voice.say(&seal.run(desk)?),
            Self::Take(take) => voice.say(&take.run(desk)?),
            Self::List(list) => voice.say(&list.run(desk)?),
        }
    }
}

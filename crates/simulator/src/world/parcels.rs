//! Work that goes from phone to phone, since its own has no signal.

use linli_client_core::Error;
use linli_client_core::carry::parts::{join_parts, text_parts};

use super::World;
use crate::plan::Harm;
use crate::verify::Broken;

/// As codes on a screen, now and then.
const PART_CHARS: usize = 400;

impl World {
    /// The phone seals its outbox for whoever will carry it.
    pub(super) fn seal(&mut self, phone: usize) -> Result<(), Broken> {
        let sealed = self.phones[phone].with(|replica| replica.seal_for_carrying());
        match sealed {
            Ok(sealed) => {
                self.tell(&format!("{sealed:?}"));
                self.office.parcels.borrow_mut().add(sealed.bytes);
                Ok(())
            }
            Err(Error::NothingToCarry | Error::NoServerKey | Error::DiskFull) => Ok(()),
            Err(error) => Err(format!("phone {phone} can't seal its work: {error}")),
        }
    }

    /// Somebody takes a sealed file along, to be sent with their next sync. Its author may be the one, and so may
    /// somebody who carries it a second time.
    pub(super) fn carry(
        &mut self,
        phone: usize,
        parcel: usize,
        harm: Option<Harm>,
    ) -> Result<(), Broken> {
        let file = self.office.parcels.borrow().pick(parcel).cloned();
        let Some(mut file) = file else {
            return Ok(());
        };
        if parcel.is_multiple_of(2) {
            let parts = text_parts(&file, PART_CHARS).join("\n");
            file = join_parts(&parts).map_err(|error| error.to_string())?;
        }
        if let Some(Harm { permille, bits }) = harm {
            let at = file.len() * usize::from(permille.min(999)) / 1_000;
            file[at] ^= bits;
        }
        let taken = self.phones[phone].with(|replica| {
            replica.forget_refused_parcels()?;
            replica.carry(&file)
        });
        self.tell(&format!("phone {phone} carries {taken:?}"));
        match taken {
            Err(Error::NoParcel) if harm.is_some() => Ok(()),
            Ok(_) | Err(Error::ParcelsFull | Error::DiskFull) => Ok(()),
            Err(error) => Err(format!("phone {phone} can't carry a file: {error}")),
        }
    }
}

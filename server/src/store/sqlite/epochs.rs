//! The actors from which the changes of a new epoch are derived. They tell whether older parts of the document were
//! archived rather than erased: whoever comes back from an old backup, and holds such parts still, has to know.

use linli_documents::Document;
use linli_domain::{ActorId, DeviceId, Epoch};
use sha2::{Digest, Sha256};

/// Stands for the server where the actors of a new epoch are derived; no key has this as its device.
const SERVER: DeviceId = DeviceId::from_bytes(*b"linli-server new");
/// The first byte is the documents' own, see `Document::begin_anew`.
const WINNER: u8 = 0xff;
/// Where the mark begins: behind what makes the actor another one in each life of the server.
const MARK: usize = 8;

/// For `Document::begin_anew`. `archived`: the epoch that last began by archiving, 0 if none did.
///
/// The document travels under the server's seal, so the mark need not be secret; it must not come about by chance.
pub(super) fn seed(console_nonce: &[u8; 16], epoch: Epoch, archived: Epoch) -> ActorId {
    let mut seed = ActorId::derive(SERVER, console_nonce, epoch);
    if archived > 0 {
        let mark = mark(&seed, epoch, archived);
        seed.0[MARK..].copy_from_slice(&mark);
    }
    seed
}

/// The epoch of the document that last began by archiving, 0 if none did.
pub(super) fn archived_in(document: &Document) -> Epoch {
    let epoch = document.epoch();
    let ids = document.change_ids();
    let actors = ids.iter().map(|(actor, _)| actor);
    let mut begun = actors.filter(|actor| actor.0[0] == WINNER);
    begun
        .find_map(|actor| (1..=epoch).find(|it| actor.0[MARK..] == mark(actor, epoch, *it)))
        .unwrap_or(0)
}

fn mark(actor: &ActorId, epoch: Epoch, archived: Epoch) -> [u8; 16 - MARK] {
    let digest = Sha256::new()
        .chain_update(b"linli archived 1")
        .chain_update(&actor.0[1..MARK])
        .chain_update(epoch.to_be_bytes())
        .chain_update(archived.to_be_bytes())
        .finalize();
    let mut mark = [0; 16 - MARK];
    mark.copy_from_slice(&digest[..16 - MARK]);
    mark
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use linli_documents::KeepAll;
    use linli_domain::{DocumentKey, EstateId};

    use super::*;

    /// An epoch that begins with nothing.
    fn begun(epoch: Epoch, archived: Epoch) -> Document {
        let estate = EstateId::from_bytes([1; 16]);
        let document = Document::genesis(&DocumentKey::Directory { estate }, epoch - 1);
        let seed = seed(&[7; 16], epoch, archived);
        let order = BTreeMap::new();
        document
            .begin_anew(epoch, seed, &order, &KeepAll, &[])
            .unwrap()
            .0
    }

    #[test]
    fn an_epoch_tells_when_it_was_archived_and_an_erasure_tells_nothing() {
        for (epoch, archived) in [(1, 0), (1, 1), (2, 1), (5, 3), (5, 0)] {
            let document = begun(epoch, archived);
            assert_eq!(archived_in(&document), archived, "{epoch}");
            let loaded = Document::load(document.key(), epoch, &document.save()).unwrap();
            assert_eq!(archived_in(&loaded), archived);
        }
    }
}

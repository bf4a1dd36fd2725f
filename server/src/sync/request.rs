//! Reading a request: total, bounded, in order.

use linli_domain::{DocumentId, EstateId};
use linli_wire::{
    Envelope, FrameReader, GivenBack, PROTOCOL, Position, RequestHello, RequestItem,
    SealedEnvelope, limits,
};

use super::SyncProblem;

/// A request whose items are known to be well formed and in their order.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) hello: RequestHello,
    pub(super) envelope: Option<Envelope>,
    /// One an estate at most, in the order given.
    pub(super) positions: Vec<(EstateId, Position)>,
    pub(super) wanted: Vec<DocumentId>,
    /// Not opened yet: whether the server sealed it is not known.
    pub(super) given_back: Vec<GivenBack>,
    pub(super) carried: Vec<SealedEnvelope>,
}

impl Request {
    /// Any bytes give a request or a problem, never a panic.
    pub(super) fn read(frames: &[u8]) -> Result<Self, SyncProblem> {
        let mut reader = FrameReader::new(limits::REQUEST_FRAME_BYTES);
        reader.push(frames);
        let Some(first) = next(&mut reader)? else {
            return Err(SyncProblem::Order("the body is empty"));
        };
        let RequestItem::Hello(hello) = first else {
            return Err(SyncProblem::Order("the hello comes first"));
        };
        if hello.protocol != PROTOCOL {
            return Err(SyncProblem::Protocol(hello.protocol));
        }
        let mut request = Self {
            hello,
            envelope: None,
            positions: Vec::new(),
            wanted: Vec::new(),
            given_back: Vec::new(),
            carried: Vec::new(),
        };
        let mut items = 1;
        while let Some(item) = next(&mut reader)? {
            items += 1;
            at_most("frames", items, limits::REQUEST_FRAMES)?;
            request.take(item)?;
        }
        reader.finish().map_err(SyncProblem::Frames)?;
        Ok(request)
    }

    fn take(&mut self, item: RequestItem) -> Result<(), SyncProblem> {
        match item {
            RequestItem::Hello(_) => Err(SyncProblem::Order("one hello a request")),
            RequestItem::Envelope(_) if self.envelope.is_some() => {
                Err(SyncProblem::Order("one envelope a request"))
            }
            RequestItem::Envelope(envelope) => {
                self.envelope = Some(envelope);
                Ok(())
            }
            RequestItem::GivenBack(given) => {
                self.given_back.push(given);
                let changes = self.given_back.iter().map(GivenBack::count).sum();
                at_most("changes given back", changes, limits::GIVEN_BACK_CHANGES)
            }
            RequestItem::Carried(parcel) => {
                self.carried.push(parcel);
                at_most(
                    "carried envelopes",
                    self.carried.len(),
                    limits::CARRIED_PER_REQUEST,
                )
            }
            RequestItem::Cursor { estate, position } => self.take_position(estate, position),
            RequestItem::Want { documents } => {
                self.wanted.extend(documents);
                at_most(
                    "wanted documents",
                    self.wanted.len(),
                    limits::WANTED_DOCUMENTS,
                )
            }
        }
    }

    fn take_position(&mut self, estate: EstateId, position: Position) -> Result<(), SyncProblem> {
        if let Position::Each { cursors } = &position {
            at_most("cursors", cursors.len(), limits::CURSORS_PER_ESTATE)?;
            if cursors.iter().any(|cursor| cursor.feed.estate != estate) {
                return Err(SyncProblem::Order("a cursor belongs to its estate"));
            }
        }
        if self.positions.iter().any(|(known, _)| *known == estate) {
            return Err(SyncProblem::Order("one position an estate"));
        }
        self.positions.push((estate, position));
        Ok(())
    }
}

fn next(reader: &mut FrameReader) -> Result<Option<RequestItem>, SyncProblem> {
    let Some(frame) = reader.next_frame().map_err(SyncProblem::Frames)? else {
        return Ok(None);
    };
    let mut decoder = minicbor::Decoder::new(frame);
    let item = decoder.decode().map_err(SyncProblem::Item)?;
    if decoder.position() == frame.len() {
        Ok(Some(item))
    } else {
        Err(SyncProblem::Order("one item a frame"))
    }
}

fn at_most(what: &'static str, count: usize, limit: usize) -> Result<(), SyncProblem> {
    if count <= limit {
        Ok(())
    } else {
        Err(SyncProblem::TooMany { what, limit })
    }
}

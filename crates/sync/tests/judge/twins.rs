//! One person's work, done again by a copy of the device: a backup that was played back, or a clone.

use linli_documents::Document;
use linli_documents::strategy::key;
use linli_domain::{ActorId, ChangeHash, Command};
use linli_wire::Verdict;
use proptest::prelude::*;

use crate::bench::{ACTOR, Server, Work, commands};

const COPY: ActorId = ActorId([0xcb; 16]);

/// Whether two of it would be two things.
fn gives_an_id(command: &Command) -> bool {
    if let Command::RegisterHousehold(it) = command {
        return !it.residents.is_empty();
    }
    matches!(
        command,
        Command::AddResident(_)
            | Command::RecordVisit(_)
            | Command::OpenCase(_)
            | Command::NoteCase(_)
            | Command::CloseCase(_)
            | Command::DispatchCase(_)
            | Command::RecallCase(_)
            | Command::AnswerCase(_)
            | Command::ReferCase(_)
            | Command::NoteReferral(_)
            | Command::Appoint(_)
            | Command::AppointActing(_)
            | Command::HandOver(_)
    )
}

/// Of a household without residents nothing has an id but itself: that somebody lives there is told by whichever
/// change says where.
fn is_of(work: &Work, entry: usize, twin: ChangeHash) -> bool {
    let command = Command::from_bytes(&work.chain.entries[entry].command).unwrap();
    match command {
        Command::RegisterHousehold(it) if it.residents.is_empty() => work.hashes.contains(&twin),
        _ => work.hashes[entry] == twin,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The copy stands where the first one stood, and knows nothing of it.
    #[test]
    fn nothing_is_in_the_log_twice((kind, mut given) in commands()) {
        // An erasure begins the document anew, and the copy's chain is not heard.
        given.retain(|recorded| !matches!(recorded.command, Command::EraseResident(_)));
        let ground = Document::genesis(&key(kind), 0);
        let first = Work::on(&mut ground.clone(), ACTOR, &given);
        let copy = Work::on(&mut ground.clone(), COPY, &given);
        prop_assume!(first.len() > 0);
        let mut server = Server::new(kind);
        server.push(&first.chain);
        let judgement = server.judge_with(&copy.chain, &|_, _| Ok(()));
        for accepted in &judgement.accepted {
            let command = Command::from_bytes(&copy.chain.entries[accepted.entry].command).unwrap();
            prop_assert!(!gives_an_id(&command), "{command:?}");
        }
        for (entry, hash) in &judgement.elsewhere {
            prop_assert!(is_of(&first, *entry, *hash));
        }
        for verdict in &judgement.verdicts {
            prop_assert!(!matches!(verdict, Verdict::Refused(_)), "{verdict:?}");
        }
    }

    /// Another person's record of the same second is another record.
    #[test]
    fn anothers_is_no_copy((kind, given) in commands()) {
        let ground = Document::genesis(&key(kind), 0);
        let mut document = ground.clone();
        let work = Work::on(&mut document, ACTOR, &given);
        for (index, entry) in work.chain.entries.iter().enumerate() {
            let command = Command::from_bytes(&entry.command).unwrap();
            let mut recorded = linli_domain::Recorded {
                author: crate::bench::AUTHOR,
                at: entry.at,
                command,
            };
            let twin = document.twin(&recorded);
            prop_assert!(twin.is_none_or(|twin| is_of(&work, index, twin)), "{recorded:?}");
            recorded.author = linli_domain::PersonId::from_bytes([0x77; 16]);
            prop_assert_eq!(document.twin(&recorded), None);
        }
    }
}

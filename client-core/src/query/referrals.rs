use std::collections::BTreeMap;

use linli_domain::EstateId;
use linli_domain::view::CaseView;

use super::from_json;
use crate::Result;
use crate::replica::Replica;

impl Replica {
    /// The cases that wait for a mediator, those that have waited longest first: of the estates in which this person
    /// mediates, so far as their directories are held here.
    pub fn referrals(&mut self) -> Result<Vec<CaseView>> {
        self.act(|work| {
            let mut statement = work.tx.prepare_cached(
                "SELECT view FROM cases WHERE waits_since IS NOT NULL ORDER BY waits_since, id",
            )?;
            let waiting = statement
                .query_map([], |row| from_json(row, 0))?
                .collect::<Result<Vec<CaseView>, _>>()?;
            let mut estates: BTreeMap<EstateId, bool> = BTreeMap::new();
            let mut theirs = Vec::new();
            for case in waiting {
                let mediates = match estates.get(&case.estate) {
                    Some(mediates) => *mediates,
                    None => {
                        let mediates = work.is_given(case.estate, "note_referral")?;
                        estates.insert(case.estate, mediates);
                        mediates
                    }
                };
                if mediates {
                    theirs.push(case);
                }
            }
            Ok(theirs)
        })
    }
}

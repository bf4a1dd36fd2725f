//! The whole table of rights through the real server: every role, at every level of the tree, with every
//! command, where the role is held and where it is not.

mod doings;
mod tree;

use std::collections::BTreeMap;

use linli_domain::rights::{Row, TABLE};
use linli_domain::{Command, Level, RefusalCode, Role};
use linli_wire::Verdict;

use doings::Doing;
use tree::{Tree, is_given_there, is_reached};

/// What is expected of a doing where the role is held, by the table's row.
fn expected(row: &Row, level: Level, doing: &Doing) -> Result<(), RefusalCode> {
    if is_the_holders_own(doing) {
        return Ok(());
    }
    let appoints = doing
        .appoints
        .is_none_or(|role| row.appoints.contains(&role));
    let reached = is_reached(level, doing.command.kind()) && is_given_there(level, &doing.command);
    if row.may_give(doing.command.name()) && appoints && reached {
        Ok(())
    } else {
        Err(RefusalCode::NoRight)
    }
}

/// Being appointed somewhere is what lets somebody accept it, whatever else they hold.
fn is_the_holders_own(doing: &Doing) -> bool {
    matches!(doing.command, Command::AcceptAppointment(_))
}

fn found(verdict: &Verdict) -> Result<(), RefusalCode> {
    match verdict {
        Verdict::Accepted { .. } => Ok(()),
        Verdict::Refused(refusal) => Err(refusal.code),
        other => panic!("{other:?}"),
    }
}

fn walk(role: Role) {
    let tree = Tree::grow();
    let row = Row::of(role).unwrap();
    let doings = Doing::all();
    let mut cells = BTreeMap::new();
    for level in Level::ALL {
        let Some(mut holder) = tree.appoint(role, level) else {
            assert!(
                !row.levels.contains(&level),
                "{role} can be held at a {level}"
            );
            continue;
        };
        assert!(
            row.levels.contains(&level),
            "{role} cannot be held at a {level}"
        );
        // First: whoever is handed a post over below has more to read.
        holder.reads_what_the_row_says(&tree, row);
        for doing in &doings {
            let (here, elsewhere) = holder.tries(&tree, doing);
            let cell = format!(
                "{role} of a {level}: {} {:?}",
                doing.command.name(),
                doing.appoints
            );
            assert_eq!(found(&here), expected(row, level, doing), "{cell}");
            let own = is_the_holders_own(doing);
            let no_right = if own {
                Ok(())
            } else {
                Err(RefusalCode::NoRight)
            };
            assert_eq!(found(&elsewhere), no_right, "elsewhere, {cell}");
            *cells.entry(doing.command.name()).or_insert(0) += 1;
        }
    }
    assert_eq!(cells.len(), Command::NAMES.len());
}

#[test]
fn the_table_has_all_roles() {
    assert_eq!(TABLE.len(), Role::ALL.len());
}

macro_rules! walks {
    ($($name:ident: $role:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            walk(Role::$role);
        }
    )*};
}

walks! {
    building_heads: BuildingHead,
    mediation_heads: MediationHead,
    arts_heads: ArtsHead,
    publicity_heads: PublicityHead,
    mutual_aid_heads: MutualAidHead,
    secretaries: Secretary,
    community_staff: CommunityStaff,
    street_staff: StreetStaff,
    district_staff: DistrictStaff,
    department_handlers: DepartmentHandler,
    auditors: Auditor,
    operators: Operator,
}

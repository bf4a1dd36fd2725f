//! The estate of the story: made as an operator would make it, from the files of `fixtures/estates/demo`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use linli_domain::text::Name;
use linli_domain::{PersonId, Role};
use uuid::Uuid;

use crate::commands::{Appointment, Console, EstateFile, Failure, new_invitation};
use crate::identity::keys;
use crate::import::{self, ImportRequest};
use crate::store::Store;

/// Inside the program, so that it shows the story wherever it stands.
const ESTATE: &str = include_str!("../../../fixtures/estates/demo/estate.json");
const HOUSEHOLDS: &str = include_str!("../../../fixtures/estates/demo/households.jsonl");
const VISITS: &str = include_str!("../../../fixtures/estates/demo/visits.jsonl");
const CASES: &str = include_str!("../../../fixtures/estates/demo/cases.jsonl");

/// The building in which both heads work.
pub(super) const BUILDING: &str = "1号楼";

/// The heads who made the visits of the register: two a building.
const HEADS: [(u128, &str, &str); 6] = [
    (0xd03b795c_db27_456e_88e7_df2a4931b463, "张大爷", BUILDING),
    (0x2b87f375_0854_4e07_9a25_81519cc80304, "李阿姨", BUILDING),
    (0x38fc9143_e3e6_40c4_987f_665cbf484ddb, "陈国强", "2号楼"),
    (0xf2febcbe_31de_4ce7_9f11_2a1106e3a8b4, "赵美玲", "2号楼"),
    (0x051adeae_cd28_4ccf_81d3_4e000640c66d, "孙建设", "3号楼"),
    (0xc970811c_223f_49ac_bf53_116b20c5654d, "钱玉珍", "3号楼"),
];

/// Hours that the invitations of the story are good for.
const INVITATION_H: u32 = 24;

pub(super) struct DemoEstate {
    pub(super) store: Arc<dyn Store>,
    pub(super) name: String,
    pub(super) zhang: PersonId,
    pub(super) li: PersonId,
    pub(super) secretary: PersonId,
}

impl DemoEstate {
    /// In a folder that is empty.
    pub(super) async fn make(console: &Console, folder: &Path) -> Result<Self, Failure> {
        let environment = console.environment.as_ref();
        let store = console
            .backend
            .open_or_create(&folder.join("server"), environment)?;
        store.add_token_key(keys::new_key(environment)?).await?;
        let file: EstateFile =
            serde_json::from_str(ESTATE).map_err(|error| Failure::Unreadable {
                file: PathBuf::from("estate.json"),
                cause: error.into(),
            })?;
        let estate = file.import(store.as_ref(), environment).await?.estate;
        import_register(console, store.as_ref(), file.name.as_str(), folder).await?;
        let buildings = store.buildings(estate).await?;
        let appoint = async |person, name: &str, role, building| {
            let appointment = Appointment {
                estate,
                person,
                name: Name::new(name)?,
                role,
                buildings: vec![building],
                department: None,
                from: None,
                until: None,
            };
            appointment.give(store.as_ref(), environment).await
        };
        for (person, name, building) in HEADS {
            let building = buildings.iter().find(|(_, known)| known == building);
            let building = building.map(|(id, _)| *id).ok_or(Failure::Unknown {
                what: ("楼栋", "building"),
            })?;
            let person = PersonId(Uuid::from_u128(person));
            appoint(Some(person), name, Role::BuildingHead, Some(building)).await?;
        }
        Ok(Self {
            zhang: PersonId(Uuid::from_u128(HEADS[0].0)),
            li: PersonId(Uuid::from_u128(HEADS[1].0)),
            secretary: appoint(None, "王书记", Role::Secretary, None).await?,
            name: file.name.to_string(),
            store,
        })
    }
}

/// A fresh one-time code, as it is typed. `store`: of the server that runs now.
pub(super) async fn invitation(
    store: &dyn Store,
    console: &Console,
    person: PersonId,
) -> Result<String, Failure> {
    let environment = console.environment.as_ref();
    let (code, _) = new_invitation(store, environment, person, INVITATION_H).await?;
    Ok(code.to_string())
}

async fn import_register(
    console: &Console,
    store: &dyn Store,
    estate: &str,
    folder: &Path,
) -> Result<(), Failure> {
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        match std::fs::write(&file, text) {
            Ok(()) => Ok(Some(file)),
            Err(cause) => Err(Failure::Folder {
                data: folder.to_owned(),
                cause,
            }),
        }
    };
    let request = ImportRequest {
        estate: estate.to_owned(),
        households: write("households.jsonl", HOUSEHOLDS)?,
        visits: write("visits.jsonl", VISITS)?,
        cases: write("cases.jsonl", CASES)?,
        skip_bad: false,
    };
    import::run(store, request, console.environment.now()).await?;
    store.refresh_packs().await?;
    Ok(())
}

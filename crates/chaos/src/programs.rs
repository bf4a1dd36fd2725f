//! The two programs under attack.

use std::path::{Path, PathBuf};

use crate::{Failure, Result};

#[derive(Debug, Clone)]
pub struct Programs {
    pub server: PathBuf,
    pub linli: PathBuf,
}

impl Programs {
    /// Beside this program, or one folder above it: there cargo puts them when this program is a test.
    pub fn beside_this_one() -> Result<Self> {
        let own = std::env::current_exe().map_err(Failure::io("looking for the programs"))?;
        let folder = own.parent().unwrap_or(Path::new("."));
        let folder = if folder.ends_with("deps") {
            folder.parent().unwrap_or(folder)
        } else {
            folder
        };
        Self::in_folder(folder)
    }

    pub fn in_folder(folder: &Path) -> Result<Self> {
        let program = |name: &str| {
            let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if path.is_file() {
                Ok(path)
            } else {
                Err(Failure::NoProgram(path))
            }
        };
        Ok(Self {
            server: program("linli-server")?,
            linli: program("linli")?,
        })
    }
}

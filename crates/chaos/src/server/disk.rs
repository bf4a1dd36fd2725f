//! The server's disk: small, where that can be had, so that it can be full.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Failure, Result};

/// Room for everything that a run records; filling it costs that much memory.
const SIZE: &str = "128m";
const PIECES: [usize; 2] = [64 * 1024, 1024];

/// A folder, on a tmpfs of its own if this process may mount one. Unmounted with its owner.
#[derive(Debug)]
pub(crate) struct Disk {
    pub(crate) folder: PathBuf,
    pub(crate) is_small: bool,
}

impl Disk {
    pub(crate) fn at(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(Failure::io("making the server's folder"))?;
        let mounted = cfg!(target_os = "linux")
            && silent(Command::new("mount").args(["-t", "tmpfs", "-o"]))
                .arg(format!("size={SIZE}"))
                .arg("linli-chaos")
                .arg(folder)
                .status()
                .is_ok_and(|status| status.success());
        Ok(Self {
            folder: folder.to_owned(),
            is_small: mounted,
        })
    }

    /// Writes until nothing more fits. Freed with the ballast.
    pub(crate) fn fill(&self) -> Result<Ballast> {
        let ballast = Ballast(self.folder.join("ballast"));
        let mut file = File::create(&ballast.0).map_err(Failure::io("filling the disk"))?;
        for piece in PIECES {
            let zeros = vec![0; piece];
            loop {
                match file.write(&zeros) {
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(Failure::io("filling the disk")(error)),
                }
            }
        }
        Ok(ballast)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if !self.is_small {
            return;
        }
        let unmount = |lazily: &[&str]| {
            let mut command = Command::new("umount");
            silent(command.args(lazily).arg(&self.folder))
                .status()
                .is_ok_and(|status| status.success())
        };
        // Lazily when something still reads there: it goes with the last reader.
        if !unmount(&[]) && !unmount(&["-l"]) {
            eprintln!(
                "linli-chaos: {} could not be unmounted",
                self.folder.display()
            );
        }
    }
}

/// What fills the disk.
#[derive(Debug)]
pub(crate) struct Ballast(PathBuf);

impl Drop for Ballast {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            eprintln!("linli-chaos: the ballast could not be removed: {error}");
        }
    }
}

fn silent(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

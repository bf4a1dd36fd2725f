//! Writes the seeds of every target into `fixtures/fuzz`, made of real encodings. Crashers that lie there
//! under names of their own stay.

use std::path::Path;

use linli_fuzzing::seeds;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/fuzz");
    for seed in seeds::all() {
        let folder = root.join(seed.target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(&seed.name), &seed.bytes)?;
    }
    Ok(())
}

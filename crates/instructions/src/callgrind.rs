//! Running one work under callgrind, and reading its count.

use std::process::Command;

/// The C library copies and compares memory by what the processor has: up to a seventh of some works.
/// Without these it takes what every x86-64 has, so that machines agree.
const PLAIN_PROCESSOR: &str = "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-BMI2,\
    -AVX_Fast_Unaligned_Load,-ERMS,-FSRM,-SSSE3,-SSE4_1,-SSE4_2,-MOVBE";

/// Instructions between entering and leaving `works::measured`.
pub(crate) fn count(work: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--collect-atstart=no",
            "--toggle-collect=*linli_instructions*measured*",
            "--callgrind-out-file=/dev/null",
        ])
        .arg(program)
        .args(["work", work])
        .env("GLIBC_TUNABLES", PLAIN_PROCESSOR)
        .output()
        .map_err(|error| format!("valgrind does not run ({error}): scripts/setup installs it"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{work} failed under valgrind:\n{said}"));
    }
    match collected(&said) {
        // Callgrind counts nothing, and says nothing, if it knows no function of that name.
        None | Some(0) => Err(format!("callgrind counted nothing in {work}:\n{said}")),
        Some(count) => Ok(count),
    }
}

/// From its last words: `==17== Collected : 123456`.
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_in_its_last_words() {
        let said = "==1== Events    : Ir\n==1== Collected : 90210\n==1== \n";
        assert_eq!(collected(said), Some(90_210));
        assert_eq!(collected("==1== Events    : Ir\n"), None);
    }
}

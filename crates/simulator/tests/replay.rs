//! A seed is a life: it can be lived again, on any machine, and a life that once broke a promise is.

use std::path::{Path, PathBuf};

use linli_simulator::{Plan, run};

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(folder)
}

/// Files with this ending, by name.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fixtures(folder)).expect("the fixtures are there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} has files");
    files
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [2, 17, 126, 1_000_003] {
        let plan = Plan::from_seed(seed);
        let mut traces = (0..2).map(|_| {
            let mut told = Vec::new();
            let outcome = run(&plan, &mut |line| told.push(line.to_owned()));
            (outcome.map(|outcome| outcome.trace), told)
        });
        assert_eq!(traces.next(), traces.next(), "seed {seed}");
    }
}

#[test]
fn kept_plans_break_nothing_any_more() {
    let readme = std::fs::read_to_string(fixtures("sim").join("README.md")).expect("a README");
    for file in files("sim", "json") {
        let name = file.file_stem().expect("a name").to_string_lossy();
        assert!(readme.contains(&*name), "the README says nothing of {name}");
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let plan: Plan = serde_json::from_str(&text).expect("a plan");
        if let Err(failure) = run(&plan, &mut |_| {}) {
            panic!("{name}: step {}: {}", failure.step, failure.broken);
        }
    }
}

#[test]
fn a_plan_survives_its_json() {
    let plan = Plan::from_seed(5);
    let text = serde_json::to_string(&plan).expect("a plan is plain data");
    assert_eq!(serde_json::from_str::<Plan>(&text).expect("a plan"), plan);
}

/// `scripts/teeth` takes long and is run now and then; that its patches still fit is known at once.
#[test]
fn every_mutant_still_applies() {
    let root = fixtures("..");
    if !root.join(".git").exists() || !git(&root, &["--version"]) {
        eprintln!("skipped: patches are tried with git, in a checkout");
        return;
    }
    let mutants = files("mutants", "patch");
    assert!(mutants.len() >= 12, "{} mutants", mutants.len());
    for file in mutants {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let promise = text.as_bytes();
        assert!(
            promise[0] == b'I' && (b'1'..=b'6').contains(&promise[1]) && promise[2] == b':',
            "{} begins with the promise that it breaks",
            file.display()
        );
        let path = file.to_str().expect("a name that can be written");
        assert!(
            git(&root, &["apply", "--check", path]),
            "{} no longer applies: make it anew on the present code",
            file.display()
        );
    }
}

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let run = std::process::Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .output();
    run.is_ok_and(|output| output.status.success())
}

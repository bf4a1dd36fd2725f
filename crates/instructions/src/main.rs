#![doc = include_str!("../README.md")]

mod callgrind;
mod counts;
mod inputs;
mod works;

use std::process::ExitCode;

use counts::Counts;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        // How callgrind is given this program.
        ["work", name] => works::run(name),
        [] => compare(),
        ["--update"] => count().and_then(|counts| counts.keep()),
        ["--times", times] => times
            .parse()
            .map_err(|_| format!("{times} is no number"))
            .and_then(spread),
        _ => Err("say nothing, --update or --times N".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("instructions: {message}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<(), String> {
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        println!("instructions: counted on x86-64 Linux only");
        return Ok(());
    }
    let kept = Counts::kept()?;
    let counts = count()?;
    let (table, moved) = counts.against(&kept);
    println!("{table}");
    if moved.is_empty() {
        return Ok(());
    }
    Err(format!(
        "more than {} % away from fixtures/instructions.json: {}.\n\
         It was counted with {}, and this is {}.\n\
         If the change is meant, run `just instructions --update` and say in the commit why.",
        counts::TOLERANCE_PERCENT,
        moved.join(", "),
        kept.compiler,
        counts.compiler,
    ))
}

fn count() -> Result<Counts, String> {
    let mut counts = Counts::of_compiler()?;
    for name in works::names() {
        counts.add(name, callgrind::count(name)?);
    }
    Ok(counts)
}

/// The smallest and the largest count of several runs.
fn spread(times: u32) -> Result<(), String> {
    for name in works::names() {
        let counts = (0..times).map(|_| callgrind::count(name));
        let counts = counts.collect::<Result<Vec<u64>, _>>()?;
        let (least, most) = (counts.iter().min(), counts.iter().max());
        let (Some(least), Some(most)) = (least, most) else {
            return Err("once at least".to_owned());
        };
        let percent = 100.0 * (most - least) as f64 / *least as f64;
        println!("{name:20} {least:>12} .. {most:>12}  {percent:.2} %");
    }
    Ok(())
}

//! `linli-chaos`: attack real processes from the command line.

mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use linli_chaos::hostile::Hostile;
use linli_chaos::rush::Rush;
use linli_chaos::siege::Siege;
use linli_chaos::{Programs, Result, Switch};

/// 实战考验：真实的服务器和客户端，随时被杀、断网、写满磁盘。 Real processes, killed, cut off, out of disk.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// 随机决定的种子；进程调度不由它决定。 Decides delays, faults and deeds, not how processes are scheduled.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 服务器被杀多少次。 How often the server is killed.
    #[arg(long, default_value_t = 200)]
    kills: u64,
    /// 客户端数量。 Clients, four buildings sharing them.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=48))]
    clients: u16,
    /// 攻击最长多少分钟。 The attack ends then, with however many kills.
    #[arg(long, default_value_t = 30)]
    minutes: u64,
    /// 集中上传时的设备数量。 Devices that push all at once.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    devices: u16,
    /// 集中上传多少轮，每轮杀一次服务器。 Pushes of all, with one kill each.
    #[arg(long, default_value_t = 10)]
    rounds: u16,
    /// 只做其中一项。 Only one of the two.
    #[arg(long)]
    only: Option<Part>,
    /// 持有有效密钥的恶意设备发出的请求数；给出时只做这一项。 Requests of hostile devices with valid keys, and nothing else.
    #[arg(long, value_name = "REQUESTS", value_parser = clap::value_parser!(u64).range(100..))]
    hostile: Option<u64>,
    /// 两个程序所在的文件夹。 Where linli-server and linli are; beside this program when left out.
    #[arg(long, value_name = "DIR")]
    programs: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// 进程、网络、磁盘。 Processes, network, disk.
    Siege,
    /// 集中上传。 All push at once.
    Rush,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let interrupted = Arc::new(Switch::default());
    listen_for_interrupts(Arc::clone(&interrupted));
    match attack(&arguments, &interrupted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("linli-chaos, seed {}:\n{failure}", arguments.seed);
            ExitCode::FAILURE
        }
    }
}

fn attack(arguments: &Arguments, interrupted: &Switch) -> Result<()> {
    let programs = match &arguments.programs {
        Some(folder) => Programs::in_folder(folder)?,
        None => Programs::beside_this_one()?,
    };
    if let Some(requests) = arguments.hostile {
        let hostile = Hostile {
            programs,
            seed: arguments.seed,
            requests,
            syncs: 40,
        };
        let outcome = hostile.run(interrupted)?;
        words::hostile(&outcome);
        return outcome.is_calm();
    }
    if arguments.only != Some(Part::Rush) {
        let siege = Siege {
            programs: programs.clone(),
            seed: arguments.seed,
            clients: arguments.clients.into(),
            server_kills: arguments.kills,
            longest: Duration::from_secs(60 * arguments.minutes),
            tell: words::progress,
        };
        let outcome = siege.run(interrupted)?;
        words::siege(&outcome);
        outcome.result?;
    }
    if arguments.only != Some(Part::Siege) {
        let rush = Rush {
            programs,
            seed: arguments.seed,
            devices: arguments.devices.into(),
            visits_each: 10,
            rounds: arguments.rounds.into(),
        };
        words::rush(&rush.run(interrupted)?);
    }
    Ok(())
}

/// The first one ends the run in order: a mount and some processes are to be cleared away.
fn listen_for_interrupts(interrupted: Arc<Switch>) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let listened = runtime.map(|runtime| {
            runtime.block_on(async {
                let terminate = async {
                    use tokio::signal::unix::{SignalKind, signal};
                    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
                        terminate.recv().await;
                    }
                };
                tokio::select! {
                    pressed = tokio::signal::ctrl_c() => drop(pressed),
                    () = terminate => {}
                }
            });
        });
        match listened {
            Ok(()) => interrupted.turn_on(),
            Err(error) => eprintln!("linli-chaos: an interrupt would leave things behind: {error}"),
        }
    });
}

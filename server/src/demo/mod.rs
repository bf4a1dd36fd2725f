//! `linli-server demo`: the main job, shown for real in a terminal. A server in this process, two
//! replicas driven through the `linli` program, and a check after every step.

mod estate;
mod invitations;
mod phone;
mod story;
mod terminal;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::commands::{Console, DemoArguments, Failure, Report, Signals};
use crate::config::{Config, TlsConfig};
use crate::serve::{self, Running};
use crate::store::Store;

use estate::DemoEstate;
use phone::Phone;
use terminal::Terminal;

/// Tells the story; then waits for people to join, unless it shall end.
pub async fn run(console: &Console, arguments: DemoArguments) -> Result<Report, Failure> {
    let linli = linli(arguments.linli)?;
    let folder = tempfile::tempdir().map_err(|cause| Failure::Folder {
        data: std::env::temp_dir(),
        cause,
    })?;
    let mut signals = Signals::new().map_err(Failure::Runtime)?;
    let stage = Stage::set(console, &linli, folder.path()).await?;
    let told = tokio::select! {
        told = stage.tell(console) => told,
        () = signals.next() => return Ok(Report::silent()),
    };
    let server = told?;
    if !arguments.exit {
        invitations::offer(&stage, console, &server, &linli).await?;
        signals.next().await;
    }
    server.stop().await;
    Ok(Report::silent())
}

/// What the story needs, before it begins.
struct Stage {
    config: Config,
    estate: DemoEstate,
    zhang: Phone,
    li: Phone,
    terminal: Terminal,
}

impl Stage {
    async fn set(console: &Console, linli: &Path, folder: &Path) -> Result<Self, Failure> {
        let terminal = Terminal::new();
        let mut config = console.config.clone();
        config.data = folder.join("server");
        // Its phones are on this machine.
        config.tls = TlsConfig::default();
        Ok(Self {
            config,
            estate: DemoEstate::make(console, folder).await?,
            zhang: Phone::new("张大爷", "zhang.linli", linli, folder, terminal),
            li: Phone::new("李阿姨", "li.linli", linli, folder, terminal),
            terminal,
        })
    }

    /// The server as it stands in the end.
    async fn tell(&self, console: &Console) -> Result<Running, Failure> {
        let server = self
            .open_server(console, Arc::clone(&self.estate.store))
            .await?;
        story::join(self, console, &server).await?;
        let address = server.address;
        server.stop().await;
        tokio::task::block_in_place(|| story::work_offline(self))?;
        let store = console.backend.open(&self.config.data)?;
        let mut config = self.config.clone();
        config.listen = address;
        let environment = Arc::clone(&console.environment);
        let server = serve::start(config, environment, store).await?;
        // The phones are processes of their own: waiting for them must not hold up the server.
        tokio::task::block_in_place(|| story::sync_and_merge(self))?;
        tokio::task::block_in_place(|| story::resolve(self))?;
        Ok(server)
    }

    async fn open_server(
        &self,
        console: &Console,
        store: Arc<dyn Store>,
    ) -> Result<Running, Failure> {
        let environment = Arc::clone(&console.environment);
        Ok(serve::start(self.config.clone(), environment, store).await?)
    }

    fn url(address: SocketAddr) -> String {
        format!("http://{address}")
    }
}

/// The program given, or the one beside this program.
fn linli(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let beside = || {
        let own = std::env::current_exe().ok()?;
        Some(own.with_file_name("linli"))
    };
    let program = given
        .or_else(beside)
        .unwrap_or_else(|| PathBuf::from("linli"));
    match program.canonicalize() {
        Ok(program) => Ok(program),
        Err(_) => Err(Failure::Demo {
            zh: format!(
                "没有找到 {}。请先编译：cargo build -p linli-cli，或用 --linli 指明它的位置。",
                program.display()
            ),
            en: format!(
                "there is no {}. Build it first (cargo build -p linli-cli), or say where it is by --linli.",
                program.display()
            ),
        }),
    }
}

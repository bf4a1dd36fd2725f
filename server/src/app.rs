//! What the routes share.

use std::sync::Arc;

use crate::config::Config;
use crate::environment::Environment;
use crate::http::Rejection;
use crate::http::rates::Rates;
use crate::http::stopping::Stopping;
use crate::identity::Identity;
use crate::identity::invitation_code::InvitationCode;
use crate::pokes::Pokes;
use crate::store::Store;

pub struct App {
    pub config: Config,
    pub environment: Arc<dyn Environment>,
    pub store: Arc<dyn Store>,
    pub identity: Identity,
    pub rates: Rates,
    pub pokes: Pokes,
    pub stopping: Stopping,
}

pub type AppState = Arc<App>;

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl App {
    pub fn new(
        config: Config,
        environment: Arc<dyn Environment>,
        store: Arc<dyn Store>,
        stopping: Stopping,
    ) -> AppState {
        Arc::new(Self {
            identity: Identity::new(Arc::clone(&store), config.tokens.lifetime_s),
            rates: Rates::new(&config.rates),
            pokes: Pokes::default(),
            config,
            environment,
            store,
            stopping,
        })
    }

    /// The code that somebody shows. It counts as a guess; what is no code at all does not.
    pub fn guessed(&self, code: &str) -> Result<InvitationCode, Rejection> {
        let code = code.parse().map_err(|_| Rejection::invalid_code())?;
        self.rates.code()?;
        Ok(code)
    }
}

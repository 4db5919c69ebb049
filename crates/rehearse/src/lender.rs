//! The port that a script's clients come to, and what they share.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, UnixStream};
use tokio::task::JoinHandle;
use tokio_postgres::{CancelToken, Config, NoTls};
use tokio_util::task::TaskTracker;
use url::Url;
use uuid::Uuid;

use crate::changes::{self, Changes, Start};
use crate::client;
use crate::error::RehearsalError;
use crate::server::Server;
use crate::session::{Opened, Session};

/// How long clients may take to end after their script has.
const GOODBYE: Duration = Duration::from_secs(10);

/// A database on which everything is tried and nothing kept.
#[derive(Debug)]
pub struct Rehearsal {
    shared: Arc<Shared>,
    config: Config,
    url: Url,
    address: SocketAddr,
    accepting: JoinHandle<()>,
    clients: TaskTracker,
    start: Start,
}

/// What all clients share.
pub(crate) struct Shared {
    pub(crate) session: Arc<tokio::sync::Mutex<Session>>,
    /// The client that has a transaction open.
    pub(crate) transaction: Mutex<Option<u32>>,
    /// The clients that are connected.
    pub(crate) connected: Mutex<BTreeSet<u32>>,
    /// What was done otherwise than the script asked, for people.
    pub(crate) notes: Mutex<BTreeSet<&'static str>>,
    pub(crate) user: String,
    pub(crate) database: String,
    pub(crate) password: String,
    pub(crate) parameters: Vec<(&'static str, String)>,
    cancel: CancelToken,
    pub(crate) server: Server,
    /// Whether a client's statement runs. Held while one is cancelled.
    running: tokio::sync::Mutex<bool>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn locked<T, R>(what: &Mutex<T>, act: impl FnOnce(&mut T) -> R) -> R {
        act(&mut what.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn note(&self, note: &'static str) {
        Self::locked(&self.notes, |notes| notes.insert(note));
    }

    /// Asks the server to give up the client's statement that is running, if there is one. Returns when the server has
    /// hung up: by then the request has been passed on, and hits nothing that is sent later.
    pub(crate) async fn cancel(&self) {
        let running = self.running.lock().await;
        if *running {
            let _ = tokio::time::timeout(Duration::from_secs(2), self.cancel_now()).await;
        }
    }

    async fn cancel_now(&self) -> std::io::Result<()> {
        let stream = self.server.connect().await?.into_std()?;
        let theirs = UnixStream::from_std(stream.try_clone()?)?;
        let mut stream = UnixStream::from_std(stream)?;
        let _ = self.cancel.cancel_query_raw(theirs, NoTls).await;
        // The server says nothing: it hangs up when it has acted.
        let _ = stream.read(&mut [0]).await?;
        Ok(())
    }

    /// Says whether a client's statement runs, and not one of ours. Waits for a request to cancel that is under way.
    pub(crate) async fn set_running(&self, running: bool) {
        *self.running.lock().await = running;
    }
}

impl Rehearsal {
    /// Opens a session on the database behind `url`, begins the transaction, and listens.
    ///
    /// # Errors
    /// When the address will not do (it must be a URL), the server can't be reached, or the
    /// transaction can't be guarded.
    pub async fn begin(url: &str) -> Result<Self, RehearsalError> {
        let wrong = |why: String| RehearsalError::Address(why);
        let mut url = Url::parse(url)
            .map_err(|error| wrong(format!("the database's address is no URL: {error}")))?;
        let asked = url.clone();
        // What drivers of scripts know is nothing to this one.
        url.set_query(None);
        let config: Config = url
            .as_str()
            .parse()
            .map_err(|error| wrong(format!("{error}")))?;
        let server = Server::of(&asked, &config).map_err(wrong)?;
        let Opened {
            mut session,
            cancel,
            parameters,
        } = Session::open(&config, &server).await?;
        session.guard().await?;
        let start = changes::start(&mut session).await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(RehearsalError::Listen)?;
        let address = listener.local_addr().map_err(RehearsalError::Listen)?;
        let user = config.get_user().unwrap_or_default().to_owned();
        let password = Uuid::new_v4().simple().to_string();
        let set = url.set_host(Some("127.0.0.1")).is_ok()
            && url.set_port(Some(address.port())).is_ok()
            && url.set_password(Some(&password)).is_ok();
        if !set {
            return Err(wrong(
                "the address has no place for a host and a password".to_owned(),
            ));
        }
        let shared = Arc::new(Shared {
            session: Arc::new(tokio::sync::Mutex::new(session)),
            transaction: Mutex::default(),
            connected: Mutex::default(),
            notes: Mutex::default(),
            database: config.get_dbname().unwrap_or(&user).to_owned(),
            user,
            password,
            parameters,
            cancel,
            server,
            running: tokio::sync::Mutex::new(false),
        });
        let clients = TaskTracker::new();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared), clients.clone()));
        Ok(Self {
            shared,
            config,
            url,
            address,
            accepting,
            clients,
            start,
        })
    }

    /// The address that scripts are given, with a password that only this rehearsal takes.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The only address that the script may reach, or its work would be no rehearsal.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether everything goes on encrypted from there. Scripts' own clients must not encrypt what they say then: this is
    /// where their TLS would end.
    pub fn is_encrypted(&self) -> bool {
        self.shared.server.is_encrypted()
    }

    /// Ends all clients, tells what would have changed, and rolls back.
    ///
    /// # Errors
    /// When the session was lost; nothing is kept then either.
    pub async fn finish(self) -> Result<Changes, RehearsalError> {
        self.accepting.abort();
        let _ = self.accepting.await;
        self.clients.close();
        let ended = async {
            // A statement that still runs is for nobody any more. A request that overtakes it finds nothing to cancel.
            let patient = Duration::from_millis(200);
            while tokio::time::timeout(patient, self.clients.wait())
                .await
                .is_err()
            {
                self.shared.cancel().await;
            }
        };
        if tokio::time::timeout(GOODBYE, ended).await.is_err() {
            return Err(RehearsalError::Lost(
                "a statement could not be cancelled".to_owned(),
            ));
        }
        let mut session = self.shared.session.lock().await;
        if let Some(why) = session.lost() {
            return Err(RehearsalError::Lost(why.to_owned()));
        }
        let mut found = changes::find(
            &mut session,
            (&self.config, &self.shared.server),
            &self.start,
        )
        .await?;
        let notes = Shared::locked(&self.shared.notes, std::mem::take);
        found.notes.extend(notes.into_iter().map(str::to_owned));
        drop(session);
        if let Ok(shared) = Arc::try_unwrap(self.shared)
            && let Ok(session) = Arc::try_unwrap(shared.session)
        {
            session.into_inner().end().await;
        }
        Ok(found)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, clients: TaskTracker) {
    let numbers = AtomicU32::new(1);
    while let Ok((stream, _)) = listener.accept().await {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        clients.spawn(client::serve(stream, Arc::clone(&shared), number));
    }
}

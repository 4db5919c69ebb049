//! From an address to an authenticated session: TCP, TLS, startup, password, until the server is ready for a query.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use bytes::BytesMut;
use connector_capability::connection::Connection;
use connector_capability::egress::Egress;
use connector_capability::meter::Meter;
use fallible_iterator::FallibleIterator;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::message::backend::{AuthenticationSaslBody, Message};
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::failure::Failure;
use crate::options::Options;
use crate::scram::Scram;
use crate::socket::Socket;
use crate::stream::Stream;
use crate::talk::{Question, Talk};
use crate::tls::{self, TlsError};
use crate::wire::{Reader, Received, Taken};

/// An authenticated connection that waits for its first query.
pub(crate) struct Session {
    pub(crate) stream: Stream,
    pub(crate) reader: Reader,
    /// What a CancelRequest must say to reach this session.
    pub(crate) key: CancelKey,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

/// Names one session to its server.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CancelKey {
    pub(crate) process_id: i32,
    pub(crate) secret_key: i32,
    /// Where the session is: behind one name there may be several servers.
    pub(crate) address: Option<SocketAddr>,
}

/// Why there is no session.
#[derive(Debug)]
pub(crate) enum Broken {
    /// Something to tell the script.
    Failure(Failure),
    /// The server said why; it is in the log.
    Refused,
    /// The server hung up without a word.
    Closed,
    /// Nobody waits for it any more.
    Abandoned,
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<TlsError> for Broken {
    fn from(error: TlsError) -> Self {
        match error {
            TlsError::Failure(failure) => Self::Failure(failure),
            TlsError::Closed => Self::Closed,
        }
    }
}

/// Connects, to `address` where one is given, and encrypts where that is wanted: all that a CancelRequest needs too.
///
/// # Errors
/// As the host's egress and TLS have them.
pub(crate) async fn open(
    options: &Options,
    egress: &dyn Egress,
    address: Option<SocketAddr>,
    deadline: Instant,
) -> Result<Stream, Broken> {
    let (host, port) = match address {
        Some(address) => (&*address.ip().to_string(), address.port()),
        None => (&*options.host, options.port),
    };
    let tcp = egress
        .connect(host, port, deadline)
        .await
        .map_err(Failure::from)?;
    match &options.tls {
        None => Ok(Stream::Plain(Socket::Awake(tcp))),
        Some(tls) => Ok(Stream::Tls(Box::new(tls::negotiate(tcp, tls).await?))),
    }
}

/// Makes a session, asking the script through `talk` where it must answer itself.
///
/// # Errors
/// See [`Broken`].
pub(crate) async fn establish(
    options: &Options,
    egress: &dyn Egress,
    meter: &Meter,
    deadline: Instant,
    max_row: u64,
    talk: &mut Talk,
) -> Result<Session, Broken> {
    // TCP's own; encryption takes PostgreSQL's request and TLS' hello besides.
    meter.round_trips_made(if options.tls.is_some() { 3 } else { 1 });
    let stream = open(options, egress, None, deadline).await?;
    if let (Some(tls), Stream::Tls(stream)) = (&options.tls, &stream)
        && tls.reject_unauthorized
        && tls.ask_identity
    {
        let names = tls::peer_names(stream);
        talk.ask(Question::Identity {
            host: tls::checked_name(tls),
            names: &names,
        })
        .await?;
    }
    let mut handshake = Handshake {
        options,
        meter,
        stream,
        reader: Reader::new(max_row),
        talk,
        output: BytesMut::new(),
        key: CancelKey::default(),
    };
    handshake.run().await?;
    Ok(Session {
        stream: handshake.stream,
        reader: handshake.reader,
        key: handshake.key,
    })
}

struct Handshake<'a> {
    options: &'a Options,
    meter: &'a Meter,
    stream: Stream,
    reader: Reader,
    talk: &'a mut Talk,
    output: BytesMut,
    key: CancelKey,
}

impl Handshake<'_> {
    async fn run(&mut self) -> Result<(), Broken> {
        let parameters = self
            .options
            .startup
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        frontend::startup_message(parameters, &mut self.output).map_err(unsendable)?;
        self.send().await?;
        loop {
            let received = self.next().await?;
            match &received.message {
                Message::AuthenticationOk => self.said("authenticationOk"),
                Message::AuthenticationCleartextPassword => {
                    self.said("authenticationCleartextPassword");
                    let password = self.password().await?.unwrap_or_default();
                    frontend::password_message(password.as_bytes(), &mut self.output)
                        .map_err(unsendable)?;
                    self.send().await?;
                }
                Message::AuthenticationMd5Password(body) => {
                    self.said("authenticationMD5Password");
                    let password = self.password().await?.unwrap_or_default();
                    let hash = md5_hash(
                        self.options.user.as_bytes(),
                        password.as_bytes(),
                        body.salt(),
                    );
                    frontend::password_message(hash.as_bytes(), &mut self.output)
                        .map_err(unsendable)?;
                    self.send().await?;
                }
                Message::AuthenticationSasl(body) => self.sasl(body).await?,
                Message::BackendKeyData(body) => {
                    let connection = self.stream.connection();
                    self.key = CancelKey {
                        process_id: body.process_id(),
                        secret_key: body.secret_key(),
                        address: connection.and_then(Connection::peer),
                    };
                    if let Some(connection) = connection {
                        connection.tell_session(self.key.process_id, self.key.secret_key);
                    }
                    self.talk.log.push(&received);
                }
                Message::ErrorResponse(_) => {
                    self.talk.note(&received);
                    return Err(Broken::Refused);
                }
                Message::ReadyForQuery(_) => {
                    self.talk.log.push(&received);
                    return Ok(());
                }
                Message::ParameterStatus(_)
                | Message::NoticeResponse(_)
                | Message::NotificationResponse(_) => {
                    self.talk.log.push(&received);
                }
                other => return Err(unknown_authentication(other).into()),
            }
        }
    }

    async fn sasl(&mut self, body: &AuthenticationSaslBody) -> Result<(), Broken> {
        self.said("authenticationSASL");
        let mut offered = Vec::new();
        let mut mechanisms = body.mechanisms();
        while let Ok(Some(mechanism)) = mechanisms.next() {
            offered.push(mechanism.to_owned());
        }
        let certificate = match (&self.stream, self.options.channel_binding) {
            (Stream::Tls(stream), true) => Some(
                tls::peer_certificate(stream)
                    .map(|c| c.to_vec())
                    .unwrap_or_default(),
            ),
            _ => None,
        };
        let password = self
            .password()
            .await?
            .filter(|_| !self.options.odd_password);
        let mut scram = Scram::start(
            &offered,
            certificate.as_deref(),
            password,
            self.options.scram_max_iterations,
        )?;
        frontend::sasl_initial_response(scram.mechanism(), scram.message(), &mut self.output)
            .map_err(unsendable)?;
        self.send().await?;
        loop {
            let received = self.next().await?;
            match &received.message {
                Message::AuthenticationSaslContinue(body) => {
                    self.said("authenticationSASLContinue");
                    scram = scram.answer(body.data()).await?;
                    frontend::sasl_response(scram.message(), &mut self.output)
                        .map_err(unsendable)?;
                    self.send().await?;
                }
                Message::AuthenticationSaslFinal(body) => {
                    self.said("authenticationSASLFinal");
                    scram.finish(body.data())?;
                    return Ok(());
                }
                Message::ErrorResponse(_) => {
                    self.talk.note(&received);
                    return Err(Broken::Refused);
                }
                Message::NoticeResponse(_) => self.talk.log.push(&received),
                // Above all AuthenticationOk: the server must prove that it knows the password first.
                _ => return Err(Failure::new("SASL: Last message was not SASLResponse").into()),
            }
        }
    }

    fn said(&mut self, name: &str) {
        self.talk.log.texts("R", &[name]);
    }

    /// The script's password; `None` when it has none.
    async fn password(&mut self) -> Result<Option<String>, Broken> {
        if self.options.ask_password {
            self.talk.ask(Question::Password).await
        } else {
            Ok(self.options.password.clone())
        }
    }

    async fn send(&mut self) -> Result<(), Broken> {
        self.meter.round_trips_made(1);
        let sent = async {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await
        };
        let result = sent.await;
        self.output.clear();
        result.map_err(|e| Failure::socket(&e, "write").into())
    }

    async fn next(&mut self) -> Result<Received, Broken> {
        loop {
            match self.reader.take()? {
                Some(Taken::Message(received)) => return Ok(received),
                Some(Taken::HugeRow) => {
                    return Err(
                        Failure::new("Received unexpected dataRow message from backend.").into(),
                    );
                }
                None => match self.stream.read_buf(&mut self.reader.input).await {
                    Ok(0) => return Err(Broken::Closed),
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                        return Err(Broken::Closed);
                    }
                    Err(error) => return Err(Failure::socket(&error, "read").into()),
                },
            }
        }
    }
}

fn unsendable(error: io::Error) -> Broken {
    Failure::new(format!("the connection's options can't be sent: {error}")).into()
}

fn unknown_authentication(message: &Message) -> Failure {
    let code = match message {
        Message::AuthenticationKerberosV5 => 2,
        Message::AuthenticationScmCredential => 6,
        Message::AuthenticationGss => 7,
        Message::AuthenticationSspi => 9,
        _ => return Failure::new("Connection terminated unexpectedly"),
    };
    Failure::new(format!("Unknown authenticationOk message type {code}"))
}

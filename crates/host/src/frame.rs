//! What parent and worker say to each other: JSON behind a length of four bytes, little endian.

use connector_contract::{Env, Invocation, Script};
use connector_runtime::{
    Coverage, LaneConfig, Place, Ready, Report, Reputation, SessionGauges, SessionsConfig,
};
use connector_sandbox::Report as SandboxReport;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::borrow::Cow;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// A job carries at most 1 MiB of source and 4 MiB of arguments, a report 4 MiB of result and 2 MiB of console; JSON
/// in JSON can double that. A worker under an attacker's control can't make the parent hold more than this.
pub(crate) const MAX_FRAME_BYTES: usize = 32 * 1024 * 1024;

/// Parent to worker.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order<'a> {
    /// The first word: how to set up.
    Begin(Settings),
    /// From now on this program is known by its number.
    Program(Box<Program<'a>>),
    /// From now on no program is.
    Forget,
    /// Serve this.
    Serve(Box<Serve<'a>>),
    /// Take an invocation back; `unless_sent`, only if no statement of it has left for a database.
    TakeBack { number: u64, unless_sent: bool },
    /// Close the database sessions that nobody uses, and keep none any more: the worker's end is near.
    CloseSessions,
    /// What the debugger says: a message of its protocol.
    Debugger(String),
}

/// How a worker sets itself up.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Isolate threads.
    pub(crate) lanes: usize,
    /// Memory that it may write to, in bytes, address space that is never touched included.
    pub(crate) data_bytes: u64,
    /// How each of them treats its isolates.
    pub(crate) lane: LaneConfig,
    /// How database sessions are lent from one invocation to the next; `None` where they aren't.
    pub(crate) sessions: Option<SessionsConfig>,
}

/// A script with all it is run with but the call.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Program<'a> {
    pub(crate) number: u64,
    pub(crate) place: Cow<'a, Place>,
    pub(crate) script: Cow<'a, Script>,
    pub(crate) env: Cow<'a, Env>,
}

/// An invocation, and where in the worker it goes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Serve<'a> {
    /// Its number: never used twice, never zero.
    pub(crate) number: u64,
    /// The isolate thread.
    pub(crate) lane: usize,
    /// Its row in the ledger.
    pub(crate) row: usize,
    /// The number of a program that it knows.
    pub(crate) program: u64,
    pub(crate) invocation: Cow<'a, Invocation>,
    /// Load the script, call nothing: the report tells what it defines as `Missing`.
    pub(crate) load_only: bool,
    /// How the script stands with others.
    pub(crate) reputation: Reputation,
    #[serde(default)]
    pub(crate) watch: Watch,
}

/// What an invocation is watched for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Watch {
    /// Nothing.
    #[default]
    Nothing,
    /// Which parts of the script run.
    Coverage,
    /// A debugger steps through it: it knows the script as `label`, and perhaps stops at its first line.
    Debugger {
        /// An absolute path.
        label: String,
        /// Whether to stop.
        stop: bool,
    },
}

/// Worker to parent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Word {
    /// V8 is up, in the sandbox that the report tells of.
    Ready(SandboxReport),
    /// V8 would not start.
    Unfit(String),
    /// A limit was hit just now; the script has been told to stop. Holds the report for the case that it never does.
    Limit { number: u64, report: Box<Report> },
    /// The script was told to stop and doesn't: its thread is lost.
    Stuck { number: u64 },
    /// Which parts of the script ran; said before the invocation is over.
    Covered(Coverage),
    /// What V8 says to the debugger: a message of its protocol.
    Debugger(String),
    /// The invocation is over.
    Ended { number: u64, report: Box<Report> },
    /// The invocation is over, and nothing of it is left.
    Gone { number: u64, report: Box<Report> },
    /// The invocation was taken back before it began.
    TakenBack { number: u64 },
    /// Nothing of the invocation is left: every database session is closed.
    Clear { number: u64 },
    /// What has become of the database sessions that are lent.
    Sessions(SessionGauges),
    /// What a lane has ready now.
    Standby { lane: usize, ready: Ready },
}

/// A frame as bytes.
pub(crate) fn encode<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)?;
    let length = bytes.len().saturating_sub(4);
    let header = u32::try_from(length)
        .ok()
        .filter(|_| length <= MAX_FRAME_BYTES);
    let header = header.ok_or_else(|| too_long(length))?;
    bytes.splice(..4, header.to_le_bytes());
    Ok(bytes)
}

/// Reads one frame; `None` at the end of the stream between two frames.
pub(crate) async fn read<T: DeserializeOwned>(
    stream: &mut (impl AsyncRead + Unpin),
) -> io::Result<Option<T>> {
    let mut header = [0; 4];
    match stream.read_exact(&mut header).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = usize::try_from(u32::from_le_bytes(header)).unwrap_or(usize::MAX);
    if length > MAX_FRAME_BYTES {
        return Err(too_long(length));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(serde_json::from_slice(&body)?))
}

/// As [`read`], on a blocking stream.
pub(crate) fn read_now<T: DeserializeOwned>(stream: &mut impl io::Read) -> io::Result<T> {
    let mut header = [0; 4];
    stream.read_exact(&mut header)?;
    let length = usize::try_from(u32::from_le_bytes(header)).unwrap_or(usize::MAX);
    if length > MAX_FRAME_BYTES {
        return Err(too_long(length));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(serde_json::from_slice(&body)?)
}

fn too_long(length: usize) -> io::Error {
    let message = format!("a frame of {length} bytes, the limit is {MAX_FRAME_BYTES} bytes");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_come_back_one_by_one() {
        let mut bytes = encode(&Word::Ready(SandboxReport::default())).unwrap();
        bytes.extend(encode(&Word::Unfit("no".into())).unwrap());
        let mut stream = bytes.as_slice();
        assert!(matches!(
            read(&mut stream).await.unwrap(),
            Some(Word::Ready(_))
        ));
        assert!(matches!(read(&mut stream).await.unwrap(), Some(Word::Unfit(why)) if why == "no"));
        assert!(read::<Word>(&mut stream).await.unwrap().is_none());
        let mut stream = bytes.as_slice();
        assert!(matches!(read_now(&mut stream).unwrap(), Word::Ready(_)));
        assert!(matches!(read_now(&mut stream).unwrap(), Word::Unfit(_)));
        assert!(read_now::<Word>(&mut stream).is_err());
    }

    #[tokio::test]
    async fn a_length_beyond_the_limit_is_refused_before_memory_is_taken() {
        let mut stream: &[u8] = &[0xff, 0xff, 0xff, 0xff, b'{'];
        assert_eq!(
            read::<Word>(&mut stream).await.unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
    }

    #[tokio::test]
    async fn a_torn_frame_is_an_error() {
        let bytes = encode(&Word::Ready(SandboxReport::default())).unwrap();
        let mut stream = &bytes[..bytes.len() - 1];
        assert!(read::<Word>(&mut stream).await.is_err());
    }
}

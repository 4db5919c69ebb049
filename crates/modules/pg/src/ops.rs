//! The ops. They trust nothing that comes from JavaScript; the shim only makes them pleasant.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use connector_capability::Capabilities;
use connector_capability::meter::PendingOp;
use deno_core::{OpState, op2};
use deno_error::JsErrorBox;
use tokio::sync::{mpsc, oneshot};

use crate::client::Command;
use crate::clients::{Clients, Handle};
use crate::failure::Failure;
use crate::limits::Bounds;
use crate::options::Options;
use crate::request::Request;
use crate::rows::Plan;

/// Longest JSON of a connection's options, certificates included.
const MAX_OPTIONS_BYTES: usize = 1024 * 1024;
/// Longest password a function may answer.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

fn capabilities(state: &OpState) -> Result<Capabilities, JsErrorBox> {
    state
        .try_borrow::<Capabilities>()
        .cloned()
        .ok_or_else(|| JsErrorBox::generic("databases can be reached only while the script runs"))
}

fn begin(state: &OpState) -> Result<(Capabilities, PendingOp), JsErrorBox> {
    let capabilities = capabilities(state)?;
    let pending = capabilities
        .begin_op()
        .map_err(|e| JsErrorBox::generic(e.to_string()))?;
    Ok((capabilities, pending))
}

fn with_client<T>(
    state: &mut OpState,
    id: u32,
    with: impl FnOnce(&mut Handle) -> T,
) -> Result<T, JsErrorBox> {
    match state
        .try_borrow_mut::<Clients>()
        .and_then(|clients| clients.get(id))
    {
        Some(handle) => Ok(with(handle)),
        None => Err(JsErrorBox::generic("no such database client")),
    }
}

/// Waits for `work`, but never beyond the invocation. What is left unanswered then is nobody's concern any more.
async fn within<T>(capabilities: &Capabilities, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = capabilities.over.cancelled() => None,
        () = tokio::time::sleep_until(capabilities.deadline.into()) => None,
        done = work => Some(done),
    }
}

fn over() -> JsErrorBox {
    JsErrorBox::generic("the invocation is over")
}

/// How many more clients the invocation may open now.
#[op2(fast)]
pub(crate) fn op_pg_free_clients(state: &mut OpState) -> Result<u32, JsErrorBox> {
    let bounds = Bounds::of(&capabilities(state)?);
    let open = state.try_borrow::<Clients>().map_or(0, Clients::open_count);
    Ok(u32::try_from(bounds.clients.saturating_sub(open)).unwrap_or(u32::MAX))
}

/// Starts a client. `{"ok":true,"id":…}`, or `{"ok":false,"error":…}`.
#[op2]
#[string]
pub(crate) fn op_pg_open(
    state: &mut OpState,
    #[string] options: String,
) -> Result<String, JsErrorBox> {
    let capabilities = capabilities(state)?;
    if options.len() > MAX_OPTIONS_BYTES {
        return Ok(Failure::limit(
            "a connection's options",
            format!("{MAX_OPTIONS_BYTES} bytes"),
        )
        .to_json());
    }
    let Ok(options) = serde_json::from_str::<Options>(&options) else {
        return Err(JsErrorBox::type_error("not a connection's options"));
    };
    if state.try_borrow::<Clients>().is_none() {
        state.put(Clients::default());
    }
    let opened = state.borrow_mut::<Clients>().open(options, &capabilities);
    Ok(match opened {
        Ok(id) => serde_json::json!({ "ok": true, "id": id }).to_string(),
        Err(failure) => failure.to_json(),
    })
}

/// The first word of a client that is connecting: `[{…},log]`. See [`crate::talk`].
#[op2]
#[string]
pub(crate) async fn op_pg_connect(
    state: Rc<RefCell<OpState>>,
    #[smi] id: u32,
) -> Result<String, JsErrorBox> {
    let (capabilities, _pending, reply) = {
        let mut state = state.borrow_mut();
        let (capabilities, pending) = begin(&state)?;
        let reply = with_client(&mut state, id, |client| client.first_reply.take())?;
        (
            capabilities,
            pending,
            reply.ok_or_else(|| JsErrorBox::generic("already connecting"))?,
        )
    };
    word(within(&capabilities, reply).await)
}

/// Answers what a connecting client asked; resolves with its next word. An empty answer with `null` set means none.
#[op2]
#[string]
pub(crate) async fn op_pg_answer(
    state: Rc<RefCell<OpState>>,
    #[smi] id: u32,
    null: bool,
    #[string] answer: String,
) -> Result<String, JsErrorBox> {
    if answer.len() > MAX_ANSWER_BYTES {
        return Err(JsErrorBox::type_error("a password this long can't be used"));
    }
    let (capabilities, _pending, commands) = {
        let mut state = state.borrow_mut();
        let (capabilities, pending) = begin(&state)?;
        let commands = with_client(&mut state, id, |client| client.commands.clone())?;
        (capabilities, pending, commands)
    };
    let (reply, answered) = oneshot::channel();
    let work = async {
        let _ = commands
            .send(Command::Answer((!null).then_some(answer), reply))
            .await;
        answered.await
    };
    word(within(&capabilities, work).await)
}

fn word(word: Option<Result<String, oneshot::error::RecvError>>) -> Result<String, JsErrorBox> {
    match word {
        Some(Ok(word)) => Ok(word),
        Some(Err(_)) => Ok(r#"[{"closed":true},[]]"#.to_owned()),
        None => Err(over()),
    }
}

/// Sends a request (see [`Request`]) and resolves with the log of its answer, `[]` when the client is gone.
/// A request that can't be sent gives `{"ok":false,"error":…}`.
#[op2]
#[string]
pub(crate) async fn op_pg_query(
    state: Rc<RefCell<OpState>>,
    #[smi] id: u32,
    #[string] request: String,
    #[buffer(copy)] parameters: Vec<u8>,
) -> Result<String, JsErrorBox> {
    let (capabilities, _pending, commands) = {
        let mut state = state.borrow_mut();
        let (capabilities, pending) = begin(&state)?;
        let commands = with_client(&mut state, id, |client| client.commands.clone())?;
        (capabilities, pending, commands)
    };
    let request = match Request::read(&request, &parameters) {
        Ok(request) => request,
        Err(failure) => return Ok(failure.to_json()),
    };
    drop(parameters);
    let (reply, answered) = oneshot::channel();
    let work = async {
        let _ = commands.send(Command::Request(request, reply)).await;
        answered.await
    };
    match within(&capabilities, work).await {
        Some(Ok(log)) => Ok(log),
        Some(Err(_)) => Ok("[]".to_owned()),
        None => Err(over()),
    }
}

/// Takes a run of rows that a log named. Without a `plan` they are arrays of texts and nulls, `[[cell,…],…]`; with one
/// (see [`Plan`]) they are as it says, or the empty text when they can't be, and stay to be asked for again.
#[op2]
#[string]
pub(crate) fn op_pg_rows(
    state: &mut OpState,
    #[smi] id: u32,
    #[smi] number: u32,
    #[string] plan: &str,
) -> Result<String, JsErrorBox> {
    let row_sets = with_client(state, id, |client| client.row_sets.clone())?;
    let rows = row_sets
        .take(number)
        .ok_or_else(|| JsErrorBox::generic("no such rows"))?;
    let json = if plan.is_empty() {
        rows.to_json()
    } else {
        let plan: Plan =
            serde_json::from_str(plan).map_err(|_| JsErrorBox::type_error("not a plan of rows"))?;
        match rows.decode(&plan) {
            Some(json) => json,
            None => {
                row_sets.put_back(number, rows);
                return Ok(String::new());
            }
        }
    };
    // Every piece was made from `str`s, so this never has to replace anything.
    Ok(String::from_utf8(json)
        .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

/// What happened outside of any request: `[{},log]`, and finally `[{"closed":true,"error":…},log]`.
#[op2]
#[string]
pub(crate) async fn op_pg_next_event(
    state: Rc<RefCell<OpState>>,
    #[smi] id: u32,
) -> Result<String, JsErrorBox> {
    let (capabilities, _pending, events) = {
        let mut state = state.borrow_mut();
        let (capabilities, pending) = begin(&state)?;
        let events = with_client(&mut state, id, |client| Arc::clone(&client.events))?;
        (capabilities, pending, events)
    };
    let next = async {
        let mut events = events.lock().await;
        events.recv().await
    };
    match within(&capabilities, next).await {
        Some(Some(event)) => Ok(event),
        Some(None) => Ok(r#"[{"closed":true},[]]"#.to_owned()),
        None => Err(over()),
    }
}

/// Says good-bye; the end is told as an event.
#[op2(fast)]
pub(crate) fn op_pg_end(state: &mut OpState, #[smi] id: u32) -> Result<(), JsErrorBox> {
    with_client(state, id, |client| client.end.cancel())
}

/// Cuts the connection, cancelling what runs; the end is told as an event.
#[op2(fast)]
pub(crate) fn op_pg_terminate(state: &mut OpState, #[smi] id: u32) -> Result<(), JsErrorBox> {
    with_client(state, id, |client| client.terminate.cancel())
}

/// Asks the server to give up the client's statement. Says whether the wish could be passed on.
#[op2(fast)]
pub(crate) fn op_pg_cancel(state: &mut OpState, #[smi] id: u32) -> Result<bool, JsErrorBox> {
    with_client(state, id, |client| {
        !matches!(
            client.commands.try_send(Command::Cancel),
            Err(mpsc::error::TrySendError::Closed(_))
        )
    })
}

//! What of a script ran, as V8's precise block coverage has it.

use std::cell::RefCell;
use std::rc::Rc;

use deno_core::{InspectorSessionKind, JsRuntime, JsRuntimeInspector, LocalInspectorSession};
use serde::{Deserialize, Serialize};

/// How often the pieces of one script ran, in one invocation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Functions from the outside in; of each, pieces from the outside in. What stands later is more exact.
    pub functions: Vec<Vec<Piece>>,
}

/// A piece of source: offsets are UTF-16 units, the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Its first unit.
    #[serde(rename = "startOffset")]
    pub start: usize,
    /// The unit behind its last.
    #[serde(rename = "endOffset")]
    pub end: usize,
    /// How often it ran.
    pub count: u64,
}

/// What the profiler answers.
#[derive(Deserialize)]
struct Answer {
    result: Taken,
}

#[derive(Deserialize)]
struct Taken {
    result: Vec<OfScript>,
}

#[derive(Deserialize)]
struct OfScript {
    url: String,
    functions: Vec<OfFunction>,
}

#[derive(Deserialize)]
struct OfFunction {
    ranges: Vec<Piece>,
}

/// Counts while it lives. Must go before the runtime does.
pub(crate) struct Counter {
    session: LocalInspectorSession,
    said: Rc<RefCell<Vec<String>>>,
}

impl Counter {
    /// Starts counting. Call it before the script is compiled.
    pub(crate) fn start(runtime: &mut JsRuntime) -> Self {
        runtime.maybe_init_inspector();
        let said = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&said);
        let mut session = JsRuntimeInspector::create_local_session(
            runtime.inspector(),
            Box::new(move |message| heard.borrow_mut().push(message.content)),
            InspectorSessionKind::NonBlocking {
                wait_for_disconnect: false,
            },
        );
        session.post_message::<()>(1, "Profiler.enable", None);
        session.post_message(
            2,
            "Profiler.startPreciseCoverage",
            Some(serde_json::json!({ "callCount": true, "detailed": true })),
        );
        said.borrow_mut().clear();
        Self { session, said }
    }

    /// The counts of the script that V8 knows as `label`.
    pub(crate) fn take(mut self, label: &str) -> Coverage {
        self.session
            .post_message::<()>(3, "Profiler.takePreciseCoverage", None);
        let said = self.said.borrow();
        let answer = said
            .iter()
            .find_map(|message| serde_json::from_str::<Answer>(message).ok());
        let scripts = answer
            .map(|answer| answer.result.result)
            .unwrap_or_default();
        let functions = scripts
            .into_iter()
            .filter(|script| script.url == label)
            .flat_map(|script| script.functions)
            .map(|function| function.ranges)
            .collect();
        Coverage { functions }
    }
}
